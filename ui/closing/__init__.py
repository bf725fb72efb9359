"""Closing a cycle as a page: grades, looking back, what goes on, and the archive."""
