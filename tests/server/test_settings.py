"""The environment as the operator wrote it: read once, checked, and refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.db.engine import make_engine
from server.db.postgres import PostgresEngine
from server.db.sqlite import SqliteEngine
from server.settings import LogFormat, LogLevel, Settings, SettingsProblem


def test_nothing_set_is_the_embedded_default() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.sample) == ("127.0.0.1", 8000, True)
    engine = make_engine(settings.database_url, settings.data_directory)
    assert isinstance(engine, SqliteEngine)
    assert engine.path == ".cairn/cairn.db"


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "CAIRN_HOST": "0.0.0.0",
            "PORT": "9000",
            "CAIRN_DATA": "/srv/cairn",
            "DATABASE_URL": "postgresql://ada:secret@db/okr",
            "REDIS_URL": "redis://cache:6379/0",
            "CAIRN_SAMPLE": "no",
            "CAIRN_PUBLIC_URL": "https://OKR.example.org:443/",
            "CAIRN_LOG": "Debug",
            "CAIRN_LOG_FORMAT": "json",
            "CAIRN_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.5",
        }
    )
    assert settings == Settings(
        host="0.0.0.0",
        port=9000,
        data_directory=Path("/srv/cairn"),
        database_url="postgresql://ada:secret@db/okr",
        redis_url="redis://cache:6379/0",
        sample=False,
        public_url="https://okr.example.org",
        log_level=LogLevel.DEBUG,
        log_format=LogFormat.JSON,
        trusted_proxies=("10.0.0.0/8", "192.168.1.5"),
    )
    assert settings.is_https
    engine = make_engine(settings.database_url, settings.data_directory)
    assert isinstance(engine, PostgresEngine)
    assert "secret" not in str(engine)


@pytest.mark.parametrize(
    ("variable", "text", "reason"),
    [
        ("PORT", "eighty", "must be a number"),
        ("PORT", "65536", "from 0 to 65535"),
        ("PORT", "-1", "must be a number"),
        ("PORT", "８０００", "must be a number"),
        ("CAIRN_SAMPLE", "maybe", "true or false"),
        ("CAIRN_LOG", "loud", "debug, info, warning, error"),
        ("CAIRN_LOG_FORMAT", "xml", "console, json"),
        ("CAIRN_PUBLIC_URL", "okr.example.org", "must start with"),
        ("CAIRN_PUBLIC_URL", "https://okr.example.org/cairn", "must be an origin"),
        ("CAIRN_PUBLIC_URL", "https://okr.example.org:http", "port"),
        ("CAIRN_TRUSTED_PROXIES", "proxy.local", "'proxy.local' is neither"),
        ("DATABASE_URL", "mysql://ada:secret@db/okr", "must start with"),
        ("DATABASE_URL", "postgresql://ada:secret@db:many/okr", "port"),
        ("REDIS_URL", "localhost:6379", "must start with"),
    ],
)
def test_a_bad_value_is_refused_by_name(variable: str, text: str, reason: str) -> None:
    with pytest.raises(SettingsProblem, match=reason) as caught:
        Settings.from_environment({variable: text})
    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable} ")
    assert "secret" not in str(caught.value)


def test_an_empty_variable_is_an_absent_one() -> None:
    assert Settings.from_environment({"PORT": "", "CAIRN_SAMPLE": " "}) == Settings()


def test_an_unknown_variable_is_a_warning() -> None:
    settings = Settings.from_environment({"CAIRN_SAMPEL": "no", "CAIRN_HOST": "::1", "PATH": "/bin"})
    assert settings.warnings == ("CAIRN_SAMPEL is set, but there is no such setting",)


def test_every_setting_says_what_it_is_for_in_one_line() -> None:
    documented = {setting.variable: setting for setting in Settings.documented()}
    assert len(documented) == len(Settings.__struct_fields__) - 1, "all but the warnings"
    assert documented["PORT"].default == "8000"
    assert documented["CAIRN_SAMPLE"].default == "true"
    assert documented["CAIRN_DATA"].default == ".cairn"
    for setting in documented.values():
        assert setting.description.endswith(".")
        assert "\n" not in setting.description


@pytest.mark.parametrize("url", ["mysql://db/okr", "sqlite://", "sqlite://host/file.db", "sqlite:///"])
def test_there_is_no_engine_for_other_urls(url: str) -> None:
    with pytest.raises(ValueError, match="starts with"):
        make_engine(url, Path())


def test_a_sqlite_url_names_a_file() -> None:
    assert str(make_engine("sqlite:////srv/my%20okr.db", Path())) == "SQLite in /srv/my okr.db"
