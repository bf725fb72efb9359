"""API tokens: made with a name, shown once, revoked after a question. The token itself is kept nowhere but on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reactpy import Vdom, component, html, use_state

from shared.messages import Refused
from ui.account import Token
from ui.hooks import use_desk, use_session, use_text
from ui.kit.dialogs import dialog, field
from ui.live.elements import ago
from ui.settings.loaded import bones, not_loaded, use_loaded
from ui.text import Text

_copy = Vdom("cairn-copy")


@component
def Tokens() -> Any:
    session, text = use_session(), use_text()
    loaded = use_loaded(session.account.tokens)
    making, set_making = use_state(False)
    doomed: Token | None
    doomed, set_doomed = use_state(None)
    made, set_made = use_state(("", ""))

    async def begin(_: dict[str, Any]) -> None:
        set_making(True)

    def finished(name: str, secret: str) -> None:
        set_making(False)
        if secret:
            set_made((name, secret))
            loaded.again()

    def revoked(gone: bool) -> None:
        set_doomed(None)
        if gone:
            if doomed is not None and doomed.name == made[0]:
                set_made(("", ""))
            loaded.again()

    if loaded.failed:
        body = not_loaded(text, loaded.again)
    elif loaded.found is None:
        body = bones(1)
    elif not loaded.found:
        body = html.p({"className": "quiet-text", "key": "none"}, text("settings.tokens_none"))
    else:
        rows = (_row(each, text, session.now(), set_doomed) for each in loaded.found)
        body = html.ul({"className": "rows", "key": "rows"}, *rows)
    return html.section(
        {"className": "part"},
        html.h2(text("settings.tokens")),
        html.p(text("settings.tokens_why")),
        *([_secret(*made, text)] if made[1] else []),
        body,
        html.div(
            {"className": "actions", "key": "actions"},
            html.button(
                {"type": "button", "className": "btn", "data-icon": "key", "onClick": begin}, text("settings.token_new")
            ),
        ),
        *([NewToken(finished, key="new")] if making else []),
        *([Revoke(doomed, revoked, key=f"revoke:{doomed.id}")] if doomed is not None else []),
    )


def _secret(name: str, secret: str, text: Text) -> Any:
    return html.div(
        {"className": "secret", "role": "status", "key": "secret"},
        html.p(html.b(text("settings.token_once", name=name))),
        _copy(
            {
                "value": secret,
                "label": text("settings.copy"),
                "done": text("settings.copied"),
                "aria-label": name,
            }
        ),
    )


def _row(token: Token, text: Text, now: datetime, choose: Any) -> Any:
    async def asked(_: dict[str, Any]) -> None:
        choose(token)

    used: list[Any] = (
        [text("settings.token_used"), " ", ago(token.seen_at, text)]
        if token.seen_at is not None
        else [text("settings.token_never_used")]
    )
    if token.expires_at is not None:
        day = text.day(text.today(token.expires_at))
        used += [" · ", text("settings.token_ends", day=day)]
    is_over = token.expires_at is not None and token.expires_at <= now
    return html.li(
        {"key": token.id},
        html.span(
            html.b(token.name),
            html.small(text("settings.token_created", day=text.day(text.today(token.created_at))), " · ", *used),
        ),
        *([html.span({"className": "status", "data-s": "off"}, text("settings.token_expired"))] if is_over else []),
        html.button(
            {
                "type": "button",
                "className": "btn small",
                "aria-label": text("settings.token_revoke_of", name=token.name),
                "onClick": asked,
            },
            text("settings.token_revoke"),
        ),
    )


@component
def NewToken(finished: Any) -> Any:
    session, text = use_session(), use_text()
    problem, set_problem = use_state("")

    async def submit(values: dict[str, str]) -> None:
        name = values.get("name", "").strip()
        try:
            secret = await session.account.create_token(name)
        except Refused as refusal:
            set_problem(text.refusal(refusal))
        else:
            finished(name, secret)

    return dialog(
        text("settings.token_new"),
        lambda: finished("", ""),
        submit,
        text,
        field(
            text("settings.token_name"),
            html.input(
                {
                    "name": "name",
                    "required": True,
                    "maxLength": 120,
                    "autoComplete": "off",
                    "placeholder": text("settings.token_example"),
                    **({"aria-invalid": "true"} if problem else {}),
                }
            ),
            problem=problem,
        ),
        footer=[html.button({"className": "btn primary"}, text("settings.token_create"))],
    )


@component
def Revoke(token: Token, done: Any) -> Any:
    session, text, desk = use_session(), use_text(), use_desk()

    async def submit(_: dict[str, str]) -> None:
        try:
            await session.account.revoke_token(token.id)
        except Refused as refusal:
            desk.say_refused(refusal)
        else:
            desk.say(text("settings.token_revoked", name=token.name))
        done(True)

    async def left(_: dict[str, Any]) -> None:
        done(False)

    return dialog(
        text("settings.token_revoke_of", name=token.name),
        lambda: done(False),
        submit,
        text,
        html.p(text("settings.token_revoke_why", name=token.name)),
        footer=[
            html.button({"type": "button", "className": "btn", "onClick": left}, text("cancel")),
            html.button({"className": "btn danger"}, text("settings.token_revoke")),
        ],
    )
