"""Files of people: put in, shared by a message or given in a form, and read by the app with its token."""

import copy
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Refusal, Running, Workspace, load_seed, serve
from tests.rehearsal.conftest import MANIFEST, Connected, People, TestClock, client_of
from tests.rehearsal.test_forms import field, form, opened

Json = dict[str, Any]
PNG = b"\x89PNG\r\n"


async def room(api: AsyncWebClient) -> str:
    channel = str((await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"])
    await api.conversations_invite(channel=channel, users="U0PETR,U0ANA")
    return channel


async def shared(people: People, channel: str, **body: Any) -> str:
    """The id of a file that Petr shared there."""
    file = (await people.put_in("U0PETR", "shot.png", PNG))["file"]
    await people.does("U0PETR", "say", channel=channel, files=[file["id"]], **body)
    return str(file["id"])


async def read(running: Running, session: aiohttp.ClientSession, url: str, token: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_a_message_with_a_file_is_told_with_it(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    channel = await room(api)

    id = await shared(people, channel, text="See @Ana")
    await bolt.until(lambda: any(body["event"].get("files") for body in bolt.heard))

    event = next(body["event"] for body in bolt.heard if body["event"].get("files"))
    assert (event["subtype"], event["text"], event["user"]) == ("file_share", "See <@U0ANA>", "U0PETR")
    [file] = event["files"]
    assert (file["id"], file["name"], file["mimetype"], file["size"]) == (id, "shot.png", "image/png", len(PNG))
    assert [row["why"] for row in await people.get("/as/U0ANA/notified")] == ["mention"]


async def test_a_file_may_come_without_words_and_into_a_thread(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    root = (await api.chat_postMessage(channel=channel, text="Send it here"))["ts"]

    id = await shared(people, channel, thread_ts=root)

    replies = (await api.conversations_replies(channel=channel, ts=root))["messages"]
    assert [file["id"] for file in replies[1]["files"]] == [id]


async def test_a_file_is_read_with_the_apps_token_alone(
    api: AsyncWebClient, people: People, running: Running, session: aiohttp.ClientSession
) -> None:
    file = (await api.files_info(file=await shared(people, await room(api))))["file"]
    token = running.workspace.tokens.bot

    answers = [
        await read(running, session, file["url_private_download"], with_token) for with_token in ("", "x", token)
    ]

    assert [status for status, _content in answers] == [401, 401, 200]
    assert answers[2][1] == PNG
    assert await read(running, session, file["url_private"], token) == (200, PNG)


async def test_a_file_that_was_not_shown_to_the_app_is_not_there(
    api: AsyncWebClient, people: People, running: Running, session: aiohttp.ClientSession
) -> None:
    mine = (await people.put_in("U0EVA", "plan.txt", b"secret"))["file"]
    await people.does("U0EVA", "say", channel="C0LEADS", files=[mine["id"]])

    with pytest.raises(SlackApiError, match="file_not_found"):
        await api.files_info(file=mine["id"])
    status, _content = await read(running, session, mine["url_private"], running.workspace.tokens.bot)
    assert status == 404


async def test_a_file_goes_with_its_message(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    id = await shared(people, channel)
    ts = (await api.conversations_history(channel=channel, limit=1))["messages"][0]["ts"]

    await people.does("U0PETR", "delete", channel=channel, ts=ts)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await api.files_info(file=id)


async def test_reading_files_needs_its_scope(clock: TestClock, session: aiohttp.ClientSession) -> None:
    manifest = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"].remove("files:read")
    workspace = Workspace(manifest, seed=load_seed(), clock=clock)
    async with serve(workspace) as running:
        api, people = client_of(running, session), People(running, session)
        id = await shared(people, await room(api))

        with pytest.raises(SlackApiError, match="missing_scope"):
            await api.files_info(file=id)
        asks = form(field("shots", type="file_input", action_id="files"))
        with pytest.raises(SlackApiError, match="files:read"):
            await api.views_open(trigger_id=workspace.triggers.give("U0PETR"), view=asks)
        address = f"{running.url}/files-pri/T0REHEARSAL-{id}/shot.png"
        assert (await read(running, session, address, workspace.tokens.bot))[0] == 403


async def test_a_download_has_its_weather_too(
    api: AsyncWebClient, people: People, running: Running, session: aiohttp.ClientSession, workspace: Workspace
) -> None:
    file = (await api.files_info(file=await shared(people, await room(api))))["file"]
    workspace.weather.refuse_next("url_private", Refusal(status=503), Refusal(retry_after=3))

    statuses = [(await read(running, session, file["url_private"], workspace.tokens.bot))[0] for _ in range(3)]

    assert statuses == [503, 429, 200]


async def test_files_put_into_a_form_are_in_its_state_and_the_apps_to_read(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    sent: list[Json] = []

    @bolt.app.view("form")
    async def submitted(ack: Any, body: Json) -> None:
        sent.append(body["view"]["state"]["values"]["shots"]["files"])
        await ack()

    view = await opened(people, api, workspace, form(field("shots", type="file_input", action_id="files", max_files=2)))
    ids = [(await people.put_in("U0PETR", name, PNG))["file"]["id"] for name in ("a.png", "b.png")]
    done = await people.does(
        "U0PETR", "submit", view_id=view["id"], values={"shots": {"files": {"type": "file_input", "files": ids}}}
    )

    assert done["ok"]
    assert (sent[0]["type"], [file["name"] for file in sent[0]["files"]]) == ("file_input", ["a.png", "b.png"])
    assert [(await api.files_info(file=id))["ok"] for id in ids] == [True, True]


@pytest.mark.parametrize(
    ("names", "user", "error"),
    [
        (("a.png", "b.png"), "U0PETR", "too_many_files"),
        (("a.txt",), "U0PETR", "invalid_file_type"),
        (("a.png",), "U0ANA", "file_not_found"),
    ],
)
async def test_a_form_takes_only_the_files_it_asks_for(
    api: AsyncWebClient, people: People, workspace: Workspace, names: tuple[str, ...], user: str, error: str
) -> None:
    asks = field("shots", type="file_input", action_id="files", max_files=1, filetypes=["png"])
    view = await opened(people, api, workspace, form(asks))
    ids = [(await people.put_in(user, name, PNG))["file"]["id"] for name in names]

    refused = await people.does("U0PETR", "submit", view_id=view["id"], values={"shots": {"files": {"files": ids}}})

    assert refused["error"] == error


async def test_a_form_takes_smaller_files_than_a_message(
    api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    view = await opened(people, api, workspace, form(field("shots", type="file_input", action_id="files")))
    large = (await people.put_in("U0PETR", "large.png", bytes(10_000_001)))["file"]["id"]

    refused = await people.does("U0PETR", "submit", view_id=view["id"], values={"shots": {"files": {"files": [large]}}})

    assert refused["error"] == "file_too_large"
    assert (await people.does("U0PETR", "say", channel="C0GENERAL", files=[large]))["ok"]


async def test_a_file_field_that_must_be_filled_is_told_before_the_app_is_asked(
    api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    view = await opened(people, api, workspace, form(field("shots", type="file_input", action_id="files")))

    refused = await people.does("U0PETR", "submit", view_id=view["id"], values={})

    assert refused["errors"] == {"shots": "Please fill this in."}


async def test_nobody_shares_what_another_put_in_and_nothing_is_no_file(people: People) -> None:
    theirs = (await people.put_in("U0ANA", "plan.txt", b"x"))["file"]["id"]

    assert (await people.does("U0PETR", "say", channel="C0GENERAL", files=[theirs]))["error"] == "file_not_found"
    assert (await people.put_in("U0ANA", "empty.txt", b""))["error"] == "no_file_data"


async def test_the_words_beside_a_file_are_edited_and_the_file_stays(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    channel = await room(api)
    await shared(people, channel, text="screenshot")
    ts = (await api.conversations_history(channel=channel, limit=1))["messages"][0]["ts"]

    await people.does("U0PETR", "edit", channel=channel, ts=ts, text="screenshot of the post")
    await bolt.until(lambda: any(body["event"].get("subtype") == "message_changed" for body in bolt.heard))

    event = next(body["event"] for body in bolt.heard if body["event"].get("subtype") == "message_changed")
    assert (event["message"]["text"], len(event["message"]["files"])) == ("screenshot of the post", 1)
    assert event["previous_message"]["text"] == "screenshot"
