"""Entries of the room: opened, joined, called, refused."""

from __future__ import annotations

from collections.abc import Iterable

from bot.crisis.incident import Incident
from bot.crisis.opening import facts, fold
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Words, _

say = saying()


@say.register
def _opened(fact: Opened, book: Book, cut: int | None) -> Words:
    return _("opened · {name}: “{title}”", name=fact.opener.name, title=shortened(fact.title, cut))


@say.register
def _kind(fact: KindSet, book: Book, cut: int | None) -> Words:
    title = Words(book.kind(fact.playbook).title) if fact.playbook in {k.id for k in book.kinds} else fact.playbook
    return _("kind: {kind} · {name}", kind=title, name=fact.by.name)


def _people(incident: Incident) -> Iterable[Someone | None]:
    return (incident.opening.opener, incident.opening.hr, incident.opening.legal, *incident.opening.admins)


CAPABILITY = Capability("opening", facts=facts.FACTS, say=say, state="opening", becomes=fold.becomes, people=_people)
