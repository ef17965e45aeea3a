"""The order of a room's posts, as a pure function: nothing here needs a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.card import Card, Lines
from bot.room.plan import GENERATIONS, NEW, PACE, Facts, NewRow, Plan, plan
from bot.room.surface import Room, Surface
from bot.text import raw

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
FACTS = Facts(purpose="what the bot keeps", topic="Crisis 1")


def card(text: str) -> Card:
    return Card(text=raw(text), parts=(Lines((raw(text),)),))


BOARD = Surface("board", card("board"), pinned=True)
QUESTIONS = Surface("questions", card("questions"))
FIRST = Surface("question/live#1", card("Is it still happening?"), thread="questions")
SECOND = Surface("question/mistake#1", card("Was a mistake made?"), thread="questions")
LETTER = Surface("direct_message/opener/slack:U1", card("Your room"), to="slack:U1", later=True)


def room(*surfaces: Surface, refused: tuple[str, ...] = (), people: tuple[str, ...] = ("slack:U2",)) -> Room:
    return Room(
        name="crisis-1-a7k2",
        purpose=raw("p"),
        topic=raw("t"),
        opener="slack:U1",
        people=people,
        surfaces=surfaces,
        language="en",
        refused=frozenset(refused),
    )


def digest(surface: Surface) -> str:
    return str(surface.card)


def sent(ref: str, shown: Surface | str = "", **more: object) -> NewRow:
    kept = digest(shown) if isinstance(shown, Surface) else shown
    return replace(NEW, place="C1", ref=ref, state="sent", hash=kept, **more)  # type: ignore[arg-type]


PLACE = {"place": replace(NEW, place="C1", ref="C1", state="sent", hash="crisis-1-a7k2")}
INSIDE = {**PLACE, "invite/opener": replace(NEW, state="sent", hash="slack:U1")}
STANDING = {**INSIDE, "board": sent("1", BOARD), "questions": sent("2", QUESTIONS), FIRST.key: sent("3", FIRST)}


def planned(room: Room, rows: dict[str, NewRow], now: datetime = NOW, clicked: tuple[str, ...] = ()) -> Plan:
    return plan(room, FACTS, rows, digest, now, clicked)


def steps(made: Plan) -> set[tuple[str, str]]:
    return {(step.do, step.key) for step in made.steps}


def test_the_place_comes_before_everything() -> None:
    """Nothing can be shown before there is a place, not even a direct message that leads to it."""
    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER), {})

    assert steps(made) == {("create", "place")}


def test_opener_board_and_questions_go_out_together() -> None:
    """After the place: the invitation, the board and the questions' root beside each other; the rest waits."""
    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER), dict(PLACE))

    assert steps(made) == {("invite", "invite/opener"), ("post", "board"), ("post", "questions")}


def test_the_first_question_waits_for_its_root_alone() -> None:
    """The question goes out as soon as its root stands, whatever the board does."""
    rows = {**PLACE, "questions": sent("2", QUESTIONS)}

    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER), rows)

    assert ("post", FIRST.key) in steps(made)
    assert ("post", LETTER.key) not in steps(made)


def test_the_rest_follows_once_the_room_can_be_used() -> None:
    """Direct messages, topic, purpose, pin and the others' invitation come when the first question stands."""
    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER), dict(STANDING))

    assert steps(made) == {
        ("post", LETTER.key),
        ("topic", "topic"),
        ("describe", "purpose"),
        ("invite", "invite"),
        ("pin", "pin/board"),
    }


def test_new_replies_go_one_after_another() -> None:
    """Two new replies of a thread keep their order: the second waits for the first."""
    rows = {key: row for key, row in STANDING.items() if key != FIRST.key}

    made = planned(room(BOARD, QUESTIONS, FIRST, SECOND), rows)

    assert ("post", FIRST.key) in steps(made)
    assert ("post", SECOND.key) not in steps(made)


def test_a_changed_surface_is_updated_beside_a_new_reply() -> None:
    """An update waits for nobody, and nobody waits for it."""
    rows = {**STANDING, FIRST.key: sent("3", "what it showed before")}

    made = planned(room(BOARD, QUESTIONS, FIRST, SECOND), rows)

    assert {("update", FIRST.key), ("post", SECOND.key)} <= steps(made)


def test_updates_are_paced_but_not_the_clicked_one() -> None:
    """A surface shown a second ago is looked at again when its pause ends; the message just pressed at once."""
    shown = NOW - timedelta(seconds=1)
    rows = {**STANDING, "board": sent("1", "old", shown_at=shown)}

    paced = planned(room(BOARD, QUESTIONS, FIRST), rows)
    clicked = planned(room(BOARD, QUESTIONS, FIRST), rows, clicked=("1",))

    assert ("update", "board") not in steps(paced)
    assert paced.at == shown + PACE
    assert ("update", "board") in steps(clicked)


def test_a_pause_after_a_fault_is_kept() -> None:
    """What was put off waits, and the plan says until when."""
    later = NOW + timedelta(seconds=30)
    rows = {**STANDING, "topic": replace(NEW, not_before=later)}

    made = planned(room(BOARD, QUESTIONS, FIRST), rows)

    assert ("topic", "topic") not in steps(made)
    assert made.at == later


def test_a_refused_step_blocks_nothing_else() -> None:
    """A pin that was refused is tried again after a while, and all else goes on."""
    later = NOW + timedelta(minutes=10)
    rows = {**STANDING, "pin/board": replace(NEW, refused="1", not_before=later)}

    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER, refused=("pin/board",)), rows)

    assert ("pin", "pin/board") not in steps(made)
    assert ("post", LETTER.key) in steps(made)
    assert (made.at, made.slowly_at) == (None, later)
    assert ("pin", "pin/board") in steps(planned(room(BOARD, refused=("pin/board",)), rows, later))


def test_what_was_refused_is_tried_at_once_when_its_content_changes() -> None:
    changed = replace(BOARD, card=card("board, changed"))
    later = NOW + timedelta(minutes=10)
    rows = {**STANDING, "board": replace(sent("1", "before"), refused=digest(BOARD), not_before=later)}

    same = planned(room(BOARD, refused=("board",)), rows)
    other = planned(room(changed, refused=("board",)), rows)

    assert ("update", "board") not in steps(same) and same.slowly_at == later
    assert ("update", "board") in steps(other)


def test_what_can_never_succeed_waits_for_another_content_alone() -> None:
    """Its own words are too long: the same words are not sent again by themselves."""
    rows = {**STANDING, "board": replace(sent("1", "before"), refused=digest(BOARD))}

    made = planned(room(BOARD, refused=("board",)), rows, NOW + timedelta(days=30))

    assert ("update", "board") not in steps(made)
    assert ("update", "board") in steps(planned(room(replace(BOARD, card=card("shorter"))), rows))


def test_a_refused_reply_holds_up_no_later_one() -> None:
    rows = {key: row for key, row in STANDING.items() if key != FIRST.key}
    rows[FIRST.key] = replace(NEW, refused=digest(FIRST), not_before=NOW + timedelta(minutes=10))

    made = planned(room(BOARD, QUESTIONS, FIRST, SECOND, refused=(FIRST.key,)), rows)

    assert ("post", SECOND.key) in steps(made)


def test_who_was_refused_is_invited_again_alone() -> None:
    rows = {**STANDING, "invite": replace(NEW, state="sent", hash="slack:U2")}

    made = planned(room(BOARD, QUESTIONS, FIRST, refused=("invite/slack:U2",)), rows)

    assert ("invite", "invite/slack:U2") in steps(made)


def test_in_a_room_that_is_gone_one_step_now_and_then_asks_whether_it_is_back() -> None:
    later = NOW + timedelta(minutes=10)
    gone = {**STANDING, "place": replace(PLACE["place"], not_before=later)}
    new = room(replace(BOARD, card=card("changed")), QUESTIONS, FIRST, refused=("place",))

    assert steps(planned(new, gone)) == set()
    assert planned(new, gone).slowly_at == later
    assert len(steps(planned(new, gone, later))) == 1


def test_without_a_place_only_direct_messages_go_out() -> None:
    """A refused private room: those who must know are told, and nothing is made anywhere."""
    rows = {"place": replace(NEW, refused="crisis-1-a7k2", not_before=NOW + timedelta(minutes=10))}

    made = planned(room(BOARD, QUESTIONS, FIRST, LETTER, refused=("place",)), rows)

    assert steps(made) == {("post", LETTER.key)}


def test_a_new_invitation_goes_to_the_list_as_it_is_now() -> None:
    """A deputy who was asked later changes the list, so that the invitation is looked at again."""
    rows = {**STANDING, "invite": replace(NEW, state="sent", hash="slack:U2")}

    made = planned(room(BOARD, QUESTIONS, FIRST, people=("slack:U2", "slack:U3")), rows)

    assert ("invite", "invite") in steps(made)


@pytest.mark.parametrize(
    ("surface", "generation", "is_posted"),
    [
        (BOARD, 1, True),  # a root that somebody deleted comes back
        (BOARD, GENERATIONS, True),
        (BOARD, GENERATIONS + 1, False),  # but not for ever
        (FIRST, 1, False),  # an answered question does not
        (replace(FIRST, again=True), 1, True),  # the open one does
    ],
)
def test_what_people_delete_comes_back_three_times(surface: Surface, generation: int, is_posted: bool) -> None:
    """Only the board, the roots and the open question are worth posting again."""
    rows = {**STANDING, surface.key: replace(NEW, generation=generation)}
    shown = [surface if s.key == surface.key else s for s in (BOARD, QUESTIONS, FIRST)]

    made = planned(room(*shown), rows)

    assert (("post", surface.key) in steps(made)) is is_posted


def test_a_settled_room_needs_nothing() -> None:
    """When the chat matches the room there is no step and no time to look again."""
    rows = {
        **STANDING,
        "topic": replace(NEW, state="sent", hash=FACTS.topic),
        "purpose": replace(NEW, state="sent", hash=FACTS.purpose),
        "invite": replace(NEW, state="sent", hash="slack:U2"),
        "pin/board": replace(NEW, state="sent", hash="1"),
    }

    made = planned(room(BOARD, QUESTIONS, FIRST), rows)

    assert (made.steps, made.at) == ([], None)


def test_a_removed_surface_is_taken_away_once() -> None:
    """A surface the view calls removed is deleted if it stands, and never posted."""
    gone = replace(SECOND, removed=True)

    standing = planned(room(BOARD, QUESTIONS, FIRST, gone), {**STANDING, gone.key: sent("4", gone)})
    absent = planned(room(BOARD, QUESTIONS, FIRST, gone), dict(STANDING))

    assert ("delete", gone.key) in steps(standing)
    assert gone.key not in {key for _do, key in steps(absent)}


def test_a_settled_form_is_shown_where_the_message_stands_and_never_posted() -> None:
    """What is over changes the direct message somebody has; nobody gets one about what is over."""
    over = replace(LETTER, settled=True, card=card("over"))

    standing = planned(room(BOARD, QUESTIONS, FIRST, over), {**STANDING, over.key: sent("4", LETTER)})
    absent = planned(room(BOARD, QUESTIONS, FIRST, over), dict(STANDING))

    assert ("update", over.key) in steps(standing)
    assert over.key not in {key for _do, key in steps(absent)}


def test_somebody_is_taken_out_of_the_room_before_all_else_and_once() -> None:
    """It waits for nothing but the place; the step is known by a number, not by whom it is about."""
    leaving = replace(room(BOARD, QUESTIONS, FIRST), removed={"remove/17": "slack:U3"})

    at_once = planned(leaving, dict(PLACE)).steps[0]
    done = planned(leaving, {**STANDING, "remove/17": replace(NEW, state="sent", hash="slack:U3")})
    aside = {"remove/17": replace(NEW, refused="slack:U3", not_before=NOW + timedelta(minutes=10))}
    refused = planned(replace(leaving, refused=frozenset({"remove/17"})), {**STANDING, **aside})

    assert (at_once.do, at_once.key, at_once.want, at_once.place) == ("remove", "remove/17", "slack:U3", "C1")
    assert "remove" not in {do for do, _key in steps(done) | steps(refused)}


def test_of_a_room_that_is_gone_nobody_is_removed() -> None:
    gone = replace(room(BOARD, refused=("place",)), removed={"remove/17": "slack:U3"})

    later = NOW + timedelta(minutes=10)
    assert steps(planned(gone, {**STANDING, "place": replace(PLACE["place"], not_before=later)})) == set()
