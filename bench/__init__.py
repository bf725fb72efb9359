"""Benchmarks: what Cairn costs, side by side with its peers where there are any. Asserts nothing."""
