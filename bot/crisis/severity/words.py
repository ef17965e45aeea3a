"""How the severity reads on the timeline."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.crisis.severity import explain
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.wording import shortened
from bot.record.say import say
from bot.text import Words, _


@say.register
def _severity(fact: SeverityComputed, book: Book, cut: int | None) -> Words:
    return _("severity by the answers: {level} ({reason})", level=explain.level(fact.level), reason=explain.why(fact))


@say.register
def _severity_set(fact: SeveritySet, book: Book, cut: int | None) -> Words:
    return _(
        "severity set · {name}: {level}, because {reason}",
        name=fact.by.name,
        level=explain.level(fact.level),
        reason=shortened(fact.reason, cut),
    )


@say.register
def _level_questioned(fact: LevelQuestioned, book: Book, cut: int | None) -> Words:
    computed, was = explain.level(fact.computed), explain.level(fact.set)
    if fact.to is None:
        return _("severity by the answers is {computed}, {set} was set; nobody commands", computed=computed, set=was)
    return _(
        "{name} is asked which severity counts: {computed} by the answers, {set} was set",
        name=fact.to.name,
        computed=computed,
        set=was,
    )


@say.register
def _level_released(fact: LevelReleased, book: Book, cut: int | None) -> Words:
    return _(
        "severity by the answers counts again · {name}: {level}", name=fact.by.name, level=explain.level(fact.level)
    )
