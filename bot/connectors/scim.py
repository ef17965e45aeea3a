"""
SCIM 2.0 (RFC 7643, 7644): the members of a group, or all active users, of a tool or of the directory in front of it.

Nothing is believed because it was asked for so: what a filter gives is looked at again, a list counts once it was read
to its end, and a change once the group, or the user, was read again. Somebody who is missing on a list is out only if
the service says so in another way too: services cut lists off, and say nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.register.codes import Means
from bot.connectors import scim_reading as reading
from bot.connectors.connector import CALL_S, ConnectorAway
from bot.connectors.declared import EVERYBODY, ScimDeclared
from bot.connectors.scim_reading import Group, Member, User
from bot.connectors.service import SOON, Service, ServiceAway

PAGE = 200  # users asked for at once; a service may send fewer
MOST = 10_000  # users looked through for the members of a group
SINGLY = 50  # members asked for one by one, of whom the list of users says nothing
TRIES = 3  # of a change while somebody else changes the same list
ATTRIBUTES = "userName,displayName,emails,active"
MEDIA = "application/scim+json"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

CLOSED, ALREADY = Closed(Outcome.closed), Closed(Outcome.already)
ON_THE_WAY = (Why.timeout, Why.unreachable, Why.unreadable, Why.later, Why.busy, Why.failing)
NOT_FOUND = (400, 404, 410, 422)  # some call an id that is none of theirs a bad request
NO_FILTER = (400, 501)
Until = Callable[[Mapping[str, object]], bool]


@dataclass
class Scim:
    """One SCIM service. How long an open session may still post after a change is not known: it is the product's."""

    declared: ScimDeclared
    timeout_s: float = CALL_S
    means: Means = Means.tool_seat
    is_automatic: bool = True
    service: Service = field(init=False, repr=False)
    _group_id: str = ""
    _due: Mapping[str, Member] = field(default_factory=dict, repr=False)  # who is to be there, after a change not seen
    _leaving: set[str] = field(default_factory=set, repr=False)  # whom we were told to take out, in any thread

    def __post_init__(self) -> None:
        self.service = Service(self.declared.url, self.declared.token.get_secret_value(), self.timeout_s, MEDIA)

    @property
    def name(self) -> str:
        return self.declared.key

    def holders(self, account: str) -> list[Holding]:
        try:
            found = [*(self._active() if self._is_for_all else self._members())]
        except ServiceAway as away:
            raise ConnectorAway(away.why, self.name, away.again_s) from away
        return [one.holding(account) for one in found if not self._is_own(one.names)]

    def inactive(self) -> list[Holding]:
        """Users who were switched off, as far as the list goes: who is missing on it is nothing at all."""
        try:
            users, _is_whole = self._users("active eq false")
        except ServiceAway as away:
            raise ConnectorAway(away.why, self.name, away.again_s) from away
        return [one.holding("") for one in users if one.id and one.active is False]

    def close(self, holding: Holding) -> Closed:
        """Take a member out of the group; or, where everybody is meant, switch the user off."""
        if self._is_own({holding.external.casefold(), holding.email.casefold()}):
            return Closed(Outcome.needs_person, Why.own)
        if holding.is_group:
            return Closed(Outcome.needs_person, Why.nested)
        return self._surely(partial(self._switch, on=False) if self._is_for_all else self._take_out, holding)

    def restore(self, holding: Holding) -> Closed:
        """Put a member back, or switch the user on."""
        return self._surely(partial(self._switch, on=True) if self._is_for_all else self._put_in, holding)

    def hang_up(self) -> None:
        self.service.hang_up()

    @property
    def _is_for_all(self) -> bool:
        return self.declared.group == EVERYBODY

    def _is_own(self, names: Iterable[str]) -> bool:
        return not self.declared.own.isdisjoint(names)

    def _surely(self, act: Callable[[str], Closed], holding: Holding) -> Closed:
        """Try, and again where somebody else changed the list meanwhile; what cannot be told is not known."""
        if not holding.external:
            return Closed(Outcome.needs_person, Why.not_found)
        try:
            for _nth in range(TRIES):
                if (became := act(holding.external)).why is not Why.changing:
                    return became
        except ServiceAway as away:
            return Closed(Outcome.unknown, away.why, again_s=away.again_s)
        return Closed(Outcome.open, Why.changing)

    def _take_out(self, external: str) -> Closed:
        group = self._group()
        before = group.members
        self._leaving.add(external)
        if lost := self._lost(group, self._due):
            return lost
        if external not in before:
            return self._missing(group, external) if before else Closed(Outcome.unknown, Why.silent)
        if before[external].is_group:
            return Closed(Outcome.needs_person, Why.nested)
        operation = {"op": "remove", "path": f'members[value eq "{quoted(external)}"]'}
        due = {id: member for id, member in before.items() if id != external}
        return self._written(group, operation, due, lambda after: external not in after.members, Why.still_there)

    def _put_in(self, external: str) -> Closed:
        group = self._group()
        self._leaving.discard(external)
        if lost := self._lost(group, self._due):
            return lost
        if external in group.members:
            return ALREADY
        operation = {"op": "add", "path": "members", "value": [{"value": external}]}
        return self._written(group, operation, group.members, lambda after: external in after.members, Why.not_there)

    def _written(
        self,
        group: Group,
        operation: Mapping[str, object],
        due: Mapping[str, Member],
        holds: Callable[[Group], bool],
        otherwise: Why,
    ) -> Closed:
        """A change of the group, and what reading it whole again shows. *due*: who is to be in it afterwards."""
        self._due = due
        fault = self._change("Groups", group.id, group.version, operation)
        if fault and fault.why is Why.changing:
            self._due = {}
            return Closed(Outcome.open, Why.changing)
        after = self._group()
        return self._lost(after, due) or _seen(holds(after), fault, otherwise)

    def _lost(self, group: Group, due: Mapping[str, Member]) -> Closed | None:
        """Who is gone since a change of ours, and was not to go."""
        self._due, stay = {}, group.members.keys() | self._leaving
        gone = tuple(member.holding("") for id, member in due.items() if id not in stay)
        return Closed(Outcome.unknown, Why.others, lost=gone) if gone else None

    def _missing(self, group: Group, external: str) -> Closed:
        """Somebody the group does not list: out only if the service says so in another way, for such lists are cut."""
        known, there = self._found("Users", external), next(iter(group.members))
        if known is None:
            return _out(self._found("Users", there) is not None)
        if (groups := reading.user(known).groups) is not None:
            return _out(group.id not in groups)
        return _out(self._finds(group.id, external) is False and bool(self._finds(group.id, there)))

    def _finds(self, group: str, member: str) -> bool | None:
        """Whether the group is found by that member; None where nothing can be looked for so."""
        wanted = f'id eq "{quoted(group)}" and members.value eq "{quoted(member)}"'
        try:
            found = self._page("Groups", {"filter": wanted, "attributes": "displayName"})
        except ServiceAway as away:
            if away.status in NO_FILTER:
                return None
            raise
        ids = {reading.id_of(each) for each in found.resources}
        return bool(ids) if ids <= {group} else None

    def _switch(self, external: str, on: bool) -> Closed:
        user = self._user(external)
        if user.active is on:
            return ALREADY
        operation = {"op": "replace", "path": "active", "value": on}
        fault = self._change("Users", external, user.version, operation)
        if fault and fault.why is Why.changing:
            return Closed(Outcome.open, Why.changing)
        after = self._user(external)
        if after.active is None:
            return Closed(Outcome.unknown, Why.unreadable)
        return _seen(after.active is on, fault, Why.not_there if on else Why.still_there)

    def _change(self, kind: str, id: str, version: str, operation: Mapping[str, object]) -> ServiceAway | None:
        """
        Send a change, unless somebody else has changed the resource since it was read.

        Returns:
            What went wrong: the change may have been made all the same, so it is read again.
        """
        body = {"schemas": [PATCH], "Operations": [operation]}
        headers = {"If-Match": version} if version else {}
        try:
            answer = self.service.ask("PATCH", f"/{kind}/{segment(id)}", body=body, headers=headers)
        except ServiceAway as fault:
            return fault
        return ServiceAway(Why.later, again_s=SOON) if answer.status == 202 else None

    def _user(self, external: str) -> User:
        return reading.user(self._read("Users", external))

    def _group(self) -> Group:
        """As it is now: ours only if its id or its name is the one in the settings."""
        id, named = self._group_id or self._looked_up(), self.declared.group
        try:
            found = reading.group(self._read("Groups", id))
        except ServiceAway as away:
            if away.status not in NOT_FOUND:
                raise
            self._group_id = ""
            raise ServiceAway(Why.gone, status=away.status) from away
        if found.id != named and not found.is_called(named):
            self._group_id = ""  # it was given another name
            raise ServiceAway(Why.gone)
        self._group_id = id
        return found

    def _looked_up(self) -> str:
        """The id of the one group with our name; with none of that name, the name is taken for an id."""
        named = self.declared.group
        said, _is_whole = self._listed(
            "Groups",
            f'displayName eq "{quoted(named)}"',
            "displayName",
            lambda found: len(found) == 1 and all(reading.group(each).name == named for each in found.values()),
        )
        called = [each for each in map(reading.group, said) if each.id and each.is_called(named)]
        called = [each for each in called if each.name == named] or called
        if len(called) > 1:
            raise ServiceAway(Why.two_groups)
        return called[0].id if called else named

    def _read(self, kind: str, id: str) -> Mapping[str, Any]:
        """One user or group, with the version of the answer where it has none of its own."""
        answer = self.service.ask("GET", f"/{kind}/{segment(id)}")
        if reading.id_of(answer.said) != id:
            raise ServiceAway(Why.unreadable)  # another one than was asked for
        return reading.versioned(answer.said, answer.etag)

    def _members(self) -> Iterator[User | Member]:
        """The group's, with what the service says of each user. Who is on no list of users is asked for alone."""
        inside = self._group().members
        people = {id for id, member in inside.items() if not member.is_group}
        listed, _is_whole = self._users("", lambda found: people <= found.keys()) if people else ([], True)
        users = {one.id: one for one in listed if one.id in people}
        for id in [id for id in inside if id in people and id not in users][:SINGLY]:
            if (said := self._found("Users", id)) is not None:
                users[id] = reading.user(said)
        for id, member in inside.items():
            yield replace(users[id], shown=users[id].shown or member.shown) if id in users else self._unknown(member)

    def _unknown(self, member: Member) -> Member:
        """A group inside the group, or somebody of whom nothing but the id is known."""
        if member.is_group is None and (said := self._found("Groups", member.id)) is not None:
            return replace(member, is_group=True, shown=member.shown or reading.group(said).name)
        return member

    def _active(self) -> list[User]:
        """All who may get in: whoever is not said to be switched off."""
        users, is_whole = self._users("")  # a filter would hide those of whom it does not say whether they are
        if not is_whole:
            raise ServiceAway(Why.partial)  # who stands behind it would count as gone
        return [one for one in users if one.active is not False]

    def _users(self, which: str, until: Until | None = None) -> tuple[list[User], bool]:
        said, is_whole = self._listed("Users", which, ATTRIBUTES, until)
        return [reading.user(each) for each in said], is_whole

    def _listed(self, kind: str, which: str, attributes: str, until: Until | None = None) -> tuple[list[object], bool]:
        """
        A list, page by page, each entry once; all of it where the service can't filter.

        Args:
            until: Asked of what was found so far, by id: once it holds, the rest is not asked for.

        Returns:
            What is on it, and whether that is known to be all: it was read until a page was empty, for the total may
            be that of the page, and nothing was said to be behind it.
        """
        query = {"count": str(PAGE), "attributes": attributes} | ({"filter": which} if which else {})
        found, most, start, is_stale = dict[str, object](), 0, 1, False
        while len(found) < MOST:
            try:
                page = self._page(kind, query | {"startIndex": str(start)})
            except ServiceAway as away:
                if not which or found or away.status not in NO_FILTER:
                    raise
                return self._listed(kind, "", attributes, until)
            before, most = len(found), max(most, page.total or 0)
            found |= {reading.id_of(each) or f"?{each}": each for each in page.resources}
            if until is not None and until(found):
                break
            was_stale, is_stale = is_stale, len(found) == before
            if not page.resources or (was_stale and is_stale):
                return [*found.values()], not page.resources and most <= len(found)
            start = start + len(page.resources) if is_stale else len(found) + 1
        return [*found.values()], False

    def _page(self, kind: str, query: Mapping[str, str]) -> reading.Page:
        found = reading.page(self.service.ask("GET", f"/{kind}", query=query).said)
        if found is None:
            raise ServiceAway(Why.unreadable)
        return found

    def _found(self, kind: str, id: str) -> Mapping[str, Any] | None:
        """What the service says of one; None where it has none of that id."""
        try:
            return self._read(kind, id)
        except ServiceAway as away:
            if away.status in NOT_FOUND:
                return None
            raise


def _out(is_shown: bool) -> Closed:
    """What is shown of somebody who is missing on a list."""
    return ALREADY if is_shown else Closed(Outcome.unknown, Why.partial)


def _seen(holds: bool, fault: ServiceAway | None, otherwise: Why) -> Closed:
    """What reading again showed. After a fault on the way the change may still come, so then nothing is known."""
    if holds:
        return CLOSED
    if fault is None:
        return Closed(Outcome.open, otherwise)
    outcome = Outcome.unknown if fault.why in ON_THE_WAY else Outcome.open
    return Closed(outcome, fault.why, again_s=fault.again_s)


def quoted(text: str) -> str:
    """As it stands inside the quotation marks of a filter."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def segment(id: str) -> str:
    """An id as one step of an address, whatever signs are in it."""
    if id in ("", ".", ".."):
        raise ServiceAway(Why.gone)
    return quote(id, safe="")
