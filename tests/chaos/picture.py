"""What is left when the dust has settled, in a form two runs can be compared in: the chat's side and the database's."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from sqlalchemy import Connection, Engine, create_engine, select

from bot.record.chain import Broken, Sealed, verify
from bot.rehearsal import Workspace
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import Message, Place
from bot.store import tables
from bot.store.engine import parsed
from tests.chaos.access import CARRIED, steps
from tests.chaos.records import records

SOON = timedelta(minutes=2)  # what is due within it is not "nothing left"; deputies are called after 5 minutes
# What differs between two runs that went alike: ids, moments, the random end of a room's name.
DIFFERS = (
    (re.compile(r"<!date\^\d+\^"), "<!date^"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), "hh:mm"),
    (re.compile(r"\b\d+ min\b"), "n min"),
    (
        re.compile(r"· [^·]{3,40} joined the room"),
        "· somebody joined the room",
    ),  # two who are invited come in any order
    (re.compile(r"\b(crisis-\d+)-[a-z0-9]{4}\b"), r"\1-tag"),
    (re.compile(r"\b\d{10}\.\d{6}\b"), "ts"),
    (re.compile(r"/p\d{16}\b"), "/ts"),
    (re.compile(r"\b[CDFGV]0R[0-9A-F]{7}\b"), "id"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "checksum"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "incident"),
    (re.compile(r"\b[0-9a-f]{8}\b"), "mark"),
    (re.compile(r"127\.0\.0\.1:\d+"), "host"),
    (re.compile(r'"block_id": "[^"]*"'), '"block_id": ""'),
)


def same(text: str) -> str:
    """The text without what differs between two runs."""
    for pattern, name in DIFFERS:
        text = pattern.sub(name, text)
    return text


@dataclass(frozen=True)
class Picture:
    """All a test compares. Counters, not lists, where the order is not promised."""

    rooms: tuple[object, ...]
    said: Counter[str]
    threads: tuple[tuple[str, ...], ...]
    sounds: Counter[str]
    events: Counter[str]
    access: tuple[str, ...]

    def differs(self, undisturbed: Picture) -> list[str]:
        """How it differs, a line each."""
        lines = []
        if self.rooms != undisturbed.rooms:
            lines.append(f"rooms: {self.rooms} instead of {undisturbed.rooms}")
        if self.threads != undisturbed.threads:
            lines.append(f"threads: {_changed(self.threads, undisturbed.threads)}")
        lines += [f"access: {here} instead of {there}" for here, there in _others(self.access, undisturbed.access)]
        for name in ("said", "sounds", "events"):
            here, there = getattr(self, name), getattr(undisturbed, name)
            lines += [f"{name}: {n} too many of {what}" for what, n in (here - there).items()]
            lines += [f"{name}: {n} missing of {what}" for what, n in (there - here).items()]
        return lines


def _others(here: Iterable[str], there: Iterable[str]) -> list[tuple[str, str]]:
    return [(ours, theirs) for ours, theirs in zip_longest(here, there, fillvalue="nothing") if ours != theirs]


def _changed(here: Iterable[tuple[str, ...]], there: Iterable[tuple[str, ...]]) -> str:
    """The first message in which two sets of threads differ."""
    for ours, theirs in zip_longest(here, there, fillvalue=()):
        for one, other in zip_longest(ours, theirs, fillvalue="nothing"):
            if one != other:
                at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
                return f"…{one[max(0, at - 60) : at + 200]} instead of …{other[max(0, at - 60) : at + 200]}"
    return ""


def picture(workspace: Workspace, outside: Engine) -> Picture:
    """The workspace and the database, as they are now."""
    rooms = [place for place in workspace.places.values() if place.creator == BOT_USER and place.kind != "direct"]
    return Picture(
        rooms=tuple(_room(room) for room in rooms),
        said=Counter(_said(place, message) for place in workspace.places.values() for message in _ours(place)),
        threads=tuple(sorted(thread for place in rooms for thread in _threads(place))),
        sounds=Counter(
            same(f"{n.user} {n.why} {n.text}") for n in workspace.model.notices if _is_ours(workspace, n.channel, n.ts)
        ),
        events=events(outside),
        access=tuple(steps(outside)),
    )


def _room(place: Place) -> object:
    pinned = tuple(_words(place.messages[ts]) for ts in place.pins)
    return same(place.name), place.kind, frozenset(place.members), same(place.topic.value), _purpose(place), pinned


def _purpose(place: Place) -> str:
    return same(place.purpose.value)


def _ours(place: Place) -> list[Message]:
    return [m for m in place.messages.values() if m.user == BOT_USER and m.subtype in ("", "file_share")]


def _is_ours(workspace: Workspace, channel: str, ts: str) -> bool:
    message = workspace.places[channel].messages.get(ts)
    return message is None or message.user == BOT_USER


def _said(place: Place, message: Message) -> str:
    where = same(place.name) or " ".join(sorted(place.members))
    return f"{where}{' thread' if message.thread_ts else ''}: {_words(message)}"


def _words(message: Message) -> str:
    files = [(file.get("name"), same(str(file.get("title")))) for file in message.files]
    return same(json.dumps([message.text, message.blocks, files], ensure_ascii=False, sort_keys=True))


def _threads(place: Place) -> list[tuple[str, ...]]:
    """Each thread of ours with its root first: here the order is meaning."""
    return [
        (
            _words(place.messages[root]),
            *(_words(place.messages[ts]) for ts in replies if not place.messages[ts].subtype),
        )
        for root, replies in place.threads.items()
        if root in place.messages
    ]


def doubles(workspace: Workspace) -> list[str]:
    """Messages that carry a key another message carries too; and pins beyond the first."""
    keys = Counter(
        str((message.metadata or {}).get("event_payload", {}).get("key"))
        for place in workspace.places.values()
        for message in _ours(place)
        if message.metadata
    )
    found = [f"key {key} {n} times" for key, n in keys.items() if n > 1]
    return found + [
        f"{p.name}: {len(p.pins)} pins" for p in workspace.places.values() if len(set(p.pins)) != len(p.pins)
    ]


# the database


def engine(url: str) -> Engine:
    """A look from outside, past the product."""
    address = parsed(url)
    if address.get_backend_name() == "sqlite":
        return create_engine(address.set(drivername="sqlite"))
    return create_engine(address)


def events(outside: Engine) -> Counter[str]:
    """What happened, by kind and by whom, over all incidents. Raises where a chain is broken."""
    found: Counter[str] = Counter()
    with outside.connect() as connection:
        for incident in connection.execute(select(tables.incident.c.id)).scalars().all():
            rows = _sealed(connection, incident)
            if broken := verify(rows):
                raise BrokenChain(broken)
            found.update(f"{row.kind} by {row.by}: {_data(row)}" for row in rows if row.kind not in CARRIED)
    return found


class BrokenChain(AssertionError):
    """A timeline with a hole in it."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(f"event {broken.seq}: {broken.why}")


def _sealed(connection: Connection, incident: str) -> list[Sealed]:
    event = tables.event
    query = select(event).where(event.c.incident == incident).order_by(event.c.seq)
    return [Sealed(**row._mapping) for row in connection.execute(query)]


def _data(row: Sealed) -> str:
    fact = dict(json.loads(row.data or "{}").get("fact") or {})
    fact.pop("tag", None)
    return same(re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?", "moment", json.dumps(fact, sort_keys=True)))


def left(outside: Engine, ahead: timedelta = timedelta()) -> list[str]:
    """What is left to do soon: incidents due, and steps that are neither done nor refused for good."""
    soon = datetime.now(UTC) + ahead + SOON
    work, surface = tables.work, tables.surface
    with outside.connect() as connection:
        due = connection.execute(select(work.c.incident).where(work.c.wake_at < soon)).scalars().all()
        sending = connection.execute(
            select(surface.c.incident, surface.c.key).where(surface.c.state == "sending")
        ).all()
        found = records(connection) if sending else []
    refused = {(record.id, key) for record in found for key in record.refused_steps}
    return [*due, *(key for id, key in sending if (id, key) not in refused)]
