"""The workspace is strict where Slack is strict: tokens, scopes, names, blocks, views."""

import copy
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Running, Workspace, load_seed, serve
from tests.rehearsal.conftest import MANIFEST, TestClock, client_of

Json = dict[str, Any]


async def refused(api: AsyncWebClient, method: str, **args: Any) -> Json:
    """The answer to a call that must be refused."""
    with pytest.raises(SlackApiError) as caught:
        await api.api_call(method, json=args)
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


async def room(api: AsyncWebClient, name: str = "crisis-1") -> str:
    return str((await api.conversations_create(name=name, is_private=True))["channel"]["id"])


async def test_a_method_it_does_not_have_is_unknown(api: AsyncWebClient) -> None:
    assert (await refused(api, "chat.scheduleMessage"))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")], ids=["wrong", "other"]
)
async def test_a_wrong_token_is_refused(
    running: Running, session: aiohttp.ClientSession, token: str, error: str
) -> None:
    api = client_of(running, session, running.workspace.tokens.app if token == "app" else token)

    assert (await refused(api, "auth.test"))["error"] == error


async def test_the_answer_names_the_scopes_the_app_holds(api: AsyncWebClient) -> None:
    answer = await api.auth_test()

    assert "groups:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_a_scope_that_is_not_in_the_manifest_is_missing(api: AsyncWebClient) -> None:
    answer = await refused(api, "conversations.create", name="crisis-1", is_private=False)

    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:manage")
    assert "chat:write" in answer["provided"]


async def test_json_for_a_method_that_only_reads_is_not_looked_at(api: AsyncWebClient) -> None:
    answer = await refused(api, "users.info", user="U0PETR")

    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]
    assert (await api.users_info(user="U0PETR"))["user"]["id"] == "U0PETR"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Crisis", "invalid_name_specials"),
        ("crisis 1", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        ("general", "name_taken"),
        ("leads", "name_taken"),  # a private place the app cannot see takes its name all the same
    ],
)
async def test_a_name_that_cannot_be_is_refused(api: AsyncWebClient, name: str, error: str) -> None:
    assert (await refused(api, "conversations.create", name=name, is_private=True))["error"] == error


async def test_the_name_of_an_archived_place_stays_taken(api: AsyncWebClient) -> None:
    await api.conversations_archive(channel=await room(api))

    assert (await refused(api, "conversations.create", name="crisis-1", is_private=True))["error"] == "name_taken"


async def test_private_places_can_be_forbidden(api: AsyncWebClient, workspace: Workspace) -> None:
    workspace.private_channels_allowed = False

    assert (await refused(api, "conversations.create", name="x", is_private=True))["error"] == "restricted_action"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("U0NOBODY", "user_not_found"),
        ("U0APP", "cant_invite_self"),
        ("U0LEFT", "cant_invite"),
        ("U0STRANGER", "no_external_invite_permission"),
    ],
)
async def test_who_cannot_be_invited_is_not(api: AsyncWebClient, users: str, error: str) -> None:
    channel = await room(api)

    answer = await refused(api, "conversations.invite", channel=channel, users=f"U0PETR,{users}")

    assert answer["error"] == error
    assert (await api.conversations_members(channel=channel))["members"] == ["U0APP"]


async def test_force_invites_those_who_can_be(api: AsyncWebClient) -> None:
    channel = await room(api)

    await api.conversations_invite(channel=channel, users="U0PETR,U0LEFT", force=True)

    assert (await api.conversations_members(channel=channel))["members"] == ["U0APP", "U0PETR"]
    assert (await refused(api, "conversations.invite", channel=channel, users="U0PETR"))[
        "error"
    ] == "already_in_channel"


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0SOCIAL", "not_in_channel"), ("C0LEADS", "channel_not_found"), ("C0", "channel_not_found")],
)
async def test_the_app_speaks_only_where_it_is(api: AsyncWebClient, channel: str, error: str) -> None:
    assert (await refused(api, "chat.postMessage", channel=channel, text="Hello"))["error"] == error


async def test_nothing_is_said_in_an_archived_place(api: AsyncWebClient) -> None:
    channel = await room(api)
    await api.conversations_archive(channel=channel)

    assert (await refused(api, "chat.postMessage", channel=channel, text="Hello"))["error"] == "is_archived"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.postEphemeral"])
async def test_blocks_that_break_a_rule_are_refused_with_their_path(api: AsyncWebClient, method: str) -> None:
    channel = await room(api)
    await api.conversations_invite(channel=channel, users="U0PETR")
    ts = (await api.chat_postMessage(channel=channel, text="Hello"))["ts"]
    blocks = [{"type": "divider"}, {"type": "fireworks"}]

    answer = await refused(api, method, channel=channel, ts=ts, user="U0PETR", text="Hello", blocks=blocks)

    assert answer["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/1" in answer["response_metadata"]["messages"][0]


async def test_a_message_says_something(api: AsyncWebClient) -> None:
    channel = await room(api)

    assert (await refused(api, "chat.postMessage", channel=channel))["error"] == "no_text"
    ts = (await api.chat_postMessage(channel=channel, text="Hello"))["ts"]
    assert (await refused(api, "chat.update", channel=channel, ts=ts, text="x" * 4001))["error"] == "msg_too_long"


async def test_only_its_own_messages_are_the_apps_to_change(api: AsyncWebClient, workspace: Workspace) -> None:
    channel = await room(api)
    joined = next(iter(workspace.places[channel].messages))

    assert (await refused(api, "chat.update", channel=channel, ts=joined, text="x"))["error"] == "cant_update_message"
    assert (await refused(api, "chat.delete", channel=channel, ts=joined))["error"] == "cant_delete_message"
    assert (await refused(api, "chat.update", channel=channel, ts="1.2", text="x"))["error"] == "message_not_found"


async def test_a_reply_stands_under_a_root(api: AsyncWebClient) -> None:
    channel = await room(api)
    root = (await api.chat_postMessage(channel=channel, text="Root"))["ts"]
    reply = (await api.chat_postMessage(channel=channel, text="Reply", thread_ts=root))["ts"]

    async def under(ts: str) -> str:
        return str((await refused(api, "chat.postMessage", channel=channel, text="x", thread_ts=ts))["error"])

    assert await under(reply) == "cannot_reply_to_message"
    assert await under("1.2") == "thread_not_found"


async def test_a_message_is_pinned_once(api: AsyncWebClient) -> None:
    channel = await room(api)
    ts = (await api.chat_postMessage(channel=channel, text="Board"))["ts"]
    await api.pins_add(channel=channel, timestamp=ts)

    assert (await refused(api, "pins.add", channel=channel, timestamp=ts))["error"] == "already_pinned"


async def test_a_private_reply_goes_to_members_only(api: AsyncWebClient) -> None:
    channel = await room(api)

    answer = await refused(api, "chat.postEphemeral", channel=channel, user="U0EVA", text="psst")

    assert answer["error"] == "user_not_in_channel"


async def test_events_and_commands_need_the_manifest(clock: TestClock, session: aiohttp.ClientSession) -> None:
    """Without the subscription or without its scope nothing is told."""
    heard = {}
    for what in ("all", "no subscription", "no scope"):
        manifest = copy.deepcopy(MANIFEST)
        if what == "no subscription":
            manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
        if what == "no scope":
            manifest["oauth_config"]["scopes"]["bot"].remove("im:history")
        workspace = Workspace(manifest, seed=load_seed(), clock=clock)
        async with serve(workspace) as running:
            place = (await client_of(running, session).conversations_open(users="U0PETR"))["channel"]["id"]
            await client_of(running, session).chat_postMessage(channel=place, text="Hello")
            heard[what] = workspace.delivery.untaken

    assert heard == {"all": 1, "no subscription": 0, "no scope": 0}
