"""
Giving access back (domain.md §5.3): the commander orders it; then person by person from the snapshot, each with a
reason and the least level that is needed. Former staff and people nobody knows stay out unless somebody says why.

    ordered ──each path decided──▶ done on the platform ──somebody else looked──▶ normal
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.access.register.codes import Level
from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.plan import PASSWORDS
from bot.access.restriction.progress import newest
from bot.access.restriction.state import Decided, Restriction
from bot.access.restriction.steps import must_verify, verifiers
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.errors import Refused
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.task.rules import REASON_WORDS, Look, looked_at, to_look_at
from bot.text import Moment, _

LEVELS = tuple(Level)  # the most first
LEAST = Level.publish  # proposed where somebody had more: what nearly everybody needs


@dataclass(frozen=True, slots=True)
class Decision:
    """What was chosen for one path."""

    decision: Literal["back", "lowered", "out"]
    level: str = ""
    until: datetime | None = None
    reason: str = ""
    why_leaver: str = ""  # only where a former employee is to have access again
    returned: bool = False  # whether it is done on the platform already


def proposed(path: RestrictedPath) -> tuple[str, Level | None]:
    """
    What the form proposes: decision and level. Former staff, and what is not restorable: out. Who knew a password too:
    the new one is for keyholders alone (domain.md §5.3).
    """
    if path.leaver or not path.restorable or path.means in PASSWORDS:
        return "out", None
    if LEVELS.index(path.level) < LEVELS.index(LEAST):
        return "lowered", LEAST
    return "back", path.level


def undecided(restriction: Restriction) -> list[RestrictedPath]:
    """The paths nobody has decided about, or whose decision is not done on the platform yet."""
    return [
        path
        for path in restriction.paths
        if (decided := restriction.decided.get(path.n)) is None or decided.returned_by is None
    ]


def unverified(restriction: Restriction) -> list[RestrictedPath]:
    """Those that are decided and done, and nobody else has looked."""
    return [
        path
        for path in restriction.paths
        if (decided := restriction.decided.get(path.n))
        and decided.returned_by is not None
        and decided.verified_by is None
    ]


def order(incident: Incident, accounts: Sequence[str], by: Someone) -> list[Fact]:
    """Giving back begins, but for what we cannot log in to, or a platform suspended. Refused where nothing is left."""
    restrictions = [
        each for each in (_restriction(incident, account) for account in accounts) if each.restoration_at is None
    ]
    ours = [each for each in restrictions if not each.is_lost and each.suspended_at is None]
    if not restrictions:
        raise Refused(_("That is being given back already. Nothing was changed."), code="already")
    if not ours:
        words = _("We can't log in to {account}, so nothing can be given back yet.", account=restrictions[0].handle)
        raise Refused(words, code="no_control")
    return [RestorationOrdered(account=each.account, handle=each.handle, by=by) for each in ours]


def decide(incident: Incident, account: str, n: int, chosen: Decision, by: Someone, now: datetime) -> list[Fact]:
    """
    What becomes of one path.

    Raises:
        Refused: With the field it stands under.
    """
    restriction = _restoration(incident, account)
    path = restriction.path(n)
    if path is None:
        raise Refused(_("That way in is not on this list any more. Nothing was changed."), code="no_path")
    if len(chosen.reason.split()) < REASON_WORDS:
        raise Refused(_("Say why, in a few words."), field="reason", code="no_reason")
    if chosen.decision != "out":
        _may_return(restriction, path, chosen, now)
    level = _level(path, chosen)
    reason = Restricted(" · ".join(part for part in (chosen.reason, chosen.why_leaver) if part))
    until = chosen.until if chosen.decision != "out" else None
    facts: list[Fact] = [
        AccessDecided(
            account=account,
            handle=restriction.handle,
            paths=(n,),
            decision=chosen.decision,
            level=level,
            until=until,
            reason=reason,
            by=by,
        )
    ]
    # Who stays out stays as the restriction left them: nothing is to be done on the platform, but it is still to be
    # seen.
    if chosen.returned or chosen.decision == "out":
        facts.append(AccessRestored(account=account, handle=restriction.handle, paths=(n,), by=by))
    return facts


def verifiable(incident: Incident, by: Person) -> tuple[tuple[tuple[Restriction, RestrictedPath], ...], bool]:
    """As ``to_look_at``, for who may look at what others did."""
    must_verify(incident, by)
    begun = (each for each in newest(incident) if each.restoration_at is not None)
    return to_look_at(_look(incident), [(each, path) for each in begun for path in unverified(each)], by)


def verify(incident: Incident, picked: Sequence[tuple[str, int]], by: Person, saw: str, alone: str = "") -> list[Fact]:
    """
    Somebody else has seen that it is so: never who decided or did it, unless there is nobody else to look.

    Args:
        picked: Accounts and numbers of paths.
        alone: Why who did it verifies it themselves; it is kept where nobody else may.
    """
    must_verify(incident, by)
    done = [_done(incident, account, n) for account, n in dict.fromkeys(picked)]
    return [
        RestorationVerified(
            account=each.account,
            handle=each.handle,
            paths=tuple(path.n for of, path in looked if of is each),
            by=by.someone,
            saw=Restricted(saw.strip()),
            alone=why,
        )
        for looked, why in looked_at(_look(incident), done, by, saw, alone)
        for each in {of.account: of for of, _path in looked}.values()
    ]


def _done(incident: Incident, account: str, n: int) -> tuple[Restriction, RestrictedPath]:
    restriction = _restoration(incident, account)
    path, decided = restriction.path(n), restriction.decided.get(n)
    if path is None or decided is None or decided.returned_by is None:
        raise Refused(_("That is not done yet, so nobody can verify it."), field="tasks", code="not_done")
    return restriction, path


def _look(incident: Incident) -> Look[tuple[Restriction, RestrictedPath]]:
    able = verifiers(incident)
    return Look(lambda each: doers(each[0].decided[each[1].n]), lambda each: able)


def doers(decided: Decided) -> set[str]:
    """Who decided it or did it: none of them verifies it."""
    return {someone.id for someone in (decided.by, decided.returned_by) if someone}


def _may_return(restriction: Restriction, path: RestrictedPath, chosen: Decision, now: datetime) -> None:
    if path.leaver and len(chosen.why_leaver.split()) < REASON_WORDS:
        raise Refused(_("Why a former employee? Say it in a few words."), field="why_leaver", code="leaver")
    if not path.restorable and len(chosen.why_leaver.split()) < REASON_WORDS:
        raise Refused(
            _("By the register this way is not given back. Say why it is."), field="why_leaver", code="not_restorable"
        )
    if chosen.until is not None and chosen.until <= now:
        words = _("This is over already: {time}. Give a time to come.", time=Moment(chosen.until, "date_time"))
        raise Refused(words, field="until", code="past")


def _level(path: RestrictedPath, chosen: Decision) -> Level | None:
    if chosen.decision == "out":
        return None
    if chosen.decision == "back":
        return path.level
    known = {level.value: level for level in Level}
    level = known.get(chosen.level)
    if level is None or LEVELS.index(level) <= LEVELS.index(path.level):
        raise Refused(_("Choose a level below the one before."), field="level", code="not_lower")
    return level


def _restriction(incident: Incident, account: str) -> Restriction:
    restriction = incident.restriction(account)
    if restriction is None:
        raise Refused(_("Access to that account was not closed here. Nothing was changed."), code="no_restriction")
    return restriction


def _restoration(incident: Incident, account: str) -> Restriction:
    must_be_open(incident)
    restriction = _restriction(incident, account)
    if restriction.restoration_at is None:
        raise Refused(_("The commander decides first that access is given back."), code="not_ordered")
    return restriction
