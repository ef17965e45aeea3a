"""A running workspace, people who act in it, and real slack-bolt apps that live in it."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Running, Workspace, load_seed, serve

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Crisis"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Crisis bot"},
        "slash_commands": [
            {"command": "/crisis", "description": "Open a crisis", "usage_hint": "open", "should_escape": True}
        ],
        "shortcuts": [
            {"name": "Open a crisis", "type": "global", "callback_id": "open", "description": "Opens one"},
            {"name": "Add to timeline", "type": "message", "callback_id": "add", "description": "Adds it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "groups:write",
                "groups:history",
                "groups:read",
                "channels:read",
                "channels:history",
                "users:read",
                "im:write",
                "im:history",
                "im:read",
                "pins:write",
                "files:write",
                "files:read",
                "reactions:read",
            ]
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
        "event_subscriptions": {
            "bot_events": [
                "message.groups",
                "message.im",
                "member_joined_channel",
                "member_left_channel",
                "user_change",
                "app_home_opened",
                "reaction_added",
                "reaction_removed",
            ]
        },
    },
}


class TestClock:
    """A clock that moves when told."""

    __test__ = False

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class People:
    """Acts on the control API as anybody."""

    running: Running
    session: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.running.url}/control{path}", headers=self._headers) as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        url = f"{self.running.url}/control{path}"
        async with self.session.post(url, json=body, headers=self._headers) as answer:
            return await answer.json()

    async def does(self, user: str, what: str, **body: Any) -> Any:
        return await self.post(f"/as/{user}/{what}", **body)

    async def sees(self, user: str, channel: str) -> list[Json]:
        found = await self.get(f"/as/{user}/places/{channel}")
        return list(found["messages"])

    async def put_in(self, user: str, name: str, content: bytes) -> Json:
        """Takes up a file from that person's own device."""
        url = f"{self.running.url}/control/as/{user}/upload?name={name}"
        async with self.session.post(url, data=io.BytesIO(content), headers=self._headers) as answer:
            return dict(await answer.json())

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.running.key}"}


@dataclass
class Connected:
    """A slack-bolt app connected to the workspace, and the envelopes its listeners noted."""

    app: AsyncApp
    client: AsyncWebClient
    heard: list[Json] = field(default_factory=list)

    async def until(self, is_there: Callable[[], bool]) -> None:
        """Waits for something the app does in its own time."""
        async with asyncio.timeout(5):
            while not is_there():
                await asyncio.sleep(0.005)


def client_of(running: Running, session: aiohttp.ClientSession, token: str = "") -> AsyncWebClient:
    token = token or running.workspace.tokens.bot
    return AsyncWebClient(token=token, base_url=running.api_url, session=session, retry_handlers=[])


def bolt_app(running: Running, session: aiohttp.ClientSession) -> AsyncApp:
    tokens = running.workspace.tokens

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0REHEARSAL", bot_user_id="U0APP", bot_id="B0APP", bot_token=tokens.bot
        )

    return AsyncApp(
        client=client_of(running, session),
        signing_secret=tokens.signing_secret,
        authorize=authorize,
        process_before_response=True,
        ignoring_self_events_enabled=False,
    )


@contextlib.asynccontextmanager
async def connected_by_socket(running: Running, session: aiohttp.ClientSession) -> AsyncIterator[Connected]:
    app = bolt_app(running, session)
    handler = AsyncSocketModeHandler(app, running.workspace.tokens.app, web_client=client_of(running, session))
    connected = Connected(app, client_of(running, session))

    @app.event({"type": "message"})
    @app.event("member_joined_channel")
    @app.event("member_left_channel")
    @app.event("user_change")
    @app.event("app_home_opened")
    @app.event("reaction_added")
    @app.event("reaction_removed")
    async def hear(body: Json) -> None:
        connected.heard.append(body)

    await handler.connect_async()  # type: ignore[no-untyped-call]
    await connected.until(lambda: running.workspace.is_connected)
    try:
        yield connected
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def workspace(clock: TestClock) -> Workspace:
    return Workspace(MANIFEST, seed=load_seed(), clock=clock, answer_within_s=0.5)


@pytest.fixture
async def running(workspace: Workspace) -> AsyncIterator[Running]:
    async with serve(workspace) as started:
        yield started


@pytest.fixture
def people(running: Running, session: aiohttp.ClientSession) -> People:
    return People(running, session)


@pytest.fixture
def api(running: Running, session: aiohttp.ClientSession) -> AsyncWebClient:
    return client_of(running, session)


@pytest.fixture
async def bolt(running: Running, session: aiohttp.ClientSession) -> AsyncIterator[Connected]:
    async with connected_by_socket(running, session) as connected:
        yield connected
