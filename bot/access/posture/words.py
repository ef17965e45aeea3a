"""Entries of who should hold the accounts: proposed by the answers, decided by the commander."""

from __future__ import annotations

from bot.access.posture import facts, fold
from bot.access.posture.facts import PostureProposed, PostureReviewAsked, PostureSet
from bot.access.posture.posture_words import posture_words, why_words
from bot.access.posture.rules import proposal
from bot.access.posture.rules.all_hands import ALL_HANDS
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.say import saying
from bot.task.facts import Subject
from bot.task.words import TaskWords
from bot.text import Joined, Moment, Words, _

say = saying()


@say.register
def _proposed(fact: PostureProposed, book: Book, cut: int | None) -> Words:
    return _("access by the answers: {posture} ({why})", posture=posture_words(fact), why=why_words(fact.why))


@say.register
def _review(fact: PostureReviewAsked, book: Book, cut: int | None) -> Words:
    if fact.to is None:
        return _("access is to be looked at again: {why}", why=why_words(fact.why))
    return _("{name} is asked to look at access again: {why}", name=fact.to.name, why=why_words(fact.why))


@say.register
def _set(fact: PostureSet, book: Book, cut: int | None) -> Words:
    what = _("{posture} ({account})", posture=posture_words(fact), account=fact.handle or _("all accounts"))
    name, reason = fact.by.name, shortened(fact.reason, cut)
    if fact.answering:
        who = Joined(tuple(someone.name for someone in fact.answering))
        said = _("access decided · {name}: {what}, called in: {who}", name=name, what=what, who=who)
        return _("{said}, until {at}", said=said, at=Moment(fact.until, "date_time")) if fact.until else said
    if reason:
        return _("access decided · {name}: {what}, because {reason}", name=name, what=what, reason=reason)
    return _("access decided · {name}: {what}", name=name, what=what)


def what(subject: Subject) -> Words:
    """What is asked of who is called in."""
    return _("answer people")


TASK_WORDS = TaskWords(what, asked=lambda fact: None)  # the decision names all of them


CAPABILITY = Capability(
    "posture",
    facts=facts.FACTS,
    say=say,
    state="posture",
    becomes=fold.becomes,
    follow=lambda incident, book, level: proposal.moved(incident, level),
    due=lambda incident, book: proposal.due(incident),
    tasks=((ALL_HANDS, TASK_WORDS),),
    paged=lambda incident: (who for task in ALL_HANDS.all(incident) for who in task.asked),
)
