"""Cycles: the year, quarter or month that objectives are written for."""
