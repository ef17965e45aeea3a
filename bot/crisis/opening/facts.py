"""Facts of the room: opened, joined, left, called, refused."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.people.organisation import Responder
from bot.people.who import Someone, Standing
from bot.record.fact import Fact, Weight
from bot.record.frozen import Restricted


class Opened(Fact):
    kind: Literal["opened"] = "opened"
    title: str
    opener: Someone
    language: str = "en"
    zone: str = "UTC"
    brand: str = ""
    listed: bool = False
    announce_in: str | None = None
    responders: tuple[Responder, ...] = ()
    hr: Someone | None = None
    legal: Someone | None = None
    owners: tuple[Someone, ...] = ()  # who keeps the setup: asked where the commander is involved
    small: bool = False  # three people or fewer: fewer roles, fewer rules
    tag: str = ""  # the four random characters of the room's name


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


class StandingChanged(Fact):
    """What somebody of this crisis is in the workspace now: gone, a guest, a full member again."""

    kind: Literal["standing_changed"] = "standing_changed"
    person: Someone
    standing: Standing


class SignOfLife(Fact):
    """Somebody whose silence is watched for did something: only that, and when; at most once a minute."""

    kind: Literal["sign_of_life"] = "sign_of_life"
    person: Someone


class KeptOut(Fact):
    """*Must not see this*: said by who opened it, or by the commander. Who it is, few may read."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["kept_out"] = "kept_out"
    person: Restricted  # id
    name: Restricted
    by: Someone


class RemovalOrdered(Fact):
    """Somebody who must not see this is to be taken out of the room."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["removal_ordered"] = "removal_ordered"
    person: Restricted  # id
    by: Someone


class NamingTakenBack(Fact):
    """Somebody was named as involved, or kept out, and is not any more. The words of the reason may hold the name."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["naming_taken_back"] = "naming_taken_back"
    person: Restricted  # id
    by: Someone
    reason: Restricted


class KindSet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["kind_set"] = "kind_set"
    playbook: str  # code of the kind of crisis
    by: Someone


class LanguageSet(Fact):
    kind: Literal["language_set"] = "language_set"
    language: str
    by: Someone


class ChatReturned(Fact):
    """The chat was out of reach while something was to be shown here, and is back. Both times are aware UTC."""

    kind: Literal["chat_returned"] = "chat_returned"
    since: datetime
    until: datetime
