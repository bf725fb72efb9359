"""Meetings: a cycle's objectives in an order, talked through together, voted upon, with what was decided."""
