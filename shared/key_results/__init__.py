"""Key results: the numbers, bands, milestones and switches by which an objective is judged."""
