"""What becomes of a room in the chat: archived, deleted, renamed, the bot taken out of it, and back again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.chat.incoming import PlaceChanged
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import room_name
from bot.crisis.room.facts import RoomRenamed, StepDone, StepRefused
from bot.record.fact import Fact
from bot.store.store import Store


class Places:
    """Nobody's permission is asked: it has happened. Once a room is back, who is in it is read again."""

    def __init__(self, store: Store, read: Callable[[str, Sequence[Incident]], Awaitable[object]]) -> None:
        self.store = store
        self.read = read

    async def changed(self, changed: PlaceChanged) -> None:
        """Recorded, so that its people are told, and all goes on as soon as it can."""
        incident = await self.store.incident_in(changed.platform, changed.tenant, changed.place)
        if incident is None or not became(incident, changed):
            return
        async with self.store.happened(incident.id, changed.key) as change:
            change.record(became(change.incident, changed))
        if changed.what == "back":
            await self.store.try_again(incident.id)
            await self.read(changed.tenant, [change.incident])


def became(incident: Incident, changed: PlaceChanged) -> list[Fact]:
    """What is new of it. A room that is put away once its crisis is over is as it should be."""
    gone = incident.room.refused.get("place")
    match changed.what:
        case "renamed":
            return [RoomRenamed(name=changed.name)] if changed.name not in ("", room_name(incident)) else []
        case "back":
            return [StepDone(step="place")] if gone else []
    if incident.is_resolved or (gone and gone.reason == changed.what):
        return []
    return [StepRefused(step="place", reason=changed.what)]
