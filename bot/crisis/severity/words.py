"""How the severity reads on the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.severity import explain, facts, fold, rules
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.fact import Fact, Level
from bot.record.say import saying
from bot.text import Words, _

say = saying()


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


def _follow(incident: Incident, book: Book, level: Level) -> Iterator[Fact]:
    """The severity that moved, and whether the one that was set still counts."""
    moved = rules.recompute(incident)
    yield from moved
    if computed := moved[0] if moved else incident.severity.computed:
        yield from rules.questioned(incident, computed.level)


CAPABILITY = Capability(
    "severity",
    facts=facts.FACTS,
    say=say,
    state="severity",
    becomes=fold.becomes,
    follow=_follow,
    people=lambda incident: (ask.to for ask in incident.severity.asks),
)
