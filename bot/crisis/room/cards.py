"""Who reads along in the room, and who is not here any more."""

from __future__ import annotations

from collections.abc import Iterator

from bot.capabilities import people
from bot.crisis.incident import Incident
from bot.crisis.room.state import Inside
from bot.people.naming import full
from bot.people.who import Standing
from bot.room.surface import Scene
from bot.room.view import Line, Rank, View
from bot.text import Joined, Param, Words, _, _n

OUTSIDERS_SHOWN = 5  # by name; the rest is counted


def _board(scene: Scene) -> Iterator[Line]:
    yield from (Line(Rank.outsiders, words) for words in _outsiders(scene.incident))
    if not scene.incident.is_resolved:
        yield from (Line(Rank.gone, words) for words in _gone(scene.incident))


def _outsiders(incident: Incident) -> list[Words]:
    """Who reads along and is no colleague: an app, too, sees every message."""
    there = [there for there in incident.room.inside.values() if there.standing is not Standing.member]
    if not there:
        return []
    names: list[Param] = [_reads(each) for each in there[:OUTSIDERS_SHOWN]]
    if more := len(there[OUTSIDERS_SHOWN:]):
        names.append(_n("{n} more", "{n} more", more))
    return [_("Guests and outsiders can read this: {names}", names=Joined(tuple(names)))]


def _gone(incident: Incident) -> list[Words]:
    """Who had or could have a part here, and is no member any more."""
    ids = {someone.id: someone for someone in people(incident)}
    out = [full(ids[id]) for id in incident.people.standings if id in ids and id not in incident.room.inside]
    return [_("Not here any more: {names}", names=Joined(tuple(out[:OUTSIDERS_SHOWN])))] if out else []


def _reads(there: Inside) -> Param:
    name = full(there.person)
    if there.standing is Standing.unknown:
        return _("{name} (not known who)", name=name)
    return _("{name} (app)", name=name) if there.standing is Standing.bot else name


VIEW = View("room", board=_board)
