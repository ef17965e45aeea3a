"""
Who is to keep access once it closes, as it was answered before; nobody is
one until they have confirmed that they can log in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.access.register.derived import is_gone
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.who import Person, Standing
from bot.text import Name, Words, _

QUESTION: Final = "keyholders"
MOST: Final = 2  # domain.md §2.2, w4


def chosen(incident: Incident) -> tuple[str, ...]:
    """Ids of those answered; nobody who is involved by now."""
    known = incident.questions.answers.get(QUESTION)
    people = known.answer.private_people.get(QUESTION, ()) if known and known.state == "answered" else ()
    return tuple(id.reveal() for id in people if not incident.is_out(id.reveal()))


def why_not(incident: Incident, register: Register, person: Person, now: datetime) -> Words | None:
    """Why this person can't keep any account at all; None if they can."""
    if person.standing is not Standing.member or incident.is_out(person.id):
        return _("they can't act in this crisis")  # one sentence for guests and those involved: it must not tell which
    return _("the register says that they left") if is_gone(register, person.id, now) else None


def must_fit(
    incident: Incident, register: Register, ids: Sequence[str], people: Mapping[str, Person], now: datetime
) -> None:
    """Raise ``Refused`` where they are more than two, or one is no colleague any more, a guest, or not to see this."""
    if len(ids) > MOST:
        raise Refused(_("Choose one or two people."), field=QUESTION, code="too_many")
    for id in ids:
        person = people.get(id)
        if person is None:
            raise Refused(_("I don't know that person. Choose somebody else."), field=QUESTION, code="unknown_person")
        if why_not(incident, register, person, now) is not None:
            words = _("{name} can't be keyholder. Choose a colleague with a full account.", name=Name(id, person.name))
            raise Refused(words, field=QUESTION, code="not_keyholder")
