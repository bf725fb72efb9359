"""Inboxes in the database, and the hint to all instances that somebody's has changed."""
