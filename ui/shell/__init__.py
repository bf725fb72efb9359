"""What stands round every page: the bar, the panes, toasts and the question for a reason."""
