"""
The register and the closings of open crises, in step with each other: by comparing them, so that whatever was missed is
found the next time.

    the register ──paths that came to light──▶ the restriction
    the restriction ──what was closed, changed, given back──▶ the register
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.access.register.codes import AccountState, GrantState
from bot.access.register.entities import Grant
from bot.access.register.facts import AccountMarked, GrantEnded, GrantEntered, GrantsMarked, SecretRotated
from bot.access.register.state import Register
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.plan import more
from bot.access.restriction.progress import going_on, newest
from bot.access.restriction.state import Decided, Doing, Restriction
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.record.fact import Fact

FURTHEST: Final[tuple[GrantState, ...]] = ("verified", "restricted", "failed", "unknown", "active")
OF_ITSELF: Final[tuple[GrantState, ...]] = ("expired", "unknown")
"""What stands in the register whatever a closing that has not come to it yet says: over by its date, or doubted."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Facts for the register. *key* names what happens once; what is compared anew each time has a key of its state."""

    key: str
    facts: tuple[Fact, ...]


def carried(register: Register, incident: Incident, crises: Iterable[Incident] = ()) -> list[Carried]:
    """
    What the register does not know yet of what was done in this crisis.

    Args:
        crises: All that are open. An account or a seat that several of them close stands as far as any of them got;
            else each would write over what the other said, without end.
    """
    restrictions, every = newest(incident), _every(incident, crises)
    found: list[Carried] = []
    if marks := (
        *_grants(register, restrictions, every, incident.id),
        *_accounts(register, restrictions, every, incident.id),
    ):
        found.append(Carried(f"marked/{incident.id}/{incident.seq}/{register.seq}", marks))
    for restriction in restrictions:
        name = f"{incident.id}/{restriction.seq}"
        found += [*_secrets(register, restriction, name), *_decisions(register, restriction, name)]
    return found


def _every(incident: Incident, crises: Iterable[Incident]) -> list[Restriction]:
    others = (crisis for crisis in crises if crisis.id != incident.id)
    return [restriction for each in (incident, *others) for restriction in newest(each)]


def _grants(
    register: Register, restrictions: Iterable[Restriction], every: Sequence[Restriction], incident: str
) -> Iterator[Fact]:
    """How each path stands, as far as nothing was decided about giving it back since its closing began."""
    mine = {path.grant for each in restrictions for path in each.paths}
    by_state: dict[GrantState, list[str]] = {}
    for id, state in _stand(every).items():
        grant = register.grants.get(id)
        if id not in mine or grant is None or grant.state == state:
            continue
        if not (state == "active" and grant.state in OF_ITSELF):
            by_state.setdefault(state, []).append(id)
    for state, grants in by_state.items():
        yield GrantsMarked(grants=tuple(grants), state=state, incident=incident)


def _stand(restrictions: Sequence[Restriction]) -> dict[str, GrantState]:
    """By grant: a seat in a tool is a path into each account that the tool posts to, and closed once."""
    returned: dict[str, datetime] = {}
    for restriction in restrictions:
        for path in restriction.paths:
            if path.grant and (decided := _settled(restriction, path)) is not None:
                returned[path.grant] = max(decided.at, returned.get(path.grant, decided.at))
    found: dict[str, GrantState] = {}
    for restriction in restrictions:
        for path in restriction.paths:
            if path.grant and (path.grant not in returned or restriction.at > returned[path.grant]):
                found[path.grant] = min(
                    state_of(restriction, path), found.get(path.grant, "active"), key=FURTHEST.index
                )
    return found


def state_of(restriction: Restriction, path: RestrictedPath) -> GrantState:
    """How far closing one path is."""
    if path.n in restriction.verified:
        return "verified"
    if path.n in restriction.done:
        return "restricted"
    if path.n in restriction.failed:
        return "failed"
    return "unknown" if path.n in restriction.unknown else "active"


def _accounts(
    register: Register, restrictions: Iterable[Restriction], every: Sequence[Restriction], incident: str
) -> Iterator[Fact]:
    """Of several closings of one account the one that goes on counts, else the newest."""
    for restriction in restrictions:
        same = (each for each in every if each.account == restriction.account)
        state = account_state(max(same, key=lambda each: (each.is_on, each.at)))
        if restriction.account in register.accounts and register.states.get(restriction.account, "normal") != state:
            yield AccountMarked(account=restriction.account, state=state, incident=incident)


def account_state(restriction: Restriction) -> AccountState:
    """Where the account of a restriction stands (domain.md §5.3)."""
    if restriction.is_normal:
        return "normal"
    if restriction.suspended_at is not None:
        return "suspended"
    if restriction.is_lost:
        return "lost"
    if restriction.restoration_at is not None:
        return "restoring"
    if restriction.is_verified:
        return "verified"
    if restriction.is_closed:
        return "restricted"
    return "normal" if restriction.stopped_at is not None and not restriction.done else "restricting"


def _secrets(register: Register, restriction: Restriction, name: str) -> Iterator[Carried]:
    """A secret counts as changed once somebody else has seen it: until then those who knew it are listed on."""
    knowing = tuple(check.person.id for check in restriction.keyholders if check.counts)
    for doing in restriction.steps:
        secret = register.secrets.get(doing.step.secret or "")
        if secret is None or not doing.is_verified or doing.at is None or _was_done(doing) == "not_applicable":
            continue
        if secret.rotated_at is None or secret.rotated_at < doing.at:
            fact = SecretRotated(secret=secret.id, known_by=knowing)
            yield Carried(f"rotated/{name}/{doing.step.n}/{doing.at.isoformat()}", (fact,))


def _was_done(doing: Doing) -> str:
    return "done" if "done" in doing.results.values() else "not_applicable"


def _decisions(register: Register, restriction: Restriction, name: str) -> Iterator[Carried]:
    for path in restriction.paths:
        decided, grant = _settled(restriction, path), register.grants.get(path.grant or "")
        if decided is None or grant is None:
            continue
        if grant.state == "active" and path.n in restriction.done:
            continue  # it was carried over; whatever changed since is somebody's own doing
        if fact := _returned(grant, decided):
            yield Carried(f"decided/{name}/{path.n}/{decided.at.isoformat()}", (fact,))


def _settled(restriction: Restriction, path: RestrictedPath) -> Decided | None:
    """
    What was decided about a path, once it is so. Who stays out is listed until it is closed, and somebody has seen
    that: what was never closed is open, whatever was decided.
    """
    decided = restriction.decided.get(path.n)
    if decided is None or decided.returned_by is None:
        return None
    is_seen = path.n in restriction.verified or (path.n in restriction.done and decided.verified_by is not None)
    return decided if decided.decision != "out" or is_seen else None


def _returned(grant: Grant, decided: Decided) -> Fact | None:
    """The grant as it was decided; None where the register says so already."""
    if decided.decision == "out":
        return GrantEnded(grant=grant.id, reason="removed")
    changed = {"state": "active", "level": decided.level or grant.level, "expires_at": decided.until}
    after = grant.model_copy(update=changed)
    return GrantEntered(grant=after) if after != grant else None


def found(register: Register, book: Book, incident: Incident, now: datetime) -> list[Fact]:
    """What came to light in the register about accounts that are being closed."""
    watched = (each for each in going_on(incident) if each.restoration_at is None)
    return [fact for each in watched if (fact := more(register, book, each, now)) is not None]
