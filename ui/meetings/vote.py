"""The vote on confidence: cast in private, revealed for all at once, held again after talking.

No number is drawn before the reveal, one's own neither: the browser alone remembers what was chosen.
"""

from __future__ import annotations

from typing import Any

from reactpy import component, html

from shared.check_ins.messages import PostCheckIn
from shared.cycles.model import CycleState
from shared.directory.model import Person
from shared.key_results.model import KeyResult
from shared.meetings.commands import CastVote, RevealVote, StartVote
from shared.meetings.model import Meeting, MeetingState, Round, is_lower_median, median
from shared.messages import Id, Role
from shared.policy import may_check_in
from shared.view import View
from ui.hooks import use_desk, use_session, use_text
from ui.kit.marks import confidence, face
from ui.meetings.here import present
from ui.meetings.seen import leads, use_item
from ui.text import Text

NUMBERS = range(11)
ABSTAIN = "none"


@component
def VotePanel(meeting_id: Id, objective_id: Id) -> Any:
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.rounds)
    text, desk = use_text(), use_desk()
    if meeting is None or item is None:
        return None
    of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
    is_leading = leads(view, meeting) and meeting.state is MeetingState.RUNNING
    held, number = item.round, len(item.rounds)

    async def begin(_: dict[str, Any]) -> None:
        await desk.run(StartVote(**of))

    if held is None or (not held.revealed and meeting.state is MeetingState.ENDED):
        if not is_leading:
            return None
        start = html.button(
            {"type": "button", "className": "btn", "id": "vote", "onClick": begin},
            text("meeting.vote"),
            " ",
            html.kbd("V"),
        )
        return html.section({"className": "vote idle", "aria-label": text("meeting.vote")}, start)
    return html.section(
        {"className": "vote", "aria-label": text("meeting.vote")},
        html.header(
            {"key": "head"},
            html.h2(text("meeting.vote"), *([html.small(text("meeting.vote_round", n=number))] if number > 1 else [])),
        ),
        *(
            [_revealed(view, held, text), *([_After(meeting_id, objective_id, key="after")] if is_leading else [])]
            if held.revealed
            else [Ballot(meeting_id, objective_id, number, key=f"round:{number}")]
        ),
        *_earlier(item.rounds[:-1], text),
    )


@component
def Ballot(meeting_id: Id, objective_id: Id, number: int) -> Any:
    """Eleven choices, who has voted, and for the facilitator the reveal."""
    session, text, desk = use_session(), use_text(), use_desk()
    place = f"meeting:{meeting_id}"
    view, meeting, item = use_item(
        meeting_id, objective_id, lambda item: (item.rounds, present(session, place)), f"presence:{place}"
    )
    if meeting is None or item is None or item.round is None:
        return None
    of: dict[str, Any] = {"meeting_id": meeting_id, "objective_id": objective_id}
    voted = [each.person_id for each in item.round.votes]
    around = [each for each in present(session, place) if view.state.people[each].role is not Role.GUEST]
    everybody = list(dict.fromkeys((*around, *voted)))

    async def cast(happened: dict[str, Any]) -> None:
        chosen = str(happened["target"].get("value", ""))
        if chosen == ABSTAIN or chosen.isdecimal():
            await desk.run(CastVote(confidence=None if chosen == ABSTAIN else int(chosen), round=number, **of))

    async def reveal(_: dict[str, Any]) -> None:
        await desk.run(RevealVote(**of))

    me = view.me
    is_guest = me is None or me.role is Role.GUEST
    all_in = len(voted) == len(everybody)
    return html._(
        html.p({"className": "hint", "key": "guest"}, text("meeting.vote_guest"))
        if is_guest
        else html.fieldset(
            {"className": "ballot", "key": "ballot"},
            html.legend(text("meeting.vote_question")),
            *(
                _choice(str(each), f"vote-{objective_id}-{number}", cast, text("meeting.vote_number", n=each))
                for each in NUMBERS
            ),
            _choice(ABSTAIN, f"vote-{objective_id}-{number}", cast, text("meeting.vote_abstain")),
        ),
        html.p(
            {"className": "turnout", "key": "turnout"},
            html.b({"key": "count", "role": "status"}, text("meeting.vote_count", n=len(voted), all=len(everybody))),
            html.span(
                {"className": "faces", "key": "faces"},
                *(
                    html.span(
                        {"className": "voter" if each in voted else "voter waiting", "key": each},
                        face(view.state.people.get(each), text, "small"),
                        *([] if each in voted else [html.span({"className": "sr"}, text("meeting.vote_waits"))]),
                    )
                    for each in everybody
                ),
            ),
        ),
        html.p(
            {"className": "hint", "key": "secret"},
            text("meeting.vote_cast" if me is not None and me.id in voted else "meeting.vote_secret"),
        ),
        *(
            [
                html.button(
                    {
                        "type": "button",
                        "className": "btn primary" if all_in else "btn",
                        "id": "reveal",
                        "key": "reveal",
                        "disabled": not voted,
                        "onClick": reveal,
                    },
                    text("meeting.vote_reveal"),
                )
            ]
            if leads(view, meeting) and meeting.state is MeetingState.RUNNING
            else []
        ),
    )


def _choice(value: str, name: str, cast: Any, words: str) -> Any:
    return html.label(
        {"className": "number" if value != ABSTAIN else "number words", "key": value},
        html.input({"type": "radio", "name": name, "value": value, "aria-label": words, "onChange": cast}),
        html.span({"aria-hidden": "true"}, value if value != ABSTAIN else words),
    )


def numbers_of(held: Round) -> list[int]:
    return sorted(each.confidence for each in held.votes if each.confidence is not None)


def _median_words(numbers: list[int]) -> str:
    """A median that is no number in the middle says so."""
    return "meeting.vote_lower_median" if is_lower_median(numbers) else "meeting.vote_median"


def result(held: Round, text: Text) -> list[Any]:
    """The median as a mark, and how far apart they were."""
    numbers = numbers_of(held)
    middle = median(numbers)
    if middle is None:
        return []
    return [
        confidence(middle, text),
        html.b({"key": "median"}, text(_median_words(numbers), n=middle)),
        html.small({"key": "spread"}, text("meeting.vote_spread", low=numbers[0], high=numbers[-1])),
    ]


def _revealed(view: View, held: Round, text: Text) -> Any:
    """Faces over the numbers they chose."""
    columns: dict[int, list[Any]] = {each: [] for each in NUMBERS}
    for vote in held.votes:
        if vote.confidence is not None:
            person = view.state.people.get(vote.person_id)
            columns[vote.confidence].append(html._({"key": vote.person_id}, face(person, text, "small")))
    abstained = [view.state.people.get(each.person_id) for each in held.votes if each.abstains]
    revealer = view.state.people.get(held.revealed_by_id or "")
    return html._(
        {"key": "revealed"},
        html.ol(
            {"className": "spread"},
            *(
                html.li({"key": str(number), "data-n": str(number)}, *found, html.b({"key": "number"}, str(number)))
                for number, found in columns.items()
            ),
        ),
        html.p(
            {"className": "result", "role": "status"},
            *result(held, text),
            *(
                [html.small({"key": "abstained"}, text("meeting.vote_abstained", names=_names(abstained, text)))]
                if abstained
                else []
            ),
            *(
                [html.small({"key": "by"}, text("meeting.vote_revealed_by", name=text.name(revealer)))]
                if revealer is not None
                else []
            ),
        ),
    )


def _names(people: list[Person | None], text: Text) -> str:
    return text("meeting.names_between").join(text.name(each) for each in people)


def _earlier(rounds: tuple[Round, ...], text: Text) -> list[Any]:
    found = []
    for number, held in enumerate(rounds, 1):
        numbers = numbers_of(held)
        middle = median(numbers)
        if held.revealed and middle is not None:
            words = (text("meeting.vote_round", n=number), text(_median_words(numbers), n=middle))
            found.append(html.p({"className": "hint", "key": f"earlier:{number}"}, " · ".join(words)))
    return found


@component
def _After(meeting_id: Id, objective_id: Id) -> Any:
    """What may follow a reveal: talk and vote again, or let the median be the confidence of the key results."""
    session, text, desk = use_session(), use_text(), use_desk()
    view, meeting, item = use_item(meeting_id, objective_id, lambda item: item.rounds)
    if meeting is None or item is None or item.round is None:
        return None
    middle = median(numbers_of(item.round))
    mine = speaks_for(view, meeting, objective_id) if middle is not None else []

    async def again(_: dict[str, Any]) -> None:
        await desk.run(StartVote(meeting_id=meeting_id, objective_id=objective_id))

    async def use(_: dict[str, Any]) -> None:
        note = text("meeting.check_in_note", title=meeting.title)
        await desk.run(
            *(
                PostCheckIn(check_in_id=session.new_id(), key_result_id=each.id, confidence=middle, note=note)
                for each in mine
            ),
            done=text("meeting.checked_in", n=middle),
        )

    return html.div(
        {"className": "actions"},
        html.button(
            {"type": "button", "className": "btn", "id": "vote", "key": "again", "onClick": again},
            text("meeting.vote_again"),
        ),
        *(
            [
                html.button(
                    {"type": "button", "className": "btn quiet", "id": "use-median", "key": "use", "onClick": use},
                    text("meeting.use_median", n=middle),
                )
            ]
            if mine
            else []
        ),
    )


def speaks_for(view: View, meeting: Meeting, objective_id: Id) -> list[KeyResult]:
    """The key results for which this person may check in; none while check-ins are closed."""
    if view.state.cycles[meeting.cycle_id].state is not CycleState.ACTIVE:
        return []
    return [each for each in view.key_results(objective_id) if may_check_in(view.actor, each.id, view.state)]
