"""Reminders and escalations, worked out by every instance and sent once."""
