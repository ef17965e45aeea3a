"""
Those who must not see a crisis: kept out when it was opened, or by the commander later, or named as involved.

    named ──inside?──▶ removal offered ──ordered──▶ out of the room ──comes back──▶ offered again
      └──taken back, with a reason; or no answer names them any more──▶ may act again
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.conflict.facts import KeptOut, NamingTakenBack, RemovalOrdered
from bot.people.conflict.state import Naming
from bot.people.permission import may_read_restricted
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.text import _, clean


def standing(incident: Incident) -> list[Naming]:
    """Those who are kept out now."""
    return [naming for naming in incident.conflict.namings if not naming.ended]


def readable(incident: Incident, reader: Person) -> list[Naming]:
    """Of those kept out now, whom this person may know of."""
    return [n for n in standing(incident) if may_read_restricted(incident, reader, n.by.id)]


def removals(incident: Incident) -> dict[str, str]:
    """Steps of the room: whom to take out of it, by id."""
    ordered = (naming for naming in standing(incident) if naming.ordered and is_inside(incident, naming))
    return {naming.step: naming.person.reveal() for naming in ordered}


def is_inside(incident: Incident, naming: Naming) -> bool:
    return naming.person.reveal() in incident.room.inside


def deciders(incident: Incident, naming: Naming) -> tuple[Someone, ...]:
    """
    Whose matter it is to remove them: the commander's, or who acts as one.

    Where whoever commanded was named, whoever commands then may have wanted just that: so the admins', else HR's and
    legal's. Nobody who is involved themselves.
    """
    acting = (incident.acting,) if incident.acting else ()
    groups = (
        (incident.opening.admins, (incident.opening.hr, incident.opening.legal), acting)
        if naming.led
        else (acting, incident.opening.admins)
    )
    for group in groups:
        fit = {who.id: who for who in group if who and not incident.is_out(who.id)}
        if fit:
            return tuple(fit.values())
    return ()


def chosen(ids: Iterable[str], known: Mapping[str, Person]) -> list[Someone]:
    """Whoever was picked. Whom nobody knows yet is kept out by their id: that must never fail."""
    return [known[id].someone if id in known else Someone(id=id, name=id) for id in ids]


def kept_out(people: Iterable[Someone], by: Someone) -> list[Fact]:
    """The facts that these must not see it, each once. Raises Refused where somebody names themselves."""
    named = {person.id: person for person in people}
    if by.id in named:
        raise Refused(_("You can't keep yourself out. Choose somebody else."), field="kept_out", code="self")
    return [KeptOut(person=Restricted(who.id), name=Restricted(who.name), by=by) for who in named.values()]


def keep_out(
    incident: Incident, by: Person, people: Iterable[Someone], back: Collection[int], reason: str
) -> list[Fact]:
    """
    What the commander decided in one form: who else must not see it, and who (by number) may again, with a reason.

    Raises:
        Refused: Nobody was chosen, the reason is missing, or somebody chose themselves.
    """
    new = [who for who in people if not incident.has_conflict(who.id)]
    facts = kept_out(new, by.someone)
    for n in back:
        facts += take_back(incident, by, n, reason)
    if not facts:
        raise Refused(_("Choose somebody, or press Cancel."), field="kept_out", code="nobody")
    return facts


def remove(incident: Incident, by: Person, n: int) -> list[Fact]:
    """*Remove from the room*, by whose matter it is. Raises Refused where it is not theirs, or nothing to do."""
    naming = _naming(incident, by, n, removing=True)
    if not is_inside(incident, naming):
        raise Refused(_("They are not in the room. Nothing was changed."), code="not_inside")
    if naming.ordered and naming.step not in incident.room.refused:
        raise Refused(_("They are being taken out of the room already."), code="ordered")
    return [RemovalOrdered(person=naming.person, by=by.someone)]


def take_back(incident: Incident, by: Person, n: int, reason: str) -> list[Fact]:
    """They are not kept out any more, and no answer names them. By the commander or an admin; the reason is needed."""
    naming = _naming(incident, by, n)
    if not clean(reason).strip():
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    return [NamingTakenBack(person=naming.person, by=by.someone, reason=Restricted(clean(reason).strip()))]


def must_decide(incident: Incident, by: Person, n: int) -> None:
    """Refuse who may not take this naming back, before they type a reason."""
    _naming(incident, by, n)


def _naming(incident: Incident, by: Person, n: int, removing: bool = False) -> Naming:
    """The naming of that number, for whoever may decide about it; nobody else learns whether there is one."""
    naming = next((each for each in standing(incident) if each.n == n), None)
    may = {who.id for who in deciders(incident, naming)} if naming else set()
    if not removing:
        may |= {who.id for who in (*incident.opening.admins, incident.acting) if who}
    if by.id not in may or incident.has_conflict(by.id):
        raise Refused(_("This is not yours to decide any more. Nothing was changed."), code="not_allowed")
    if naming is None:
        raise Refused(_("This was taken back already. Nothing was changed."), code="ended")
    return naming
