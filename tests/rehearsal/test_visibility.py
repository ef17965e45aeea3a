"""What a person may not see is not there for them: not to read, not to press, not in the stream."""

import asyncio
import json
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Running
from tests.rehearsal.conftest import People

Json = dict[str, Any]


async def room(api: AsyncWebClient, users: str = "U0PETR,U0ANA") -> str:
    channel = (await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"]
    await api.conversations_invite(channel=channel, users=users)
    return str(channel)


async def test_a_private_place_is_there_for_its_members_only(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    ts = (await api.chat_postMessage(channel=channel, text="Secret"))["ts"]

    async def names(user: str) -> set[str]:
        return {place["id"] for place in (await people.get(f"/as/{user}"))["places"]}

    assert channel in await names("U0ANA")
    for user in ("U0TOM", "U0GUEST", "U0STRANGER"):
        assert channel not in await names(user)
        assert (await people.get(f"/as/{user}/places/{channel}"))["error"] == "channel_not_found"
        assert (await people.get(f"/as/{user}/places/{channel}/threads/{ts}"))["error"] == "channel_not_found"
        assert (await people.does(user, "say", channel=channel, text="x"))["error"] == "channel_not_found"
        assert (await people.does(user, "react", channel=channel, ts=ts, name="eyes"))["error"] == "channel_not_found"
        assert (await people.does(user, "join", channel=channel))["error"] == "channel_not_found"


async def test_guests_and_strangers_see_only_the_public_places_they_are_in(people: People) -> None:
    def public(frame: Json) -> set[str]:
        return {place["id"] for place in frame["places"] if place["kind"] == "channel"}

    assert public(await people.get("/as/U0GUEST")) == {"C0SOCIAL"}
    assert public(await people.get("/as/U0STRANGER")) == {"C0PARTNERS"}
    assert public(await people.get("/as/U0EVA")) == {
        "C0GENERAL",
        "C0SOCIAL",
        "C0CARE",
        "C0PRAHA",
        "C0ZAGREB",
        "C0PARTNERS",
    }


async def test_a_private_reply_is_for_one_pair_of_eyes(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    ts = (await api.chat_postEphemeral(channel=channel, user="U0PETR", text="Only you"))["message_ts"]

    assert [m["text"] for m in await people.sees("U0PETR", channel) if m["ephemeral"]] == ["Only you"]
    assert [m["ts"] for m in await people.sees("U0ANA", channel) if m["ts"] == ts] == []
    assert (await people.does("U0ANA", "delete", channel=channel, ts=ts))["error"] == "message_not_found"
    history = await api.conversations_history(channel=channel)
    assert ts not in [message["ts"] for message in history["messages"]]


async def test_somebody_who_leaves_sees_nothing_any_more(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    await people.does("U0ANA", "leave", channel=channel)

    assert (await people.get(f"/as/U0ANA/places/{channel}"))["error"] == "channel_not_found"


async def test_nobody_acts_as_who_left_or_as_a_bot(people: People) -> None:
    errors = [(await people.get(f"/as/{user}"))["error"] for user in ("U0LEFT", "U0APP", "U0BOT", "U0NOBODY")]

    assert errors == ["account_inactive", "user_is_bot", "user_is_bot", "user_not_found"]


async def test_the_stream_tells_a_person_only_what_they_may_see(
    running: Running, session: aiohttp.ClientSession, api: AsyncWebClient
) -> None:
    channel = await room(api)
    streams = {user: await opened(running, session, user) for user in ("U0PETR", "U0ANA", "U0TOM")}

    said = (await api.chat_postMessage(channel=channel, text="Secret"))["ts"]
    privately_replied = (await api.chat_postEphemeral(channel=channel, user="U0PETR", text="Only you"))["message_ts"]
    running.workspace.stream.publish("weather")

    told = {user: [event.get("ts") for event in await until_weather(stream)] for user, stream in streams.items()}
    assert told == {"U0PETR": [said, privately_replied], "U0ANA": [said], "U0TOM": []}


async def test_the_stream_goes_on_where_it_broke_off_and_says_when_it_cannot(
    running: Running, session: aiohttp.ClientSession, api: AsyncWebClient
) -> None:
    channel = await room(api)
    first = await opened(running, session, "U0ANA")
    await api.chat_postMessage(channel=channel, text="One")
    last_id = (await line(first, "id:")).strip()
    first.close()
    missed = (await api.chat_postMessage(channel=channel, text="Two"))["ts"]
    running.workspace.stream.publish("weather")

    resumed = await opened(running, session, "U0ANA", last_id)
    assert [event["ts"] for event in await until_weather(resumed)] == [missed]

    foreign = await opened(running, session, "U0ANA", "00000000-7", first="reset")
    foreign.close()


async def test_a_file_is_for_members_of_its_place(
    running: Running, session: aiohttp.ClientSession, api: AsyncWebClient
) -> None:
    channel = await room(api)
    await api.files_upload_v2(channel=channel, filename="shot.png", title="key-1", content=b"\x89PNG")
    history = await api.conversations_history(channel=channel)
    file = history["messages"][0]["files"][0]

    async def status(user: str) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {running.key}"}
        async with session.get(f"{file['permalink']}?as={user}", headers=headers) as answer:
            return answer.status, await answer.read()

    assert file["title"] == "key-1"
    assert await status("U0ANA") == (200, b"\x89PNG")
    assert (await status("U0TOM"))[0] == 404


async def opened(
    running: Running, session: aiohttp.ClientSession, user: str, last_id: str = "", first: str = "hello"
) -> aiohttp.ClientResponse:
    """An open stream whose template was read."""
    headers = {"Authorization": f"Bearer {running.key}"} | ({"Last-Event-ID": last_id} if last_id else {})
    answer = await session.get(f"{running.url}/control/as/{user}/stream", headers=headers)
    assert json.loads(await line(answer, "data:")) == {"type": first}
    return answer


async def line(answer: aiohttp.ClientResponse, name: str) -> str:
    async with asyncio.timeout(5):
        while not (text := (await answer.content.readline()).decode()).startswith(name):
            pass
    return text.removeprefix(name)


async def until_weather(answer: aiohttp.ClientResponse) -> list[Json]:
    events: list[Json] = []
    while (event := json.loads(await line(answer, "data:")))["type"] != "weather":
        events.append(event)
    answer.close()
    return events
