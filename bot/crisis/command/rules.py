"""
Who commands. One person at a time, and never a person involved.

    nobody ──take command──▶ Ana ──offers to Jana──▶ Ana (offered) ──I have command──▶ Jana
                              ▲                        └──not now──▶ Ana
                              └── silent for 10 minutes: her deputy, else anyone inside, with a reason
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandTaken,
)
from bot.crisis.command.state import Offer, Silence
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.paging import rules as paging
from bot.errors import Refused
from bot.people.naming import full
from bot.people.signs import last_sign
from bot.people.who import Someone, Standing
from bot.record.due import Due
from bot.record.fact import Fact, Level
from bot.text import Moment, Words, _

COMMANDER_SILENT = timedelta(minutes=10)  # design.md §3: then the deputy, else anyone inside, with a reason


def claim(incident: Incident, by: Someone, now: datetime, reason: str = "") -> list[Fact]:
    """
    Take command: an empty seat at once, a silent commander's with a reason.

    Raises:
        Refused: Code ``why`` (field *reason*) where only the reason is missing; else the seat is not free.
    """
    must_be_open(incident)
    _must_be_fit(incident, by)
    holder = seated(incident)
    if holder is not None:
        _must_be_silent(incident, holder, by, now)
        if not reason.strip():
            raise Refused(_("A few words are enough."), field="reason", code="why")
    return [CommandTaken(by=by, before=incident.command.commander, reason=reason.strip()), *paging.came(incident, by)]


def offer(
    incident: Incident, by: Someone, to: Someone, open_decisions: str, resting: Sequence[Someone] = ()
) -> list[Fact]:
    """Offer command to someone inside. Who offers stays in command until the other accepts."""
    must_be_open(incident)
    if incident.acting is None or incident.acting.id != by.id:
        raise Refused(_("{who} Nothing was changed.", who=_who_commands(incident)), code="not_allowed")
    if to.id == by.id:
        raise Refused(_("You have command already. Choose someone else."), field="to", code="self")
    if not is_fit(incident, to.id):
        # one sentence for guests, strangers, those outside and those involved: it must not tell which
        raise Refused(
            _("{name} can't take command here. Choose someone else.", name=full(to)), field="to", code="not_fit"
        )
    if not open_decisions.strip():
        raise Refused(
            _("Name what is still to decide, or write that nothing is."), field="open_decisions", code="no_decisions"
        )
    return [CommandOffered(to=to, by=by, open_decisions=open_decisions.strip(), resting=tuple(resting))]


def accept(incident: Incident, by: Someone) -> list[Fact]:
    """*I have command*, from the one it was offered to."""
    offered(incident, by)
    _must_be_fit(incident, by)
    return [CommandAccepted(by=by, before=incident.command.commander), *paging.came(incident, by)]


def decline(incident: Incident, by: Someone, reason: str) -> list[Fact]:
    """*Not now*, from the one it was offered to. Who offered stays in command."""
    offered(incident, by)
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    return [CommandRefused(by=by, reason=reason.strip())]


def seated(incident: Incident) -> Someone | None:
    """Who holds command and may go on; None if nobody does, or if it is a person involved."""
    holder = incident.command.commander
    return None if holder is None or incident.is_out(holder.id) else holder


def is_fit(incident: Incident, person: str) -> bool:
    """Whether this person may command: inside, a full member, not involved."""
    there = incident.room.inside.get(person)
    return there is not None and there.standing is Standing.member and not incident.is_out(person)


def deputy_of(incident: Incident, person: Someone) -> Someone | None:
    """Who has the role of deputy, else the deputy this person has as a responder, where that one could command."""
    named = paging.deputy_of(incident, person.id)
    deputies = [*incident.holders("deputy"), *([named] if named else [])]
    return next((one for one in deputies if one.id != person.id and is_fit(incident, one.id)), None)


def due(incident: Incident) -> list[Due]:
    """A commander who does nothing for ten minutes at Critical or Serious: the deputy is called, once each silence."""
    holder, seen = seated(incident), incident.command.seen_at
    if holder is None or seen is None or silence(incident) or incident.level not in (Level.critical, Level.high):
        return []
    seen = last_sign(incident, holder.id, seen)
    called = CommanderSilent(commander=holder, deputy=deputy_of(incident, holder), since=seen)
    return [Due(at=seen + COMMANDER_SILENT, key=f"silent/{holder.id}@{seen.isoformat()}", facts=(called,))]


def silence(incident: Incident) -> Silence | None:
    """The silence of the commander that lasts, if somebody was called for it."""
    newest = incident.command.silences[-1] if incident.command.silences else None
    return newest if newest and not newest.ended else None


def present(incident: Incident, by: Someone) -> list[Fact]:
    """*Ana is here*, from anyone inside: the time runs anew."""
    must_be_open(incident)
    if silence(incident) is None:
        raise Refused(_("{who} Nothing was changed.", who=_who_commands(incident)), code="not_silent")
    return [CommanderPresent(by=by)]


def _must_be_fit(incident: Incident, by: Someone) -> None:
    if incident.has_conflict(by.id):
        raise Refused(_("You can't act in this crisis. Nothing was changed."), code="implicated")
    if not is_fit(incident, by.id):
        raise Refused(_("Only full members inside the room can take command. Nothing was changed."), code="not_inside")


def _must_be_silent(incident: Incident, holder: Someone, by: Someone, now: datetime) -> None:
    if holder.id == by.id:
        raise Refused(_("You have command already. Nothing was changed."), code="yours")
    seen = last_sign(incident, holder.id, incident.command.since or now)
    if now - seen < COMMANDER_SILENT:
        raise Refused(
            _("{name} has command and can hand it over. Nothing was changed.", name=full(holder)), code="taken"
        )
    deputy = deputy_of(incident, holder)
    # Twice the time: a deputy who sleeps too must not leave the room without anybody.
    if deputy is not None and deputy.id != by.id and now - seen < 2 * COMMANDER_SILENT:
        raise Refused(
            _(
                "{deputy} is the deputy and comes first, until {until}. Nothing was changed.",
                deputy=full(deputy),
                until=Moment(seen + 2 * COMMANDER_SILENT),
            ),
            code="deputy_first",
        )


def offered(incident: Incident, by: Someone) -> Offer:
    """The handover that waits for this person; Refused where none does."""
    must_be_open(incident)
    if incident.command.offer is not None and incident.command.offer.to.id == by.id:
        return incident.command.offer
    if incident.command.commander is not None and incident.command.commander.id == by.id:
        raise Refused(_("You have command already. Nothing was changed."), code="yours")
    if incident.command.offer is not None:
        raise Refused(
            _(
                "Command is offered to {name}. {who} Nothing was changed.",
                name=full(incident.command.offer.to),
                who=_who_commands(incident),
            ),
            code="not_asked",
        )
    raise Refused(
        _("This handover is over. {who} Nothing was changed.", who=_who_commands(incident)), code="offer_over"
    )


def _who_commands(incident: Incident) -> Words:
    if incident.command.commander is not None:
        return _("{name} has command.", name=full(incident.command.commander))
    if incident.acting is not None:
        return _("{name} acts as commander.", name=full(incident.acting))
    return _("Nobody has command yet.")
