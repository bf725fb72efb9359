"""What people are told, and when: reminders, warnings, and what others did that concerns them."""
