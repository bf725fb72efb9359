"""The pages before the workspace, and signing in and out. Shows nothing of the workspace but its name."""
