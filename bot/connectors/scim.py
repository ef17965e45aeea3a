"""
SCIM 2.0 (RFC 7643, 7644): the members of a group, or all active users, of a tool or of the directory in front of it.

The answer to a change may be empty, so every change is believed only once the group, or the user, was read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

import httpx2 as httpx
from scim2_client import SCIMClientException
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_client.errors import RequestNetworkException
from scim2_models import (
    ForbiddenException,
    Group,
    ListResponse,
    NotFoundException,
    PatchOp,
    PreconditionFailedException,
    SCIMException,
    ScimPolicy,
    ScimProvider,
    UnauthorizedException,
    User,
)

from bot.connectors.connector import CALL_S, ConnectorAway
from bot.connectors.declared import EVERYBODY, ScimDeclared
from bot.domain.access.entities import Means
from bot.domain.access.holding import Closed, Holding, Outcome, Why

PAGE = 200  # users asked for at once; a service may send fewer
MOST = 10_000  # users looked through for the members of a group
TRIES = 3  # of a change while somebody else changes the same list
ATTRIBUTES = ["userName", "displayName", "emails", "active"]

CLOSED, ALREADY = Closed(Outcome.closed), Closed(Outcome.already)
FAULTS = (SCIMException, SCIMClientException)
ON_THE_WAY = (Why.timeout, Why.unreachable, Why.unreadable)
AnyUser = User[Any]
T = TypeVar("T")
R = TypeVar("R", Group, AnyUser)


@dataclass(frozen=True)
class Listed:
    """Somebody who is listed; *user* is what else the service says of them, if anything."""

    id: str
    user: AnyUser | None = None
    shown: str = ""

    @property
    def email(self) -> str:
        """The primary one; else the first; else a user name that is one."""
        given = [each for each in (self.user.emails if self.user else None) or [] if each.value]
        given.sort(key=lambda each: not each.primary)
        return str(given[0].value) if given else self.user_name if "@" in self.user_name else ""

    @property
    def user_name(self) -> str:
        return (self.user.user_name if self.user else None) or ""

    @property
    def names(self) -> set[str]:
        """All that the settings may call them by, small."""
        return {self.id.casefold(), self.user_name.casefold(), self.email.casefold()}

    def holding(self, account: str) -> Holding:
        name = (self.user.display_name if self.user else None) or self.shown or self.user_name or self.id
        return Holding(account, self.id, name, self.email)


@dataclass
class Scim:
    """One SCIM service. How long an open session may still post after a change is not known: it is the product's."""

    declared: ScimDeclared
    timeout_s: float = CALL_S
    means: Means = Means.tool_seat
    is_automatic: bool = True
    _http: httpx.Client | None = field(default=None, repr=False)
    _group_id: str | None = None

    @property
    def name(self) -> str:
        return self.declared.key

    def holders(self, account: str) -> list[Holding]:
        try:
            found = self._active() if self.declared.group == EVERYBODY else self._members()
            return [listed.holding(account) for listed in found if self.declared.own.isdisjoint(listed.names)]
        except FAULTS as fault:
            raise ConnectorAway(why(fault), self.name) from fault

    def inactive(self) -> list[Holding]:
        """Users who were switched off."""
        try:
            return [Listed(str(user.id), user).holding("") for user in self._users("active eq false")]
        except FAULTS as fault:
            raise ConnectorAway(why(fault), self.name) from fault

    def close(self, holding: Holding) -> Closed:
        """Take a member out of the group; or, where everybody is meant, switch the user off."""
        if not self.declared.own.isdisjoint({holding.external.casefold(), holding.email.casefold()}):
            return Closed(Outcome.needs_person, Why.own)
        act = partial(self._switch, on=False) if self.declared.group == EVERYBODY else self._take_out
        return self._surely(act, holding)

    def restore(self, holding: Holding) -> Closed:
        """Put a member back, or switch the user on."""
        act = partial(self._switch, on=True) if self.declared.group == EVERYBODY else self._put_in
        return self._surely(act, holding)

    def hang_up(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None
            del self._client

    def _surely(self, act: Callable[[str], Closed], holding: Holding) -> Closed:
        """Try, and again where somebody else changed the list meanwhile; what cannot be told is not known."""
        for _nth in range(TRIES):
            try:
                return act(holding.external)
            except PreconditionFailedException:
                continue
            except FAULTS as fault:
                return Closed(Outcome.unknown, why(fault))
        return Closed(Outcome.open, Why.changing)

    def _take_out(self, external: str) -> Closed:
        group = self._group()
        before = members(group)
        if external not in before:
            return ALREADY if before else Closed(Outcome.unknown, Why.silent)
        path = f'members[value eq "{quoted(external)}"]'
        fault = self._change(Group, group, {"op": "remove", "path": path})
        return _seen(external not in members(self._group()), fault, Why.still_there)

    def _put_in(self, external: str) -> Closed:
        group = self._group()
        if external in members(group):
            return ALREADY
        fault = self._change(Group, group, {"op": "add", "path": "members", "value": [{"value": external}]})
        return _seen(external in members(self._group()), fault, Why.not_there)

    def _switch(self, external: str, on: bool) -> Closed:
        user = self._user(external)
        if user.active is on:
            return ALREADY
        fault = self._change(AnyUser, user, {"op": "replace", "path": "active", "value": on})
        return _seen(self._user(external).active is on, fault, Why.not_there if on else Why.still_there)

    def _change(self, of: type[R], resource: R, operation: dict[str, object]) -> Why | None:
        """
        Send a change, unless somebody else has changed the resource since it was read.

        Returns:
            What went wrong: the change may have been made all the same, so it is read again.
        """
        version = resource.meta.version if resource.meta else None
        patch = PatchOp[of].model_validate({"operations": [operation]})  # type: ignore[valid-type]
        try:
            if version:
                self._client.modify(of, resource.id, patch, headers={"If-Match": version})
            else:
                self._client.modify(of, resource.id, patch)
        except PreconditionFailedException:
            raise
        except FAULTS as fault:
            return why(fault)
        return None

    def _group(self) -> Group:
        """As it is now; found by its id or by its display name."""
        if self._group_id is None:
            named = self.declared.group
            found = self._page(Group, {"filter": f'displayName eq "{quoted(named)}"', "attributes": ["displayName"]})
            ids = [group.id for group in found.resources or []]
            self._group_id = str(ids[0]) if len(ids) == 1 else named
        return _read(Group, self._client.query(Group, self._group_id))

    def _user(self, external: str) -> AnyUser:
        return _read(User, self._client.query(User, external))

    def _page(self, of: type[R], query: dict[str, object]) -> ListResponse[R]:
        return _read(ListResponse, self._client.query(of, query_parameters=query))

    def _members(self) -> Iterator[Listed]:
        """The group's, with what the list of users says of each. Who is in no such list is listed by their id."""
        inside = members(self._group())
        users = {user.id: user for user in self._users("", until=set(inside))} if inside else {}
        return (Listed(id, users.get(id), shown) for id, shown in inside.items())

    def _active(self) -> Iterator[Listed]:
        return (Listed(str(user.id), user) for user in self._users("active eq true"))

    def _users(self, which: str, until: set[str] | None = None) -> list[AnyUser]:
        """Page by page; until all of these ids were seen, where only they are wanted."""
        found = list[AnyUser]()
        while len(found) < MOST:
            query: dict[str, object] = {"startIndex": len(found) + 1, "count": PAGE, "attributes": ATTRIBUTES}
            page = self._page(User, query | ({"filter": which} if which else {}))
            found += page.resources or []
            if until is not None and until <= {user.id for user in found}:
                return found
            if not page.resources or len(found) >= (page.total_results or 0):
                break
        if until is None and len(found) < (page.total_results or 0):
            raise SCIMClientException("The list was not read to its end")  # who stands behind it would count as gone
        return found

    @cached_property
    def _client(self) -> SyncSCIMClient:
        """Made at the first call; services add attributes of their own, so what is not known is left alone."""
        self._http = httpx.Client(
            base_url=self.declared.url,
            headers={"Authorization": f"Bearer {self.declared.token.get_secret_value()}"},
            timeout=self.timeout_s,
        )
        policy = ScimPolicy(unknown=ScimPolicy.Unknown.ignore)
        return SyncSCIMClient(self._http, provider=ScimProvider(models=[User, Group], policy=policy))


def _read(expected: type[T], answer: object) -> T:
    """The answer as what was asked for."""
    if not isinstance(answer, expected):
        raise SCIMClientException("Another resource than was asked for")
    return answer


def _seen(holds: bool, fault: Why | None, otherwise: Why) -> Closed:
    """What reading again showed. After a fault on the way the change may still come, so then nothing is known."""
    if holds:
        return CLOSED
    return Closed(Outcome.unknown if fault in ON_THE_WAY else Outcome.open, fault or otherwise)


def members(group: Group) -> dict[str, str]:
    """Ids of its members, with what the group calls them."""
    return {member.value: member.display or "" for member in group.members or [] if member.value}


def quoted(text: str) -> str:
    """As it stands inside the quotation marks of a filter."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def why(fault: Exception) -> Why:
    """What a fault of the library means to people."""
    match fault:
        case UnauthorizedException() | ForbiddenException():
            return Why.token
        case NotFoundException():
            return Why.gone
        case SCIMException():
            return Why.refused
        case RequestNetworkException():
            return Why.timeout if isinstance(fault.__cause__, httpx.TimeoutException) else Why.unreachable
        case _:
            return Why.unreadable
