"""What the severity becomes."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.severity.state import Computed, LevelAsk, SetLevel
from bot.crisis.undo.facts import Undone
from bot.people.who import Someone
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.record.fact import Level

becomes = becoming()


@becomes.register
def _(fact: SeverityComputed, was: Incident, event: Event) -> Change:
    computed = Computed(**fact.model_dump(exclude={"kind"}))
    known = was.severity.set
    if known is None or known.overtaken_by(computed.level):
        return {"computed": computed}
    return {"computed": computed, "asks": _ended(was, "over", None, event)}


@becomes.register
def _(fact: SeveritySet, was: Incident, event: Event) -> Change:
    """Against what the answers gave then: once they give worse, it is asked whether it still counts."""
    computed = was.severity.computed.level if was.severity.computed else Level.moderate
    known = SetLevel(level=fact.level, reason=fact.reason, by=fact.by, at=event.at, computed=computed)
    return {"set": known, "asks": _ended(was, "kept", fact.by, event)}


@becomes.register
def _(fact: LevelReleased, was: Incident, event: Event) -> Change:
    return {"set": None, "asks": _ended(was, "released", fact.by, event)}


@becomes.register
def _(fact: LevelQuestioned, was: Incident, event: Event) -> Change:
    asked = LevelAsk(seq=event.seq, set=fact.set, computed=fact.computed, to=fact.to, at=event.at)
    return {"asks": (*_ended(was, "over", None, event), asked)}


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    press = was.undo.press(event.by, fact.seq)
    return {"set": press.level_set, "asks": press.level_asks} if press and press.what == "level" else {}


def _ended(was: Incident, how: str, by: Someone | None, event: Event) -> tuple[LevelAsk, ...]:
    """The question that waited, if one did, is over."""
    over = {"ended": how, "by": by, "ended_at": event.at}
    return tuple(ask if ask.ended else ask.model_copy(update=over) for ask in was.severity.asks)
