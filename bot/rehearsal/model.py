"""All that the workspace remembers: people, places, files, Homes, and who was notified. It can be written as JSON."""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime

from bot.rehearsal.errors import NotPossible, SlackError
from bot.rehearsal.people import Person
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View

APP_ID = "A0REHEARSAL"
BOT_USER = "U0APP"
BOT_ID = "B0APP"
SLACKBOT = "USLACKBOT"


@dataclass
class Tokens:
    """What the app signs in with. They work on this workspace alone."""

    bot: str
    app: str
    signing_secret: str

    @classmethod
    def fresh(cls) -> "Tokens":
        return cls(f"xoxb-{secrets.token_hex(16)}", f"xapp-{secrets.token_hex(16)}", secrets.token_hex(16))


@dataclass
class File:
    """
    One uploaded file.

    Attributes:
        key: The part of its upload address that cannot be guessed.
        base64: The bytes, as JSON can carry them; None until they have come.
        channel: Where it was shared; empty while it is its owner's alone.
        owner: Who put it in.
        made: Seconds since 1970.
        is_given: Whether it was put into a form of the app, which may read it from then on.

    """

    id: str
    name: str
    title: str
    size: int
    key: str
    base64: str | None = None
    channel: str = ""
    mimetype: str = ""
    owner: str = BOT_USER
    made: int = 0
    is_given: bool = False

    @property
    def content(self) -> bytes:
        return b64decode(self.base64 or "")

    def take(self, content: bytes) -> None:
        """Keeps the bytes that were uploaded."""
        self.base64, self.size = b64encode(content).decode(), len(content)


@dataclass
class Notice:
    """A message that would have made a sound for *user*, and why: "mention", "direct" or "thread"."""

    user: str
    channel: str
    ts: str
    text: str
    why: str


@dataclass
class Model:
    """The memory itself; what happens is decided elsewhere."""

    org: str
    team_id: str
    domain: str
    tokens: Tokens
    key: str
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    first_steps: Json | None = None
    last_micros: int = 0
    counted: int = 0

    def next_ts(self, now: datetime) -> str:
        """A message id that no other message has, later than all before it."""
        self.last_micros = max(int(now.timestamp() * 1_000_000), self.last_micros + 100)
        return f"{self.last_micros // 1_000_000}.{self.last_micros % 1_000_000:06d}"

    def fresh_id(self, prefix: str) -> str:
        """An id nothing else has: *prefix* and a number."""
        self.counted += 1
        return f"{prefix}0R{self.counted:07X}"

    def may_see(self, user: str, place: Place) -> bool:
        """Members see a place; a public one is open to every full member of the organisation."""
        person = self.people.get(user)
        if person is None or person.deleted:
            return False
        return user in place.members or (place.kind == "channel" and person.is_full_member)

    def audience(self, place: Place) -> frozenset[str]:
        """Everybody who may see a place now."""
        return frozenset(user for user in self.people if self.may_see(user, place))

    def place_named(self, name: str) -> Place | None:
        """Names are unique over public, private and archived places alike."""
        return next((place for place in self.places.values() if place.kind != "direct" and place.name == name), None)

    def direct(self, one: str, other: str) -> Place | None:
        wanted = {one, other}
        return next((p for p in self.places.values() if p.kind == "direct" and set(p.members) == wanted), None)

    def person(self, user: str) -> Person:
        """
        Raises:
            SlackError: user_not_found.

        """
        if (person := self.people.get(user)) is None:
            raise SlackError("user_not_found")
        return person

    def actor(self, user: str) -> Person:
        """
        The person who acts on the page.

        Raises:
            NotPossible: nobody can act as that: unknown, left, or a bot.

        """
        person = self.people.get(user)
        if person is None:
            raise NotPossible("user_not_found", f"There is nobody called {user}.", 404)
        if person.deleted:
            raise NotPossible("account_inactive", f"{person.real_name} has left.", 403)
        if person.is_bot or person.id == SLACKBOT:
            raise NotPossible("user_is_bot", f"{person.real_name} is not a person.", 403)
        return person

    def seen_place(self, user: str, channel: str) -> Place:
        """
        A place as one person finds it; what they may not see is not there.

        Raises:
            NotPossible: they cannot see such a place.

        """
        place = self.places.get(channel)
        if place is None or not self.may_see(user, place):
            raise NotPossible("channel_not_found", "You can't see this place.", 404)
        return place

    def seen_message(self, user: str, channel: str, ts: str) -> tuple[Place, Message]:
        """
        A message or a private reply to that person.

        Raises:
            NotPossible: they cannot see such a message.

        """
        place = self.seen_place(user, channel)
        if message := place.messages.get(ts):
            return place, message
        for private_reply in place.private_replies:
            if private_reply.ts == ts and private_reply.to == user:
                return place, private_reply
        raise NotPossible("message_not_found", "This message is not here any more.", 404)
