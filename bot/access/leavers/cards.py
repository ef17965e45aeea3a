"""
Direct messages about those who left and can still get in: to who answers for the accounts, and to who looks afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.access.leavers.carried import OfHolder
from bot.access.leavers.leaver_tasks import Leaving, Share, direct_message_key
from bot.access.register.codes import MEANS
from bot.access.register.derived import AccessPath, every_path, is_gone, start_of
from bot.access.register.granting import BY_PASSWORD
from bot.access.register.state import Leaver, Register
from bot.chat.card import Button, Card, Item, Lines, Part, Row, Small, Title, on
from bot.crisis.wording import on_date, shortened
from bot.people.naming import full
from bot.people.who import Someone
from bot.room.surface import Desk, Scene, Surface, direct_message
from bot.text import Joined, Moment, Name, Param, Words, _, _n

LISTED = 8  # accounts by name in one direct message; the rest is counted
ACCOUNT_CHARS = 40
KEY = re.compile(r"direct_message/leaver-(\d+)@(\d+)/(.+)")


def leaver_direct_messages(desk: Desk) -> list[Surface]:
    """
    One direct message a day to each who is asked about somebody, the newest alone: an edit makes no sound, so each
    day's is a new one, and the one before is taken away.
    """
    register = desk.register
    every = every_path(register, desk.now) if register.leavers else {}
    found: list[Surface] = []
    for leaver in register.leavers.values():
        if leaver.reminded:
            found += _about(desk, Leaving(register, leaver, desk.around, desk.now, every))
    now = {surface.key for surface in found}
    return found + [
        direct_message for key in sorted(desk.shown - now) if (direct_message := _before(desk, key)) is not None
    ]


def still_listed(scene: Scene, accounts: Collection[str]) -> list[Words]:
    """For the room, in numbers: how many left and can still get into these accounts; [] if none, or if it is over."""
    register, incident = scene.register, scene.incident
    times = [at for at in (incident.changed_at, register.changed_at if register else None) if at]
    if register is None or incident.is_resolved or not times:
        return []
    holders = {path.holder for paths in every_path(register, max(times), accounts).values() for path in paths}
    n = sum(is_gone(register, id, max(times)) for id in holders)
    return [_n("{n} person left and is still listed", "{n} people left and are still listed", n)] if n else []


def _about(desk: Desk, case: Leaving) -> list[Surface]:
    return [
        direct_message(
            desk,
            direct_message_key(case.leaver, id).removeprefix("direct_message/"),
            _person(desk, id),
            _card(desk, case, share),
        )
        for id, share in case.shares().items()
    ]


def _before(desk: Desk, key: str) -> Surface | None:
    """A direct message that stands and is not asked for any more: its last form, or taken away if a newer one came."""
    match = KEY.fullmatch(key)
    if match is None:
        return None
    seq, nth, to = int(match[1]), int(match[2]), match[3]
    if not desk.around.is_there(to):
        return None  # who is involved, or gone, keeps what they got
    leaver = next((leaver for leaver in desk.register.leavers.values() if leaver.seq == seq), None)
    words = _over(desk.register, leaver) if leaver else _("Nothing waits for you here any more.")
    newer = leaver is None or nth < leaver.reminded
    shown = direct_message(
        desk, key.removeprefix("direct_message/"), _person(desk, to), Card(words, (Lines((words,)),)), settled=True
    )
    return Surface(key, shown.card, to=to, removed=True) if newer else shown


def _over(register: Register, leaver: Leaver) -> Words:
    who = leaver_name(register, leaver)
    if leaver.denied_by is not None and leaver.denied_at is not None:
        by, at, why = full(leaver.denied_by), Moment(leaver.denied_at, "date_time"), leaver.reason
        return _("{by} said that {name} did not leave, {at}: {why}", by=by, name=who, at=at, why=why)
    if leaver.returned_at is not None:
        return _("{name} has a full account again, {at}.", name=who, at=Moment(leaver.returned_at, "date_time"))
    if leaver.cleared_at is not None:
        return _("{name} has no access any more, {at}.", name=who, at=Moment(leaver.cleared_at, "date_time"))
    return _("Nothing about {name} waits for you any more.", name=who)


def _card(desk: Desk, case: Leaving, share: Share) -> Card:
    heading = leaver_heading(desk, case.leaver)
    lines = [*_listed(case, share), *_next(case, share)]
    value = on(case.register.id, OfHolder(case.leaver.holder))
    small = (_seen(case.register, case.leaver), _why(case, share))
    row = Row(tuple(_items(case, share, value)))
    parts: tuple[Part, ...] = (Title(heading), Lines(tuple(lines)), Small(small), row)
    return Card(_("{heading}. {what}", heading=heading, what=lines[0]), parts)


def leaver_heading(desk: Desk, leaver: Leaver) -> Words:
    """Who leaves or left, and when, as far as it is known."""
    who, day = leaver_name(desk.register, leaver), on_date(leaver.last_day) if leaver.last_day else None
    since = Moment(leaver.since, "date")
    if leaver.how == "guest":
        return _("{name} is a guest here since {day}", name=who, day=since)
    if day is None or leaver.last_day is None:
        return _("{name} left, seen on {day}", name=who, day=since)
    is_to_come = start_of(leaver.last_day, desk.register.zone) > desk.now
    if leaver.how == "contract":
        return (
            _("The contract of {name} ends on {day}", name=who, day=day)
            if is_to_come
            else _("The contract of {name} ended on {day}", name=who, day=day)
        )
    return (
        _("{name} leaves on {day}", name=who, day=day) if is_to_come else _("{name} left on {day}", name=who, day=day)
    )


def leaver_name(register: Register, leaver: Leaver) -> Name:
    """By the register's name."""
    return holder_name(register, leaver.holder)


def holder_name(register: Register, id: str) -> Name:
    """Somebody of the register, without a mention."""
    known = register.holders.get(id)
    return Name(id, known.name if known else id)


def _listed(case: Leaving, share: Share) -> list[Words]:
    lines = []
    if share.close:
        lines.append(_("Still listed: {paths}", paths=paths_words(case.register, share.close)))
    if share.verify:
        done = [task for path in share.verify if (task := case.done(path))]
        by = Joined(tuple(dict.fromkeys(full(task.said_by) for task in done if task.said_by)))
        paths = paths_words(case.register, share.verify)
        lines.append(_("Done by {names}, not verified: {paths}", names=by, paths=paths))
    return lines


def paths_words(register: Register, paths: Iterable[AccessPath]) -> Joined:
    """ "@brand (Shared password, Recovery phone), TikTok (Ad account)"."""
    by_account: dict[str, list[Param]] = {}
    for path in paths:
        by_account.setdefault(path.account, []).append(means_words(register, path))
    shown: list[Param] = [
        _("{account} ({means})", account=handle(register, id), means=Joined(tuple(dict.fromkeys(means))))
        for id, means in list(by_account.items())[:LISTED]
    ]
    if more := len(by_account) - LISTED:
        shown += [_n("{n} more account", "{n} more accounts", more)] if more > 0 else []
    return Joined(tuple(shown))


def means_words(register: Register, path: AccessPath) -> Param:
    """The tool by its name, else the kind of path."""
    return shortened(register.tools[path.tool].name, ACCOUNT_CHARS) if path.tool else MEANS[path.means]


def handle(register: Register, account: str) -> str:
    """What the account is called."""
    return shortened(register.accounts[account].handle, ACCOUNT_CHARS)


def _next(case: Leaving, share: Share) -> list[Words]:
    register, leaver = case.register, case.leaver
    lines = []
    orphans = [id for id in dict.fromkeys(path.account for path in share.close) if case.has_no_owner(id)]
    if orphans:
        names = Joined(tuple(handle(register, id) for id in orphans[:LISTED]))
        lines.append(
            _n(
                "{accounts} has no owner. Next: name one.",
                "{accounts} have no owner. Next: name them.",
                len(orphans),
                accounts=names,
            )
        )
    if leaver.tense and share.close:
        lines.append(_("The talk is tense. Close access first, then talk."))
    if share.close:
        lines.append(_first(register, share.close[0]))
    elif share.verify:
        lines.append(_("Look whether it is closed, then say what you saw."))
    if leaver.put_off_by is not None:
        lines.append(_("{name} put it off until tomorrow.", name=full(leaver.put_off_by)))
    return lines


def _first(register: Register, path: AccessPath) -> Words:
    if path.secret is not None:
        return _("Do first: change {secret}", secret=shortened(register.secrets[path.secret].name, ACCOUNT_CHARS))
    what, account = means_words(register, path), handle(register, path.account)
    if path.means in BY_PASSWORD:
        place = what if path.tool else account
        return _("Do first: change the password of {account}", account=place)
    return _("Do first: {account}, take away: {means}", account=account, means=what)


def _seen(register: Register, leaver: Leaver) -> Words:
    at = Moment(leaver.since, "date_time")
    match leaver.how:
        case "said" if leaver.by is not None:
            return _("{name} said so, {at}.", name=full(leaver.by), at=at)
        case "deactivated":
            return _("Seen {at}: their account in the chat is closed.", at=at)
        case "guest":
            return _("Seen {at}: their account in the chat is a guest's.", at=at)
        case "scim":
            return _("Seen {at}: the directory lists them as inactive.", at=at)
        case _:
            return _("Seen {at}: the register says so.", at=at)


def _why(case: Leaving, share: Share) -> Words:
    register = case.register
    ids = list(dict.fromkeys(path.account for path in share.paths))[:LISTED]
    accounts = Joined(tuple(handle(register, id) for id in ids))
    match share.why:
        case "owner":
            return _("Why you: you own {accounts}. If they did not leave, say so.", accounts=accounts)
        case "manager":
            owner = holder_name(register, register.accounts[ids[0]].owner or case.leaver.holder)
            return _(
                "Why you: {name} owned {accounts} and you are their manager. If nobody left, say so.",
                name=owner,
                accounts=accounts,
            )
        case "verifier":
            return _("Why you: somebody else closed it, and you answer for {accounts} too.", accounts=accounts)
        case _:
            return _("Why you: you keep the setup, and nobody owns {accounts}.", accounts=accounts)


def _items(case: Leaving, share: Share, value: str) -> Iterable[Item]:
    if share.close:
        yield Button("access.leaver_close", _("Close these…"), value, style="primary")
    if share.verify:
        yield Button("access.leaver_verify", _("Verify…"), value, style="plain" if share.close else "primary")
    if share.why != "verifier":
        yield Button("access.not_leaver", _("Not a leaver…"), value)
    if case.leaver.put_off_by is None:
        yield Button("access.later", _("Tomorrow"), value)


def _person(desk: Desk, id: str) -> Someone:
    person = desk.people.get(id)
    return person.someone if person else Someone(id=id, name=id)
