"""
Words as Slack draws them: mrkdwn, or rich text wherever a sign in them would be read as formatting.

Slack's mrkdwn knows three escapes (& < >) and none for ``*bold*``, ``:smile:`` or a ``>`` at the start of a line. Zero-
width signs between are guesses that change what people copy. In rich text nothing is read, so words with such a sign
go there, to the letter; all others stay mrkdwn, where times can be drawn in small type too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from bot.platforms.slack.people import to_slack
from bot.text import Span, Strong, Style, Translator, Words, clean, raw

Block = dict[str, object]

# What mrkdwn reads inside text (Slack: formatting-message-text page); an underscore inside a word stays one.
_READ: Final = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)|:[\w+'-]+:|(?m:^[^\S\n]*>)")
_TOKENS: Final[Mapping[Style, str]] = {
    "time": "{time}",
    "date_time": "{date_num}, {time}",  # figures: the names of days and months come in the reader's own language
}
_FIRST_S: Final = 1_000_000_000  # Slack: a date token's time stamp has ten digits
_LAST_S: Final = 9_999_999_999
_ADDRESS: Final = re.compile(r"https?://\S+|mailto:\S+", re.IGNORECASE)
_MAX_ADDRESS: Final = 3_000
_SIGNS: Final[Mapping[str, str]] = {"strong": "*", "struck": "~"}
_STYLES: Final[Mapping[str, str]] = {"strong": "bold", "struck": "strike"}
_RUN: Final = 500  # a text longer than a block is cut between runs of this many characters
MAX_SECTION_CHARS: Final = 3_000
MAX_SMALL_CHARS: Final = 2_000

Links = Mapping[str, str]
Line = Words | Strong


def escape(text: str) -> str:
    """Slack's three escapes; order matters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines(translator: Translator, shown: Sequence[Line], links: Links) -> list[Block]:
    """Lines under each other at full length, as sections or as rich text; none for blank ones."""
    spans = [_spans(translator, line) for line in shown]
    if is_read(spans):
        runs = [run for run in _under_each_other(spans, links) if run]
        return [_rich("rich_text_section", runs)] if _visible(spans) else []
    texts = packed([_atoms(line, links) for line in spans], MAX_SECTION_CHARS)
    return [{"type": "section", "text": _mrkdwn(text)} for text in texts]


def small(translator: Translator, shown: Sequence[Line], links: Links) -> list[Block]:
    """Lines in small type. A sign that would be read makes them plain: times in UTC, links without their address."""
    spans = [_spans(translator, line) for line in shown]
    if is_read(spans):
        whole = "\n".join(clean(_text(line)) for line in spans)
        elements = [plain(text) for text in packed([list(_runs(whole))], MAX_SMALL_CHARS)]
    else:
        elements = [_mrkdwn(text) for text in packed([_atoms(line, links) for line in spans], MAX_SMALL_CHARS)]
    return [{"type": "context", "elements": elements}] if elements else []


def quotation(text: str) -> list[Block]:
    """A person's own words, to the letter."""
    said = clean(text)
    return [_rich("rich_text_quote", [{"type": "text", "text": run} for run in _runs(said)])] if said.strip() else []


def plain(text: str) -> dict[str, object]:
    """Slack's plain text; without *emoji* a ``:smile:`` stays letters."""
    return {"type": "plain_text", "text": text, "emoji": False}


def is_read(spans: Iterable[Iterable[Span]]) -> bool:
    """Whether mrkdwn would read a sign in these lines as formatting; joined, for two runs may make one sign."""
    return _READ.search("\n".join(_text(line) for line in spans)) is not None


def packed(shown: Iterable[Sequence[str]], limit: int) -> list[str]:
    """Lines, each made of atoms, in as few texts as *limit* allows; only a longer line is cut, between its atoms."""
    texts = [""]
    for atoms in shown:
        line = "".join(atoms)
        joined = f"{texts[-1]}\n{line}" if texts[-1] else line
        if len(joined) <= limit:
            texts[-1] = joined
            continue
        texts.append("")
        for atom in atoms:
            if len(texts[-1]) + len(atom) > limit:
                texts.append("")
            texts[-1] += atom
    return [text for text in texts if text.strip()]


def address(span: Span, links: Links) -> str | None:
    """Where a link leads, unable to end the markup around it; None while that is unknown or no web page."""
    found = span.url if span.url is not None else links.get(span.to or "")
    if found is None:
        return None
    safe = re.sub(r"[\s<>|]", lambda sign: quote(sign[0]), clean(found).strip())
    return safe if _ADDRESS.fullmatch(safe) and len(safe) <= _MAX_ADDRESS else None


def _spans(translator: Translator, line: Line) -> list[Span]:
    return translator.spans(line if isinstance(line, Words) else raw(line))


def _text(line: Iterable[Span]) -> str:
    return "".join(span.text for span in line)


def _visible(spans: Iterable[Iterable[Span]]) -> bool:
    return any(clean(_text(line)).strip() for line in spans)


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + _RUN] for at in range(0, len(text), _RUN))


def _stamp(at: datetime | None) -> int | None:
    stamp = int(at.timestamp()) if at else 0
    return stamp if _FIRST_S <= stamp <= _LAST_S else None


# mrkdwn


def _atoms(line: Iterable[Span], links: Links) -> list[str]:
    """The line as pieces of mrkdwn that must not be cut."""
    return [atom for span in line for atom in _drawn(span, links)]


def _drawn(span: Span, links: Links) -> list[str]:
    stamp, token = _stamp(span.at), _TOKENS.get(span.style or "day")
    if span.kind == "moment" and token and stamp:
        return [f"<!date^{stamp}^{token}|{escape(span.text)}>"]
    if span.kind == "name" and span.mention and span.id:
        return [f"<@{to_slack(span.id)}>"]
    if span.kind == "link" and (url := address(span, links)):
        label = escape(" ".join(clean(span.text).split()))
        return [f"<{escape(url)}|{label}>" if label else f"<{escape(url)}>"]
    if span.kind in _SIGNS:
        sign, inner = _SIGNS[span.kind], "".join(_atoms(span.parts, links))
        return ["\n".join(f"{sign}{part.strip()}{sign}" if part.strip() else part for part in inner.split("\n"))]
    return [escape(run) for run in _runs(clean(span.text))]


# rich text


def _rich(kind: str, runs: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": runs}]}


def _under_each_other(spans: Sequence[Iterable[Span]], links: Links) -> Iterator[Block]:
    for number, line in enumerate(spans):
        if number:
            yield {"type": "text", "text": "\n"}
        for span in line:
            yield from _run(span, links)


def _run(span: Span, links: Links, style: Mapping[str, bool] | None = None) -> Iterator[Block]:
    styled: Block = {"style": dict(style)} if style else {}
    stamp, token = _stamp(span.at), _TOKENS.get(span.style or "day")
    if span.kind == "moment" and token and stamp:
        yield {"type": "date", "timestamp": stamp, "format": token, "fallback": span.text, **styled}
    elif span.kind == "name" and span.mention and span.id:
        yield {"type": "user", "user_id": to_slack(span.id), **styled}
    elif span.kind == "link" and (url := address(span, links)):
        label = clean(span.text)
        yield {"type": "link", "url": url, **({"text": label} if label else {}), **styled}
    elif span.kind in _STYLES:
        for part in span.parts:
            yield from _run(part, links, {**(style or {}), _STYLES[span.kind]: True})
    else:
        for run in _runs(clean(span.text)):
            yield {"type": "text", "text": run, **styled}
