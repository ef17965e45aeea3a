"""The handlers on a real store, without a chat: people act, and what they are answered is looked at."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.chat.incoming import Commanded, Given, Incoming, Pressed, Submitted
from bot.chat.outcome import FieldErrors, OpenForm, Outcome, Reply
from bot.chat.router import Router
from bot.crisis.incident import Incident
from bot.crisis.room.facts import Joined
from bot.people.who import Person, Standing
from bot.playbooks import load
from bot.record.consequences import follow_in, next_due
from bot.record.fact import Fact
from bot.room.tasks import TASKS
from bot.store.store import Store
from bot.text import Translator
from handlers.command import Command
from handlers.opening import Open
from handlers.setup import Setup
from handlers.tasks import Tasks
from tests.room.test_reconcile import Chat

TENANT = "T1"
PETR = Person(id="slack:U1", name="Petr Novák", zone="Europe/Prague")
ANA = Person(id="slack:U2", name="Ana Kovač")
JANA = Person(id="slack:U3", name="Jana Horvat")
EVA = Person(id="slack:U4", name="Eva Malá")
TOM = Person(id="slack:U9", name="Tom Reed", standing=Standing.guest)
STRANGER = Person(id="slack:U8", name="Sam Stone", standing=Standing.outsider)
EVERYBODY = (PETR, ANA, JANA, EVA, TOM, STRANGER)


@dataclass
class Desk:
    """Acts arrive here. *now* moves when the test says so."""

    store: Store
    router: Router
    admins: set[str]
    now: datetime = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    _keys: itertools.count[int] = field(default_factory=itertools.count)

    def later(self, minutes: float) -> None:
        """Time passes."""
        self.now += timedelta(minutes=minutes)

    async def command(self, by: Person, word: str, words: str = "", key: str = "") -> Outcome:
        return await self.router(
            Commanded(
                action=f"command.{word}", by=by, platform="slack", tenant=TENANT, key=key or self._key(), words=words
            )
        )

    async def press(self, by: Person, action: str, value: str = "", key: str = "") -> Outcome:
        return await self.router(
            Pressed(action=action, by=by, platform="slack", tenant=TENANT, key=key or self._key(), value=value)
        )

    async def submit(self, by: Person, action: str, carried: str = "", key: str = "", **given: Given) -> Outcome:
        return await self.router(
            Submitted(
                action=action,
                by=by,
                platform="slack",
                tenant=TENANT,
                key=key or self._key(),
                carried=carried,
                given=given,
            )
        )

    async def opened(
        self, title: str = "Offensive post", by: Person = PETR, inside: Collection[Person] = ()
    ) -> Incident:
        """A crisis somebody has just opened, with these people in its room."""
        await self.command(by, "open", title)
        incident = (await self.store.open_incidents(TENANT))[0]
        joined: list[Fact] = [Joined(person=person.someone, standing=person.standing) for person in inside]
        async with self.store.happened(incident.id, f"joined {next(self._keys)}") as change:
            change.record(joined)
        return change.incident

    async def incident(self, number: int = 1) -> Incident:
        """As it stands now."""
        found = await self.store.incident_numbered(TENANT, number)
        assert found is not None
        return found

    async def kinds(self, number: int = 1) -> list[str]:
        """What happened, by kind, oldest first."""
        return [event.fact.kind for event in await self.store.events((await self.incident(number)).id)]

    def _key(self) -> str:
        return f"act {next(self._keys)}"


def lines(outcome: Outcome) -> list[str]:
    """What a person is told, in English; the words of a refused form by field."""
    plain = Translator().plain
    match outcome:
        case Reply():
            return [plain(words) for words in outcome.lines]
        case FieldErrors():
            top = [plain(outcome.top)] if outcome.top else []
            return [*top, *(f"{name}: {plain(words)}" for name, words in outcome.fields.items())]
        case OpenForm():
            return [plain(outcome.form.title)]
    return []


@asynccontextmanager
async def desk(folder: Path, admins: Collection[str] = ()) -> AsyncIterator[Desk]:
    """Handlers on SQLite; the workspace knows everybody."""
    book, kept = load(), set(admins)
    store = Store(
        f"sqlite:///{folder}/crisis.db",
        clock=lambda: made.now,
        consequences=lambda _before, after, _now: follow_in(after, book),
        next_due=lambda record: next_due(record, book),
    )

    async def look(_incoming: Incoming, incident: Incident) -> Incident:
        return incident

    router = Router(store, look)
    setup = Setup(store, Chat(), lambda: made.now, kept)
    for handler in (Open(store, book, kept, Random(1)), setup, Command(store, book), Tasks(store, TASKS)):
        router.add(handler.routes())
    made = Desk(store, router, kept)
    await store.start()
    try:
        await store.save_people("slack", TENANT, EVERYBODY)
        yield made
    finally:
        await store.close()
