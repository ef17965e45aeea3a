"""
Bluesky and other servers of its protocol (XRPC): the app passwords of one account, one for each person or tool.

A revoked app password opens no new session at once. A session that is open may post until its token ends: 120 minutes,
as the reference server issues them. Only the account's own password can list and revoke all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2 as httpx

from bot.connectors.connector import CALL_S, ConnectorAway
from bot.connectors.declared import BlueskyDeclared
from bot.domain.access.entities import Means
from bot.domain.access.holding import Closed, Holding, Outcome, Why

RESIDUAL_MINUTES: Final = 120  # the reference server's access token; seen on @atproto/pds 0.4.217
SESSION: Final = "com.atproto.server.createSession"
LIST: Final = "com.atproto.server.listAppPasswords"
REVOKE: Final = "com.atproto.server.revokeAppPassword"
STALE: Final = ("ExpiredToken", "InvalidToken")
REFUSED: Final = ("AuthenticationRequired", "AuthFactorTokenRequired", "AccountTakedown", "RateLimitExceeded")


class XrpcError(Exception):
    """The server answered with an error, or not at all."""

    def __init__(self, why: Why, code: str = "") -> None:
        super().__init__(code or why)
        self.why = why
        self.code = code


@dataclass
class Bluesky:
    """The app passwords of one account. One session is made and used for all calls: making them is rationed."""

    declared: BlueskyDeclared
    timeout_s: float = CALL_S
    means: Means = Means.app_password
    is_automatic: bool = True
    _http: httpx.Client | None = field(default=None, repr=False)
    _token: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        return self.declared.key

    def holders(self, account: str) -> list[Holding]:
        try:
            return [Holding(account, name, name) for name in self._names()]  # whoever makes one names it as they like
        except XrpcError as fault:
            raise ConnectorAway(fault.why, self.name) from fault

    def close(self, holding: Holding) -> Closed:
        try:
            if holding.external not in self._names():
                return Closed(Outcome.already, residual_minutes=RESIDUAL_MINUTES)
            fault = self._revoke(holding.external)
            if holding.external not in self._names():
                return Closed(Outcome.closed, residual_minutes=RESIDUAL_MINUTES)
        except XrpcError as away:
            return Closed(Outcome.unknown, away.why)
        return Closed(Outcome.unknown, fault) if fault else Closed(Outcome.open, Why.still_there)

    def restore(self, holding: Holding) -> Closed:
        """A new app password is shown once, to whoever makes it: a person does that."""
        return Closed(Outcome.needs_person, Why.by_hand)

    def hang_up(self) -> None:
        if self._http is not None:
            self._http.close()
        self._http, self._token = None, ""

    def _revoke(self, name: str) -> Why | None:
        """What went wrong on the way, if anything: it may have been revoked all the same."""
        try:
            self._signed_in(lambda: self._call("POST", REVOKE, {"name": name}))
        except XrpcError as fault:
            return fault.why
        return None

    def _names(self) -> list[str]:
        found = self._signed_in(lambda: self._call("GET", LIST)).get("passwords")
        if not isinstance(found, list) or not all(isinstance(each, dict) and "name" in each for each in found):
            raise XrpcError(Why.unreadable)
        return [str(each["name"]) for each in found]

    def _signed_in(self, call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """With a session; a new one where the old one ended."""
        if not self._token:
            self._sign_in()
            return call()
        try:
            return call()
        except XrpcError as fault:
            if fault.code not in STALE:
                raise
        self._sign_in()
        return call()

    def _sign_in(self) -> None:
        self._token = ""
        password = self.declared.password.get_secret_value()
        made = self._call("POST", SESSION, {"identifier": self.declared.handle, "password": password})
        self._token = str(made.get("accessJwt") or "")
        if not self._token:
            raise XrpcError(Why.unreadable)

    def _call(self, method: str, name: str, body: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """One call; an empty answer is an empty object."""
        if self._http is None:
            self._http = httpx.Client(base_url=self.declared.url, timeout=self.timeout_s)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            answer = self._http.request(method, f"/xrpc/{name}", json=body, headers=headers)
            said = answer.json() if answer.content else {}
        except httpx.TimeoutException as fault:
            raise XrpcError(Why.timeout) from fault
        except httpx.RequestError as fault:
            raise XrpcError(Why.unreachable) from fault
        except ValueError as fault:
            raise XrpcError(Why.unreadable) from fault
        if not isinstance(said, dict):
            raise XrpcError(Why.unreadable)
        if answer.is_success:
            return said
        code = str(said.get("error") or "")
        if answer.status_code in (401, 403) or code in (*REFUSED, *STALE):
            raise XrpcError(Why.token, code)
        raise XrpcError(Why.gone if answer.status_code == 404 else Why.refused, code)
