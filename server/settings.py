"""What the operator decides, read from the environment once at the start.
Reads no file and keeps no default anywhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from msgspec.structs import fields


class SettingsProblem(Exception):
    """`variable` is the one to correct. The message never repeats a database URL: it may hold a password."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable} {reason}")
        self.variable = variable


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Documented(Struct, frozen=True):
    """One setting as the documentation shows it."""

    variable: str
    default: str
    description: str


def _from(variable: str, description: str) -> Meta:
    return Meta(description=description, extra={"variable": variable})


class Settings(Struct, frozen=True, kw_only=True):
    host: Annotated[str, _from("CAIRN_HOST", "The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, _from("PORT", "The port to listen on; 0 takes any free one.")] = 8000
    data_directory: Annotated[
        Path,
        _from("CAIRN_DATA", "The directory for the embedded database; one process at a time may use it."),
    ] = Path(".cairn")
    database_url: Annotated[
        str,
        _from(
            "DATABASE_URL",
            "PostgreSQL, as postgresql://user:password@host/database. Empty: SQLite in the data directory.",
        ),
    ] = ""
    redis_url: Annotated[
        str,
        _from(
            "REDIS_URL",
            "Redis, as redis://host:6379/0, which lets several instances share one PostgreSQL. "
            "Empty: messages stay inside one process, so run only one instance.",
        ),
    ] = ""
    sample: Annotated[
        bool,
        _from("CAIRN_SAMPLE", "Whether an empty database is filled with the sample workspace at the start."),
    ] = True
    public_url: Annotated[
        str,
        _from(
            "CAIRN_PUBLIC_URL",
            "The origin that people open, as https://okr.example.org: sockets from other origins are refused, "
            "and cookies are secure when it is https. Empty: the host of each request, which must be an address or a "
            "name that only a local network has.",
        ),
    ] = ""
    log_level: Annotated[LogLevel, _from("CAIRN_LOG", "The least level to log: debug, info, warning or error.")] = (
        LogLevel.INFO
    )
    log_format: Annotated[
        LogFormat, _from("CAIRN_LOG_FORMAT", "console for people, json (one object a line) for programs.")
    ] = LogFormat.CONSOLE
    trusted_proxies: Annotated[
        tuple[str, ...],
        _from(
            "CAIRN_TRUSTED_PROXIES",
            "Addresses or networks of proxies whose X-Forwarded headers count, with commas; * trusts all.",
        ),
    ] = ("127.0.0.1",)

    warnings: tuple[str, ...] = ()
    """What is odd about the environment without being wrong, in sentences for the log."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Settings:
        """An empty variable counts as an absent one, which is what compose files make of an unset one."""
        env = os.environ if env is None else env
        chosen: dict[str, Any] = {}
        for name, variable in _VARIABLES.items():
            if text := env.get(variable, "").strip():
                try:
                    chosen[name] = _READERS[name](text)
                except ValueError as problem:
                    raise SettingsProblem(variable, str(problem)) from None
        return cls(**chosen, warnings=_unknown(env))

    @classmethod
    def documented(cls) -> list[Documented]:
        defaults = {field.name: field.default for field in fields(cls)}
        return [
            Documented(variable=variable, default=_shown(defaults[name]), description=_META[name].description or "")
            for name, variable in _VARIABLES.items()
        ]

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ValueError(f"must be a number from 0 to 65535, not {text!r}")
    return int(text)


def _claim(text: str) -> bool:
    match text.lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise ValueError(f"must be true or false, not {text!r}")


def _choice(kinds: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        try:
            return kinds(text.lower())
        except ValueError:
            raise ValueError(f"must be one of {', '.join(kinds)}, not {text!r}") from None

    return read


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        try:
            _ = urlsplit(text).port
        except ValueError:
            raise ValueError("has a port that is not a number from 0 to 65535") from None
        return text

    return read


def _origin(text: str) -> str:
    """In the form in which browsers send it: lower case, no default port, no slash at the end."""
    url = urlsplit(_url("http", "https")(text.lower()))
    if not url.hostname or url.path not in ("", "/") or url.query or url.fragment or url.username:
        raise ValueError(f"must be an origin such as https://okr.example.org, not {text!r}")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    is_default = url.port is None or url.port == {"http": 80, "https": 443}[url.scheme]
    return f"{url.scheme}://{host}" if is_default else f"{url.scheme}://{host}:{url.port}"


def _proxies(text: str) -> tuple[str, ...]:
    proxies = tuple(part.strip() for part in text.split(",") if part.strip())
    for proxy in proxies:
        if proxy != "*":
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError(f"must hold addresses or networks, and {proxy!r} is neither") from None
    return proxies


_READERS: dict[str, Callable[[str], Any]] = {
    "host": str,
    "port": _number,
    "data_directory": lambda text: Path(text).expanduser(),
    "database_url": _url("postgresql", "postgres", "sqlite"),
    "redis_url": _url("redis", "rediss", "unix"),
    "sample": _claim,
    "public_url": _origin,
    "log_level": _choice(LogLevel),
    "log_format": _choice(LogFormat),
    "trusted_proxies": _proxies,
}

_META: dict[str, Meta] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(Settings, include_extras=True).items()
    if hasattr(hint, "__metadata__")
}
_VARIABLES: dict[str, str] = {name: (meta.extra or {})["variable"] for name, meta in _META.items()}


def _unknown(env: Mapping[str, str]) -> tuple[str, ...]:
    known = set(_VARIABLES.values())
    return tuple(
        f"{variable} is set, but there is no such setting"
        for variable in sorted(env)
        if variable.startswith("CAIRN_") and variable not in known
    )


def _shown(default: Any) -> str:
    match default:
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default)
    return str(default)
