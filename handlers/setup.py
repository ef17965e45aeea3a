"""The setup: one form for those who keep it. Everything in it has a default."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog

from bot.chat.card import Card, Lines
from bot.chat.incoming import Incoming
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.platform import ARCHIVED, PLACE_GONE, Platform
from bot.chat.router import Request, Route
from bot.crisis.setup import RESPONDERS, Wanted, filled_in, keepers, may_set_up
from bot.crisis.setup_forms import SetUp, deputy, responder, setup_form
from bot.errors import Later, NotNow, Refused
from bot.people.naming import full
from bot.people.organisation import Organisation
from bot.people.who import Person, Right, Someone
from bot.store.store import Store
from bot.text import Joined, Words, _, _n

log = structlog.get_logger(__name__)

CHECK_S: Final = 1.0  # of the three seconds in which a form must be answered


class Setup:
    """What the bot should know beforehand: whom to call, where to say that a room is open."""

    def __init__(
        self, store: Store, platform: Platform, clock: Callable[[], datetime], admins: Collection[str] = ()
    ) -> None:
        """
        Args:
            clock: Gives aware UTC.
            admins: Ids from the settings; while there are none, the first who sends the form is the admin.
        """
        self.store = store
        self.platform = platform
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("command.setup", Right.staff, self.form, about=False),
            Route("setup.form", Right.staff, self.form, about=False),
            Route("setup.save", Right.staff, self.save, about=False),
        ]

    async def form(self, request: Request) -> Outcome:
        """What is kept now, to be changed."""
        return OpenForm(setup_form(await self._kept(request.incoming), request.incoming.by))

    async def save(self, request: Request) -> Outcome:
        """The form, sent. Crises that are open already keep what they opened with."""
        incoming = request.incoming
        was = await self._kept(incoming)
        given = _wanted(request.read(SetUp), was)
        people = await self.store.people(given.people, incoming.tenant)
        filled_in(was, given, people, incoming.by, self.admins)  # what else is wrong is said before anything is posted
        given = replace(given, announce_checked_at=await self._checked(given.announce_in, incoming.by))

        def fill_in(newest: Organisation) -> Organisation:
            if not may_set_up(incoming.by, newest, self.admins):  # somebody else was the first meanwhile
                raise Refused(_not_yours([]), code="not_admin")
            return filled_in(newest, given, people, incoming.by, self.admins)

        now = await self.store.change_organisation(incoming.tenant, incoming.by, fill_in)
        unchecked = (UNCHECKED,) if given.announce_in and given.announce_checked_at is None else ()
        return Reply((_("The setup is saved."), _called(len(now.responders)), *unchecked))

    async def _checked(self, place: str | None, by: Person) -> datetime | None:
        """
        When the bot could speak where crises are to be announced, which *by* alone sees; None: that is not known.

        Raises:
            Refused: It is not in that channel, or the channel is archived.
        """
        if place is None:
            return None
        card = Card(text=HEARD, parts=(Lines((HEARD,)),))
        try:
            async with asyncio.timeout(CHECK_S):
                payload = self.platform.render(card, by.language, {}, by.zone)
                await self.platform.private_reply(by.id, place, payload, only_there=True)
        except NotNow as refused:
            if refused.reason in PLACE_GONE:
                words = CLOSED if refused.reason == ARCHIVED else NOT_IN
                raise Refused(words, field="announce_in", code=refused.reason) from None
            log.info("announcement.unchecked", reason=refused.reason)  # they may not be in it themselves
            return None
        except (Later, TimeoutError):
            log.info("announcement.unchecked", reason="no answer")
            return None
        return self.clock()

    async def _kept(self, incoming: Incoming) -> Organisation:
        """The setup as it is; Refused where this person does not keep it."""
        organisation = await self.store.organisation(incoming.tenant)
        if not may_set_up(incoming.by, organisation, self.admins):
            known = await self.store.people(keepers(organisation, self.admins), incoming.tenant)
            raise Refused(_not_yours([person.someone for person in known.values()]), code="not_admin")
        return organisation


HEARD: Final = _("Crises will be announced in this channel. Only you can see this.")
NOT_IN: Final = _("I'm not in that channel. Invite me there, then save again.")
CLOSED: Final = _("That channel is archived. Choose another one.")
UNCHECKED: Final = _("I couldn't check that channel. Make sure you and I are both in it, then save the setup again.")


def _not_yours(admins: list[Someone]) -> Words:
    if not admins:
        return _("Only an admin can change the setup. Nothing was changed.")
    names = Joined(tuple(full(admin) for admin in admins))
    return _("Only an admin can change the setup. Nothing was changed. Ask {names}.", names=names)


def _called(responders: int) -> Words:
    if responders == 0:
        return _("Nobody is called when a crisis opens. Next: name a responder.")
    return _n(
        "{n} responder is called when a crisis opens.", "{n} responders are called when a crisis opens.", responders
    )


def _wanted(given: SetUp, was: Organisation) -> Wanted:
    return Wanted(
        brand=given.brand,
        zone=given.zone or was.zone,
        language=given.language or was.language,
        announce_in=given.announce_in or None,
        responders=[(responder(row).read(given), deputy(row).read(given)) for row in range(1, RESPONDERS + 1)],
        hr=given.hr,
        legal=given.legal,
        listed=bool(given.listed),
        small=bool(given.small),
    )
