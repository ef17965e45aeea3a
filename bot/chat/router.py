"""From what somebody did to the handler that answers it: a dict, a permission, an outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.chat.incoming import Commanded, Incoming, Pressed, Said, Submitted
from bot.chat.outcome import KEPT, Done, FieldErrors, Outcome, Reply
from bot.domain.incident import Incident
from bot.domain.people import Right
from bot.domain.permission import permit
from bot.errors import Duplicate, Refused
from bot.text import Words, _, raw


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler is given: the act, and the incident it concerns as it stood a moment ago."""

    incoming: Incoming
    right: Right
    incident: Incident | None = None
    tail: tuple[str, ...] = ()  # what a button or a form carried after the incident's id

    @property
    def crisis(self) -> Incident:
        """The incident; a route that needs one is never reached without it."""
        if self.incident is None:
            raise LookupError(f"{self.incoming.action} was routed without an incident")
        return self.incident


Handler = Callable[[Request], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing people can do. *about* says whether it concerns one incident: the room's, the carried one, or a choice."""

    action: str
    right: Right
    run: Handler
    about: bool = True


class Finder(Protocol):
    """Where incidents are looked up; the store is one."""

    async def incident(self, id: str) -> Incident | None: ...

    async def incident_in(self, platform: str, tenant: str, place: str) -> Incident | None: ...

    async def incident_numbered(self, tenant: str, number: int) -> Incident | None: ...

    async def open_incidents_of(self, tenant: str, person: str) -> list[Incident]: ...


class Router:
    """All routes. A name registered twice is a mistake found at start."""

    def __init__(self, finder: Finder, owners: Collection[str]) -> None:
        self._finder = finder
        self._owners = owners
        self.routes: dict[str, Route] = {}

    def add(self, routes: Iterable[Route]) -> None:
        """Register routes; ValueError if an action has one already."""
        for route in routes:
            if route.action in self.routes:
                raise ValueError(f"{route.action} is registered twice")
            self.routes[route.action] = route

    async def __call__(self, incoming: Incoming) -> Outcome:
        """The outcome, refusals included. What is raised from here is a fault."""
        try:
            return await self._route(incoming)
        except Duplicate as again:
            return KEPT.validate_json(again.outcome) if again.outcome else Done()
        except Refused as refused:
            return refusal(incoming, refused)

    async def _route(self, incoming: Incoming) -> Outcome:
        route = self.routes.get(incoming.action)
        if route is None:
            if isinstance(incoming, Commanded | Pressed | Submitted):
                raise Refused(
                    _("That button is from another version. Nothing was changed. Use the board."), code="unknown_action"
                )
            return Done()
        if not route.about:
            permit(route.right, incoming.by, None, self._owners)
            return await route.run(Request(incoming=incoming, right=route.right, tail=_carried(incoming)))
        permit(Right.staff if route.right is not Right.anyone else route.right, incoming.by, None, self._owners)
        incident, tail = await self._incident(incoming)
        permit(route.right, incoming.by, incident, self._owners)
        return await route.run(Request(incoming=incoming, right=route.right, incident=incident, tail=tail))

    async def _incident(self, incoming: Incoming) -> tuple[Incident, tuple[str, ...]]:
        carried = _carried(incoming)
        if carried and (incident := await self._finder.incident(carried[0])):
            return incident, carried[1:]
        if incoming.place and (
            here := await self._finder.incident_in(incoming.platform, incoming.tenant, incoming.place)
        ):
            return here, carried
        raise Refused(_("This belongs in a crisis room. Nothing was changed."), code="wrong_place")


def _carried(incoming: Incoming) -> tuple[str, ...]:
    match incoming:
        case Pressed():
            return tuple(incoming.value.split())
        case Submitted():
            return tuple(incoming.carried.split())
    return ()


def refusal(incoming: Incoming, refused: Refused) -> Outcome:
    """A refused form keeps what was typed and shows the words under their field; everything else is told that person alone."""
    words = refused.words if isinstance(refused.words, Words) else raw(str(refused.words))
    if isinstance(incoming, Submitted):
        return (
            FieldErrors({refused.field: words})
            if refused.field
            else FieldErrors({}, top=_("Not saved: {why}", why=words))
        )
    if isinstance(incoming, Said):
        return Done()
    return Reply((words,))
