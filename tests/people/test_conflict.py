"""Who must not see a crisis: from when, by whose word, whose matter it is, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.crisis.command.rules import claim
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.opening.rules import Opening, opening
from bot.crisis.playbook import Book
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionAsked, QuestionUnknown
from bot.crisis.room.facts import Left
from bot.crisis.undo.rules import undo
from bot.errors import Refused
from bot.people.conflict.facts import KeptOut
from bot.people.conflict.rules import (
    chosen,
    deciders,
    keep_out,
    kept_out,
    readable,
    removals,
    remove,
    standing,
    take_back,
)
from bot.people.conflict.state import Naming
from bot.people.organisation import Organisation, Responder
from bot.people.permission import permit
from bot.people.who import Right, Someone
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from tests.crisis.test_command import refusal
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story
from tests.record.thread import person

OWNED = Opened(title="Offensive post", opener=PETR, tag="a7c2", admins=(EVA,), legal=TOM)


def crisis(commander: Someone | None = ANA) -> Story:
    """Petr opened it, Ana commands, Jana is inside; Eva keeps the setup, Tom is legal."""
    story = Story(opened=OWNED).joined(ANA, JANA)
    return story.then(claim(story.incident, commander, story.now), commander) if commander else story


def says(story: Story, by: Someone, *who: Someone) -> Story:
    """The answer to the question who is involved."""
    answer = Answer(private_people={"who": tuple(Restricted(one.id) for one in who)})
    return story.then([QuestionAnswered(question="involved", answer=answer, by=by)], by)


def naming(incident: Incident, person: Someone) -> Naming:
    return next(one for one in reversed(incident.conflict.namings) if one.person.reveal() == person.id)


def kept(story: Story, by: Someone, *who: Someone) -> Story:
    return story.then(keep_out(story.incident, person(by), who, (), ""), by)


def test_a_responder_who_is_kept_out_is_not_called_but_their_deputy() -> None:
    """A deputy who is kept out is no deputy; one who is called anyway is not called twice."""
    organisation = Organisation(
        responders=(
            Responder(person=ANA, deputy=JANA),
            Responder(person=JANA, deputy=TOM),
            Responder(person=EVA, deputy=ANA),
            Responder(person=TOM, deputy=ANA),
        )
    )

    def called(*out: Someone) -> list[tuple[str, str | None]]:
        opened = opening(Opening("typo", kept_out=out), person(PETR), organisation, Book(), "a7c2")[0]
        assert isinstance(opened, Opened)
        return [(each.person.name[0], each.deputy.name[0] if each.deputy else None) for each in opened.responders]

    assert called() == [("A", "J"), ("J", "T"), ("E", "A"), ("T", "A")]
    assert called(ANA) == [("J", "T"), ("E", None), ("T", None)]
    assert called(JANA) == [("A", None), ("E", "A"), ("T", "A")]
    assert called(EVA, TOM) == [("A", "J"), ("J", None)]
    assert called(ANA, JANA, EVA, TOM) == []


def test_they_are_kept_out_from_the_first_moment() -> None:
    """The fact follows the opening itself, before anything else is known."""
    facts = opening(
        Opening("typo", link="https://x.example", kept_out=[ANA, ANA]), person(PETR), Organisation(), Book(), ""
    )

    assert [fact.kind for fact in facts] == ["opened", "kept_out", "evidence_added"]
    assert isinstance(facts[1], KeptOut) and str(facts[1]).count("[restricted]") == 2


def test_whom_nobody_knows_yet_is_kept_out_all_the_same() -> None:
    assert chosen(["slack:U7"], {}) == [Someone(id="slack:U7", name="slack:U7")]


def test_nobody_keeps_themselves_out() -> None:
    assert refusal(lambda: kept_out([ANA, PETR], PETR))[0] == "self"


@pytest.mark.parametrize("how", [kept, says])
def test_whoever_is_named_does_nothing_from_then_on(how: Callable[[Story, Someone, Someone], Story]) -> None:
    story = crisis()
    permit(Right.inside, person(JANA), story.incident)

    how(story, ANA, JANA)

    for right in (Right.inside, Right.asked, Right.staff, Right.commander):
        with pytest.raises(Refused) as refused:
            permit(right, person(JANA), story.incident)
        assert refused.value.code == "implicated"
    assert readable(story.incident, person(JANA)) == []


def test_who_said_so_first_is_remembered() -> None:
    """However often the answer is changed by others meanwhile."""
    story = says(says(crisis(), PETR, JANA), ANA, JANA)

    assert [(one.by, one.n) for one in story.incident.conflict.namings] == [(PETR, 1)]


def test_it_ends_when_no_answer_names_them() -> None:
    """By another answer, by not known; kept out as well, they stay kept out."""
    story = says(kept(crisis(), ANA, TOM), PETR, JANA, TOM)
    story.then([QuestionUnknown(question="involved", by=ANA)], ANA)

    assert [(one.n, one.ended) for one in story.incident.conflict.namings] == [(1, ""), (2, "changed")]
    assert (story.incident.has_conflict(JANA.id), story.incident.has_conflict(TOM.id)) == (False, True)


def test_named_again_it_is_another_naming() -> None:
    story = says(says(crisis(), PETR, JANA), ANA)

    says(story, ANA, JANA)

    assert [(one.n, one.by, one.ended) for one in story.incident.conflict.namings] == [
        (1, PETR, "changed"),
        (2, ANA, ""),
    ]


def test_the_removal_is_the_commanders_matter() -> None:
    story = says(crisis(), PETR, JANA)

    assert deciders(story.incident, naming(story.incident, JANA)) == (ANA,)


def test_of_whoever_commands_it_is_the_owners() -> None:
    """Also once somebody else has taken the seat; and of who acts while nobody commands."""
    story = says(crisis(), JANA, ANA)
    before = deciders(story.incident, naming(story.incident, ANA))
    story.then(claim(story.incident, JANA, story.now), JANA)
    acting = says(crisis(commander=None), JANA, PETR)

    assert before == deciders(story.incident, naming(story.incident, ANA)) == (EVA,)
    assert deciders(acting.incident, naming(acting.incident, PETR)) == (EVA,)


def test_of_an_owner_too_it_is_never_their_own() -> None:
    """Legal decides where the only admin is named as well; then whoever acts."""
    story = says(crisis(), JANA, ANA, EVA)
    last = says(crisis(), JANA, ANA, EVA, TOM)

    assert deciders(story.incident, naming(story.incident, ANA)) == (TOM,)
    assert deciders(last.incident, naming(last.incident, ANA)) == (PETR,)


def test_removing_is_for_who_decides_and_only_of_who_is_inside() -> None:
    story = says(crisis(), PETR, JANA, TOM)
    jana, tom = naming(story.incident, JANA).n, naming(story.incident, TOM).n

    def code(by: Someone, n: int) -> str | None:
        return refusal(lambda: remove(story.incident, person(by), n))[0]

    assert [code(by, jana) for by in (PETR, JANA, EVA, TOM)] == ["not_allowed"] * 4
    assert (code(ANA, tom), code(ANA, 9)) == ("not_inside", "not_allowed")
    story.then(remove(story.incident, person(ANA), jana), ANA)
    assert code(ANA, jana) == "ordered"
    assert removals(story.incident) == {f"remove/{story.incident.seq}": JANA.id}


def test_once_out_the_removal_is_done_and_coming_back_it_is_another() -> None:
    story = says(crisis(), PETR, JANA)
    story.then(remove(story.incident, person(ANA), 1), ANA)
    story.then([Left(person=JANA)])
    out = naming(story.incident, JANA)
    none = removals(story.incident)
    story.later(5).joined(JANA)
    back = naming(story.incident, JANA)
    story.then(remove(story.incident, person(ANA), 1), ANA)

    assert (out.removed_at is not None, none) == (True, {})
    assert back.since == story.now
    assert list(removals(story.incident)) == [f"remove/{story.incident.seq}"]


def test_who_leaves_of_their_own_accord_was_not_removed() -> None:
    story = says(crisis(), PETR, JANA).then([Left(person=JANA)])

    assert naming(story.incident, JANA).removed_at is None


def test_taken_back_they_may_act_again() -> None:
    """The answer names them no more, so that changing it does not name them anew; an order to remove them is void."""
    story = says(crisis(), PETR, JANA, TOM)
    story.then(remove(story.incident, person(ANA), 1), ANA)
    story.then(take_back(story.incident, person(ANA), 1, "another Jana"), ANA)

    permit(Right.inside, person(JANA), story.incident)
    assert [who.reveal() for who in story.incident.questions.answers["involved"].answer.private_people["who"]] == [
        TOM.id
    ]
    assert removals(story.incident) == {}
    assert [one.person.reveal() for one in standing(story.incident)] == [TOM.id]


def test_command_does_not_come_back_by_itself() -> None:
    story = says(crisis(), JANA, ANA)
    story.then(take_back(story.incident, person(EVA), 1, "on leave that day"), EVA)
    nobody = story.incident.command.commander
    story.then(claim(story.incident, ANA, story.now), ANA)

    assert (nobody, story.incident.command.commander) == (None, ANA)


def test_taking_back_is_for_commander_and_owners_with_a_reason() -> None:
    story = says(crisis(), PETR, JANA)

    def code(by: Someone, reason: str = "a mistake") -> str | None:
        return refusal(lambda: take_back(story.incident, person(by), 1, reason))[0]

    assert [code(by) for by in (PETR, JANA, TOM)] == ["not_allowed"] * 3
    assert (code(EVA, " "), code(ANA, "")) == ("no_reason", "no_reason")
    facts: list[Fact] = take_back(story.incident, person(EVA), 1, "a mistake")
    assert "a mistake" not in str(facts) and JANA.id not in str(facts)


def test_who_named_may_take_it_back_within_a_minute_as_any_answer() -> None:
    """Then it is as before: Ana commands."""
    story = crisis()
    story.then([QuestionAsked(question="involved")])
    says(story, PETR, ANA)
    out = story.incident.acting
    story.then(undo(story.incident, PETR, story.now), PETR)

    assert (out, story.incident.acting) == (PETR, ANA)
    assert naming(story.incident, ANA).ended == "changed"


def test_the_commanders_form_keeps_out_and_lets_back_at_once() -> None:
    story = kept(crisis(), ANA, TOM)

    facts = keep_out(story.incident, person(ANA), [JANA, TOM], [1], "another Tom")

    assert [fact.kind for fact in facts] == ["kept_out", "naming_taken_back"]
    assert refusal(lambda: keep_out(story.incident, person(ANA), [], [], ""))[0] == "nobody"
    assert refusal(lambda: keep_out(story.incident, person(ANA), [TOM], [], ""))[0] == "nobody"


def test_whom_one_may_know_of() -> None:
    """Commander and legal all of them, who named somebody those, the others and admins nobody."""
    story = kept(says(crisis(), JANA, PETR), ANA, EVA)

    known = {who.name: [one.n for one in readable(story.incident, person(who))] for who in (ANA, TOM, JANA, PETR, EVA)}

    assert known == {ANA.name: [1, 2], TOM.name: [1, 2], JANA.name: [1], PETR.name: [], EVA.name: []}
