"""Entries of pausing, and of the first public word."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.entries.say import say
from bot.domain.playbook import Book
from bot.domain.wording import shortened
from bot.text import Joined, Link, Moment, Words, _, raw

NAME_CHARS = 60  # of a tool's name in a line


def thing_words(thing: e.Thing) -> Words:
    """What is paused, as it stands in a sentence after "pause"."""
    match thing.what:
        case "ads":
            return _("the adverts of {account}", account=shortened(thing.name, NAME_CHARS))
        case "scheduled":
            return _("scheduled posts")
        case "paid":
            return _("paid promotion")
        case "tool":
            return raw(shortened(thing.name, NAME_CHARS))


def things_words(things: tuple[e.Thing, ...]) -> Joined:
    return Joined(tuple(thing_words(thing) for thing in things))


@say.register
def _ordered(fact: e.PauseOrdered, book: Book, cut: int | None) -> Words:
    things = things_words(tuple(item.thing for item in fact.items))
    return _("{name} orders that all be paused: {things}", name=fact.by.name, things=things)


@say.register
def _paused(fact: e.ItemPaused, book: Book, cut: int | None) -> Words:
    name, thing = fact.by.name, thing_words(fact.thing)
    shown = [_("evidence {n}", n=n) for n in fact.exhibits]
    shown += [raw(shortened(fact.note, cut))] if fact.note else []
    if not shown:
        return _("{name} paused {thing}", name=name, thing=thing)
    return _("{name} paused {thing}: {shown}", name=name, thing=thing, shown=Joined(tuple(shown)))


@say.register
def _unable(fact: e.ItemNotPaused, book: Book, cut: int | None) -> Words:
    name, thing, reason = fact.by.name, thing_words(fact.thing), shortened(fact.reason, cut)
    if fact.next is None:
        return _("{name} can't pause {thing}: {reason}", name=name, thing=thing, reason=reason)
    return _(
        "{name} can't pause {thing}: {reason}. {next} is asked",
        name=name,
        thing=thing,
        reason=reason,
        next=fact.next.name,
    )


@say.register
def _verified(fact: e.PauseVerified, book: Book, cut: int | None) -> Words:
    name, things, saw = fact.by.name, things_words(fact.things), shortened(fact.saw, cut)
    if not fact.alone:
        return _("{name} verified that it is paused: {things}. Seen: {saw}", name=name, things=things, saw=saw)
    return _(
        "{name} verified alone that it is paused: {things}. Seen: {saw}. Why alone: {why}",
        name=name,
        things=things,
        saw=saw,
        why=shortened(fact.alone, cut),
    )


@say.register
def _late(fact: e.PauseLate, book: Book, cut: int | None) -> Words:
    name, thing = fact.who.name, thing_words(fact.thing)
    if fact.next is None:
        return _("{name} has not said that it is paused: {thing}", name=name, thing=thing)
    return _(
        "{name} has not said that it is paused: {thing}. {next} is asked too",
        name=name,
        thing=thing,
        next=fact.next.name,
    )


@say.register
def _resumed(fact: e.ItemResumed, book: Book, cut: int | None) -> Words:
    name, thing, reason = fact.by.name, thing_words(fact.thing), shortened(fact.reason, cut)
    if fact.stays:
        return _("{name}: {thing} stays paused: {reason}", name=name, thing=thing, reason=reason)
    return _("{name}: {thing} may run again: {reason}", name=name, thing=thing, reason=reason)


@say.register
def _drafted(fact: e.StatementDrafted, book: Book, cut: int | None) -> Words:
    return _("{name} drafted the first word: “{text}”", name=fact.by.name, text=shortened(fact.text, cut))


@say.register
def _approved(fact: e.StatementApproved, book: Book, cut: int | None) -> Words:
    return _("{name} approved the first word, exactly as drafted", name=fact.by.name)


@say.register
def _published(fact: e.FirstWordPublished, book: Book, cut: int | None) -> Words:
    return _(
        "{name} recorded the first word, published {at} ({link}): “{text}”",
        name=fact.by.name,
        at=Moment(fact.published_at, "date_time"),
        link=Link(_("link"), url=fact.link),
        text=shortened(fact.text, cut),
    )


@say.register
def _word_late(fact: e.FirstWordLate, book: Book, cut: int | None) -> Words:
    return _("no public word yet: the first was due {at}", at=Moment(fact.due))
