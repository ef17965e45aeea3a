"""Filling in the organisation: who may, what is asked, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dateutil import tz

from bot.errors import Refused
from bot.people.naming import full
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Someone, Standing
from bot.text import _, clean

RESPONDERS = 5  # rows of the form, each with its deputy
ZONE = re.compile(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form was given. People are ids; "" and None are nobody."""

    brand: str = ""
    zone: str = "UTC"
    language: str = "en"
    announce_in: str | None = None
    announce_checked_at: datetime | None = None  # when the bot could speak there just now; None: that is not known
    responders: Sequence[tuple[str, str]] = ()  # responder and deputy, in the order of the form's rows
    hr: str = ""
    legal: str = ""
    listed: bool = False
    small: bool = False

    @property
    def people(self) -> set[str]:
        """Ids of all who were named."""
        return {id for pair in self.responders for id in pair if id} | ({self.hr, self.legal} - {""})


def keepers(organisation: Organisation, admins: Collection[str]) -> Collection[str]:
    """Ids of those who keep the setup: the admins, else the first who sent the form; empty while there is nobody."""
    return admins or organisation.admins


def may_set_up(person: Person, organisation: Organisation, admins: Collection[str]) -> bool:
    """Whether this full member keeps the setup; while nobody does, any does."""
    kept_by = keepers(organisation, admins)
    return not kept_by or person.id in kept_by


def may_approve(person: Person, organisation: Organisation, admins: Collection[str]) -> bool:
    """Whether they may approve templates: who keeps the setup, and legal and HR as it names them."""
    named = {someone.id for someone in (organisation.legal, organisation.hr) if someone}
    return may_set_up(person, organisation, admins) or person.id in named


def asks_now(person: Person, organisation: Organisation, admins: Collection[str]) -> bool:
    """Whether to ask this person to fill it in: once, and only who may."""
    return not organisation.set_up and not organisation.asked and may_set_up(person, organisation, admins)


def filled_in(
    was: Organisation, given: Wanted, people: Mapping[str, Person], by: Person, admins: Collection[str]
) -> Organisation:
    """
    The organisation after the form was sent.

    Args:
        people: Whoever of the named is known.

    Raises:
        Refused: With the field it stands under.
    """
    if not ZONE.fullmatch(given.zone) or tz.gettz(given.zone) is None:
        raise Refused(_("I don't know this zone. Write it like Europe/Zagreb."), field="zone", code="no_zone")
    was_checked = was.announce_checked_at if was.announce_in == given.announce_in else None
    return Organisation(
        brand=clean(given.brand).strip(),
        zone=given.zone,
        language=given.language,
        announce_in=given.announce_in,
        announce_checked_at=given.announce_checked_at or was_checked,
        responders=_responders(given.responders, people),
        hr=_member(given.hr, people, "hr"),
        legal=_member(given.legal, people, "legal"),
        listed=given.listed,
        small=given.small,
        set_up=True,
        asked=True,
        admins=was.admins or (() if admins else (by.id,)),
    )


def _responders(pairs: Sequence[tuple[str, str]], people: Mapping[str, Person]) -> tuple[Responder, ...]:
    found: list[Responder] = []
    for row, (id, deputy_id) in enumerate(pairs, start=1):
        responder = _member(id, people, f"responder_{row}")
        deputy = _member(deputy_id, people, f"deputy_{row}")
        if responder is None and deputy is not None:
            raise Refused(_("Choose the responder first."), field=f"responder_{row}", code="no_responder")
        if responder is None:
            continue
        if responder.id in {other.person.id for other in found}:
            raise Refused(_("Already in the list. Choose someone else."), field=f"responder_{row}", code="twice")
        if deputy is not None and deputy.id == responder.id:
            raise Refused(_("Nobody is their own deputy. Choose someone else."), field=f"deputy_{row}", code="self")
        found.append(Responder(person=responder, deputy=deputy))
    return tuple(found)


def _member(id: str, people: Mapping[str, Person], field: str) -> Someone | None:
    if not id:
        return None
    person = people.get(id)
    if person is None:
        raise Refused(_("I don't know this person yet. Choose again in a minute."), field=field, code="unknown_person")
    if person.standing is not Standing.member:
        name = full(person.someone)
        raise Refused(_("{name} has no full account. Choose a colleague.", name=name), field=field, code="not_a_member")
    return person.someone
