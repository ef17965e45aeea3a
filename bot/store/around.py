"""What stands around the register: people, who keeps the setup, open crises; and how ready all of it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from bot.access.leavers.leaver_tasks import Around
from bot.access.readiness import access_ready
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.setup import keepers
from bot.learning.readiness import Readiness, prepared, readiness, to_look_up
from bot.store.store import Store

ANNOUNCED: Final = 3  # newest crises whose announcements tell whether the channel can be written to


class Keeping(NamedTuple):
    """What decides who may read and keep the register: ids of those who keep the setup, and the open crises."""

    kept_by: Collection[str]
    crises: Sequence[Incident]


async def keeping(store: Store, tenant: str, admins: Collection[str]) -> Keeping:
    """As things stand now. *admins* are ids from the settings."""
    organisation = await store.organisation(tenant)
    return Keeping(keepers(organisation, admins), await store.open_incidents(tenant))


async def around(store: Store, register: Register, admins: Collection[str], *also: str) -> Around:
    """
    As things stand now.

    Args:
        admins: Ids from the settings.
        also: Ids of more people to look up.
    """
    organisation = await store.organisation(register.tenant)
    kept_by = keepers(organisation, admins)
    people = await store.people({*register.holders, *kept_by, *also}, register.tenant)
    crises = await store.open_incidents(register.tenant)
    return Around(people, kept_by, crises, organisation.hr.id if organisation.hr else None)


async def ready_now(store: Store, tenant: str, admins: Collection[str], book: Book, now: datetime) -> Readiness:
    """How ready the workspace is: wherever it is shown, it is asked here. *admins* are ids from the settings."""
    organisation, register = await store.organisation(tenant), await store.register(tenant)
    people = await store.people(to_look_up(organisation, admins), tenant)
    crises = await store.newest_incidents(tenant, ANNOUNCED) if organisation.announce_in else []
    return readiness(organisation, admins, people, access_ready(register, now), prepared(register, book), crises)
