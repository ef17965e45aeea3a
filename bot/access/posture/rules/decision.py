"""The commander decides who should hold the accounts: as it is, or all hands. Closing access is the restriction's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.access.posture.facts import PostureSet
from bot.access.posture.rules.all_hands import call_in
from bot.access.register.state import Register
from bot.access.restriction.progress import going_on
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.errors import Refused
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact
from bot.speech.holding_statement import rules as holding_statement
from bot.text import Moment, Name, Words, _

NO_LINE: Final = _("Approve one line first, or they will improvise.")
PUBLISHED: Final = "published"  # in place of a kind of crisis: the holding statement that is out


def lines(incident: Incident, register: Register, book: Book) -> dict[str, str]:
    """
    What is approved to answer with, as far as its places are known: the holding statement that is out, then what was
    approved of every kind before this crisis or in it, this crisis' own kind before others.
    """
    values, own = holding_statement.known(incident, register), holding_statement.kind_of(incident, book)
    kinds = sorted(register.templates.keys() | incident.speech.drafts.keys(), key=lambda kind: (kind != own, kind))
    found = {PUBLISHED: incident.speech.published.text} if incident.speech.published else {}
    known = (holding_statement.line_of(incident, register, kind) for kind in kinds)
    return found | {
        line.playbook: holding_statement.filled(line.text, values)
        for line in known
        if line is not None and holding_statement.is_approved(line)
    }


def unchanged(incident: Incident, register: Register, accounts: Sequence[str], reason: str, by: Someone) -> list[Fact]:
    """*Leave as is*, with its reason; of no account in particular it means all of them."""
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="empty")
    said = PostureSet(account="", posture="unchanged", reason=reason.strip(), by=by)
    return _of_each(incident, register, accounts, said)


def all_hands(
    incident: Incident,
    register: Register,
    accounts: Sequence[str],
    answering: Sequence[Person],
    with_lines: Sequence[str],
    until: datetime | None,
    by: Someone,
    now: datetime,
) -> list[Fact]:
    """
    People are called in to answer, with approved lines only.

    Args:
        accounts: Ids in the register; none in particular: all.
        with_lines: The lines' texts.
        until: When their shift ends; aware, None: until they are told.

    Raises:
        Refused: With the field it stands under.
    """
    for person in answering:
        if person.standing is not Standing.member or incident.has_conflict(person.id):
            words = _("{name} can't be asked here.", name=Name(person.id, person.name))
            raise Refused(words, field="answering", code="cannot_be_asked")
    if not answering:
        raise Refused(_("Choose who answers."), field="answering", code="empty")
    if not with_lines:
        raise Refused(NO_LINE, field="lines", code="no_line")
    if until is not None and until <= now:
        words = _("This is over already: {time}. Give a time to come.", time=Moment(until, "date_time"))
        raise Refused(words, field="until", code="past")
    people = tuple(person.someone for person in answering)
    said = PostureSet(
        account="", posture="all_hands", reply_open=True, answering=people, lines=tuple(with_lines), until=until, by=by
    )
    return [*_of_each(incident, register, accounts, said), *call_in(people, by)]


def _of_each(incident: Incident, register: Register, accounts: Sequence[str], said: PostureSet) -> list[Fact]:
    """The decision for each of these accounts, or one for all; none of them is being closed meanwhile."""
    must_be_open(incident)
    known = [register.accounts[id] for id in accounts if id in register.accounts]
    wanted = {account.id for account in known}
    for restriction in going_on(incident):
        if not wanted or restriction.account in wanted:
            words: Words = _(
                "Access to {account} is being closed. Nothing was changed. Stop closing it first.",
                account=restriction.handle,
            )
            raise Refused(words, code="closing")
    if not known:
        return [said]
    return [said.model_copy(update={"account": account.id, "handle": account.handle}) for account in known]


def chosen_lines(approved: Mapping[str, str], chosen: Sequence[str]) -> list[str]:
    """The texts of the lines that were ticked; one whose approval was withdrawn meanwhile is none any more."""
    return [approved[id] for id in chosen if id in approved]
