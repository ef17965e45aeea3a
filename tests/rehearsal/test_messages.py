"""Messages, threads and history as Slack has them, and for whom a message makes a sound."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Workspace
from tests.rehearsal.conftest import Connected, People, TestClock

Json = dict[str, Any]
SECTION: list[Json] = [{"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Hello"}}]


async def room(api: AsyncWebClient, users: str = "U0PETR,U0ANA") -> str:
    channel = (await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"]
    await api.conversations_invite(channel=channel, users=users)
    return str(channel)


async def test_history_comes_in_pages_newest_first_and_without_replies(api: AsyncWebClient) -> None:
    channel = await room(api)
    said = [(await api.chat_postMessage(channel=channel, text=f"Line {n}"))["ts"] for n in range(5)]
    await api.chat_postMessage(channel=channel, text="Reply", thread_ts=said[0])

    pages: list[list[str]] = []
    cursor = ""
    while True:
        page = await api.conversations_history(channel=channel, limit=2, oldest=said[0], inclusive=True, cursor=cursor)
        pages.append([message["ts"] for message in page["messages"]])
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]

    assert pages == [[said[4], said[3]], [said[2], said[1]], [said[0]]]
    first = page["messages"][0]
    assert (first["reply_count"], first["thread_ts"], first["reply_users"]) == (1, said[0], ["U0APP"])


async def test_lists_come_in_pages(api: AsyncWebClient, workspace: Workspace) -> None:
    first = await api.users_list(limit=4)
    second = await api.users_list(limit=100, cursor=first["response_metadata"]["next_cursor"])

    ids = [user["id"] for user in first["members"] + second["members"]]
    assert ids == list(workspace.people)
    assert second["response_metadata"]["next_cursor"] == ""


async def test_metadata_comes_back_only_when_asked_for(api: AsyncWebClient) -> None:
    channel = await room(api)
    mark = {"event_type": "crisis", "event_payload": {"key": "board"}}
    await api.chat_postMessage(channel=channel, text="Board", metadata=mark, client_msg_id="4a1c")

    plain = (await api.conversations_history(channel=channel, limit=1))["messages"][0]
    full = (await api.conversations_history(channel=channel, limit=1, include_all_metadata=True))["messages"][0]

    assert "metadata" not in plain
    assert full["metadata"] == mark


async def test_text_without_blocks_takes_the_blocks_away_and_only_that_is_marked_as_edited(
    api: AsyncWebClient, people: People
) -> None:
    channel = await room(api)
    ts = (await api.chat_postMessage(channel=channel, text="Card", blocks=SECTION))["ts"]

    await api.chat_update(channel=channel, ts=ts, text="Card 2", blocks=SECTION)
    silent = (await people.sees("U0ANA", channel))[-1]
    await api.chat_update(channel=channel, ts=ts, text="Card 3")
    loud = (await people.sees("U0ANA", channel))[-1]

    assert (silent["edited"], "blocks" in silent) == (False, True)
    assert (loud["edited"], "blocks" in loud) == (True, False)


async def test_a_deleted_root_with_replies_leaves_a_mark(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    root = (await api.chat_postMessage(channel=channel, text="Root"))["ts"]
    alone = (await api.chat_postMessage(channel=channel, text="Alone"))["ts"]
    await api.chat_postMessage(channel=channel, text="Reply", thread_ts=root)

    await api.chat_delete(channel=channel, ts=alone)
    await api.chat_delete(channel=channel, ts=root)

    left = await people.sees("U0ANA", channel)
    assert [m.get("subtype") for m in left if m["ts"] in (root, alone)] == ["tombstone"]


async def test_an_admin_deletes_the_apps_message_and_the_app_hears_of_it(bolt: Connected, people: People) -> None:
    channel = await room(bolt.client)
    ts = (await bolt.client.chat_postMessage(channel=channel, text="Board"))["ts"]

    assert (await people.does("U0PETR", "delete", channel=channel, ts=ts))["error"] == "cant_delete_message"
    assert (await people.does("U0ANA", "delete", channel=channel, ts=ts))["ok"]

    await bolt.until(lambda: any(b["event"].get("deleted_ts") == ts for b in bolt.heard))


async def test_an_edited_message_is_told_with_what_it_was(bolt: Connected, people: People) -> None:
    channel = await room(bolt.client)
    ts = (await people.does("U0PETR", "say", channel=channel, text="Before"))["ts"]

    await people.does("U0PETR", "edit", channel=channel, ts=ts, text="After")
    await bolt.until(lambda: any(b["event"].get("subtype") == "message_changed" for b in bolt.heard))

    event = next(b["event"] for b in bolt.heard if b["event"].get("subtype") == "message_changed")
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("Before", "After")


async def test_reactions_joining_and_direct_words_are_told(bolt: Connected, people: People) -> None:
    channel = await room(bolt.client)
    ts = (await people.does("U0PETR", "say", channel=channel, text="Look"))["ts"]
    await people.does("U0ANA", "react", channel=channel, ts=ts, name="pushpin")
    await people.does("U0PETR", "invite", channel=channel, users=["U0TOM"])
    direct = (await people.does("U0PETR", "direct", **{"with": "U0APP"}))["channel"]
    await people.does("U0PETR", "say", channel=direct, text="help")

    def told() -> set[tuple[str, str]]:
        return {(b["event"]["type"], b["event"].get("channel_type", "")) for b in bolt.heard}

    await bolt.until(lambda: told() >= {("reaction_added", ""), ("member_joined_channel", "G"), ("message", "im")})


async def test_a_leaver_is_told_once_deactivated(bolt: Connected, people: People) -> None:
    await people.post("/people/U0TOM", deactivated=True)
    await bolt.until(lambda: any(b["event"]["type"] == "user_change" for b in bolt.heard))

    user = next(b["event"]["user"] for b in bolt.heard if b["event"]["type"] == "user_change")
    assert (user["id"], user["deleted"], "tz" in user) == ("U0TOM", True, False)
    assert (await bolt.client.users_info(user="U0TOM"))["user"]["deleted"]


async def test_a_person_is_changed_only_to_what_can_be(api: AsyncWebClient, people: People) -> None:
    changes: list[Json] = [{"tz": "Mars/Olympus"}, {"guest": "yes"}, {"is_admin": True}]
    errors = [(await people.post("/people/U0TOM", **change))["error"] for change in changes]
    await people.post("/people/U0TOM", guest=True, tz="Europe/Prague")
    added = await people.post("/people", name="iva", real_name="Iva Novak")

    assert errors == ["invalid_arguments"] * 3
    tom = (await api.users_info(user="U0TOM"))["user"]
    assert (tom["is_restricted"], tom["tz"]) == (True, "Europe/Prague")
    assert (await api.users_info(user=added["person"]["id"]))["user"]["real_name"] == "Iva Novak"


async def test_slacks_shape_of_people(api: AsyncWebClient) -> None:
    async def user(name: str) -> Json:
        return dict((await api.users_info(user=name, include_locale=True))["user"])

    ana, guest, stranger = await user("U0ANA"), await user("U0GUEST"), await user("U0STRANGER")
    assert (ana["locale"], ana["tz"], ana["tz_offset"]) == ("hr-HR", "Europe/Zagreb", 3600)
    assert (ana["profile"]["real_name"], ana["team_id"], ana["is_restricted"]) == ("Ana Kovač", "T0REHEARSAL", False)
    assert guest["is_restricted"]
    assert (stranger["is_stranger"], stranger["team_id"]) == (True, "T0PARTNER")
    assert (await user("U0LEFT"))["deleted"]
    assert (await user("U0APP"))["is_bot"]


async def test_who_would_have_heard_it(api: AsyncWebClient, people: People) -> None:
    channel = await room(api, "U0PETR,U0ANA,U0EVA")
    direct = (await api.conversations_open(users="U0EVA"))["channel"]["id"]
    root = (await api.chat_postMessage(channel=channel, text="For <@U0PETR>"))["ts"]
    await api.chat_update(channel=channel, ts=root, text="Now for <@U0ANA>")
    await api.chat_postMessage(channel=channel, text="Nobody in particular")
    await api.chat_postMessage(channel=channel, text="Reply", thread_ts=root)
    await people.does("U0EVA", "say", channel=channel, text="I saw it", thread_ts=root)
    await api.chat_postMessage(channel=channel, text="Reply 2", thread_ts=root)
    await api.chat_postMessage(channel=direct, text="A letter")

    async def sounds(user: str) -> list[tuple[str, str]]:
        return [(row["text"], row["why"]) for row in await people.get(f"/as/{user}/notified")]

    assert await sounds("U0PETR") == [("For <@U0PETR>", "mention")]
    assert await sounds("U0EVA") == [("Reply 2", "thread"), ("A letter", "direct")]


async def test_unread_counts_are_each_persons_own(api: AsyncWebClient, people: People) -> None:
    channel = await room(api)
    await api.chat_postMessage(channel=channel, text="One")
    last = (await api.chat_postMessage(channel=channel, text="For <@U0ANA>"))["ts"]

    async def counts(user: str) -> tuple[int, int]:
        places = (await people.get(f"/as/{user}"))["places"]
        return next((place["unread"], place["mentions"]) for place in places if place["id"] == channel)

    assert (await counts("U0ANA"), await counts("U0PETR")) == ((2, 1), (2, 0))
    await people.does("U0ANA", "read", channel=channel, ts=last)
    assert (await counts("U0ANA"), await counts("U0PETR")) == ((0, 0), (2, 0))


async def test_message_ids_never_repeat_even_when_the_clock_stands(api: AsyncWebClient, clock: TestClock) -> None:
    channel = await room(api)

    said = [(await api.chat_postMessage(channel=channel, text="x"))["ts"] for _ in range(5)]
    clock.forward(-60)
    said.append((await api.chat_postMessage(channel=channel, text="x"))["ts"])

    assert said == sorted(set(said))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("@Ana Kovač and @ana", "<@U0ANA> and <@U0ANA>"),
        ("mail@ana.example", "mail@ana.example"),
        ("#social or #leads or #nowhere", "<#C0SOCIAL|social> or <#C0LEADS|> or #nowhere"),
        ("see https://x.example/p?a=1&b=2.", "see <https://x.example/p?a=1&amp;b=2>."),
        ("<@U0TOM> typed as such", "<@U0TOM> typed as such"),
        ("<!channel>", "<!channel>"),
    ],
)
async def test_what_is_typed_becomes_slacks_markup(people: People, workspace: Workspace, typed: str, sent: str) -> None:
    ts = (await people.does("U0PETR", "say", channel="C0GENERAL", text=typed))["ts"]

    assert workspace.places["C0GENERAL"].messages[ts].text == sent


async def test_a_permalink_leads_to_the_page(api: AsyncWebClient, workspace: Workspace) -> None:
    channel = await room(api)
    ts = (await api.chat_postMessage(channel=channel, text="x"))["ts"]

    link = (await api.chat_getPermalink(channel=channel, message_ts=ts))["permalink"]

    assert link == f"{workspace.url}/archives/{channel}/p{ts.replace('.', '')}"
