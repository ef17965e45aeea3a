"""Entries of evidence: added, kept, missed, put in once more, described."""

from __future__ import annotations

from bot.crisis.evidence import facts, fold
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceDescribed, EvidenceKept, EvidenceMissed, EvidenceRepeated
from bot.crisis.evidence.state import Exhibit
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Words, _

say = saying()


@say.register
def _added(fact: EvidenceAdded, book: Book, cut: int | None) -> Words:
    what = shortened(fact.link or (fact.file.name if fact.file else ""), cut)
    shows = shortened(fact.shows, cut)
    if shows == what:
        return _("evidence {n} · {name}: {what}", n=fact.n, name=fact.by.name, what=what)
    return _("evidence {n} · {name}: “{shows}” {what}", n=fact.n, name=fact.by.name, shows=shows, what=what)


@say.register
def _kept(fact: EvidenceKept, book: Book, cut: int | None) -> Words:
    return _("evidence {n} is saved, SHA-256 {sha256}", n=fact.n, sha256=fact.sha256)


@say.register
def _missed(fact: EvidenceMissed, book: Book, cut: int | None) -> Words:
    return _("evidence {n} is not saved: {reason}", n=fact.n, reason=missed_words(fact.reason))


@say.register
def _repeated(fact: EvidenceRepeated, book: Book, cut: int | None) -> Words:
    return _("{name} put in evidence {n} once more", n=fact.n, name=fact.by.name)


@say.register
def _described(fact: EvidenceDescribed, book: Book, cut: int | None) -> Words:
    return _("evidence {n} shows, says {name}: {shows}", n=fact.n, name=fact.by.name, shows=shortened(fact.shows, cut))


def missed_words(reason: str) -> Words:
    """Why a file could not be kept."""
    if reason == "too_big":
        return _("too big")
    if reason in ("file_not_found", "file_deleted"):
        return _("deleted before it was read")
    return _("the chat did not give it ({reason})", reason=reason)


def state_words(exhibit: Exhibit) -> Words:
    """How it is kept, and what to do where it is not."""
    if exhibit.struck:
        return _("struck")
    match exhibit.state:
        case "link":
            return _("address only")
        case "waiting":
            return _("being saved")
        case "kept":
            return _("saved")
        case "same":
            return _("the same as {n}", n=exhibit.same_as)
        case "missed":
            why = missed_words(exhibit.reason)
            return _("not saved: {why}. Add it again, smaller or as a link", why=why)


CAPABILITY = Capability("evidence", facts=facts.FACTS, say=say, state="evidence", becomes=fold.becomes)
