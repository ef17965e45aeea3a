"""
The register's own audit: who changed what, in words for those who keep it. It holds
names of holders, so none of it is part of an incident's timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatch

from bot.access.importing.facts import Imported
from bot.access.leavers.facts import (
    LeaverCleared,
    LeaverDenied,
    LeaverPutOff,
    LeaverReturned,
    LeaverSeen,
)
from bot.access.register.codes import MEANS, STATES, STATES_OF_WAYS
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.access.register.facts import (
    AccountEntered,
    AccountMarked,
    ConfirmationAsked,
    EntryTakenOff,
    GrantEnded,
    GrantEntered,
    GrantsConfirmed,
    GrantsDoubted,
    GrantsMarked,
    HolderEntered,
    HoldersMerged,
    HoldersRead,
    HoldersReadOrdered,
    SecretEntered,
    SecretRotated,
    ToolEntered,
)
from bot.access.register.fields import fields_of
from bot.access.register.state import Register
from bot.crisis.wording import shortened
from bot.record.event import Event
from bot.record.fact import Fact
from bot.speech.holding_statement.facts import TemplateApproved, TemplateWritten
from bot.task.facts import TaskAnswered, TasksVerified
from bot.text import Joined, Moment, Param, Words, _, _n

Entity = Account | Holder | Tool | Grant | Secret
REASON_CHARS = 150


@dataclass(frozen=True, slots=True)
class Told:
    """One change: what it was, in words, and which entries it is about."""

    event: Event
    words: Words
    about: frozenset[str]


def changes(events: Iterable[Event], register: Register) -> list[Told]:
    """
    Events of the register, oldest first, as what they changed; those that say nothing to a reader are left out.

    What an entry was before is known as far as *events* reach back.
    """
    audit = Audit(register)
    told = [(event, said(event.fact, audit), frozenset(audit.about(event.fact))) for event in events]
    return [Told(event, words, about) for event, words, about in told if words is not None]


@dataclass(slots=True)
class Audit:
    """Goes through the events and remembers how each entry stood."""

    register: Register
    seen: dict[str, Entity] = field(default_factory=dict)

    def name(self, id: str) -> Param:
        """What an entry is called, be it taken off since."""
        register = self.register
        found: Entity | None = register.accounts.get(id) or register.holders.get(id) or register.tools.get(id)
        found = found or register.secrets.get(id) or register.grants.get(id) or self.seen.get(id)
        match found:
            case Account():
                return found.handle
            case Holder() | Tool() | Secret():
                return found.name
            case Grant():
                who, where = self.name(found.holder), self.name(found.of)
                return _("{name} at {account}, {means}", name=who, account=where, means=MEANS[found.means])
        return _("an entry that is not there any more")

    def names(self, ids: Sequence[str]) -> Param:
        return self.name(ids[0]) if len(ids) == 1 else _n("{n} entry", "{n} entries", len(ids))

    def entered(self, entity: Entity) -> Words:
        """New, or what is different now."""
        before, self.seen[entity.id] = self.seen.get(entity.id), entity
        name = self.name(entity.id) if not isinstance(entity, Grant) else self._grant(entity)
        if before is None:
            return _("{entry} entered or changed", entry=name)
        changed = (kept for kept in fields_of(type(entity)) if getattr(before, kept.name) != getattr(entity, kept.name))
        differ = dict.fromkeys(kept.told for kept in changed if kept.told)
        what = Joined(tuple(differ)) if differ else _("details")
        return _("{entry} changed: {what}", entry=name, what=what)

    def _grant(self, grant: Grant) -> Words:
        who, where = self.name(grant.holder), self.name(grant.of)
        return _("{name} at {account}, {means}", name=who, account=where, means=MEANS[grant.means])

    def about(self, fact: Fact) -> Iterable[str]:
        """Ids of the entries a fact is about; of an access path, the account too."""
        given = fact.model_dump()
        ids = [given.get(name) for name in ("account", "holder", "tool", "grant", "secret", "id", "of")]
        several = [*(given.get("grants") or ()), *(given.get("secrets") or ())]
        subjects = [given.get("subject"), *(given.get("subjects") or ())]
        several += [id for subject in subjects if subject for id in subject.values()]
        for each in (*ids, *several):
            id = each.get("id") if isinstance(each, dict) else each
            if not isinstance(id, str):
                continue
            yield id
            found = self.seen.get(id) or self.register.grants.get(id) or self.register.secrets.get(id)
            if isinstance(found, Grant):
                yield found.of
            elif isinstance(found, Secret):
                yield from found.opens


@singledispatch
def said(fact: Fact, audit: Audit) -> Words | None:
    """What a fact of the register says; None where it says nothing to a reader."""
    return None


@said.register
def _account(fact: AccountEntered, audit: Audit) -> Words:
    return audit.entered(fact.account)


@said.register
def _holder(fact: HolderEntered, audit: Audit) -> Words:
    return audit.entered(fact.holder)


@said.register
def _tool(fact: ToolEntered, audit: Audit) -> Words:
    return audit.entered(fact.tool)


@said.register
def _grant(fact: GrantEntered, audit: Audit) -> Words:
    return audit.entered(fact.grant)


@said.register
def _secret(fact: SecretEntered, audit: Audit) -> Words:
    return audit.entered(fact.secret)


@said.register
def _merged(fact: HoldersMerged, audit: Audit) -> Words:
    return _("two entries of {name} are one now", name=audit.name(fact.into))


@said.register
def _entry_off(fact: EntryTakenOff, audit: Audit) -> Words:
    return _("{entry} taken off: {reason}", entry=audit.name(fact.id), reason=shortened(fact.reason, REASON_CHARS))


@said.register
def _ended(fact: GrantEnded, audit: Audit) -> Words:
    entry = audit.name(fact.grant)
    match fact.reason:
        case "expired":
            return _("{entry} taken back after its end", entry=entry)
        case "removed":
            return _("{entry} closed and verified", entry=entry)
        case "taken_off":
            return _("{entry} taken off: {reason}", entry=entry, reason=shortened(fact.why, REASON_CHARS) or "–")


@said.register
def _confirmed(fact: GrantsConfirmed, audit: Audit) -> Words:
    return _("confirmed: {entry}", entry=audit.names((*fact.grants, *fact.secrets)))


@said.register
def _doubted(fact: GrantsDoubted, audit: Audit) -> Words:
    entry, reason = audit.names((*fact.grants, *fact.secrets)), shortened(fact.reason, REASON_CHARS)
    return _("said not to be theirs: {entry}: {reason}", entry=entry, reason=reason)


@said.register
def _asked(fact: ConfirmationAsked, audit: Audit) -> Words:
    return _("holders of {entry} asked to confirm", entry=audit.name(fact.account))


@said.register
def _rotated(fact: SecretRotated, audit: Audit) -> Words:
    n = len(fact.known_by)
    return _n("{entry} changed, {n} knows it", "{entry} changed, {n} know it", n, entry=audit.name(fact.secret))


@said.register
def _imported(fact: Imported, audit: Audit) -> Words:
    return _n("{file} imported, {n} row", "{file} imported, {n} rows", fact.rows, file=fact.name)


@said.register
def _leaver(fact: LeaverSeen, audit: Audit) -> Words:
    return _("{name} left or leaves", name=audit.name(fact.holder))


@said.register
def _returned(fact: LeaverReturned, audit: Audit) -> Words:
    return _("{name} is back", name=audit.name(fact.holder))


@said.register
def _denied(fact: LeaverDenied, audit: Audit) -> Words:
    reason = shortened(fact.reason, REASON_CHARS)
    return _("{name} is no leaver: {reason}", name=audit.name(fact.holder), reason=reason)


@said.register
def _put_off(fact: LeaverPutOff, audit: Audit) -> Words:
    at = Moment(fact.until, "date_time")
    return _("access of {name} put off until {at}", name=audit.name(fact.holder), at=at)


@said.register
def _path_closed(fact: TaskAnswered, audit: Audit) -> Words:
    entry, name = audit.name(fact.subject.what), audit.name(fact.subject.name)
    return _("{entry} closed for {name}, not verified", entry=entry, name=name)


@said.register
def _paths_verified(fact: TasksVerified, audit: Audit) -> Words:
    return _("{entry} closed and verified", entry=audit.names([subject.what for subject in fact.subjects]))


@said.register
def _cleared(fact: LeaverCleared, audit: Audit) -> Words:
    return _("nothing of {name} is open any more", name=audit.name(fact.holder))


@said.register
def _read_ordered(fact: HoldersReadOrdered, audit: Audit) -> Words:
    return _("{connector} asked who holds access", connector=fact.connector)


@said.register
def _read(fact: HoldersRead, audit: Audit) -> Words:
    if fact.why:
        return _("{connector} could not be read", connector=fact.connector)
    return _n(
        "{connector} read, {n} way in was not known before",
        "{connector} read, {n} ways in were not known before",
        fact.found,
        connector=fact.connector,
    )


@said.register
def _grants_marked(fact: GrantsMarked, audit: Audit) -> Words:
    if fact.state == "expired":
        return _("{entry} is over by its date", entry=audit.names(fact.grants))
    return _("{entry}: {state}, by a crisis", entry=audit.names(fact.grants), state=STATES_OF_WAYS[fact.state])


@said.register
def _account_marked(fact: AccountMarked, audit: Audit) -> Words:
    entry = audit.name(fact.account)
    if fact.state == "normal":
        return _("{entry}: access is normal again", entry=entry)
    return _("{entry}: {state}", entry=entry, state=STATES[fact.state])


@said.register
def _line_written(fact: TemplateWritten, audit: Audit) -> Words:
    return _("first line written: “{text}”", text=shortened(fact.text, REASON_CHARS))


@said.register
def _line_approved(fact: TemplateApproved, audit: Audit) -> Words:
    return _("first line approved")
