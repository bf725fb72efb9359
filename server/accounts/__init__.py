"""How people prove who they are: passwords, sessions, API tokens, invitations. Never in the log, never in the state."""
