"""Who is in a room, and what of it the chat refused."""

from __future__ import annotations

from datetime import datetime

from bot.crisis.room.facts import ChatReturned
from bot.people.who import Someone, Standing
from bot.record.frozen import Frozen


class Inside(Frozen):
    """Somebody who is in the room."""

    person: Someone
    standing: Standing = Standing.member
    since: datetime


class NotDone(Frozen):
    """A step that the chat refused: its own reason, and since when."""

    reason: str
    since: datetime


class RoomState(Frozen):
    """The room in the chat: its name and language, who is in it, what the chat refused."""

    renamed: str = ""  # what it is called, where somebody gave it another name
    language: str = "en"
    inside: dict[str, Inside] = {}
    refused: dict[str, NotDone] = {}  # by step
    outages: tuple[ChatReturned, ...] = ()
