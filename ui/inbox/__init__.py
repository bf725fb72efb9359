"""What one is told: the inbox, its badge, and how one wants to be told."""
