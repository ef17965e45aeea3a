"""That somebody did something is kept where their silence is judged: the moment alone, never what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.chat.incoming import Incoming, Said
from bot.chat.router import carried_by
from bot.crisis.incident import Incident
from bot.errors import StorageAway
from bot.people.signs import AT_MOST_EVERY, seen
from bot.store.store import Store

log = structlog.get_logger(__name__)

REMEMBERED = 2_000  # looks: who did something where, within the last minute


class Signs:
    """Everything that people do passes here, after it was answered. A busy room costs a look a minute and person."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """*clock* gives aware time."""
        self.store = store
        self.clock = clock
        self._looked: dict[tuple[str, str], datetime] = {}

    async def left_by(self, incoming: Incoming) -> None:
        """Keep that this person is there, in every crisis that waits for them. What is lost is lost."""
        if self._is_news(incoming):
            try:
                for incident in await self._meant(incoming):
                    await self._keep(incident, incoming)
            except StorageAway as away:
                log.info("sign.lost", reason=str(away))

    def _is_news(self, incoming: Incoming) -> bool:
        where, now = (*carried_by(incoming), incoming.place or "")[0], self.clock()
        before = self._looked.pop((where, incoming.by.id), None)
        is_news = before is None or now - before >= AT_MOST_EVERY
        self._looked[where, incoming.by.id] = now if before is None or is_news else before
        if len(self._looked) > REMEMBERED:
            del self._looked[next(iter(self._looked))]
        return is_news

    async def _meant(self, incoming: Incoming) -> list[Incident]:
        """The crisis it was done in; done elsewhere, with us, every open one. A message to others elsewhere is none."""
        carried = carried_by(incoming)
        here = await self.store.incident(carried[0]) if carried else None
        if here is None and incoming.place:
            here = await self.store.incident_in(incoming.platform, incoming.tenant, incoming.place)
        if here is not None:
            return [here] if here.tenant == incoming.tenant else []
        if incoming.action == "reacted" or (isinstance(incoming, Said) and not incoming.direct):
            return []
        return await self.store.open_incidents(incoming.tenant)

    async def _keep(self, incident: Incident, incoming: Incoming) -> None:
        someone = incoming.by.someone
        if seen(incident, someone, self.clock()):
            async with self.store.happened(incident.id, f"alive/{incoming.by.id}/{incoming.key}") as change:
                change.record(seen(change.incident, someone, change.now))
