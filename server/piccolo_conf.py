"""What Piccolo's own command line reads (PICCOLO_CONF names this module): the engine and the list of apps.
The server gives the tables its own engine with `use_engine` and does not depend on the one made here."""

from piccolo.conf.apps import AppRegistry

from server.db.engine import Engine, make_engine
from server.settings import Settings

_settings = Settings.from_environment()

DB: Engine = make_engine(_settings.database_url, _settings.data_directory)

APP_REGISTRY = AppRegistry(apps=["server.piccolo_app"])
