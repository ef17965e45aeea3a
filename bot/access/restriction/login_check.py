"""
The one or two who keep access to an account while it is closed: who can be one, and whether they can log in.

    asked ──I can log in, with 2FA, right now──▶ confirmed
      └──I can't──▶ unable: the next of the register is asked, unless somebody else has confirmed it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.access.register.codes import Level, Means
from bot.access.register.derived import ADMINS, TIERS, AccessPath, every_path
from bot.access.register.entities import Account
from bot.access.register.state import Register
from bot.access.restriction import keyholders
from bot.access.restriction.facts import KeyholderAsked, KeyholderConfirmed, KeyholderLate, KeyholderUnable
from bot.access.restriction.keyholders import MOST, why_not
from bot.access.restriction.plan import PASSWORDS
from bot.access.restriction.progress import going_on
from bot.access.restriction.state import LoginCheck, Restriction
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.errors import Refused
from bot.people.naming import full
from bot.people.permission import who_helps
from bot.people.who import Person, Someone
from bot.record.due import Due
from bot.record.fact import Fact
from bot.text import Moment, Words, _

ANSWER_WITHIN: Final = timedelta(minutes=5)  # ours: then they are reminded, 5 minutes later whoever commands hears it
SECOND_FACTORS: Final = (Means.twofa_device, Means.backup_codes)
KEEPS: Final = (*ADMINS, Level.publish)  # whoever may only answer, read or pay can't hold an account
NO_LOG_IN: Final = (  # ways to get in again, to pay, or for a program: nobody holds an account by one of these alone
    *(*SECOND_FACTORS, Means.recovery_email, Means.recovery_phone, Means.domain_dns),
    *(Means.ad_account, Means.api_app, Means.tool_seat),
)


def unfit(account: Account, person: str, paths: Collection[AccessPath]) -> str:
    """
    Why this person can't keep that account, as far as the register knows: "no_way", "no_factor" or "".

    Args:
        paths: All access paths into it. Where none is known, nothing speaks against anybody.
    """
    mine = [path for path in paths if path.holder == person and _holds(path)]
    if paths and not mine:
        return "no_path"
    factors = _factors(account, paths)
    if factors and person not in factors and all(path.secret or path.means in PASSWORDS for path in mine):
        return "no_factor"  # the account's own log-in asks for a second factor that somebody else has
    return ""


def _holds(path: AccessPath) -> bool:
    """Whether somebody could keep an account by this way alone."""
    return path.level in KEEPS and path.means not in NO_LOG_IN


def _factors(account: Account, paths: Iterable[AccessPath]) -> set[str]:
    """Who has the second factor of the account's own log-in; empty where that is not known."""
    if account.twofa not in ("sms", "app", "key"):
        return set()
    held = {path.holder for path in paths if path.means in SECOND_FACTORS}
    return held | ({account.twofa_holder} if account.twofa_holder else set())


def candidates(
    incident: Incident, register: Register, people: Mapping[str, Person], accounts: Collection[str], now: datetime
) -> list[Person]:
    """
    Who could keep these accounts, the best first: who can get into most of them, admins, those in the room.

    Args:
        people: Whoever of the register's holders is in the chat.
    """
    return _candidates(incident, register, people, accounts, now)[0]


def _candidates(
    incident: Incident, register: Register, people: Mapping[str, Person], accounts: Collection[str], now: datetime
) -> tuple[list[Person], Counter[str]]:
    """The same, and by id how many of these accounts each could keep."""
    reach: Counter[str] = Counter()
    admins: set[str] = set()
    for account, paths in every_path(register, now, accounts).items():
        admins |= {path.holder for path in paths if path.level in ADMINS}
        able = people.keys() & {path.holder for path in paths if _holds(path)}
        reach.update(id for id in able if not unfit(register.accounts[account], id, paths))
    fit = [people[id] for id in reach if why_not(incident, register, people[id], now) is None]
    best = sorted(fit, key=lambda p: (-reach[p.id], p.id not in admins, p.id not in incident.room.inside, p.name, p.id))
    return best, reach


def proposed(
    incident: Incident, register: Register, people: Mapping[str, Person], accounts: Collection[str], now: datetime
) -> tuple[str, ...]:
    """Ids of the one or two whom the form proposes: as it was answered before, else the best the register knows."""
    known = [people[id] for id in keyholders.chosen(incident) if id in people]
    answered = [person.id for person in known if why_not(incident, register, person, now) is None]
    if answered:
        return tuple(answered[:MOST])
    closing = {each.account for each in going_on(incident)}
    open_ones = {id: TIERS[account.tier] for id, account in register.accounts.items() if id not in closing}
    if touched := [account for account in accounts if account in open_ones]:
        return tuple(person.id for person in candidates(incident, register, people, touched, now)[:MOST])
    # Nobody has said which: who fits every main account fits the one that will be chosen.
    main = [id for id, tier in open_ones.items() if tier == min(open_ones.values())]
    best, reach = _candidates(incident, register, people, main, now)
    all_of_them = [person.id for person in best if reach[person.id] == len(main)]
    return tuple(all_of_them[:MOST] or [person.id for person in best[:1]])


def confirm(incident: Incident, account: str, by: Person) -> list[Fact]:
    """*I can log in, with 2FA, right now*, by who was asked. Who could not before may now."""
    restriction = must_be_on(incident, account)
    check = _asked(incident, restriction, by)
    if check.state == "confirmed":
        at = Moment(check.at) if check.at else "–"
        raise Refused(_("You proved it at {at} already. Nothing was changed.", at=at), code="confirmed")
    return [KeyholderConfirmed(account=account, handle=restriction.handle, who=by.someone)]


def unable(
    incident: Incident,
    register: Register,
    people: Mapping[str, Person],
    account: str,
    by: Person,
    reason: str,
    now: datetime,
) -> list[Fact]:
    """
    *I can't*: the next whom the register knows is asked at once, unless
    somebody else has confirmed that they can log in.
    """
    restriction = must_be_on(incident, account)
    _asked(incident, restriction, by)
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    said: list[Fact] = [
        KeyholderUnable(account=account, handle=restriction.handle, who=by.someone, reason=reason.strip())
    ]
    if any(check.counts and check.person.id != by.id for check in restriction.keyholders):
        return said
    return said + [
        KeyholderAsked(account=account, handle=restriction.handle, who=other.someone, by=by.someone)
        for other in others(incident, register, people, restriction, now)[:1]
    ]


def others(
    incident: Incident, register: Register, people: Mapping[str, Person], restriction: Restriction, now: datetime
) -> list[Person]:
    """Who could be asked to keep the account beside those who were: for the commander's eyes."""
    asked = {check.person.id for check in restriction.keyholders}
    return [p for p in candidates(incident, register, people, (restriction.account,), now) if p.id not in asked]


def ask(incident: Incident, register: Register, account: str, who: Person, by: Person, now: datetime) -> list[Fact]:
    """The commander asks one more to keep the account; two at most who can, or have not answered yet."""
    restriction = must_be_on(incident, account)
    standing = [check.person.id for check in restriction.keyholders if check.state != "unable" and not check.barred]
    if who.id in standing:
        raise Refused(_("{name} was asked already.", name=full(who.someone)), "who", "asked")
    if len(standing) >= MOST:
        raise Refused(_("Two keyholders are enough. Nothing was changed."), "who", "enough")
    must_suit(incident, register, [account], [who], now, "who")
    return [KeyholderAsked(account=account, handle=restriction.handle, who=who.someone, by=by.someone)]


def must_suit(
    incident: Incident,
    register: Register,
    accounts: Sequence[str],
    chosen: Iterable[Person],
    now: datetime,
    field: str = "keyholders",
) -> dict[str, list[Someone]]:
    """
    Who of the chosen keeps which account.

    Raises:
        Refused: Somebody can't, or an account would be left with nobody ("no_keyholder": ux.md §2, case 12).
    """
    people, paths = list(chosen), every_path(register, now, accounts)
    for person in people:
        if why := why_not(incident, register, person, now):
            raise _refused(person, why, field)
    keep: dict[str, list[Someone]] = {}
    for id in accounts:
        account = register.accounts[id]
        reasons = [unfit(account, person.id, paths.get(id, [])) for person in people]
        keep[id] = [person.someone for person, reason in zip(people, reasons, strict=True) if not reason]
        if not keep[id]:
            raise _none_left(account, people, reasons, field)
    for person in people:
        if not any(person.someone in kept for kept in keep.values()):
            handle = register.accounts[accounts[0]].handle
            raise _refused(person, _("the register knows no way of theirs into {account}", account=handle), field)
    return keep


def _none_left(account: Account, people: list[Person], reasons: list[str], field: str) -> Refused:
    if "no_factor" in reasons:
        why = _("somebody else has the second factor of {account}", account=account.handle)
        return _refused(people[reasons.index("no_factor")], why, field)
    return Refused(no_keyholder(account.handle), field, "no_keyholder")


def no_keyholder(handle: str) -> Words:
    """Case 12 of ux.md."""
    return _(
        "This would leave {account} with nobody proven able to log in. Nothing was removed. "
        "Choose a keyholder; they confirm first.",
        account=handle,
    )


def _refused(person: Person, why: Words, field: str) -> Refused:
    words = _("{name} can't be keyholder: {reason}.", name=full(person.someone), reason=why)
    return Refused(words, field, "not_fit")


def must_be_on(incident: Incident, account: str) -> Restriction:
    """The closing of an account that goes on; Refused where there is none."""
    must_be_open(incident)
    restriction = incident.restriction(account)
    if restriction is None:
        raise Refused(_("Access to that account is not being closed. Nothing was changed."), code="no_restriction")
    if not restriction.is_on:
        words = _("Closing access to {account} is over. Nothing was changed.", account=restriction.handle)
        raise Refused(words, code="over")
    return restriction


def must_be_asked(incident: Incident, account: str, by: Person) -> LoginCheck:
    """Refuse who was not asked, before they type why they can't."""
    return _asked(incident, must_be_on(incident, account), by)


def _asked(incident: Incident, restriction: Restriction, by: Person) -> LoginCheck:
    check = next((check for check in restriction.keyholders if check.person.id == by.id and not check.barred), None)
    if check is None:
        words = _(
            "You were not asked to keep {account}. Nothing was changed. {help}",
            account=restriction.handle,
            help=who_helps(incident, by),
        )
        raise Refused(words, code="not_asked")
    return check


def due(incident: Incident) -> list[Due]:
    """Who was asked and says nothing is reminded once; then whoever commands hears of it."""
    restrictions = (each for each in going_on(incident) if not each.suspended_at)
    return [
        _late(incident, each, check)
        for each in restrictions
        if not each.is_confirmed
        for check in each.keyholders
        if check.state == "asked" and not check.barred and check.late < 2
    ]


def _late(incident: Incident, restriction: Restriction, check: LoginCheck) -> Due:
    nth = check.late + 1
    begun = max(check.asked_at, incident.resolving.reopened_at or check.asked_at)
    to = check.person if nth == 1 else incident.acting
    fact = KeyholderLate(account=restriction.account, handle=restriction.handle, who=check.person, nth=nth, to=to)
    key = f"keyholder/{restriction.seq}/{check.person.id}/{nth}@{begun.isoformat()}"
    return Due(at=begun + nth * ANSWER_WITHIN, key=key, facts=(fact,))
