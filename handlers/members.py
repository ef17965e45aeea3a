"""Who is in a room: people who join and leave, and the room read again after a gap."""

from __future__ import annotations

import structlog
from bot.store.store import Store

from bot.chat.incoming import Incoming
from bot.chat.outcome import Done, Outcome
from bot.chat.platform import Platform
from bot.chat.router import Request, Route
from bot.domain.events import Fact, Joined, Left
from bot.domain.incident import Incident
from bot.domain.people import Person, Right
from bot.errors import Later, NotNow

log = structlog.get_logger(__name__)


class Members:
    """Joining and leaving are events, so that who was inside is known for every moment."""

    def __init__(self, store: Store, platform: Platform) -> None:
        self.store = store
        self.platform = platform

    def routes(self) -> list[Route]:
        return [Route("joined", Right.anyone, self.joined), Route("left", Right.anyone, self.left)]

    async def joined(self, request: Request) -> Outcome:
        """Somebody is in the room now; an outsider or guest too, and then the board says so."""
        await self._record(request.crisis, joining(request.crisis, request.incoming.by), request.incoming.key)
        return Done()

    async def left(self, request: Request) -> Outcome:
        """Somebody left the room."""
        person = request.incoming.by
        facts: list[Fact] = [Left(person=person.someone)] if person.id in request.crisis.inside else []
        await self._record(request.crisis, facts, request.incoming.key)
        return Done()

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
        await self._record(incident, joining(incident, incoming.by), f"{incoming.key}/joined")
        return await self.store.incident(incident.id) or incident

    async def read_again(self, tenant: str) -> None:
        """After a gap in what the chat told us: compare every open room with who is really in it."""
        for incident in await self.store.open_incidents(tenant):
            place = await self._place(incident)
            if place is None:
                continue
            try:
                members = set(await self.platform.members(place))
            except (Later, NotNow) as away:
                log.info("members.unread", incident=incident.id, reason=str(away))
                continue
            await self._compare(incident, members)

    async def _compare(self, incident: Incident, members: set[str]) -> None:
        people = await self.store.people(members)
        facts: list[Fact] = [f for id in members for f in joining(incident, people.get(id))]
        facts += [Left(person=there.person) for id, there in incident.inside.items() if id not in members]
        await self._record(incident, facts, f"members@{incident.seq}")

    async def _record(self, incident: Incident, facts: list[Fact], key: str) -> None:
        if facts:
            async with self.store.happened(incident.id, key) as change:
                change.record(facts, key=key)

    async def _place(self, incident: Incident) -> str | None:
        row = (await self.store.shown(incident.id)).get("place")
        return row.place if row and row.state == "sent" else None


def joining(incident: Incident, person: Person | None) -> list[Fact]:
    """The fact that somebody joined, unless it is known or it is a bot."""
    if person is None or person.id in incident.inside or person.standing == "bot":
        return []
    return [Joined(person=person.someone, standing=person.standing)]
