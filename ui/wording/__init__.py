"""The words of objectives and key results as fields, and when they may be written together."""
