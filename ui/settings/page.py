"""The page of settings: what is one's own, and for admins the workspace. Only the order of its parts."""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from ui.hooks import use_text
from ui.settings.browsers import Browsers
from ui.settings.looks import Looks
from ui.settings.password import Password
from ui.settings.profile import Profile, Speech
from ui.settings.shortcuts import shortcuts
from ui.settings.tokens import Tokens
from ui.settings.workspace import WorkspacePart


@component
def SettingsPage() -> Any:
    text = use_text()
    return html.div(
        {"className": "page narrow settings"},
        html.header(
            {"className": "head"}, html.h1(text("settings")), html.p({"className": "saved"}, text("settings.kept"))
        ),
        Profile(key="profile"),
        Speech(key="speech"),
        Looks(key="looks"),
        Password(key="password"),
        Browsers(key="browsers"),
        Tokens(key="tokens"),
        WorkspacePart(key="workspace"),
        html.section(
            {"className": "part", "key": "keys"},
            html.h2(text("settings.keys")),
            html.p(text("settings.keys_why")),
            shortcuts(text),
        ),
    )
