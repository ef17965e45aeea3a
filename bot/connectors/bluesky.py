"""
Bluesky and other servers of its protocol (XRPC): the app passwords of one account, one for each person or tool.

A revoked app password opens no new session at once. A session that is open may post until its token ends: 120 minutes,
as the reference server issues them. Where the account asks for a code by e-mail, we sign in by an app password of our
own instead, which is never listed and never revoked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.register.codes import Means
from bot.connectors.connector import CALL_S, ConnectorAway
from bot.connectors.declared import BlueskyDeclared
from bot.connectors.service import Service, ServiceAway

RESIDUAL_MINUTES: Final = 120  # the reference server's access token; seen on @atproto/pds 0.4.217
SESSION: Final = "com.atproto.server.createSession"
LIST: Final = "com.atproto.server.listAppPasswords"
REVOKE: Final = "com.atproto.server.revokeAppPassword"
STALE: Final = ("ExpiredToken", "InvalidToken", "AuthMissing")
CODES: Final[Mapping[str, Why]] = {
    "AuthFactorTokenRequired": Why.mail_code,
    "AuthenticationRequired": Why.token,
    "AuthMissing": Why.token,
    "ExpiredToken": Why.token,
    "InvalidToken": Why.forbidden,  # of a session just made: it is that of an app password, and may not do this
    "AccountTakedown": Why.taken_down,
    "AccountSuspended": Why.taken_down,
    "AccountDeactivated": Why.deactivated,
    "AccountNotFound": Why.gone,
    "RateLimitExceeded": Why.busy,
    "RateLimitExceededError": Why.busy,
    "InvalidRequest": Why.refused,
}


@dataclass
class Bluesky:
    """The app passwords of one account. One session is made and used for all calls: making them is rationed."""

    declared: BlueskyDeclared
    timeout_s: float = CALL_S
    means: Means = Means.app_password
    is_automatic: bool = True
    service: Service = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.service = Service(self.declared.url, timeout_s=self.timeout_s)

    @property
    def name(self) -> str:
        return self.declared.key

    def holders(self, account: str) -> list[Holding]:
        try:
            return [Holding(account, name, name) for name in self._names()]  # whoever makes one names it as they like
        except ServiceAway as away:
            raise ConnectorAway(_why(away), self.name, away.again_s) from away

    def close(self, holding: Holding) -> Closed:
        if self.declared.own and holding.external == self.declared.own:
            return Closed(Outcome.needs_person, Why.own)
        try:
            if holding.external not in self._names():
                return Closed(Outcome.already, residual_minutes=RESIDUAL_MINUTES)
            fault = self._revoke(holding.external)
            if holding.external not in self._names():
                return Closed(Outcome.closed, residual_minutes=RESIDUAL_MINUTES)
        except ServiceAway as away:
            return Closed(Outcome.unknown, _why(away), again_s=away.again_s)
        if fault is None:
            return Closed(Outcome.open, Why.still_there)
        return Closed(Outcome.unknown, _why(fault), again_s=fault.again_s)

    def restore(self, holding: Holding) -> Closed:
        """A new app password is shown once, to whoever makes it: a person does that."""
        return Closed(Outcome.needs_person, Why.by_hand)

    def hang_up(self) -> None:
        self.service.hang_up()
        self.service.token = ""

    def _revoke(self, name: str) -> ServiceAway | None:
        """What went wrong on the way, if anything: it may have been revoked all the same."""
        try:
            self._signed_in("POST", REVOKE, {"name": name})
        except ServiceAway as fault:
            return fault
        return None

    def _names(self) -> list[str]:
        found = self._signed_in("GET", LIST).get("passwords")
        if not isinstance(found, list) or not all(isinstance(each, dict) and each.get("name") for each in found):
            raise ServiceAway(Why.unreadable)
        names = dict.fromkeys(str(each["name"]) for each in found)
        return [name for name in names if name != self.declared.own]

    def _signed_in(self, method: str, name: str, body: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """With a session; a new one where the old one ended."""
        if self.service.token:
            try:
                return self._call(method, name, body)
            except ServiceAway as fault:
                if fault.code not in STALE and fault.status != 401:
                    raise
        self._sign_in()
        return self._call(method, name, body)

    def _sign_in(self) -> None:
        self.service.token = ""
        password = self.declared.password.get_secret_value()
        made = self._call("POST", SESSION, {"identifier": self.declared.handle, "password": password})
        token = made.get("accessJwt")
        if not isinstance(token, str) or not (token.isascii() and token.isprintable() and token):
            raise ServiceAway(Why.unreadable)
        self.service.token = token

    def _call(self, method: str, name: str, body: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        return self.service.ask(method, f"/xrpc/{name}", body=body).said


def _why(away: ServiceAway) -> Why:
    """Its own code says more than the status."""
    return CODES.get(away.code, away.why)
