"""An objective's words as fields: written together where the words are free, one by one with a reason where they are not.

Words are free in a draft cycle, in a draft, and while somebody has opened them for a reason. Elsewhere the change of one
person is asked for its reason, and anybody who may edit can open the words to all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from reactpy import component, html

from shared.events import AnyCommand
from shared.gates import is_frozen, needs_reason
from shared.key_results.messages import ChangeKeyResult
from shared.messages import Id, Refused
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Objective
from shared.view import View
from ui.desk import Desk
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.kit.glow import Glow
from ui.kit.marks import colour
from ui.kit.text_field import TextField, Writer
from ui.kit.written import Words, Written
from ui.text import Text


def is_free(view: View, objective: Objective) -> bool:
    """Whether its words may be written without a reason of one's own."""
    return bool(objective.rewording) or not needs_reason(view.state, objective)


def _is_written(view: View, objective: Objective) -> bool:
    """Whether somebody may be writing its words just now."""
    return is_free(view, objective) and not (objective.archived or is_frozen(view.state, objective))


def writer(view: View, text: Text) -> Writer | None:
    me = view.me
    return None if me is None else Writer(me.id, text.name(me), int(colour(me.id)))


@component
def TitleField(objective_id: Id, glow: Glow) -> Any:
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text, desk = use_text(), use_desk()
    objective = view.objective(objective_id)
    if objective is None:
        return None
    return html.h1(
        {"className": "heading"},
        _field(
            _Field(
                f"objective:{objective_id}:title", objective.title, text("objective.title"), "title edit", id="title"
            ),
            lambda words: ChangeObjective(objective_id=objective_id, title=words.now, was_title=words.was),
            desk,
            writer(view, text) if is_free(view, objective) else None,
            glow,
        ),
    )


@component
def ReadTitle(objective_id: Id, glow: Glow) -> Any:
    """The title for those who may not write it: who writes it just now is seen doing so."""
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text = use_text()
    objective = view.objective(objective_id)
    if objective is None:
        return None
    field = _Field(f"objective:{objective_id}:title", objective.title, text("objective.title"))
    return html.h1(
        {"className": f"title {glow.class_name}".strip(), **glow.attributes}, _read(field, view, objective, text)
    )


@component
def DescriptionField(objective_id: Id) -> Any:
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text, desk = use_text(), use_desk()
    objective = view.objective(objective_id)
    if objective is None:
        return None
    return _field(
        _Field(
            f"objective:{objective_id}:description",
            objective.description,
            text("objective.why"),
            "note edit",
            placeholder=text("objective.why_hint"),
            long=True,
            most=20_000,
        ),
        lambda words: ChangeObjective(objective_id=objective_id, description=words.now, was_description=words.was),
        desk,
        writer(view, text) if is_free(view, objective) else None,
    )


@component
def ReadDescription(objective_id: Id) -> Any:
    """The description for those who may not write it."""
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text = use_text()
    objective = view.objective(objective_id)
    if objective is None or not objective.description:
        return None
    document = f"objective:{objective_id}:description"
    field = _Field(document, objective.description, text("objective.why"), long=True, most=20_000)
    return html.div({"className": "note"}, _read(field, view, objective, text))


@component
def NameField(key_result_id: Id) -> Any:
    """A key result's name: free or asked as its objective's words are."""

    view = _use_key_result(key_result_id)
    text, desk = use_text(), use_desk()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    return html.h2(
        {"className": "heading"},
        _field(
            _Field(f"key_result:{key_result_id}:name", key_result.name, text("key_result.name"), "name edit"),
            lambda words: ChangeKeyResult(key_result_id=key_result_id, name=words.now, was_name=words.was),
            desk,
            writer(view, text) if is_free(view, view.state.objectives[key_result.objective_id]) else None,
        ),
    )


@component
def ReadName(key_result_id: Id) -> Any:
    """A key result's name for those who may not write it."""
    view = _use_key_result(key_result_id)
    text = use_text()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None
    field = _Field(f"key_result:{key_result_id}:name", key_result.name, text("key_result.name"))
    objective = view.state.objectives[key_result.objective_id]
    words = key_result.name if key_result.archived else _read(field, view, objective, text)
    return html.h2({"className": "name"}, words)


class _Field(Struct, frozen=True):
    document: str
    value: str
    label: str
    class_name: str = ""
    placeholder: str = ""
    long: bool = False
    most: int = 300
    id: str = ""


def _field(
    field: _Field, command: Callable[[Words], AnyCommand], desk: Desk, me: Writer | None, glow: Glow | None = None
) -> Any:
    """Written together by `me` and the others; without `me`, alone, as a command that asks for its reason."""
    if me is not None:
        return TextField(
            field.document,
            field.value,
            label=field.label,
            me=me,
            class_name=field.class_name,
            placeholder=field.placeholder,
            line=not field.long,
            most=field.most,
            id=field.id,
            key="free",
        )

    async def commit(words: Words) -> Refused | None:
        return await desk.run(command(words), before=words.was, after=words.now, dropped=words.forget, quietly=True)

    return Written(
        field.value,
        commit,
        label=field.label,
        class_name=field.class_name,
        placeholder=field.placeholder,
        long=field.long,
        most=field.most,
        id=field.id,
        glow=glow,
        key="asked",
    )


def _read(field: _Field, view: View, objective: Objective, text: Text) -> Any:
    """Words that somebody else may be writing; where nobody may just now, they are only words."""
    if not _is_written(view, objective):
        return field.value
    return TextField(
        field.document,
        field.value,
        label=field.label,
        me=writer(view, text),
        class_name=field.class_name,
        line=not field.long,
        most=field.most,
        may_write=False,
        key="free",
    )


def _use_key_result(key_result_id: Id) -> View:
    """Looks again when its name is another, or may be written by others than before."""

    def looks(view: View) -> object:
        key_result = view.key_result(key_result_id)
        if key_result is None:
            return None
        objective = view.state.objectives[key_result.objective_id]
        return key_result.name, key_result.archived, is_free(view, objective), _is_written(view, objective)

    known = use_session().state.key_results.get(key_result_id)
    home = () if known is None else (f"objective:{known.objective_id}",)
    return use_view(f"key_result:{key_result_id}", *home, looks=looks)


def _words(objective_id: Id) -> Any:
    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        if objective is None:
            return None
        return objective.title, objective.description, is_free(view, objective), _is_written(view, objective)

    return looks
