"""What a person presses, sends and types, over and over: each of them changes the crisis, and the change is saved."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import prometheus_client

from bot.app import App
from bot.bench.beside import Beside, beside
from bot.bench.stage import LOOK_S, Stage, stage
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.wire import Wire
from bot.rehearsal.acting import Actor

MENU: Final = "menu: the kind chosen"
OPENS: Final = "press: opens a form"
CHANGED: Final = "form: an answer changed"
NOTED: Final = "form: a note"
TYPED: Final = "command: a note"
LIVE: Final = "Is it still happening?"
WARM_UP: Final = 3  # rounds that are not counted
FORM_S: Final = 10.0  # longest wait for a form to open
HURRY: Final = 1_000_000  # the workspace has no limits of its own, so waiting for Slack's would measure only them


@dataclass
class Answers:
    """
    What one run of presses gave.

    Attributes:
        took: Seconds from sending to 200, by act and by app.
        events: Events each act saved, over all its rounds.
        picked_up: Seconds from a commit to the first call it caused.

    """

    took: dict[str, dict[str, list[float]]]
    events: Counter[str] = field(default_factory=Counter)
    picked_up: list[float] = field(default_factory=list)


async def answers(rounds: int) -> Answers:
    """So many rounds of all acts, one act after another, each when the bot is at rest."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder), unhurried) as on, beside(on) as line:
            tom = await at_work(on)
            return await _Rounds(on, line, tom).run(rounds)


def unhurried(app: App) -> None:
    """A bot whose calls need not keep to Slack's rates."""
    calls = prometheus_client.Counter("calls", "Calls", ("method", "result"), registry=None)
    token, address = app.settings.slack_bot_token.get_secret_value(), app.settings.slack_api_url
    pace = Pace(lambda: time.monotonic() * HURRY)
    app.slack.platform.wire = Wire(token, address, pace, calls, logging.getLogger("slack"))


async def at_work(on: Stage) -> Actor:
    """Somebody in the room of a crisis whose first two questions are answered."""
    tom = on.actor("tom")
    await tom.command("/crisis open Offensive post from our account")
    await on.settled()
    await tom.go_to_room()
    await tom.press("Answer…")
    await form(tom)
    await tom.fill({"What kind of account is touched?": "A main account"})
    await on.settled()
    await tom.press("Yes", on=LIVE)
    await on.settled()
    return tom


async def form(person: Actor) -> None:
    """Until a form has opened."""
    async with asyncio.timeout(FORM_S):
        while await person.form() is None:
            await asyncio.sleep(LOOK_S)


@dataclass
class _Rounds:
    on: Stage
    line: Beside
    tom: Actor
    committed: float = 0.0

    async def run(self, rounds: int) -> Answers:
        acts: dict[str, Callable[[int], Awaitable[None]]] = {
            MENU: self._choose,
            CHANGED: self._change,
            NOTED: self._note,
            TYPED: self._type,
        }
        self._listen()
        for n in range(WARM_UP):
            for do in acts.values():
                await self._rested(do, n)
        self.line.took.clear()
        found = Answers(self.line.took)
        for n in range(rounds):
            for act, do in acts.items():
                before, calls = await self._events(), self.on.workspace.calls[-1].number
                await self._rested(do, n + WARM_UP)
                found.events[act] += await self._events() - before
                if act == MENU:
                    found.picked_up.append(self._first_call(calls) - self.committed)
        return found

    async def _rested(self, do: Callable[[int], Awaitable[None]], n: int) -> None:
        await do(n)
        await self.on.settled()

    async def _choose(self, n: int) -> None:
        with self._measuring(MENU):
            await self.tom.choose("Choose the kind", self.on.app.book.kinds[n % 2].title)

    async def _change(self, n: int) -> None:
        with self._measuring(OPENS):
            await self.tom.press("Change…", on=LIVE)
        await form(self.tom)
        with self._measuring(CHANGED):
            await self.tom.fill({LIVE: ("No", "Yes")[n % 2]})

    async def _note(self, n: int) -> None:
        await self.tom.press("Add to timeline…")
        await form(self.tom)
        with self._measuring(NOTED):
            await self.tom.fill({"What happened?": f"Note {n} by a form"})

    async def _type(self, n: int) -> None:
        with self._measuring(TYPED):
            await self.tom.command(f"/crisis note fact: note {n} by a command")

    @contextlib.contextmanager
    def _measuring(self, act: str) -> Iterator[None]:
        self.line.act = act
        yield
        self.line.act = ""

    def _listen(self) -> None:
        """Note the moment of every commit."""
        told = self.on.app.store.on_commit

        def committed(incident: str) -> None:
            self.committed = time.monotonic()
            told(incident)

        self.on.app.store.on_commit = committed

    def _first_call(self, before: int) -> float:
        return next(call.started for call in self.on.workspace.calls if call.number > before)

    async def _events(self) -> int:
        """How many there are in all."""
        return sum(incident.seq for incident in await self.on.app.store.every_incident())
