"""From the fields of a form to facts: who gets in where and how, and what is known of passwords and keys."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

from dateutil import tz

from bot.access.register.codes import LEVELS, MEANS, Employer, Level, Means
from bot.access.register.derived import is_live, start_of
from bot.access.register.entities import Grant, Holder, Known, MakeId, Secret
from bot.access.register.facts import (
    EntryTakenOff,
    GrantEnded,
    GrantEntered,
    GrantsConfirmed,
    SecretEntered,
    SecretRotated,
)
from bot.access.register.keeping import Typed, email
from bot.access.register.state import Register
from bot.errors import Refused
from bot.people.email_address import email_key
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _

BY_PASSWORD: tuple[Means, ...] = (Means.native_login, Means.shared_password)
"""Means by which somebody knows the account's password. A shared one is a secret of several, and no grant."""

YES = "yes"
ONE_DAY = timedelta(days=1)


def path(register: Register, of: str, typed: Typed, by: Someone) -> list[Fact]:
    """A new way into an account, or into a tool that posts to it, of somebody in the chat or outside."""
    means = Means(typed.one_of("means", MEANS))
    where = typed.text("of") or of
    _must_fit(register, where, means)
    holder = _holder(register, typed)
    facts = [*typed.entered(register), *_vault(register, where, means, typed)]
    if means is Means.shared_password:
        return [*typed.entered(register), *_shared(register, where, holder, typed)]
    if same := _same(register, where, holder, means):
        words = _("{name} has this way in already.", name=_name(register, typed, same.holder))
        raise Refused(words, field="means", code="twice")
    level = Level(typed.one_of("level", LEVELS))
    until = _until(register, typed)
    grant = Grant(
        id=typed.make_id("g"),
        of=where,
        holder=holder,
        means=means,
        level=level,
        granted_at=typed.now,
        expires_at=until,
    )
    return [*facts, GrantEntered(grant=grant), *_confirmed(grant, typed, by)]


def change_path(register: Register, was: Grant, typed: Typed, by: Someone) -> list[Fact]:
    """Another means, level or end of an access path; or, where *off* says why, none any more."""
    if reason := typed.text("off"):
        ended = GrantEnded(grant=was.id, reason="taken_off", why=reason)
        return [ended, *still_knows(register, was, typed.make_id, typed.now)]
    means, level = Means(typed.one_of("means", MEANS)), Level(typed.one_of("level", LEVELS))
    _must_fit(register, was.of, means)
    if means is not was.means and _same(register, was.of, was.holder, means):
        words = _("{name} has this way in already.", name=_name(register, typed, was.holder))
        raise Refused(words, field="means", code="twice")
    grant = was.model_copy(update={"means": means, "level": level, "expires_at": _until(register, typed)})
    kept = _vault(register, was.of, means, typed)
    known = still_knows(register, was, typed.make_id, typed.now) if means not in BY_PASSWORD else []
    return [*kept, *known, *([GrantEntered(grant=grant)] if grant != was else []), *_confirmed(grant, typed, by)]


def secret(register: Register, was: Secret | None, typed: Typed) -> list[Fact]:
    """What opens something: what it is called, where it is kept, who is to know it, and when it was last changed."""
    if was is not None and (reason := typed.text("off")):
        return [EntryTakenOff(id=was.id, reason=reason)]
    name, vault = typed.name("name", required=True), vault_of(typed)
    others = (each for each in register.secrets.values() if was is None or each.id != was.id)
    if any(each.name.casefold() == name.casefold() for each in others):
        raise Refused(_("{handle} is in the register already.", handle=name), field="name", code="twice")
    knowing = [typed.known(id, "people", register) for id in typed.many("people")]
    knowing += [id for id in typed.many("outside") if id in register.holders]
    opens = tuple(id for id in typed.many("opens") if id in register.accounts or id in register.tools)
    if not opens:
        raise Refused(_("Choose what it opens."), field="opens", code="opens_nothing")
    is_changed = YES in typed.many("changed_now")
    entered = (was or Secret(id=typed.make_id("s"), name=name)).model_copy(
        update={
            "name": name,
            "opens": opens,
            "vault": vault,
            "known_by": _known(was, knowing, typed.now),
            "rotated_at": _changed_at(register, was, typed),
        }
    )
    facts = [*typed.entered(register), *([SecretEntered(secret=entered)] if entered != was else [])]
    return [*facts, *([SecretRotated(secret=entered.id, known_by=tuple(knowing))] if is_changed else [])]


def vault_of(typed: Typed) -> str:
    """Where a secret is kept, as a reference; refused where it is the secret itself."""
    return typed.place("vault")


def password_of(register: Register, account: str) -> Secret | None:
    """The secret that is the account's own password: the first that opens nothing else."""
    return next((each for each in register.secrets.values() if each.opens == (account,)), None)


def _holder(register: Register, typed: Typed) -> str:
    """Who was picked in the chat, chosen among those outside, or entered by name and e-mail; one of the three."""
    picked, outside, name = typed.many("person"), typed.text("outside"), typed.line("name")
    if sum(map(bool, (picked, outside, name))) > 1:
        words = _("Choose one person: in the chat, in the list, or by name.")
        raise Refused(words, field="person", code="several")
    if picked:
        return typed.known(picked[0], "person", register)
    if outside in register.holders:
        return outside
    if not name:
        raise Refused(_("Choose who it is, or write a name."), field="person", code="nobody")
    return _new(register, typed, name)


def _new(register: Register, typed: Typed, name: str) -> str:
    """Somebody outside the chat; whoever has that e-mail already is who is meant."""
    address = typed.line("email")
    same = (each for each in register.holders.values() if address and email_key(each.email) == email_key(address))
    if known := next(same, None):
        return known.id
    named = (each for each in register.holders.values() if each.name.casefold() == name.casefold())
    if not address and next(named, None):
        words = _("{name} is in the register already. Choose them in the list, or give an e-mail.", name=name)
        raise Refused(words, field="name", code="same_name")
    employer = cast(Employer, typed.text("employer") or "agency")
    holder = Holder(id=typed.make_id("h"), name=name, email=email(register, typed), employer=employer)
    typed.holders[holder.id] = holder
    return holder.id


def _must_fit(register: Register, of: str, means: Means) -> None:
    """A seat is one in a tool; every other way leads into an account."""
    if of not in register.accounts and of not in register.tools:
        raise Refused(_("That entry is not in the register any more. Nothing was changed."), code="no_entry")
    if means is Means.tool_seat and of not in register.tools:
        raise Refused(_("Choose the tool the seat is in. If it is not there, add the tool first."), "of", "no_tool")


def _same(register: Register, of: str, holder: str, means: Means) -> Grant | None:
    grants = (each for each in register.grants.values() if is_live(each))
    return next((each for each in grants if (each.of, each.holder, each.means) == (of, holder, means)), None)


def _password(register: Register, of: str, make_id: MakeId) -> Secret:
    """The password of an account or a tool, called as that is."""
    called = register.accounts[of].handle if of in register.accounts else register.tools[of].name
    return password_of(register, of) or Secret(id=make_id("s"), name=called, opens=(of,))


def _kept(register: Register, of: str, typed: Typed) -> Secret:
    """The same with where it is kept, as far as that was said."""
    secret, vault = _password(register, of, typed.make_id), vault_of(typed)
    return secret.model_copy(update={"vault": vault}) if vault else secret


def _vault(register: Register, of: str, means: Means, typed: Typed) -> list[Fact]:
    """Where the password is kept; other keys are entered by themselves."""
    if not typed.text("vault"):
        return []
    if means not in BY_PASSWORD:
        words = _("Only a password has a vault link here. Add other keys under Passwords and keys.")
        raise Refused(words, field="vault", code="no_vault")
    secret = _kept(register, of, typed)
    return [SecretEntered(secret=secret)] if secret != password_of(register, of) else []


def _shared(register: Register, of: str, holder: str, typed: Typed) -> list[Fact]:
    """One more who knows a shared password."""
    secret = _kept(register, of, typed)
    if any(each.holder == holder and each.until is None for each in secret.known_by):
        words = _("{name} has this way in already.", name=_name(register, typed, holder))
        raise Refused(words, field="means", code="twice")
    known = Known(holder=holder, since=typed.now, confirmed_at=typed.now if _is_right(typed) else None)
    return [SecretEntered(secret=secret.model_copy(update={"known_by": (*secret.known_by, known)}))]


def still_knows(register: Register, was: Grant, make_id: MakeId, now: datetime) -> list[Fact]:
    """
    What follows where a log-in ends on one person's word: nobody forgets a password, so it is exposed until it is
    changed. Where somebody else has seen that it was, it is ``SecretRotated`` instead.
    """
    if was.means not in BY_PASSWORD or (was.of not in register.accounts and was.of not in register.tools):
        return []
    secret = _password(register, was.of, make_id)
    known = Known(holder=was.holder, since=was.granted_at, until=now)
    return [SecretEntered(secret=secret.model_copy(update={"known_by": (*secret.known_by, known)}))]


def _known(was: Secret | None, knowing: list[str], now: datetime) -> tuple[Known, ...]:
    """Who is not to know it any more knew it until now; nobody is forgotten."""
    before = was.known_by if was else ()
    kept = [
        each if each.until is not None or each.holder in knowing else each.model_copy(update={"until": now})
        for each in before
    ]
    entitled = {each.holder for each in before if each.until is None}
    new = [Known(holder=id, since=now) for id in dict.fromkeys(knowing) if id not in entitled]
    return (*kept, *new)


def _changed_at(register: Register, was: Secret | None, typed: Typed) -> datetime | None:
    """When it was last changed; as it was known, where the day is the same."""
    day, before = typed.day("changed_on"), was.rotated_at if was else None
    if day is None or (was is not None and changed_on(register, was) == day):
        return before
    at = start_of(day, register.zone)
    if at > typed.now:
        raise Refused(_("This is in the future. Give a day up to today."), field="changed_on", code="field")
    return at


def changed_on(register: Register, secret: Secret) -> date | None:
    """The day a secret was last changed, in the organisation's zone."""
    return secret.rotated_at.astimezone(tz.gettz(register.zone)).date() if secret.rotated_at else None


def last_day_of(register: Register, grant: Grant) -> date | None:
    """The last day somebody has an access path, in the organisation's zone."""
    if grant.expires_at is None:
        return None
    return (grant.expires_at.astimezone(tz.gettz(register.zone)) - ONE_DAY).date()


def _until(register: Register, typed: Typed) -> datetime | None:
    """The end of the last day somebody has it."""
    day = typed.day("until")
    if day is None:
        return None
    end = start_of(day + ONE_DAY, register.zone)
    if end <= typed.now:
        raise Refused(_("This is in the past. Give a day from today."), field="until", code="field")
    return end


def _is_right(typed: Typed) -> bool:
    return YES in typed.many("right")


def _confirmed(grant: Grant, typed: Typed, by: Someone) -> list[Fact]:
    return [GrantsConfirmed(grants=(grant.id,), by=by)] if _is_right(typed) else []


def _name(register: Register, typed: Typed, holder: str) -> str:
    known = register.holders.get(holder) or typed.holders.get(holder)
    return known.name if known else holder
