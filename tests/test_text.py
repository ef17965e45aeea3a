"""Words reach each reader in their own language, and a person's own words reach them as they were written."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot.catalogue import TEMPLATE, extract, faults
from bot.text import (
    LANGUAGES,
    LOCALE,
    PSEUDO,
    Joined,
    Link,
    Moment,
    Name,
    Param,
    Span,
    Strong,
    Translator,
    Words,
    _,
    _n,
    _p,
    placeholders,
    raw,
    translator,
)

ENGLISH = Translator("en")
JANUARY = datetime(2025, 1, 31, 13, 21, tzinfo=UTC)

HEADERS = {
    "hr": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "cs": "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);",
}

Shelf = Callable[..., Translator]


@pytest.fixture
def speaking(tmp_path: Path) -> Shelf:
    """Makes a translator from the entries of a catalogue."""

    def make(language: str, *entries: str) -> Translator:
        home = tmp_path / language / "LC_MESSAGES"
        home.mkdir(parents=True)
        header = (
            f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {HEADERS[language]}\\n"'
        )
        (home / "messages.po").write_text("\n\n".join([header, *entries, ""]), encoding="utf-8")
        return translator(language, tmp_path)

    return make


class TestWords:
    """A message id and its parameters."""

    def test_a_placeholder_without_parameter_is_found_where_it_is_written(self) -> None:
        with pytest.raises(KeyError, match=r"due.*Next update at \{due\}"):
            _("Next update at {due}")

    def test_the_plural_is_held_to_the_same(self) -> None:
        with pytest.raises(KeyError, match="room"):
            _n("one person", "{n} people in {room}", 2)

    @pytest.mark.parametrize("template", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{a b}"])
    def test_only_simple_names_stand_in_braces(self, template: str) -> None:
        with pytest.raises(ValueError, match=r"\{|\}"):
            _(template, a="x")

    def test_words_are_the_same_in_whatever_order_they_were_given(self) -> None:
        one, other = _("{a} {b}", a=1, b="x"), _("{a} {b}", b="x", a=1)

        assert one == other
        assert hash(one) == hash(other)
        assert dict(one.params) == {"a": 1, "b": "x"}

    def test_words_can_be_kept_in_a_model_and_come_back(self) -> None:
        class Card(BaseModel):
            model_config = ConfigDict(frozen=True)
            title: Words

        parts = Joined((Name("U1", "Ana"), Moment(JANUARY), 7))
        card = Card(title=_n("{who}: {what}", "{who}: {what} {n}", 2, who=parts, what=Strong(_("now"))))

        assert Card.model_validate_json(card.model_dump_json()) == card
        assert isinstance(hash(card), int)

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            Moment(JANUARY.replace(tzinfo=None))


class TestEnglish:
    """The source language needs no catalogue."""

    @pytest.mark.parametrize(
        ("words", "read"),
        [
            (_("Room {{12}} is open"), "Room {12} is open"),
            (_n("{n} question", "{n} questions", 1), "1 question"),
            (_n("{n} question", "{n} questions", 0), "0 questions"),
            (_p("a state", "Open"), "Open"),
            (_("Led by {who}", who=Name("U1", "Ana Kovač")), "Led by Ana Kovač"),
            (_("Led by {who}", who=Joined(("Ana", "Petr"), _(" and "))), "Led by Ana and Petr"),
            (_("Led by {who}", who=Joined(("Ana", "Petr"))), "Led by Ana, Petr"),
            (_("Led by {who}", who=Joined(())), "Led by "),
            (_("See {board}", board=Link(_("the board"), to="board")), "See the board"),
            (_("{sign} now", sign=Strong("{now}")), "{now} now"),
            (raw("{not} a placeholder"), "{not} a placeholder"),
            (_("{n} of {m}", n=3, m=2026), "3 of 2026"),
            (_("{n} mentions", n=12_345), "12,345 mentions"),
            (_("{n} times", n=2.5), "2.5 times"),
            (_("{n} times", n=1e300), "1e+300 times"),
        ],
    )
    def test_words_are_read(self, words: Words, read: str) -> None:
        assert ENGLISH.plain(words) == read

    def test_every_kind_of_span_says_what_the_platform_needs(self) -> None:
        words = _(
            "{a}, {b}: {c} {d} {e} {f}",
            a=Name("U1", "Ana", mention=True),
            b="<b>",
            c=Moment(JANUARY, "date_time"),
            d=Link("here", url="https://example.com"),
            e=Strong(_("{n} left", n=2)),
            f=_("now"),
        )

        assert ENGLISH.spans(words) == [
            Span("name", "Ana", id="U1", mention=True),
            Span("text", ", "),
            Span("user", "<b>"),
            Span("text", ": "),
            Span("moment", "Fri 31 Jan, 13:21 UTC", at=JANUARY, style="date_time"),
            Span("text", " "),
            Span("link", "here", url="https://example.com", parts=(Span("user", "here"),)),
            Span("text", " "),
            Span("strong", "2 left", parts=(Span("text", "2 left"),)),
            Span("text", " now"),
        ]


class TestMoments:
    """A time is read in one zone, whose short name stands beside it."""

    @pytest.mark.parametrize(
        ("language", "style", "read"),
        [
            ("en", "time", "14:21 CET"),
            ("en", "day", "Fri 31 Jan"),
            ("en", "date", "31 Jan 2025"),
            ("en", "date_time", "Fri 31 Jan, 14:21 CET"),
            ("hr", "date_time", "pet, 31. sij, 14:21 CET"),
            ("cs", "date_time", "pá 31. 1., 14:21 CET"),
        ],
    )
    def test_in_a_zone(self, language: str, style: str, read: str) -> None:
        moment = Moment(JANUARY, style)  # type: ignore[arg-type]

        assert Translator(language, zone=ZoneInfo("Europe/Zagreb")).moment(moment) == read

    def test_utc_says_so(self) -> None:
        assert ENGLISH.plain(_("due {at}", at=Moment(JANUARY))) == "due 13:21 UTC"
        assert translator("en", zone="Middle/Earth").plain(_("due {at}", at=Moment(JANUARY))) == "due 13:21 UTC"

    def test_a_sentence_that_ends_with_a_day_has_one_full_stop(self, tmp_path: Path) -> None:
        home = tmp_path / "hr" / "LC_MESSAGES"
        home.mkdir(parents=True)
        (home / "messages.po").write_text("", "utf-8")
        words = _("left {day}. Gone.", day=Moment(JANUARY, "date"))

        assert Translator("hr", tmp_path).plain(words) == "left 31. sij 2025. Gone."
        assert ENGLISH.plain(words) == "left 31 Jan 2025. Gone."

    @pytest.mark.parametrize(
        ("zone", "read"),
        [
            ("Europe/London", "13:21 GMT"),
            ("America/New_York", "08:21 EST"),
            ("Asia/Dubai", "17:21 UTC+4"),  # it has a number for a name
            ("Asia/Kathmandu", "19:06 UTC+5:45"),
            ("America/Sao_Paulo", "10:21 UTC-3"),
        ],
    )
    def test_every_zone_has_a_short_name(self, zone: str, read: str) -> None:
        assert translator("en", zone=zone).moment(Moment(JANUARY)) == read

    def test_a_moment_inside_other_words_follows_the_zone_too(self) -> None:
        words = _("{a}", a=Strong(_("due {at}", at=Moment(JANUARY))))

        assert translator("en", zone="Europe/Zagreb").plain(words) == "due 14:21 CET"


class TestLanguages:
    """A catalogue is compiled in memory; what it lacks is said in English."""

    @pytest.mark.parametrize(
        ("language", "entry", "expected"),
        [
            (
                "hr",
                'msgid "{n} person"\nmsgid_plural "{n} people"\n'
                'msgstr[0] "{n} osoba"\nmsgstr[1] "{n} osobe"\nmsgstr[2] "{n} osoba."',
                "0 osoba. | 1 osoba | 2 osobe | 5 osoba. | 11 osoba. | 21 osoba | 22 osobe | 101 osoba",
            ),
            (
                "cs",
                'msgid "{n} person"\nmsgid_plural "{n} people"\n'
                'msgstr[0] "{n} osoba"\nmsgstr[1] "{n} osoby"\nmsgstr[2] "{n} osob"',
                "0 osob | 1 osoba | 2 osoby | 5 osob | 11 osob | 21 osob | 22 osob | 101 osob",
            ),
        ],
    )
    def test_counted_words_take_the_form_of_the_language(
        self, speaking: Shelf, language: str, entry: str, expected: str
    ) -> None:
        reader = speaking(language, entry)

        read = [reader.plain(_n("{n} person", "{n} people", n)) for n in (0, 1, 2, 5, 11, 21, 22, 101)]

        assert " | ".join(read) == expected

    def test_the_same_english_may_mean_two_things(self, speaking: Shelf) -> None:
        reader = speaking("hr", 'msgctxt "a state"\nmsgid "Open"\nmsgstr "Otvoreno"', 'msgid "Open"\nmsgstr "Otvori"')

        assert reader.plain(_p("a state", "Open")) == "Otvoreno"
        assert reader.plain(_("Open")) == "Otvori"

    def test_a_persons_words_are_never_looked_up(self, speaking: Shelf) -> None:
        reader = speaking("hr", 'msgid "Yes"\nmsgstr "Da"', 'msgid "{a}: {b}"\nmsgstr "{b} – {a}"')

        assert reader.plain(raw("Yes")) == "Yes"
        assert reader.plain(_("{a}: {b}", a="Yes", b=_("Yes"))) == "Da – Yes"

    @pytest.mark.parametrize(
        "entry",
        [
            'msgid "Due {at}"\nmsgstr ""',
            '#, fuzzy\nmsgid "Due {at}"\nmsgstr "Rok {at}"',
            'msgid "Due {at}"\nmsgstr "Rok {when}"',
            'msgid "Due {at}"\nmsgstr "Rok {at"',
        ],
        ids=["empty", "fuzzy", "unknown placeholder", "broken brace"],
    )
    def test_english_stands_in_for_a_translation_that_cannot_be_used(self, speaking: Shelf, entry: str) -> None:
        reader = speaking("hr", entry, 'msgid "Now"\nmsgstr "Sada"')

        assert reader.plain(_("Due {at}", at="noon")) == "Due noon"
        assert reader.plain(_("Now")) == "Sada"

    @pytest.mark.parametrize("name", ["hr", "hr-HR", "hr_HR", "HR"])
    def test_a_language_is_known_by_each_of_its_names(self, speaking: Shelf, tmp_path: Path, name: str) -> None:
        speaking("hr")

        assert translator(name, tmp_path).language == "hr"

    @pytest.mark.parametrize("name", [None, "", "en-GB", "xx", "../hr", "h"])
    def test_any_other_is_english(self, name: str | None) -> None:
        assert translator(name).language == "en"

    def test_numbers_are_written_as_the_language_does(self) -> None:
        assert Translator("en").number(1234567.5) == "1,234,567.5"
        assert translator("en").number(2026) == "2026"

    def test_english_is_always_there(self) -> None:
        assert LANGUAGES[0] == "en"
        assert PSEUDO not in LANGUAGES


class TestPseudo:
    """A language of nobody shows which words are not translatable, and which place is too small."""

    pseudo = translator(PSEUDO)

    def test_every_direct_message_changes_and_a_cut_would_show(self) -> None:
        assert self.pseudo.plain(_("Close access")) == "⟦Çļöšé áççéšš···⟧"

    def test_a_persons_words_stay(self) -> None:
        words = _("Ask {who} about {what}", who=Name("U1", "Ana"), what="the post")

        assert self.pseudo.plain(words) == "⟦Ášķ Ana áƀöûŧ the post···⟧"
        assert self.pseudo.plain(raw("Yes")) == "Yes"

    @given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=5))
    def test_text_grows_by_two_fifths(self, text: str) -> None:
        read = self.pseudo.plain(_(text))

        assert len(read) == len(text) + ceil(len(text) * 0.4)
        assert not any(char.isascii() and char.isalpha() for char in read)


ANY_TEXT = st.text(st.characters())  # surrogates and control characters too
NAMES = st.sampled_from(["a", "b", "due", "who_1"])
PIECES = st.lists(st.tuples(ANY_TEXT, NAMES), max_size=4)


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def params() -> st.SearchStrategy[Param]:
    """Any value a placeholder can take, nested a little."""
    moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(Moment)  # noqa: DTZ001
    leaves = ANY_TEXT | st.integers() | st.floats() | moments | st.builds(Name, ANY_TEXT, ANY_TEXT)
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(lambda value: _("so {it}", it=value), inner)
            | st.lists(inner, max_size=3).map(lambda parts: Joined(tuple(parts)))
            | ANY_TEXT.map(Strong)
            | ANY_TEXT.map(lambda label: Link(label, to="place"))
        ),
        max_leaves=4,
    )


class TestAnyText:
    """Whatever people write, nothing of it is lost, looked up or obeyed."""

    @given(ANY_TEXT, st.sampled_from(["en", PSEUDO]))
    def test_a_persons_words_pass_unread(self, said: str, language: str) -> None:
        spans = translator(language).spans(_("{who} said: {said}", who="Ana", said=said))

        assert [span.text for span in spans if span.kind == "user"] == ["Ana", said] if said else ["Ana"]
        assert translator(language).spans(raw(said)) == ([Span("user", said)] if said else [])

    @given(params(), st.sampled_from(["en", PSEUDO]))
    def test_plain_text_has_nothing_a_screen_obeys(self, value: Param, language: str) -> None:
        plain = translator(language).plain(_("Now: {value}", value=value))

        assert {unicodedata.category(char) for char in plain if char != "\n"}.isdisjoint({"Cc", "Cs"})
        assert not set(plain) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert "\0" not in plain

    def test_lines_stay(self) -> None:
        assert ENGLISH.plain(raw("one\r\ntwo\tthree\x1b[31m\u202e\ud800")) == "one\ntwo three[31m"

    @given(PIECES)
    def test_the_template_is_read_to_the_direct_message(self, pieces: list[tuple[str, str]]) -> None:
        template = "x" + "".join(f"{escaped(literal)}{{{name}}}" for literal, name in pieces)
        words = Words(template, {name: f"<{name}>" for _literal, name in pieces})

        read = "".join(span.text for span in ENGLISH.spans(words))

        assert read == "x" + "".join(f"{literal}<{name}>" for literal, name in pieces)
        assert placeholders(template) == {name for _literal, name in pieces}

    @given(PIECES)
    def test_pseudo_keeps_the_placeholders(self, pieces: list[tuple[str, str]]) -> None:
        template = "x" + "".join(f"{escaped(literal)}{{{name}}}" for literal, name in pieces)
        words = Words(template, {name: name for _literal, name in pieces})

        spans = translator(PSEUDO).spans(words)

        assert [span.text for span in spans if span.kind == "user"] == [name for _literal, name in pieces]


class TestCatalogue:
    """What translators get is what is said, and what they give is checked."""

    def test_words_are_found_in_code_and_playbooks(self, tmp_path: Path) -> None:
        files = {
            "babel.cfg": (LOCALE.parents[1] / "babel.cfg").read_text(encoding="utf-8"),
            "bot/a.py": (
                '# Translators: on a button\n_("Go {where}")\n_n("{n} way", "{n} ways", n)\ngettext("not this")\n'
            ),
            "handlers/b.py": '_p("a state", "Open")\n_("Go {where}")\n',
            "playbooks/c.yaml": (
                "questions:\n- id: one\n  title: What happened?\n  button_label: Tell\n  context: not this\n"
                "  note_text: [a, 2]\n  title_words: [not this]\n  suggested_by: [not this]\n"
                "  hint:\n    short: Say it\n  text: >\n    Two\n    lines\n"
            ),
            "playbooks/cases/case.yaml": "title: not this\nsteps:\n- text: not this\n",
            "tests/d.py": '_("not this")\n',
        }
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")

        template = extract(tmp_path)

        assert "not this" not in template
        assert '#. on a button\n#: bot/a.py handlers/b.py\n#, python-brace-format\nmsgid "Go {where}"' in template
        assert 'msgid "{n} way"\nmsgid_plural "{n} ways"' in template
        assert 'msgctxt "a state"\nmsgid "Open"' in template
        for said in ("What happened?", "Tell", "a", "Say it", r"Two lines\n"):
            assert f'#: playbooks/c.yaml\nmsgid "{said}"' in template
        assert 'msgid "2"' not in template

    def test_each_gap_of_a_translation_is_told(self, tmp_path: Path) -> None:
        template = (
            'msgid "One"\nmsgstr ""\n\nmsgid "{a}"\nmsgstr ""\n\nmsgid "Three"\nmsgstr ""\n\nmsgid "Four"\nmsgstr ""\n'
        )
        catalogue = tmp_path / "messages.po"
        catalogue.write_text(
            'msgid "One"\nmsgstr "Jedan"\n\nmsgid "{a}"\nmsgstr "{b}"\n\n#, fuzzy\nmsgid "Three"\nmsgstr "Tri"\n'
        )

        with catalogue.open("rb") as file:
            told = faults(file, template)

        assert told == [
            "unknown placeholder b: '{b}'",
            "not checked by a person: 'Three'",
            "not translated: 'Four'",
        ]

    def test_the_template_holds_what_is_said(self) -> None:
        """If this fails: run `crisis words`."""
        assert TEMPLATE.read_text(encoding="utf-8") == extract()

    def test_every_language_is_complete(self) -> None:
        template = TEMPLATE.read_text(encoding="utf-8")
        for language in set(LANGUAGES) - {"en"}:
            with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
                assert faults(file, template) == [], language
