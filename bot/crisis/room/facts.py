"""What is recorded of a crisis's room in the chat."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.people.who import Someone, Standing
from bot.record.fact import Fact


class StepRefused(Fact):
    """The chat refused a step of the room, so the board says so until it is done. It is tried again by itself."""

    kind: Literal["step_refused"] = "step_refused"
    step: str  # "place", "pin/board", "invite/<person>", "post/<surface>"
    reason: str  # the chat's own code: "restricted_action"


class StepDone(Fact):
    """The chat took a step that it had refused."""

    kind: Literal["step_done"] = "step_done"
    step: str


class StepRetried(Fact):
    """A person asked to try a refused step again, or all there are."""

    kind: Literal["step_retried"] = "step_retried"
    step: str  # "": all
    by: Someone


class RoomRenamed(Fact):
    """Somebody gave the room another name in the chat."""

    kind: Literal["room_renamed"] = "room_renamed"
    name: str


class Joined(Fact):
    kind: Literal["joined"] = "joined"
    person: Someone
    standing: Standing = Standing.member


class Left(Fact):
    kind: Literal["left"] = "left"
    person: Someone


class LanguageSet(Fact):
    kind: Literal["language_set"] = "language_set"
    language: str
    by: Someone


class ChatReturned(Fact):
    """The chat was out of reach while something was to be shown here, and is back. Both times are aware UTC."""

    kind: Literal["chat_returned"] = "chat_returned"
    since: datetime
    until: datetime


FACTS = (
    StepRefused,
    StepDone,
    StepRetried,
    RoomRenamed,
    Joined,
    Left,
    LanguageSet,
    ChatReturned,
)
