"""The sample workspace: one real quarter of a company, and what happened in it so far."""
