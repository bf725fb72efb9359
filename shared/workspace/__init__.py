"""The workspace itself: its name and the thresholds by which it judges pace."""
