"""How often a key result is spoken of, and whether it is time: due, overdue, stale. Pure; the clock is an argument."""
