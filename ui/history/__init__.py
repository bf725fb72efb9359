"""The right pane: how an objective goes, what it hangs on, and everything that happened to it."""
