"""A component tree as HTML text: the first picture of a page, before its socket opens. Starts no effect.

What the browser code would refuse is refused here as well: an address with an unknown scheme, raw HTML, a script.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from reactpy.core.hooks import ConnectionContext
from reactpy.types import Connection, Location

from ui.live.hook import without_effects
from ui.live.layout import HardenedLayout

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
REFUSED = frozenset({"script", "style", "iframe", "object", "embed", "base", "link", "meta"})
URL_ATTRIBUTES = frozenset({"href", "src", "action", "formaction", "poster", "xlink:href", "cite", "ping"})
UNSEEN = frozenset({"key", "ref", "dangerouslySetInnerHTML", "innerHTML", "_reactpy_ack_seq"})
SCHEMES = frozenset({"", "http", "https", "mailto"})
RENAMED = {"className": "class", "htmlFor": "for", "acceptCharset": "accept-charset", "httpEquiv": "http-equiv"}
SVG = re.compile(
    r"^(?:stroke|fill|stop|font|dominant|letter|word|pointer|vector|text(?=[AD][a-z])|clip(?=[RP][a-z]+$)"
    r"|marker(?=Start|Mid|End)|shape|color|paint|alignment|baseline|flood)[A-Z]"
)
CONTROL = re.compile(r"[\x00-\x20\x7f]")
NAME = re.compile(r"^[A-Za-z_][\w.:-]*$")


def check_url(value: str) -> str | None:
    """``value`` if it is relative or http, https or mailto; ``None`` if following it could run something."""
    squeezed = CONTROL.sub("", value)  # browsers ignore control characters within a scheme
    try:
        return value if urlsplit(squeezed).scheme.lower() in SCHEMES and _is_plain(squeezed) else None
    except ValueError:
        return None


def _is_plain(url: str) -> bool:
    # urlsplit takes "java%script:" for a path; so does a browser, but nothing honest looks like that.
    head = re.split(r"[/?#]", url, maxsplit=1)[0]
    return ":" not in head or head.split(":", 1)[0].lower() in SCHEMES - {""}


async def render_html(root: Any, location: Location, scope: dict[str, Any] | None = None) -> str:
    """``root`` rendered once. Raises nothing for a failing component: its place stays empty, as in the browser."""
    connection: Connection[None] = Connection(scope=scope or {}, location=location, carrier=None)
    with without_effects():
        async with HardenedLayout(ConnectionContext(root, value=connection)) as layout:
            update = await layout.render()
    return "".join(_pieces(update["model"], None))


def _pieces(node: Any, chosen: set[str] | None) -> Any:
    """``chosen`` are the values of the nearest ``<select>``."""
    if not isinstance(node, dict):
        yield escape(str(node), quote=False)
        return
    tag = node["tagName"]
    if tag.lower() in REFUSED or (tag and not NAME.match(tag)):
        return
    attributes = node.get("attributes", {})
    if "error" in node:
        return
    if tag:
        yield f"<{tag}"
        for name, value in attributes.items():
            if (written := _attribute(tag, name, value)) is not None:
                yield written
        if tag == "option" and chosen is not None and str(attributes.get("value")) in chosen:
            yield " selected"
        yield ">"
        if tag in VOID:
            return
    if tag == "select":
        value = attributes.get("value", attributes.get("defaultValue"))
        if value is not None:
            chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
    if tag == "textarea":
        # The parser eats one newline at the start.
        yield "\n" + escape(str(attributes.get("value", attributes.get("defaultValue", ""))), quote=False)
    for child in node.get("children", ()):
        yield from _pieces(child, chosen)
    if tag:
        yield f"</{tag}>"


def _attribute(tag: str, name: str, value: Any) -> str | None:
    if value is None or name in UNSEEN or not NAME.match(name) or name.lower().startswith("on"):
        return None
    name = RENAMED.get(name, name)
    if name in ("defaultValue", "value") and tag in ("select", "textarea"):
        return None
    if name in ("defaultValue", "defaultChecked"):
        name = name.removeprefix("default").lower()
    if SVG.match(name):
        name = re.sub(r"[A-Z]", lambda found: "-" + found[0].lower(), name)
    elif name not in ("viewBox", "preserveAspectRatio", "pathLength", "gradientUnits", "gradientTransform"):
        name = name.lower() if "-" not in tag else name
    if name == "style":
        return f' style="{escape(_style(value))}"' if value else None
    if isinstance(value, dict | list):
        # A property of a custom element; it comes with the first update.
        return f' data-{name.lower()}="{escape(json.dumps(value, default=str))}"' if "-" in tag else None
    if isinstance(value, bool) and not name.startswith(("aria-", "data-")) and name not in ("draggable", "spellcheck"):
        return f" {name}" if value else None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if name.lower() in URL_ATTRIBUTES and check_url(text) is None:
        return None
    return f' {name}="{escape(text)}"'


def _style(value: Any) -> str:
    if isinstance(value, str):
        return value
    written = []
    for name, one in value.items():
        if one is None or isinstance(one, bool):
            continue
        if not name.startswith("--"):
            name = re.sub(r"[A-Z]", lambda found: "-" + found[0].lower(), name)
        if ";" not in str(one):
            written.append(f"{name}:{one}")
    return ";".join(written)
