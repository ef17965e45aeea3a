"""
What a room consists of: a place, surfaces in it, direct messages to
people. ``room()`` makes it, the reconciler shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.access.leavers.leaver_tasks import Around
from bot.access.register.state import Register
from bot.chat.card import Card
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.who import Person, Someone
from bot.record.event import Event
from bot.text import Words, raw

if TYPE_CHECKING:
    from bot.room.view import View


@dataclass(frozen=True, slots=True)
class Upload:
    """
    A file as a reply: its key stands in its title, so it is found before it is sent again.

    It is sent once, as it is then: *text* makes it only for that, for a long timeline takes its time.
    """

    name: str
    text: Callable[[], str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Surface:
    """
    One message, known by *key* for ever.

    *thread* is the key of the root it answers. *to* is a person's id (a direct message) or a channel (an announcement);
    None is the room. What comes *later* is first posted once the opener is in and board and first question stand.
    """

    key: str
    card: Card | Upload
    thread: str | None = None
    to: str | None = None
    pinned: bool = False
    later: bool = False
    language: str | None = None  # None: the incident's
    zone: str | None = None  # IANA name; None: the incident's
    removed: bool = False  # take it away from the chat
    settled: bool = False  # its last form: shown where it stands, never posted anew
    again: bool = False  # a reply that is posted again when somebody deletes it; roots always are


@dataclass(frozen=True, slots=True)
class Room:
    """What the chat should show. Order of *surfaces* is the order of first posts."""

    name: str
    purpose: Words
    topic: Words
    opener: str
    people: tuple[str, ...]  # to invite after the opener
    surfaces: tuple[Surface, ...]
    language: str
    removed: Mapping[str, str] = field(default_factory=dict)  # step → id of who is to be taken out of the place
    zone: str = "UTC"  # IANA name; of times in what nobody reads in their own zone, as notifications
    refused: frozenset[str] = frozenset()  # steps the chat refused: nothing waits for them, and they are tried slowly


@dataclass(frozen=True, slots=True)
class Scene:
    """
    All that a view may look at. *people* holds whoever the incident names; *timeline* only once it is resolved; *late*
    the steps that were tried for a while and are not done yet, and since when.
    """

    incident: Incident
    book: Book
    people: Mapping[str, Person] = field(default_factory=dict)
    timeline: tuple[Event, ...] = ()
    late: Mapping[str, datetime] = field(default_factory=dict)
    register: Register | None = None  # of the workspace; names in it never go into the room
    views: tuple[View, ...] = ()  # of all capabilities


@dataclass(frozen=True, slots=True)
class Desk:
    """
    All that a view of the register may look at. *shown* are the keys of the direct messages that stand in the chat.
    """

    register: Register
    book: Book
    now: datetime
    around: Around = field(default_factory=Around)
    shown: frozenset[str] = frozenset()

    @property
    def people(self) -> Mapping[str, Person]:
        """Whoever a direct message may go to."""
        return self.around.people


def direct_messages_alone(surfaces: tuple[Surface, ...], refused: Iterable[str] = ()) -> Room:
    """What has no place of its own, only direct messages: none is ever made for it."""
    nothing = raw("")
    return Room("", nothing, nothing, "", (), surfaces, "en", refused=frozenset({"place", *refused}))


def direct_message(
    scene: Scene | Desk, key: str, to: Someone, card: Card, *, later: bool = True, settled: bool = False
) -> Surface:
    """A direct message, in its reader's own language and zone."""
    reader = scene.people.get(to.id)
    language, zone = (reader.language, reader.zone) if reader else (None, None)
    return Surface(f"direct_message/{key}", card, to=to.id, later=later, language=language, zone=zone, settled=settled)
