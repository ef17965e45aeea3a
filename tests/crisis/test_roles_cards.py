"""Roles as views: the form, the direct messages and their ends, what the board's thread hears, who is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.card import Button, Card, Goto, Lines, Quote, Row, Small, Title
from bot.chat.form import Chooses, Picks, Says
from bot.crisis.command.rules import claim, due
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles import rules
from bot.crisis.roles.cards import roles
from bot.crisis.roles.facts import RolesConflict
from bot.crisis.roles.forms import panel
from bot.crisis.room.facts import StepRefused
from bot.crisis.undo.facts import Undone
from bot.people.who import Person, Standing
from bot.record.consequences import follow
from bot.record.fact import Level
from bot.room.board import board
from bot.room.room import room
from bot.room.surface import Scene, Surface
from bot.text import Strong, Translator, Words
from bot.views import staged
from tests.record.crew import BOOK, ask, at, commanded, give, newest, person, take
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

PLAIN = Translator()


def said(words: Words | Strong) -> str:
    return PLAIN.plain(words if isinstance(words, Words) else Words("{of}", {"of": words}))


def text(card: Card) -> list[str]:
    """The card, line by line, its buttons last."""
    found: list[str] = []
    for part in card.parts:
        match part:
            case Title():
                found.append(said(part.words))
            case Quote():
                found.append(f"> {part.text}")
            case Lines() | Small():
                found += [said(line) for line in part.lines]
            case Row():
                found.append(" ".join(f"[{said(i.label)}]" for i in part.items if isinstance(i, Button | Goto)))
    return found


def scene(story: Story, *people: Person) -> Scene:
    return staged(incident=story.incident, book=BOOK, people={one.id: one for one in people})


def cards(story: Story) -> dict[str, Card]:
    """By key, without the person."""
    surfaces = roles(scene(story))
    assert len({surface.key for surface in surfaces}) == len(surfaces)
    return {s.key.removesuffix(f"/{s.to}"): s.card for s in surfaces if isinstance(s.card, Card)}


def direct_message(story: Story, nth: int = -1) -> list[str]:
    """What the direct message of that asking says."""
    return text(cards(story)[f"direct_message/role-{story.incident.roles.seats[nth].seq}"])


def mentions(story: Story) -> list[str]:
    """Whom the room's messages alert."""
    found: list[str] = []
    for surface in roles(scene(story)):
        if surface.to is None and isinstance(surface.card, Card):
            lines = [line for part in surface.card.parts if isinstance(part, Lines) for line in part.lines]
            spans = [span for line in lines if isinstance(line, Words) for span in PLAIN.spans(line)]
            found += [span.text for span in spans if span.mention]
    return found


def form(story: Story, who: Person) -> tuple[list[str], dict[str, object]]:
    fields = panel(scene(story), who).fields
    lines = [said(line) for field in fields if isinstance(field, Says) for line in field.lines]
    return lines, {f.name: (f.initial, f.required) for f in fields if isinstance(f, Chooses | Picks)}


def everything() -> list[Story]:
    """A story for each path a seat can stand."""
    held = take(commanded(), "scribe", JANA)
    asked = ask(commanded(), "approver", EVA)
    handed = take(commanded(), "access_lead", JANA)
    handed.then(rules.hand_on(handed.incident, BOOK, newest(handed), person(TOM), person(JANA), "7 of 11 done"), JANA)
    silent = at(commanded(), Level.critical)
    for occurred in due(silent.incident):
        silent.later(10).then(occurred.facts)
    both = at(take(commanded(), "access_lead", ANA), Level.high)
    both.then(fact for fact in follow(both.incident, BOOK) if isinstance(fact, RolesConflict))
    return [held, asked, handed, silent, both]


@pytest.mark.parametrize("story", everything())
@pytest.mark.parametrize("resolved", [False, True])
def test_every_message_has_few_buttons_and_is_closed_at_the_end(story: Story, resolved: bool) -> None:
    """At most five, at most one primary; once it is resolved nobody is alerted and nothing can be pressed."""
    end = [Resolved(by=ANA, outcome=Outcome.faded)] if resolved else []
    now = Story().then([])
    now.incident, now.now = story.incident, story.now
    now.then(end, ANA)

    for surface in roles(scene(now)):
        assert isinstance(surface.card, Card)
        rows = [part for part in surface.card.parts if isinstance(part, Row)]
        buttons = [item for row in rows for item in row.items]
        assert len(buttons) <= 5
        assert sum(getattr(b, "style", "") == "primary" or getattr(b, "primary", False) for b in buttons) <= 1
        assert not (resolved and any(isinstance(item, Button) for item in buttons))
    assert not (resolved and mentions(now))


def test_the_form_lists_what_is_had_asked_and_needed() -> None:
    story = take(take(at(commanded(), Level.critical), "access_lead", JANA), "author", PETR)

    lines, fields = form(story, person(ANA))

    assert lines == [
        "Roles · Critical needs 6, you have 3",
        "Commander: Ana Kovač, since 12:00 UTC",
        "Deputy: nobody yet · needed",
        "Scribe: nobody yet",
        "Communications lead: nobody yet · Petr Novák as backup",
        "Author: Petr Novák",
        "Approver: nobody yet · Ana Kovač as backup · needed",
        "Access lead: Jana Horvat",
        "Monitoring lead: nobody yet · needed",
        "Internal liaison: nobody yet",
        "Legal counsel: nobody yet · on call",
        "Executive sponsor: nobody yet · on call",
        "Welfare officer: nobody yet",
    ]
    assert fields == {"role": (("deputy",), True), "person": ((ANA.id,), False)}
    assert form(story, person(EVA))[1]["role"] == (("approver",), True)  # who may not take deputy begins elsewhere


def test_only_who_gives_out_roles_may_leave_the_person_empty() -> None:
    _lines, fields = form(commanded(), person(EVA))

    assert fields["person"] == ((EVA.id,), True)


def test_a_direct_message_is_in_the_language_of_its_reader() -> None:
    story = ask(commanded(), "approver", EVA)

    (surface,) = roles(scene(story, Person(id=EVA.id, name=EVA.name, language="cs-CZ")))

    assert (surface.to, surface.language, surface.later) == (EVA.id, "cs-CZ", True)


def test_each_direct_message_says_why_you_and_has_a_path_out() -> None:
    story = ask(commanded(), "approver", EVA)

    asked = direct_message(story)
    story.then(rules.accept(story.incident, BOOK, newest(story), person(EVA)), EVA)
    held = direct_message(story)

    assert asked[-2:] == ["Why you: assigned by Ana Kovač, 12:00 UTC.", "[I'll do it] [I can't…] [Go to room]"]
    assert held[0] == "Crisis 12 · your role: Approver"
    assert held[-2:] == ["Why you: assigned by Ana Kovač, 12:00 UTC.", "[Go to room] [Hand over…] [Give up…]"]


def test_who_comes_next_is_told_after_whom() -> None:
    """Of the same role: Ana came next for another one, too."""
    story = ask(ask(give(commanded(), "security", JANA), "access_lead", TOM), "approver", EVA)
    for n, who in ((1, TOM), (2, EVA)):
        seq = story.incident.roles.seats[n].seq
        story.then(rules.decline(story.incident, BOOK, seq, person(who), "on a train"), who)

    whys = [direct_message(story, n)[-2] for n in (3, 4)]

    assert whys == [
        "Why you: Tom Reed can't, and you come next, 12:00 UTC.",
        "Why you: Eva Malá can't, and you come next, 12:00 UTC.",
    ]


def test_an_asking_that_was_taken_back_is_closed() -> None:
    story = ask(commanded(), "approver", EVA)
    story.then([Undone(seq=newest(story), what="role", of="approver", by=ANA)], ANA)

    assert direct_message(story)[1:] == ["You need not answer any more, 12:00 UTC. Thank you.", "[Go to room]"]


def test_what_was_over_before_it_was_said_is_not_said_any_more() -> None:
    story = ask(commanded(), "approver", EVA)
    story.then([Undone(seq=newest(story), what="role", of="approver", by=ANA)], ANA)

    assert [surface.settled for surface in roles(scene(story))] == [True]


def test_nobody_is_alerted_by_a_handover_that_was_answered() -> None:
    story = everything()[2]

    before = mentions(story)
    story.then(rules.decline(story.incident, BOOK, newest(story), person(TOM), "asleep"), TOM)

    assert (before, mentions(story)) == (["Tom Reed"], [])
    assert "Tom Reed can't take it, 12:00 UTC. Jana keeps it." in text(cards(story)[f"role-handover/{newest(story)}"])


def test_without_a_deputy_anyone_is_called() -> None:
    (card,) = cards(everything()[3]).values()

    assert text(card) == [
        "Ana Kovač has not reacted since 12:00 UTC. Anyone in the room may take command.",
        "[Take command] [Ana is here]",
    ]


def test_the_commander_is_told_of_two_roles_in_one_hand() -> None:
    story = everything()[4]

    conflict = cards(story)["conflict/0"]

    assert mentions(story) == ["Ana Kovač"]
    assert text(conflict)[-2:] == ["Nobody loses a role. Next: give one of them to someone else.", "[Roles…]"]


def test_who_has_conflict_has_no_direct_message_no_line_and_is_not_let_in() -> None:
    """What they had before stays as it was; nothing in the room tells why."""
    story = ask(take(commanded(), "author", EVA), "scribe", TOM)
    story.involves(EVA)

    made = room(scene(story))

    assert [surface.to for surface in roles(scene(story))] == [TOM.id]
    assert EVA.id not in made.people
    assert TOM.id in made.people
    shown = " ".join(form(story, person(ANA))[0] + text(_card(board(scene(story))[0])))
    assert "Eva" not in shown


def test_a_board_with_everything_has_twelve_lines() -> None:
    story = at(take(take(commanded(), "access_lead", ANA), "author", PETR), Level.critical)
    story.joined(TOM, standing=Standing.outsider).later(1)
    story.then([StepRefused(step=step, reason="no") for step in ("pin/board", "topic", "announcement")])
    lines = [part for part in _card(board(scene(story))[0]).parts if isinstance(part, Lines)]

    assert len(lines[0].lines) <= 12
    assert "Roles: Author Petr Novák · Access lead Ana Kovač" in [said(line) for line in lines[0].lines]


def test_the_board_counts_roles_beyond_six() -> None:
    story = commanded()
    for role in ("deputy", "scribe", "comms_lead", "spokesperson", "keyholder", "monitoring", "responder", "sme"):
        take(story, role, JANA)

    (line,) = [line for line in text(_card(board(scene(story))[0])) if line.startswith("Roles:")]

    assert line.endswith(" · 2 more")


def test_when_command_went_to_the_deputy_the_call_says_so() -> None:
    story = everything()[3]
    story.later(10).then(claim(story.incident, JANA, story.now + timedelta(minutes=10), "Ana is silent"), JANA)

    (card,) = cards(story).values()

    assert text(card)[-1] == "Jana Horvat has command since 12:20 UTC."


def _card(surface: Surface) -> Card:
    assert isinstance(surface.card, Card)
    return surface.card
