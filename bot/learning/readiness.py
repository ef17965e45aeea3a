"""How ready the organisation is: what can be known of it today. What cannot be known yet is not counted as missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.access.readiness import AccessReady
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.setup import keepers
from bot.people.organisation import Organisation
from bot.people.who import Person, Someone, Standing
from bot.speech.holding_statement.rules import is_approved

ANNOUNCEMENT: Final = "announcement"  # the step of a room that is refused where the channel cannot be written to

Code = Literal[
    "admins",
    "responders",
    "deputies",
    "hr_legal",
    "language_zone",
    "announcement",
    "access",
    "lines",
    "runbooks",
    "people",
]


@dataclass(frozen=True, slots=True)
class Check:
    """
    One thing to have ready.

    Attributes:
        who: The people it is about: who has no deputy, who has no account any more.
        at: When it was last looked at, or last failed; aware UTC. None: never.
        reason: Why the chat refused it, in the chat's own code.
        done: Of several that are counted, how many are ready; *of* how many.

    """

    code: Code
    passed: bool
    who: tuple[Someone, ...] = ()
    at: datetime | None = None
    reason: str = ""
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """All checks, in the order it is worth mending them, and who can: none where nobody keeps the setup yet."""

    organisation: Organisation
    owned: bool
    admins: tuple[Someone, ...]  # those of the admins who are known and still have a full account
    checks: tuple[Check, ...]
    access: AccessReady | None = None

    @property
    def passed(self) -> int:
        return sum(check.passed for check in self.checks)

    @property
    def missing(self) -> Check | None:
        """What to mend first."""
        return next((check for check in self.checks if not check.passed), None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    What was made ready for each kind of crisis and for each platform, counted.

    Attributes:
        lines: Kinds whose template is approved, of how many.
        runbooks: Platforms of ours whose closing steps were all checked or tried, of how many.

    """

    lines: tuple[int, int]
    runbooks: tuple[int, int]


def prepared(register: Register, book: Book) -> Prepared:
    """What the register and the playbooks tell of it."""
    approved = sum(is_approved(register.templates.get(kind.id)) for kind in book.kinds)
    ours = {account.platform for account in register.accounts.values()}
    tested = {runbook.id for runbook in book.runbooks if runbook.is_tested}
    return Prepared((approved, len(book.kinds)), (len(ours & tested), len(ours)))


def to_look_up(organisation: Organisation, admins: Collection[str]) -> set[str]:
    """Ids of everybody ``readiness`` wants to know as they are now. *admins* are those of the settings."""
    return {*keepers(organisation, admins), *(who.id for who in _named(organisation))}


def readiness(
    organisation: Organisation,
    admins: Collection[str],
    people: Mapping[str, Person],
    access: AccessReady | None = None,
    made: Prepared | None = None,
    crises: Iterable[Incident] = (),
) -> Readiness:
    """
    What the setup, the register and the playbooks can answer.

    Args:
        people: Whoever of ``to_look_up`` is known.
        crises: The newest: what became of their announcements tells of the channel.
    """
    kept_by = sorted(keepers(organisation, admins))
    known = tuple(people[id].someone for id in kept_by if id in people and not _is_gone(people, id))
    owned = any(not _is_gone(people, id) for id in kept_by)
    alone = tuple(responder.person for responder in organisation.responders if responder.deputy is None)
    found = [
        Check("admins", owned, known),
        Check("responders", bool(organisation.responders), tuple(r.person for r in organisation.responders)),
        Check("deputies", bool(organisation.responders) and not alone, alone),
        Check("hr_legal", organisation.hr is not None and organisation.legal is not None),
        Check("language_zone", organisation.set_up),
        _announcement(organisation, crises),
    ]
    if access is not None:
        found.append(Check("access", access.passed))
    if made is not None:
        found += _counted(made)
    if named := _named(organisation):
        gone = tuple(who for who in named if _is_gone(people, who.id))
        found.append(Check("people", not gone, gone))
    return Readiness(organisation, owned, known, tuple(found), access)


def _announcement(organisation: Organisation, crises: Iterable[Incident]) -> Check:
    """The newest of what is known of the channel: the check when the setup was saved, or a refused announcement."""
    channel, checked = organisation.announce_in, organisation.announce_checked_at
    if channel is None:
        return Check("announcement", False)
    told = [crisis.room.refused.get(ANNOUNCEMENT) for crisis in crises if crisis.opening.announce_in == channel]
    refused = max((why for why in told if why), key=lambda why: why.since, default=None)
    if refused and (checked is None or refused.since > checked):
        return Check("announcement", False, at=refused.since, reason=refused.reason)
    return Check("announcement", checked is not None, at=checked)


def _counted(made: Prepared) -> list[Check]:
    """The checks of what is counted; of runbooks there is none where no account is known."""
    counted: list[tuple[Code, tuple[int, int]]] = [("lines", made.lines), ("runbooks", made.runbooks)]
    return [Check(code, done == of, done=done, of=of) for code, (done, of) in counted if of]


def _is_gone(people: Mapping[str, Person], id: str) -> bool:
    """Whether we know that this person has no full account (any more)."""
    return id in people and people[id].standing is not Standing.member


def _named(organisation: Organisation) -> tuple[Someone, ...]:
    """Everybody the setup names, once."""
    responders = organisation.responders
    named = [*(r.person for r in responders), *(r.deputy for r in responders), organisation.hr, organisation.legal]
    return tuple({who.id: who for who in named if who}.values())
