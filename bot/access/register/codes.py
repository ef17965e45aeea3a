"""The register's codes, and how each reads. CSV files take either."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from bot.text import Words, _, _p


class Means(StrEnum):
    """An access path. Each is separate: closing one leaves the others open (domain.md §5.1)."""

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
    """What an access path allows, the most first."""

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
LegalOwner = Literal["company", "person", "unknown"]
TwoFactor = Literal["", "none", "sms", "app", "key", "shared_seed"]
ToolKind = Literal["scheduler", "inbox", "listening", "ads", "link", "other"]
GrantState = Literal["active", "restricted", "verified", "failed", "unknown", "expired", "removed"]
AccountState = Literal["normal", "restricting", "restricted", "verified", "restoring", "lost", "suspended", "frozen"]

HowSeen = Literal["deactivated", "guest", "last_day", "contract", "listed", "said", "scim"]
"""Of what it was seen that somebody left: their account in the chat, a day, their status in the register, a person."""

MEANS: Final[Mapping[str, Words]] = {
    Means.native_login: _("Account log-in"),
    Means.shared_password: _("Shared password"),
    Means.open_session: _("Signed-in device"),
    Means.delegated_role: _("Delegated role"),
    Means.business_manager: _("Business manager"),
    Means.partner_agency: _("Partner agency"),
    Means.tool_seat: _("Seat in a tool"),
    Means.ad_account: _("Ad account"),
    Means.api_app: _("Connected app"),
    Means.app_password: _("App password"),
    Means.recovery_email: _("Recovery e-mail"),
    Means.recovery_phone: _("Recovery phone"),
    Means.twofa_device: _("Second-factor device"),
    Means.backup_codes: _("Backup codes"),
    Means.domain_dns: _("Domain or DNS"),
    Means.vault_member: _("Vault member"),
    Means.device_in_store: _("Device in a store"),
    Means.private_profile_owner: _("Owned by a private profile"),
}
LEVELS: Final[Mapping[str, Words]] = {
    Level.owner: _p("access level", "Owner"),
    Level.admin: _p("access level", "Admin"),
    Level.publish: _p("access level", "Publish"),
    Level.reply: _p("access level", "Reply"),
    Level.analyst: _p("access level", "Read figures"),
    Level.ads: _p("access level", "Ads"),
    Level.billing: _p("access level", "Billing"),
}
STATUSES: Final[Mapping[str, Words]] = {
    Status.active: _p("a person's status", "Active"),
    Status.leave: _p("a person's status", "On leave"),
    Status.leaving: _p("a person's status", "Leaving"),
    Status.left: _p("a person's status", "Left"),
    Status.unknown: _("Not known"),
}
EMPLOYERS: Final[Mapping[str, Words]] = {
    "staff": _("Staff"),
    "agency": _("Agency"),
    "freelancer": _("Freelancer"),
    "system": _("A system, no person"),
    "group": _("A group, its people not seen"),
}
TIERS: Final[Mapping[str, Words]] = {
    "main": _p("an account's weight", "Main"),
    "secondary": _p("an account's weight", "Secondary"),
    "dormant": _p("an account's weight", "Dormant"),
}
OWNERS: Final[Mapping[str, Words]] = {
    "company": _("The company"),
    "person": _("A private person"),
    "unknown": _("Not known"),
}
SECOND_FACTORS: Final[Mapping[str, Words]] = {
    "none": _p("second factor", "None"),
    "sms": _p("second factor", "Text message"),
    "app": _p("second factor", "App on a phone"),
    "key": _p("second factor", "Security key"),
    "shared_seed": _p("second factor", "Shared by several"),
}
TOOLS: Final[Mapping[str, Words]] = {
    "scheduler": _p("kind of tool", "Scheduler"),
    "inbox": _p("kind of tool", "Inbox"),
    "listening": _p("kind of tool", "Listening"),
    "ads": _p("kind of tool", "Advertising"),
    "link": _p("kind of tool", "Link page or shortener"),
    "other": _p("kind of tool", "Another tool"),
}
POINTS: Final[Mapping[str, Words]] = {  # codes of derived.single_points
    "few_admins": _("fewer than two people can do everything there"),
    "twofa_one_person": _("the second factor hangs on one person"),
    "owned_privately": _("it is not known to be the company's own"),
    "recovery_of_leaver": _("recovery leads to somebody who left"),
    "recovery_one_person": _("recovery leads to one person alone"),
}
STATES: Final[Mapping[str, Words]] = {  # of an account that is not normal
    "restricting": _("access is being closed"),
    "restricted": _("access is closed, not verified"),
    "verified": _("access is closed and verified"),
    "restoring": _("access is being given back"),
    "lost": _("we can't log in"),
    "suspended": _("suspended by the platform, not by us"),
    "frozen": _("frozen by us"),
}
STATES_OF_WAYS: Final[Mapping[str, Words]] = {
    "active": _("open"),
    "restricted": _("closed, not verified"),
    "verified": _("closed and verified"),
    "failed": _("could not be closed"),
    "unknown": _("may not be there any more"),
    "removed": _("taken off"),
}
