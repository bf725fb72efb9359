"""What can be known of compose.yaml and the image without an engine to run them: names, paths, settings, no secrets."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from server.asgi import Application
from server.cairn import Cairn
from server.serve import STOP_WITHIN
from server.settings import Settings
from tests.architecture.test_structure import ROOT

APPS = ("app-1", "app-2")
SERVICES = {*APPS, "proxy", "postgres", "redis"}
KNOWN = {each.variable for each in Settings.documented()}
SECRET = re.compile(r"password|secret|token|key$", re.IGNORECASE)
GIVEN = re.compile(r"\$\{(\w+)(?:(:?[-?])([^}]*))?\}")
"""`${NAME}`, `${NAME:-default}` and `${NAME:?why}`."""

Compose = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> Compose:
    read: Compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


def resolved(text: str, env: dict[str, str]) -> str:
    """As Compose replaces what the environment gives."""
    return GIVEN.sub(lambda found: env.get(found[1]) or (found[3] if found[2] in ("-", ":-") else ""), text)


def seconds(duration: str) -> int:
    assert duration.endswith("s"), duration
    return int(duration.removesuffix("s"))


def routes() -> set[str]:
    return {route.path for route in Application(Cairn(Settings())).routes}


def test_the_services_are_these(compose: Compose) -> None:
    assert compose["services"].keys() == SERVICES


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_and_comes_back(compose: Compose, name: str) -> None:
    service = compose["services"][name]
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()
    assert seconds(check["timeout"]) <= seconds(check["interval"])
    assert service["restart"] == "unless-stopped"
    assert "image" in service
    assert not service["image"].endswith(":latest")


def test_everything_waits_for_what_it_needs(compose: Compose) -> None:
    for name in APPS:
        needs = compose["services"][name]["depends_on"]
        assert {each: needs[each]["condition"] for each in ("postgres", "redis")} == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }
    front = compose["services"]["proxy"]["depends_on"]
    assert {each: needs["condition"] for each, needs in front.items()} == dict.fromkeys(APPS, "service_healthy")


@pytest.mark.parametrize("name", APPS)
def test_instances_are_set_by_settings_that_there_are(compose: Compose, name: str) -> None:
    environment = compose["services"][name]["environment"]
    assert set(environment) <= KNOWN
    assert {"DATABASE_URL", "REDIS_URL", "CAIRN_TRUSTED_PROXIES", "CAIRN_PUBLIC_URL"} <= environment.keys()


@pytest.mark.parametrize("name", APPS)
def test_instances_understand_their_settings(compose: Compose, name: str) -> None:
    environment = compose["services"][name]["environment"]
    read = Settings.from_environment(
        {key: resolved(value, {"POSTGRES_PASSWORD": "abc123"}) for key, value in environment.items()}
    )
    assert read.database_url == "postgresql://cairn:abc123@postgres:5432/cairn"
    assert read.redis_url == "redis://redis:6379/0"
    assert read.host == "0.0.0.0"
    assert not read.sample, "a company's own workspace has no door without a password"
    assert read.trusted_proxies == (resolved(compose["networks"]["front"]["ipam"]["config"][0]["subnet"], {}),)
    assert read.warnings == ()


def test_instances_are_alike(compose: Compose) -> None:
    one, other = (compose["services"][each] for each in APPS)
    apart = {"build", "depends_on"}
    assert {key: one[key] for key in one.keys() - apart} == {key: other[key] for key in other.keys() - apart}


def test_instances_get_the_time_that_they_need_to_end(compose: Compose) -> None:
    for name in APPS:
        assert seconds(compose["services"][name]["stop_grace_period"]) > STOP_WITHIN


def test_what_is_kept_is_in_volumes_that_have_names(compose: Compose) -> None:
    mounts = {
        name: [each.split(":", 1) for each in service.get("volumes", [])]
        for name, service in compose["services"].items()
    }
    used = {volume for found in mounts.values() for volume, _ in found}
    assert used == compose["volumes"].keys()
    assert ["postgres", "/var/lib/postgresql/data"] in mounts["postgres"]
    assert all(not volume.startswith((".", "/")) for volume in used)


def test_only_the_proxy_is_open_to_the_outside(compose: Compose) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["back"]["internal"] is True
    assert all(compose["services"][each]["networks"] == ["back"] for each in ("postgres", "redis"))
    assert compose["services"]["proxy"]["networks"] == ["front"]


def test_no_secret_is_written_down(compose: Compose) -> None:
    for service in compose["services"].values():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), f"{key} must be given from outside, or not start"
            if password := re.search(r"://[^:/@]*:(.*)@", value):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", password[1]), f"{key} holds a password"
    assert ".env" in (ROOT / ".gitignore").read_text().split()


def test_the_proxy_knows_both_instances_and_where_they_say_how_they_are(compose: Compose) -> None:
    proxy = compose["services"]["proxy"]
    (config,) = proxy["configs"]
    text = compose["configs"][config["source"]]["content"].replace("$$", "$")
    assert config["target"] == "/etc/caddy/Caddyfile"
    assert "{$CAIRN_SITE} {" in text
    assert "CAIRN_SITE" in proxy["environment"]
    port = compose["services"]["app-1"]["environment"]["PORT"]
    assert "reverse_proxy " + " ".join(f"{each}:{port}" for each in APPS) in text
    paths = routes()
    named = re.findall(r"(?:health_uri|respond|not path)((?: /\S*)+)", text)
    assert sorted(path for found in named for path in found.split()) == [
        "/api/v1/events",
        "/live",
        "/metrics",
        "/readyz",
    ]
    assert {path for found in named for path in found.split()} <= paths
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", APPS)
def test_the_health_check_asks_a_page_that_there_is(compose: Compose, name: str) -> None:
    service = compose["services"][name]
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", " ".join(service["healthcheck"]["test"]))
    assert asked == (service["environment"]["PORT"], "/readyz")
    assert asked[1] in routes()


def test_the_image_is_built_of_what_there_is(compose: Compose) -> None:
    built = compose["services"]["app-1"]["build"]
    text = (ROOT / built["dockerfile"]).read_text()
    assert re.search(r"^USER cairn$", text, re.MULTILINE), "runs as root"
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    left_out = (ROOT / ".dockerignore").read_text().split()
    for sources in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), f"{source} is not there"
            assert source not in left_out, f"{source} is not given to the build"
    set_there = dict(re.findall(r"\b(PORT|CAIRN_\w+)=(\S+)", text))
    assert set_there.keys() <= KNOWN
    assert Settings.from_environment(set_there).data_directory.as_posix() == "/data"


def test_secrets_and_data_stay_out_of_the_image() -> None:
    assert {".git", ".env", ".cairn", ".venv"} <= set((ROOT / ".dockerignore").read_text().split())
