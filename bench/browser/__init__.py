"""What the interface costs in the browser."""
