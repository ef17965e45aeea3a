"""Facts of the room: opened, joined, left, called, refused."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.organisation import Responder
from bot.people.who import Someone
from bot.record.fact import Fact, Weight


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
    admins: tuple[Someone, ...] = ()  # who keeps the setup: asked where the commander is involved
    small: bool = False  # three people or fewer: fewer roles, fewer rules
    tag: str = ""  # the four random characters of the room's name


class KindSet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["kind_set"] = "kind_set"
    playbook: str  # code of the kind of crisis
    by: Someone


FACTS = (
    Opened,
    KindSet,
)
