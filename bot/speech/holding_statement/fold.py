"""What a holding statement changes, in a crisis and in the register."""

from __future__ import annotations

from bot.access.register.state import Register
from bot.approval import Approval
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.speech.holding_statement.facts import (
    FirstLineApproved,
    FirstLineWritten,
    FirstWordLate,
    FirstWordPublished,
    StatementApproved,
    StatementDrafted,
)
from bot.speech.holding_statement.state import FirstLine, approved

becomes = becoming()
register_becomes = becoming()


@becomes.register
def _(fact: StatementDrafted, was: Incident, event: Event) -> Change:
    given = fact.model_dump(exclude={"kind", "by"})
    return {"drafts": was.drafts | {fact.playbook: FirstLine(written_by=fact.by, written_at=event.at, **given)}}


@becomes.register
def _(fact: StatementApproved, was: Incident, event: Event) -> Change:
    return {"drafts": approved(was.drafts, fact.playbook, Approval(mark=fact.mark, by=fact.by, at=event.at))}


@becomes.register
def _(fact: FirstWordPublished, was: Incident, event: Event) -> Change:
    return {"first_word": was.first_word or fact}


@becomes.register
def _(fact: FirstWordLate, was: Incident, event: Event) -> Change:
    return {"first_word_late": was.first_word_late or fact}


@register_becomes.register
def _(fact: FirstLineWritten, was: Register, event: Event) -> Change:
    given = fact.model_dump(exclude={"kind", "by"})
    line = FirstLine(written_by=fact.by, written_at=event.at, **given)
    return {"first_lines": was.first_lines | {fact.playbook: line}}


@register_becomes.register
def _(fact: FirstLineApproved, was: Register, event: Event) -> Change:
    return {"first_lines": approved(was.first_lines, fact.playbook, Approval(mark=fact.mark, by=fact.by, at=event.at))}
