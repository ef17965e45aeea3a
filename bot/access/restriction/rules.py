"""
Closing access, by its rules (domain.md §5.2–5.3): started from what was previewed, every step said by who did it,
verified by somebody else, stopped by the commander.

    previewed ──Start──▶ keyholders asked ──confirmed──▶ step after step ──all done──▶ closed ──seen──▶ closed and
    verified
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.access.posture.facts import PostureSet
from bot.access.register.numbers import going, numbers
from bot.access.register.state import Register
from bot.access.restriction import login_check
from bot.access.restriction.facts import AccountSuspended, RestrictionStarted, RestrictionStopped
from bot.access.restriction.keyholders import MOST, why_not
from bot.access.restriction.login_check import must_be_on
from bot.access.restriction.plan import in_order, plan
from bot.access.restriction.progress import going_on
from bot.crisis.incident import Incident
from bot.crisis.opening.kinds import kind_of
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.crisis.questions.answers import USE, Answers
from bot.crisis.roles import rules as roles
from bot.crisis.roles import team
from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Person
from bot.record.fact import Fact
from bot.text import Moment, _

LEAD: Final = "access_lead"
TAKEOVER: Final = "account_takeover"  # kind of crisis


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form was filled in with."""

    accounts: Sequence[str]  # ids in the register
    keyholders: Sequence[Person]
    lead: Person
    reply_open: bool = False
    reason: str = ""


def start(incident: Incident, register: Register, book: Book, wanted: Wanted, by: Person, now: datetime) -> list[Fact]:
    """
    Closing begins, account by account in the order of their danger. What is being closed already is left as it is.

    Raises:
        Refused: With the field it stands under.
    """
    must_be_open(incident)
    accounts = _to_start(incident, register, wanted, now)
    if not wanted.keyholders:
        handle = register.accounts[accounts[0]].handle
        raise Refused(login_check.no_keyholder(handle), "keyholders", "no_keyholder")
    if len(wanted.keyholders) > MOST:
        raise Refused(_("Choose one or two keyholders."), "keyholders", "too_many")
    _must_lead(incident, register, book, wanted, now)
    keep = login_check.must_suit(incident, register, accounts, wanted.keyholders, now)
    takeover = is_takeover(incident, book)
    facts: list[Fact] = []
    for account in accounts:
        lead, reason = wanted.lead.someone, wanted.reason.strip()
        begun = plan(
            register, book, account, keep[account], lead, takeover, wanted.reply_open, now, by=by.someone, reason=reason
        )
        facts += [_posture(begun, wanted.reply_open), begun]
    return [*facts, *_role(incident, book, wanted.lead, by)]


def _posture(begun: RestrictionStarted, reply_open: bool) -> PostureSet:
    return PostureSet(
        account=begun.account,
        handle=begun.handle,
        posture="restricted",
        reply_open=reply_open,
        reason=begun.reason,
        by=begun.by,
    )


def _to_start(incident: Incident, register: Register, wanted: Wanted, now: datetime) -> list[str]:
    """The chosen accounts that nobody is closing yet, the most dangerous first."""
    known = [account for account in wanted.accounts if account in register.accounts]
    if not known:
        raise Refused(_("Choose one account at least."), "accounts", "no_account")
    closing = {each.account: each for each in going_on(incident)}
    new = [account for account in known if account not in closing]
    if not new:
        restriction = closing[known[0]]
        words = _(
            "{name} is closing access to {account} since {at}. Nothing was doubled.",
            name=full(restriction.by),
            account=restriction.handle,
            at=Moment(restriction.at),
        )
        raise Refused(words, "accounts", "already")
    return in_order(register, new, now)


def is_takeover(incident: Incident, book: Book) -> bool:
    """Whether somebody else may be inside: by the kind of crisis, or as control is known (2 serious, 3 severe)."""
    answers, kind = Answers(incident), kind_of(incident, book)
    return kind == TAKEOVER or answers.one(USE, USE) == "doubtful" or (answers.grade("control") or 0) >= 2


def _must_lead(incident: Incident, register: Register, book: Book, wanted: Wanted, now: datetime) -> None:
    """Whoever may act; and one whose roles go with it, as long as one of the keyholders could do it instead."""
    lead = wanted.lead
    if why_not(incident, register, lead, now) is not None:
        words = _("{name} can't lead access here. Choose someone else.", name=full(lead.someone))
        raise Refused(words, "lead", "not_fit")
    if any(team.clash(incident, book, person.someone, LEAD) is None for person in wanted.keyholders):
        roles.must_combine(incident, book, lead.someone, LEAD, "lead")


def _role(incident: Incident, book: Book, lead: Person, by: Person) -> list[Fact]:
    """Where nobody leads access yet, who was chosen is asked for the role; they do its work from now on in any case."""
    asked = any(seat.person.id == lead.id for seat in team.seats(incident, LEAD, "asked"))
    wanted = book.roles.find(LEAD) is not None and not asked and not team.holders(incident, LEAD)
    if not wanted or team.clash(incident, book, lead.someone, LEAD) is not None:
        return []
    return roles.assign(incident, book, LEAD, lead, by)


def proposed_lead(incident: Incident, book: Book, keep: Sequence[str], people: Mapping[str, Person], by: Person) -> str:
    """Id of whom the form proposes: who leads access, else a keyholder who does not command, else who presses."""
    for holder in team.holders(incident, LEAD):
        return holder.id
    free = [people[id] for id in keep if id in people and id != by.id]
    return next((p.id for p in free if team.clash(incident, book, p.someone, LEAD) is None), by.id)


def previewed(
    register: Register, accounts: Collection[str], keep: Collection[str], reply_open: bool, now: datetime
) -> tuple[object, ...]:
    """The numbers that a preview says, of every account it could be about: what its ``mark`` is of."""
    paths = going(register, now, keep, reply_open)
    total = numbers(register, sorted(accounts), now, keep, reply_open)
    return {id: paths.get(id, 0) for id in accounts}, sorted(keep), total.secrets, total.tools


def stop(incident: Incident, by: Person, accounts: Collection[str] = ()) -> list[Fact]:
    """The commander stops it: what is done stays done, and what is open stays open and is said to be. None: all."""
    must_be_open(incident)
    restrictions = [each for each in going_on(incident) if not accounts or each.account in accounts]
    restrictions = [each for each in restrictions if each.restoration_at is None]
    if not restrictions:
        raise Refused(_("Nothing is being closed now. Nothing was changed."), code="no_restriction")
    return [
        RestrictionStopped(account=each.account, handle=each.handle, open=len(each.open), by=by.someone)
        for each in restrictions
    ]


def suspend(incident: Incident, account: str, by: Person, over: bool) -> list[Fact]:
    """The platform suspended an account that is being closed, or it is there again. It never counts as closed."""
    restriction = must_be_on(incident, account)
    if (restriction.suspended_at is not None) is not over:
        words = (
            _("{account} is not noted as suspended. Nothing was changed.", account=restriction.handle)
            if over
            else _("{account} is noted as suspended already. Nothing was changed.", account=restriction.handle)
        )
        raise Refused(words, "state", "same")
    return [AccountSuspended(account=account, handle=restriction.handle, by=by.someone, over=over)]
