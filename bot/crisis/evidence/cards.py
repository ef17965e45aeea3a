"""Evidence, as it is told to who put it in, listed in the board's thread, and shown whole to one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat.card import Button, Card, Item, Lines, Menu, Option, Row, on
from bot.chat.carried import Carried
from bot.chat.form import Asks, Attaches, Dates, Form, Says, Sent
from bot.chat.outcome import Done, Reply
from bot.chat.why import LINE_CHARS as REASON_CHARS
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceRepeated, FileRef
from bot.crisis.evidence.rules import MOST_LINKS, SHOWS_CHARS, counted, may_change, not_saved
from bot.crisis.evidence.state import Exhibit
from bot.crisis.evidence.words import state_words
from bot.crisis.incident import Incident
from bot.crisis.questions.order import unsettled
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.people.who import Person
from bot.record.fact import Fact, Weight
from bot.room.status import when
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank, Ranked, View
from bot.text import Link, Param, Strong, Struck, Words, _, _n, raw

LIST = "evidence"
SHOWN = 20  # the newest; earlier ones are in the export
LINE_CHARS = 100  # of a person's words in a line of a list
OPTION_CHARS = 60  # of them in a menu
HASH_CHARS = 12  # of a SHA-256 in a list; whole in the export
FILES = 10  # put in at once
KB, MB = 1_000, 1_000_000  # as chats and telephones count
WHAT_IT_SHOWS, CHANGE = _("What it shows…"), _("Change evidence…")


@dataclass(frozen=True, slots=True)
class OfExhibit(Carried):
    """A piece of evidence, by its entry on the timeline."""

    entry: int


@dataclass(frozen=True, slots=True)
class OfFile(Carried):
    """A message with a file, in the room."""

    ref: str
    thread: str = ""


class NewEvidence(Sent):
    """A link, files, or both."""

    link = Asks("link", _("Link"), kind="address", required=False)
    files = Attaches("files", _("Files"), required=False, many=FILES)
    shows = Asks("shows", _("What it shows"), max_chars=SHOWS_CHARS)
    at = Dates("at", _("Seen at"), required=False, hint=_("Empty means now."))


class ChangedEvidence(Sent):
    """What it shows, in other words; and why it is struck, where it is."""

    shows = Asks("shows", _("What it shows"), max_chars=SHOWS_CHARS)
    reason = Asks(
        "reason",
        _("Put in wrongly? Say why"),
        max_chars=REASON_CHARS,
        required=False,
        hint=_("Then it is struck. It stays on the record and on the list."),
    )


def exhibits(scene: Scene) -> list[Surface]:
    """The list, a reply under the board from the first piece of evidence on. It changes in place."""
    return (
        [Surface(LIST, _list(scene.incident), thread="board", later=True)] if scene.incident.evidence.exhibits else []
    )


def _list(incident: Incident) -> Card:
    head = summed(incident)
    lines = [_short(incident, exhibit) for exhibit in incident.evidence.exhibits[-SHOWN:]]
    items: list[Item] = [Button("evidence.show", _("Show with hashes"), on(incident.id))]
    if not incident.is_resolved:
        items.insert(0, Button("evidence.form", _("Add evidence…"), on(incident.id)))
    parts = Lines((Strong(head), *lines, *_more(incident))), Row(tuple(items))
    return Card(text=head, parts=parts)


def summed(incident: Incident) -> Words:
    """How much there is, and how much could not be saved."""
    n, missed = counted(incident), not_saved(incident)
    pieces = _n("Evidence: {n} piece", "Evidence: {n} pieces", n)
    return _("{pieces} · not saved: {missed}", pieces=pieces, missed=missed) if missed else pieces


def _more(incident: Incident) -> list[Words]:
    more = len(incident.evidence.exhibits) - SHOWN
    return [_n("{n} earlier one is in the export.", "{n} earlier ones are in the export.", more)] if more > 0 else []


def _short(incident: Incident, exhibit: Exhibit) -> Words:
    """One line: its number, what it shows, who put it in, how it is kept."""
    source, by = exhibit.source, _("{name}, {at}", name=first(exhibit.by), at=when(incident, exhibit.at))
    who: Param = Link(by, to=source.to) if source else by
    line = _("{n} · “{shows}” · {who}", n=exhibit.n, shows=shortened(exhibit.shows, LINE_CHARS), who=who)
    shown: Param = Struck(line) if exhibit.struck else line
    return _("{line} · {state}", line=shown, state=state_words(exhibit))


def told(incident: Incident, facts: Sequence[Fact], worded: bool = True) -> Reply | None:
    """
    What somebody put in just now, to them alone; None where it was nothing.

    Args:
        worded: Whether they said what it shows; else they are asked to.
    """
    added = [fact for fact in facts if isinstance(fact, EvidenceAdded)]
    again = [fact.n for fact in facts if isinstance(fact, EvidenceRepeated)]
    lines = [_("Evidence {n}: {what}", n=fact.n, what=_what(fact.link, fact.file)) for fact in added]
    lines += [_("That is evidence {n} already. It is noted that you put it in once more.", n=n) for n in again]
    if len(added) + len(again) >= MOST_LINKS:
        lines.append(_("I take at most {n} addresses of one message. Put others in another one.", n=MOST_LINKS))
    if any(fact.file for fact in added):
        lines.append(_("It is being saved. The list under the board says when it is saved."))
    if any(fact.link for fact in added):
        lines.append(_("Only the address of a link is kept. Save a screenshot too."))
    numbers = {fact.n for fact in added}
    ask = (
        [] if worded else _to_change(incident, [x for x in incident.evidence.exhibits if x.n in numbers], WHAT_IT_SHOWS)
    )
    return Reply(tuple(lines), tuple(ask)) if lines else None


def offered(incident: Incident, ref: str, thread: str | None) -> Reply | Done:
    """Of a file posted elsewhere in the room: people may talk, but nobody is to believe wrongly that it is kept."""
    if incident.is_resolved:
        return Done()
    keep = Button("evidence.keep", _("Keep as evidence"), on(incident.id, OfFile(ref, thread or "")))
    return Reply((_("This file is not evidence yet. Files in the questions' thread are kept at once."),), (keep,))


def whole(incident: Incident, reader: Person) -> Reply:
    """The newest with all that is known of each, and what this reader may change."""
    if not incident.evidence.exhibits:
        add = Button("evidence.form", _("Add evidence…"), on(incident.id))
        return Reply((_("No evidence yet. Put screenshots and links in the questions' thread."),), (add,))
    shown = incident.evidence.exhibits[-SHOWN:]
    lines = [summed(incident)]
    for exhibit in shown:
        lines += _long(incident, exhibit)
    may = [x for x in shown if not x.struck and may_change(incident, x, reader)]
    return Reply((*lines, *_more(incident)), () if incident.is_resolved else tuple(_to_change(incident, may)))


def _long(incident: Incident, exhibit: Exhibit) -> list[Words]:
    shows, seen = shortened(exhibit.shows, LINE_CHARS), when(incident, exhibit.seen_at)
    head = _(
        "{n} · “{shows}” · {name}, seen {at} · {state}",
        n=exhibit.n,
        shows=shows,
        name=full(exhibit.by),
        at=seen,
        state=state_words(exhibit),
    )
    what = _what(exhibit.link, exhibit.file)
    if not exhibit.sha256:
        return [head, _("    {what}", what=what)]
    return [head, _("    {what} · SHA-256 {start}…", what=what, start=exhibit.sha256[:HASH_CHARS])]


def _what(link: str, file: FileRef | None) -> Param:
    if file is None:
        return Link(shortened(link, LINE_CHARS), url=link)
    return _("{name} ({size})", name=shortened(file.name, LINE_CHARS), size=size_words(file.size))


def size_words(size: int) -> Words:
    """Of a file, rounded as people say it."""
    if size >= MB:
        return _("{n} MB", n=round(size / MB, 1))
    return _("{n} kB", n=max(1, round(size / KB)))


def _to_change(incident: Incident, which: Sequence[Exhibit], label: Words = CHANGE) -> list[Item]:
    """A button, or, where there are several, a menu of them."""
    if len(which) == 1:
        return [Button("evidence.change", label, on(incident.id, OfExhibit(which[0].seq)))]
    options = tuple(
        Option(str(x.seq), _("{n} · {shows}", n=x.n, shows=shortened(x.shows, OPTION_CHARS))) for x in which
    )
    return [Menu("evidence.change", label, options, on(incident.id))] if options else []


def add_form(incident: Incident) -> Form:
    """A link, files, or both."""
    return Form(
        action="evidence.add",
        title=_("Add evidence"),
        submit=_("Add"),
        carried=on(incident.id),
        fields=(
            NewEvidence.link,
            NewEvidence.files,
            NewEvidence.shows,
            NewEvidence.at,
        ),
    )


def change_form(incident: Incident, exhibit: Exhibit) -> Form:
    """What it shows, in other words; and how to strike it."""
    return Form(
        action="evidence.change",
        title=_("Evidence {n}", n=exhibit.n),
        submit=_("Save"),
        carried=on(incident.id, OfExhibit(exhibit.seq)),
        fields=(
            Says((_("{what}", what=_what(exhibit.link, exhibit.file)),)),
            replace(ChangedEvidence.shows, initial=exhibit.shows),
            ChangedEvidence.reason,
        ),
    )


# on the board


def _board(scene: Scene) -> list[Line]:
    return [] if scene.incident.is_resolved else [Line(Rank.held, _held(scene.incident), spare=True)]


def _held(incident: Incident) -> Words:
    """How much is held of what happened, and how well."""
    known, reported = (incident.timeline.counts.get(weight.value, 0) for weight in (Weight.fact, Weight.unconfirmed))
    return _(
        "Known {known} · Not confirmed {reported} · Evidence {evidence}",
        known=known,
        reported=reported,
        evidence=_evidence(incident),
    )


def _evidence(incident: Incident) -> Param:
    """How much of it there is, leading to the list once there is one; and how much could not be saved."""
    n, missed = counted(incident), not_saved(incident)
    words = _("{n} ({missed} not saved)", n=n, missed=missed) if missed else raw(n)
    return Link(words, to="evidence") if incident.evidence.exhibits else words


def _next(scene: Scene) -> Iterator[Ranked]:
    """As long as nobody commands and something is to be found out."""
    incident, doer = scene.incident, scene.incident.acting
    if (
        incident.command.commander is None
        and doer
        and not counted(incident)
        and unsettled(incident, scene.book) is not None
    ):
        yield Ranked(30, _("Next: save screenshots and links ({name})", name=first(doer)))


VIEW = View("evidence", shown=exhibits, board=_board, next=_next)
