"""Evidence: what counts as some, its numbers, what is the same, who may change it."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest

from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceRepeated, FileRef
from bot.crisis.evidence.state import Exhibit
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.timeline.facts import Noted
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import MessageRef, Unreadable
from tests.record.story import ANA, JANA, PETR, Story
from tests.record.thread import BOOK, Room, intake_done, person

LINK = "https://x.example/post/1"
SHOT = FileRef(id="F1", name="shot.png", mime="image/png", size=7)
SHA = "a" * 64
HERE = MessageRef(place="C1", ref="7.0", thread="1.0")


class Case(Story):
    """A crisis that Ana and Jana have joined."""

    def __init__(self) -> None:
        super().__init__()
        self.joined(ANA, JANA)

    def adds(self, *links: str, files: Iterable[FileRef] = (), shows: str = "", by: Someone = PETR) -> Case:
        self.then(evidence.put_in(self.incident, by, shows, links, files, HERE), by)
        return self

    def reads(self, n: int, sha256: str = SHA) -> Case:
        """The bytes of a file arrive."""
        self.then(evidence.kept(self.incident, self[n].seq, sha256, 7))
        return self

    def misses(self, n: int, reason: str = "file_not_found") -> Case:
        self.then(evidence.missed(self.incident, self[n].seq, reason))
        return self

    def strikes(self, n: int, by: Someone = PETR) -> Case:
        self.then(evidence.strike(self.incident, self[n].seq, "wrong room", person(by)), by)
        return self

    def __getitem__(self, n: int) -> Exhibit:
        return next(x for x in self.incident.evidence.exhibits if x.n == n)

    @property
    def states(self) -> list[str]:
        return ["struck" if x.struck else x.state for x in self.incident.evidence.exhibits]


def test_a_message_of_signs_alone_is_looked_at_at_once() -> None:
    """A message has up to 40,000 signs, and everybody waits while one is looked at: this took seconds."""
    began = time.process_time()

    assert evidence.links("https://x.example/a" + ")" * 40_000) == ("https://x.example/a",)
    assert time.process_time() - began < 0.5


def test_of_thousands_of_addresses_in_one_message_the_first_are_taken() -> None:
    case = Case().adds(*(f"https://x.example/{n}" for n in range(4_000)))

    assert [x.link for x in case.incident.evidence.exhibits] == [
        f"https://x.example/{n}" for n in range(evidence.MOST_LINKS)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write https://... in full", ()),
        ("https://x.example/a(b)), they say", ("https://x.example/a(b)",)),
        ("nothing here, not even x.example", ()),
        (f"see {LINK}.", (LINK,)),
        (f"({LINK})", (LINK,)),
        ("https://en.example/wiki/A_(b)", ("https://en.example/wiki/A_(b)",)),
        (f"“{LINK}”, and HTTP://old.example/!", (LINK, "HTTP://old.example/")),
        (f"{LINK} {LINK}", (LINK,)),
        ("file:///etc/passwd javascript:alert(1) mailto:a@b.example", ()),
        (f"a customer (their name) {LINK}?a=1&b=2#c", (f"{LINK}?a=1&b=2#c",)),
    ],
)
def test_the_addresses_of_a_message_are_found(text: str, found: tuple[str, ...]) -> None:
    """Each once, without the sentence around it; only web pages."""
    assert evidence.links(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Lay-offs on our account: {LINK}", "Lay-offs on our account"),
        (f"{LINK}", ""),
        (f"one\ntwo {LINK} three", "one two three"),
        ("w" * 200, "w" * 149 + "…"),
    ],
)
def test_what_is_said_beside_an_address_says_what_it_shows(text: str, said: str) -> None:
    assert evidence.beside(text) == said


def test_a_link_is_kept_as_its_address_with_a_hash() -> None:
    """Of its UTF-8 bytes; nobody visits it."""
    link = "https://x.example/č"

    case = Case().adds(link)

    assert (case[1].state, case[1].link, case[1].shows) == ("link", link, link)
    assert case[1].sha256 == "5541299446907b9b33aa33baf49792d0b61a0e74f2514f5d2b5c5d62fd9b4ce9"


def test_a_file_waits_for_its_bytes_and_is_called_by_its_name() -> None:
    case = Case().adds(files=[SHOT])

    assert (case[1].state, case[1].shows, case[1].sha256) == ("waiting", "shot.png", "")


def test_several_at_once_are_numbered_in_their_order() -> None:
    other = SHOT.model_copy(update={"id": "F2"})

    case = Case().adds(LINK, files=[SHOT, other], shows="both sides")

    assert [(x.n, x.shows) for x in case.incident.evidence.exhibits] == [(n, "both sides") for n in (1, 2, 3)]


def test_the_same_address_is_one_exhibit_and_a_mention() -> None:
    case = Case().adds(LINK).adds(LINK, by=ANA)

    assert case.states == ["link"]
    mention = case.events[-1].fact
    assert isinstance(mention, EvidenceRepeated)
    assert (mention.n, mention.by, mention.again) == (1, ANA, None)


def test_the_same_file_of_the_chat_is_one_exhibit() -> None:
    """Shared again: nothing is read twice."""
    assert Case().adds(files=[SHOT]).adds(files=[SHOT], by=ANA).states == ["waiting"]


def test_the_same_bytes_are_one_exhibit() -> None:
    """Known only once they are read; the number is spent and says whose bytes it has."""
    other = SHOT.model_copy(update={"id": "F2"})

    case = Case().adds(files=[SHOT, other]).reads(1).reads(2)

    assert case.states == ["kept", "same"]
    assert (case[2].same_as, evidence.counted(case.incident)) == (1, 1)


def test_other_bytes_are_another_exhibit() -> None:
    other = SHOT.model_copy(update={"id": "F2"})

    assert Case().adds(files=[SHOT, other]).reads(1).reads(2, "b" * 64).states == ["kept", "kept"]


def test_what_is_not_waited_for_changes_nothing() -> None:
    """A second reading of the same file, or one after it was given up."""
    case = Case().adds(files=[SHOT]).reads(1)

    assert evidence.kept(case.incident, case[1].seq, SHA, 7) == []
    assert evidence.missed(case.incident, case[1].seq, "too_big") == []


def test_a_file_that_was_not_saved_may_be_put_in_again() -> None:
    """It counts apart, so that the board can say it."""
    case = Case().adds(files=[SHOT]).misses(1).adds(files=[SHOT])

    assert case.states == ["missed", "waiting"]
    assert (evidence.counted(case.incident), evidence.not_saved(case.incident)) == (1, 1)


def test_struck_evidence_stays_and_counts_no_more() -> None:
    """Nor does it stand in the way of the same thing put in again."""
    case = Case().adds(LINK).strikes(1).adds(LINK)

    assert case.states == ["struck", "link"]
    assert (evidence.counted(case.incident), case[2].n) == (1, 2)


def test_striking_evidence_leaves_the_notes_as_they_are() -> None:
    """The same fact strikes notes, which are counted."""
    case = Case().adds(LINK)
    case.then([Noted(text="a note", by=PETR)])

    case.strikes(1)

    assert (case.incident.timeline.notes, case.incident.timeline.counts) == (1, {"unconfirmed": 1})


def test_the_same_bytes_as_a_struck_file_are_kept_again() -> None:
    other = SHOT.model_copy(update={"id": "F2"})

    assert Case().adds(files=[SHOT]).reads(1).strikes(1).adds(files=[other]).reads(2).states == ["struck", "kept"]


def test_it_shows_what_was_said_of_it_last() -> None:
    case = Case().adds(LINK)

    case.then(evidence.describe(case.incident, case[1].seq, "  a reply\nof ours ", person(PETR)), PETR)

    assert case[1].shows == "a reply of ours"
    assert evidence.describe(case.incident, case[1].seq, "a reply of ours", person(PETR)) == []


def test_who_put_it_in_and_the_commander_may_change_it() -> None:
    case = Case().adds(LINK, by=ANA)  # Petr opened, so he acts as commander

    for who in (ANA, PETR):
        assert evidence.changeable(case.incident, case[1].seq, person(who)).n == 1
    with pytest.raises(Refused) as refused:
        evidence.changeable(case.incident, case[1].seq, person(JANA))

    assert refused.value.code == "not_yours"


def test_struck_evidence_is_not_changed_any_more() -> None:
    case = Case().adds(LINK).strikes(1)

    with pytest.raises(Refused) as refused:
        evidence.changeable(case.incident, case[1].seq, person(PETR))

    assert refused.value.code == "no_exhibit"


@pytest.mark.parametrize(
    ("link", "files", "shows", "field", "code"),
    [
        ("", [], "a post", "link", "empty"),
        ("x.example", [], "a post", "link", "not_an_address"),
        (f"{LINK} {LINK}", [], "a post", "link", "not_an_address"),
        ("ftp://x.example/a", [], "a post", "link", "not_an_address"),
        ("https://x.example/" + "a" * 3_000, [], "a post", "link", "not_an_address"),
        (LINK, [], " ", "shows", "empty"),
        ("", [SHOT], "w" * 151, "shows", "too_long"),
    ],
)
def test_what_the_form_refuses_stands_under_its_field(
    link: str, files: list[FileRef], shows: str, field: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        evidence.given(link, files, shows)

    assert (refused.value.field, refused.value.code) == (field, code)


def test_a_file_alone_and_a_link_alone_are_enough() -> None:
    assert evidence.given("", [SHOT], " a  post ") == evidence.given(LINK, [], "a post") == "a post"


def test_an_edit_puts_in_only_addresses_that_are_new() -> None:
    """A corrected word beside the same address is no second mention of it."""
    case, other = Case().adds(LINK), "https://x.example/post/2"

    facts = evidence.said(case.incident, PETR, "", f"{LINK} and {other}", (), HERE, only_new=True)

    assert [fact.link for fact in facts if isinstance(fact, EvidenceAdded)] == [other]
    assert len(facts) == 1


def test_nothing_is_put_in_after_the_end() -> None:
    case = Case()
    case.then([Resolved(by=PETR, outcome=Outcome.stopped)])

    assert evidence.said(case.incident, PETR, "", LINK, [SHOT], HERE) == []


def test_while_names_are_asked_for_words_may_hold_one() -> None:
    asked = intake_done().answers("mistake", mistake="no")

    assert asked.open == "involved"
    assert evidence.names_asked(asked.incident, BOOK)
    assert not evidence.names_asked(Room().incident, BOOK)


def test_erased_evidence_spends_its_number() -> None:
    case = Case()
    case.then([Unreadable(was="evidence_added")])

    assert case.adds(LINK)[2].link == LINK
