"""The last press of each person, with what stood before it; and what taking one back restores."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.fold.becomes import Change, becomes
from bot.domain.incident import GivenBack, Incident, Press, Seat

ANSWERS = (e.QuestionAnswered, e.QuestionUnknown, e.QuestionSkipped)
SEATS = (e.RoleClaimed, e.RoleAccepted, e.RoleDeclined, e.RoleReleased, e.RoleOffered)


def presses(was: Incident, now: Incident, event: e.Event) -> dict[str, Press]:
    """Who can take back what after *event*: its own press is new, and one whose matter it changed is over."""
    kept = {
        who: press.model_copy(update={"over": True}) if not press.over and _moved(press, was, now) else press
        for who, press in was.presses.items()
    }
    if isinstance(event.fact, e.Undone):
        kept.pop(event.by, None)
    elif press := _press(was, event):
        kept[event.by] = _joined(press, was.presses.get(event.by))
    return kept


def _joined(press: Press, last: Press | None) -> Press:
    """The same press going on, where it takes a role from one more person."""
    if last is None or not (press.freed and last.freed):
        return press
    same = (last.of, last.at, last.seq) == (press.of, press.at, press.seq - 1)
    return press.model_copy(update={"seats": last.seats}) if same else press


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


def _press(was: Incident, event: e.Event) -> Press | None:
    """The press this event is, if it is one that can be taken back: a person's own, of the thing itself."""
    fact = event.fact
    if event.by == e.BOT:
        return None
    if isinstance(fact, ANSWERS) and was.asking(fact.question):
        return Press(seq=event.seq, at=event.at, what="answer", of=fact.question, answer=was.answers.get(fact.question))
    if isinstance(fact, e.CommandTaken | e.CommandAccepted):
        names = ("commander", "commander_since", "commander_seen_at", "offer", "silences")
        before = {name: getattr(was, name) for name in names}
        return Press(seq=event.seq, at=event.at, what="command", **before)
    if isinstance(fact, SEATS):
        freed, seats = isinstance(fact, e.RoleReleased), _seats(was, fact.role)
        return Press(seq=event.seq, at=event.at, what="role", of=fact.role, freed=freed, seats=seats)
    if isinstance(fact, e.Resolved):
        return Press(seq=event.seq, at=event.at, what="resolve", offer=was.offer)
    return None


def _seats(incident: Incident, role: str) -> tuple[Seat, ...]:
    return tuple(seat for seat in incident.seats if seat.role == role)


@becomes.register
def _(fact: e.Undone, was: Incident, event: e.Event) -> Change:
    press = was.presses.get(event.by)
    if press is None or press.seq != fact.seq:  # its words were erased: what is known is a press before it
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


def _unanswered(was: Incident, press: Press) -> Change:
    """The version stays as high as it was: a form that was opened meanwhile is still overtaken."""
    gone = was.answers.get(press.of)
    if press.answer is None or gone is None:
        return {"answers": {question: known for question, known in was.answers.items() if question != press.of}}
    return {"answers": {**was.answers, press.of: press.answer.model_copy(update={"version": gone.version})}}


def _without_command(was: Incident, press: Press, fact: e.Undone, event: e.Event) -> Change:
    names = ("commander", "commander_since", "commander_seen_at", "silences")
    back = GivenBack(to=press.commander, by=fact.by, at=event.at) if press.commander else None
    return {**{name: getattr(press, name) for name in names}, **_offer(was, press), "given_back": back}


def _offer(was: Incident, press: Press) -> Change:
    """The handover that ended with it waits again."""
    return {"offer": press.offer, "past_offers": was.past_offers[:-1]} if press.offer else {}


def _without_seat(was: Incident, press: Press, fact: e.Undone, event: e.Event) -> tuple[Seat, ...]:
    """Seats are only changed or added: those before are as they were, and one that was added is over."""
    before = {seat.seq: seat for seat in press.seats}
    over = {"state": "over", "ended_by": fact.by, "ended_at": event.at}
    return tuple(
        seat if seat.role != press.of else before[seat.seq] if seat.seq in before else seat.model_copy(update=over)
        for seat in was.seats
    )


def _unresolved(was: Incident, press: Press, event: e.Event) -> Change:
    ended = (was.ending,) if was.ending else ()
    return {"ending": None, "reopened_at": event.at, "undone": (*was.undone, *ended), **_offer(was, press)}
