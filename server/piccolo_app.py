"""Tells Piccolo which tables are Cairn's and where their migrations lie. Holds no table itself."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="cairn",
    migrations_folder_path=Path(__file__).parent / "migrations",
    table_classes=TABLES,
)
