"""What a browser calls itself, as a person would call it. Recognises the common ones and claims nothing of the others."""

from __future__ import annotations

# The order matters: nearly every browser also says it is Chrome, or Safari.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Lark", "Lark"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"), ("python", "Python"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def agent_name(agent: str) -> str:
    """`Chrome, macOS`; one of them if only that is known; empty for a stranger."""
    return ", ".join(name for name in (_first(_BROWSERS, agent), _first(_SYSTEMS, agent)) if name)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")
