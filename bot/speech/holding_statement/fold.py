"""What a holding statement changes, in a crisis and in the register."""

from __future__ import annotations

from bot.access.register.state import Register
from bot.approval import Approval
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.speech.holding_statement.facts import (
    HoldingStatementLate,
    HoldingStatementPublished,
    StatementApproved,
    StatementDrafted,
    TemplateApproved,
    TemplateWritten,
)
from bot.speech.holding_statement.state import Template, approved

becomes = becoming()
register_becomes = becoming()


@becomes.register
def _(fact: StatementDrafted, was: Incident, event: Event) -> Change:
    given = fact.model_dump(exclude={"kind", "by"})
    return {"drafts": was.speech.drafts | {fact.playbook: Template(written_by=fact.by, written_at=event.at, **given)}}


@becomes.register
def _(fact: StatementApproved, was: Incident, event: Event) -> Change:
    return {"drafts": approved(was.speech.drafts, fact.playbook, Approval(mark=fact.mark, by=fact.by, at=event.at))}


@becomes.register
def _(fact: HoldingStatementPublished, was: Incident, event: Event) -> Change:
    return {"published": was.speech.published or fact}


@becomes.register
def _(fact: HoldingStatementLate, was: Incident, event: Event) -> Change:
    return {"late": was.speech.late or fact}


@register_becomes.register
def _(fact: TemplateWritten, was: Register, event: Event) -> Change:
    given = fact.model_dump(exclude={"kind", "by"})
    line = Template(written_by=fact.by, written_at=event.at, **given)
    return {"templates": was.templates | {fact.playbook: line}}


@register_becomes.register
def _(fact: TemplateApproved, was: Register, event: Event) -> Change:
    return {"templates": approved(was.templates, fact.playbook, Approval(mark=fact.mark, by=fact.by, at=event.at))}
