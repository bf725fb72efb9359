"""Cycles as a page: where each stands, its one next step, and the form that makes and changes them."""
