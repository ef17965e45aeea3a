"""What the register knows of leavers."""

from __future__ import annotations

from bot.access.leavers.facts import (
    LeaverCleared,
    LeaverDenied,
    LeaverPutOff,
    LeaverReminded,
    LeaverReturned,
    LeaverSeen,
)
from bot.access.register.state import Leaver, Register
from bot.record.becomes import Change, becoming
from bot.record.event import Event

register_becomes = becoming()


@register_becomes.register
def _(fact: LeaverSeen, was: Register, event: Event) -> Change:
    said = fact.model_dump(include={"how", "last_day", "tense"}) | {"by": fact.by}
    known = was.leavers.get(fact.holder)
    grounds = (*known.grounds, fact.how) if known and known.returned_at is None else (fact.how,)
    if known is not None and known.stands:  # more is known of the same leaving
        return _leaver(was, fact.holder, **said, grounds=grounds, put_off_until=None, put_off_by=None)
    seen = Leaver(holder=fact.holder, seq=event.seq, since=event.at, grounds=grounds, **said)
    return {"leavers": was.leavers | {fact.holder: seen}}


@register_becomes.register
def _(fact: LeaverReturned, was: Register, event: Event) -> Change:
    return _leaver(was, fact.holder, returned_at=event.at)


@register_becomes.register
def _(fact: LeaverDenied, was: Register, event: Event) -> Change:
    return _leaver(was, fact.holder, denied_by=fact.by, denied_at=event.at, reason=fact.reason)


@register_becomes.register
def _(fact: LeaverPutOff, was: Register, event: Event) -> Change:
    return _leaver(was, fact.holder, put_off_until=fact.until, put_off_by=fact.by)


@register_becomes.register
def _(fact: LeaverReminded, was: Register, event: Event) -> Change:
    known = was.leavers.get(fact.holder)
    nth = known.reminded + 1 if known else 0
    gone_on = {"put_off_until": None, "put_off_by": None, "cleared_at": None}
    return _leaver(was, fact.holder, reminded_at=event.at, reminded=nth, **gone_on)


@register_becomes.register
def _(fact: LeaverCleared, was: Register, event: Event) -> Change:
    return _leaver(was, fact.holder, cleared_at=event.at)


def _leaver(was: Register, holder: str, **changed: object) -> Change:
    seen = was.leavers.get(holder)
    return {"leavers": was.leavers | {holder: seen.model_copy(update=changed)}} if seen else {}
