"""What a chat product must be able to do for the reconciler and the handlers. One class a product, in platforms/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.card import Card
from bot.chat.incoming import Message
from bot.crisis.evidence.facts import FileRef
from bot.errors import NotNow
from bot.people.who import Person
from bot.record.fact import MessageRef
from bot.text import Words

Payload = Mapping[str, object]
"""A message as the product wants it; JSON. Only its own platform looks inside."""

Links = Mapping[str, str]
"""Where things are: surface key, or "place" → address."""

ARCHIVED, REMOVED, DELETED, NOT_FOUND = "is_archived", "not_in_channel", "deleted", "channel_not_found"
"""What became of a place: nobody can write there; the bot is not in it; it is no more; one of the last two."""

PLACE_GONE = frozenset({ARCHIVED, REMOVED, DELETED, NOT_FOUND})
"""The reasons of a ``NotNow`` that are about the place; a platform with other codes answers by these."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The most a product takes.

    Its own renderer cuts, and shows otherwise what is too many. How much is good to read is for cards and forms to say.
    """

    topic_chars: int
    purpose_chars: int
    field_chars: int  # typed into one field
    option_chars: int  # of a choice's label
    options: int  # of a menu
    boxes: int  # choices that stand in a form all at once
    files: int  # of one field


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands: in *place*, known as *ref*."""

    place: str
    ref: str


class Platform(Protocol):
    """
    Every call raises ``Later`` (try again; *unknown* if it may have been done), ``NotNow`` (refused), ``MessageGone``
    or ``NameTaken``, and nothing else that is not a mistake of ours.
    """

    @property
    def name(self) -> str:
        """What the platform is called, as its people's ids begin."""
        ...

    @property
    def limits(self) -> Limits: ...

    def render(self, card: Card, language: str, links: Links, zone: str = "UTC") -> Payload:
        """The card in a language. The same card gives the same payload."""
        ...

    def words(self, words: Words, language: str, limit: int, zone: str = "UTC") -> str:
        """Plain words for a topic or purpose, cut at *limit* characters."""
        ...

    def link(self, place: str, ref: str | None = None, thread: str | None = None) -> str:
        """The address of a place or a message, made without a call."""
        ...

    async def create(self, name: str) -> str:
        """Make a private place. Raises NameTaken."""
        ...

    async def find_place(self, name: str, mark: str) -> str | None:
        """A private place of that name that this bot made, whose purpose is still empty or holds *mark*."""
        ...

    async def describe(self, place: str, purpose: str) -> None:
        """Set the purpose."""
        ...

    async def topic(self, place: str, topic: str) -> None: ...

    async def invite(self, place: str, people: Sequence[str]) -> Mapping[str, NotNow]:
        """Invite people; gives person → why for those the product refused. Raises what is about the place, or us."""
        ...

    async def remove(self, place: str, person: str) -> None:
        """Take somebody out of a place; not in it is fine."""
        ...

    async def members(self, place: str) -> Sequence[str]:
        """Everybody who is in a place, other apps too; but for this bot itself."""
        ...

    async def post(self, place: str, thread: str | None, payload: Payload, key: str, urgent: bool = False) -> Posted:
        """Post with the opaque *key* in it. *place* may be a person's id. *urgent*: somebody waits for it."""
        ...

    async def private_reply(
        self, id: str, place: str | None, payload: Payload, thread: str | None = None, only_there: bool = False
    ) -> None:
        """
        Tell one person: unseen by others in *place*, else directly.

        What is told *only_there* raises NotNow where the person, or the bot, is not in that place.
        """
        ...

    async def update(self, place: str, ref: str, payload: Payload, urgent: bool = False) -> None: ...

    async def delete(self, place: str, ref: str) -> None:
        """Take one's own message away; gone already is fine."""
        ...

    async def find(self, place: str, thread: str | None, key: str, since: datetime) -> Sequence[Posted]:
        """One's own messages that carry *key*, oldest first. *place* may be a person's id."""
        ...

    async def pin(self, place: str, ref: str) -> None: ...

    async def upload(self, place: str, thread: str | None, name: str, title: str, text: str) -> Posted | None:
        """Send a file; the ref may be unknown (None) where the product does not tell at once."""
        ...

    async def find_upload(self, place: str, title: str, since: datetime, thread: str | None = None) -> Posted | None:
        """One's own message with a file of that title, in *thread* where it was sent into one."""
        ...

    async def person(self, id: str) -> Person:
        """Ask the product about one person, ≤ 1 s. Whom it does not show is *unknown*. Raises Later or NotNow."""
        ...

    async def read(self, source: MessageRef) -> Message:
        """One message of a person, as it is now. Raises MessageGone, NotNow (not for us) or Later."""
        ...

    async def look_up(self, file: FileRef) -> FileRef:
        """What is known of a file of which a message told only the id. Raises NotNow or Later."""
        ...

    async def download(self, file: FileRef, limit: int, owner: str | None = None) -> bytes:
        """
        The bytes of a file, if it is *owner*'s (a person's id; None: anybody's).

        Raises NotNow ("file_not_found", "too_big" beyond *limit* bytes) or Later.
        """
        ...
