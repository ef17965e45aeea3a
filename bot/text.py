"""
Words that wait for their reader: a message id with parameters, put into a language only at the edge.

The English sentence is the message id. A person's own words travel beside it as data: they are never looked up,
never formatted and never read as markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from math import ceil, isfinite
from pathlib import Path
from string import Formatter
from typing import Final, Literal, assert_never

from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from dateutil import tz

LOCALE: Final = Path(__file__).parent / "locale"
CATALOGUE: Final = "LC_MESSAGES/messages.po"
PSEUDO: Final = "qps"  # the code Windows reserves for pseudo-locales
PSEUDO_GROWTH: Final = 0.4  # translations of our short labels grow by up to 40 %

Style = Literal["time", "day", "date", "date_time"]
Kind = Literal["text", "user", "moment", "name", "link", "strong", "struck"]


@lru_cache(maxsize=64)
def languages(folder: Path = LOCALE) -> tuple[str, ...]:
    """English, and every language that has a catalogue; the pseudo-locale is not listed, so no menu offers it."""
    return ("en", *sorted(path.parts[-3] for path in folder.glob(f"*/{CATALOGUE}")))


LANGUAGES: Final = languages()


@dataclass(frozen=True, slots=True)
class Moment:
    """
    A time, shown in the reader's own zone; of style "day" or "date" a day, shown in the language it is said in.

    *at* is aware UTC; ValueError if it is naive.
    """

    at: datetime
    style: Style = "time"

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs a time zone")


@dataclass(frozen=True, slots=True)
class Name:
    """A person. Only a *mention* alerts them; otherwise the name is plain text."""

    id: str
    name: str
    mention: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: to an address (*url*), or to a surface's key or "place" (*to*) found at the edge."""

    label: Words | str
    url: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    of: Words | str


@dataclass(frozen=True, slots=True)
class Struck:
    """Words with a line through them; what stands beside them says so too, for who cannot see the line."""

    of: Words | str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several values in a row. A *sep* of type str is punctuation, not a person's words."""

    parts: tuple[Param, ...]
    sep: Words | str = ", "


@dataclass(frozen=True)
class Words:
    """
    What to say, before anyone's language: a message id, its parameters, and for counted things the plural and n.

    *params* may be given as any mapping; what is kept compares and hashes by its content. A placeholder in the
    message id without a parameter raises KeyError here, where the mistake is; a malformed placeholder ValueError.
    """

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None
    context: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", _Params(sorted(self.params.items())))
        known = {*self.params, "n"} if self.n is not None else {*self.params}
        for template in (self.msgid, self.plural or ""):
            if missing := placeholders(template) - known:
                raise KeyError(f"{', '.join(sorted(missing))}: no such parameter for {template!r}")

    @property
    def is_raw(self) -> bool:
        """Whether these are a person's own words, which no catalogue knows."""
        return not self.msgid


Param = str | int | float | Words | Moment | Name | Link | Strong | Struck | Joined


class _Params(dict[str, Param]):
    """Parameters that can be hashed, so that Words can be kept in frozen things; typed as Mapping: nobody writes."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return hash(tuple(self.items()))


def _(msgid: str, /, **params: Param) -> Words:
    """Words to be looked up; a str parameter is a person's words or data."""
    return Words(msgid, params)


def _n(one: str, many: str, n: int, /, **params: Param) -> Words:
    """Counted words: *n* chooses the form and is available as {n}. Whole numbers only: Czech counts fractions apart."""
    return Words(one, params, many, n)


def _p(context: str, msgid: str, /, **params: Param) -> Words:
    """Words whose English is ambiguous; *context* tells the translator which meaning is meant."""
    return Words(msgid, params, context=context)


def raw(value: Param) -> Words:
    """A person's own words, or another value, where Words are asked for."""
    return Words("", {"text": value})


def placeholders(template: str) -> frozenset[str]:
    """The names in braces in *template*; ValueError if a brace is alone or holds more than a simple name."""
    return frozenset(name for _literal, name in _pieces(template) if name is not None)


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """The template cut into (literal, name of the placeholder after it)."""
    pieces = tuple(Formatter().parse(template))
    for _literal, name, spec, conversion in pieces:
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise ValueError(f"only simple names in braces: {template!r}")
    return tuple((literal, name) for literal, name, _spec, _conversion in pieces)


@dataclass(frozen=True, slots=True)
class Span:
    """
    A run of text for a platform to draw, and to escape: none of it is markup.

    *text* is what can always be shown: catalogue words (kind "text"), a person's data ("user"), the time in the
    translator's zone ("moment"), the name ("name"), the plain label ("link", "strong", "struck"). *parts* are
    the runs inside one of these three.
    """

    kind: Kind
    text: str
    at: datetime | None = None
    style: Style | None = None
    id: str | None = None
    mention: bool = False
    url: str | None = None
    to: str | None = None
    parts: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Translator:
    """Puts words into one language, given as a code of `languages()` or "qps"; `translator` takes what a chat sends."""

    language: str = "en"
    folder: Path = LOCALE
    zone: tzinfo = UTC  # of times where nobody's own zone is asked for: in notifications, labels, files

    def spans(self, words: Words) -> list[Span]:
        """The words in this language, as runs to be drawn; a person's text is kept to the letter."""
        spans: list[Span] = []
        for span in self._words(words):
            if span.kind == "text" and spans and _ends_with_a_stop(spans[-1]):
                span = Span("text", span.text.removeprefix("."))  # one full stop is enough: Croatian dates have theirs
            if spans and spans[-1].kind == span.kind == "text":
                span = Span("text", spans.pop().text + span.text)
            spans.append(span)
        return [span for span in spans if span.text]

    def plain(self, words: Words) -> str:
        """The words as plain text; lines stay, other control characters go."""
        return clean(self._read(self.spans(words)))

    def moment(self, moment: Moment) -> str:
        """The time, as "14:21 CET", "Fri 31 Jan", "31 Jan 2025" or "Fri 31 Jan, 14:21 CET"; the zone is always said."""
        at = moment.at.astimezone(self.zone)
        time = f"{at:%H:%M} {short_name(at)}"
        day = format_skeleton("MMMEd", at, locale=self._locale)
        match moment.style:
            case "time":
                return time
            case "day":
                return day
            case "date":
                return format_skeleton("yMMMd", at, locale=self._locale)
            case "date_time":
                return f"{day}, {time}"

    def number(self, value: float) -> str:
        """A number as this language writes it; four digits stay together, so years and crisis numbers do too."""
        if not isfinite(value) or abs(value) >= 1e15:
            return str(value)
        return format_decimal(value, locale=self._locale, group_separator=abs(value) >= 10_000)

    @property
    def _locale(self) -> str:
        return "en_GB" if self.language in {"en", PSEUDO} else self.language  # British: the day before the month

    def _words(self, words: Words) -> Iterator[Span]:
        if words.is_raw:
            yield from self._param(words.params.get("text", ""))
            return
        known = words.params if words.n is None else {"n": words.n, **words.params}
        for literal, name in self._template(words):
            yield Span("text", literal)
            if name is not None:
                yield from self._param(known[name])

    def _template(self, words: Words) -> tuple[tuple[str, str | None], ...]:
        catalogue = _catalogue(self.language, self.folder)
        match words.context, words.plural:
            case None, None:
                found = catalogue.gettext(words.msgid)
            case str(context), None:
                found = catalogue.pgettext(context, words.msgid)
            case None, str(plural):
                found = catalogue.ngettext(words.msgid, plural, words.n or 0)
            case context, plural:
                found = catalogue.npgettext(str(context), words.msgid, str(plural), words.n or 0)
        return _accented(_pieces(found)) if self.language == PSEUDO else _pieces(found)

    def _param(self, value: Param) -> Iterator[Span]:
        match value:
            case str():
                yield Span("user", value)
            case int() | float():
                yield Span("text", self.number(value))
            case Words():
                yield from self._words(value)
            case Moment():
                yield Span("moment", self.moment(value), at=value.at, style=value.style)
            case Name():
                yield Span("name", value.name, id=value.id, mention=value.mention)
            case Strong():
                parts = self._inner(value.of)
                yield Span("strong", self._read(parts), parts=parts)
            case Struck():
                parts = self._inner(value.of)
                yield Span("struck", self._read(parts), parts=parts)
            case Link():
                parts = self._inner(value.label)
                yield Span("link", self._read(parts), url=value.url, to=value.to, parts=parts)
            case Joined():
                yield from self._joined(value)
            case _:
                assert_never(value)

    def _inner(self, of: Words | str) -> tuple[Span, ...]:
        return tuple(self.spans(of if isinstance(of, Words) else raw(of)))

    def _joined(self, joined: Joined) -> Iterator[Span]:
        for place, part in enumerate(joined.parts):
            if place and isinstance(joined.sep, str):
                yield Span("text", joined.sep)
            elif place and isinstance(joined.sep, Words):
                yield from self._words(joined.sep)
            yield from self._param(part)

    def _read(self, spans: Iterable[Span]) -> str:
        return "".join(self._read(span.parts) if span.parts else span.text for span in spans)


def translator(language: str | None, folder: Path = LOCALE, zone: str = "UTC") -> Translator:
    """
    For a language as chats and browsers name it ("hr-HR", "hr_HR", "HR"); English where there is no catalogue.

    *zone* is an IANA name; UTC where it is not known.
    """
    wanted = (language or "en").replace("_", "-").split("-")[0].lower()
    known = wanted if wanted in {*languages(folder), PSEUDO} else "en"
    return Translator(known, folder, (tz.gettz(zone) if zone else None) or UTC)


def _ends_with_a_stop(span: Span) -> bool:
    return span.kind == "moment" and span.text.endswith(".")


def short_name(at: datetime) -> str:
    """What the zone of an aware time is called then: "CET"; "UTC+3" where it has a number for a name."""
    name = at.tzname() or "UTC"
    if name.isalpha():
        return name
    offset = at.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    rest = f":{minutes % 60:02}" if minutes % 60 else ""
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60}{rest}"


def clean(text: str) -> str:
    """
    The text without what a reader cannot see but a screen obeys.

    Lines stay, a tab becomes a space; other control characters, lone surrogates and the marks that turn the
    direction of writing (U+202A to E, U+2066 to 9: they let a name rewrite the sentence around it) are dropped.
    """
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    if all(line.isprintable() for line in lines.split("\n")):  # no such sign is: nearly all there is ends here
        return lines
    return "".join(char for char in lines if char == "\n" or not _obeyed(char))


def seen(text: str) -> str:
    """
    The words of a name that can be seen, one space between them; "" where there are none.

    Signs that only steer the direction of writing are dropped. Joiners stay inside a word: scripts and emoji need them.
    """
    words = "".join(char for char in clean(text) if char not in _TURNING).split()
    return " ".join(word for word in words if any(_is_seen(char) for char in word))


_TURNING = "\u061c\u200e\u200f"
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol by their category, which show nothing


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNPS" and char not in _BLANK


def _obeyed(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


@lru_cache(maxsize=64)
def _catalogue(language: str, folder: Path) -> NullTranslations:
    """The catalogue, compiled in memory; a fuzzy or broken translation is left out, so English stands in for it."""
    if language in {"en", PSEUDO}:
        return NullTranslations()
    with (folder / language / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    for message in list(catalogue):
        if message.id and any(misused(message.id, message.string or ())):
            catalogue.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def misused(source: str | Iterable[str], translation: str | Iterable[str]) -> Iterator[str]:
    """What is wrong with the braces of a translation: one sentence each."""
    sources, forms = ([text] if isinstance(text, str) else list(text) for text in (source, translation))
    known = frozenset[str]().union(*map(placeholders, sources))
    for form in filter(None, forms):
        try:
            unknown = placeholders(form) - known
        except ValueError as fault:
            yield str(fault)
            continue
        if unknown:
            yield f"unknown placeholder {', '.join(sorted(unknown))}: {form!r}"


_ACCENTS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒğĥîĵķļɱñöþɋŕšŧûṽŵẋýžÁƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞɊŔŠŦÛṼŴẊÝŽ",
)


def _accented(pieces: tuple[tuple[str, str | None], ...]) -> tuple[tuple[str, str | None], ...]:
    """The same words in no language: every letter accented, grown, and closed in ⟦ ⟧ so that a cut shows."""
    length = sum(len(literal) for literal, _name in pieces)
    filling = "·" * max(0, ceil(length * PSEUDO_GROWTH) - 2)
    accented = tuple((literal.translate(_ACCENTS), name) for literal, name in pieces)
    return (("⟦", None), *accented, (f"{filling}⟧", None))
