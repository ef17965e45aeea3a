"""Temporary access that is over by its date: who answers for the account is asked to take it back on the platform."""

from __future__ import annotations

from bot.access.leavers.cards import handle, holder_name
from bot.access.register.carried import OfGrant
from bot.access.register.codes import MEANS
from bot.access.register.entities import Grant
from bot.access.register.granting import BY_PASSWORD
from bot.access.register.state import Register
from bot.chat.card import Button, Card, Lines, Row, Small, Title, on
from bot.people.who import Someone
from bot.room.surface import Desk, Surface, direct_message
from bot.text import Moment, Words, _

KEY = "direct_message/expired-"


def expired_direct_messages(desk: Desk) -> list[Surface]:
    """One for each, until it is taken back; what is given anew has another end, and so another direct message."""
    now: dict[str, Surface] = {}
    for grant in desk.register.grants.values():
        if grant.state == "expired" and grant.expires_at is not None and (to := asked(desk, grant)):
            key = f"expired-{grant.id}@{grant.expires_at:%Y%m%d%H%M}/{to}"
            now[f"direct_message/{key}"] = direct_message(desk, key, desk.people[to].someone, _card(desk, grant, to))
    return [*now.values(), *(_over(desk, key) for key in sorted(desk.shown - now.keys()) if key.startswith(KEY))]


def _over(desk: Desk, key: str) -> Surface:
    """The last form of a direct message nobody has to see to any more."""
    words = _("That temporary access is taken back, or was given anew. Nothing to do.")
    to = key.rpartition("/")[2]
    person = desk.people.get(to)
    someone = person.someone if person else Someone(id=to, name="")
    return direct_message(
        desk, key.removeprefix("direct_message/"), someone, Card(words, (Lines((words,)),)), settled=True
    )


def asked(desk: Desk, grant: Grant) -> str | None:
    """Id of who is asked: the owner of what it opens, never the holder; else the first who keeps the register."""
    register = desk.register
    entry = register.accounts.get(grant.of) or register.tools.get(grant.of)
    wanted = [entry.owner] if entry and entry.owner else []
    return next((id for id in (*wanted, *sorted(desk.around.kept_by)) if _may_be(desk, grant, id)), None)


def _may_be(desk: Desk, grant: Grant, id: str) -> bool:
    return id != grant.holder and desk.around.is_there(id)


def _card(desk: Desk, grant: Grant, to: str) -> Card:
    register = desk.register
    what = _("{means}, {account}", means=MEANS[grant.means], account=called(register, grant.of))
    at = Moment(grant.expires_at or desk.now, "date_time")
    heading = _("Temporary access of {name} is over", name=holder_name(register, grant.holder))
    do = _("It is open until somebody takes it back there. Do that now, then press.")
    if grant.means in BY_PASSWORD:
        do = _("They know the password until it is changed. Change it now, then press.")
    lines: tuple[Words, ...] = (_("{what}, until {at}.", what=what, at=at), do)
    owner = register.accounts[grant.of].owner if grant.of in register.accounts else None
    why = _("Why you: you own {account}.", account=called(register, grant.of))
    if owner != to:
        why = _("Why you: you keep the register, and {account} has nobody nearer.", account=called(register, grant.of))
    way_out = _("Still needed? Change its end with “/crisis access”.")
    button = Button("access.taken_back", _("Taken back"), on(register.id, OfGrant(grant.id)), style="primary")
    return Card(
        _("{heading}. {what}", heading=heading, what=what),
        (Title(heading), Lines(lines), Small((why, way_out)), Row((button,))),
    )


def called(register: Register, id: str) -> str:
    """An account or a tool by its name."""
    return handle(register, id) if id in register.accounts else register.tools[id].name if id in register.tools else id
