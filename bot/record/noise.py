"""How often a crisis made itself heard in its room: counted from what happened, and printed in its summary."""

from __future__ import annotations

from collections.abc import Iterable

from bot.record import event as e


def mentions(timeline: Iterable[e.Event]) -> int:
    """How often somebody was mentioned: asked for something, or called because a time was missed."""
    return sum(_mentions(event.fact) for event in timeline)


def _mentions(fact: e.Fact) -> int:
    match fact:
        case e.QuestionAssigned() | e.CommandOffered() | e.RolesConflict():
            return True
        case e.QuestionAsked():
            return fact.calls is not None
        case e.RoleOffered():
            return bool(fact.briefing)  # handed over; a role that is only asked for is a letter
        case e.TaskLate():
            return fact.inside  # else it is a letter
        case e.FirstWordLate():
            return fact.to is not None
        case e.CommanderSilent():
            return fact.deputy is not None
    return _of_closing(fact)


def _of_closing(fact: e.Fact) -> int:
    match fact:
        case e.ClosingStarted():
            return len(fact.keyholders)
        case e.KeyholderAsked():
            return True
        case e.KeyholderLate():
            return fact.nth == 1  # the second is a letter
        case e.ClosingStepSaved():
            return fact.calls is not None
        case e.ClosingStepLate():
            return fact.to is not None
    return False
