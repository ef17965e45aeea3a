"""The questions as the room shows them: the words people read, and never a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given, settings

from bot.chat.card import Button, Card, Lines, Menu, More, Quote, Row, Small
from bot.crisis.questions import rules as questions_rules
from bot.crisis.questions.cards.thread import questions
from bot.crisis.questions.forms.answer import ask_form, filled, question_form
from bot.crisis.questions.order import is_again
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.errors import Refused
from bot.platforms.slack.forms import view
from bot.platforms.slack.render import render
from bot.room.surface import Surface
from bot.text import PSEUDO, Translator
from bot.views import staged
from tests.record.story import ANA, JANA, PETR
from tests.record.thread import ACTS, BOOK, Room, act, core_done, intake_done, person

ENGLISH = Translator()
TELLS = {"question.answer", "question.form", "question.unknown"}


def surfaces(room: Room) -> dict[str, Surface]:
    return {surface.key: surface for surface in questions(staged(room.incident, BOOK))}


def card(room: Room, key: str) -> Card:
    shown = surfaces(room)[key].card
    assert isinstance(shown, Card)
    return shown


def read(shown: Card) -> str:
    """The card as a person reads it, line by line."""
    return "\n".join(line for part in shown.parts for line in _read(part))


def _read(part: object) -> Iterable[str]:
    match part:
        case Lines() | Small():
            yield from (ENGLISH.plain(w if not hasattr(w, "of") else w.of) for w in part.lines)  # type: ignore[arg-type]
        case Quote():
            yield f"> {part.text}"
        case Row():
            yield " ".join(_label(item) for item in part.items)


def _label(item: object) -> str:
    match item:
        case Button():
            label = ENGLISH.plain(item.label)
            return f"[[{label}]]" if item.style == "primary" else f"[{label}]"
        case Menu():
            return f"‹{ENGLISH.plain(item.placeholder)}›"
        case More():
            return "⋯"
    raise TypeError(item)


def buttons(shown: Card) -> list[str]:
    rows = [part for part in shown.parts if isinstance(part, Row)]
    return [item.action for row in rows for item in row.items if isinstance(item, Button)]


@pytest.mark.requirement("S1.24")
def test_a_choice_has_its_answers_as_buttons_and_favours_none() -> None:
    shown = card(intake_done(), "question/mistake#1")

    assert read(shown) == (
        "Question 3 of 8\n"
        "Was a mistake made?\n"
        "Why: it decides whether we can put it right.\n"
        "[Yes] [No] [Others say so]\n"
        "[Don't know yet] ⋯"
    )
    assert ENGLISH.plain(shown.text) == (
        "Question 3 of 8: Was a mistake made? Answers: Yes, No, Others say so, Don't know yet."
    )


@pytest.mark.requirement("S1.25")
def test_a_question_about_people_says_where_names_go() -> None:
    room = intake_done().answers("mistake", mistake="no")

    assert read(card(room, "question/involved#1")) == (
        "Question 4 of 8\n"
        "Is an employee, a former or external one, or someone else involved?\n"
        "Why: it decides who may stay on the accounts.\n"
        "Names stay in the form. The room does not see them.\n"
        "[[Answer…]] [Don't know yet] ⋯"
    )


@pytest.mark.requirement("S1.26")
def test_a_question_for_text_may_be_answered_by_message_and_taken_back() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    assert "Petr may also reply here in one message." in read(card(room, "question/what_happened#1"))

    room.says("Posts went out by hand.")

    assert read(card(room, "question/what_happened#1")) == (
        "✔ 5 · What went wrong? “Posts went out by hand.”\nPetr Novák's message, 12:06 UTC\n[Not an answer] ⋯"
    )
    room.waits(11).does_not_know("when")
    assert "Not an answer" not in read(card(room, "question/what_happened#1"))


def test_a_long_text_stands_whole_below_its_question() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))

    room.answers("what_happened", what="word " * 100, sure="Two posts.")

    assert read(card(room, "question/what_happened#1")).startswith(
        f"✔ 5 · What went wrong?\n> {('word ' * 100).strip()}\n"
    )
    assert "What do we know for sure? Two posts." in read(card(room, "question/what_happened#1"))


def test_a_working_view_is_said_to_be_one() -> None:
    room = core_done().does(lambda i: questions_rules.back(i, BOOK, "damage", person(PETR)))

    assert "A working view. Never quoted outside." in read(card(room, "question/blame#1"))


def test_an_answered_question_says_who_and_when_and_its_buttons_are_gone() -> None:
    shown = card(intake_done().answers("mistake", mistake="alleged"), "question/mistake#1")

    assert read(shown) == "✔ 3 · Was a mistake made? Others say so\nPetr Novák, 12:04 UTC\n⋯"
    assert buttons(shown) == []


def test_somebody_asked_is_mentioned_in_a_new_reply_and_plain_once_it_is_answered() -> None:
    room = intake_done().hands("mistake", JANA)
    spans = render(card(room, "question/mistake#2"), ENGLISH, {})

    assert read(card(room, "question/mistake#2")) == (
        "→ 3 · Was a mistake made?\n"
        "Jana Horvat, can you answer? Reply here or press.\n"
        "Asked by Petr, 12:04 UTC\n"
        "[Yes] [No] [Others say so]\n"
        "[Don't know yet] [Not me…]"
    )
    assert read(card(room, "question/mistake#1")).endswith("Asked of Jana Horvat below.")
    assert "'user_id': 'U3'" in str(spans) or "<@U3>" in str(spans)

    room.answers("mistake", JANA, mistake="no")

    assert "U3" not in str(render(card(room, "question/mistake#2"), ENGLISH, {}))


def test_a_question_asked_again_says_so_and_the_old_post_points_down() -> None:
    room = core_done().does_not_know("when").falls_due()

    assert read(card(room, "question/when#2")) == (
        "Asked again · 6 · When did it happen?\n"
        "Petr said “not known yet” at 12:10 UTC.\n"
        "[[Choose time…]] [Still not known] ⋯"
    )
    assert read(card(room, "question/when#1")) == "6 · When did it happen?\nAsked again below."


def test_the_root_counts_and_promises_only_what_is_kept() -> None:
    room = intake_done().does_not_know("mistake")
    waiting = read(card(room, "questions"))
    room = core_done().does_not_know("mistake")

    assert waiting == (
        "Questions · 2 of 8 answered\n"
        "Kind (suggested): Wrong or offensive post\n"
        "Put screenshots and links in this thread.\n"
        "They are kept as evidence.\n"
        "Not known yet: 1, asked again after question 4, from 12:24 UTC on\n"
        "[Confirm the kind] ‹Choose the kind› [Add evidence…]"
    )
    assert "Not known yet: 1, asked again 12:30 UTC\n" in read(card(room, "questions"))


def test_the_closing_word_comes_after_the_last_and_says_the_level() -> None:
    room = core_done()
    assert "questions/closing" not in surfaces(intake_done())

    assert read(card(room, "questions/closing")) == (
        "All 8 asked. Watch (SEV4): no damage, limited spread.\nNext: take command (anyone in the room)"
    )


def test_figures_that_say_worse_are_told() -> None:
    room = core_done().answers("damage", empty_lines="none", spread="limited", mentions="100", usual="10")

    assert "The figures say: Everywhere. Change it if they are right." in read(card(room, "question/damage#1"))


def test_when_it_is_resolved_every_button_is_gone() -> None:
    room = intake_done().hands("mistake", JANA).says("No", JANA)
    room.then([Resolved(by=ANA, outcome=Outcome.stopped)])

    for surface in surfaces(room).values():
        assert isinstance(surface.card, Card)
        assert not [part for part in surface.card.parts if isinstance(part, Row)]
    assert "Not answered." in read(card(room, "question/involved#1"))


def test_a_form_shows_names_only_to_who_may_read_them() -> None:
    room = intake_done().answers("mistake", mistake="no")
    room.answers("involved", involved=("ex_employee",), who_named="Xaver Geheim", who=("slack:U5",))
    question = BOOK.question("involved")
    answer = room.incident.questions.answers["involved"].answer

    told = question_form(room.incident, BOOK, question, filled(question, answer, reveal=True))
    not_told = question_form(room.incident, BOOK, question, filled(question, answer, reveal=False))

    assert "Xaver Geheim" in str(told)
    assert "slack:U5" in str(told)
    assert "Xaver" not in str(not_told)
    assert "slack:U5" not in str(not_told)


def test_price_sensitive_is_asked_only_of_a_listed_company() -> None:
    room, question = core_done(), BOOK.question("damage")
    listed = room.incident.model_copy(update={"opening": room.incident.opening.model_copy(update={"listed": True})})

    assert "price_sensitive" not in str(question_form(room.incident, BOOK, question, {}))
    assert "price_sensitive" in str(question_form(listed, BOOK, question, {}))


@pytest.mark.parametrize("language", ["en", PSEUDO])
def test_every_form_fits_in_a_language_that_is_two_fifths_longer(language: str) -> None:
    room = core_done()
    listed = room.incident.model_copy(update={"opening": room.incident.opening.model_copy(update={"listed": True})})
    forms = [
        *(
            question_form(listed, BOOK, q, filled(q, listed.questions.answers[q.id].answer, True))
            for q in BOOK.questions
            if q.core
        ),
        *(question_form(listed, BOOK, question, {}) for question in BOOK.questions if not question.only_if),
        ask_form(BOOK.question("when"), "i1 when 0"),
    ]

    assert all(view(form, Translator(language)) for form in forms)  # refused by the rules of forms otherwise


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_whatever_happens_one_question_has_buttons_for_all_and_no_name_shows(acts: list[tuple[str, str, int]]) -> None:
    room = Room()
    for what, id, n in acts:
        try:
            act(room, what, id, n)
        except Refused:
            continue
    shown = {key: surface.card for key, surface in surfaces(room).items()}
    waiting = [key for key, c in shown.items() if isinstance(c, Card) and TELLS & set(buttons(c))]
    asked_of = [key for key, c in shown.items() if isinstance(c, Card) and "ask.decline" in buttons(c)]
    asked_of += [  # not known, and asked again: it holds up no other, and can be answered all the same
        f"question/{asking.question}#{asking.nth}"
        for asking in room.incident.questions.asked
        if asking.question != room.open and is_again(room.incident, asking)
    ]

    assert len(set(waiting) - set(asked_of)) <= 1
    assert (room.open is None) == (len(set(waiting) - set(asked_of)) == 0)
    assert len({surface.key for surface in surfaces(room).values()}) == len(surfaces(room))
    for c in shown.values():
        assert isinstance(c, Card)
        for language in ("en", PSEUDO):
            payload = str(render(c, Translator(language), {}))  # refused by the house's own rules of blocks otherwise
            assert "Geheim" not in payload
        assert ENGLISH.plain(c.text)


def test_the_same_scene_gives_the_same_surfaces() -> None:
    room = core_done()

    assert questions(staged(room.incident, BOOK)) == questions(staged(room.incident, BOOK))
    later = room.incident.model_copy(update={"changed_at": room.now + timedelta(minutes=1)})
    assert questions(staged(later, BOOK)) == questions(staged(room.incident, BOOK))


def test_a_question_the_playbooks_do_not_have_any_more_is_left_as_it_was_shown() -> None:
    """A playbook that changes while a crisis is open must not keep its room from being shown."""
    room = intake_done()
    without = BOOK.model_copy(update={"questions": tuple(q for q in BOOK.questions if q.id != "mistake")})

    keys = {surface.key for surface in questions(staged(room.incident, without))}

    assert room.incident.questions.asking("mistake") is not None
    assert "question/mistake#1" not in keys and "questions" in keys
