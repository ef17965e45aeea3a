"""Access in the summary: each account that was closed, honestly, and what became of it. No holder is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.access.restriction.progress import fraction, handles, newest, staying_out, tally
from bot.access.restriction.state import Run
from bot.crisis.incident import Incident
from bot.text import Moment, Param, Words, _, _n

SHOWN = 5  # accounts; the rest is counted


def access_told(incident: Incident) -> list[Words]:
    """A line for each account, newest closing of each; none where nothing was ever closed."""
    runs = newest(incident)
    lines = [_("Access: {what}", what=_account(run)) for run in runs[:SHOWN]]
    if len(runs) > SHOWN:
        lines.append(_n("Access: {n} more account", "Access: {n} more accounts", len(runs) - SHOWN))
    return lines


def _account(run: Run) -> Words:
    words = _closed(run) if run.is_closed else _open(run)
    if run.suspended_at:
        words = _("{what}. Suspended by the platform since {at}", what=words, at=Moment(run.suspended_at))
    return words


def _closed(run: Run) -> Words:
    seen = _("{n} of {of} verified", n=len(run.verified), of=len(run.ways))
    account, at = handles((run,)), Moment(run.at)
    if run.is_normal:
        out = _n("{n} stays out", "{n} stay out", staying_out(run))
        return _(
            "{account} closed {at}–{end}, {seen}, {out}",
            account=account,
            at=at,
            end=_normal_since(run),
            seen=seen,
            out=out,
        )
    back = _("{n} of {of} decided", n=len(run.decided), of=len(run.ways)) if run.restoration_at else _("not given back")
    return _("{account} closed, begun {at}, {seen}, {back}", account=account, at=at, seen=seen, back=back)


def _open(run: Run) -> Words:
    """What was never closed is never called so."""
    account, at, counted = handles((run,)), Moment(run.at), fraction(tally((run,)))
    if run.is_lost:
        return _("{account} lost, we can't log in, begun {at}, {fraction}", account=account, at=at, fraction=counted)
    if run.stopped_at:
        return _(
            "{account} not closed, begun {at}, stopped {end}, {fraction}",
            account=account,
            at=at,
            end=Moment(run.stopped_at),
            fraction=counted,
        )
    if run.is_normal:
        return _(
            "{account} not closed, begun {at}, normal since {end}, {fraction}",
            account=account,
            at=at,
            end=_normal_since(run),
            fraction=counted,
        )
    return _("{account} not closed, begun {at}, {fraction}", account=account, at=at, fraction=counted)


def _normal_since(run: Run) -> Param:
    """When the last decision was seen by somebody else."""
    return Moment(max(_seen(run), default=run.restoration_at or run.at))


def _seen(run: Run) -> Iterator[datetime]:
    return (decided.verified_at for decided in run.decided.values() if decided.verified_at)
