"""How often a crisis made itself heard in its room: counted from what happened, and printed in its summary."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.restriction.facts import (
    ClosingStarted,
    ClosingStepLate,
    ClosingStepSaved,
    KeyholderAsked,
    KeyholderLate,
)
from bot.crisis.command.facts import CommanderSilent, CommandOffered
from bot.crisis.questions.facts import QuestionAsked, QuestionAssigned
from bot.crisis.roles.facts import RoleOffered, RolesConflict
from bot.record.event import Event
from bot.record.fact import Fact
from bot.speech.holding_statement.facts import FirstWordLate
from bot.task.facts import TaskLate


def mentions(timeline: Iterable[Event]) -> int:
    """How often somebody was mentioned: asked for something, or called because a time was missed."""
    return sum(_mentions(event.fact) for event in timeline)


def _mentions(fact: Fact) -> int:
    match fact:
        case QuestionAssigned() | CommandOffered() | RolesConflict():
            return True
        case QuestionAsked():
            return fact.calls is not None
        case RoleOffered():
            return bool(fact.briefing)  # handed over; a role that is only asked for is a letter
        case TaskLate():
            return fact.inside  # else it is a letter
        case FirstWordLate():
            return fact.to is not None
        case CommanderSilent():
            return fact.deputy is not None
    return _of_closing(fact)


def _of_closing(fact: Fact) -> int:
    match fact:
        case ClosingStarted():
            return len(fact.keyholders)
        case KeyholderAsked():
            return True
        case KeyholderLate():
            return fact.nth == 1  # the second is a letter
        case ClosingStepSaved():
            return fact.calls is not None
        case ClosingStepLate():
            return fact.to is not None
    return False
