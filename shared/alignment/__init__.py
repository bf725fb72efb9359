"""Alignment: which objective supports which objective or key result."""
