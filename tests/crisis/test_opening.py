"""From words to an open crisis."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.evidence.facts import EvidenceAdded
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.opening.rules import (
    MAX_TITLE_CHARS,
    Opening,
    new_tag,
    opening,
    room_name,
    same_opening,
    similar_opening,
    title_of,
)
from bot.crisis.playbook import UNKNOWN, Book, Choice, Field, Kind, Question
from bot.crisis.questions.facts import QuestionAnswered, QuestionUnknown
from bot.crisis.timeline.facts import Noted
from bot.errors import Refused
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Someone
from bot.record.fact import Weight
from tests.record.story import ANA, JANA, NOON, PETR, Story

LONG = "Staff are posting about lay-offs from our brand account and customers answer " * 40
CHOICES = (Choice(value="yes", label="Yes"), Choice(value="no", label="No"))
WHOSE = (Choice(value="main", label="Main"), Choice(value=UNKNOWN, label="Not known yet"))
BOOK = Book(
    questions=(
        Question(
            id="accounts",
            text="Which of our accounts are touched?",
            why="it decides whether access must close.",
            kind="form",
            intake=True,
            fields=(
                Field(name="whose", type="one", label="Ours?", options=WHOSE, required=True),
                Field(name="accounts", type="text", label="Accounts"),
            ),
        ),
        Question(
            id="live",
            text="Is it still happening?",
            why="if so, access comes first.",
            kind="press",
            intake=True,
            fields=(Field(name="live", type="one", label="Live", options=CHOICES),),
        ),
    ),
    kinds=(Kind(id="accidental_post", title="Wrong or offensive post", template="We know."),),
)
BY = Person(id=PETR.id, name=PETR.name, zone="Europe/Prague")


def opened(given: Opening, organisation: Organisation | None = None) -> list[object]:
    return list(opening(given, BY, organisation or Organisation(), BOOK, "a7c2"))


@pytest.mark.requirement("S1.1")
def test_small_things_open_too() -> None:
    """A blunder needs one word and no form."""
    facts = opened(Opening("typo"))

    assert facts == [Opened(title="typo", opener=PETR, tag="a7c2", zone="Europe/Prague")]


def test_a_long_title_opens_all_the_same() -> None:
    """It is cut at a word, and the whole text is the first note, not confirmed."""
    start, note = opened(Opening(LONG))

    assert isinstance(start, Opened)
    assert isinstance(note, Noted)
    assert len(start.title) <= MAX_TITLE_CHARS
    assert LONG.startswith(start.title.removesuffix("…"))
    assert start.title.removesuffix("…").split()[-1] in LONG.split()
    assert (note.text, note.as_) == (LONG.strip(), Weight.unconfirmed)


@pytest.mark.parametrize(
    ("typed", "kept", "why"),
    [
        ("a" * 3000, "a" * 119 + "…", "a word without an end is cut where it must be"),
        ("a" * 120, "a" * 120, "exactly as long as may be"),
        ("two\nlines\t here ", "two lines here", "a title is one line"),
        ("nul\x00 and \x1b[31mred", "nul and [31mred", "a screen obeys nothing in it"),
        ("safe\u202egnp.exe", "safegnp.exe", "nothing turns the direction of writing"),
        ("<!channel> {title} %s '; DROP TABLE event; --", "<!channel> {title} %s '; DROP TABLE event; --", "data"),
        ("čćžšđ ěščřžýáíé", "čćžšđ ěščřžýáíé", "Croatian and Czech letters"),
        ("منشور مسيء", "منشور مسيء", "right to left"),
        ("🔥 fire", "🔥 fire", "one word is enough"),
    ],
)
def test_a_title_keeps_what_was_typed(typed: str, kept: str, why: str) -> None:
    assert title_of(typed) == kept, why


@pytest.mark.parametrize("typed", ["", "   ", "🔥🔥", "?!", "\x00\x07", "— … —"])
def test_a_title_without_a_word_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        title_of(typed)

    assert (refused.value.field, str(refused.value.code)) == ("title", "no_words")
    assert getattr(refused.value.words, "msgid", "") == "Write a few words."


@given(st.text(max_size=400))
def test_whatever_is_typed_gives_a_title_or_a_refusal(typed: str) -> None:
    """A title is one line of 1 to 120 characters, and what it left out is in the note."""
    try:
        start, *notes = opened(Opening(typed))
    except Refused:
        return

    assert isinstance(start, Opened)
    assert 0 < len(start.title) <= MAX_TITLE_CHARS
    assert "\n" not in start.title
    assert start.title == " ".join(start.title.split()) or start.title.endswith("…")
    assert bool(notes) == start.title.endswith("…") or "…" in typed


def test_what_the_form_was_told_is_recorded() -> None:
    """So those questions are not asked again."""
    told = Opening(
        "Hacked",
        kind="accidental_post",
        link="https://x.com/1",
        answers={"accounts": {"whose": "main", "accounts": "@brand"}, "live": {"live": "yes"}},
    )

    _, link, kind, accounts, live = opened(told)

    assert isinstance(link, EvidenceAdded)
    assert (link.n, link.link) == (1, "https://x.com/1")
    assert kind == KindSet(playbook="accidental_post", by=PETR)
    assert isinstance(accounts, QuestionAnswered)
    assert accounts.answer.values == {"whose": "main", "accounts": "@brand"}
    assert isinstance(live, QuestionAnswered)
    assert live.answer.values == {"live": "yes"}


def test_not_known_is_an_answer_and_nothing_is_none() -> None:
    """*Not known* comes back later; a field left empty is asked as usual."""
    _, live = opened(Opening("Hacked", answers={"accounts": {"accounts": " "}, "live": {"live": UNKNOWN}}))

    assert live == QuestionUnknown(question="live", by=PETR)


def test_accounts_named_without_saying_how_they_matter_are_kept() -> None:
    """No typed word is lost; what was left out counts as not known."""
    _, accounts = opened(Opening("Hacked", answers={"accounts": {"accounts": "@brand"}}))

    assert isinstance(accounts, QuestionAnswered)
    assert accounts.answer.values == {"whose": UNKNOWN, "accounts": "@brand"}


@pytest.mark.parametrize("link", ["x.com/1", "javascript:alert(1)", "https://a b", "see https://x.com"])
def test_a_link_is_a_full_address(link: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(Opening("Hacked", link=link))

    assert refused.value.field == "link"


def test_a_kind_that_is_gone_from_the_playbooks_is_left_out() -> None:
    assert len(opened(Opening("Hacked", kind="gone"))) == 1


def test_setup_travels_into_the_crisis() -> None:
    """What setup says later changes no crisis that is already open."""
    setup = Organisation(
        brand="Acme", zone="Europe/Zagreb", announce_in="C1", responders=(Responder(person=ANA),), set_up=True
    )

    (start,) = opened(Opening("Hacked"), setup)

    assert isinstance(start, Opened)
    assert (start.brand, start.zone, start.announce_in, start.responders) == (
        "Acme",
        "Europe/Zagreb",
        "C1",
        (Responder(person=ANA),),
    )


def test_the_room_has_no_word_of_the_title() -> None:
    story = Story(title="Layoffs leaked")

    assert room_name(story.incident) == "crisis-12-a7c2"


def test_a_tag_is_four_direct_messages_or_digits() -> None:
    tags = {new_tag(Random(seed)) for seed in range(50)}

    assert len(tags) == 50
    assert all(len(tag) == 4 and tag.isalnum() and tag == tag.lower() for tag in tags)


@pytest.mark.parametrize(
    ("title", "minutes", "same", "why"),
    [
        ("offensive  POST", 2, True, "case and spaces do not count"),
        ("Offensive post", 2.1, False, "later it is another one"),
        ("Offensive posts", 0, False, "another title"),
    ],
)
def test_opening_twice_within_two_minutes_is_one_crisis(title: str, minutes: float, same: bool, why: str) -> None:
    story = Story(title="Offensive post").later(minutes)

    found = same_opening([story.incident], BY, title, story.now)

    assert (found is story.incident) == same, why


def test_somebody_elses_crisis_is_never_taken_for_ones_own() -> None:
    story = Story(title="Offensive post")
    jana = Person(id=JANA.id, name=JANA.name)

    assert same_opening([story.incident], jana, "Offensive post", NOON) is None


@pytest.mark.parametrize(
    ("title", "alike", "why"),
    [
        ("offensive post from our account", True, "two of three long words are shared"),
        ("Offensive post on our account", True, "the same but for small words"),
        ("Offensive advert", False, "one word is not enough"),
        ("Our data leaked", False, "nothing shared"),
    ],
)
def test_a_similar_open_crisis_of_somebody_else_is_found(title: str, alike: bool, why: str) -> None:
    story = Story(title="Offensive post from account")
    jana = Person(id=JANA.id, name=JANA.name)

    assert (similar_opening([story.incident], jana, title) is story.incident) == alike, why


def test_a_person_involved_does_not_hear_of_the_crisis_they_are_involved_in() -> None:
    story = Story(title="Offensive post").involves(JANA)

    assert similar_opening([story.incident], Person(id=JANA.id, name=JANA.name), "Offensive post") is None


def test_ones_own_crisis_is_not_somebody_elses() -> None:
    story = Story(title="Offensive post")

    assert similar_opening([story.incident], BY, "Offensive post") is None
    assert similar_opening([story.incident], Person(id=Someone(id="x", name="x").id, name="x"), "Offensive post")
