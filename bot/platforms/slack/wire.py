"""One call to Slack's Web API, paced, and what its answer means: done, later, never, or nobody knows."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from prometheus_client import Counter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import Barred, Later, MessageGone, NameTaken, NotNow, OutOfReach, PlatformError
from bot.platforms.slack.pace import Pace, Urgency

TIMEOUT_S: Final = 10
CONNECT_S: Final = 5
CHUNK: Final = 1 << 16
# A large file on a slow line takes its time; what counts is that something still comes.
DOWNLOAD: Final = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=TIMEOUT_S)
PATIENCE_S: Final = 5.0  # how long a call waits for its turn before its caller is told to come back
RETRY_S: Final = 1.0
LONGEST_S: Final = 600.0  # of a Retry-After: what asks for more is asked again, lest a room waits for a slip

# Slack: these methods read their arguments from a form or the query only; JSON is ignored by them.
FORMS: Final = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.list",
        "conversations.members",
        "conversations.replies",
        "files.info",
        "files.getUploadURLExternal",
        "users.info",
        "users.list",
    }
)
PASSING: Final = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "accesslimited",
        # Both name client_msg_id: a post with ours may stand already, so it is looked for.
        "duplicate_message_not_found",
        "duplicate_channel_not_found",
    }
)
# Slack: the errors every method may give: they are about the token or the workspace, not about what was asked.
BARRED: Final = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
# As these, but other methods may still be answered: a right is missing until somebody gives it.
LACKING: Final = frozenset({"access_denied", "missing_scope", "no_permission", "not_allowed_token_type"})
# Slack: chat.postMessage, chat.update, conversations.setTopic, conversations.create: what is wrong with our own words.
# The same words are refused for ever; others may not be.
FINAL: Final = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_name",
        "invalid_name_maxlength",
        "invalid_name_punctuation",
        "invalid_name_required",
        "invalid_name_specials",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_long",
    }
)
LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DONE: Final = frozenset({"already_pinned"})
GONE: Final = frozenset({"message_not_found", "cant_update_message", "thread_not_found", "edit_window_closed"})

Answer = Mapping[str, Any]


class RefusedCall(NotNow):
    """Slack refused this; *answer* is all it said."""

    def __init__(self, reason: str, answer: Answer) -> None:
        super().__init__(reason, is_final=reason in FINAL)
        self.answer = answer


class BarredCall(Barred):
    """Slack refuses us; *answer* is all it said."""

    def __init__(self, reason: str, answer: Answer) -> None:
        super().__init__(reason, is_whole=reason in BARRED)
        self.answer = answer


class TooFast(Later):
    """Slack answered 429."""


class Wire:
    """Calls Slack with one token through one connection pool; no call is repeated here."""

    def __init__(self, token: str, api_url: str, pace: Pace, calls: Counter, logger: logging.Logger) -> None:
        self._pace = pace
        self._calls = calls
        self._session: aiohttp.ClientSession | None = None
        self._sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self.granted: str | None = None  # the newest X-OAuth-Scopes; None while no answer had it
        self.web = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], logger=logger)

    def open(self) -> None:
        """Open the connection pool; needs a running event loop. slack_sdk reads no timeout beside a session."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S, sock_connect=CONNECT_S),
            connector=aiohttp.TCPConnector(limit=50),
        )
        self.web.session = self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, args: Answer, place: str = "", urgency: Urgency = Urgency.card) -> Answer:
        """
        Slack's answer.

        Raises:
            Later: Not our turn yet, a 429, a fault that passes; *unknown* where the call may have been carried out.
            OutOfReach: No answer, or one that Slack is down.
            RefusedCall: Refused, this one thing.
            BarredCall: Refused, whatever it was.
            MessageGone: No such message.
            NameTaken: A channel has that name.
        """
        await self._turn(method, place, urgency)
        try:
            answer = await self._answer(method, args)
        except PlatformError as error:
            self._calls.labels(method=method, result=type(error).__name__).inc()
            if isinstance(error, TooFast):
                self._pace.refuse(method, place, error.after_s)
            raise
        self._calls.labels(method=method, result="ok").inc()
        return answer

    def held_up(self, method: str, place: str) -> float:
        """Seconds until Slack takes a call of this method about this place again, after a 429; 0: now."""
        return self._pace.refused_for(method, place)

    async def send(self, url: str, content: bytes) -> None:
        """Send a file's content to the address Slack gave for it."""
        if self._session is None:
            raise Later(RETRY_S)
        try:
            async with self._session.post(url, data=content) as response:
                if response.status != 200:
                    raise Later(RETRY_S)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Later(RETRY_S) from None

    async def fetch(self, url: str, limit: int) -> bytes:
        """A file's bytes from the address Slack gave. Raises NotNow ("too_big", "file_not_found") or Later."""
        if self._session is None or not self.is_slacks(url):
            raise NotNow("file_not_found")
        headers = {"Authorization": f"Bearer {self.web.token}"}
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False, timeout=DOWNLOAD) as response:
                if response.status != 200:
                    raise Later(RETRY_S) if response.status >= 429 else NotNow("file_not_found")
                return await _all(response.content, limit)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Later(RETRY_S) from None

    def is_slacks(self, url: str) -> bool:
        """Our token goes to Slack's own hosts alone, and to the one we were told to call instead."""
        to, api = urlsplit(url), urlsplit(self.web.base_url)
        slacks = to.scheme == "https" and (to.hostname or "").endswith((".slack.com", ".slack-files.com"))
        return slacks or (to.scheme, to.netloc) == (api.scheme, api.netloc)

    async def _turn(self, method: str, place: str, urgency: Urgency) -> None:
        waited = 0.0
        while wait := self._pace.take(method, place, urgency):
            if waited + wait > PATIENCE_S or self._pace.refused_for(method, place):
                raise Later(wait)
            await self._sleep(wait)
            waited += wait

    async def _answer(self, method: str, args: Answer) -> Answer:
        try:
            if method in FORMS:
                response = await self.web.api_call(method, data={k: _form(v) for k, v in args.items()})
            else:
                response = await self.web.api_call(method, json=dict(args))
        except SlackApiError as error:
            self._note(error.response)
            return _meaning(error.response)
        except aiohttp.ClientConnectorError:
            raise OutOfReach(0.0) from None  # never reached it
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise OutOfReach(RETRY_S, unknown=True) from None
        self._note(response)
        return _body(response)

    def _note(self, response: object) -> None:
        """Slack: every answer to a known token says what that may, so a scope given while we run is seen."""
        if isinstance(response, AsyncSlackResponse):
            self.granted = response.headers.get("X-OAuth-Scopes", self.granted)


async def _all(content: aiohttp.StreamReader, limit: int) -> bytes:
    """The whole of it; NotNow ("too_big") as soon as it is more than *limit* bytes."""
    found = bytearray()
    async for chunk in content.iter_chunked(CHUNK):
        found += chunk
        if len(found) > limit:
            raise NotNow("too_big")
    return bytes(found)


def _form(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _body(response: AsyncSlackResponse) -> Answer:
    return response.data if isinstance(response.data, dict) else {}


def _meaning(response: object) -> Answer:
    """What a refusal means; the answer itself where what was asked for is so already."""
    if not isinstance(response, AsyncSlackResponse):
        raise OutOfReach(RETRY_S, unknown=True)
    answer = _body(response)
    error = str(answer.get("error") or "")
    if response.status_code == 429 or error in LIMITED:
        raise TooFast(_pause(response.headers.get("Retry-After")))
    if response.status_code >= 500 or not error:
        raise OutOfReach(RETRY_S, unknown=True)
    if error in PASSING:
        raise Later(RETRY_S, unknown=True)
    if error in DONE:
        return answer
    if error in GONE:
        raise MessageGone
    if error == "name_taken":
        raise NameTaken
    raise refusal(error, answer)


def refusal(error: str, answer: Answer) -> RefusedCall | BarredCall:
    """What an error of Slack's that is no other outcome means."""
    return (BarredCall if error in BARRED | LACKING else RefusedCall)(error, answer)


def _pause(header: str | None) -> float:
    """The seconds of a Retry-After, at most ten minutes; what cannot be read counts as if it were not there."""
    try:
        seconds = float(header or "")
    except ValueError:
        return RETRY_S
    return min(seconds, LONGEST_S) if seconds >= 0 and not math.isnan(seconds) else RETRY_S
