"""Escalations: a red key result handed to the next one up the line, with a note."""
