"""Facts of the register: entries made and ended, confirmations, leavers, what incidents did to it, templates."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.access.register.codes import AccountState, GrantState
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class AccountEntered(Fact):
    """An account, new or changed: the whole of it as it stands now. So do the next four."""

    kind: Literal["account_entered"] = "account_entered"
    account: Account


class HolderEntered(Fact):
    kind: Literal["holder_entered"] = "holder_entered"
    holder: Holder


class HoldersMerged(Fact):
    """Two entries were one person's: everything of *holder* is *into*'s from now on."""

    kind: Literal["holders_merged"] = "holders_merged"
    holder: str
    into: str


class ToolEntered(Fact):
    kind: Literal["tool_entered"] = "tool_entered"
    tool: Tool


class GrantEntered(Fact):
    kind: Literal["grant_entered"] = "grant_entered"
    grant: Grant


class SecretEntered(Fact):
    kind: Literal["secret_entered"] = "secret_entered"
    secret: Secret


class EntryTakenOff(Fact):
    """An account or a tool is not ours any more, and its grants go with it; or a person or a secret is no entry."""

    kind: Literal["entry_taken_off"] = "entry_taken_off"
    id: str
    reason: str


class GrantEnded(Fact):
    kind: Literal["grant_ended"] = "grant_ended"
    grant: str
    reason: Literal["taken_off", "expired", "removed"] = "taken_off"
    why: str = ""  # of what somebody took off


class GrantsConfirmed(Fact):
    """Somebody looked, and these access paths are right."""

    kind: Literal["grants_confirmed"] = "grants_confirmed"
    grants: tuple[str, ...]
    secrets: tuple[str, ...] = ()  # that *by* knows, and is to know
    by: Someone


class GrantsDoubted(Fact):
    """Their holder says that these are not theirs (any more). They count as open until somebody has looked."""

    kind: Literal["grants_doubted"] = "grants_doubted"
    grants: tuple[str, ...]
    secrets: tuple[str, ...] = ()  # that *by* is not to know any more
    by: Someone
    reason: str


class ConfirmationAsked(Fact):
    kind: Literal["confirmation_asked"] = "confirmation_asked"
    account: str
    by: Someone


class SecretRotated(Fact):
    """A secret was changed: from then on only these know it."""

    kind: Literal["secret_rotated"] = "secret_rotated"
    secret: str
    known_by: tuple[str, ...]


class ZoneSet(Fact):
    """The organisation's zone: a last day begins there."""

    kind: Literal["zone_set"] = "zone_set"
    zone: str


class HoldersReadOrdered(Fact):
    """Somebody wants to know who a connector lists; it is read once this is recorded."""

    kind: Literal["holders_read_ordered"] = "holders_read_ordered"
    connector: str
    by: Someone


class HoldersRead(Fact):
    """A connector was read; access paths that the register did not know follow as facts of their own."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["holders_read"] = "holders_read"
    connector: str
    listed: int = 0
    found: int = 0  # access paths that were not in the register
    why: str = ""  # code of why it could not be read: see access/holding.py


class GrantsMarked(Fact):
    """What a crisis did to these access paths; or that their time is over: open until somebody takes them back."""

    kind: Literal["grants_marked"] = "grants_marked"
    grants: tuple[str, ...]
    state: GrantState
    incident: str = ""  # that did it; "" of what is over by its date


class AccountMarked(Fact):
    """Where an account stands because of a crisis."""

    kind: Literal["account_marked"] = "account_marked"
    account: str
    state: AccountState
    incident: str


FACTS = (
    AccountEntered,
    HolderEntered,
    HoldersMerged,
    ToolEntered,
    GrantEntered,
    SecretEntered,
    EntryTakenOff,
    GrantEnded,
    GrantsConfirmed,
    GrantsDoubted,
    ConfirmationAsked,
    SecretRotated,
    ZoneSet,
    HoldersReadOrdered,
    HoldersRead,
    GrantsMarked,
    AccountMarked,
)
