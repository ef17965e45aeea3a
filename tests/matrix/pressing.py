"""
Presses every control that ever stood somewhere, and sends every form that was ever sent, in the state of now.

Nothing of it is kept, so the crisis goes on as if nobody had touched anything.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.chat.incoming import Incoming, Pressed
from bot.chat.outcome import FieldErrors, OpenForm, Outcome, Reply
from bot.crisis.incident import Incident
from bot.platforms.slack import forms, payload
from bot.platforms.slack.render import reply
from bot.record.chain import unseal
from bot.record.fact import Fact
from bot.rehearsal import payloads
from bot.rehearsal.delivery import Answer, Kind
from bot.rehearsal.elements import action_of, controls, options
from bot.rehearsal.places import Message
from bot.rehearsal.shapes import Json
from bot.store.change import Change
from bot.text import raw, translator
from tests.conversation import Rehearsal
from tests.matrix.whole import Whole

# States that differ in who may do what. Before "naming" nobody is involved, before "visiting" nobody has left.
LATER = ("calling", "naming", "handing_over", "visiting", "resolving", "reopening")
UNENTITLED = ("tom", "guest", "olga")  # has left · a guest · involved


@dataclass(frozen=True)
class Control:
    """A button or an entry of a menu, on the message as it stood."""

    place: str
    message: Message
    block: Json
    element: Json
    given: Json


@dataclass(frozen=True)
class Press:
    """What one press did, had it counted."""

    stage: str
    who: str
    incoming: Incoming
    outcome: Outcome
    before: Incident
    facts: tuple[Fact, ...]
    after: Incident

    def __str__(self) -> str:
        value = self.incoming.value if isinstance(self.incoming, Pressed) else "as a form"
        return f"{self.stage}: {self.who} does {self.incoming.action} {value.partition(' ')[2]}"


@dataclass
class Presser:
    """Collects controls stage by stage; ``after`` is for ``Whole``."""

    crisis: Rehearsal
    whole: Whole
    known: dict[tuple[str, str], Control] = field(default_factory=dict)
    presses: list[Press] = field(default_factory=list)
    sent: dict[tuple[str, str], Json] = field(default_factory=dict)
    _changed: list[Change] = field(default_factory=list)
    _calls: int = 0  # as many were looked at

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Keep every form that is sent from now on, once for what it carried."""
        ask = self.crisis.workspace.ask

        async def asked(kind: Kind, body: Json) -> Answer:
            if body.get("type") == "view_submission":
                view = body["view"]
                self.sent[view["callback_id"], view["private_metadata"]] = copy.deepcopy(body)
            return await ask(kind, body)

        monkeypatch.setattr(self.crisis.workspace, "ask", asked)

    async def after(self, stage: str) -> None:
        """Collect what stands now; where the state is another than before, press all that ever stood."""
        if stage == "inviting":
            self.whole.involved = self.whole.olga  # she is inside, and will be named
        for control in self._there():
            name = control.element["action_id"], str(control.given or control.element.get("value"))
            self.known.setdefault(name, control)
        if stage in LATER:
            before = await self.crisis.incident()
            with self._nothing_is_kept():
                commander = (
                    "eva" if before.command.commander and before.command.commander.id == "slack:U0EVA" else "ana"
                )
                things: list[Control | Json] = [*self.known.values(), *self.sent.values()]
                for number, thing in enumerate(things):
                    for who in {commander, "petr", "jana", UNENTITLED[number % len(UNENTITLED)]}:
                        if who in self.crisis.people:
                            await self._do(thing, who, stage, before)

    def _there(self) -> Iterator[Control]:
        """On every message as it was posted and as it was updated, and on what was said in a private reply."""
        workspace = self.crisis.workspace
        for call in workspace.calls[self._calls :]:
            if call.method in ("chat.postMessage", "chat.update") and call.result and call.result["ok"]:
                place = workspace.places[call.result["channel"]]
                if message := place.messages.get(call.result["ts"]):
                    yield from _controls(place.id, replace(message, blocks=call.args["blocks"]))
        self._calls = len(workspace.calls)
        for place in workspace.places.values():
            for private_reply in place.private_replies:
                yield from _controls(place.id, copy.deepcopy(private_reply))

    @contextmanager
    def _nothing_is_kept(self) -> Iterator[None]:
        """What a press would do is worked out to the end, and then left undone."""
        store = self.crisis.app.store

        async def keep(_connection: object, change: object, _key: str | None) -> None:
            if isinstance(change, Change) and isinstance(change.before, Incident):  # else of no crisis
                change.follow(store.consequences(change.before, change.incident, change.now))
                self._changed.append(change)

        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(store, "_keep", keep)
            monkeypatch.setattr(store, "on_commit", lambda _incident: None)
            yield

    async def _do(self, thing: Control | Json, who: str, stage: str, before: Incident) -> None:
        """Through the payload as Slack sends it, and to the payload that would answer; a fault is raised."""
        app, user = self.crisis.app, self.whole.person(who).user
        by = app.slack.platform.known[f"slack:{user}"]
        incoming: Incoming
        if isinstance(thing, Control):
            incoming = payload.pressed(self._pressed(thing, user), by)
        else:
            incoming = payload.submitted({**thing, "view": {**thing["view"], "hash": f"{len(self.presses)}"}}, by)
        outcome = await app.router(incoming)
        words = translator(incoming.by.language)
        if isinstance(outcome, Reply):
            reply(outcome, words, {})
        elif isinstance(outcome, OpenForm):
            forms.view(outcome.form, words, incoming.place)
        elif isinstance(outcome, FieldErrors) and not isinstance(thing, Control):
            forms.refused(thing["view"], outcome.top or raw(""), outcome.fields, words)
        mine = [change for change in self._changed if change.before.id == before.id]
        self._changed.clear()
        facts = tuple(unseal(row).fact for change in mine for row in change.rows)
        after = mine[-1].incident if mine else before
        self.presses.append(Press(stage, who, incoming, outcome, before, facts, after))

    def _pressed(self, control: Control, user: str) -> Json:
        workspace = self.crisis.workspace
        action = action_of(control.block, control.element, control.given, workspace.next_ts())
        return payloads.pressed(workspace, user, workspace.places[control.place], control.message, action, {})


def _controls(place: str, message: Message) -> Iterator[Control]:
    for block, element in controls(message.blocks):
        for given in _paths(element):
            yield Control(place, message, block, element, given)


def _paths(element: Json) -> Iterator[Json]:
    """How it can be used; a button that leads somewhere does nothing in the bot."""
    if element["type"] == "button":
        yield from [] if element.get("url") else [{}]
    for option in options(element):
        yield {"selected": [option["value"]]}
