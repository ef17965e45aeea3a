"""Nobody commands: who is asked to, one group after the other, each once, until somebody does."""

from __future__ import annotations

from bot.crisis.command import rules as command
from bot.crisis.command.facts import CommandSought
from bot.crisis.command.seeking import due as seeking
from bot.crisis.opening.facts import Opened
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.severity.facts import SeveritySet
from bot.people.facts import StandingChanged
from bot.people.organisation import Responder
from bot.people.who import Standing
from bot.record.consequences import due, follow
from bot.record.fact import Level
from tests.record.crew import BOOK
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story


def begun(level: Level = Level.high, admins: bool = True) -> Story:
    """Petr opened it; Ana is called with Jana as her deputy; Eva keeps the setup."""
    opened = Opened(
        title="Offensive post",
        opener=PETR,
        responders=(Responder(person=ANA, deputy=JANA),),
        admins=(EVA, ANA) if admins else (),
    )
    return Story(opened=opened).then([SeveritySet(level=level, reason="x", by=PETR)], PETR)


def passed(story: Story, minutes: float, step: float = 1) -> list[tuple[int, str, list[str]]]:
    """What was asked in these minutes: after how many, which group, who. The bot looks every *step*."""
    found: list[tuple[int, str, list[str]]] = []
    at = 0.0
    while at < minutes:
        at += step
        story.later(step)
        while waiting := [each for each in seeking(story.incident) if each.at <= story.now]:
            story.then(waiting[0].facts)
            fact = waiting[0].facts[0]
            assert isinstance(fact, CommandSought)
            found.append((int(at), fact.group, [someone.name for someone in fact.people]))
    return found


def test_responders_then_their_deputies_then_the_admins_are_asked_each_once() -> None:
    asked = passed(begun(), 16)

    assert asked == [
        (5, "responders", ["Petr Novák", "Ana Kovač"]),
        (10, "deputies", ["Jana Horvat"]),
        (15, "admins", ["Eva Malá"]),
    ]


def test_then_the_admins_hear_it_every_half_hour_until_somebody_commands() -> None:
    story = begun()
    passed(story, 16)

    again = passed(story, 61)
    story.joined(JANA).then(command.claim(story.incident, JANA, story.now), JANA)

    assert [(at, group) for at, group, _people in again] == [(29, "admins"), (59, "admins")]
    assert passed(story, 600) == []


def test_it_begins_as_soon_as_it_is_serious_and_not_before() -> None:
    story = begun(Level.moderate)
    assert passed(story, 60) == []

    story.then([SeveritySet(level=Level.critical, reason="worse", by=PETR)], PETR)

    assert passed(story, 1)[0][1] == "responders"


def test_what_was_missed_while_nothing_ran_is_not_made_up_for_in_a_burst() -> None:
    asked = passed(begun(), 300, step=300)

    assert [group for _at, group, _people in asked] == ["responders"]


def test_the_same_asking_has_the_same_key_after_a_restart() -> None:
    story = begun().later(6)

    assert [each.key for each in seeking(story.incident)] == ["seek/0@2026-03-02T12:00:00+00:00"]


def test_nobody_is_asked_once_it_is_resolved() -> None:
    story = begun().later(6).then([Resolved(by=PETR, outcome=Outcome.faded)], PETR)

    assert due(story.incident, BOOK) == []


def test_who_is_no_member_or_involved_is_not_asked() -> None:
    story = begun().involves(ANA).then([StandingChanged(person=JANA, standing=Standing.gone)])

    asked = passed(story, 16)

    assert [(group, people) for _at, group, people in asked] == [
        ("responders", ["Petr Novák"]),
        ("admins", ["Eva Malá"]),
    ]


def test_where_a_commander_is_gone_the_deputy_is_asked_at_once_at_any_level() -> None:
    story = begun(Level.low).joined(ANA).later(3)
    story.then(command.claim(story.incident, ANA, story.now), ANA).later(3)

    story.then([StandingChanged(person=ANA, standing=Standing.gone)])
    story.then(follow(story.incident, BOOK))

    assert [(each.group, each.people) for each in story.incident.command.sought] == [("deputy", (JANA,))]
    assert not [fact for fact in follow(story.incident, BOOK) if isinstance(fact, CommandSought)]


def test_where_nobody_keeps_the_setup_it_ends_with_the_deputies() -> None:
    assert [group for _at, group, _people in passed(begun(admins=False), 90)] == ["responders", "deputies"]


def test_a_small_company_asks_whoever_there_is() -> None:
    story = Story(opened=Opened(title="x", opener=TOM, admins=(TOM,)))
    story.then([SeveritySet(level=Level.critical, reason="x", by=TOM)], TOM)

    assert [(at, group) for at, group, _people in passed(story, 40)] == [(5, "responders"), (35, "admins")]
