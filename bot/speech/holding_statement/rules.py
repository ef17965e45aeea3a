"""
The first public statement: a template approved beforehand, or the crisis' own draft; its empty places filled, and
published by hand. A draft is the crisis' alone: the organisation's line changes in the register, by who keeps it.

    not written ──written──▶ waits ──another person approves this very text──▶ approved ──Published──▶ online
                               ▲                                                  │
                               └──────────── any change of the text ──────────────┘
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, TypedDict

from dateutil import tz

from bot import approval
from bot.access.affected_accounts import touched
from bot.access.register.state import Register
from bot.approval import mark, must_be_approvable
from bot.crisis import wording
from bot.crisis.evidence import rules as evidence
from bot.crisis.incident import Incident
from bot.crisis.opening import kinds
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.crisis.when import OLDEST, ONE_DAY
from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Person, Someone
from bot.record.due import Due
from bot.record.fact import Fact, Level
from bot.speech.holding_statement.facts import (
    HoldingStatementLate,
    HoldingStatementPublished,
    StatementApproved,
    StatementDrafted,
    TemplateApproved,
    TemplateWritten,
)
from bot.speech.holding_statement.state import Template
from bot.text import Moment, Style, _, clean, translator

WITHIN: Final = {  # domain.md §2.3: target to the first public statement; of Watch there is none
    Level.critical: timedelta(minutes=15),
    Level.high: timedelta(minutes=30),
    Level.moderate: timedelta(minutes=60),
}
PLACES: Final = ("brand", "account", "channel", "when")
"""Empty places that have a name of their own; any other word in braces is one too, filled by hand."""

PLACE: Final = re.compile(r"\{([^{}\n]{1,30})\}")
MOST_PLACES: Final = 6  # each is a field of the form
LINE_CHARS: Final = 600  # ours: a holding statement is short
LIMITS: Final = {  # characters of one post, as the platforms' own help pages give them; of others none is shown
    "x": 280,
    "bluesky": 300,
    "threads": 500,
    "mastodon": 500,
    "instagram": 2200,
    "linkedin": 3000,
}
OTHER: Final = "other"  # the kind whose line stands in while none is known


def places(text: str) -> tuple[str, ...]:
    """The empty places of a text, in order, each once."""
    return tuple(dict.fromkeys(name.strip() for name in PLACE.findall(text)))


def misplaced(text: str) -> Iterator[str]:
    """What is wrong with the braces of a playbook's line: one sentence each."""
    if "{" in (rest := PLACE.sub("", text)) or "}" in rest:
        yield "a brace stands alone."
    for name in places(text):
        if name not in PLACES:
            yield f"there is no place {{{name}}}; there are {', '.join(PLACES)}."


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known in its places; the others stay."""
    return PLACE.sub(lambda found: values.get(found[1].strip(), "").strip() or found[0], text)


def kind_of(incident: Incident, book: Book) -> str:
    """The kind whose line it is; "other" where none is known."""
    return kinds.kind_of(incident, book) or OTHER


def line_of(incident: Incident, register: Register | None, kind: str) -> Template | None:
    """What a crisis says first: the line that was approved before it was opened, else its draft, approved or not."""
    line = register.templates.get(kind) if register else None
    return line if line is not None and in_advance(line, incident) else incident.speech.drafts.get(kind)


def in_advance(line: Template, incident: Incident) -> bool:
    """Whether it was approved before this crisis was opened."""
    at = line.approval.at if line.approval else None
    return at is not None and incident.opening.opened_at is not None and at < incident.opening.opened_at


def is_approved(line: Template | None) -> bool:
    return line is not None and line.is_approved


def known(incident: Incident, register: Register, now: datetime | None = None) -> dict[str, str]:
    """
    What of the places the crisis knows: brand, the accounts that are touched, when it happened.

    *now* is when the text is said, aware UTC; None where that is any day after.
    """
    handles = [register.accounts[id].handle for id in touched(incident) if id in register.accounts]
    found = {
        "brand": incident.opening.brand,
        "account": ", ".join(handles) or _named(incident),
        "when": _when(incident, now),
    }
    return {name: value for name, value in found.items() if value}


def _named(incident: Incident) -> str:
    """One account that somebody wrote; of several, which is meant is theirs to say."""
    answered = incident.questions.answers.get("accounts")
    written = answered.answer.values.get("accounts") if answered and answered.state == "answered" else None
    lines = str(written or "").split("\n")
    return lines[0].strip() if len(lines) == 1 else ""


def _when(incident: Incident, now: datetime | None) -> str:
    """On the clock of the organisation, as its public reads it *now*; without, so that it is true on any day."""
    answered = incident.questions.answers.get("when")
    at = answered.answer.values.get("at") if answered and answered.state == "answered" else None
    if at is None:
        return ""
    zone = tz.gettz(incident.opening.zone) or tz.UTC
    moment, today = wording.moment(at), now.astimezone(zone).date() if now else None
    local = moment.astimezone(zone)
    time, day = f"{local:%H:%M}", local.date()
    if day == today:
        return time
    # The time stands first, for a line may say "at" or "since" before it.
    style: Style = "day" if today is None or day.year == today.year else "date"
    words = _("{time} on {day}", time=time, day=Moment(moment, style))
    if today is not None and day == today - ONE_DAY:
        words = _("{time} yesterday", time=time)
    return translator(incident.room.language, zone=incident.opening.zone).plain(words)


def platforms(incident: Incident, register: Register) -> tuple[str, ...]:
    """Where the accounts are that are touched."""
    known = (register.accounts[id].platform for id in touched(incident) if id in register.accounts)
    return tuple(dict.fromkeys(known))


# writing and approving


def write(register: Register, book: Book, kind: str, text: str, by: Someone, asked: Someone | None) -> list[Fact]:
    """
    The organisation's line for a kind; what was approved of it before counts no more. Nothing where it says the same.

    Raises:
        Refused: With the field it stands under, ``text`` or ``asked``.
    """
    line = register.templates.get(kind)
    made = _written(line, book, kind, text, by, asked)
    return [TemplateWritten(playbook=kind, **made)] if made else []


def draft(
    incident: Incident, register: Register, book: Book, kind: str, text: str, by: Someone, asked: Someone | None
) -> list[Fact]:
    """
    This crisis' own draft for a kind. Nothing where it says the same.

    Raises:
        Refused: With the field it stands under, or because a line was approved in advance.
    """
    must_be_drafted(incident, register, kind)
    made = _written(incident.speech.drafts.get(kind), book, kind, text, by, asked)
    return [StatementDrafted(playbook=kind, **made)] if made else []


def must_be_drafted(incident: Incident, register: Register, kind: str) -> None:
    """Refuse a draft where something is out already, or a line was approved in advance."""
    must_be_first(incident)
    line = register.templates.get(kind)
    if line is not None and in_advance(line, incident):
        words = _("A line was approved in advance. Nothing was changed. Those who keep first lines change it.")
        raise Refused(words, code="approved")


class _Made(TypedDict):
    """What a text was made by."""

    text: str
    by: Someone
    asked: Someone | None


def _written(
    line: Template | None, book: Book, kind: str, text: str, by: Someone, asked: Someone | None
) -> _Made | None:
    """
    The text in the place of *line*; None where it says the same.

    Raises:
        Refused: With the field it stands under, ``text`` or ``asked``.
    """
    if kind not in {each.id for each in book.kinds}:
        raise Refused(_("No playbook has that kind. Nothing was changed."), code="unknown_kind")
    words = clean(text).strip()
    _check_text(words)
    if asked is not None and asked.id == by.id:
        raise Refused(_("Not you: someone else approves it."), "asked", "self")
    if line is None or line.text != words:
        return {"text": words, "by": by, "asked": asked}
    if line.is_approved or asked is None or (line.asked and line.asked.id == asked.id):
        return None
    if asked.id == line.written_by.id:
        raise Refused(_("{name} wrote it, so someone else approves it.", name=full(asked)), "asked", "author")
    return {"text": words, "by": line.written_by, "asked": asked}


def _check_text(words: str) -> None:
    if not words:
        raise Refused(_("Write what you would say first."), "text", "empty")
    if len(words) > LINE_CHARS:
        raise Refused(_("Shorten by {over}.", over=len(words) - LINE_CHARS), "text", "too_long")
    rest = PLACE.sub("", words)
    if "{" in rest or "}" in rest:
        raise Refused(_("A brace stands alone. Write an empty place like {place}.", place="{when}"), "text", "brace")
    if len(places(words)) > MOST_PLACES:
        raise Refused(_("At most {n} empty places.", n=MOST_PLACES), "text", "places")


def approve(register: Register, kind: str, shown: str, by: Someone) -> list[Fact]:
    """Another person approves the organisation's line, this very text. Raises Refused."""
    approval.approve(_there(register.templates.get(kind)), shown, by)
    return [TemplateApproved(playbook=kind, mark=shown, by=by)]


def approve_draft(incident: Incident, kind: str, shown: str, by: Someone) -> list[Fact]:
    """Another person approves this crisis' draft, this very text. Raises Refused."""
    must_be_first(incident)
    approval.approve(_there(incident.speech.drafts.get(kind)), shown, by)
    return [StatementApproved(playbook=kind, mark=shown, by=by)]


def approvable(line: Template | None, by: Someone) -> Template:
    """The line, for somebody who did not write it. Raises Refused."""
    must_be_approvable(line := _there(line), by)
    return line


def _there(line: Template | None) -> Template:
    if line is None:
        raise Refused(_("Nobody has written this line yet. Nothing was approved."), code="not_written")
    return line


# publishing


def approved(incident: Incident, register: Register, kind: str, shown: str) -> Template:
    """What is approved to be said in this crisis, if it is still the text that was read. Raises Refused."""
    line = line_of(incident, register, kind)
    if line is None or not line.is_approved or mark(line.text) != shown:
        words = _(
            "This line has changed since, so its approval is gone. Nothing was recorded. "
            "If it is online already, add it to the timeline."
        )
        raise Refused(words, code="not_approved")
    return line


def must_be_first(incident: Incident) -> None:
    """Refuse a second holding statement."""
    must_be_open(incident)
    if word := incident.speech.published:
        at, name = Moment(word.published_at), full(word.by)
        raise Refused(_("The first word is out since {at}; {name} recorded it.", at=at, name=name), code="published")


def publish(
    incident: Incident,
    line: Template,
    values: Mapping[str, str],
    link: str,
    at: datetime | None,
    by: Person,
    now: datetime,
) -> list[Fact]:
    """
    The approved line stands online, published by hand.

    Args:
        at: When, aware; now, where it is not said.

    Raises:
        Refused: With the field it stands under, ``link``, ``at`` or ``place_<n>``.
    """
    must_be_first(incident)
    values = {name: clean(value).strip() for name, value in values.items() if value.strip()}
    _check_places(line.text, values)
    if evidence.LINK.fullmatch(link) is None or len(link) > evidence.LINK_CHARS:
        raise Refused(_("A full address, https://…"), "link", "not_an_address")
    if line.approval is None or not line.is_approved:
        raise LookupError("an unapproved line is never published")
    used = {name: values[name] for name in places(line.text)}
    return [
        HoldingStatementPublished(
            text=filled(line.text, used),
            line=line.text,
            filled=used,
            approval=line.approval,
            link=link,
            published_at=_published(at, now),
            by=by.someone,
        )
    ]


def _check_places(text: str, values: Mapping[str, str]) -> None:
    """Case 20 of ux.md, for the first place that is empty, or that was filled with another one."""
    for n, name in enumerate(places(text), start=1):
        if not values.get(name) or PLACE.search(values[name]):
            words = _("The text still has an empty place: {place}. Fill it, or write another line.", place=name)
            raise Refused(words, f"place_{n}", "gap_unfilled")


def _published(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at > now:
        shown = Moment(at, "date_time")
        raise Refused(_("This is in the future: {at}. Give a time up to now.", at=shown), "at", "field")
    if at < now - OLDEST:
        raise Refused(_("This is more than 400 days ago. Check the year."), "at", "too_old")
    return at


# its time


def due_at(incident: Incident) -> datetime | None:
    """By when the first public statement is due, aware UTC; from the opening, or from when it was opened again."""
    within = WITHIN.get(incident.level)
    if incident.opening.opened_at is None or within is None:
        return None
    return max(incident.opening.opened_at, incident.resolving.reopened_at or incident.opening.opened_at) + within


def is_late(incident: Incident) -> bool:
    """Whether its time went by, and there still is none."""
    return incident.speech.late is not None and incident.speech.published is None


def due(incident: Incident) -> list[Due]:
    """Nobody has published anything in time: whoever commands is reminded, once."""
    at = due_at(incident)
    if at is None or incident.speech.published or incident.speech.late:
        return []
    return [Due(at, "first-word", (HoldingStatementLate(due=at, to=incident.acting),))]
