"""How one wants to be told: which kinds, when not, and while one is away. Changes one's own and nobody else's."""

from __future__ import annotations

from typing import Any

from reactpy import component, html, use_state

from shared.inbox.messages import ChangePreferences
from shared.inbox.model import EntryKind
from shared.messages import Refused
from shared.shape import shaped
from ui.hooks import use_desk, use_session, use_text, use_view
from ui.inbox.words import kind
from ui.kit.dialogs import field, form


@component
def PreferencesForm() -> Any:
    session, text, desk = use_session(), use_text(), use_desk()
    view = use_view(f"preferences:{session.actor.person_id}", f"person:{session.actor.person_id}")
    problem, set_problem = use_state(("", ""))
    preferences = view.preferences
    if preferences is None:
        return None

    async def submit(values: dict[str, str]) -> None:
        try:
            command = shaped(
                {
                    "person_id": preferences.id,
                    "muted": [each.value for each in EntryKind if not values.get(f"kind:{each.value}")],
                    "quiet_from": _minutes(values.get("quiet_from", ""), "quiet_from"),
                    "quiet_until": _minutes(values.get("quiet_until", ""), "quiet_until"),
                    "away_from": values.get("away_from") or None,
                    "away_until": values.get("away_until") or None,
                },
                ChangePreferences,
            )
        except Refused as refusal:
            set_problem((refusal.field or "", text.refusal(refusal)))
            return
        refusal_ = await desk.run(command, done=text("inbox.settings_kept"), quietly=True)
        set_problem(("", "") if refusal_ is None else (refusal_.field or "", text.refusal(refusal_)))

    def put(name: str, type_: str, value: str) -> Any:
        wrong = problem[1] if problem[0] == name else ""
        attributes = {"name": name, "type": type_, "defaultValue": value}
        control = html.input({**attributes, **({"aria-invalid": "true"} if wrong else {})})
        return field(text(f"inbox.{name}"), control, problem=wrong, key=name)

    def day(value: Any) -> str:
        return "" if value is None else value.isoformat()

    shown = ("quiet_from", "quiet_until", "away_from", "away_until")
    return html.details(
        {"className": "fold telling"},
        html.summary(text("inbox.settings")),
        form(
            {"key": str(preferences.version)},
            submit,
            html.fieldset(
                {"className": "kinds"},
                html.legend(text("inbox.kinds")),
                *(
                    html.label(
                        {"className": "check", "key": each.value},
                        html.input(
                            {
                                "type": "checkbox",
                                "name": f"kind:{each.value}",
                                "value": "1",
                                "defaultChecked": each not in preferences.muted,
                            }
                        ),
                        kind(each, text),
                    )
                    for each in EntryKind
                ),
            ),
            html.div(
                {"className": "fields"},
                put("quiet_from", "time", _clock(preferences.quiet_from)),
                put("quiet_until", "time", _clock(preferences.quiet_until)),
                put("away_from", "date", day(preferences.away_from)),
                put("away_until", "date", day(preferences.away_until)),
            ),
            *(
                [html.p({"className": "why", "role": "alert", "key": "why"}, problem[1])]
                if problem[1] and problem[0] not in shown
                else []
            ),
            html.div({"className": "actions"}, html.button({"className": "btn primary"}, text("save"))),
        ),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(clock: str, name: str) -> int:
    """`21:00` as minutes after midnight."""
    hours, _, minutes = clock.partition(":")
    if not (hours.isdecimal() and minutes[:2].isdecimal()):
        raise Refused("missing", field=name)
    return int(hours) * 60 + int(minutes[:2])
