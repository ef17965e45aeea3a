"""Fresh databases, and the organisation's setup in them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import insert

from bot.people.organisation import Organisation, Responder
from bot.people.who import Someone
from bot.store import tables
from tests.chaos.picture import engine


class Fresh(Protocol):
    """Gives the address of a new database, gone afterwards: with the setup alone, or a copy *of* another at rest."""

    def __call__(self, of: str | None = None) -> AbstractAsyncContextManager[str]: ...


ANA, TOM = Someone(id="slack:U0ANA", name="Ana Kovač"), Someone(id="slack:U0TOM", name="Tom Reed")
JANA, PETR = Someone(id="slack:U0JANA", name="Jana Horvat"), Someone(id="slack:U0PETR", name="Petr Novák")
SETUP = Organisation(
    brand="Teal Kettle",
    zone="Europe/Zagreb",
    announce_in="C0LEADS",  # private, so that a post whose outcome is not known can be looked for there
    responders=(Responder(person=ANA, deputy=TOM), Responder(person=JANA), Responder(person=PETR)),
    hr=Someone(id="slack:U0MAJA", name="Maja Babić"),
    legal=Someone(id="slack:U0EVA", name="Eva Malá"),
    set_up=True,
    asked=True,
)


def set_up(url: str, organisation: Organisation = SETUP) -> None:
    """Save the setup, as an admin would have before the crisis."""
    values = {"tenant": "T0REHEARSAL", "at": datetime.now(UTC), "by": ANA.id, "data": organisation.model_dump_json()}
    outside = engine(url)
    with outside.begin() as connection:
        connection.execute(insert(tables.organisation).values(**values))
    outside.dispose()
