"""Who is in a room: people who join and leave, and the room read again after a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.chat.incoming import Deleted, Incoming, Moved
from bot.chat.outcome import Done, Outcome
from bot.chat.platform import Platform
from bot.crisis.incident import Incident
from bot.crisis.opening.joining import joins_late
from bot.crisis.playbook import Book
from bot.crisis.room.facts import Joined, Left
from bot.errors import Later, NotNow, StorageAway
from bot.people.who import Person, Standing
from bot.record.fact import Fact
from bot.room.brief import RECENT, brief
from bot.room.surface import Scene
from bot.store.change import Change
from bot.store.store import Store
from bot.views import staged

log = structlog.get_logger(__name__)

AT_ONCE = 4  # rooms read at the same time: the chat's pace is the limit, not their number

Step = Callable[[Incident, Person | None], list[Fact]]
"""What somebody's coming or going means for an incident."""


class Members:
    """Joining and leaving are events: who was inside is known for every moment. Nobody's permission is asked."""

    def __init__(self, store: Store, platform: Platform, book: Book) -> None:
        self.store = store
        self.platform = platform
        self.book = book

    async def moved(self, moved: Moved) -> Outcome:
        """
        Somebody joined or left a room of ours: an outsider or guest too, and then the board says so.

        A colleague who joins once the crisis is under way is answered with a brief, told to them alone.
        """
        incident = await self.store.incident_in(moved.platform, moved.tenant, moved.place or "")
        if incident is None:
            return Done()
        if moved.action != "joined":
            await self._record(incident.id, moved.key, leaving, moved.by)
            return Done()
        person = await self.store.person(moved.by.id) if moved.by.standing is Standing.unknown else None
        change = await self._record(incident.id, moved.key, joining, person or moved.by)
        was_inside = moved.by.id in change.before.insiders  # invited as it opened, or seen in the room before
        if was_inside or not joins_late(change.incident, moved.by, change.now):
            return Done()
        return brief(await self._scene(change.incident), moved.by)

    async def deleted(self, deleted: Deleted) -> None:
        """A message is gone; if it was ours it may be shown again."""
        await self.store.lost(deleted.platform, deleted.place or "", deleted.ref or "")

    async def look(self, incoming: Incoming, incident: Incident) -> Incident:
        """Ask the chat whether the person is in the room after all: their joining may not have reached us yet."""
        if incoming.place is None or await self._place(incident) != incoming.place:
            return incident
        try:
            members = await self.platform.members(incoming.place)
        except (Later, NotNow) as away:
            log.info("members.unread", incident=incident.id, reason=str(away))
            return incident
        if incoming.by.id not in members:
            return incident
        await self._record(incident.id, f"{incoming.key}/joined", joining, incoming.by)
        return await self.store.incident(incident.id) or incident

    async def read_again(self, tenant: str, rooms: Sequence[Incident] | None = None) -> list[Incident]:
        """
        After a gap in what the chat told us: compare every open room, or these, with who is really in it.

        Newest first, a few at once. Gives those that could not be read now.
        """
        found = await self.store.open_incidents(tenant) if rooms is None else rooms
        at_once = asyncio.Semaphore(AT_ONCE)

        async def read(incident: Incident) -> bool:
            async with at_once:
                return await self._read(incident, tenant)

        are_read = await asyncio.gather(*map(read, found))
        return [incident for incident, is_read in zip(found, are_read, strict=True) if not is_read]

    async def _read(self, incident: Incident, tenant: str) -> bool:
        """False if it is worth another try. A room that cannot be read keeps no other from being read."""
        try:
            place = await self._place(incident)
            if place is not None and await self._is_invited(incident):
                await self._compare(incident, set(await self.platform.members(place)), tenant)
        except (Later, NotNow, StorageAway) as away:
            log.info("members.unread", incident=incident.id, reason=str(away))
            return isinstance(away, NotNow)
        return True

    async def _compare(self, incident: Incident, members: set[str], tenant: str) -> None:
        """*incident* is as it was before the members were read: who came or went since then is told by events."""
        people = await self.store.people(members | incident.room.inside.keys())
        for id in sorted(members - incident.room.inside.keys()):
            came = people.get(id) or await self._asked(id, tenant)
            await self._record(incident.id, f"came/{id}@{incident.seq}", joining, came)
        for id in sorted(incident.room.inside.keys() - members):
            await self._record(incident.id, f"went/{id}@{incident.seq}", leaving, people.get(id))

    async def _record(self, incident_id: str, key: str, step: Step, person: Person | None) -> Change:
        """What the step means for the newest state: an event and a reading of the room may tell the same thing."""
        async with self.store.happened(incident_id, key) as change:
            change.record(step(change.incident, person))
        return change

    async def _scene(self, incident: Incident) -> Scene:
        recent = await self.store.newest_events(incident, RECENT)
        register = await self.store.register(incident.tenant)
        return staged(incident=incident, book=self.book, timeline=tuple(recent), register=register)

    async def _asked(self, id: str, tenant: str) -> Person | None:
        """Somebody nobody knows yet: people of other organisations stand on no list of the workspace."""
        try:
            person = await self.platform.person(id)
        except (Later, NotNow) as away:
            log.warning("member.unknown", person=id, reason=str(away))
            return None
        await self.store.save_people(self.platform.name, tenant, [person])
        return person

    async def _is_invited(self, incident: Incident) -> bool:
        """The opener counts as inside from the first moment; until they are invited the room says otherwise."""
        row = (await self.store.shown(incident.id)).get("invite/opener")
        return "invite/opener" in incident.room.refused or (row is not None and row.state == "sent")

    async def _place(self, incident: Incident) -> str | None:
        row = (await self.store.shown(incident.id)).get("place")
        return row.place if row and row.state == "sent" else None


def joining(incident: Incident, person: Person | None) -> list[Fact]:
    """The fact that somebody joined, another app too, unless it is known."""
    if person is None or person.id in incident.room.inside or person.standing is Standing.gone:
        return []
    return [Joined(person=person.someone, standing=person.standing)]


def leaving(incident: Incident, person: Person | None) -> list[Fact]:
    """The fact that somebody left, unless they were not inside."""
    if person is None or person.id not in incident.room.inside:
        return []
    return [Left(person=person.someone)]
