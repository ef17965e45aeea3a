"""How far access is closed, in honest numbers: who can still post, how long a session may, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.access.restriction.facts import Purpose, RestrictionStep
from bot.access.restriction.state import Doing, Restriction
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.people.who import Someone
from bot.text import Joined, Param, Words, _, _n

HANDLE_CHARS = 40  # of what an account is called, in a line
NAMED = 3  # accounts by name in a line; more are counted
CLOSING: tuple[Purpose, ...] = ("remove", "rotate", "end_sessions", "revoke_apps", "tools")
"""Steps that shut somebody out."""

BARRED: tuple[Purpose, ...] = (*CLOSING, "delete", "verify", "tell")
"""
What is not done before a keyholder has confirmed that they can log in:
it could shut out everybody, or comes after that.
"""

NOT_SEEN: tuple[Purpose, ...] = ("evidence", "verify", "tell", "lost")
"""Steps that nobody verifies: they close no access path."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Access paths, counted. Those that failed or are not known are among the open ones; *of* never shrinks."""

    done: int
    verified: int
    failed: int
    unknown: int
    of: int
    found: int = 0  # of them, those that came to light later

    @property
    def open(self) -> int:
        return self.of - self.done


@dataclass(frozen=True, slots=True)
class Residual:
    """That a session may still post, *until* then; None: nobody knows how long."""

    until: datetime | None


def newest(incident: Incident) -> tuple[Restriction, ...]:
    """The newest closing of each account, in the order they were begun."""
    return tuple(each for each in incident.restrictions.all if each is incident.restriction(each.account))


def going_on(incident: Incident) -> tuple[Restriction, ...]:
    """Of these, the ones that are neither stopped nor over."""
    return tuple(each for each in newest(incident) if each.is_on)


def closing(incident: Incident) -> tuple[Restriction, ...]:
    """Of these, the ones in which something is still to be closed or to be seen."""
    return tuple(each for each in going_on(incident) if not each.is_verified and each.restoration_at is None)


def lost(incident: Incident) -> tuple[Restriction, ...]:
    """Of these, the accounts nobody can log in to."""
    return tuple(each for each in going_on(incident) if each.is_lost)


def as_of(incident: Incident) -> datetime:
    """No clock in a view: what it shows is true as of the last change."""
    return incident.changed_at or datetime.min.replace(tzinfo=UTC)


def stands(incident: Incident) -> Words | None:
    """Access in a line, for who joins late; None where nothing was ever closed."""
    if gone := lost(incident):
        return _("Lost: {accounts}. We can't log in", accounts=handles(gone))
    restrictions = newest(incident)
    return access_line(restrictions) if restrictions else None


def access_line(restrictions: Iterable[Restriction]) -> Words:
    """How far access to these accounts is closed, or given back, in a line. *restrictions*: one at least."""
    restrictions = tuple(restrictions)
    accounts, counted = handles(restrictions), tally(restrictions)
    if all(each.restoration_at for each in restrictions):
        return _given_back(restrictions)
    if all(each.is_verified for each in restrictions):
        return _("Access: {accounts} closed and verified, {fraction}", accounts=accounts, fraction=fraction(counted))
    if all(each.is_closed for each in restrictions):
        return _("Access: {accounts} closed, {fraction}", accounts=accounts, fraction=fraction(counted))
    return _("Access: {accounts} {fraction}", accounts=accounts, fraction=fraction(counted))


def _given_back(restrictions: Sequence[Restriction]) -> Words:
    accounts, out = handles(restrictions), sum(staying_out(each) for each in restrictions)
    if all(each.is_normal for each in restrictions):
        return _n(
            "Access: {accounts} normal again, {n} way stays closed",
            "Access: {accounts} normal again, {n} ways stay closed",
            out,
            accounts=accounts,
        )
    n, of = (
        sum(len(each.decided) for each in restrictions),
        sum(len(each.paths) for each in restrictions),
    )
    return _("Access: {accounts} being given back, {n} of {of} decided", accounts=accounts, n=n, of=of)


def staying_out(restriction: Restriction) -> int:
    """How many paths are not given back, as far as it is decided."""
    return sum(decided.decision == "out" for decided in restriction.decided.values())


def tally(restrictions: Iterable[Restriction]) -> Tally:
    """All access paths into these accounts together."""
    restrictions = tuple(restrictions)
    done, verified = (
        sum(len(each.done) for each in restrictions),
        sum(len(each.verified) for each in restrictions),
    )
    failed, unknown = (
        sum(len(each.failed) for each in restrictions),
        sum(len(each.unknown) for each in restrictions),
    )
    return Tally(
        done, verified, failed, unknown, sum(len(r.paths) for r in restrictions), sum(r.found for r in restrictions)
    )


def fraction(counted: Tally) -> Words:
    """ "7 done / 5 verified / 2 failed of 11"; what is not known is named beside it."""
    return _("{counts} of {n}", counts=Joined(tuple(_counts(counted)), " / "), n=counted.of)


def fraction_read(counted: Tally) -> Words:
    """The same to be read aloud: "7 done, 5 verified, 2 failed of 11"."""
    return _("{counts} of {n}", counts=Joined(tuple(_counts(counted))), n=counted.of)


def _counts(counted: Tally) -> list[Words]:
    parts = [_("{n} done", n=counted.done), _("{n} verified", n=counted.verified)]
    parts += [_("{n} failed", n=counted.failed)] if counted.failed else []
    parts += [_("{n} unknown", n=counted.unknown)] if counted.unknown else []
    return parts


def handles(restrictions: Iterable[Restriction]) -> Param:
    """What the accounts are called; many are counted."""
    names = tuple(shortened(each.handle, HANDLE_CHARS) for each in restrictions)
    if len(names) <= NAMED:
        return Joined(names)
    return _n("{n} account", "{n} accounts", len(names))


def keep(restriction: Restriction) -> tuple[Someone, ...]:
    """Who keeps access and may be able to log in: of the keyholders, those who did not say that they can't."""
    return tuple(check.person for check in restriction.keyholders if check.state != "unable" and not check.barred)


def others(restrictions: Iterable[Restriction]) -> int:
    """
    How many people and systems besides the keyholders have an access path that is not closed: at most so many can post.
    """
    return len(
        {path.holder.reveal() for each in restrictions for path in each.paths if path.n in each.open | _back(each)}
    )


def _back(restriction: Restriction) -> set[int]:
    """Paths that are given back, or are about to be."""
    return {n for n, decided in restriction.decided.items() if decided.decision != "out"}


def can_post(restrictions: Iterable[Restriction], now: datetime) -> Words:
    """
    Keyholders by name, all others as a number; "not known" where that is the truth.

    Args:
        runs: One at least.
        now: Aware UTC: sessions that end later may still post.
    """
    restrictions = tuple(restrictions)
    if any(each.is_lost for each in restrictions):
        return _("Can post now: not known")
    if all(each.is_normal for each in restrictions):
        return _("Can post now: access is normal again")
    if all(each.suspended_at for each in restrictions):
        return _("Can post now: nobody while it is suspended")
    if any(each.takeover and not each.is_closed for each in restrictions):
        return _("Can post now: not known, somebody else may be inside")
    people = {person.id: person for each in restrictions for person in keep(each)}
    names = Joined(tuple(full(person) for person in people.values()))
    if more := others(restrictions):
        return _n(
            "Can post now: {names} and up to {n} other", "Can post now: {names} and up to {n} others", more, names=names
        )
    if any(not each.is_closed or residual(each, now) for each in restrictions):
        return _("Can post now: {names} and whoever is still signed in", names=names)
    return _("Can post now: {names}", names=names)


def residual(restriction: Restriction, now: datetime) -> Residual | None:
    """The longest session that may still post at that time; None where there is none, or nothing is closed yet."""
    begun = [doing for doing in restriction.steps if doing.step.purpose in CLOSING and "done" in doing.results.values()]
    if not begun:
        return None
    ends = [end for doing in begun if (end := _end(doing)) is not None]
    if any(end > now for end in ends):
        return Residual(max(ends))
    sessions = [doing for doing in restriction.steps if doing.step.purpose == "end_sessions"]
    seen = all(doing.is_verified or (doing.is_done and _end(doing) is not None) for doing in sessions)
    return None if sessions and seen else Residual(None)


def _end(doing: Doing) -> datetime | None:
    """When nobody is left who was signed in before the step; None: not known."""
    if doing.residual_until is not None or doing.step.residual_minutes is None or doing.at is None:
        return doing.residual_until
    return doing.at + timedelta(minutes=doing.step.residual_minutes)


def may_begin(restriction: Restriction, step: RestrictionStep) -> bool:
    """
    Whether a step is to be done as it stands: nothing is closed before a login check, nothing claimed that is not lost.
    """
    if step.purpose == "lost":
        return restriction.is_lost
    return restriction.is_confirmed or step.purpose not in BARRED


def upcoming(restriction: Restriction) -> Doing | None:
    """The next step: the first that nobody has touched, then those that failed or are not known."""
    begun = (doing for doing in restriction.steps if may_begin(restriction, doing.step))
    steps = sorted(begun, key=lambda doing: doing.step.purpose != "lost")  # where nobody can log in, that comes first
    untouched = (doing for doing in steps if doing.is_open)
    return next(untouched, None) or next((doing for doing in steps if not doing.is_done), None)


def unverified(restriction: Restriction) -> tuple[Doing, ...]:
    """What is done, and nobody else has seen."""
    return tuple(doing for doing in restriction.steps if to_see(doing) and doing.is_done and not doing.is_verified)


def to_see(doing: Doing) -> bool:
    """Whether somebody else has to look at it."""
    return doing.step.purpose not in NOT_SEEN
