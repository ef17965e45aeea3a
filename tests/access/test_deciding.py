"""What the commander decides about access, and what becomes of who was called in to answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.access.posture.facts import PostureSet
from bot.access.posture.rules import decision as deciding
from bot.access.posture.rules.all_hands import ALL_HANDS, duty
from bot.access.restriction.facts import RestrictionStarted
from bot.approval import Approval, mark
from bot.errors import Refused
from bot.people.who import Person, Someone, Standing
from bot.playbooks import load
from bot.speech.holding_statement.state import Template
from bot.task import rules
from bot.task.rules import Said
from tests.access.brands import shop
from tests.record.story import ANA, EVA, JANA, NOON, PETR, TOM, Story
from tests.record.thread import person

BOOK = load()
REGISTER = shop()
LINE = "We are looking into it."


def called(story: Story, *people: Someone, accounts: tuple[str, ...] = (), lines: tuple[str, ...] = (LINE,)) -> Story:
    answering = [person(someone) for someone in people]
    facts = deciding.all_hands(story.incident, REGISTER, accounts, answering, lines, None, ANA, story.now)
    return story.then(facts, ANA)


def states(story: Story) -> dict[str, tuple[str, set[str]]]:
    """Who was called in, whether they still answer, and on which accounts."""
    found = {}
    for task in ALL_HANDS.all(story.incident):
        mine = duty(story.incident, task.of)
        state = "unable" if task.result == "could_not" else "asked" if mine else "over"
        found[task.asked[0].name] = (state, set(mine.accounts) if mine else set())
    return found


def cannot(story: Story, who: Someone, why: str) -> Story:
    task = rules.must_be_theirs(ALL_HANDS, story.incident, ALL_HANDS.id(TOM.id), person(who))
    return story.then(rules.answer(ALL_HANDS, story.incident, task, person(who), Said("could_not", why)), who)


def refused(story: Story, **changed: object) -> Refused:
    given: dict[str, object] = {"accounts": (), "answering": [person(TOM)], "with_lines": [LINE], "until": None}
    with pytest.raises(Refused) as raised:
        deciding.all_hands(story.incident, REGISTER, **{**given, **changed}, by=ANA, now=NOON)  # type: ignore[arg-type]
    return raised.value


def test_all_hands_is_decided_for_each_account_and_says_what_it_is_called() -> None:
    story = called(Story(), TOM, EVA, accounts=("a1", "a2"))

    assert [(said.account, said.handle, said.posture) for said in story.incident.posture.postures] == [
        ("a1", "@brand", "all_hands"),
        ("a2", "@brand_hr", "all_hands"),
    ]
    assert states(story) == {
        "Tom Reed": ("asked", {"@brand", "@brand_hr"}),
        "Eva Malá": ("asked", {"@brand", "@brand_hr"}),
    }


def test_no_account_in_particular_means_all() -> None:
    story = called(Story(), TOM)

    assert [said.account for said in story.incident.posture.postures] == [""]


def test_nobody_answers_without_an_approved_line() -> None:
    assert (refused(Story(), with_lines=[]).field, refused(Story(), with_lines=[]).code) == ("lines", "no_line")


def test_somebody_has_to_answer() -> None:
    assert refused(Story(), answering=[]).field == "answering"


@pytest.mark.parametrize("standing", [Standing.guest, Standing.outsider, Standing.bot, Standing.gone])
def test_only_colleagues_are_called_in(standing: Standing) -> None:
    stranger = Person(id=TOM.id, name=TOM.name, standing=standing, zone="UTC")

    assert refused(Story(), answering=[stranger]).code == "cannot_be_asked"


def test_a_person_involved_is_not_called_in() -> None:
    assert refused(Story().involves(TOM)).code == "cannot_be_asked"


def test_a_shift_ends_in_time_to_come() -> None:
    assert refused(Story(), until=NOON).field == "until"


def test_who_is_not_named_by_the_next_decision_answers_there_no_more() -> None:
    story = called(Story(), TOM, EVA, accounts=("a1", "a2"))
    called(story.later(5), EVA, accounts=("a1",))
    story.later(5).then(deciding.unchanged(story.incident, REGISTER, ("a2",), "it is calm now", ANA))

    assert states(story) == {"Tom Reed": ("over", set()), "Eva Malá": ("asked", {"@brand"})}


def test_leaving_all_as_it_is_ends_all_answering() -> None:
    story = called(Story(), TOM, EVA, accounts=("a1", "a2"))
    story.later(5).then(deciding.unchanged(story.incident, REGISTER, (), "it is calm now", ANA))

    assert {state for state, _accounts in states(story).values()} == {"over"}
    assert [said.posture for said in story.incident.posture.postures] == ["unchanged"]


def test_who_cant_says_why_and_is_not_counted_on() -> None:
    story = called(Story(), TOM, EVA)
    cannot(story, TOM, "my child is ill")

    assert states(story)["Tom Reed"][0] == "unable"


def test_only_who_was_called_in_can_say_that_they_cant() -> None:
    with pytest.raises(Refused) as raised:
        cannot(called(Story(), TOM), JANA, "I am on a train")

    assert raised.value.code == "not_asked"


def test_who_cant_may_be_called_in_again() -> None:
    story = called(Story(), TOM)
    cannot(story, TOM, "in a meeting")
    called(story.later(30), TOM, accounts=("a1",))

    assert states(story) == {"Tom Reed": ("asked", {"@brand"})}


def test_an_account_that_is_being_closed_is_not_left_as_it_is() -> None:
    begun = RestrictionStarted(
        account="a1",
        handle="@brand",
        platform="x",
        tier="main",
        paths=(),
        steps=(),
        keyholders=(PETR,),
        lead=JANA,
        by=ANA,
    )
    story = Story().then([begun])

    for accounts in (("a1",), ()):
        with pytest.raises(Refused) as raised:
            deciding.unchanged(story.incident, REGISTER, accounts, "it is calm now", ANA)
        assert raised.value.code == "closing"
    assert deciding.unchanged(story.incident, REGISTER, ("a2",), "it is calm now", ANA) == [
        PostureSet(account="a2", handle="@brand_hr", posture="unchanged", reason="it is calm now", by=ANA)
    ]


def test_leaving_it_as_it_is_needs_a_reason() -> None:
    with pytest.raises(Refused) as raised:
        deciding.unchanged(Story().incident, REGISTER, (), "  ", ANA)

    assert raised.value.field == "reason"


def test_only_lines_that_another_approved_are_offered_this_crisis_own_first() -> None:
    given = {"text": LINE, "written_by": PETR, "written_at": NOON}
    approved = {"approval": Approval(mark=mark(LINE), by=ANA, at=NOON - timedelta(minutes=1))}
    late = {"approval": Approval(mark=mark(LINE), by=ANA, at=NOON + timedelta(minutes=1))}
    lines = {
        "other": Template(playbook="other", **given, **approved),  # type: ignore[arg-type]
        "data_leak": Template(playbook="data_leak", **given),  # type: ignore[arg-type]
        "pr_disaster": Template(playbook="pr_disaster", **given, **late),  # type: ignore[arg-type]
        "viral_complaint": Template(playbook="viral_complaint", **given, **approved),  # type: ignore[arg-type]
    }
    register = REGISTER.model_copy(update={"templates": lines})
    story = Story(title="A viral complaint about our shop")
    offered = deciding.lines(story.incident, register, BOOK)

    assert list(offered) == ["viral_complaint", "other"]
    assert deciding.chosen_lines(offered, ("data_leak", "other")) == [LINE]
