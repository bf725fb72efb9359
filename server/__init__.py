"""The world: HTTP, the database, wiring. The only composition root."""
