"""Who keeps access, where that is in doubt: somebody who was asked and says nothing, and the choice of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.access.restriction.carried import OfAccount
from bot.access.restriction.keyholders import MOST
from bot.access.restriction.progress import HANDLE_CHARS, newest
from bot.access.restriction.state import LoginCheck, Restriction
from bot.chat.card import Button, Card, Goto, Lines, Row, Small, Title, on
from bot.chat.form import Form, Picks, Says, Sent
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.people.who import Person
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.text import Joined, Words, _

ROOT = "access"
NAMED = 3  # whom the register knows, in the form


class AskedKeyholder(Sent):
    """Who else is to keep an account."""

    who = Picks("who", _("Who"))


def keyholder_direct_messages(scene: Scene) -> list[Surface]:
    """To who is late, in the thread; to who commands, where fewer than two are left who may keep an account."""
    incident = scene.incident
    restrictions = newest(incident)
    late = [
        each
        for restriction in restrictions
        for check in restriction.keyholders
        for each in _late(incident, restriction, check)
    ]
    return [*late, *(each for restriction in restrictions for each in _to_commander(scene, restriction))]


def ask_form(incident: Incident, restriction: Restriction, known: Sequence[Person]) -> Form:
    """*known*: who could keep the account, as the register has it; only who commands sees them."""
    lines = [_("They keep access to {account}, and prove a log-in first.", account=_account(restriction))]
    if known:
        names = Joined(tuple(full(person.someone) for person in known[:NAMED]))
        lines.append(_("The register knows: {names}.", names=names))
    else:
        lines.append(_("The register knows nobody else who could."))
    return Form(
        action="restriction.ask",
        title=_("Another keyholder"),
        submit=_("Ask"),
        carried=on(incident.id, OfAccount(restriction.account)),
        fields=(Says(tuple(lines)), replace(AskedKeyholder.who, initial=(known[0].id,) if known else ())),
    )


def _late(incident: Incident, restriction: Restriction, check: LoginCheck) -> Iterator[Surface]:
    """One mention, in the thread; plain once they answered or nobody waits for it."""
    if not check.late:
        return
    waits = check.state == "asked" and not check.barred and _goes_on(incident, restriction)
    name, account = full(check.person, mention=waits), _account(restriction)
    value = on(incident.id, OfAccount(restriction.account), to=check.person.id)
    key = f"check-late-{restriction.seq}-{int(check.asked_at.timestamp())}/{check.person.id}"
    if not waits:
        said = _("{name} was reminded about {account}.", name=name, account=account)
        yield Surface(key, Card(said, (Lines((said,)),)), thread=ROOT, later=True, settled=True)
        return
    said = _("{name}, can you log in to {account}? Everybody waits for that.", name=name, account=account)
    why = _("Why you: you were asked at {at} and have not said.", at=when(incident, check.asked_at))
    can = Button("restriction.confirm", _("I can log in, with 2FA, right now"), value, style="primary")
    can_not = Button("restriction.cannot", _("I can't…"), value)
    yield Surface(key, Card(said, (Lines((said,)), Small((why,)), Row((can, can_not)))), thread=ROOT, later=True)


def _to_commander(scene: Scene, restriction: Restriction) -> Iterator[Surface]:
    """
    One direct message a closing, to who commands when it is needed; it never says why somebody keeps nothing any more.
    """
    incident, reader = scene.incident, scene.incident.acting
    if reader is None or not any(_fails(check) for check in restriction.keyholders):
        return
    left = [check for check in restriction.keyholders if not _fails(check)]
    over = not _goes_on(incident, restriction) or len(left) >= MOST
    card = _enough(restriction) if over else _one_more(incident, restriction, left)
    yield direct_message(scene, f"keyholders-{restriction.seq}/{reader.id}", reader, card, settled=over)


def _fails(check: LoginCheck) -> bool:
    """Whether they can't, keep nothing any more, or were reminded in vain."""
    return check.barred or check.state == "unable" or (check.state == "asked" and check.late > 1)


def _one_more(incident: Incident, restriction: Restriction, left: Sequence[LoginCheck]) -> Card:
    heading = _("Crisis {n} · {account} needs another keyholder", n=incident.number, account=_account(restriction))
    confirmed = [check for check in left if check.state == "confirmed"]
    line = _state(restriction, left, confirmed)
    next_ = _("Next: ask another keyholder. They prove a log-in first.")
    why = _("Why you: you command this crisis, or act as commander.")
    ask = Button("restriction.ask", _("Ask another…"), on(incident.id, OfAccount(restriction.account)), style="primary")
    text = _("{heading}. {line}", heading=heading, line=line)
    return Card(
        text, (Title(heading), Lines((line, next_)), Small((why,)), Row((ask, Goto(_("Go to room"), to="place"))))
    )


def _state(restriction: Restriction, left: Sequence[LoginCheck], confirmed: Sequence[LoginCheck]) -> Words:
    if confirmed:
        return _("{name} alone can log in now. Two are safer than one.", name=full(confirmed[0].person))
    if left:
        return _("{name} was asked, and has not proved a log-in yet.", name=full(left[0].person))
    return _("Nobody who was asked can log in. Nobody is removed before one can.")


def _enough(restriction: Restriction) -> Card:
    said = _("{account}: nothing more to do about its keyholders.", account=_account(restriction))
    return Card(said, (Lines((said,)),))


def _goes_on(incident: Incident, restriction: Restriction) -> bool:
    return restriction.is_on and not incident.is_resolved


def _account(restriction: Restriction) -> str:
    return shortened(restriction.handle, HANDLE_CHARS)
