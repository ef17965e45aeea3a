"""How events, commands and clicks reach the app: once, again, signed, to one of several sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal import Running
from tests.rehearsal.conftest import Connected, People, TestClock, bolt_app, client_of, connected_by_socket

Json = dict[str, Any]


async def room(api: AsyncWebClient) -> str:
    channel = (await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"]
    await api.conversations_invite(channel=channel, users="U0PETR")
    return str(channel)


@dataclass
class Http:
    """A slack-bolt app behind an address, and the requests that came to it. `statuses` are answered first."""

    client: AsyncWebClient
    requests: list[Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)


@pytest.fixture
async def http(running: Running, session: aiohttp.ClientSession) -> AsyncIterator[Http]:
    app = bolt_app(running, session)
    handler = AsyncSlackRequestHandler(app)
    http = Http(client_of(running, session))

    @app.event({"type": "message"})
    @app.event("member_joined_channel")
    async def hear(body: Json) -> None:
        http.events.append(body)

    @app.command("/crisis")
    async def answer(ack: Any, body: Json) -> None:
        await ack(f"You said {body['text']}")

    async def endpoint(request: Request) -> Response:
        http.requests.append(request)
        http.bodies.append(await request.body())
        if http.statuses:
            return Response(status_code=http.statuses.pop(0))
        return await handler.handle(request)

    async with listening(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as address:
        running.workspace.deliver_http(f"{address}/slack/events")
        yield http


@contextlib.asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.005)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


async def until(there: Any) -> None:
    async with asyncio.timeout(5):
        while not there():
            await asyncio.sleep(0.005)


async def test_signed_http_carries_commands_and_events_that_bolt_believes(
    http: Http, people: People, running: Running
) -> None:
    said = await people.does("U0PETR", "command", channel="C0GENERAL", text="/crisis open Now")
    channel = await room(http.client)
    await people.does("U0PETR", "say", channel=channel, text="Hello")
    await until(lambda: running.workspace.delivery.untaken == 0)

    assert said["answer"]["text"] == "You said open Now"
    assert "Hello" in [body["event"].get("text") for body in http.events]
    assert http.requests[0].headers["x-slack-signature"].startswith("v0=")


async def test_an_event_that_was_refused_comes_again_with_its_number_and_reason(
    http: Http, running: Running, clock: TestClock
) -> None:
    delivery = running.workspace.delivery
    http.statuses = [500, 500, 500, 500]
    running.workspace.tell({"type": "user_change", "user": {"id": "U0ANA"}})

    for seconds in (0, 60, 300):
        await until(lambda: all(e.due is not None for e in delivery.waiting.values()))
        clock.forward(seconds - 0.5)
        assert seconds == 0 or delivery.pump() == 0
        clock.forward(0.5)
        delivery.pump()
    await until(lambda: delivery.given_up)

    numbers = [request.headers.get("x-slack-retry-num") for request in http.requests]
    assert numbers == [None, "1", "2", "3"]
    assert http.requests[1].headers["x-slack-retry-reason"] == "http_error"
    assert len(set(http.bodies)) == 1


async def test_a_command_over_http_is_never_repeated(http: Http, people: People) -> None:
    http.statuses = [500]

    done = await people.does("U0PETR", "command", channel="C0GENERAL", text="/crisis open Now")

    assert done["error"] == "dispatch_failed"
    assert len(http.requests) == 1


async def test_an_event_without_ack_comes_again_over_the_socket(
    running: Running, session: aiohttp.ClientSession, clock: TestClock
) -> None:
    """A socket that reads and never acks."""
    opened = await client_of(running, session).apps_connections_open(app_token=running.workspace.tokens.app)
    async with session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        running.workspace.tell({"type": "user_change", "user": {"id": "U0ANA"}})
        got = [await socket.receive_json()]
        for seconds in (3, 0, 3, 60):
            clock.forward(seconds)
            running.workspace.delivery.pump()
        got += [await socket.receive_json(), await socket.receive_json()]

    assert [envelope["retry_attempt"] for envelope in got] == [0, 1, 2]
    assert [envelope["retry_reason"] for envelope in got] == ["", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in got}) == 1
    assert len({envelope["envelope_id"] for envelope in got}) == 1


async def test_a_ticket_opens_one_socket(running: Running, session: aiohttp.ClientSession) -> None:
    opened = await client_of(running, session).apps_connections_open(app_token=running.workspace.tokens.app)

    async with session.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])


async def test_each_envelope_goes_to_one_of_several_sockets(
    bolt: Connected, running: Running, session: aiohttp.ClientSession, people: People
) -> None:
    async with connected_by_socket(running, session) as second:
        await bolt.until(lambda: running.workspace.sockets.number == 2)
        channel = await room(bolt.client)
        for number in range(6):
            await people.does("U0PETR", "say", channel=channel, text=f"Line {number}")
        await bolt.until(lambda: running.workspace.delivery.untaken == 0)

        texts = [[b["event"].get("text", "") for b in each.heard] for each in (bolt, second)]
        lines = [text for own in texts for text in own if text.startswith("Line")]

    assert sorted(lines) == [f"Line {number}" for number in range(6)]
    assert all(any(text.startswith("Line") for text in own) for own in texts)


async def test_one_of_several_sockets_is_dropped_and_the_other_hears_on(
    bolt: Connected, running: Running, session: aiohttp.ClientSession, people: People
) -> None:
    channel = await room(bolt.client)
    async with connected_by_socket(running, session) as second:
        await bolt.until(lambda: running.workspace.sockets.number == 2)
        assert (await people.post("/socket/drop", socket=0)) == {"ok": True, "dropped": 1, "open": 1}
        await people.does("U0PETR", "say", channel=channel, text="Still there?")
        await second.until(lambda: any(b["event"].get("text") == "Still there?" for b in second.heard))

    assert (await people.post("/socket/drop", socket=7))["error"] == "no_such_socket"


async def test_a_dropped_socket_is_opened_again_by_the_app(bolt: Connected, running: Running, people: People) -> None:
    assert (await people.post("/socket/drop"))["dropped"] == 1

    async with asyncio.timeout(20):
        while not running.workspace.is_connected:
            await asyncio.sleep(0.05)


async def test_an_event_may_arrive_twice(bolt: Connected, running: Running, people: People) -> None:
    channel = await room(bolt.client)
    await bolt.until(lambda: running.workspace.delivery.untaken == 0)
    await people.post("/weather", duplicate_events=1)

    await people.does("U0PETR", "say", channel=channel, text="Twice")
    await people.does("U0PETR", "say", channel=channel, text="Once")
    await bolt.until(lambda: any(b["event"].get("text") == "Once" for b in bolt.heard))

    twice = [b for b in bolt.heard if b["event"].get("text") == "Twice"]
    assert len(twice) == 2
    assert twice[0]["event_id"] == twice[1]["event_id"]
    assert len([b for b in bolt.heard if b["event"].get("text") == "Once"]) == 1
