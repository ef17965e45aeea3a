"""Entries that people wrote or captured, as they stand now; and what became of them, for the file."""

from __future__ import annotations

from bot.access.secrets.secret_seen import CODE
from bot.crisis.playbook import Book
from bot.crisis.questions.words import question_words
from bot.crisis.timeline import facts, fold
from bot.crisis.timeline.facts import (
    EntryChanged,
    EntryStruck,
    MessageFlagged,
    MessageRead,
    MessageUnread,
    Noted,
    SourceDeleted,
    SourceEdited,
)
from bot.crisis.wording import in_a_row, shortened
from bot.record.capability import Capability
from bot.record.entry import Entry
from bot.record.say import saying, weight_words
from bot.text import Moment, Words, _

say = saying()

FOLLOWS = _("its text follows in a moment")


def written(entry: Entry, cut: int | None) -> Words:
    """Who says what: the message's own words are its author's, words made anew are of who made them."""
    by, author = entry.by, entry.author
    name, what = by.name if by else "–", words_of(entry, cut)
    if author is None:
        return _("{name}: {what}", name=name, what=what)
    if entry.is_reworded:
        return _("{name}, from a message of {author}: {what}", name=name, author=author.name, what=what)
    return _("{name}: {what}", name=author.name, what=what)


def words_of(entry: Entry, cut: int | None) -> Words:
    """What it says, in its own words, or why it says nothing."""
    text = entry.text
    if text is not None and text.strip():
        return _("“{text}”", text=shortened(text, cut))
    if text is not None:
        return _("a message without words")
    if entry.is_deleted:
        return _("a message that was deleted before it was read")
    return unread_words(entry.unread.reason) if entry.unread else FOLLOWS


def unread_words(reason: str) -> Words:
    """Why a captured message has no text."""
    if reason == "message_not_found":
        return _("a message that was deleted before it was read")
    if reason == CODE:
        return _("a message that looks like a password or key, which is not kept")
    return _("a message the chat did not let me read ({reason})", reason=reason)


@say.register
def _noted(fact: Noted, book: Book, cut: int | None) -> Words:
    return _("{name}: {what}", name=fact.by.name, what=_("“{text}”", text=shortened(fact.text, cut)))


@say.register
def _flagged(fact: MessageFlagged, book: Book, cut: int | None) -> Words:
    return _("{name} captured a message", name=fact.by.name)


@say.register
def _read(fact: MessageRead, book: Book, cut: int | None) -> Words:
    return _("read: “{text}”", text=shortened(fact.text, cut))


@say.register
def _unread(fact: MessageUnread, book: Book, cut: int | None) -> Words:
    return _("not read: {why}", why=unread_words(fact.reason))


@say.register
def _changed(fact: EntryChanged, book: Book, cut: int | None) -> Words:
    parts: list[Words] = []
    if fact.text is not None:
        parts.append(_("“{text}”", text=shortened(fact.text, cut)))
    if fact.as_ is not fact.was:
        parts.append(_("now {weight}, was {before}", weight=weight_words(fact.as_), before=weight_words(fact.was)))
    if fact.happened_at is not None:
        parts.append(_("happened {at}", at=Moment(fact.happened_at, "date_time")))
    return _("changed by {name}: {what}", name=fact.by.name, what=in_a_row(parts))


@say.register
def _struck(fact: EntryStruck, book: Book, cut: int | None) -> Words:
    if not fact.reason:
        return _("struck by {name}", name=fact.by.name)
    return _("struck by {name}: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut))


@say.register
def _edited(fact: SourceEdited, book: Book, cut: int | None) -> Words:
    if fact.question:
        question = question_words(book, fact.question)
        return _("the message of an answer was edited, the answer stays: {question}", question=question)
    return _("edited at its source: “{text}”", text=shortened(fact.text, cut))


@say.register
def _deleted(fact: SourceDeleted, book: Book, cut: int | None) -> Words:
    if fact.question:
        question = question_words(book, fact.question)
        return _("the message of an answer was deleted, the answer stays: {question}", question=question)
    return _("deleted at its source")


CAPABILITY = Capability("timeline", facts=facts.FACTS, say=say, state="timeline", becomes=fold.becomes)
