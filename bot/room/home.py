"""App Home, for one person: what waits for them, the crises they are in, how ready we are, where help is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.card import Button, Card, Divider, Goto, Item, Lines, Part, Row, Small, on
from bot.chat.platform import Links
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.naming import full
from bot.people.who import Person
from bot.room.status import severity_words, state_words
from bot.room.view import PLACE, Waiting
from bot.room.waiting import waiting
from bot.text import Moment, Strong, Words, _, _n

LETTERS = 5  # of the register's; the others stand among their messages
LISTED = 10  # of each list; the rest is counted (ux.md §3.9). With it a Home stays short
OPEN: Item = Button("open.start", _("Open a crisis…"), style="primary")
ROOMS: Item = Button("help.rooms", _("My rooms"))
HELP: Item = Button("help.show", _("Help"))
READY: Item = Button("ready.show", _("How ready are we?"))


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person's Home tells of."""

    open: tuple[Incident, ...]  # newest first
    recent: tuple[Incident, ...]  # resolved, newest first
    waits: tuple[tuple[Incident, Waiting], ...]  # the most urgent first

    @property
    def in_sight(self) -> set[str]:
        """Ids of the incidents whose places are needed: what is only counted leads nowhere."""
        waits = (incident for incident, _what in self.waits[:LISTED])
        return {incident.id for incident in (*self.open[:LISTED], *self.recent[:LISTED], *waits)}


def mine(reader: Person, rooms: Iterable[Incident], book: Book, today: date) -> Mine:
    """
    Sorted out of the incidents whose *rooms* the person is in, newest first.

    Those in which they are involved, or which they must not see, are left out: nothing of them reaches their Home.
    *today* is the reader's own day.
    """
    free = [incident for incident in rooms if not incident.has_conflict(reader.id)]
    waits = [(incident, what) for incident in free for what in waiting(incident, book, reader.id, today)]
    waits.sort(key=lambda each: each[1].urgency)
    still = tuple(incident for incident in free if not incident.is_resolved)
    return Mine(still, tuple(incident for incident in free if incident.is_resolved), tuple(waits))


def home(
    mine: Mine, links: Mapping[str, Links], ready: Words, held: int = 0, direct_messages: Sequence[Card] = ()
) -> Card:
    """
    As it is when it is opened, and after a press in it: it is shown anew then, not by itself.

    Args:
        links: Where the surfaces of each incident ``in_sight`` stand, by its id.
        ready: How ready the organisation is, in a line.
        held: How many accounts the reader holds access to, as the register says.
        direct messages: Of the register, which wait for the reader.
    """
    parts = [*_for_you(mine, links, direct_messages), *_open(mine, links), *_recent(mine, links), *_held(held)]
    last = (Divider(), Small((ready,)), Row((READY, HELP)))
    return Card(_("Crises you are in, and what waits for you."), (Row((OPEN, ROOMS)), *parts, *last))


def not_for_you() -> Card:
    """To guests and people of other organisations: true, and nothing about any crisis."""
    lines = (
        _("Colleagues with a full account open and handle crises here."),
        _("If something looks wrong, tell your contact here. They can open one."),
    )
    return Card(lines[0], (Lines(lines), Row((HELP,))))


def _for_you(mine: Mine, links: Mapping[str, Links], direct_messages: Sequence[Card]) -> list[Part]:
    if not mine.waits and not direct_messages:
        return [Lines((_nothing(mine),))]
    parts: list[Part] = [Lines((Strong(_("For you now ({n})", n=len(mine.waits) + len(direct_messages))),))]
    for incident, waits in mine.waits[:LISTED]:
        parts.append(Lines((_("Crisis {n} · {what}", n=incident.number, what=waits.what),)))
        parts += _row(*waits.items, *_go(links, incident, waits.to, waits.go))
    parts += _more(len(mine.waits))
    for card in direct_messages[:LETTERS]:
        parts += [Lines((card.text,)), *(_plain(part) for part in card.parts if isinstance(part, Row))]
    return parts


def _plain(row: Row) -> Row:
    """A Home has one button that stands out."""
    return Row(tuple(replace(item, style="plain") if isinstance(item, Button) else item for item in row.items))


def _nothing(mine: Mine) -> Words:
    if mine.open:
        return _("Nothing waits for you.")
    return _("Nothing waits for you. If something looks wrong, open a crisis; small ones are welcome.")


def _open(mine: Mine, links: Mapping[str, Links]) -> list[Part]:
    if not mine.open:
        return []
    parts: list[Part] = [Lines((Strong(_("Open crises you are in ({n})", n=len(mine.open))),))]
    for incident in mine.open[:LISTED]:
        state = _("{severity} · {state}", severity=severity_words(incident), state=_who(incident))
        parts.append(Lines((_title(incident), state)))
        brief = Button(
            "board.brief", _("Catch me up"), on(incident.id), name=_("Catch me up on Crisis {n}", n=incident.number)
        )
        parts += _row(*_go(links, incident), brief)
    return [*parts, *_more(len(mine.open))]


def _recent(mine: Mine, links: Mapping[str, Links]) -> list[Part]:
    if not mine.recent:
        return []
    parts: list[Part] = [Lines((Strong(_("Recent")),))]
    for incident in mine.recent[:LISTED]:
        at = Moment(incident.resolving.ending.at, "date_time") if incident.resolving.ending else "–"
        parts.append(
            Lines((_("Crisis {n} · {title} · resolved {at}", n=incident.number, title=incident.opening.title, at=at),))
        )
        timeline = Button(
            "timeline.show", _("Timeline"), on(incident.id), name=_("Timeline of Crisis {n}", n=incident.number)
        )
        parts += _row(*_go(links, incident), timeline)
    return [*parts, *_more(len(mine.recent))]


def _held(accounts: int) -> list[Part]:
    """What the reader holds themselves: nobody else's access is shown here."""
    if not accounts:
        return []
    said = _n("Access you hold ({n} account)", "Access you hold ({n} accounts)", accounts)
    return [Lines((said,)), Row((Button("access.confirm_all", _("Confirm all…")),))]


def _title(incident: Incident) -> Strong:
    return Strong(_("Crisis {n} · {title}", n=incident.number, title=incident.opening.title))


def _who(incident: Incident) -> Words:
    if holder := seated(incident):
        return _("{state} · commander {name}", state=state_words(incident), name=full(holder))
    if acting := incident.acting:
        return _("{state} · {name} acts", state=state_words(incident), name=full(acting))
    return state_words(incident)


def _go(
    links: Mapping[str, Links], incident: Incident, to: str = PLACE, label: Words | None = None
) -> tuple[Item, ...]:
    """To where it stands; to the room while it is not posted; nowhere while there is no room."""
    there = links.get(incident.id, {})
    if label is not None and (url := there.get(to)):
        return (Goto(label, to, url=url),)
    url = there.get(PLACE, "")
    return (Goto(_("Go to room {n}", n=incident.number), PLACE, url=url),) if url else ()


def _row(*items: Item) -> list[Part]:
    return [Row(items)] if items else []


def _more(n: int) -> list[Part]:
    """What the list leaves out."""
    return [Small((_n("{n} more is in My rooms", "{n} more are in My rooms", n - LISTED),))] if n > LISTED else []
