"""
What holders say of their own access: a form with all of it, the form of what is not theirs, and the direct messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.access.register.cards.look import Look, how, look, name_of
from bot.access.register.carried import OfAccount
from bot.access.register.confirming import asked_now, waiting
from bot.access.register.derived import AccessPath
from bot.access.register.entities import Account
from bot.access.register.state import Asked
from bot.chat.card import Button, Card, Item, Lines, Option, Row, Small, on
from bot.chat.form import Asks, ChoosesSeveral, Field, Form, Says, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.people.who import Someone
from bot.room.surface import Desk, Surface, direct_message
from bot.text import Joined, Moment, Param, Words, _, _n, raw

HANDLE_CHARS = 30  # in a menu


class Confirmed(Sent):
    """What of their own somebody says is right."""

    paths = ChoosesSeveral("paths", _("Right today"), style="list")


class NotMine(Sent):
    """What of their own somebody says is not theirs."""

    paths = ChoosesSeveral("paths", _("Not mine"), style="list")
    reason = Asks("reason", _("Why?"), max_chars=LINE_CHARS)


def confirm_form(seen: Look, paths: Sequence[AccessPath]) -> Form:
    """All that somebody holds, none of it ticked: what is right they say themselves."""
    said = _("Tick what is right. The rest is not confirmed; say “Not mine…” about what is not yours.")
    options = _options(seen, paths)
    field = replace(Confirmed.paths, options=options)
    return Form(
        "access.confirm", _("Access you hold"), _("Confirm"), (Says((said,)), field), carried=on(seen.register.id)
    )


def not_mine_form(seen: Look, paths: Sequence[AccessPath]) -> Form:
    """What somebody holds, to choose what is not theirs (any more)."""
    options = _options(seen, paths)
    said = _("Nothing is taken away by itself: whoever keeps the register looks, and sees to it.")
    fields: tuple[Field, ...] = (
        Says((said,)),
        replace(NotMine.paths, options=options),
        NotMine.reason,
    )
    return Form("access.not_mine", _("Not mine"), _("Save"), fields, carried=on(seen.register.id))


def confirm_direct_messages(desk: Desk) -> list[Surface]:
    """To everybody who was asked: what they hold there, until they have said something about all of it."""
    register = desk.register
    if not register.asked_to_confirm:
        return []
    seen = look(register, desk.book, desk.now)
    found: list[Surface] = []
    for id, asked in register.asked_to_confirm.items():
        paths = seen.of(id)
        for holder in asked_now(register, paths, desk.now):
            if desk.around.is_there(holder):
                left = waiting(register, paths, holder, asked)
                found.append(_direct_message(desk, seen, register.accounts[id], holder, asked, left))
    return found


def _direct_message(
    desk: Desk, seen: Look, account: Account, holder: str, asked: Asked, left: Sequence[AccessPath]
) -> Surface:
    to = Someone(id=holder, name=name_of(seen.register, holder))
    key = f"confirm-{asked.seq}-{account.id}/{holder}"
    if not left:
        done = _("You said what is right about your access to {account}. Thank you.", account=account.handle)
        return direct_message(desk, key, to, Card(done, (Lines((done,)),)), settled=True)
    n = len(left)
    ask = _n(
        "You hold {n} way into {account}. Is it still right?",
        "You hold {n} ways into {account}. Are they still right?",
        n,
        account=account.handle,
    )
    why = _(
        "Why you: you stand in the register of {account}; {name} asked, {at}.",
        account=account.handle,
        name=full(asked.by),
        at=Moment(asked.at, "date_time"),
    )
    lines = (ask, *(raw(Joined(tuple(how(seen, path)), " · ")) for path in left))
    value = on(desk.register.id, OfAccount(account.id), to=holder)
    items: tuple[Item, ...] = (
        Button("access.confirm", _("Still right"), value, style="primary"),
        Button("access.not_mine", _("Not mine…"), value),
    )
    return direct_message(desk, key, to, Card(ask, (Lines(lines), Small((why,)), Row(items))))


def _options(seen: Look, paths: Sequence[AccessPath]) -> tuple[Option, ...]:
    return tuple(Option(path.key, _label(seen, path)) for path in paths)


def _label(seen: Look, path: AccessPath) -> Words:
    """The account and the means; a seat in a tool leads into several."""
    parts: list[Param] = [shortened(seen.register.accounts[path.account].handle, HANDLE_CHARS), *how(seen, path)[:1]]
    return raw(Joined(tuple(parts), " · "))
