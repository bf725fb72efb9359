"""Objectives: what a company, department, team or person wants to reach in a cycle."""
