"""Texts that several people write at once: which there are, where they are kept, and how they become plain values."""
