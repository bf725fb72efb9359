"""Early warning: what is red or stale, why, and who is stuck; and how departments and teams compare."""
