"""
First lines as people meet them: the list, the forms to write, approve and use one, the direct message to who approves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.access.register.state import Register
from bot.approval import mark
from bot.chat.card import Button, Card, Item, Lines, Menu, Option, Quote, Row, Small, Title, on
from bot.chat.carried import Carried
from bot.chat.form import Asks, Dates, Field, Form, Picks, Says, Sent
from bot.chat.outcome import Reply
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.naming import full
from bot.people.who import Person
from bot.room.surface import Desk, Scene, Surface, direct_message
from bot.speech.holding_statement.rules import (
    LIMITS,
    LINE_CHARS,
    PLACE,
    PLACES,
    filled,
    in_advance,
    is_approved,
    places,
)
from bot.speech.holding_statement.state import Template
from bot.text import Joined, Moment, Name, Param, Strong, Words, _, raw

VALUE_CHARS = 200  # of what fills one empty place
APPROVE = _("Read and approve…")


def kind_words(book: Book, kind: str) -> Words:
    """What the kind is called; its id where no playbook has it any more."""
    return next((Words(known.title) for known in book.kinds if known.id == kind), raw(kind))


def approved_by(line: Template, incident: Incident | None = None) -> Words:
    """ "approved in advance by Eva Malá, 3 Oct"; of a crisis' draft "approved in this crisis by Eva Malá, 21:40"."""
    name, at = _approval(line)
    if incident is None or in_advance(line, incident):
        return _("approved in advance by {name}, {at}", name=name, at=Moment(at, "date"))
    return _("approved in this crisis by {name}, {at}", name=name, at=Moment(at))


def _approval(line: Template) -> tuple[Name, datetime]:
    if line.approval is None:
        raise LookupError("nobody approved it")
    return full(line.approval.by), line.approval.at


# outside a crisis


def listed(register: Register, book: Book, reader: Person, writes: bool) -> Reply:
    """Every kind with its line, to those who write or approve them."""
    approved = sum(is_approved(register.templates.get(kind.id)) for kind in book.kinds)
    head = _("First lines: {n} of {of} kinds have an approved one", n=approved, of=len(book.kinds))
    lines = [_status(Words(kind.title), register.templates.get(kind.id)) for kind in book.kinds]
    return Reply((head, *lines), tuple(_menus(register, book, reader, writes)))


def _status(kind: Words, line: Template | None) -> Words:
    if line is None:
        return _("✖ {kind}: not written yet", kind=kind)
    if is_approved(line):
        return _("✔ {kind}: {approved}", kind=kind, approved=approved_by(line))
    name, at = full(line.written_by), Moment(line.written_at, "date")
    return _("✖ {kind}: written by {name}, {at}, waits for approval", kind=kind, name=name, at=at)


def _menus(register: Register, book: Book, reader: Person, writes: bool) -> list[Item]:
    kinds = tuple(Option(kind.id, Words(kind.title)) for kind in book.kinds)
    waiting = {line.playbook for line in register.templates.values() if _waits_for(line, reader)}
    found: list[Item] = [Menu("statements.line", _("Write or change…"), kinds)] if writes else []
    if mine := tuple(option for option in kinds if option.value in waiting):
        found.append(Menu("statements.line_approve", APPROVE, mine))
    return found


def _waits_for(line: Template, reader: Person) -> bool:
    return not is_approved(line) and line.written_by.id != reader.id


@dataclass(frozen=True, slots=True)
class OfLine(Carried):
    """The line for a kind, and the mark of the text that was shown."""

    kind: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OfText(Carried):
    """Marks: of the approved text, and of the text with its places filled, as it was shown."""

    approved: str
    shown: str


class WrittenLine(Sent):
    """A line, and who is to approve it."""

    text = Asks("text", _("Text"), long=True, max_chars=LINE_CHARS)
    asked = Picks("asked", _("Who approves it"), _("Not you. They get a letter."))


class PublishedLine(Sent):
    """That a line stands online. Its empty places stand between these."""

    link = Asks("link", _("Link"), kind="address")
    at = Dates("at", _("When was it published?"), required=False, hint=_("Empty means now."))


def write_form(
    action: str, incident: str, book: Book, kind: str, line: Template | None, asked: str | None = None
) -> Form:
    """
    The line for a kind, as it is, or as the playbook begins it.

    Args:
        incident: Id of the crisis it is written in, "" beforehand.
        asked: Id of who is to approve it, "" where nobody is known; None in a crisis, where anyone of the room may.
    """
    template = next((known.template for known in book.kinds if known.id == kind), "")
    named = ", ".join(f"{{{name}}}" for name in PLACES)
    change = _("Any change withdraws the approval.") if is_approved(line) else _("Then another person approves it.")
    return Form(
        action=action,
        title=_("First word"),
        submit=_("Save"),
        carried=on(incident, OfLine(kind)),
        fields=(
            Says((_("The first public word for: {kind}", kind=kind_words(book, kind)), change)),
            replace(
                WrittenLine.text,
                hint=_("Empty places, filled in when it is used: {places}", places=named),
                initial=line.text if line else template,
            ),
            replace(WrittenLine.asked, initial=(asked,) if asked else ())
            if asked is not None
            else replace(WrittenLine.asked, hint=_("Left empty, anyone else in the room may."), required=False),
        ),
    )


def approve_form(action: str, incident: str, book: Book, line: Template) -> Form:
    """This very text, to somebody who did not write it. *incident*: as in ``write_form``."""
    kind, by = kind_words(book, line.playbook), full(line.written_by)
    lines = [_("The first public word for: {kind}", kind=kind)]
    lines.append(_("{name} wrote it, {at}.", name=by, at=Moment(line.written_at, "date_time")))
    last = _("Is it right, caring, and true at any time? You approve exactly this text.")
    if places(line.text):
        last = _("{last} What stands in braces is filled in when it is used.", last=last)
    return Form(
        action=action,
        title=_("First word"),
        submit=_("Approve"),
        carried=on(incident, OfLine(line.playbook, mark(line.text))),
        fields=(Says(tuple(lines)), Says((Strong(line.text),)), Says((last,))),
    )


def line_direct_messages(desk: Desk) -> list[Surface]:
    """To who is asked to approve a line; each new text is a direct message of its own, so that it is heard."""
    lines = sorted(desk.register.templates.values(), key=lambda line: line.playbook)
    return [draft_direct_message(desk, desk.book, line, _approve(line)) for line in lines if line.asked]


def _approve(line: Template) -> Button:
    return Button("statements.line_approve", APPROVE, on("", OfLine(line.playbook)), style="primary")


def draft_direct_message(
    desk: Scene | Desk, book: Book, line: Template, approve: Button, over: bool = False
) -> Surface:
    """To who is asked to approve this text, the organisation's or a crisis'. *over*: nobody is waited for any more."""
    assert line.asked is not None
    kind, by = kind_words(book, line.playbook), full(line.written_by)
    head = _("First word for “{kind}”", kind=kind)
    key = f"first-line-{line.playbook}@{int(line.written_at.timestamp())}/{line.asked.id}"
    if line.is_approved:
        incident = desk.incident if isinstance(desk, Scene) else None
        done = _("{head}: {approved}. Thank you.", head=head, approved=approved_by(line, incident))
        return direct_message(desk, key, line.asked, Card(done, (Lines((done,)),)), settled=True)
    next_ = _("Next: read it, then approve it or tell {name} what to change.", name=by)
    why = _(
        "Why you: {name} wrote it and asks you to approve it, {at}.", name=by, at=Moment(line.written_at, "date_time")
    )
    parts = (Title(head), Quote(line.text), Lines((next_,)), Small((why,)), Row((approve,)))
    return direct_message(desk, key, line.asked, Card(_("{head}. {next}", head=head, next=next_), parts), settled=over)


# in a crisis


def first_form(
    incident: Incident, book: Book, line: Template, values: Mapping[str, str], platforms: Sequence[str]
) -> Form:
    """The approved line in full, what of it was filled in marked; sent, it stands online."""
    named = places(line.text)
    text, whole = filled(line.text, values), all(values.get(name) for name in named)
    said = _sentence(line, incident)
    lines: list[Words] = [_("For: {kind}", kind=kind_words(book, line.playbook)), _("{what}.", what=said)]
    if named:
        lines.append(_("Nobody approved the marked places. Fill them in and check them."))
    lines.append(_("Publish it by hand, exactly so. Then give the link."))
    later = _("Leave it empty once, to see the text with its places filled.")
    return Form(
        action="statements.recorded",
        title=_("First word"),
        submit=_("Published"),
        carried=on(incident.id, OfText(mark(line.text), mark(text))),
        fields=(
            Says(tuple(lines)),
            Says((raw(Joined(tuple(_marked(line.text, values)), "")),)),
            Says(tuple(_lengths(text, platforms, whole))),
            *_fields(named, values),
            replace(PublishedLine.link, required=whole, hint=None if whole else later),
            PublishedLine.at,
        ),
    )


def _sentence(line: Template, incident: Incident) -> Words:
    name, at = _approval(line)
    if in_advance(line, incident):
        return _("Approved in advance by {name}, {at}", name=name, at=Moment(at, "date"))
    return _("Approved in this crisis by {name}, {at}", name=name, at=Moment(at))


def _marked(text: str, values: Mapping[str, str]) -> list[Param]:
    """The text with everything that was not approved to the direct message standing out."""
    parts: list[Param] = []
    end = 0
    for found in PLACE.finditer(text):
        parts += [text[end : found.start()], Strong(values.get(found[1].strip()) or found[0])]
        end = found.end()
    return [part for part in (*parts, text[end:]) if part != ""]


def _lengths(text: str, platforms: Sequence[str], whole: bool) -> list[Words]:
    """How long it is, where it goes; with places empty it is about so long."""
    known = [(platform, LIMITS[platform]) for platform in platforms if platform in LIMITS]
    n = len(text)
    if not known:
        return [_("{n} characters", n=n) if whole else _("About {n} characters", n=n)]
    return [_length(n, limit, platform) for platform, limit in known]


def _length(n: int, limit: int, platform: str) -> Words:
    if n <= limit:
        return _("{n} of {limit} characters ({platform})", n=n, limit=limit, platform=platform)
    return _(
        "{platform} allows {limit}; this has {n}. A shorter text needs an approval of its own.",
        platform=platform,
        limit=limit,
        n=n,
    )


def _fields(named: Sequence[str], values: Mapping[str, str]) -> list[Field]:
    return [replace(field, initial=values.get(name) or None) for name, field in place_fields(named)]


def place_fields(named: Sequence[str]) -> list[tuple[str, Asks]]:
    """A field for each empty place of a line, with the place's name."""
    return [(name, Asks(f"place_{n}", _place(name), max_chars=VALUE_CHARS)) for n, name in enumerate(named, start=1)]


def _place(name: str) -> Words:
    match name:
        case "brand":
            return _("Brand")
        case "account":
            return _("Account")
        case "channel":
            return _("Where you will say more")
        case "when":
            return _("When it was")
    return raw(name)


def no_line(incident: Incident, book: Book, kind: str, line: Template | None, leads: bool, reader: Person) -> Reply:
    """Nothing approved is there for this kind: what to do now, in two pairs of hands."""
    value, title = on(incident.id), kind_words(book, kind)
    none = _("No first word is approved for “{kind}”. Nothing unapproved is shown here.", kind=title)
    who = full(incident.acting) if incident.acting else _("the commander")
    write = Button("statements.write", _("Write the line…"), value, style="primary")
    if line is None:
        next_ = _("Next: {name} writes it now, and another person in the room approves it.", name=who)
        return Reply((none, next_), (write,) if leads else ())
    waits = _("{name} wrote one. Next: another person in the room approves it.", name=full(line.written_by))
    if line.written_by.id == reader.id:
        return Reply((none, waits))
    return Reply((none, waits), (Button("statements.approve", _("Read and approve…"), value, style="primary"),))
