"""What is recorded of a restriction of access."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.access.register.codes import Level, Means, Tier
from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Frozen, Restricted

Purpose = Literal[
    "evidence",
    "pause",
    "remove",
    "rotate",
    "end_sessions",
    "revoke_apps",
    "recovery",
    "delete",
    "tools",
    "verify",
    "tell",
    "lost",
]
"""
What a step is for (domain.md §5.3); *delete*: of posts that were not ours, once
they are saved; *lost*: what is done where nobody can log in.
"""


Result = Literal["done", "could_not", "not_applicable", "unknown"]


class RestrictedPath(Frozen):
    """One access path outside the keyholders, as it was when the restriction began or when it was found."""

    n: int  # 1, 2, 3 … in its restriction: what buttons and forms call it
    key: Restricted  # what finds it in the register again
    holder: Restricted  # id
    name: Restricted
    means: Means
    level: Level
    grant: str | None = None
    secret: str | None = None
    leaver: bool = False
    restorable: bool = True
    connector: str = ""  # name of the one that closes it by itself; "": people do
    external: Restricted = Restricted("")  # the platform's own id of it


class RestrictionStep(Frozen):
    """One thing to do on the platform, with the runbook's words as they were then."""

    n: int  # 1, 2, 3 … in its restriction, in the order it is done
    purpose: Purpose
    text: str = ""  # a message id, from the runbook
    paths: tuple[int, ...] = ()  # what is closed by it, where all steps about a path are done
    secret: str | None = None  # of the register: the one that is changed
    about: Restricted = Restricted("")  # name of the secret or tool; it may hold a name
    to: Someone | None = None
    due_at: datetime | None = None
    link: str = ""
    source: str = ""
    checked_on: str = ""  # ISO day; "": not checked on the live platform
    residual_minutes: int | None = None  # how long a session may still post after it; None: not known
    connector: str = ""


class RestrictionStarted(Fact):
    """Access to one account is being closed: its access paths, its keyholders and the steps, as they were then."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["restriction_started"] = "restriction_started"
    account: str  # id in the register
    handle: str
    platform: str
    tier: Tier
    paths: tuple[RestrictedPath, ...]
    steps: tuple[RestrictionStep, ...]
    keyholders: tuple[Someone, ...]
    lead: Someone
    reply_open: bool = False
    takeover: bool = False  # somebody else may be inside: password, sessions and recovery come first
    reason: str = ""
    by: Someone


class AccessFound(Fact):
    """More access paths came to light while an account was being closed."""

    kind: Literal["access_found"] = "access_found"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    paths: tuple[RestrictedPath, ...]
    steps: tuple[RestrictionStep, ...] = ()
    joins: tuple[tuple[int, int], ...] = ()  # (step, way): an earlier step closes this way too, and is open again


class KeyholderAsked(Fact):
    """Another keyholder instead of one who cannot."""

    kind: Literal["keyholder_asked"] = "keyholder_asked"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    who: Someone
    by: Someone


class KeyholderConfirmed(Fact):
    """*I can log in, with 2FA, right now.*"""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["keyholder_confirmed"] = "keyholder_confirmed"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    who: Someone


class KeyholderUnable(Fact):
    kind: Literal["keyholder_unable"] = "keyholder_unable"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    who: Someone
    reason: str


class KeyholderLate(Fact):
    """Who was asked to keep an account has not answered in time, and nobody else has confirmed that they can log in."""

    kind: Literal["keyholder_late"] = "keyholder_late"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    who: Someone
    nth: int  # 1: they are reminded, 2: whoever commands hears of it
    to: Someone | None = None


class RestrictionStepSaved(Fact):
    """What became of a step. A later one of the same step counts instead."""

    kind: Literal["restriction_step_saved"] = "restriction_step_saved"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    step: int
    purpose: Purpose  # what the step is for: the timeline says it
    result: Result
    paths: tuple[int, ...] = ()  # only these of the step's paths; empty: all
    by: Someone  # BOT's name where a connector did it
    link: str = ""
    exhibits: tuple[int, ...] = ()  # numbers of evidence
    note: Restricted = Restricted("")  # it may hold a name
    residual_until: datetime | None = None
    whys: dict[int, str] = {}  # by path, codes of why a connector could not: see access/holding.py
    also_removed: tuple[Restricted, ...] = ()  # names of others whom the platform removed, though nobody ordered that
    mentions: Someone | None = None  # who is mentioned in the room because it failed: once a step


class RestrictionStepVerified(Fact):
    """Somebody other than who did it looked from outside; *alone* is the reason where there was nobody else."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["restriction_step_verified"] = "restriction_step_verified"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    steps: tuple[int, ...]
    paths: tuple[int, ...] = ()  # only these, where a connector read some of them again; empty: all
    by: Someone
    saw: Restricted = Restricted("")
    alone: str = ""


class RestrictionStepLate(Fact):
    """A step nobody confirmed in time; *next* is asked too."""

    kind: Literal["restriction_step_late"] = "restriction_step_late"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    step: int
    nth: int  # 1: its assignee is reminded, 2: the second admin
    to: Someone | None = None


class RestrictionStopped(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["restriction_stopped"] = "restriction_stopped"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    open: int = 0  # access paths that stay open
    by: Someone


class AccountSuspended(Fact):
    """The platform suspended the account; *over*: it is there again."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["account_suspended"] = "account_suspended"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    by: Someone
    over: bool = False


FACTS = (
    RestrictionStarted,
    AccessFound,
    KeyholderAsked,
    KeyholderConfirmed,
    KeyholderUnable,
    KeyholderLate,
    RestrictionStepSaved,
    RestrictionStepVerified,
    RestrictionStepLate,
    RestrictionStopped,
    AccountSuspended,
)
