"""Access in the summary: each account that was closed, honestly, and what became of it. No holder is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.access.restriction.progress import fraction, handles, newest, staying_out, tally
from bot.access.restriction.state import Restriction
from bot.crisis.incident import Incident
from bot.text import Moment, Param, Words, _, _n

SHOWN = 5  # accounts; the rest is counted


def access_told(incident: Incident) -> list[Words]:
    """A line for each account, newest closing of each; none where nothing was ever closed."""
    restrictions = newest(incident)
    lines = [_("Access: {what}", what=_account(each)) for each in restrictions[:SHOWN]]
    if len(restrictions) > SHOWN:
        lines.append(_n("Access: {n} more account", "Access: {n} more accounts", len(restrictions) - SHOWN))
    return lines


def _account(restriction: Restriction) -> Words:
    words = _closed(restriction) if restriction.is_closed else _open(restriction)
    if restriction.suspended_at:
        words = _("{what}. Suspended by the platform since {at}", what=words, at=Moment(restriction.suspended_at))
    return words


def _closed(restriction: Restriction) -> Words:
    seen = _("{n} of {of} verified", n=len(restriction.verified), of=len(restriction.paths))
    account, at = handles((restriction,)), Moment(restriction.at)
    if restriction.is_normal:
        out = _n("{n} stays out", "{n} stay out", staying_out(restriction))
        return _(
            "{account} closed {at}–{end}, {seen}, {out}",
            account=account,
            at=at,
            end=_normal_since(restriction),
            seen=seen,
            out=out,
        )
    back = (
        _("{n} of {of} decided", n=len(restriction.decided), of=len(restriction.paths))
        if restriction.restoration_at
        else _("not given back")
    )
    return _("{account} closed, begun {at}, {seen}, {back}", account=account, at=at, seen=seen, back=back)


def _open(restriction: Restriction) -> Words:
    """What was never closed is never called so."""
    account, at, counted = handles((restriction,)), Moment(restriction.at), fraction(tally((restriction,)))
    if restriction.is_lost:
        return _("{account} lost, we can't log in, begun {at}, {fraction}", account=account, at=at, fraction=counted)
    if restriction.stopped_at:
        return _(
            "{account} not closed, begun {at}, stopped {end}, {fraction}",
            account=account,
            at=at,
            end=Moment(restriction.stopped_at),
            fraction=counted,
        )
    if restriction.is_normal:
        return _(
            "{account} not closed, begun {at}, normal since {end}, {fraction}",
            account=account,
            at=at,
            end=_normal_since(restriction),
            fraction=counted,
        )
    return _("{account} not closed, begun {at}, {fraction}", account=account, at=at, fraction=counted)


def _normal_since(restriction: Restriction) -> Param:
    """When the last decision was seen by somebody else."""
    return Moment(max(_seen(restriction), default=restriction.restoration_at or restriction.at))


def _seen(restriction: Restriction) -> Iterator[datetime]:
    return (decided.verified_at for decided in restriction.decided.values() if decided.verified_at)
