"""The register: which accounts there are, who can get into each and by which means, and the approved templates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from bot.access.register.codes import AccountState, HowSeen
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.people.who import Someone
from bot.record.frozen import Frozen
from bot.record.record import Record
from bot.speech.holding_statement.state import Template
from bot.task.state import Task

ID = "register-"  # what its id begins with; those of crises are hexadecimal
NUMBER = 0
"""The register's number among the records of a workspace."""


class Leaver(Frozen):
    """
    Somebody who left, or leaves, and may still have an access path: until nothing of theirs is open, or they did not.
    """

    holder: str
    seq: int  # of the event that saw it: what is said to people is known by it
    how: HowSeen
    since: datetime
    grounds: tuple[HowSeen, ...] = ()  # of all that was seen, what was denied before included
    last_day: date | None = None
    tense: bool = False  # the talk is tense: access goes before it
    by: Someone | None = None  # who said so
    denied_by: Someone | None = None
    denied_at: datetime | None = None
    reason: str = ""  # why they are no leaver
    returned_at: datetime | None = None  # their account in the chat is a full one again
    put_off_until: datetime | None = None
    put_off_by: Someone | None = None
    reminded_at: datetime | None = None
    reminded: int = 0  # how often the owners were asked
    cleared_at: datetime | None = None  # since when nothing of theirs is open

    @property
    def stands(self) -> bool:
        """Whether nobody has taken it back."""
        return self.denied_by is None and self.returned_at is None


class LastRead(Frozen):
    """How a connector answered last."""

    at: datetime
    listed: int = 0
    found: int = 0
    why: str = ""  # why it could not be read: see holding.py


class Asked(Frozen):
    """That the holders of an account were asked to confirm what they have."""

    seq: int  # of the event that asked: direct messages are known by it
    by: Someone
    at: datetime


class Register(Record):
    """All of it, by id. It is shown only in forms, private replies and direct messages, to those allowed."""

    accounts: dict[str, Account] = {}
    holders: dict[str, Holder] = {}
    tools: dict[str, Tool] = {}
    grants: dict[str, Grant] = {}
    secrets: dict[str, Secret] = {}
    states: dict[str, AccountState] = {}  # of accounts that are not normal
    leavers: dict[str, Leaver] = {}  # by holder, the newest seeing
    tasks: dict[str, Task] = {}  # what of a leaver's access was closed, by id
    asked_to_confirm: dict[str, Asked] = {}  # by account, the newest
    templates: dict[str, Template] = {}  # by kind of crisis
    to_read: dict[str, int] = {}  # connectors that are to be read → the event that ordered it
    last_read: dict[str, LastRead] = {}  # by connector
    zone: str = "UTC"  # the organisation's, IANA name
    refused: dict[str, str] = {}  # direct message the chat refused → why

    @property
    def refused_steps(self) -> Collection[str]:
        return self.refused.keys()


def register_id(tenant: str) -> str:
    """The id of a workspace's register."""
    return f"{ID}{tenant}"


def unwritten_register(id: str) -> Register | None:
    """The register of that id as it begins, with nothing in it; None where it is no register's."""
    tenant = id.removeprefix(ID)
    return Register(id=id, tenant=tenant, number=NUMBER) if tenant != id else None
