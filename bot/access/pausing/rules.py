"""
What is to be paused, who is asked to, and when it may run again (domain.md §2.7).

The tool's owner is asked, else the access lead, else the commander; who is silent for 10 minutes is reminded, 10
minutes later the access lead is asked too, else the commander. The commander decides of each item when it runs again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.access.pausing.facts import PauseDecided, PauseItem, PauseOrdered
from bot.access.pausing.state import Decision
from bot.access.register.codes import Means
from bot.access.register.derived import TIERS, is_gone
from bot.access.register.entities import Tool
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.errors import Refused
from bot.people.permission import commands, leads_access, who_helps
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact
from bot.task import rules as task
from bot.task.facts import Subject
from bot.task.rules import Said, TaskKind
from bot.task.state import Task
from bot.text import Words, _

CONFIRM_WITHIN: Final = timedelta(minutes=10)  # ours; domain.md §6, `ttp`: 10 minutes from the opening
KINDS: Final = {"scheduler": 0, "ads": 1, "inbox": 2, "link": 3}  # what posts by itself before what may
GENERAL: Final = (Subject(what="scheduled"), Subject(what="paid"))  # where the register knows of nothing


@dataclass(frozen=True, slots=True)
class Found:
    """Something the register knows of that can post or pay by itself."""

    of: str
    thing: Subject
    owner: str | None
    accounts: tuple[str, ...] = ()  # ids
    kind: str = "ads"


@dataclass(frozen=True, slots=True)
class Paused:
    """One item: what it is, its task, and what the commander decided."""

    item: PauseItem
    task: Task
    decided: Decision | None = None

    @property
    def n(self) -> int:
        return self.item.n

    @property
    def runs_again(self) -> bool:
        return self.decided is not None and not self.decided.stays


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is paused, of what is to be."""

    paused: int
    verified: int
    of: int
    again: int  # what may run again


# who is asked, and what shows it


def leads(incident: Incident) -> list[Someone]:
    """Who sees to it when nobody else does: access leads, then who commands."""
    there = [
        *incident.holders("access_lead"),
        *(each.lead for each in incident.restrictions.all if each.is_on),
    ]
    there += [incident.acting] if incident.acting else []
    return list({one.id: one for one in there if not incident.is_out(one.id)}.values())


def inside(incident: Incident) -> list[Someone]:
    """Members in the room: who commands first."""
    acting = incident.acting.id if incident.acting else ""
    there = [there.person for there in incident.room.inside.values() if there.standing is Standing.member]
    others = [one for one in there if not incident.is_out(one.id)]
    return sorted(others, key=lambda one: one.id != acting)


def _must_show(incident: Incident, task: Task, said: Said) -> None:
    if said.result == "done" and not (said.link or said.exhibits or said.note.strip()):
        raise Refused(_("Add a link or a file, or say what you see."), "note", "empty")


def _not_asked(incident: Incident, by: Person) -> Words:
    return _("You were not asked this. Nothing was changed. {help}", help=who_helps(incident, by))


PAUSE: Final = TaskKind[Incident](
    name="pause",
    is_over=lambda incident, task: not _is_current(incident, task),
    next=lambda incident, task: leads(incident),
    leads=lambda incident, by: by.id in incident.room.inside and leads_access(incident, by),
    verifiers=lambda incident, task: inside(incident),
    refused=_must_show,
    waits_from=lambda incident, task, who: incident.resolving.reopened_at or task.asked_at,
    is_out=lambda incident, person: incident.is_out(person),
    is_inside=lambda incident, person: person in incident.room.inside,
    not_asked=_not_asked,
)


# ordering


def order(
    incident: Incident, register: Register, people: Mapping[str, Person], book: Book, by: Someone, now: datetime
) -> list[Fact]:
    """
    Everything is to be paused that is not already; nothing where the register has learned of nothing since.

    Args:
        people: Whoever of ``owners`` is known.

    """
    must_be_open(incident)
    items = current(incident)
    there = {_key(paused.item) for paused in items if not paused.runs_again}
    known = found(register)
    if not known and not there:
        known = [Found("", thing, None) for thing in GENERAL]
    number = len(incident.pausing.order.items) if incident.pausing.order else 0
    new = [each for each in known if (each.of or each.thing.what) not in there]
    numbered = list(enumerate(new, start=number + 1))
    made = tuple(_item(register, book, n, each) for n, each in numbered)
    if not made:
        return []
    asked = [_ask(incident, register, people, n, each, by, now) for n, each in numbered]
    return [PauseOrdered(items=made, by=by), *asked]


def found(register: Register) -> list[Found]:
    """Tools that post to accounts of ours, and accounts with advertising that no tool has: what posts most first."""
    tools = [_tool(register, tool) for tool in register.tools.values() if tool.can_pause and _is_ours(register, tool)]
    covered = {account for each in tools if each.kind == "ads" for account in each.accounts}
    # Adverts run on whether or not a crisis has closed the access path to them.
    ads = dict.fromkeys(g.of for g in register.grants.values() if g.means is Means.ad_account and g.state != "removed")
    paid = [_ads(register, id) for id in ads if id in register.accounts and id not in covered]
    return sorted([*tools, *paid], key=lambda each: _urgency(register, each))


def owners(register: Register) -> set[str]:
    """Ids of all who may be asked."""
    tools = (tool.owner for tool in register.tools.values())
    accounts = (account.owner for account in register.accounts.values())
    return {owner for owner in (*tools, *accounts) if owner}


# what there is


def items(incident: Incident) -> list[Paused]:
    """Every item that was ever ordered to be paused."""
    order = incident.pausing.order
    if order is None:
        return []
    return [Paused(item, incident.tasks[PAUSE.id(item.n)], order.decided.get(item.n)) for item in order.items]


def current(incident: Incident) -> list[Paused]:
    """The items as they are: of what was ordered to be paused once more, the newest."""
    return list({_key(paused.item): paused for paused in items(incident)}.values())


def open_tasks(incident: Incident) -> list[Task]:
    """What still waits to be paused."""
    return [paused.task for paused in current(incident) if paused.task.is_open]


def counts(incident: Incident) -> Counts:
    """For the board. What may run again is not counted as paused."""
    there = current(incident)
    confirmed = [paused for paused in there if paused.task.is_done and not paused.runs_again]
    seen = sum(paused.task.is_verified for paused in confirmed)
    return Counts(len(confirmed), seen, len(there), sum(paused.runs_again for paused in there))


# letting it run again


def decidable(incident: Incident) -> list[Paused]:
    """What the commander may let run again: what is paused, the undecided first."""
    must_be_open(incident)
    there = [paused for paused in current(incident) if paused.task.is_done and not paused.runs_again]
    if not there:
        raise Refused(_("Nothing is paused. Nothing was changed."), code="nothing")
    return sorted(there, key=lambda paused: paused.decided is not None)


def decide(incident: Incident, item: int, by: Person, stays: bool, reason: str) -> list[Fact]:
    """One item may run again, or stays paused: the commander decides each by itself, with a reason."""
    must_be_open(incident)
    if not commands(incident, by):
        raise Refused(_("Only the commander decides this. Nothing was changed."), code="not_allowed")
    paused = next((each for each in items(incident) if each.n == item), None)
    if paused is None:
        raise Refused(_("That is not on the list any more. Nothing was changed."), code="no_task")
    if paused.runs_again:
        raise Refused(_("This may run again already. Nothing was changed."), "item", "resumed")
    if paused.task.is_open:
        raise Refused(_("Nobody has confirmed yet that this is paused. Nothing was changed."), "item", "open")
    if not reason.strip():
        raise Refused(_("A few words are enough."), "reason", "no_reason")
    return [PauseDecided(item=item, thing=paused.item.thing, by=by.someone, stays=stays, reason=reason.strip())]


def undecided(incident: Incident) -> list[str]:
    """Codes of what is still to be said of an item at the end: "paused/<n>", "not_paused/<n>"."""
    left = [paused for paused in current(incident) if paused.decided is None]
    return [f"{'paused' if paused.task.is_done else 'not_paused'}/{paused.n}" for paused in left]


def _is_current(incident: Incident, task: Task) -> bool:
    return any(paused.task.id == task.id and not paused.runs_again for paused in current(incident))


def _key(item: PauseItem) -> str:
    return item.of or item.thing.what


def _is_ours(register: Register, tool: Tool) -> bool:
    """One whose accounts nobody has named may post to any of them."""
    return not tool.accounts or any(account in register.accounts for account in tool.accounts)


def _tool(register: Register, tool: Tool) -> Found:
    accounts = tuple(account for account in tool.accounts if account in register.accounts)
    return Found(tool.id, Subject(what="tool", name=tool.name), tool.owner, accounts, tool.kind)


def _ads(register: Register, account: str) -> Found:
    known = register.accounts[account]
    return Found(account, Subject(what="ads", name=known.handle), known.owner, (account,))


def _urgency(register: Register, each: Found) -> tuple[int, int, int, str]:
    tiers = [TIERS[register.accounts[account].tier] for account in each.accounts]
    return KINDS.get(each.kind, len(KINDS)), min(tiers, default=0), -len(tiers), each.thing.name


def _ask(
    incident: Incident,
    register: Register,
    people: Mapping[str, Person],
    n: int,
    each: Found,
    by: Someone,
    now: datetime,
) -> Fact:
    """Its owner in the register, where they can be asked."""
    person = people.get(each.owner or "")
    able = person and person.standing is Standing.member and not is_gone(register, person.id, now)
    owner = person.someone if person and able and not incident.is_out(person.id) else None
    lead = next(iter(leads(incident)), None)
    acts = incident.acting is not None and lead is not None and lead.id == incident.acting.id
    why = "owner" if owner else "commander" if acts else "access_lead"
    return task.ask(PAUSE, n, owner or lead, by, subject=each.thing, why=why, within=CONFIRM_WITHIN)


def _item(register: Register, book: Book, n: int, each: Found) -> PauseItem:
    return PauseItem(
        n=n,
        thing=each.thing,
        of=each.of,
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
