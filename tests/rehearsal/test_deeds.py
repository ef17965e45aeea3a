"""What people do beyond talking: react, pin, search, use shortcuts, come Home, be removed."""

import logging
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Running, Workspace
from bot.rehearsal.acting import Actor, acting_client
from tests.rehearsal.conftest import Connected, People
from tests.rehearsal.test_files import room

Json = dict[str, Any]
HOME = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Open crises"}}]}


async def test_a_reaction_and_its_end_are_told_without_the_thread(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    """Slack names channel and ts of the message, and nothing of its thread."""
    channel = await room(api)
    root = (await people.does("U0ANA", "say", channel=channel, text="What do they quote?"))["ts"]
    ts = (await people.does("U0PETR", "say", channel=channel, text="The post", thread_ts=root))["ts"]

    await people.does("U0ANA", "react", channel=channel, ts=ts, name="pushpin")
    await people.does("U0ANA", "unreact", channel=channel, ts=ts, name="pushpin")
    await bolt.until(lambda: any(body["event"]["type"] == "reaction_removed" for body in bolt.heard))

    told = [body["event"] for body in bolt.heard if body["event"]["type"].startswith("reaction")]
    assert [event["type"] for event in told] == ["reaction_added", "reaction_removed"]
    assert told[0]["item"] == {"type": "message", "channel": channel, "ts": ts}
    assert (told[0]["user"], told[0]["item_user"], told[0]["reaction"]) == ("U0ANA", "U0PETR", "pushpin")


async def test_a_reply_is_read_by_its_own_ts_and_its_address_names_the_thread(
    api: AsyncWebClient, people: People
) -> None:
    channel = await room(api)
    root = (await people.does("U0ANA", "say", channel=channel, text="What do they quote?"))["ts"]
    ts = (await people.does("U0PETR", "say", channel=channel, text="The post", thread_ts=root))["ts"]

    alone = await api.conversations_replies(channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True)
    address = await api.chat_getPermalink(channel=channel, message_ts=ts)

    assert [(message["text"], message["thread_ts"]) for message in alone["messages"]] == [("The post", root)]
    assert f"thread_ts={root}" in address["permalink"]


async def test_a_reaction_where_the_app_is_not_is_not_told(bolt: Connected, people: People) -> None:
    ts = (await people.does("U0EVA", "say", channel="C0LEADS", text="Lunch?"))["ts"]

    await people.does("U0ANA", "react", channel="C0LEADS", ts=ts, name="pushpin")
    await people.does("U0ANA", "home")
    await bolt.until(lambda: bool(bolt.heard))

    assert [body["event"]["type"] for body in bolt.heard] == ["app_home_opened"]


async def test_a_private_reply_has_no_menu_of_shortcuts(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    ts = (await api.chat_postEphemeral(channel=channel, user="U0ANA", text="Only you"))["message_ts"]

    refused = await people.does("U0ANA", "shortcut", callback_id="add", channel=channel, ts=ts)

    assert refused["error"] == "no_such_control"


async def test_home_is_told_when_opened_and_pressed_like_any_view(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    pressed: list[Json] = []
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "in1"}

    @bolt.app.action("go")
    async def go(ack: Any, body: Json) -> None:
        pressed.append(body)
        await ack()

    assert (await people.does("U0ANA", "home"))["view"] is None
    await bolt.until(lambda: bool(bolt.heard))
    blocks = [*HOME["blocks"], {"type": "actions", "block_id": "row", "elements": [button]}]
    shown = (await api.views_publish(user_id="U0ANA", view={**HOME, "blocks": blocks}))["view"]
    done = await people.does("U0ANA", "press", view_id=shown["id"], block_id="row", action_id="go")

    assert (bolt.heard[0]["event"]["user"], bolt.heard[0]["event"]["tab"]) == ("U0ANA", "home")
    assert done["ok"]
    assert (pressed[0]["container"], pressed[0]["view"]["type"]) == ({"type": "view", "view_id": shown["id"]}, "home")
    assert "channel" not in pressed[0]
    assert (await people.get("/as/U0PETR/views")) == []


async def test_a_home_of_an_older_hash_is_a_conflict(api: AsyncWebClient) -> None:
    first = (await api.views_publish(user_id="U0ANA", view=HOME))["view"]["hash"]
    other = {**HOME, "blocks": [*HOME["blocks"], {"type": "divider"}]}
    await api.views_publish(user_id="U0ANA", view=other, hash=first)

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await api.views_publish(user_id="U0ANA", view=HOME, hash=first)


async def test_whoever_is_removed_is_out_at_once_and_the_app_hears_of_it(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    channel = await room(api)

    await api.conversations_kick(channel=channel, user="U0PETR")
    await bolt.until(lambda: any(body["event"]["type"] == "member_left_channel" for body in bolt.heard))

    assert channel not in [place["id"] for place in (await people.get("/as/U0PETR"))["places"]]
    assert (await api.conversations_members(channel=channel))["members"] == ["U0APP", "U0ANA"]
    last = (await people.sees("U0ANA", channel))[-1]
    assert last["text"] == "<@U0PETR> was removed from the channel by <@U0APP>"


@pytest.mark.parametrize(
    ("user", "error"),
    [("U0EVA", "not_in_channel"), ("U0APP", "cant_kick_self"), ("U0NOBODY", "user_not_found")],
)
async def test_who_cannot_be_removed_is_not(api: AsyncWebClient, user: str, error: str) -> None:
    channel = await room(api)

    with pytest.raises(SlackApiError, match=error):
        await api.conversations_kick(channel=channel, user=user)


async def test_a_workspace_may_keep_removal_to_others(api: AsyncWebClient, workspace: Workspace) -> None:
    channel = await room(api)
    workspace.removal_allowed = False

    with pytest.raises(SlackApiError, match="restricted_action"):
        await api.conversations_kick(channel=channel, user="U0PETR")


async def test_a_search_finds_what_that_person_may_read(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    await people.does("U0PETR", "say", channel=channel, text="The OFFENSIVE post is by @Tom Reed")
    await people.does("U0EVA", "say", channel="C0LEADS", text="That offensive post again")
    await api.chat_postEphemeral(channel=channel, user="U0PETR", text="offensive post, whispered")

    async def found(user: str, query: str) -> list[str]:
        return [row["channel"] for row in (await people.get(f"/as/{user}/search?q={query}"))["messages"]]

    assert await found("U0PETR", "offensive%20tom") == [channel]
    assert await found("U0ANA", "offensive%20post") == ["C0LEADS", channel]
    assert await found("U0TOM", "offensive%20post") == []
    assert await found("U0ANA", "%20") == []


async def test_people_pin_and_unpin(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    ts = (await people.does("U0PETR", "say", channel=channel, text="Keep this"))["ts"]

    await people.does("U0PETR", "pin", channel=channel, ts=ts)
    pinned = await people.get(f"/as/U0ANA/places/{channel}/pins")
    again = await people.does("U0ANA", "pin", channel=channel, ts=ts)
    await people.does("U0ANA", "unpin", channel=channel, ts=ts)

    assert [message["text"] for message in pinned["messages"]] == ["Keep this"]
    assert again["error"] == "already_pinned"
    assert (await people.get(f"/as/U0ANA/places/{channel}/pins"))["messages"] == []


async def test_what_an_actor_looks_for_is_in_no_log(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    async with acting_client(running.url, running.key) as http:
        with caplog.at_level(logging.INFO):
            found = await Actor(http, "U0ANA").search("autumn")

    assert len(found) == 1
    heard = [record for record in caplog.records if record.name != "uvicorn.access"]  # switched off but for pytest
    assert [record.name for record in heard if "autumn" in record.getMessage()] == []
