"""The left pane: everybody's goals, a row each."""
