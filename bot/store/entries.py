"""The timeline as it stands now, read from its newest end: only as much of it as somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import and_, or_, select

from bot.record.chain import Sealed, unseal
from bot.record.entry import LATER_KINDS, Entry, altered, gathered
from bot.record.event import Event
from bot.store import tables
from bot.store.engine import Database
from bot.store.incidents import PAGE, Incidents

NAMED = 50  # entries that are looked for by name among what alters others; of more, all that was altered is read

Shows = Callable[[Entry], bool]
"""Whether an entry is a line that somebody reads."""


class Entries(Incidents):
    """One entry with all that became of it; the newest ones by the time they happened."""

    database: Database

    async def entry(self, incident_id: str, seq: int) -> Entry | None:
        """As it stands now; None if no line begins there."""
        events = await self._with_later(incident_id, {seq})
        return next((entry for entry in gathered(events) if entry.seq == seq), None)

    async def newest_entries(self, incident_id: str, seq: int, count: int, shows: Shows) -> tuple[list[Entry], bool]:
        """
        The *count* newest that show, by the time they happened, oldest first; and whether there are earlier ones.

        Read backwards from event *seq*: whatever alters an entry comes after it, and none happened after it was
        recorded. So once there are enough that happened since the first event read, none that was not read belongs
        among them.
        """
        events: list[Event] = []
        found: list[Entry] = []
        first = seq + 1
        while first > 1 and len(found) <= count:
            first = await self._before(incident_id, events, max(PAGE, count - len(found), len(events)), seq + 1)
            known = {event.seq for event in events}
            missing = {of for event in events if (of := altered(event.fact)) is not None and of < first}
            older = await self._with_later(incident_id, missing) if missing else []
            since = events[0].at if first > 1 else None
            told = gathered([*(event for event in older if event.seq not in known), *events])
            found = [entry for entry in told if (since is None or entry.happened_at >= since) and shows(entry)]
        return found[-count:], len(found) > count

    async def _before(self, incident_id: str, events: list[Event], n: int, end: int) -> int:
        """Put *n* more events in front of those read so far, page by page; gives the number of the first."""
        more: list[Event] = []
        first = events[0].seq if events else end
        begin = max(0, first - 1 - n)
        while begin + len(more) < first - 1:
            after = begin + len(more)
            more += await self.events(incident_id, after, min(PAGE, first - 1 - after))
        events[:0] = more
        return begin + 1

    async def _with_later(self, incident_id: str, seqs: Collection[int]) -> list[Event]:
        """The events of these numbers, and what altered them since."""
        event = tables.event
        later = and_(event.c.seq > min(seqs), event.c.kind.in_(LATER_KINDS))
        if len(seqs) <= NAMED:
            later = and_(later, or_(*(event.c.data.like(f'%"entry":{seq}{end}%') for seq in seqs for end in ",}")))
        query = select(event).where(event.c.incident == incident_id, or_(event.c.seq.in_(seqs), later))
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(event.c.seq))).all()
        return [unseal(Sealed(**row._mapping)) for row in rows]
