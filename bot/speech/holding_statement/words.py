"""Entries of the first public statement."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.say import saying
from bot.speech.holding_statement import facts, fold, rules
from bot.speech.holding_statement.facts import (
    HoldingStatementLate,
    HoldingStatementPublished,
    StatementApproved,
    StatementDrafted,
)
from bot.text import Link, Moment, Words, _

say = saying()


@say.register
def _drafted(fact: StatementDrafted, book: Book, cut: int | None) -> Words:
    return _("{name} drafted the first word: “{text}”", name=fact.by.name, text=shortened(fact.text, cut))


@say.register
def _approved(fact: StatementApproved, book: Book, cut: int | None) -> Words:
    return _("{name} approved the first word, exactly as drafted", name=fact.by.name)


@say.register
def _published(fact: HoldingStatementPublished, book: Book, cut: int | None) -> Words:
    return _(
        "{name} recorded the first word, published {at} ({link}): “{text}”",
        name=fact.by.name,
        at=Moment(fact.published_at, "date_time"),
        link=Link(_("link"), url=fact.link),
        text=shortened(fact.text, cut),
    )


@say.register
def _word_late(fact: HoldingStatementLate, book: Book, cut: int | None) -> Words:
    return _("no public word yet: the first was due {at}", at=Moment(fact.due))


CAPABILITY = Capability(
    "holding_statement",
    facts=facts.FACTS,
    say=say,
    silent=(facts.TemplateWritten, facts.TemplateApproved),  # they stand in the register's changes
    state="speech",
    becomes=fold.becomes,
    register_becomes=fold.register_becomes,
    due=lambda incident, book: rules.due(incident),
    mentions=lambda fact: isinstance(fact, facts.HoldingStatementLate) and fact.to is not None,
)
