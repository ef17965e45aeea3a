"""
The register and the closings of open crises, in step with each other: by comparing them, so that whatever was missed is
found the next time.

    the register ──ways that came to light──▶ the run
    the run ──what was closed, changed, given back──▶ the register
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.entities import AccountState, Grant, GrantState
from bot.domain.access.plan import more
from bot.domain.access.register import Register
from bot.domain.access.run import Decided, Doing, Run
from bot.domain.events import (
    AccountMarked,
    Fact,
    GrantEnded,
    GrantEntered,
    GrantsMarked,
    SecretRotated,
    Way,
)
from bot.domain.incident import Incident
from bot.domain.playbook import Book


@dataclass(frozen=True, slots=True)
class Carried:
    """Facts for the register. *key* names what happens once; what is compared anew each time has a key of its state."""

    key: str
    facts: tuple[Fact, ...]


def carried(register: Register, incident: Incident) -> list[Carried]:
    """What the register does not know yet of what was done in this crisis."""
    found: list[Carried] = []
    for run in _newest(incident):
        name = f"{incident.id}/{run.seq}"
        marks = [*_grants(register, run, incident.id), *_account(register, run, incident.id)]
        if marks:
            found.append(Carried(f"marked/{name}/{incident.seq}/{register.seq}", tuple(marks)))
        found += _secrets(register, run, name)
        found += _decisions(register, run, name)
    return found


def _newest(incident: Incident) -> Iterator[Run]:
    """The newest run of each account that the register has not been told the end of."""
    return (run for run in incident.runs if incident.run(run.account) is run)


def _grants(register: Register, run: Run, incident: str) -> Iterator[Fact]:
    """How each way stands, as far as nothing was decided about giving it back."""
    if run.is_normal:
        return
    by_state: dict[GrantState, list[str]] = {}
    for way in run.ways:
        grant = register.grants.get(way.grant or "")
        decided = run.decided.get(way.n)
        if grant is None or (decided is not None and decided.returned_by is not None):
            continue
        state = state_of(run, way)
        if grant.state != state and (grant.state, state) != ("expired", "active"):
            by_state.setdefault(state, []).append(grant.id)
    for state, grants in by_state.items():
        yield GrantsMarked(grants=tuple(grants), state=state, incident=incident)


def state_of(run: Run, way: Way) -> GrantState:
    """How far closing one way is."""
    if way.n in run.verified:
        return "verified"
    if way.n in run.done:
        return "restricted"
    if way.n in run.failed:
        return "failed"
    return "unknown" if way.n in run.unknown else "active"


def _account(register: Register, run: Run, incident: str) -> Iterator[Fact]:
    if run.account not in register.accounts:
        return
    state = account_state(run)
    if register.states.get(run.account, "normal") != state:
        yield AccountMarked(account=run.account, state=state, incident=incident)


def account_state(run: Run) -> AccountState:
    """Where the account of a run stands (domain.md §5.3)."""
    if run.is_normal:
        return "normal"
    if run.suspended_at is not None:
        return "suspended"
    if run.is_lost:
        return "lost"
    if run.giving_back_at is not None:
        return "restoring"
    if run.is_verified:
        return "verified"
    if run.is_closed:
        return "restricted"
    return "normal" if run.stopped_at is not None and not run.done else "restricting"


def _secrets(register: Register, run: Run, name: str) -> Iterator[Carried]:
    """A secret counts as changed once somebody else has seen it: until then those who knew it are listed on."""
    knowing = tuple(proof.person.id for proof in run.keyholders if proof.state == "proved")
    for doing in run.steps:
        secret = register.secrets.get(doing.step.secret or "")
        if secret is None or not doing.is_verified or doing.at is None or _was_done(doing) == "not_applicable":
            continue
        if secret.rotated_at is None or secret.rotated_at < doing.at:
            fact = SecretRotated(secret=secret.id, known_by=knowing)
            yield Carried(f"rotated/{name}/{doing.step.n}/{doing.at.isoformat()}", (fact,))


def _was_done(doing: Doing) -> str:
    return "done" if "done" in doing.results.values() else "not_applicable"


def _decisions(register: Register, run: Run, name: str) -> Iterator[Carried]:
    for way in run.ways:
        decided, grant = run.decided.get(way.n), register.grants.get(way.grant or "")
        if decided is None or decided.returned_by is None or grant is None:
            continue
        if grant.state == "active" and way.n in run.done:
            continue  # it was carried over; whatever changed since is somebody's own doing
        if fact := _returned(grant, decided):
            yield Carried(f"decided/{name}/{way.n}/{decided.at.isoformat()}", (fact,))


def _returned(grant: Grant, decided: Decided) -> Fact | None:
    """The grant as it was decided; None where the register says so already."""
    if decided.decision == "out":
        return GrantEnded(grant=grant.id, reason="removed")
    changed = {"state": "active", "level": decided.level or grant.level, "expires_at": decided.until}
    after = grant.model_copy(update=changed)
    return GrantEntered(grant=after) if after != grant else None


def found(register: Register, book: Book, incident: Incident, now: datetime) -> list[Fact]:
    """What came to light in the register about accounts that are being closed."""
    watched = (run for run in _newest(incident) if run.is_on and run.giving_back_at is None)
    return [fact for run in watched if (fact := more(register, book, run, now)) is not None]
