"""Who commands: one person at a time, and never a person involved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.command.facts import CommandAccepted, CommanderSilent, CommandOffered, CommandRefused, CommandTaken
from bot.crisis.command.rules import accept, claim, decline, due, offer, present
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.room.facts import Left
from bot.crisis.severity.facts import SeveritySet
from bot.crisis.timeline.facts import Noted
from bot.errors import Refused
from bot.people.organisation import Responder
from bot.people.permission import permit
from bot.people.who import Person, Right, Someone, Standing
from bot.record.fact import Fact, Level
from bot.text import Translator, Words
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story


def refusal(act: Callable[[], object]) -> tuple[str | None, str]:
    """Why the act was refused: the code, and the sentence in English."""
    with pytest.raises(Refused) as refused:
        act()
    assert isinstance(refused.value.words, Words)
    return refused.value.code, Translator().plain(refused.value.words)


def commanded(by: Someone = ANA) -> Story:
    story = Story(Responder(person=ANA, deputy=JANA)).joined(ANA, JANA, EVA)
    return story.then(claim(story.incident, by, story.now), by)


def test_an_empty_seat_is_anybodys_inside() -> None:
    story = Story().joined(EVA)

    story.then(claim(story.incident, EVA, story.now), EVA)

    assert (story.incident.command.commander, story.incident.command.since) == (EVA, story.now)


def test_the_opener_acts_until_somebody_takes_command() -> None:
    story = Story().joined(ANA)

    before = story.incident.acting
    story.then(claim(story.incident, ANA, story.now), ANA)

    assert (before, story.incident.acting) == (PETR, ANA)


@pytest.mark.parametrize(
    ("standing", "inside", "why"),
    [(Standing.guest, True, "guest"), (Standing.outsider, True, "outsider"), (Standing.member, False, "not inside")],
)
def test_only_full_members_inside_command(standing: Standing, inside: bool, why: str) -> None:
    story = Story().joined(TOM, standing=standing)
    story = story if inside else story.then([Left(person=TOM)])

    assert refusal(lambda: claim(story.incident, TOM, story.now))[0] == "not_inside", why


def test_a_person_involved_never_takes_command() -> None:
    story = Story().joined(TOM).involves(TOM)

    code, words = refusal(lambda: claim(story.incident, TOM, story.now))

    assert (code, words) == ("implicated", "You can't act in this crisis. Nothing was changed.")


def test_a_commander_who_is_there_keeps_command() -> None:
    story = commanded(ANA).later(9.9)

    code, words = refusal(lambda: claim(story.incident, EVA, story.now))

    assert (code, words) == ("taken", "Ana Kovač has command and can hand it over. Nothing was changed.")


def test_a_silent_commander_is_followed_by_the_deputy_with_a_reason() -> None:
    story = commanded(ANA).later(10)

    without, _ = refusal(lambda: claim(story.incident, JANA, story.now))
    story.then(claim(story.incident, JANA, story.now, "Ana does not answer"), JANA)

    assert without == "why"
    assert story.incident.command.commander == JANA
    assert story.events[-1].fact == CommandTaken(by=JANA, before=ANA, reason="Ana does not answer")


def test_the_deputy_comes_first_and_then_anybody() -> None:
    """A deputy who sleeps too must not leave the room without anybody."""
    story = commanded(ANA).later(10)

    code, words = refusal(lambda: claim(story.incident, EVA, story.now, "no answer"))
    story.later(10)

    assert (code, words) == (
        "deputy_first",
        "Jana Horvat is the deputy and comes first, until 12:20 UTC. Nothing was changed.",
    )
    assert claim(story.incident, EVA, story.now, "no answer") == [CommandTaken(by=EVA, before=ANA, reason="no answer")]


def test_without_a_deputy_inside_anybody_inside_follows() -> None:
    story = commanded(ANA).then([Left(person=JANA)]).later(10)

    assert claim(story.incident, EVA, story.now, "no answer")


def test_a_commander_who_does_anything_is_not_silent() -> None:
    story = commanded(ANA).later(8).then([Reopened(by=ANA, reason="x")], ANA).later(8)

    assert refusal(lambda: claim(story.incident, JANA, story.now, "no answer"))[0] == "taken"


def test_an_involved_commander_is_followed_at_once() -> None:
    """Their presses are refused, so the seat is as good as empty."""
    story = commanded(ANA).involves(ANA)

    assert claim(story.incident, EVA, story.now) == [CommandTaken(by=EVA, before=ANA)]


def test_whoever_offers_stays_in_command_until_the_other_accepts() -> None:
    story = commanded(ANA)

    story.then(offer(story.incident, ANA, JANA, "answer the union", [PETR]), ANA)
    during = story.incident.command.commander
    story.then(accept(story.incident, JANA), JANA)

    assert (during, story.incident.command.commander, story.incident.command.offer) == (ANA, JANA, None)
    assert story.events[-1].fact == CommandAccepted(by=JANA, before=ANA)


def test_the_acting_opener_can_hand_over_too() -> None:
    story = Story().joined(ANA)

    story.then(offer(story.incident, PETR, ANA, "none"), PETR).then(accept(story.incident, ANA), ANA)

    assert story.incident.command.commander == ANA


def test_a_handover_names_what_is_still_to_decide() -> None:
    story = commanded(ANA)

    code, words = refusal(lambda: offer(story.incident, ANA, JANA, " "))

    assert (code, words) == ("no_decisions", "Name what is still to decide, or write that nothing is.")


@pytest.mark.parametrize("standing", [Standing.guest, Standing.outsider])
def test_command_is_offered_only_to_those_who_may_take_it(standing: Standing) -> None:
    """One sentence for guests, strangers and those involved: it must not tell which."""
    story = commanded(ANA).joined(TOM, standing=standing).involves(EVA)

    said = {refusal(lambda who=who: offer(story.incident, ANA, who, "none"))[1] for who in (TOM, EVA)}  # type: ignore[misc]

    assert said == {
        "Tom Reed can't take command here. Choose someone else.",
        "Eva Malá can't take command here. Choose someone else.",
    }
    assert refusal(lambda: offer(story.incident, ANA, ANA, "none"))[0] == "self"


def test_only_who_commands_offers() -> None:
    story = commanded(ANA)

    assert refusal(lambda: offer(story.incident, EVA, JANA, "none")) == (
        "not_allowed",
        "Ana Kovač has command. Nothing was changed.",
    )


def test_not_now_leaves_command_where_it_is() -> None:
    story = commanded(ANA)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)

    no_reason, _ = refusal(lambda: decline(story.incident, JANA, ""))
    story.then(decline(story.incident, JANA, "driving"), JANA)

    assert no_reason == "no_reason"
    assert (story.incident.command.commander, story.incident.command.offer) == (ANA, None)
    assert story.events[-1].fact == CommandRefused(by=JANA, reason="driving")


def test_only_the_one_offered_accepts() -> None:
    story = commanded(ANA)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)

    assert refusal(lambda: accept(story.incident, EVA)) == (
        "not_asked",
        "Command is offered to Jana Horvat. Ana Kovač has command. Nothing was changed.",
    )


def test_old_buttons_of_a_handover_get_a_sane_answer() -> None:
    story = commanded(ANA)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA).then(accept(story.incident, JANA), JANA)

    assert refusal(lambda: accept(story.incident, JANA))[0] == "yours"
    assert refusal(lambda: decline(story.incident, EVA, "x"))[0] == "offer_over"
    assert refusal(lambda: claim(story.incident, JANA, story.now))[0] == "yours"
    story.then([Resolved(by=JANA, outcome=Outcome.faded)], JANA)
    assert refusal(lambda: accept(story.incident, JANA))[0] == "resolved"
    assert refusal(lambda: claim(story.incident, EVA, story.now))[0] == "resolved"


ROOM = (PETR, ANA, JANA, EVA, TOM)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["claim", "offer", "accept", "decline", "join", "leave", "involve", "resolve", "reopen", "wait"]
        ),
        st.sampled_from(ROOM),
        st.sampled_from(ROOM),
    ),
    max_size=25,
)


def press(story: Story, act: str, who: Someone, other: Someone) -> list[Fact]:
    """What this person's press records, as a handler would ask: permission first, then the rule."""
    incident = story.incident
    person = Person(id=who.id, name=who.name, standing=Standing.guest if who is TOM else Standing.member)
    match act:
        case "claim":
            permit(Right.inside, person, incident)
            return claim(incident, who, story.now, "nobody answers")
        case "offer":
            permit(Right.commander, person, incident)
            return offer(incident, who, other, "none")
        case "accept":
            permit(Right.asked, person, incident)
            return accept(incident, who)
        case "decline":
            permit(Right.asked, person, incident)
            return decline(incident, who, "busy")
        case "resolve" if not incident.is_resolved:
            return [Resolved(by=who, outcome=Outcome.faded)]
        case "reopen" if incident.is_resolved:
            return [Reopened(by=who, reason="again")]
    return []


@given(ACTS)
def test_whatever_is_pressed_in_whatever_order_one_person_commands(acts: list[tuple[str, Someone, Someone]]) -> None:
    """Each taking names who commanded before; nobody involved, no guest and nobody outside ever takes command."""
    story = Story(Responder(person=ANA, deputy=JANA)).joined(ANA, JANA).joined(TOM, standing=Standing.guest)
    commander: Someone | None = None

    for act, who, other in acts:
        match act:
            case "join" if who is not TOM:
                story.joined(who)
            case "leave":
                story.then([Left(person=who)])
            case "involve":
                story.involves(who)
            case "wait":
                story.later(7)
        before = story.incident
        try:
            facts = press(story, act, who, other)
        except Refused:
            continue
        story.then(facts, who)
        for fact in facts:
            if isinstance(fact, CommandTaken | CommandAccepted):
                assert fact.before == commander
                assert fact.by == who != TOM
                assert who.id in before.room.inside
                assert not before.has_conflict(who.id)
                commander = fact.by
            assert not isinstance(fact, CommandOffered) or fact.to != fact.by
        assert story.incident.command.commander == commander
        assert story.incident.command.offer is None or not story.incident.is_resolved


def high(story: Story) -> Story:
    return story.then(
        [SeveritySet(level=Level.high, reason="the press calls", by=story.incident.command.commander or PETR)]
    )


def called(story: Story) -> Story:
    """Whoever is called for the commander's silence, once it is time."""
    for occurred in due(story.incident):
        story.now = max(story.now, occurred.at)
        story.then(occurred.facts)
    return story


@pytest.mark.parametrize("level", list(Level))
def test_a_commander_is_missed_after_ten_minutes_where_it_matters(level: Level) -> None:
    story = commanded(ANA).then([SeveritySet(level=level, reason="so it is said", by=PETR)], PETR)

    times = [(occurred.at - story.now, occurred.facts) for occurred in due(story.incident)]

    missed = CommanderSilent(commander=ANA, deputy=JANA, since=story.now)
    matters = level in (Level.critical, Level.high)
    assert times == ([(timedelta(minutes=10), (missed,))] if matters else [])


def test_one_silence_calls_once() -> None:
    story = called(high(commanded(ANA)))

    assert due(story.later(60).incident) == []
    assert [(silence.commander, silence.deputy) for silence in story.incident.command.silences] == [(ANA, JANA)]


def test_whatever_the_commander_does_ends_the_silence() -> None:
    story = called(high(commanded(ANA))).later(1)

    story.then([Noted(text="I am back", by=ANA)], ANA)

    (silence,) = story.incident.command.silences
    assert (silence.ended, silence.ended_by, silence.ended_at) == ("present", None, story.now)
    assert [occurred.at for occurred in due(story.incident)] == [story.now + timedelta(minutes=10)]


def test_somebody_inside_says_that_the_commander_is_there() -> None:
    """The time runs anew; said when nobody is missed it changes nothing."""
    story = called(high(commanded(ANA))).later(1)

    story.then(present(story.incident, EVA), EVA)

    assert story.incident.command.silences[0].ended_by == EVA
    assert refusal(lambda: claim(story.incident, JANA, story.now, "no answer"))[0] == "taken"
    assert refusal(lambda: present(story.incident, EVA)) == (
        "not_silent",
        "Ana Kovač has command. Nothing was changed.",
    )


def test_the_deputy_who_was_called_takes_command() -> None:
    story = called(high(commanded(ANA)))

    story.then(claim(story.incident, JANA, story.now, "Ana does not answer"), JANA)

    assert (story.incident.command.commander, story.incident.command.silences[0].ended) == (JANA, "taken")


def test_nobody_is_missed_while_nobody_commands() -> None:
    assert due(high(Story().joined(ANA)).later(60).incident) == []
