"""
What people do: they command, press, submit, say, react, edit, delete, join and leave. Platforms translate into these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.crisis.evidence.facts import FileRef
from bot.crisis.questions import values
from bot.people.who import Person, Someone
from bot.record.fact import MessageRef

Given = values.Given


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of the chat, as somebody pointed at it or as it was read back."""

    source: MessageRef
    text: str
    author: Someone | None  # None: nobody we know, as with another app
    at: datetime  # when it was said; aware UTC
    link: str = ""  # its address
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """
    One thing one person did.

    *key* is the same for every delivery of the same act. *place* and *ref* are the platform's own names of a channel
    and a message.
    """

    action: str  # the router's key: "question.answer", "command.open", "said"
    by: Person
    platform: str
    tenant: str
    key: str
    place: str | None = None
    ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Commanded(Incoming):
    """A slash command. *words* is what followed its holding statement; *typed* all of it, the command itself too."""

    words: str = ""
    typed: str = ""

    @property
    def spelled(self) -> str:
        """The command and its holding statement, as they are typed."""
        return f"{self.typed.split()[0]} {self.action.removeprefix('command.')}" if self.typed else ""


@dataclass(frozen=True, kw_only=True)
class Pressed(Incoming):
    """A button or a menu. *value* is the button's own: an incident's id first, where the action needs one."""

    value: str = ""
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Submitted(Incoming):
    """A form that was sent. *carried* is what the form was opened with: an incident's id first."""

    carried: str = ""
    given: Mapping[str, Given] = field(default_factory=dict)
    files: Mapping[str, tuple[FileRef, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Said(Incoming):
    """A message in a place the bot is in. *thread* is the root it answers. Its text is dropped after routing."""

    text: str = ""
    thread: str | None = None
    edited: bool = False  # a later edit of the message *ref*
    direct: bool = False  # said to us alone
    at: datetime | None = None  # when it was first said, where the chat tells; aware UTC
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moved(Incoming):
    """Somebody (*by*) joined or left *place*: action "joined" or "left"."""


@dataclass(frozen=True, kw_only=True)
class PlaceChanged:
    """What became of *place*: a reason why it is gone (chat/platform.py), "back", or "renamed" to *name*."""

    what: str
    platform: str
    tenant: str
    key: str
    place: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Deleted(Incoming):
    """The message *ref* in *place* was deleted, by whomever."""


@dataclass(frozen=True, kw_only=True)
class Shortcut(Incoming):
    """A shortcut: from the menu of a *message*, or without one."""

    message: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Pinned(Incoming):
    """The pin of capture (📌) was put on the message *ref* ("timeline.pin"), or taken away ("timeline.unpin")."""

    thread: str | None = None
    link: str = ""  # address of the message
    at: datetime | None = None  # when it was said, where the chat tells; aware UTC


@dataclass(frozen=True, kw_only=True)
class Reacted(Incoming):
    """Somebody put a reaction on a message in *place*, or took it away: action "reacted". Which one is not told."""


@dataclass(frozen=True, kw_only=True)
class CameHome(Incoming):
    """Somebody opened the app's Home: action "home.opened"."""
