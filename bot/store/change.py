"""
The unit of work: one request's effect on one record, in one transaction.

    lock the record → may this person? → was this request of theirs seen? → the body records → consequences
    → events + schedule + answer, all or nothing → the worker is told
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic_core import to_json
from sqlalchemy import ColumnElement, and_, delete, insert, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.errors import Duplicate, NewerFold, Refused
from bot.people.permission import permit
from bot.people.who import Person, Right, Someone
from bot.record.chain import FINAL, Sealed, seal, unseal
from bot.record.entry import altered
from bot.record.event import BOT
from bot.record.fact import Erased, Fact
from bot.record.fold import apply, begun
from bot.record.frozen import REVEAL
from bot.record.kind import unwritten
from bot.record.record import FOLD, Record
from bot.store import tables
from bot.store.engine import Database
from bot.store.exhibits import Bytes, forget, put
from bot.store.incidents import Known, folded, load, sealed
from bot.store.statements import ANSWER, LOCKED, OCCURRED, RECORDED, SAVED, Statements
from bot.text import _

Consequences = Callable[[Record, Record, datetime], Iterable[Fact]]
"""(before, after, now) → what follows from a change: recorded by the bot, in the same transaction."""

ME = Someone(id=BOT, name="")
A_FOLD = 4096  # signs of a state that are read and written in about the time in which one event is folded
Said = TypeVar("Said")


class Saved(NamedTuple):
    """What is saved of a record's state: after which event, and how long it is."""

    seq: int = 0
    size: int = 0

    def is_old(self, seq: int) -> bool:
        """Whether folding what came since takes as long as reading all of it: so a press pays for itself alone."""
        return (seq - self.seq) * A_FOLD >= self.size


NOTHING = Saved()


ANSWERS = 256  # of the newest requests, that are asked for as soon as they are saved


def theirs(by: Person, key: str) -> str:
    """A request is its person's: nobody else is given the answer that is kept under its key."""
    return f"{key} {by.id}"


class Change:
    """What is being done to a record. *state* is its newest, with what was recorded so far."""

    def __init__(
        self,
        state: Record,
        now: datetime,
        by: Someone,
        place: str | None = None,
        key: str | None = None,
        occurred: bool = False,
        is_new: bool = False,
        saved: Saved = NOTHING,
    ) -> None:
        """
        Args:
            now: Aware UTC, after the lock was taken.
            key: Names what is recorded first.
            occurred: Whether that was recorded already: then nothing is.
            is_new: Whether it has no row yet.
            saved: What is saved of its state.
        """
        self.before = state
        self.state = state
        self.is_new = is_new
        self.saved = saved
        self.now = now
        self.outcome: str | None = None
        self.rows: list[Sealed] = []
        self.kept: list[Bytes] = []
        self._by = by
        self._place = place
        self._key = key
        self._occurred = occurred

    @property
    def incident(self) -> Incident:
        """The newest state of a crisis, with what was recorded so far; Refused where it is none."""
        if not isinstance(self.state, Incident):
            raise no_incident()
        return self.state

    @property
    def register(self) -> Register:
        """The newest state of the register, with what was recorded so far; LookupError where it is a crisis."""
        if not isinstance(self.state, Register):
            raise LookupError(self.state.id)
        return self.state

    def record(self, facts: Iterable[Fact], *, happened_at: datetime | None = None) -> None:
        """
        Record facts; they count in ``state`` at once.

        Args:
            happened_at: Aware; now, unless a person said otherwise.
        """
        if self._occurred:
            return
        for fact in facts:
            self._append(fact, self._by, self._key, happened_at)
            self._key = None

    def follow(self, facts: Iterable[Fact]) -> None:
        """Record what follows by rule: done by the bot."""
        for fact in facts:
            self._append(fact, ME, None, None)

    def keep(self, entry: int, sha256: str, data: bytes) -> None:
        """Keep the bytes of the exhibit that event *entry* added, together with what is recorded."""
        self.kept.append(Bytes(entry, sha256, data))

    def says(self, outcome: Said) -> Said:
        """Keep the answer for a second delivery of the same request, and give it back."""
        self.outcome = to_json(outcome).decode()
        return outcome

    def _append(self, fact: Fact, by: Someone, key: str | None, happened_at: datetime | None) -> None:
        was = self.state
        at = max(self.now, was.changed_at or self.now)
        row = seal(
            was.checksum,
            fact,
            tenant=was.tenant,
            incident=was.id,
            seq=was.seq + 1,
            at=at,
            happened_at=happened_at or at,
            by=by.id,
            name=by.name,
            place=self._place,
            key=key,
        )
        self.rows.append(row)
        self.state = apply(was, unseal(row))


def no_incident() -> Refused:
    return Refused(_("This belongs in a crisis room. Nothing was changed."), code="no_incident")


class Changes:
    """The writing side of the store."""

    database: Database
    statements: Statements
    _known: Known
    _answers: dict[str, str | None]
    _folder: Path | None
    consequences: Consequences
    on_commit: Callable[[str], None]

    @asynccontextmanager
    async def opening(self, tenant: str, key: str, by: Person, place: str | None = None) -> AsyncIterator[Change]:
        """
        A new incident, with a random id and the tenant's next number. Where the body records nothing, none is made.

        Two openings of one tenant take turns, so the body sees whatever the one before has opened.

        Raises:
            Duplicate: This request was answered before.
            Refused: This person may not open one.
        """
        async with self.database.writing() as connection:
            number = await self._next_number(connection, tenant)
            permit(Right.staff, by, None)
            key = theirs(by, key)
            now = await self._now(connection, key)
            incident = Incident(id=secrets.token_hex(8), tenant=tenant, number=number)
            change = Change(incident, now, by.someone, place, is_new=True)
            yield change
            await self._keep(connection, change, key)
            if not change.rows:
                await self._give_back(connection, tenant)
        self._committed(change, key)

    @asynccontextmanager
    async def change(
        self, id: str, key: str, by: Person, right: Right, place: str | None = None
    ) -> AsyncIterator[Change]:
        """
        One person's act. The record is locked first, so rules see the newest state; what the body raises undoes all.

        Who may do what in the register is the body's to say: see ``access.permission``.

        Raises:
            Duplicate: This request was answered before; it carries the answer.
            Refused: The person lacks *right*, or there is no such record.
            NewerFold: A newer version wrote the record.
            StorageAway: Nothing was saved, or it is not known: the same request may be sent again.
        """
        async with self.database.writing() as connection:
            record, saved = await self._locked(connection, id)
            permit(right, by, record)
            key = theirs(by, key)
            now = await self._now(connection, key)
            change = Change(record, now, by.someone, place, saved=saved)
            yield change
            await self._keep(connection, change, key)
        self._committed(change, key)

    @asynccontextmanager
    async def happened(self, id: str, key: str) -> AsyncIterator[Change]:
        """
        What the bot itself saw, or an operator did.

        If *key* was recorded already, what the body records under it is left out.
        """
        async with self.database.writing() as connection:
            record, saved = await self._locked(connection, id)
            now, occurred = await self._now(connection), await self._occurred(connection, id, key)
            change = Change(record, now, ME, None, key, occurred, saved=saved)
            yield change
            await self._keep(connection, change, None)
        self._committed(change)

    async def erase(self, incident_id: str, seq: int, by: Someone, reason: str = "") -> None:
        """
        Take the words of one event away, for good, with the bytes if it added evidence; its place in the chain stays,
        and the erasing is recorded. An entry goes with all that became of it, whichever of these events is named.

        Raises:
            Refused: There is no such event, or it is one that must stay.
        """
        event = tables.event
        async with self.database.writing() as connection:
            record, _saved = await self._locked(connection, incident_id)
            change = Change(record, await self._now(connection), by)
            incident = change.incident
            mine = and_(event.c.incident == incident_id, await self._one_entry(connection, incident_id, seq))
            gone = update(event).where(mine, event.c.data.is_not(None), event.c.kind.not_in(FINAL))
            rows = await connection.execute(gone.values(data=None, salt=None).returning(event.c.seq))
            if seq not in (erased := sorted(row[0] for row in rows)):
                raise Refused(_("That entry can't be erased. Nothing was changed."), code="not_erasable")
            for each in erased:
                await forget(connection, self._folder, incident_id, each)
            change.state = await folded(connection, begun(incident), incident.seq)
            change.record([Erased(seq=each, by=by, reason=reason) for each in erased])
            await self._keep(connection, change, None)
        self._committed(change)

    async def _one_entry(self, connection: AsyncConnection, incident_id: str, seq: int) -> ColumnElement[bool]:
        """The event that began an entry, and those that altered it: their words are the same words."""
        event = tables.event
        found = await sealed(connection, incident_id, seq - 1, 1)
        begun = altered(unseal(found[0]).fact) if found else None
        entry = seq if begun is None else begun
        later = or_(*(event.c.data.like(f'%"entry":{entry}{end}%') for end in ",}"))
        return or_(event.c.seq == entry, and_(event.c.seq > entry, later))

    async def _next_number(self, connection: AsyncConnection, tenant: str) -> int:
        counter = tables.counter
        query = self.database.insert(counter).values(tenant=tenant, n=1)
        query = query.on_conflict_do_update(index_elements=["tenant"], set_={"n": counter.c.n + 1})
        return int((await connection.execute(query.returning(counter.c.n))).scalar_one())

    async def _give_back(self, connection: AsyncConnection, tenant: str) -> None:
        counter = tables.counter
        await connection.execute(update(counter).where(counter.c.tenant == tenant).values(n=counter.c.n - 1))

    async def _locked(self, connection: AsyncConnection, id: str) -> tuple[Record, Saved]:
        if new := unwritten(id):
            made = self.database.insert(tables.incident).values(**_named(new), **_columns(new))
            await connection.execute(made.on_conflict_do_nothing())
        row = (await connection.execute(LOCKED, {"id": id})).one_or_none()
        if row is None:
            raise no_incident()
        if row.fold > FOLD:
            raise NewerFold
        [record] = await load(connection, [row], self._known)
        return record, Saved(row.state_seq, row.size) if row.fold == FOLD else Saved()

    async def _now(self, connection: AsyncConnection, key: str | None = None) -> datetime:
        """The time; raises ``Duplicate`` where *key* was answered. After the lock: what it waited for is seen."""
        given = {"key": key, **self.database.moment()}
        now, answered, outcome = (await connection.execute(self.statements.now, given)).one()
        if answered is not None:
            raise Duplicate(outcome)
        return now  # type: ignore[no-any-return]

    async def _occurred(self, connection: AsyncConnection, incident_id: str, key: str) -> bool:
        """Whether the incident has an event of this key."""
        given = {"incident": incident_id, "key": key}
        return (await connection.execute(OCCURRED, given)).first() is not None

    async def _keep(self, connection: AsyncConnection, change: Change, key: str | None) -> None:
        if change.rows:
            change.follow(self.consequences(change.before, change.state, change.now))
            await self._save(connection, change)
            await connection.execute(RECORDED, [row.columns() for row in change.rows])
            for kept in change.kept:
                await put(connection, self._folder, change.state.id, kept)
            await self.statements.ask(connection, change.state.id)
        if key is not None:
            await self._answered(connection, key, change)

    async def _save(self, connection: AsyncConnection, change: Change) -> None:
        record, table = change.state, tables.incident
        if change.is_new:
            await connection.execute(insert(table).values(**_named(record), **_columns(record)))
        else:
            columns = _columns(record) if change.saved.is_old(record.seq) else _head(record)
            await connection.execute(SAVED, {"of": record.id, **columns})
        await self._inside(connection, record.id, change.before.insiders, record.insiders)

    async def _inside(
        self, connection: AsyncConnection, incident: str, before: frozenset[str], after: frozenset[str]
    ) -> None:
        inside = tables.inside
        if gone := before - after:
            await connection.execute(delete(inside).where(inside.c.incident == incident, inside.c.person.in_(gone)))
        if came := after - before:
            rows = [{"incident": incident, "person": person} for person in sorted(came)]
            await connection.execute(insert(inside), rows)

    async def _answered(self, connection: AsyncConnection, key: str, change: Change) -> None:
        given = {"key": key, "at": change.now, "outcome": change.outcome}
        if (await connection.execute(self.statements.answered, given)).first() is None:
            # The same request went to two incidents at once, so no common lock kept them apart.
            raise Duplicate((await connection.execute(ANSWER, {"key": key})).scalar())

    def _committed(self, change: Change, key: str | None = None) -> None:
        if key is not None:
            self._answers[key] = change.outcome
            if len(self._answers) > ANSWERS:
                del self._answers[next(iter(self._answers))]
        if change.rows:
            self._known.keep(change.state)
            self.on_commit(change.state.id)


def _named(record: Record) -> dict[str, object]:
    return {"id": record.id, "tenant": record.tenant, "number": record.number}


def _head(record: Record) -> dict[str, object]:
    """What of a record's row changes with each event."""
    return {"fold": FOLD, "seq": record.seq, "checksum": record.checksum, "is_resolved": record.is_resolved}


def _columns(record: Record) -> dict[str, object]:
    """The same, and its state."""
    state = record.model_copy(update={"fold": FOLD}).model_dump_json(context=REVEAL)
    return {**_head(record), "state_seq": record.seq, "size": len(state), "state": state}
