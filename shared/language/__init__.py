"""Every word the product says, in both languages side by side, so that neither can lack one. No I/O.

A text may hold `{name}` places. `one` is the English form for a count of one (`{n}`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shared.directory.model import Locale


class Both(NamedTuple):
    en: str
    zh: str
    one: str | None = None


Texts = dict[str, Both]


def merged(*parts: Mapping[str, Both]) -> Texts:
    """One catalogue of several; a key that two of them hold is a mistake."""
    whole: Texts = {}
    for part in parts:
        if twice := whole.keys() & part.keys():
            raise ValueError(f"texts held twice: {sorted(twice)}")
        whole.update(part)
    return whole


def say(texts: Mapping[str, Both], locale: Locale, key: str, params: Mapping[str, object]) -> str:
    """The text of a key. A param that is itself a key (`cycle.active`) is said in the same language.

    Raises KeyError for an unknown key: a test finds those, a person never should.
    """
    text = texts[key]
    form = text.zh if locale is Locale.ZH else text.en
    if locale is Locale.EN and text.one is not None and params.get("n") == 1:
        form = text.one
    if not params:
        return form
    said = {
        name: say(texts, locale, value, {}) if isinstance(value, str) and value in texts and "." in value else value
        for name, value in params.items()
    }
    return form.format_map(said)
