"""Meetings as pages: their list, the meeting itself with agenda, vote and record, and the summary afterwards."""
