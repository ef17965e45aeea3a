"""What each person did within a minute, with what stood before it. Taken back, each capability restores its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.crisis.command.facts import CommandAccepted, CommandTaken
from bot.crisis.command.state import Command
from bot.crisis.evidence.facts import EvidenceAdded
from bot.crisis.incident import Incident
from bot.crisis.questions.facts import QuestionAnswered, QuestionSkipped, QuestionUnknown
from bot.crisis.resolving.facts import Resolved
from bot.crisis.roles.facts import RoleAccepted, RoleClaimed, RoleDeclined, RoleOffered, RoleReleased
from bot.crisis.roles.state import Seat
from bot.crisis.severity.facts import LevelReleased, SeveritySet
from bot.crisis.timeline.facts import EntryChanged, EntryStruck, MessageFlagged, Noted
from bot.crisis.undo.facts import Undone
from bot.crisis.undo.state import Press
from bot.record.event import BOT, Event

ANSWERS = (QuestionAnswered, QuestionUnknown, QuestionSkipped)
NOTES = (Noted, MessageFlagged)
KEPT_FOR: Final = timedelta(minutes=1)  # no longer can anything be taken back: see ``undo.WITHIN``
MOST: Final = 20  # of one person: the state is read and written with every act
SEATS = (RoleClaimed, RoleAccepted, RoleDeclined, RoleReleased, RoleOffered)


def presses(was: Incident, now: Incident, event: Event) -> dict[str, tuple[Press, ...]]:
    """Who can take back what after *event*: its own act is new, and one whose matter it changed is over."""
    standing = {
        who: [still for press in mine if (still := _still(press, who, was, now, event))]
        for who, mine in was.undo.presses.items()
    }
    if event.by != BOT and (press := _press(was, event)):
        fresh = [one for one in standing.get(event.by, []) if event.at - one.at <= KEPT_FOR]
        standing[event.by] = _added(fresh, press)[-MOST:]
    return {who: tuple(mine) for who, mine in standing.items() if mine}


def _still(press: Press, who: str, was: Incident, now: Incident, event: Event) -> Press | None:
    """The same act after *event*: None once it was taken back, over once somebody changed its matter."""
    fact = event.fact
    if isinstance(fact, Undone) and (event.by, fact.seq) == (who, press.seq):
        return None
    if isinstance(fact, EntryStruck) and press.what == "note" and fact.entry == press.seq:
        return None
    if isinstance(fact, EntryStruck) and fact.entry in press.exhibits:
        left = tuple(seq for seq in press.exhibits if seq != fact.entry)
        return press.model_copy(update={"exhibits": left}) if left or press.what == "answer" else None
    is_changed = isinstance(fact, EntryChanged) and fact.entry == press.seq
    if not press.over and (is_changed or _moved(press, was, now)):
        return press.model_copy(update={"over": True})
    return press


def _added(fresh: list[Press], press: Press) -> list[Press]:
    """With one more. What was done in one go is one: a role taken from several people, a message with much evidence."""
    last = fresh[-1] if fresh else None
    if last is None or last.at != press.at or max(last.seq, *last.exhibits, 0) != press.seq - 1:
        return [*fresh, press]
    if press.freed and last.freed and press.of == last.of:
        return [*fresh[:-1], press.model_copy(update={"seats": last.seats})]
    if press.what == "evidence" and last.what in ("answer", "evidence") and press.source == last.source:
        return [*fresh[:-1], last.model_copy(update={"exhibits": (*last.exhibits, press.seq)})]
    return [*fresh, press]


def _moved(press: Press, was: Incident, now: Incident) -> bool:
    match press.what:
        case "answer":
            return was.questions.answers.get(press.of) != now.questions.answers.get(press.of)
        case "command":
            names = ("commander", "since", "offer", "silences")
            return any(getattr(was.command, name) != getattr(now.command, name) for name in names)
        case "role":
            return _seats(was, press.of) != _seats(now, press.of)
        case "resolve":
            return was.resolving.ending != now.resolving.ending
        case "level":
            return was.severity.set != now.severity.set
    return False


def _press(was: Incident, event: Event) -> Press | None:
    """The press this event is, if it is one that can be taken back: of the thing itself, once questions are asked."""
    fact, seq, at = event.fact, event.seq, event.at
    if isinstance(fact, ANSWERS) and was.questions.asking(fact.question):
        source = fact.answer.source if isinstance(fact, QuestionAnswered) else None
        before = was.questions.answers.get(fact.question)
        return Press(seq=seq, at=at, what="answer", of=fact.question, answer=before, source=source)
    if isinstance(fact, NOTES) and was.questions.asked:  # before, it is what the crisis was opened with
        as_ = fact.as_ if isinstance(fact, Noted) else fact.weight
        return Press(seq=seq, at=at, what="note", as_=as_, source=fact.source)
    if isinstance(fact, EvidenceAdded) and was.questions.asked:
        return Press(seq=seq, at=at, what="evidence", of=str(fact.n), source=fact.source, exhibits=(seq,))
    if isinstance(fact, CommandTaken | CommandAccepted):
        return _command(was.command, seq, at)
    if isinstance(fact, SEATS):
        freed, seats = isinstance(fact, RoleReleased), _seats(was, fact.role)
        return Press(seq=seq, at=at, what="role", of=fact.role, freed=freed, seats=seats)
    if isinstance(fact, SeveritySet | LevelReleased):
        known, asks = was.severity.set, was.severity.asks
        return Press(seq=seq, at=at, what="level", level_set=known, level_asks=asks)
    if isinstance(fact, Resolved):
        return Press(seq=seq, at=at, what="resolve", offer=was.command.offer)
    return None


def _command(was: Command, seq: int, at: datetime) -> Press:
    return Press(
        seq=seq,
        at=at,
        what="command",
        commander=was.commander,
        commander_since=was.since,
        commander_seen_at=was.seen_at,
        offer=was.offer,
        silences=was.silences,
    )


def _seats(incident: Incident, role: str) -> tuple[Seat, ...]:
    return tuple(seat for seat in incident.roles.seats if seat.role == role)
