"""
Pausing everything that posts or pays by itself, item by item (domain.md §2.7): its owner does it, somebody else looks.

    asked ──Paused──▶ paused ──somebody else looked──▶ verified ──▶ may run again, or stays paused
      ├──I can't──▶ unable: the access lead is asked, else the commander
      └──silent for 10 minutes: reminded once; 10 more: the access lead is asked too, else the commander
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import events as e
from bot.domain.access.derived import TIERS, is_gone
from bot.domain.access.entities import Means, Tool
from bot.domain.access.register import Register
from bot.domain.access.run import Paused
from bot.domain.due import Due
from bot.domain.incident import Incident
from bot.domain.naming import full
from bot.domain.opening import must_be_open
from bot.domain.people import Person, Someone, Standing
from bot.domain.permission import commands, leads_access, who_helps
from bot.domain.playbook import Book
from bot.errors import Refused
from bot.text import Moment, _

CONFIRM_WITHIN: Final = timedelta(minutes=10)  # ours; domain.md §6, `ttp`: 10 minutes from the opening
KINDS: Final = {"scheduler": 0, "ads": 1, "inbox": 2, "link": 3}  # what posts by itself before what may
REASON_WORDS: Final = 3  # a reason of fewer words says nothing (ux.md §4)
GENERAL: Final = (e.Thing(what="scheduled"), e.Thing(what="paid"))  # where the register knows of nothing


@dataclass(frozen=True, slots=True)
class Found:
    """Something the register knows of that can post or pay by itself."""

    of: str
    thing: e.Thing
    owner: str | None
    accounts: tuple[str, ...] = ()  # ids
    kind: str = "ads"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is paused, of what is to be."""

    paused: int
    verified: int
    of: int
    again: int  # what may run again


def order(
    incident: Incident, register: Register, people: Mapping[str, Person], book: Book, by: Someone, now: datetime
) -> list[e.Fact]:
    """
    Everything is to be paused that is not already; nothing where the register has learned of nothing since.

    Args:
        people: Whoever of ``owners`` is known.
    """
    must_be_open(incident)
    items = current(incident)
    there = {paused.item.of or paused.item.thing.what for paused in items if paused.state != "resumed"}
    known = found(register)
    if not known and not there:
        known = [Found("", thing, None) for thing in GENERAL]
    number = len(incident.pausing.items) if incident.pausing else 0
    new = [each for each in known if (each.of or each.thing.what) not in there]
    made = [_item(incident, register, people, book, number + n, each, now) for n, each in enumerate(new, start=1)]
    return [e.PauseOrdered(items=tuple(made), by=by)] if made else []


def found(register: Register) -> list[Found]:
    """Tools that post to accounts of ours, and accounts with advertising that no tool has: what posts most first."""
    tools = [_tool(register, tool) for tool in register.tools.values() if tool.can_pause and _is_ours(register, tool)]
    covered = {account for each in tools if each.kind == "ads" for account in each.accounts}
    # Adverts run on whether or not a crisis has closed the way in to them.
    ads = dict.fromkeys(g.of for g in register.grants.values() if g.means is Means.ad_account and g.state != "removed")
    paid = [_ads(register, id) for id in ads if id in register.accounts and id not in covered]
    return sorted([*tools, *paid], key=lambda each: _urgency(register, each))


def owners(register: Register) -> set[str]:
    """Ids of all who may be asked."""
    tools = (tool.owner for tool in register.tools.values())
    accounts = (account.owner for account in register.accounts.values())
    return {owner for owner in (*tools, *accounts) if owner}


def current(incident: Incident) -> tuple[Paused, ...]:
    """The items as they are: of what was ordered to be paused once more, the newest."""
    items = incident.pausing.items if incident.pausing else ()
    return tuple({paused.item.of or paused.item.thing.what: paused for paused in items}.values())


def counts(incident: Incident) -> Counts:
    """For the board. What may run again is not counted as paused."""
    states = [paused.state for paused in current(incident)]
    confirmed = sum(state in ("paused", "verified", "stays") for state in states)
    seen = sum(p.verified_by is not None and p.state in ("verified", "stays") for p in current(incident))
    return Counts(confirmed, seen, len(states), states.count("resumed"))


def pausable(incident: Incident, item: int, by: Person) -> Paused:
    """The item, for who was asked, the access lead and the commander. Raises Refused."""
    must_be_open(incident)
    paused = _known(incident, item)
    asked = any(someone.id == by.id for someone in paused.asked)
    if not asked and not (by.id in incident.inside and leads_access(incident, by)):
        words = _("You were not asked this. Nothing was changed. {help}", help=who_helps(incident, by))
        raise Refused(words, code="not_asked")
    if paused.state == "resumed":
        raise Refused(_("This may run again. Nothing was changed."), code="resumed")
    if not paused.is_open:
        at = Moment(paused.at) if paused.at else "–"
        name = full(paused.by) if paused.by else "–"
        raise Refused(_("{name} paused this at {at}. Nothing was changed.", name=name, at=at), code="paused")
    return paused


def to_say(incident: Incident, item: int, by: Person) -> tuple[Paused, ...]:
    """What this person may say is paused: that *item*, else (0) whatever is open. Raises Refused."""
    must_be_open(incident)
    if item:
        return (pausable(incident, item, by),)
    items = [paused for paused in current(incident) if paused.is_open]
    if not items:
        raise Refused(_("Nothing waits to be paused. Nothing was changed."), code="nothing")
    if by.id in incident.inside and leads_access(incident, by):
        return tuple(items)
    mine = tuple(paused for paused in items if any(someone.id == by.id for someone in paused.asked))
    return mine or (pausable(incident, items[0].item.n, by),)  # which refuses


def say_paused(
    incident: Incident, item: int, by: Person, link: str, exhibits: Collection[int], note: str
) -> list[e.Fact]:
    """*Paused*, with a link, a piece of evidence or a few words that show it."""
    paused = pausable(incident, item, by)
    if not (link or exhibits or note.strip()):
        raise Refused(_("Add a link or a file, or say what you see."), "note", "empty")
    thing = paused.item.thing
    return [
        e.ItemPaused(
            item=item, thing=thing, by=by.someone, link=link, exhibits=tuple(sorted(exhibits)), note=note.strip()
        )
    ]


def unable(incident: Incident, item: int, by: Person, reason: str) -> list[e.Fact]:
    """*I can't*: the next is asked at once."""
    paused = pausable(incident, item, by)
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    asked = paused.asked[-1] if paused.asked else None
    # Of who was asked before, somebody else is asked already.
    next_ = _next(incident, paused, by.someone) if asked is None or asked.id == by.id else None
    thing = paused.item.thing
    return [e.ItemNotPaused(item=item, thing=thing, by=by.someone, reason=reason.strip(), next=next_)]


def verifiable(incident: Incident, by: Person) -> tuple[tuple[Paused, ...], bool]:
    """
    What this person may verify, and whether they do so alone: of their own, where nobody else could.

    Raises:
        Refused: There is nothing, or all of it they paused themselves.
    """
    must_be_open(incident)
    waiting = [paused for paused in current(incident) if paused.state == "paused"]
    others = tuple(paused for paused in waiting if paused.by and paused.by.id != by.id)
    if others:
        return others, False
    if not waiting:
        raise Refused(_("Nothing waits to be verified. Nothing was changed."), code="nothing")
    if others_here := _others(incident, by):
        raise _same_person(others_here[0])
    return tuple(waiting), True


def verify(incident: Incident, items: Collection[int], by: Person, saw: str, alone: str) -> list[e.Fact]:
    """Somebody looked whether these are paused: never who paused them, unless there is nobody else, with a reason."""
    must_be_open(incident)
    if not items:
        raise Refused(_("Choose what you looked at."), "items", "empty")
    if not saw.strip():
        raise Refused(_("Say in a few words what you saw."), "saw", "empty")
    chosen = [_known(incident, item) for item in sorted(items)]
    if over := next((paused for paused in chosen if paused.state != "paused"), None):
        raise Refused(_not_waiting(over), "items", "over")
    own = any(paused.by is None or paused.by.id == by.id for paused in chosen)
    if own and (others := _others(incident, by)):
        raise _same_person(others[0])
    if own and len(alone.split()) < REASON_WORDS:
        raise Refused(_("Say why alone, in at least {n} words.", n=REASON_WORDS), "alone", "no_reason")
    numbers, things = tuple(p.item.n for p in chosen), tuple(p.item.thing for p in chosen)
    return [
        e.PauseVerified(
            items=numbers, things=things, by=by.someone, saw=saw.strip(), alone=alone.strip() if own else ""
        )
    ]


def decidable(incident: Incident, by: Person) -> tuple[Paused, ...]:
    """What the commander may let run again: what is paused, the undecided first."""
    must_be_open(incident)
    items = [paused for paused in current(incident) if paused.state in ("paused", "verified", "stays")]
    if not items:
        raise Refused(_("Nothing is paused. Nothing was changed."), code="nothing")
    return tuple(sorted(items, key=lambda paused: paused.state == "stays"))


def decide(incident: Incident, item: int, by: Person, stays: bool, reason: str) -> list[e.Fact]:
    """One item may run again, or stays paused: the commander decides each by itself, with a reason."""
    must_be_open(incident)
    if not commands(incident, by):
        raise Refused(_("Only the commander decides this. Nothing was changed."), code="not_allowed")
    paused = _known(incident, item)
    if paused.state == "resumed":
        raise Refused(_("This may run again already. Nothing was changed."), "item", "resumed")
    if paused.is_open:
        raise Refused(_("Nobody has confirmed yet that this is paused. Nothing was changed."), "item", "open")
    if not reason.strip():
        raise Refused(_("A few words are enough."), "reason", "no_reason")
    return [e.ItemResumed(item=item, thing=paused.item.thing, by=by.someone, stays=stays, reason=reason.strip())]


def undecided(incident: Incident) -> list[str]:
    """Codes of what is still to be said of an item at the end: "paused/<n>", "not_paused/<n>"."""
    ends = {"paused": "paused", "verified": "paused", "asked": "not_paused", "unable": "not_paused"}
    return [f"{ends[paused.state]}/{paused.item.n}" for paused in current(incident) if paused.state in ends]


def due(incident: Incident) -> list[Due]:
    """Who does not confirm in time is reminded once; after that somebody else is asked too."""
    return [each for paused in current(incident) if paused.is_open for each in _due(incident, paused)]


def answer_by(incident: Incident, paused: Paused) -> datetime:
    """By when who was asked confirms it; aware UTC. While it was resolved, nobody was waited for."""
    return max(paused.asked_at, incident.reopened_at or paused.asked_at) + CONFIRM_WITHIN


def _due(incident: Incident, paused: Paused) -> Iterable[Due]:
    if not paused.asked:
        return
    who, thing, item = paused.asked[-1], paused.item.thing, paused.item.n
    at, key = answer_by(incident, paused), f"{item}/{len(paused.asked)}"
    if paused.state == "unable" and paused.by and paused.by.id == who.id:
        return  # they said so, and nobody else is left to ask
    if who.id not in paused.reminded and not incident.is_out(who.id):
        late = e.PauseLate(item=item, thing=thing, who=who, inside=who.id in incident.inside)
        yield Due(at, f"pause-late/{key}", (late,))
    elif next_ := _next(incident, paused, who):
        at = paused.asked_at if incident.is_out(who.id) else at + CONFIRM_WITHIN
        yield Due(at, f"pause-next/{key}", (e.PauseLate(item=item, thing=thing, who=who, next=next_),))


def leads(incident: Incident) -> list[Someone]:
    """Who sees to it when nobody else does: access leads, then who commands."""
    there = [*incident.holders("access_lead"), *(run.lead for run in incident.runs if run.is_on)]
    there += [incident.acting] if incident.acting else []
    return list({one.id: one for one in there if not incident.is_out(one.id)}.values())


def _next(incident: Incident, paused: Paused, after: Someone) -> Someone | None:
    """Nobody twice."""
    asked = {after.id, *(someone.id for someone in paused.asked)}
    return next((one for one in leads(incident) if one.id not in asked), None)


def _others(incident: Incident, by: Person) -> list[Someone]:
    """Who else in the room could look: the commander first."""
    acting = incident.acting.id if incident.acting else ""
    inside = [there.person for there in incident.inside.values() if there.standing is Standing.member]
    others = [one for one in inside if one.id != by.id and not incident.is_out(one.id)]
    return sorted(others, key=lambda one: one.id != acting)


def _same_person(other: Someone) -> Refused:
    """Case 22 of ux.md."""
    words = _(
        "You did this step, so someone else verifies it. It stays “paused, not verified”. Ask {name}.", name=full(other)
    )
    return Refused(words, code="same_person_verifies")


def _not_waiting(paused: Paused) -> object:
    if paused.verified_by and paused.verified_at:
        name, at = full(paused.verified_by), Moment(paused.verified_at)
        return _("{name} verified one of these at {at}. Open the form again.", name=name, at=at)
    return _("One of these is not paused. Open the form again.")


def _known(incident: Incident, item: int) -> Paused:
    paused = incident.paused(item)
    if paused is None:
        raise Refused(_("That is not on the list any more. Nothing was changed."), code="no_item")
    return paused


def _is_ours(register: Register, tool: Tool) -> bool:
    """One whose accounts nobody has named may post to any of them."""
    return not tool.accounts or any(account in register.accounts for account in tool.accounts)


def _tool(register: Register, tool: Tool) -> Found:
    accounts = tuple(account for account in tool.accounts if account in register.accounts)
    return Found(tool.id, e.Thing(name=tool.name), tool.owner, accounts, tool.kind)


def _ads(register: Register, account: str) -> Found:
    known = register.accounts[account]
    return Found(account, e.Thing(what="ads", name=known.handle), known.owner, (account,))


def _urgency(register: Register, each: Found) -> tuple[int, int, int, str]:
    tiers = [TIERS[register.accounts[account].tier] for account in each.accounts]
    return KINDS.get(each.kind, len(KINDS)), min(tiers, default=0), -len(tiers), each.thing.name


def _item(
    incident: Incident,
    register: Register,
    people: Mapping[str, Person],
    book: Book,
    n: int,
    each: Found,
    now: datetime,
) -> e.PauseItem:
    person = people.get(each.owner or "")
    able = person and person.standing is Standing.member and not is_gone(register, person.id, now)
    owner = person.someone if person and able and not incident.is_out(person.id) else None
    lead = next(iter(leads(incident)), None)
    acts = incident.acting is not None and lead is not None and lead.id == incident.acting.id
    return e.PauseItem(
        n=n,
        thing=each.thing,
        of=each.of,
        owner=owner or lead,
        why="owner" if owner else "commander" if acts else "access_lead",
        accounts=tuple(register.accounts[account].handle for account in each.accounts),
        runbooks=_runbooks(register, book, each),
    )


def _runbooks(register: Register, book: Book, each: Found) -> tuple[str, ...]:
    """The tool's own, known by its name; of advertising the platforms'."""
    name = each.thing.name.casefold()
    if each.thing.what == "tool":
        own = tuple(runbook.id for runbook in book.runbooks if runbook.title.casefold() in name)
        if own or each.kind != "ads":
            return own
    platforms = dict.fromkeys(register.accounts[account].platform for account in each.accounts)
    return tuple(platform for platform in platforms if book.runbook(platform))
