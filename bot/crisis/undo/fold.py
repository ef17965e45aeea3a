"""What each person did within a minute, with what stood before it; and what taking one of it back restores."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.crisis.command.facts import CommandAccepted, CommandTaken
from bot.crisis.command.state import GivenBack
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
from bot.record.becomes import Change, becoming
from bot.record.event import BOT, Event

becomes = becoming()

ANSWERS = (QuestionAnswered, QuestionUnknown, QuestionSkipped)
NOTES = (Noted, MessageFlagged)
KEPT_FOR: Final = timedelta(minutes=1)  # no longer can anything be taken back: see ``undo.WITHIN``
MOST: Final = 20  # of one person: the state is read and written with every act
SEATS = (RoleClaimed, RoleAccepted, RoleDeclined, RoleReleased, RoleOffered)


def presses(was: Incident, now: Incident, event: Event) -> dict[str, tuple[Press, ...]]:
    """Who can take back what after *event*: its own act is new, and one whose matter it changed is over."""
    standing = {
        who: [still for press in mine if (still := _still(press, who, was, now, event))]
        for who, mine in was.presses.items()
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
            return was.answers.get(press.of) != now.answers.get(press.of)
        case "command":
            names = ("commander", "commander_since", "offer", "silences")
            return any(getattr(was, name) != getattr(now, name) for name in names)
        case "role":
            return _seats(was, press.of) != _seats(now, press.of)
        case "resolve":
            return was.ending != now.ending
        case "level":
            return was.level_set != now.level_set
    return False


def _press(was: Incident, event: Event) -> Press | None:
    """The press this event is, if it is one that can be taken back: of the thing itself, once questions are asked."""
    fact, seq, at = event.fact, event.seq, event.at
    if isinstance(fact, ANSWERS) and was.asking(fact.question):
        source = fact.answer.source if isinstance(fact, QuestionAnswered) else None
        before = was.answers.get(fact.question)
        return Press(seq=seq, at=at, what="answer", of=fact.question, answer=before, source=source)
    if isinstance(fact, NOTES) and was.asked:  # before, it is what the crisis was opened with
        as_ = fact.as_ if isinstance(fact, Noted) else fact.weight
        return Press(seq=seq, at=at, what="note", as_=as_, source=fact.source)
    if isinstance(fact, EvidenceAdded) and was.asked:
        return Press(seq=seq, at=at, what="evidence", of=str(fact.n), source=fact.source, exhibits=(seq,))
    if isinstance(fact, CommandTaken | CommandAccepted):
        names = ("commander", "commander_since", "commander_seen_at", "offer", "silences")
        return Press(seq=seq, at=at, what="command", **{name: getattr(was, name) for name in names})
    if isinstance(fact, SEATS):
        freed, seats = isinstance(fact, RoleReleased), _seats(was, fact.role)
        return Press(seq=seq, at=at, what="role", of=fact.role, freed=freed, seats=seats)
    if isinstance(fact, SeveritySet | LevelReleased):
        known, asks = was.level_set, was.level_asks
        return Press(seq=seq, at=at, what="level", level_set=known, level_asks=asks)
    if isinstance(fact, Resolved):
        return Press(seq=seq, at=at, what="resolve", offer=was.offer)
    return None


def _seats(incident: Incident, role: str) -> tuple[Seat, ...]:
    return tuple(seat for seat in incident.seats if seat.role == role)


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    press = next((one for one in was.presses.get(event.by, ()) if one.seq == fact.seq), None)
    if press is None:  # its words were erased: what is known are others
        return {}
    match press.what:
        case "answer":
            return _unanswered(was, press)
        case "command":
            return _without_command(was, press, fact, event)
        case "role":
            return {"seats": _without_seat(was, press, fact, event)}
        case "resolve":
            return _unresolved(was, press, event)
        case "level":
            return {"level_set": press.level_set, "level_asks": press.level_asks}
    return {}


def _unanswered(was: Incident, press: Press) -> Change:
    """The version stays as high as it was: a form that was opened meanwhile is still overtaken."""
    gone = was.answers.get(press.of)
    if press.answer is None or gone is None:
        return {"answers": {question: known for question, known in was.answers.items() if question != press.of}}
    return {"answers": {**was.answers, press.of: press.answer.model_copy(update={"version": gone.version})}}


def _without_command(was: Incident, press: Press, fact: Undone, event: Event) -> Change:
    names = ("commander", "commander_since", "commander_seen_at", "silences")
    back = GivenBack(to=press.commander, by=fact.by, at=event.at) if press.commander else None
    return {**{name: getattr(press, name) for name in names}, **_offer(was, press), "given_back": back}


def _offer(was: Incident, press: Press) -> Change:
    """The handover that ended with it waits again."""
    return {"offer": press.offer, "past_offers": was.past_offers[:-1]} if press.offer else {}


def _without_seat(was: Incident, press: Press, fact: Undone, event: Event) -> tuple[Seat, ...]:
    """Seats are only changed or added: those before are as they were, and one that was added is over."""
    before = {seat.seq: seat for seat in press.seats}
    over = {"state": "over", "ended_by": fact.by, "ended_at": event.at}
    return tuple(
        seat if seat.role != press.of else before[seat.seq] if seat.seq in before else seat.model_copy(update=over)
        for seat in was.seats
    )


def _unresolved(was: Incident, press: Press, event: Event) -> Change:
    ended = (was.ending,) if was.ending else ()
    return {"ending": None, "reopened_at": event.at, "undone": (*was.undone, *ended), **_offer(was, press)}
