"""The timeline as it stands now, read from its newest end: only as much of it as somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import and_, or_, select

from bot.domain.chain import Sealed, unseal
from bot.domain.entry import LATER_KINDS, Entry, altered, gathered
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.store import tables
from bot.store.engine import Database
from bot.store.incidents import PAGE, Incidents

Shows = Callable[[Entry], bool]
"""Whether an entry is a line that somebody reads."""


class Entries(Incidents):
    """One entry with all that became of it; the newest ones by the time they happened."""

    _db: Database

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
            after = max(0, first - 1 - PAGE)
            events[:0] = await self.events(incident_id, after, first - 1 - after)
            first = after + 1
            missing = {of for event in events if (of := altered(event.fact)) is not None and of < first}
            older = await self._with_later(incident_id, missing) if missing else []
            known = {event.seq for event in events}
            all_ = [*(event for event in older if event.seq not in known), *events]
            sure = events[0].at if first > 1 else None
            found = [e for e in gathered(all_) if shows(e) and (sure is None or e.happened_at >= sure)]
        return found[-count:], len(found) > count

    async def is_of_room(self, incident: Incident, platform: str, place: str) -> bool:
        """Whether a place is the room of this incident, so that what becomes of its messages is seen."""
        there = await self.incident_in(platform, incident.tenant, place)
        return there is not None and there.id == incident.id

    async def acting_in(self, tenant: str, person: str) -> list[Incident]:
        """The open incidents in which this person may act, newest first."""
        rooms = await self.open_incidents_of(tenant, person)
        return [incident for incident in rooms if not incident.is_involved(person)]

    async def _with_later(self, incident_id: str, seqs: Collection[int]) -> list[Event]:
        """The events of these numbers, and all that alters an entry since the first of them."""
        event = tables.event
        kinds = and_(event.c.seq > min(seqs), event.c.kind.in_(LATER_KINDS))
        query = select(event).where(event.c.incident == incident_id, or_(event.c.seq.in_(seqs), kinds))
        async with self._db.reading() as connection:
            rows = (await connection.execute(query.order_by(event.c.seq))).all()
        return [unseal(Sealed(**row._mapping)) for row in rows]
