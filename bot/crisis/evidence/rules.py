"""
Evidence: links and files that people put in, each numbered, hashed and kept.

    (nothing) ──added──▶ link                       an address is all that is kept of it
                 └─────▶ waiting ──kept────▶ kept   the bytes are beside the incident
                            ├──────missed──▶ missed gone, too big, not for us: it is to be added again
                            └────repeated──▶ same   the very file that another one is

Whatever its state, one that was put in wrongly is struck: it stays on the list, and counts no more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

from bot.crisis.evidence.facts import (
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceKept,
    EvidenceMissed,
    EvidenceRepeated,
    FileRef,
)
from bot.crisis.evidence.state import Exhibit
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions.order import current, handed
from bot.crisis.timeline.facts import EntryStruck
from bot.errors import Refused
from bot.people.permission import commands
from bot.people.who import Person, Someone
from bot.record.fact import Fact, MessageRef
from bot.text import Name, _, clean

SHOWS_CHARS = 150  # ux.md §4
LINK_CHARS = 3_000  # as the longest field of a form
LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
MOST_LINKS = 20  # of one message: each is kept with the incident, which is read and written with every press
AFTER = ".,;:!?'’»)]}"  # signs of the sentence around an address, not of the address


def links(text: str) -> tuple[str, ...]:
    """The addresses in what somebody wrote, each once."""
    found = dict.fromkeys(_trimmed(address) for address in LINK.findall(text))
    return tuple(address for address in found if not address.endswith("//"))  # of "https://…" nothing is left


def _trimmed(address: str) -> str:
    """Without the sentence around it; a bracket that the address opened stays."""
    end, closing = len(address), address.count(")") - address.count("(")  # closed more often than opened
    while address[end - 1] in AFTER:
        if address[end - 1] == ")":
            if closing <= 0:
                break
            closing -= 1
        end -= 1
    return address[:end]


def beside(text: str) -> str:
    """What a message says besides its addresses, on one line."""
    for address in links(text):
        text = text.replace(address, " ")
    words = " ".join(clean(text).split()).strip(" ()[]<>-–:·")
    return words if len(words) <= SHOWS_CHARS else words[: SHOWS_CHARS - 1].rstrip() + "…"


def holds(text: str, files: Iterable[FileRef]) -> bool:
    """Whether a message has anything to keep: a look that needs no lock."""
    return bool(tuple(files)) or LINK.search(text) is not None


def names_asked(incident: Incident, book: Book) -> bool:
    """Whether a question about names is open, so that what is written in the thread may hold one."""
    asked = [current(incident, book), *handed(incident, book)]
    return any(asking and book.question(asking.question).is_restricted for asking in asked)


def put_in(
    incident: Incident,
    by: Someone,
    shows: str,
    addresses: Iterable[str] = (),
    files: Iterable[FileRef] = (),
    source: MessageRef | None = None,
) -> list[Fact]:
    """Each file, and the first addresses, as evidence; what is evidence already is noted as mentioned once more."""
    n, facts = incident.evidence.given, list[Fact]()
    first_ones = [(address, None) for address in tuple(addresses)[:MOST_LINKS]]
    for link, file in [*first_ones, *(("", each) for each in files)]:
        if known := _known(incident, link, file):
            facts.append(EvidenceRepeated(entry=known.seq, n=known.n, by=by, source=source))
            continue
        n += 1
        words = shows or (file.name if file else link[:SHOWS_CHARS])
        sha256 = "" if file else sha256_of(link.encode())
        facts.append(EvidenceAdded(n=n, by=by, shows=words, link=link, file=file, source=source, sha256=sha256))
    return facts


def first(link: str, by: Someone) -> Fact:
    """The link that a crisis is opened with: evidence 1."""
    return EvidenceAdded(n=1, by=by, shows=link[:SHOWS_CHARS], link=link, sha256=sha256_of(link.encode()))


def said(
    incident: Incident,
    by: Someone,
    shows: str,
    text: str,
    files: Iterable[FileRef],
    source: MessageRef,
    only_new: bool = False,
) -> list[Fact]:
    """What a message puts in; where it was looked at before (*only_new*), nothing that is evidence already."""
    if incident.is_resolved:
        return []
    addresses = [link for link in links(text) if not (only_new and _known(incident, link, None))]
    new = [file for file in files if not (only_new and _known(incident, "", file))]
    return put_in(incident, by, shows, addresses, new, source)


def _known(incident: Incident, link: str, file: FileRef | None) -> Exhibit | None:
    """The same address, or the same file of the chat. One that was struck or not saved may be put in again."""

    def is_it(exhibit: Exhibit) -> bool:
        if file is None:
            return exhibit.link == link
        return exhibit.file is not None and exhibit.file.id == file.id

    return next((x for x in incident.evidence.exhibits if not x.struck and x.state != "missed" and is_it(x)), None)


def given(link: str, files: Iterable[FileRef], shows: str) -> str:
    """
    What it shows, checked together with what the form gave.

    Raises:
        Refused: Neither link nor file, no address, nothing or too much said of it; under its field.
    """
    if not link and not tuple(files):
        raise Refused(_("Give a link or a file."), "link", "empty")
    if link and (len(link) > LINK_CHARS or LINK.fullmatch(link) is None):
        raise Refused(_("A full address, https://…"), "link", "not_an_address")
    return described(shows)


def described(shows: str) -> str:
    """What it shows, on one line. Raises Refused where that is empty or too long."""
    words = " ".join(clean(shows).split())
    if not words:
        raise Refused(_("Say in a few words what it shows."), "shows", "empty")
    if len(words) > SHOWS_CHARS:
        raise Refused(_("Shorten by {over}.", over=len(words) - SHOWS_CHARS), "shows", "too_long")
    return words


def kept(incident: Incident, entry: int, sha256: str, size: int, file: FileRef | None = None) -> list[Fact]:
    """A file was read: *size* bytes; *file*: what was known of it only then. No facts where it is not waited for."""
    exhibit = _waiting(incident, entry)
    if exhibit is None:
        return []
    same = next(
        (x for x in incident.evidence.exhibits if x.sha256 == sha256 and x.state == "kept" and not x.struck), None
    )
    if same:
        return [EvidenceRepeated(entry=same.seq, n=same.n, by=exhibit.by, again=entry, source=exhibit.source)]
    known = file or exhibit.file
    mime, name = known.mime if known else "", file.name if file else ""
    return [EvidenceKept(entry=entry, n=exhibit.n, sha256=sha256, size=size, mime=mime, name=name)]


def missed(incident: Incident, entry: int, reason: str) -> list[Fact]:
    """The chat will not give the bytes."""
    exhibit = _waiting(incident, entry)
    return [EvidenceMissed(entry=entry, n=exhibit.n, reason=reason)] if exhibit else []


def _waiting(incident: Incident, entry: int) -> Exhibit | None:
    return next((x for x in incident.evidence.exhibits if x.seq == entry and x.state == "waiting"), None)


def describe(incident: Incident, entry: int, shows: str, by: Person) -> list[Fact]:
    """What it shows, in other words; nothing where they are the same."""
    exhibit, words = changeable(incident, entry, by), described(shows)
    if words == exhibit.shows:
        return []
    return [EvidenceDescribed(entry=entry, n=exhibit.n, by=by.someone, shows=words)]


def strike(incident: Incident, entry: int, reason: str, by: Person) -> list[Fact]:
    """It was put in wrongly: struck through, and kept all the same."""
    changeable(incident, entry, by)
    return [EntryStruck(entry=entry, by=by.someone, as_=EvidenceAdded.weight, reason=reason)]


def changeable(incident: Incident, entry: int, by: Person) -> Exhibit:
    """The piece of evidence, for who put it in and the commander. Raises Refused."""
    exhibit = next((x for x in incident.evidence.exhibits if x.seq == entry), None)
    if exhibit is None or exhibit.struck:
        raise Refused(_("That evidence is not on the list any more. Nothing was changed."), code="no_exhibit")
    if not may_change(incident, exhibit, by):
        name = Name(exhibit.by.id, exhibit.by.name)
        raise Refused(
            _("Only {name} or the commander can change this. Nothing was changed. Ask {name}.", name=name),
            code="not_yours",
        )
    return exhibit


def may_change(incident: Incident, exhibit: Exhibit, person: Person) -> bool:
    """Whether the person may say something else of it, or strike it."""
    return person.id == exhibit.by.id or commands(incident, person)


def counted(incident: Incident) -> int:
    """How many pieces of evidence there are: without the struck, those that are one twice, and those not saved."""
    return sum(1 for x in incident.evidence.exhibits if not x.struck and x.state in ("link", "waiting", "kept"))


def has_file(incident: Incident, among: Collection[int] | None = None, *, kept: bool = False) -> bool:
    """
    Whether a screenshot or another file is evidence: of a link nothing is left once what it leads to is gone.

    Args:
        among: Numbers of evidence that count; None: all.
        kept: Whether its bytes must be here; else one that is being saved counts too.
    """
    states = ("kept", "same") if kept else ("waiting", "kept", "same")
    exhibits = (x for x in incident.evidence.exhibits if among is None or x.n in among)
    return any(x.file is not None and not x.struck and x.state in states for x in exhibits)


def not_saved(incident: Incident) -> int:
    """How many files could not be kept and were not struck since."""
    return sum(1 for x in incident.evidence.exhibits if not x.struck and x.state == "missed")


def sha256_of(data: bytes) -> str:
    """Hexadecimal."""
    return hashlib.sha256(data).hexdigest()
