"""The commander's own level of severity."""

from __future__ import annotations

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Form, Says
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import reason, why
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.severity import explain
from bot.crisis.severity import rules as severity
from bot.people.who import Right
from bot.store.store import Store
from bot.text import Words, _


class Severity:
    """What the answers give is computed; the commander may set another, with a reason, and both are kept."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("severity.form", Right.commander, self.form),
            Route("severity.set", Right.commander, self.set),
            Route("severity.keep", Right.commander, self.keep),
            Route("severity.release", Right.commander, self.release),
        ]

    async def form(self, request: Request) -> Outcome:
        must_be_open(request.crisis)
        return OpenForm(_form(request.crisis))

    async def set(self, request: Request) -> Outcome:
        """The form was sent."""
        act, level, because = request.incoming, request.text("level"), request.text("reason")
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.set_level(change.incident, level, because, act.by.someone))
            return change.says(Done())

    async def keep(self, request: Request) -> Outcome:
        """*Keep …*, though the answers give worse: pressed, it asks why; sent, it is decided."""
        act, ask, because = request.incoming, request.number(), reason(request.incoming)
        if because is None:
            level = explain.level(severity.must_be_asked(request.crisis, ask).level)
            return OpenForm(
                why("severity.keep", on(request.crisis.id, ask), label=_("Why {level} still?", level=level))
            )
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.keep(change.incident, ask, because, act.by.someone))
            return change.says(Done())

    async def release(self, request: Request) -> Outcome:
        """*Take …*: what the answers give counts."""
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.release(change.incident, request.number(), act.by.someone))
            return change.says(Done())


def _form(incident: Incident) -> Form:
    levels = tuple(
        Option(level.value, _("{level} ({code})", level=explain.level(level), code=level.value))
        for level in severity.LEVELS
    )
    return Form(
        action="severity.set",
        title=_("Change severity"),
        submit=_("Set"),
        fields=(
            *_computed(incident),
            Chooses("level", _("Level"), levels, style="list", initial=(incident.level.value,)),
            Asks("reason", _("Reason"), hint=_("It stands on the timeline."), max_chars=300),
        ),
        carried=on(incident.id),
    )


def _computed(incident: Incident) -> list[Says]:
    if incident.computed is None:
        return []
    level = explain.level(incident.computed.level)
    line: Words = _("The answers give: {level}, {why}.", level=level, why=explain.why(incident.computed))
    return [Says((line, *explain.could_be(incident.computed)))]
