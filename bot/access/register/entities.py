"""
What the register is made of (domain.md §5.1). Secrets are vault references only: no value of one is ever kept.

    Account ◀──┐
               ├── Grant ──▶ Holder        Secret ──opens──▶ accounts and tools, known by holders from … until …
    Tool    ◀──┘
      └── posts to ──▶ accounts

A field of which people hear says how it is kept (fields.py): one more is one more line here, and nothing elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from bot.access.register.codes import (
    EMPLOYERS,
    LEVELS,
    MEANS,
    OWNERS,
    SECOND_FACTORS,
    STATUSES,
    TIERS,
    TOOLS,
    Employer,
    GrantState,
    LegalOwner,
    Level,
    Means,
    Status,
    Tier,
    ToolKind,
    TwoFactor,
)
from bot.access.register.fields import Kept
from bot.record.frozen import Frozen
from bot.text import _, _p

MakeId = Callable[[str], str]
"""Gives a new id of ours for an entry; the direct message says of what: "a", "h", "t", "g", "s"."""


def new_id(kind: str) -> str:
    """A random id, beginning with the direct message of what it is of."""
    return kind + secrets.token_hex(6)


class Holder(Frozen):
    """Somebody, or a system, who may hold access. *id* is the chat's where they are in it: "chat:U1"; else our own."""

    id: str
    name: Annotated[str, Kept(_("name"), _("Name"))]
    email: Annotated[str, Kept(_("e-mail"), _("E-mail"), "email")] = ""  # rows and SCIM are matched by it, not by name
    employer: Annotated[Employer, Kept(_("employer"), _("Employer"), "code", EMPLOYERS, asked=_("Works as"))] = "staff"
    status: Annotated[Status, Kept(_("status"), _("Status"), "code", STATUSES, asked=False)] = Status.active
    last_day: Annotated[date | None, Kept(_("last day"), _("Last day"), "day")] = None
    contract_ends: Annotated[date | None, Kept(_("end of contract"), _("Contract ends"), "day")] = None
    manager: Annotated[str | None, Kept(_("manager"), _("Manager"), "person")] = None
    phone: Annotated[
        str,
        Kept(_("phone"), _("Phone"), "phone", hint=_("For the printed card, when chat is down.")),
    ] = ""

    @property
    def is_person(self) -> bool:
        """False of a program, and of a group whose people were not seen."""
        return self.employer not in ("system", "group")


class Account(Frozen):
    """One account of ours on one platform."""

    id: str
    # id of a runbook: "x", "facebook"; any other word has no runbook
    platform: Annotated[str, Kept(_("platform"), _("Platform"))]
    handle: Annotated[
        str, Kept(_("name"), _("Account name"), asked=_("Name"), hint=_("As people see it, like @brand."))
    ]
    url: Annotated[str, Kept(_("address"), _("Address"), "address")] = ""
    purpose: Annotated[str, Kept(_("purpose"), _("Purpose"))] = ""
    market: Annotated[str, Kept(_("market"), _("Market"), asked=_("Market or language"))] = ""
    tier: Annotated[Tier, Kept(_("weight"), _("Weight"), "code", TIERS)] = "main"
    owner: Annotated[
        str | None,
        Kept(
            _("owner"),
            _p("who answers for it", "Owner"),
            "person",
            asked=_("Owner"),
            hint=_("Answers for it, and hears of leavers."),
            recovers=True,
        ),
    ] = None
    legal_owner: Annotated[
        LegalOwner,
        Kept(_("legal owner"), _("Belongs to"), "code", OWNERS, asked=_("Who owns it legally?"), recovers=True),
    ] = "company"
    # what it is called, never the log-in of it
    recovery_email: Annotated[str, Kept(_("recovery e-mail"), _("Recovery e-mail"), guard="called", recovers=True)] = ""
    recovery_phone: Annotated[
        str, Kept(_("recovery phone"), _("Recovery phone"), "phone", guard="called", recovers=True)
    ] = ""
    twofa: Annotated[
        TwoFactor,  # "": not known
        Kept(_("second factor"), _("Second factor"), "code", SECOND_FACTORS, recovers=True),
    ] = ""
    twofa_holder: Annotated[
        str | None,
        Kept(
            _("who has the second factor"),
            _("Who has the second factor"),
            "person",
            asked=_("Who has the second factor?"),
            recovers=True,
            outside=True,
        ),
    ] = None
    backup_codes: Annotated[
        str,
        Kept(
            _("where backup codes are"),
            _("Where backup codes are"),
            asked=_("Where are the backup codes?"),
            hint=_("The place, never the codes."),
            guard="place",
            recovers=True,
        ),
    ] = ""
    platform_contact: Annotated[
        str, Kept(_("contact at the platform"), _("Contact at the platform"), guard="called")
    ] = ""
    # name of one in the settings; "": guided, by people
    connector: Annotated[str, Kept(_("connector"), _("Connector"), asked=False)] = ""


class Tool(Frozen):
    """A scheduler, inbox, advertising or link tool that posts to accounts."""

    id: str
    name: Annotated[str, Kept(_("name"), _("Name"))]
    kind: Annotated[ToolKind, Kept(_("kind"), _("Kind of tool"), "code", TOOLS, asked=_("Kind"))] = "scheduler"
    accounts: Annotated[tuple[str, ...], Kept(_("accounts it posts to"), _("Accounts it posts to"), "several")] = ()
    # who is asked to pause it
    owner: Annotated[
        str | None, Kept(_("owner"), _p("who answers for it", "Owner"), "person", asked=_("Who pauses it?"))
    ] = None
    can_pause: Annotated[
        bool, Kept(_("whether it can be paused"), _("Can be paused"), "yes", asked=_("Can it be paused?"))
    ] = True
    connector: Annotated[str, Kept(_("connector"), _("Connector"), asked=False)] = ""


class Grant(Frozen):
    """One access path of one holder, to an account or, as a seat, to a tool."""

    id: str
    of: Annotated[str, Kept(_("account"))]  # id of an account or a tool
    holder: Annotated[str, Kept(_("holder"), holds="person")]
    means: Annotated[Means, Kept(_("way in"), _("How"), "code", MEANS)]
    level: Annotated[Level, Kept(_("level"), _("Level"), "code", LEVELS)] = Level.publish
    granted_at: Annotated[datetime | None, Kept(None, _("Since"), "begins")] = None
    # temporary: then somebody is asked to take it back
    expires_at: Annotated[datetime | None, Kept(_("until"), _("Until"), "ends")] = None
    confirmed_at: datetime | None = None
    state: GrantState = "active"
    restorable: Annotated[bool, Kept(None, _("May be given back"), "yes")] = True
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
    name: Annotated[str, Kept(_("name"), _("Shared secret"), guard="called")]  # "password of @brand"
    opens: Annotated[tuple[str, ...], Kept(_("what it opens"), holds="several")] = ()  # ids of accounts and tools
    vault: Annotated[str, Kept(_("vault link"), _("Where it is kept"), guard="place")] = ""  # as a reference
    known_by: Annotated[tuple[Known, ...], Kept(_("who knows it"), holds="several")] = ()
    rotated_at: Annotated[datetime | None, Kept(_("last change"), _("Last changed"), "begins")] = None
