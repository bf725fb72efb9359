"""Texts that several people write at once: the wire, the checks and the rooms. No I/O, no database, no clock of its own."""
