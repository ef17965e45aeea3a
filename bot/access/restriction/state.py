"""
Closing access to one account, as its facts have made it so far. Nothing counts as closed that was not done, nothing as
verified that nobody else has seen.

    asked ──a keyholder confirms that they can log in──▶ closing ──all done──▶ closed ──somebody else looked──▶ closed
    and verified
      └── nobody can log in ──▶ lost: the steps of recovery, no removal

An access path is settled by one step or several (a new password settles all who knew the old one, once sessions are
ended). The number of paths never shrinks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from bot.access.register.codes import Level, Tier
from bot.access.restriction.facts import RestrictedPath, RestrictionStep, Result
from bot.people.who import Someone
from bot.record.frozen import Frozen, Restricted

MUST = ("rotate", "end_sessions", "revoke_apps")
"""What has to be seen to on every account before it is closed, whoever holds it (domain.md §5.3)."""


class LoginCheck(Frozen):
    """A keyholder, and whether they showed that they can log in with their second factor."""

    person: Someone
    state: Literal["asked", "confirmed", "unable"] = "asked"
    asked_at: datetime
    at: datetime | None = None
    reason: str = ""
    barred: bool = False  # a person involved by now: it counts no more, and their own access paths are closed too
    late: int = 0  # how often they were reminded

    @property
    def counts(self) -> bool:
        """Whether they can log in, and may."""
        return self.state == "confirmed" and not self.barred


class Reminder(Frozen):
    """Somebody was asked whether a step is done, because nobody had said so in time."""

    to: Someone | None = None
    at: datetime


class Doing(Frozen):
    """How far a step is. *results* and *verified* are by path; 0 stands for the step itself."""

    step: RestrictionStep
    results: dict[int, Result] = {}
    by: Someone | None = None  # who did it last
    doers: tuple[str, ...] = ()  # ids of all who ever did it: none of them verifies it
    at: datetime | None = None
    link: str = ""
    exhibits: tuple[int, ...] = ()
    note: Restricted = Restricted("")
    residual_until: datetime | None = None
    verified: tuple[int, ...] = ()
    verified_by: Someone | None = None
    verified_at: datetime | None = None
    alone: str = ""
    late: int = 0  # how often somebody was reminded
    reminders: tuple[Reminder, ...] = ()
    failed_at: datetime | None = None  # when it first could not be done, or nobody could tell
    ordered: dict[int, int] = {}  # paths a connector is to close → the event that ordered it; gone once it has answered
    whys: dict[int, str] = {}  # of paths a connector did not close: codes, see holding.py
    also_removed: tuple[Restricted, ...] = ()  # names of others whom the platform removed, though nobody ordered that

    @property
    def parts(self) -> tuple[int, ...]:
        """What it consists of: its paths, or itself."""
        return self.step.paths or (0,)

    @property
    def is_done(self) -> bool:
        return all(self.results.get(part) in ("done", "not_applicable") for part in self.parts)

    @property
    def is_verified(self) -> bool:
        """Whether all of it is done, and somebody else has seen it."""
        return self.is_done and all(part in self.verified for part in self.parts)

    @property
    def is_open(self) -> bool:
        """Whether nobody has said anything about some of it."""
        return any(part not in self.results for part in self.parts)


class Decided(Frozen):
    """What becomes of one access path when access is given back."""

    decision: Literal["back", "lowered", "out"]
    level: Level | None = None
    until: datetime | None = None
    reason: Restricted
    by: Someone
    at: datetime
    ordered: int = 0  # the event that has a connector give it back; 0: nobody did, or it has answered
    why: str = ""  # why a connector did not: see holding.py
    returned_by: Someone | None = None
    verified_by: Someone | None = None
    verified_at: datetime | None = None
    alone: str = ""


class Restriction(Frozen):
    """One account being closed."""

    seq: int  # of the event that started it
    account: str
    handle: str
    platform: str
    tier: Tier
    by: Someone
    at: datetime
    lead: Someone
    keyholders: tuple[LoginCheck, ...]
    paths: tuple[RestrictedPath, ...]
    steps: tuple[Doing, ...]
    reply_open: bool = False
    takeover: bool = False
    reason: str = ""
    found: int = 0  # paths that came to light later
    stopped_at: datetime | None = None
    stopped_by: Someone | None = None
    suspended_at: datetime | None = None
    suspended_by: Someone | None = None
    restoration_at: datetime | None = None
    restoration_by: Someone | None = None
    decided: dict[int, Decided] = {}  # by path

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has shown that they can log in."""
        return any(check.counts for check in self.keyholders)

    @property
    def is_lost(self) -> bool:
        """Whether nobody who was asked can log in."""
        return not self.is_confirmed and all(check.state == "unable" or check.barred for check in self.keyholders)

    @property
    def keep(self) -> tuple[Someone, ...]:
        """Whose own access paths stay: the keyholders, without those involved in the cause."""
        return tuple(check.person for check in self.keyholders if not check.barred)

    @property
    def done(self) -> frozenset[int]:
        """Paths that are closed: everything that has to do with them is done or does not apply."""
        return self._all(lambda doing, path: doing.results.get(path) in ("done", "not_applicable"))

    @property
    def verified(self) -> frozenset[int]:
        """Of those, the ones somebody else has seen."""
        return self.done & self._all(lambda doing, path: path in doing.verified)

    @property
    def failed(self) -> frozenset[int]:
        """Paths that were tried in vain, or could not be."""
        return self._any("could_not") - self.done

    @property
    def unknown(self) -> frozenset[int]:
        """Ways of which nobody can tell whether they are closed."""
        return self._any("unknown") - self.failed - self.done

    @property
    def open(self) -> frozenset[int]:
        """Paths that are not closed, for whatever reason."""
        return frozenset(path.n for path in self.paths) - self.done

    @property
    def is_closed(self) -> bool:
        """Every way is closed, and passwords, sessions and apps were seen to, with a keyholder who can log in."""
        return self.is_confirmed and not self.open and all(d.is_done for d in self.steps if d.step.purpose in MUST)

    @property
    def is_verified(self) -> bool:
        """Closed, and all of it seen by somebody else."""
        musts = (doing for doing in self.steps if doing.step.purpose in MUST)
        return self.is_closed and len(self.verified) == len(self.paths) and all(doing.is_verified for doing in musts)

    @property
    def is_normal(self) -> bool:
        """Every way was decided, done and seen: access is normal again."""
        return self.restoration_at is not None and all(
            (decided := self.decided.get(path.n)) is not None and decided.verified_by is not None for path in self.paths
        )

    @property
    def is_on(self) -> bool:
        """Whether it is still going on: neither stopped nor over."""
        return self.stopped_at is None and not self.is_normal

    def path(self, n: int) -> RestrictedPath | None:
        return next((path for path in self.paths if path.n == n), None)

    def doing(self, n: int) -> Doing | None:
        return next((doing for doing in self.steps if doing.step.n == n), None)

    def about(self, path: int) -> Iterable[Doing]:
        """The steps that have to do with a path."""
        return (doing for doing in self.steps if path in doing.step.paths)

    def _all(self, holds: Callable[[Doing, int], bool]) -> frozenset[int]:
        found = []
        for path in self.paths:
            about = list(self.about(path.n))
            if about and all(holds(doing, path.n) for doing in about):
                found.append(path.n)
        return frozenset(found)

    def _any(self, result: Result) -> frozenset[int]:
        return frozenset(
            path.n for path in self.paths if any(d.results.get(path.n) == result for d in self.about(path.n))
        )


class Restrictions(Frozen):
    """Of each account, one for each time it was started."""

    all: tuple[Restriction, ...] = ()

    def of(self, account: str) -> Restriction | None:
        """The newest of an account, by its id in the register."""
        return next((each for each in reversed(self.all) if each.account == account), None)
