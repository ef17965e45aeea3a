"""A Slack that answers what it is told, ears that note what they hear, and requests signed as Slack signs them."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette

from bot.chat.incoming import Deleted, Incoming, Moved
from bot.chat.outcome import Done, Outcome
from bot.chat.platform import Links
from bot.people.who import Person
from bot.platforms.slack import Ears, Slack

Json = dict[str, Any]

SECRET = "a-signing-secret-of-a-test"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
COMMANDS = ("open", "status", "note", "resolve", "help")
AUTH = {"ok": True, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0ACME", "url": "https://acme.slack.com/"}


def recorded(name: str) -> Any:
    """A payload in Slack's documented shape."""
    return json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_text())


@dataclass
class Api:
    """The Web API: answers ``{"ok": true}`` unless told otherwise, and notes every call."""

    url: str = ""
    calls: list[tuple[str, Json]] = field(default_factory=list)
    told: dict[str, list[web.Response | Json]] = field(default_factory=dict)
    _always: dict[str, Json] = field(default_factory=dict)

    def always(self, method: str, **answer: Any) -> None:
        self._always[method] = {"ok": True, **answer}

    def next(self, method: str, answer: Json, status: int = 200, **headers: str) -> None:
        self.told.setdefault(method, []).append(web.json_response(answer, status=status, headers=headers))

    def next_text(self, method: str, text: str, status: int) -> None:
        self.told.setdefault(method, []).append(web.Response(text=text, status=status))

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            args = await request.json()
        else:
            args = dict(await request.post())
        self.calls.append((method, args))
        if told := self.told.get(method):
            answer = told.pop(0)
            assert isinstance(answer, web.Response)
            return answer
        headers = {"X-OAuth-Scopes": "commands,chat:write"} if method == "auth.test" else {}
        return web.json_response(self._always.get(method, {"ok": True}), headers=headers)

    async def file(self, request: web.Request) -> web.Response:
        self.calls.append(("file", {"token": request.headers.get("authorization", "")}))
        if told := self.told.get("file"):
            answer = told.pop(0)
            assert isinstance(answer, web.Response)
            return answer
        return web.Response(body=b"0123456789")

    async def upload(self, request: web.Request) -> web.Response:
        self.calls.append(("upload", {"content": (await request.read()).decode()}))
        return web.Response(text="OK")


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    told = Api()
    app = web.Application()
    app.router.add_post("/api/{method}", told.answer)
    app.router.add_post("/upload", told.upload)
    app.router.add_get("/file", told.file)
    server = TestServer(app)
    await server.start_server()
    told.url = str(server.make_url("/api/"))
    told.always("auth.test", **AUTH)
    told.always("users.list", members=recorded("users"))
    yield told
    await server.close()


@dataclass
class Heard:
    """The rest of the product: notes what it hears and answers what it is told to."""

    incoming: list[Incoming] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    deleted: list[Deleted] = field(default_factory=list)
    asked: list[Incoming] = field(default_factory=list)  # where things are
    gaps: int = 0
    saved: set[str] = field(default_factory=set)
    outcome: Outcome = field(default_factory=Done)
    fault: Exception | None = None

    @property
    def last(self) -> Incoming:
        return self.incoming[-1]

    def ears(self) -> Ears:
        return Ears(self.route, self.meet, self.move, self.lose, self.gap, self.links, saved=self.is_saved)

    async def is_saved(self, act: str, _by: Person) -> bool:
        return act in self.saved

    async def route(self, incoming: Incoming) -> Outcome:
        self.incoming.append(incoming)
        if self.fault:
            raise self.fault
        return self.outcome

    async def links(self, incoming: Incoming) -> Links:
        self.asked.append(incoming)
        return {"place": "https://acme.slack.com/archives/G0ROOM"}

    async def meet(self, people: Sequence[Person]) -> None:
        self.people.extend(people)

    async def move(self, moved: Moved) -> Outcome:
        if self.fault:
            raise self.fault
        self.moved.append(moved)
        return self.outcome

    async def lose(self, deleted: Deleted) -> None:
        self.deleted.append(deleted)

    async def gap(self, _silent_s: float) -> None:
        self.gaps += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


@dataclass
class Posts:
    """Posts requests to the bot's own HTTP route, signed as Slack does."""

    http: httpx2.AsyncClient
    slack: Slack
    now: Callable[[], datetime]

    async def event(self, body: Json) -> httpx2.Response:
        return await self.send(json.dumps(body), "application/json")

    async def interactive(self, body: Json) -> httpx2.Response:
        return await self.send(urlencode({"payload": json.dumps(body)}))

    async def command(self, body: Json) -> httpx2.Response:
        return await self.send(urlencode(body))

    async def send(
        self, body: str | bytes, kind: str = "application/x-www-form-urlencoded", **headers: str
    ) -> httpx2.Response:
        content = body if isinstance(body, bytes) else body.encode()
        at = str(int(self.now().timestamp()))
        signed = {"content-type": kind, "x-slack-request-timestamp": at, "x-slack-signature": signature(content, at)}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post("/slack/events", content=content, headers=signed | given)

    async def settle(self) -> None:
        """Wait for what is said after the answer."""
        await self.slack.later.close(within_s=5)


def signature(body: bytes, at: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()


@pytest.fixture
async def slack(api: Api, heard: Heard) -> AsyncIterator[Slack]:
    connected = Slack(
        "xoxb-test", signing_secret=SECRET, api_url=api.url, clock=lambda: NOW, registry=CollectorRegistry()
    )
    await connected.start(heard.ears(), COMMANDS)
    await connected.ready.wait()
    api.calls.clear()
    yield connected
    await connected.close()


@pytest.fixture
async def posts(slack: Slack) -> AsyncIterator[Posts]:
    app = Starlette(routes=slack.asgi_routes())
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://bot") as http:
        yield Posts(http, slack, lambda: NOW)
