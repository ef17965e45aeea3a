"""
What the register is made of (domain.md §5.1). Secrets are vault references only: no value of one is ever kept.

    Account ◀──┐
               ├── Grant ──▶ Holder        Secret ──opens──▶ accounts and tools, known by holders from … until …
    Tool    ◀──┘
      └── posts to ──▶ accounts
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from bot.record.frozen import Frozen


class Means(StrEnum):
    """A way in. Each is separate: closing one leaves the others open (domain.md §5.1)."""

    native_login = "native_login"
    shared_password = "shared_password"
    open_session = "open_session"
    delegated_role = "delegated_role"
    business_manager = "business_manager"
    partner_agency = "partner_agency"
    tool_seat = "tool_seat"
    ad_account = "ad_account"
    api_app = "api_app"
    app_password = "app_password"
    recovery_email = "recovery_email"
    recovery_phone = "recovery_phone"
    twofa_device = "twofa_device"
    backup_codes = "backup_codes"
    domain_dns = "domain_dns"
    vault_member = "vault_member"
    device_in_store = "device_in_store"
    private_profile_owner = "private_profile_owner"


class Level(StrEnum):
    """What a way in allows, the most first."""

    owner = "owner"
    admin = "admin"
    publish = "publish"
    reply = "reply"
    analyst = "analyst"
    ads = "ads"
    billing = "billing"


class Status(StrEnum):
    """Where a person stands with the organisation."""

    active = "active"
    leave = "leave"
    leaving = "leaving"
    left = "left"
    unknown = "unknown"


Tier = Literal["main", "secondary", "dormant"]
Employer = Literal["staff", "agency", "freelancer", "system", "group"]
TwoFactor = Literal["", "none", "sms", "app", "key", "shared_seed"]
ToolKind = Literal["scheduler", "inbox", "listening", "ads", "link", "other"]
GrantState = Literal["active", "restricted", "verified", "failed", "unknown", "expired", "removed"]
AccountState = Literal["normal", "restricting", "restricted", "verified", "restoring", "lost", "suspended", "frozen"]

HowSeen = Literal["deactivated", "guest", "last_day", "contract", "listed", "said", "scim"]
"""Of what it was seen that somebody left: their account in the chat, a day, their status in the register, a person."""


MakeId = Callable[[str], str]
"""Gives a new id of ours for an entry; the letter says of what: "a", "h", "t", "g", "s"."""


def new_id(kind: str) -> str:
    """A random id, beginning with the letter of what it is of."""
    return kind + secrets.token_hex(6)


class Holder(Frozen):
    """Somebody, or a system, who may hold access. *id* is the chat's where they are in it: "chat:U1"; else our own."""

    id: str
    name: str
    email: str = ""  # what CSV rows and SCIM are matched by, never the name
    employer: Employer = "staff"
    status: Status = Status.active
    last_day: date | None = None
    contract_ends: date | None = None
    manager: str | None = None  # id of a holder
    phone: str = ""  # for the printed card, when chat is down

    @property
    def is_person(self) -> bool:
        """False of a program, and of a group whose people were not seen."""
        return self.employer not in ("system", "group")


class Account(Frozen):
    """One account of ours on one platform."""

    id: str
    platform: str  # id of a runbook: "x", "facebook"; any other word has no runbook
    handle: str  # "@brand"
    url: str = ""
    purpose: str = ""
    market: str = ""
    tier: Tier = "main"
    owner: str | None = None  # id of the holder who answers for it
    legal_owner: Literal["company", "person", "unknown"] = "company"
    recovery_email: str = ""  # what it is called, never the log-in of it
    recovery_phone: str = ""
    twofa: TwoFactor = ""  # "": not known
    twofa_holder: str | None = None  # id of a holder
    backup_codes: str = ""  # where they are kept
    platform_contact: str = ""
    connector: str = ""  # name of one in the settings; "": guided, by people


class Tool(Frozen):
    """A scheduler, inbox, advertising or link tool that posts to accounts."""

    id: str
    name: str
    kind: ToolKind = "scheduler"
    accounts: tuple[str, ...] = ()
    owner: str | None = None  # id of the holder who is asked to pause it
    can_pause: bool = True
    connector: str = ""


class Grant(Frozen):
    """One way in of one holder, to an account or, as a seat, to a tool."""

    id: str
    of: str  # id of an account or a tool
    holder: str
    means: Means
    level: Level = Level.publish
    granted_at: datetime | None = None
    expires_at: datetime | None = None  # temporary: then somebody is asked to take it back
    confirmed_at: datetime | None = None
    state: GrantState = "active"
    restorable: bool = True
    origin: Literal["declared", "imported", "discovered"] = "declared"
    external_id: str = ""  # the platform's own, where a connector knows it


class Known(Frozen):
    """That somebody knows a secret. *until* None: entitled to it still."""

    holder: str
    since: datetime | None = None
    until: datetime | None = None
    confirmed_at: datetime | None = None


class Secret(Frozen):
    """Something that opens accounts, mailboxes or tools; never the value itself."""

    id: str
    name: str  # "password of @brand"
    opens: tuple[str, ...] = ()  # ids of accounts and tools
    vault: str = ""  # where it is kept, as a reference
    known_by: tuple[Known, ...] = ()
    rotated_at: datetime | None = None
