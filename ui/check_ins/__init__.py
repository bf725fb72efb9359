"""What one owes on a Monday: every key result that wants a check-in, in a row each."""
