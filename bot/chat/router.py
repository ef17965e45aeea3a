"""From what somebody did to the handler that answers it: a dict, a permission, an outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Protocol, TypeVar

from bot.chat.address import addressed, given_back, named, which
from bot.chat.card import TO
from bot.chat.carried import NONE, Carried
from bot.chat.form import Sent
from bot.chat.incoming import Commanded, Incoming, Pinned, Pressed, Said, Shortcut, Submitted
from bot.chat.outcome import KEPT, Done, FieldErrors, OpenForm, Outcome, Reply
from bot.chat.secret_check import must_hold_no_secret
from bot.crisis.incident import Incident
from bot.errors import Duplicate, Refused
from bot.people.permission import permit
from bot.people.who import Person, Right
from bot.text import Name, Words, _, raw

Form = TypeVar("Form", bound=Sent)
Burden = TypeVar("Burden", bound=Carried)


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler is given: the act, and the incident it concerns as it stood a moment ago."""

    incoming: Incoming
    right: Right
    incident: Incident | None = None
    of: str = ""  # id of what a button or a form is on: an incident, the register, or nothing
    parts: tuple[str, ...] = ()  # what it carried after that

    @property
    def crisis(self) -> Incident:
        """The incident; a route that needs one is never reached without it."""
        if self.incident is None:
            raise LookupError(f"{self.incoming.action} was routed without an incident")
        return self.incident

    @property
    def words(self) -> str:
        """What followed the command; empty where no command was typed."""
        return self.incoming.words.strip() if isinstance(self.incoming, Commanded) else ""

    @property
    def is_sent(self) -> bool:
        """False where the form is still to be opened."""
        return isinstance(self.incoming, Submitted)

    def read(self, form: type[Form]) -> Form:
        """The form that was sent, its fields checked; an empty one where none was."""
        act = self.incoming
        return form(act.given, act.files) if isinstance(act, Submitted) else form({}, {})

    def sent(self, form: type[Form]) -> Form | None:
        """The form that was sent; None where it is still to be opened."""
        return self.read(form) if self.is_sent else None

    def carried(self, kind: type[Burden], after: type[Carried] | None = None) -> Burden:
        """What the button or the form carries, *after* what else it does; then what was chosen in a menu."""
        chosen = self.incoming.chosen if isinstance(self.incoming, Pressed) else ()
        return kind.read((*self.parts, *chosen)[len(fields(after)) if after else 0 :])


Handler = Callable[[Request], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Route:
    """
    One thing people can do.

    *about* says whether it concerns one incident; where none or several can be meant, one that *asks* is run without.
    *free_text*: what follows the command is the person's own words, so no number among them means another crisis.
    """

    action: str
    right: Right
    run: Handler
    about: bool = True
    asks: bool = False
    free_text: bool = False


class Finder(Protocol):
    """Where incidents are looked up; the store is one."""

    async def incident(self, id: str) -> Incident | None: ...

    async def incident_in(self, platform: str, tenant: str, place: str) -> Incident | None: ...

    async def incident_numbered(self, tenant: str, number: int) -> Incident | None: ...

    async def acting_in(self, tenant: str, person: str) -> list[Incident]: ...

    async def answered(self, key: str, by: Person) -> str | None: ...

    async def person(self, id: str) -> Person | None: ...


Look = Callable[[Incoming, Incident], Awaitable[Incident]]


@dataclass(frozen=True, slots=True)
class _Found:
    """The incident that an act concerns, what was carried after its id, and whether it is another than the room's."""

    incident: Incident
    incoming: Incoming
    parts: tuple[str, ...] = ()
    is_elsewhere: bool = False


class Router:
    """All routes. A name registered twice is a mistake found at start."""

    def __init__(self, finder: Finder, look: Look) -> None:
        """*look* asks the chat whether somebody who is not known to be in a room is in it after all."""
        self._finder = finder
        self._look = look
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
        except Refused as refused:
            return await self._refused(incoming, refused)

    async def _route(self, incoming: Incoming) -> Outcome:
        route = self.routes.get(incoming.action)
        if route is None:
            if isinstance(incoming, Commanded | Pressed | Submitted | Shortcut):
                raise Refused(
                    _("That button is from another version. Nothing was changed. Use the board."), code="unknown_action"
                )
            return Done()
        if not route.about:
            permit(route.right, incoming.by, None)
            await self._must_be_theirs(incoming)
            of, *parts = carried_by(incoming) or ("",)
            request = Request(incoming, route.right, of="" if of == NONE else of, parts=tuple(parts))
            return await self._run(route, request)
        if isinstance(incoming, Pinned) and not await self._here(incoming):
            return Done()  # a pin in any other place is none of our business
        permit(Right.staff if route.right is not Right.anyone else route.right, incoming.by, None)
        await self._must_be_theirs(incoming)
        try:
            found = await self._found(route, incoming)
        except Refused as refused:
            if not route.asks or refused.code != "wrong_place":
                raise
            return await self._run(route, Request(incoming=incoming, right=route.right))
        incident, incoming = found.incident, found.incoming
        if incoming.by.id not in incident.room.inside and route.right not in (Right.anyone, Right.staff):
            incident = await self._look(incoming, incident)
        permit(route.right, incoming.by, incident)
        request = Request(incoming, route.right, incident, incident.id, found.parts)
        if not found.is_elsewhere:
            return await self._run(route, request)
        try:
            return named(await self._run(route, request), incident)
        except Refused as refused:
            return named(await self._refused(incoming, refused), incident)

    async def _found(self, route: Route, incoming: Incoming) -> _Found:
        """The incident carried; else the one a command names, the room's, or the person's only open one: no guess."""
        if carried := carried_by(incoming):
            incident = await self._finder.incident(carried[0])
            if incident is None or incident.tenant != incoming.tenant:
                raise Refused(which([], incoming, is_free_text=route.free_text), code="wrong_place")
            return _Found(incident, incoming, carried[1:])
        here = await self._here(incoming)
        address = addressed(incoming.words, is_free_text=route.free_text) if isinstance(incoming, Commanded) else None
        if isinstance(incoming, Commanded) and address:
            if numbered := await self._numbered(incoming, address.number):
                words = replace(incoming, words=address.words)
                return _Found(numbered, words, is_elsewhere=here is None or here.id != numbered.id)
        elif here:
            return _Found(here, incoming)
        mine = await self._finder.acting_in(incoming.tenant, incoming.by.id)
        if len(mine) == 1 and isinstance(incoming, Commanded | Shortcut) and not address:
            return _Found(mine[0], incoming, is_elsewhere=True)
        raise Refused(which(mine, incoming, is_free_text=route.free_text), code="wrong_place")

    async def _numbered(self, incoming: Incoming, number: int) -> Incident | None:
        """One of the person's own; others are not told that it exists, nor is who must not see it."""
        found, by = await self._finder.incident_numbered(incoming.tenant, number), incoming.by.id
        return found if found and by in found.room.inside and not found.has_conflict(by) else None

    async def _run(self, route: Route, request: Request) -> Outcome:
        """
        Whatever was typed into a command or a form passes here, once its right is known: no password or key goes
        further. What anyone may do, a guest too, keeps nothing and reads no words, so it is not looked at.

        The same request delivered again gets the stored answer, also where it was on its way while the first was
        accepted: what it finds then is what the first did.
        """
        if route.right is not Right.anyone:
            await must_hold_no_secret(_typed(request.incoming))
        try:
            outcome = await route.run(request)
        except Duplicate as again:
            return KEPT.validate_json(again.outcome) if again.outcome else Done()
        except Refused:
            if answer := await self._answered(request.incoming):
                return KEPT.validate_json(answer)
            raise
        # What is recorded first and then asks on, form by form, answers with its next form, which is nowhere kept.
        if not isinstance(outcome, Done | OpenForm) and (answer := await self._answered(request.incoming)):
            return KEPT.validate_json(answer)
        return outcome

    async def _answered(self, incoming: Incoming) -> str | None:
        return await self._finder.answered(incoming.key, incoming.by)

    async def _refused(self, incoming: Incoming, refused: Refused) -> Outcome:
        """The refusal in words; the text of a command that takes a person's own words is given back."""
        said, route = refusal(incoming, refused), self.routes.get(incoming.action)
        if isinstance(said, Reply) and isinstance(incoming, Commanded) and incoming.words and route and route.free_text:
            return Reply((*said.lines, *await given_back(incoming.typed or incoming.words)), said.items)
        return said

    async def _must_be_theirs(self, incoming: Incoming) -> None:
        """Refuse a button that is addressed to somebody else."""
        to = _addressee(incoming)
        if not to or to == incoming.by.id:
            return
        known = await self._finder.person(to)
        name = Name(to, known.name) if known else _("someone else")
        words = _(
            "This button is for {name}. Nothing was changed. If you were asked too, use the one with your name.",
            name=name,
        )
        raise Refused(words, code="not_yours")

    async def _here(self, incoming: Incoming) -> Incident | None:
        """The incident of the place where it was done."""
        if not incoming.place:
            return None
        return await self._finder.incident_in(incoming.platform, incoming.tenant, incoming.place)


def _typed(incoming: Incoming) -> dict[str, str]:
    """A person's words by the field they stand in; a command's stand in none."""
    match incoming:
        case Commanded():
            return {"": incoming.words}
        case Submitted():
            return {name: value for name, value in incoming.given.items() if isinstance(value, str)}
    return {}


def _digits(text: str) -> int:
    """A number as we write it; 0 of anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def carried_by(incoming: Incoming) -> tuple[str, ...]:
    """What a button or a form carries: an incident's id first. Whom it is for is left out."""
    return tuple(part for part in _burden(incoming) if not part.startswith(TO))


def _addressee(incoming: Incoming) -> str:
    """Id of the person a button is for; empty where it is for whoever may."""
    return next((part.removeprefix(TO) for part in _burden(incoming) if part.startswith(TO)), "")


def _burden(incoming: Incoming) -> list[str]:
    match incoming:
        case Pressed():
            return incoming.value.split()
        case Submitted():
            return incoming.carried.split()
    return []


def refusal(incoming: Incoming, refused: Refused) -> Outcome:
    """A refused form keeps what was typed, the words under their field; all else is told that person alone."""
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
