"""What the facts of the register change in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.access.register.entities import Grant, Known, Secret
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
    ZoneSet,
)
from bot.access.register.merging import merged
from bot.access.register.state import Asked, LastRead, Register
from bot.crisis.room.facts import StepDone, StepRefused
from bot.record.becomes import Change, becoming
from bot.record.event import Event

register_becomes = becoming()


@register_becomes.register
def _(fact: AccountEntered, was: Register, event: Event) -> Change:
    return {"accounts": was.accounts | {fact.account.id: fact.account}}


@register_becomes.register
def _(fact: HolderEntered, was: Register, event: Event) -> Change:
    return {"holders": was.holders | {fact.holder.id: fact.holder}}


@register_becomes.register
def _(fact: HoldersMerged, was: Register, event: Event) -> Change:
    return merged(was, fact.holder, fact.into)


@register_becomes.register
def _(fact: ToolEntered, was: Register, event: Event) -> Change:
    return {"tools": was.tools | {fact.tool.id: fact.tool}}


@register_becomes.register
def _(fact: GrantEntered, was: Register, event: Event) -> Change:
    grant, before = fact.grant, was.grants.get(fact.grant.id)
    if grant.state == "expired" and before is not None and before.expires_at != grant.expires_at:
        grant = grant.model_copy(update={"state": "active"})  # given anew
    return {"grants": was.grants | {grant.id: grant}}


@register_becomes.register
def _(fact: SecretEntered, was: Register, event: Event) -> Change:
    return {"secrets": was.secrets | {fact.secret.id: fact.secret}}


@register_becomes.register
def _(fact: GrantEnded, was: Register, event: Event) -> Change:
    return {"grants": _without(was.grants, fact.grant)}


@register_becomes.register
def _(fact: GrantsConfirmed, was: Register, event: Event) -> Change:
    """What was doubted is right after all; over by its date it stays."""
    doubted = [was.grants[id] for id in fact.grants if id in was.grants and was.grants[id].state == "unknown"]
    over = tuple(grant.id for grant in doubted if grant.expires_at is not None and grant.expires_at <= event.at)
    grants = _each(was.grants, tuple(grant.id for grant in doubted), state="active")
    return {
        "grants": _each(_each(grants, over, state="expired"), fact.grants, confirmed_at=event.at),
        "secrets": _each_known(was, fact.secrets, fact.by.id, confirmed_at=event.at),
    }


@register_becomes.register
def _(fact: GrantsDoubted, was: Register, event: Event) -> Change:
    return {
        "grants": _each(was.grants, fact.grants, state="unknown"),
        "secrets": _each_known(was, fact.secrets, fact.by.id, until=event.at),
    }


@register_becomes.register
def _(fact: EntryTakenOff, was: Register, event: Event) -> Change:
    return {
        "accounts": _without(was.accounts, fact.id),
        "tools": _without(was.tools, fact.id),
        "secrets": _without(was.secrets, fact.id),
        "holders": _without(was.holders, fact.id),
        "states": _without(was.states, fact.id),
        "grants": {id: grant for id, grant in was.grants.items() if grant.of != fact.id},
    }


@register_becomes.register
def _(fact: GrantsMarked, was: Register, event: Event) -> Change:
    return {"grants": _each(was.grants, fact.grants, state=fact.state)}


@register_becomes.register
def _(fact: AccountMarked, was: Register, event: Event) -> Change:
    others = {id: state for id, state in was.states.items() if id != fact.account}
    return {"states": others if fact.state == "normal" else others | {fact.account: fact.state}}


@register_becomes.register
def _(fact: HoldersReadOrdered, was: Register, event: Event) -> Change:
    return {"to_read": was.to_read | {fact.connector: event.seq}}


@register_becomes.register
def _(fact: HoldersRead, was: Register, event: Event) -> Change:
    read = LastRead(at=event.at, listed=fact.listed, found=fact.found, why=fact.why)
    left = {name: seq for name, seq in was.to_read.items() if name != fact.connector}
    return {"last_read": was.last_read | {fact.connector: read}, "to_read": left}


@register_becomes.register
def _(fact: ConfirmationAsked, was: Register, event: Event) -> Change:
    asked = Asked(seq=event.seq, by=fact.by, at=event.at)
    return {"asked_to_confirm": was.asked_to_confirm | {fact.account: asked}}


@register_becomes.register
def _(fact: SecretRotated, was: Register, event: Event) -> Change:
    secret = was.secrets.get(fact.secret)
    if secret is None:
        return {}
    return {"secrets": was.secrets | {secret.id: _rotated(secret, set(fact.known_by), event.at)}}


@register_becomes.register
def _(fact: ZoneSet, was: Register, event: Event) -> Change:
    return {"zone": fact.zone}


@register_becomes.register
def _(fact: StepRefused, was: Register, event: Event) -> Change:
    return {"refused": was.refused | {fact.step: fact.reason}}


@register_becomes.register
def _(fact: StepDone, was: Register, event: Event) -> Change:
    return {"refused": {step: why for step, why in was.refused.items() if step != fact.step}}


def _without(there: Mapping[str, object], id: str) -> dict[str, object]:
    return {other: each for other, each in there.items() if other != id}


def _each(grants: dict[str, Grant], ids: tuple[str, ...], **changed: object) -> dict[str, Grant]:
    return grants | {id: grants[id].model_copy(update=changed) for id in ids if id in grants}


def _each_known(was: Register, ids: tuple[str, ...], holder: str, **changed: object) -> dict[str, Secret]:
    """What one holder knows, changed in these secrets; not what they knew before and are not entitled to."""
    found = dict(was.secrets)
    for id in ids:
        if id in found:
            known = (
                each.model_copy(update=changed) if each.holder == holder and each.until is None else each
                for each in found[id].known_by
            )
            found[id] = found[id].model_copy(update={"known_by": tuple(known)})
    return found


def _rotated(secret: Secret, knowing: set[str], at: datetime) -> Secret:
    """From *at* on only *knowing* know it; whoever knew it before knew it until then."""
    others = (known for known in secret.known_by if known.holder not in knowing)
    before = tuple(known.model_copy(update={"until": known.until or at}) for known in others)
    now = tuple(Known(holder=holder, since=at) for holder in sorted(knowing))
    return secret.model_copy(update={"known_by": (*before, *now), "rotated_at": at})
