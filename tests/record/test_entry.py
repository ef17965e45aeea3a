"""An entry as it stands now: what was captured, read, changed, edited at its source and struck; and who may."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.crisis.timeline import rules as timeline
from bot.crisis.timeline.facts import EntryStruck, MessageRead, MessageUnread, SourceDeleted, SourceEdited
from bot.errors import Refused
from bot.people.who import Person, Someone
from bot.playbooks import load
from bot.record.entries import entries
from bot.record.entry import Entry, gathered
from bot.record.fact import MessageRef, Unreadable, Weight
from bot.report.markdown import timeline_file
from bot.text import Translator
from tests.record.story import ANA, JANA, NOON, PETR, Story

BOOK = load()
SOURCE = MessageRef(place="C1", ref="7.0")
LINK = "https://chat.example/archives/C1/p7"


class Written(Story):
    """A crisis whose second event is an entry of Petr's: a note, or Jana's message that he captured."""

    def __init__(self, *, captured: bool = False) -> None:
        super().__init__()
        self.joined(ANA, JANA)
        if captured:
            self.then(timeline.flag(self.incident, SOURCE, PETR, LINK), PETR)
        else:
            self.then(timeline.note("Two posts", Weight.fact, PETR), PETR)
        self.seq = self.incident.seq

    @property
    def entry(self) -> Entry:
        return next(entry for entry in gathered(self.events) if entry.seq == self.seq)

    @property
    def lines(self) -> list[str]:
        return [Translator().plain(line) for line in entries(self.events, BOOK)]

    @property
    def line(self) -> str:
        entry = self.entry
        return self.lines[gathered(self.events).index(entry)]

    @property
    def file(self) -> str:
        return timeline_file(self.incident, BOOK, self.events)

    def later(self, minutes: float) -> Written:
        super().later(minutes)
        return self

    def read(self, text: str = "The union calls", said_at: datetime | None = None) -> Written:
        read = MessageRead(entry=self.seq, text=text, author=JANA, said_at=said_at or self.now)
        self.then([read])
        return self

    def changes(
        self,
        by: Someone = PETR,
        text: str | None = None,
        weight: Weight | None = None,
        at: datetime | None = None,
        seen: int | None = None,
    ) -> Written:
        entry, version = self.entry, self.version if seen is None else seen
        words = entry.text or "" if text is None else text
        self.then(timeline.change(self.incident, entry, version, person(by), words, weight or entry.weight, at), by)
        return self

    def strikes(self, by: Someone = PETR, reason: str = "wrong account", seen: int | None = None) -> Written:
        version = self.version if seen is None else seen
        self.then(timeline.strike(self.incident, self.entry, version, person(by), reason), by)
        return self

    @property
    def version(self) -> int:
        return self.incident.timeline.altered.get(self.seq, 0)


def person(someone: Someone) -> Person:
    return Person(id=someone.id, name=someone.name)


def refused(act: object) -> str:
    """The code of the refusal."""
    assert callable(act)
    with pytest.raises(Refused) as no:
        act()
    return no.value.code or ""


def test_a_captured_message_shows_its_link_until_it_is_read() -> None:
    """Its text follows; then it is its writer's, at the time it was said, with who put it there."""
    crisis = Written(captured=True)
    assert crisis.line == "12:00 UTC · reported, not confirmed · Petr Novák: its text follows in a moment (link)"

    crisis.later(10).read(said_at=NOON - timedelta(minutes=3))

    assert crisis.line == (
        "11:57 UTC · reported, not confirmed · Jana Horvat: “The union calls” (added 12:00 UTC by Petr Novák, link)"
    )
    assert crisis.incident.timeline.to_read == ()


def test_a_message_that_cannot_be_read_says_so() -> None:
    crisis = Written(captured=True)

    crisis.then([MessageUnread(entry=crisis.seq, reason="message_not_found")])

    assert "a message that was deleted before it was read (link)" in crisis.line
    assert crisis.incident.timeline.to_read == ()


def test_a_message_without_words_is_no_empty_quote() -> None:
    """A picture alone."""
    assert "Jana Horvat: a message without words" in Written(captured=True).read("").line


def test_a_message_is_captured_once() -> None:
    """By whomever, for as long as it is not struck; then it may be captured again, as a new entry."""
    crisis = Written(captured=True)

    assert timeline.flag(crisis.incident, SOURCE, ANA, LINK) == []
    crisis.strikes()
    assert len(timeline.flag(crisis.incident, SOURCE, ANA, LINK)) == 1


def test_a_change_shows_the_newest_and_keeps_the_first() -> None:
    """In the chat one line; in the file how it came to be so."""
    crisis = Written()

    crisis.later(5).changes(text="Three posts", weight=Weight.decision, at=NOON - timedelta(minutes=30))

    changed = "11:30 UTC · decision · Petr Novák: “Three posts” (added 12:00 UTC, changed 12:05 UTC by Petr Novák)"
    assert crisis.line == changed
    assert [line for line in crisis.lines if "posts" in line] == [changed]
    assert "“Two posts”" in crisis.file and "now decision, was fact" in crisis.file
    assert (crisis.incident.timeline.counts["fact"], crisis.incident.timeline.counts["decision"]) == (0, 1)


def test_lines_stand_by_the_time_they_happened() -> None:
    """What is told later about earlier comes earlier; it says when it was added."""
    crisis = Written().later(10)
    crisis.then(timeline.note("First reply", Weight.fact, ANA), ANA)
    crisis.later(5).changes(text="Two posts, both at noon", at=NOON + timedelta(minutes=12))

    texts = [line.split(": ")[1] for line in crisis.lines if "“" in line and "opened" not in line]

    assert [text.split(" (")[0] for text in texts] == ["“First reply”", "“Two posts, both at noon”"]


def test_a_line_of_another_day_names_its_day() -> None:
    crisis = Written().changes(at=NOON - timedelta(days=1, minutes=5))

    assert crisis.lines[0].startswith("Sun 1 Mar, 11:55 UTC · fact")
    assert crisis.lines[1].startswith("Mon 2 Mar, 12:00 UTC · action")
    assert crisis.lines[2].startswith("12:00 UTC")


def test_what_is_the_same_is_not_recorded() -> None:
    crisis = Written()
    before = crisis.incident.seq

    crisis.changes(text=" Two posts ", weight=Weight.fact, at=crisis.entry.happened_at)

    assert crisis.incident.seq == before


def test_struck_is_not_erased() -> None:
    """The line stays with who and why, and counts no more."""
    crisis = Written().later(2).strikes()

    assert crisis.line.endswith("“Two posts” · struck by Petr Novák: wrong account")
    assert "~~" in crisis.file and "Two posts" in crisis.file
    assert (crisis.incident.timeline.counts["fact"], crisis.incident.timeline.notes) == (0, 0)
    assert refused(lambda: crisis.changes(text="x")) == "struck"
    assert refused(lambda: crisis.strikes()) == "struck"


def test_only_its_writer_and_the_commander_alter_an_entry() -> None:
    """Petr acts as commander; once Ana commands, she may, and Jana is told who can."""
    crisis = Written()
    crisis.then(timeline.note("Seen twice", Weight.fact, JANA), JANA)
    crisis.seq = crisis.incident.seq

    assert refused(lambda: crisis.changes(ANA, text="x")) == "not_own"
    assert refused(lambda: crisis.strikes(ANA)) == "not_own"
    with pytest.raises(Refused) as no:
        crisis.strikes(ANA)
    words = Translator().plain(no.value.words)  # type: ignore[arg-type]
    assert "Jana Horvat" in words and "Petr Novák" in words and "Nothing was changed." in words
    crisis.changes(JANA, text="Seen three times")
    crisis.strikes(PETR)


def test_the_second_of_two_is_told() -> None:
    """Each names the version they saw; nothing of the second is recorded."""
    crisis = Written()
    crisis.changes(text="Three posts", seen=0)

    assert refused(lambda: crisis.changes(text="Four posts", seen=0)) == "overtaken"
    assert refused(lambda: crisis.strikes(seen=0)) == "overtaken"
    assert crisis.entry.text == "Three posts"


def test_an_edit_at_the_source_is_followed_and_the_first_text_stays() -> None:
    crisis = Written(captured=True).read().later(4)

    crisis.then([*timeline.edited(crisis.incident, SOURCE, "The union writes")])

    assert "Jana Horvat: “The union writes” (added by Petr Novák, edited 12:04 UTC, link)" in crisis.line
    assert "The union calls" in crisis.file and "edited at its source" in crisis.file


def test_words_made_anew_stay_whatever_becomes_of_the_message() -> None:
    """They are of who made them, and say from whose message; an edit only shows that there was one."""
    crisis = Written(captured=True).read().changes(text="The union called at ten")

    crisis.then([*timeline.edited(crisis.incident, SOURCE, "lol")])

    assert "Petr Novák, from a message of Jana Horvat: “The union called at ten”" in crisis.line
    assert "edited 12:00 UTC" in crisis.line and "lol" not in crisis.line and "lol" in crisis.file


def test_a_message_deleted_at_its_source_stays_as_it_was() -> None:
    crisis = Written(captured=True).read()

    crisis.then(timeline.deleted(crisis.incident, SOURCE))

    assert "“The union calls” (added by Petr Novák, deleted at its source, link)" in crisis.line


def test_other_messages_are_none_of_its_business() -> None:
    crisis, other = Written(captured=True), MessageRef(place="C1", ref="8.0")

    assert timeline.edited(crisis.incident, other, "x") == timeline.deleted(crisis.incident, other) == []


def test_what_was_erased_is_not_told_by_its_history() -> None:
    """The words of an entry were taken away: what is left of its changes shows none of them."""
    crisis = Written().changes(text="Secret words in a change")
    begun = next(event for event in crisis.events if event.seq == crisis.seq)
    gone = begun.model_copy(update={"fact": Unreadable(was="noted")})
    told = [gone if event is begun else event for event in crisis.events]

    shown = timeline_file(crisis.incident, BOOK, told)

    assert "Secret" not in shown and "Two posts" not in shown and "were erased" in shown


def test_a_struck_piece_of_evidence_is_a_struck_line() -> None:
    """EntryStruck of what no note began alters that line too."""
    crisis = Story().joined(JANA)
    joined = crisis.incident.seq
    crisis.then([EntryStruck(entry=joined, by=PETR, as_=Weight.action, reason="a slip")])

    line = Translator().plain(entries(crisis.events, BOOK)[-1])

    assert line.endswith("joined the room · struck by Petr Novák: a slip")


def test_user_text_is_data() -> None:
    """No sign of it is read: not in the file, not as a mention, and control characters are gone."""
    hostile = "<!channel> *bold* ~~x~~ [a](javascript:1)\x00\u202e\n# head"
    crisis = Written().changes(text=hostile)

    assert "\x00" not in (crisis.entry.text or "") and "\u202e" not in (crisis.entry.text or "")
    line = next(line for line in crisis.file.splitlines() if "channel" in line)
    assert r"\<!channel\>" in line and r"\~\~x\~\~" in line and r"\[a\](" in line


def test_three_thousand_characters_are_the_most() -> None:
    crisis = Written()

    with pytest.raises(Refused) as no:
        crisis.changes(text="x" * 3_001)

    assert no.value.field == "what"


def test_a_captured_message_too_long_for_a_form_keeps_its_text() -> None:
    """The form cannot show it, so an empty field means: as it is."""
    crisis = Written(captured=True).read("long " * 1_000)

    crisis.changes(text="", weight=Weight.fact)

    assert (crisis.entry.text or "").startswith("long long") and crisis.entry.weight is Weight.fact


def test_every_fact_of_the_timeline_says_something_in_the_file() -> None:
    crisis = Written(captured=True).read()
    crisis.then([SourceEdited(entry=crisis.seq, text="b"), SourceDeleted(entry=crisis.seq)])
    crisis.strikes()

    for words in ("captured a message", "read:", "edited at its source", "deleted at its source", "struck by"):
        assert words in crisis.file
