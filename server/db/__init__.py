"""The way to SQLite and PostgreSQL: engines, batches, migrations and the lock on the data directory.
Knows no table and no rule of the product."""

import os

# Piccolo reads this name when a table first looks for its engine; an operator's own choice wins.
os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")
