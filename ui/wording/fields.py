"""An objective's words as fields: written together where the words are free, one by one with a reason where they are not.

Words are free in a draft cycle, in a draft, and while somebody has opened them for a reason. Elsewhere the change of one
person is asked for its reason, and anybody who may edit can open the words to all.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.gates import needs_reason
from shared.key_results.messages import ChangeKeyResult
from shared.key_results.model import KeyResult
from shared.messages import Id, Refused
from shared.objectives.messages import ChangeObjective
from shared.objectives.model import Objective
from shared.view import View
from ui.hooks import use_desk, use_text, use_view
from ui.kit.glow import Glow
from ui.kit.marks import colour
from ui.kit.text_field import TextField, Writer
from ui.kit.written import Words, Written
from ui.text import Text


def is_free(view: View, objective: Objective) -> bool:
    """Whether its words may be written without a reason of one's own."""
    return bool(objective.rewording) or not needs_reason(view.state, objective)


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

    async def retitle(words: Words) -> Refused | None:
        return await desk.run(
            ChangeObjective(objective_id=objective_id, title=words.now, was_title=words.was),
            before=words.was,
            after=words.now,
            dropped=words.forget,
            quietly=True,
        )

    if is_free(view, objective):
        return TextField(
            f"objective:{objective_id}:title",
            objective.title,
            label=text("objective.title"),
            me=writer(view, text),
            class_name="title edit",
            id="title",
            key="free",
        )
    return Written(
        objective.title,
        retitle,
        label=text("objective.title"),
        class_name="title edit",
        id="title",
        glow=glow,
        key="asked",
    )


@component
def ReadTitle(objective_id: Id, glow: Glow) -> Any:
    """The title for those who may not write it: who writes it just now is seen doing so."""
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text = use_text()
    objective = view.objective(objective_id)
    if objective is None:
        return None
    heading: Any = objective.title
    if is_free(view, objective) and not objective.archived:
        heading = TextField(
            f"objective:{objective_id}:title",
            objective.title,
            label=text("objective.title"),
            me=writer(view, text),
            class_name="read",
            may_write=False,
            key="free",
        )
    return html.h1({"className": f"title {glow.class_name}".strip(), **glow.attributes}, heading)


@component
def DescriptionField(objective_id: Id) -> Any:
    view = use_view(f"objective:{objective_id}", looks=_words(objective_id))
    text, desk = use_text(), use_desk()
    objective = view.objective(objective_id)
    if objective is None:
        return None

    async def describe(words: Words) -> Refused | None:
        return await desk.run(
            ChangeObjective(objective_id=objective_id, description=words.now, was_description=words.was),
            before=words.was,
            after=words.now,
            dropped=words.forget,
            quietly=True,
        )

    if is_free(view, objective):
        return TextField(
            f"objective:{objective_id}:description",
            objective.description,
            label=text("objective.why"),
            me=writer(view, text),
            class_name="note edit",
            placeholder=text("objective.why_hint"),
            line=False,
            most=20_000,
            key="free",
        )
    return Written(
        objective.description,
        describe,
        label=text("objective.why"),
        class_name="note edit",
        placeholder=text("objective.why_hint"),
        long=True,
        most=20_000,
        key="asked",
    )


@component
def NameField(key_result_id: Id) -> Any:
    """A key result's name: free or asked as its objective's words are."""

    def looks(view: View) -> object:
        key_result = view.key_result(key_result_id)
        if key_result is None:
            return None
        return key_result.name, is_free(view, view.state.objectives[key_result.objective_id])

    objective_id = _home(use_view(f"key_result:{key_result_id}", looks=looks).key_result(key_result_id))
    view = use_view(f"key_result:{key_result_id}", f"objective:{objective_id}", looks=looks)
    text, desk = use_text(), use_desk()
    key_result = view.key_result(key_result_id)
    if key_result is None:
        return None

    async def rename(words: Words) -> Refused | None:
        return await desk.run(
            ChangeKeyResult(key_result_id=key_result_id, name=words.now, was_name=words.was),
            before=words.was,
            after=words.now,
            dropped=words.forget,
            quietly=True,
        )

    if is_free(view, view.state.objectives[key_result.objective_id]):
        return TextField(
            f"key_result:{key_result_id}:name",
            key_result.name,
            label=text("key_result.name"),
            me=writer(view, text),
            class_name="name edit",
            key="free",
        )
    return Written(key_result.name, rename, label=text("key_result.name"), class_name="name edit", key="asked")


def _home(key_result: KeyResult | None) -> Id:
    return "" if key_result is None else key_result.objective_id


def _words(objective_id: Id) -> Any:
    def looks(view: View) -> object:
        objective = view.objective(objective_id)
        return None if objective is None else (objective.title, objective.description, is_free(view, objective))

    return looks
