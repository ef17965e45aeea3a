"""Who may do what. Default deny: a right that is not granted here is refused, and the refusal says who can help."""

from __future__ import annotations

from typing import Final

from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.who import Person, Right, Standing
from bot.record.record import Record
from bot.text import Name, Words, _

READERS: Final = ("deputy", "access_lead", "hr", "legal")  # design.md §3: roles that read the names of people involved


def permit(right: Right, person: Person, record: Record | None) -> None:
    """
    Let the person pass, or raise ``Refused``. In the register nobody is inside or in command: its own rules say more.

    The same check runs when a form opens and again when the change is made, on the state of that moment.
    """
    if right is Right.anyone:
        return
    _permit_standing(person)
    if isinstance(record, Incident):
        _permit_in_crisis(right, person, record)
    elif record is not None and right is not Right.staff:
        raise Refused(_("This belongs in a crisis room. Nothing was changed."), code="no_incident")


def _permit_in_crisis(right: Right, person: Person, incident: Incident) -> None:
    if incident.has_conflict(person.id):
        raise Refused(
            _("You can't act in this crisis. Nothing was changed. {help}", help=_speak_to(incident, person)),
            code="implicated",
        )
    if right in (Right.inside, Right.asked, Right.commander, Right.access) and person.id not in incident.room.inside:
        raise Refused(
            _("Only those in the room can do this. Nothing was changed. {help}", help=who_helps(incident, person)),
            code="not_inside",
        )
    if right is Right.commander and not commands(incident, person):
        raise Refused(
            _("Only the commander can do this. Nothing was changed. {help}", help=who_helps(incident, person)),
            code="not_allowed",
        )

    if right is Right.access and not leads_access(incident, person):
        raise Refused(
            _(
                "Only the commander or access lead can do this. Nothing was changed. {help}",
                help=who_helps(incident, person),
            ),
            code="not_allowed",
        )


def _permit_standing(person: Person) -> None:
    match person.standing:
        case Standing.member:
            return
        case Standing.guest:
            raise Refused(
                _("Guests can't use this. Nothing was changed. Ask a colleague with a full account."), code="guest"
            )
        case Standing.outsider:
            words = _(
                "You are here from another organisation, so I can't act for you. "
                "Nothing was changed. Ask your contact here."
            )
            raise Refused(words, code="outsider")
        case Standing.unknown:
            words = _("I can't see who you are, so I can't act for you. Nothing was changed. Ask a colleague.")
            raise Refused(words, code="unknown_person")
        case Standing.bot | Standing.gone:
            raise Refused(_("Only people with a full account can use this. Nothing was changed."), code="not_a_person")


def commands(incident: Incident, person: Person) -> bool:
    """Whether the person commands, or acts as commander because nobody has taken command."""
    acting = incident.acting
    return acting is not None and acting.id == person.id


def leads_access(incident: Incident, person: Person) -> bool:
    """Whether the person commands, or leads access: by role, or in a closing that goes on."""
    leads = {holder.id for holder in incident.holders("access_lead")} | {
        r.lead.id for r in incident.restrictions.all if r.is_on
    }
    return person.id in leads or commands(incident, person)


def may_read_restricted(incident: Incident, person: Person, typed_by: str | None = None) -> bool:
    """Whether names of people involved may be shown: to commander, deputy, HR, legal, access lead, who typed them."""
    if person.standing is not Standing.member or incident.has_conflict(person.id):
        return False
    entitled = {someone.id for someone in (incident.acting, incident.opening.hr, incident.opening.legal) if someone}
    entitled |= {holder.id for role in READERS for holder in incident.holders(role)}
    return person.id in entitled or person.id == typed_by


def who_helps(incident: Incident, person: Person) -> Words:
    """Whom to ask: the commander, or whoever acts; never the person themselves."""
    acting = incident.acting
    if acting is None or acting.id == person.id:
        return _("Ask an admin of this app.")
    return _("Ask {name}.", name=Name(acting.id, acting.name))


def _speak_to(incident: Incident, person: Person) -> Words:
    """Whom a person involved may turn to: who commands; an admin where they commanded themselves. Never why."""
    led = any(n.led and not n.ended and n.person.reveal() == person.id for n in incident.conflict.namings)
    admins = [admin for admin in incident.opening.admins if led and not incident.is_out(admin.id)]
    whom = admins[0] if admins else incident.acting
    if whom is None:
        return _("Speak to an admin of this app.")
    return _("Speak to {name}.", name=Name(whom.id, whom.name))
