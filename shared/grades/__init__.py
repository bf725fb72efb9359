"""Closing a cycle: grades, retrospectives, and what is carried over into the next one."""
