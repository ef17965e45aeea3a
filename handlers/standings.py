"""Who is no member any more while a crisis runs, or is one again: the chat's word about people reaches open rooms."""

from __future__ import annotations

from collections.abc import Sequence

from bot.capabilities import people as named
from bot.people.standing import noticed
from bot.people.who import Person, Standing
from bot.store.store import Store


class Standings:
    """Told by events, by the daily list of everybody, and by that list at every start, for what was missed."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def heard(self, tenant: str, people: Sequence[Person]) -> None:
        """
        What the chat says of *people* now, told to every open crisis that names them.

        To be called before it is kept who they are: whatever stops us in between, the next word about them finds it.
        """
        known = await self.store.people([person.id for person in people], tenant)
        moved = [p for p in people if p.standing is not (known[p.id].standing if p.id in known else Standing.member)]
        if not moved:
            return
        for incident in await self.store.open_incidents(tenant):
            if noticed(incident, named(incident), moved):
                async with self.store.happened(incident.id, f"standing@{incident.seq}") as change:
                    change.record(noticed(change.incident, named(change.incident), moved))
