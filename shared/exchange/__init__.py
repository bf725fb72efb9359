"""Documents in and out: bytes to neutral drafts with problems, drafts to text.

No I/O, and nothing here knows the workspace: turning drafts into commands happens elsewhere.
"""
