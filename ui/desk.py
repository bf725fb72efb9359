"""Where a page's commands go out and what comes back is said: toasts with undo, the question for a reason, refusals.

One desk for a page. It keeps no domain state; what it shows is lost with the page, and nothing else is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from shared.events import AnyCommand
from shared.key_results.messages import ChangeKeyResult
from shared.messages import Refused
from shared.objectives.messages import ChangeObjective
from ui.reader import text_of
from ui.session import Session

TOAST_SECONDS = 10
MOST_EARLIER = 5
"""Earlier things that can still be undone while something newer is said."""


class Toast(Struct, frozen=True):
    id: str
    text: str
    undo: tuple[AnyCommand, ...] = ()
    bad: bool = False


class Question(Struct, frozen=True):
    """A change that wants a reason before it is made."""

    commands: tuple[AnyCommand, ...]
    before: str = ""
    after: str = ""
    problem: Refused | None = None
    dropped: Callable[[], None] = lambda: None
    """Called when the change is given up."""


class Desk:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.toasts: tuple[Toast, ...] = ()
        """The newest last: that is the one to be seen. Before it only what can be undone; all go together."""
        self._leaving: asyncio.TimerHandle | None = None
        self.question: Question | None = None
        self._shown: Callable[[], None] = lambda: None
        self._asked: Callable[[], None] = lambda: None

    def on_toasts(self, shown: Callable[[], None]) -> None:
        self._shown = shown

    def on_question(self, asked: Callable[[], None]) -> None:
        self._asked = asked

    async def run(
        self,
        *commands: AnyCommand,
        done: str = "",
        undo: Sequence[AnyCommand] = (),
        before: str = "",
        after: str = "",
        quietly: bool = False,
        dropped: Callable[[], None] = lambda: None,
    ) -> Refused | None:
        """Carry out commands. A wanted reason is asked for; any other refusal is shown, and returned.

        `done` is said when it worked, with an undo if one is given. `quietly` leaves showing a refusal to the caller.
        `dropped` is called when the change is given up for want of a reason.
        """
        try:
            await self._session.execute(*commands)
        except Refused as refusal:
            if refusal.code == "reason.wanted":
                self.ask(Question(commands, before, after, dropped=dropped))
            elif not quietly:
                self.say_refused(refusal)
            return refusal
        if done:
            self.say(done, undo)
        return None

    def ask(self, question: Question | None) -> None:
        self.question = question
        self._asked()

    def drop(self) -> None:
        """Give up the change that was asked about."""
        question = self.question
        self.ask(None)
        if question is not None:
            question.dropped()

    async def answer(self, reason: str) -> None:
        """Make the change that was asked about, with its reason."""
        question = self.question
        if question is None:
            return
        commands = tuple(_with_reason(each, reason) for each in question.commands)
        try:
            await self._session.execute(*commands)
        except Refused as refusal:
            self.ask(replace(question, problem=refusal))
        else:
            self.ask(None)

    def say(self, text: str, undo: Sequence[AnyCommand] = (), *, bad: bool = False) -> None:
        toast = Toast(self._session.new_id(), text, tuple(undo), bad)
        self._show((*[each for each in self.toasts if each.undo][-MOST_EARLIER:], toast))

    def say_refused(self, refusal: Refused) -> None:
        self.say(text_of(self._session).refusal(refusal), bad=True)

    def dismiss(self, toast_id: str) -> None:
        """The one before it, if there is one, is said again."""
        left = tuple(each for each in self.toasts if each.id != toast_id)
        if left != self.toasts:
            self._show(left)

    def hold(self) -> None:
        """Somebody reads them: they stay until the next is said or they are let go."""
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def let_go(self) -> None:
        self._show(self.toasts)

    def _show(self, toasts: tuple[Toast, ...]) -> None:
        self.hold()
        self.toasts = toasts
        if toasts:
            self._leaving = asyncio.get_running_loop().call_later(TOAST_SECONDS, self._show, ())
        self._shown()

    async def undo(self, toast: Toast) -> None:
        self.dismiss(toast.id)
        if toast.undo:
            await self.run(*toast.undo)


def _with_reason(command: AnyCommand, reason: str) -> AnyCommand:
    if isinstance(command, ChangeObjective | ChangeKeyResult):
        return replace(command, reason=reason)
    return command
