"""What Slack's answers mean, and what is asked of it."""

import asyncio
import json
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.chat.platform import Posted
from bot.errors import Barred, Later, MessageGone, NameTaken, NotNow, OutOfReach
from bot.people.who import Someone
from bot.platforms.slack import Slack
from bot.platforms.slack.client import Client
from bot.platforms.slack.wire import BARRED, LACKING, LIMITED, PASSING
from bot.record.fact import MessageRef
from bot.text import _
from tests.platforms.conftest import COMMANDS, Api, Heard, recorded

SINCE = datetime(2024, 11, 19, 7, 0, tzinfo=UTC)
CARD = {"text": "Crisis 12", "blocks": [{"type": "divider"}]}


@pytest.fixture
def client(slack: Slack) -> Client:
    return slack.platform


async def test_a_post_carries_its_key_and_unfurls_nothing(client: Client, api: Api) -> None:
    api.always("chat.postMessage", channel="G0ROOM", ts="1.1")

    posted = await client.post("G0ROOM", "1.0", CARD, "key-1")
    await client.post("G0ROOM", "1.0", CARD, "key-1")

    assert posted == Posted("G0ROOM", "1.1")
    first, second = api.called("chat.postMessage")
    assert first["metadata"] == {"event_type": "crisis", "event_payload": {"key": "key-1"}}
    assert (first["thread_ts"], first["unfurl_links"], first["unfurl_media"]) == ("1.0", False, False)
    assert first["client_msg_id"] == second["client_msg_id"]


async def test_a_direct_message_is_posted_to_the_person_and_looked_up_where_it_stands(client: Client, api: Api) -> None:
    api.always("chat.postMessage", channel="D0TOM", ts="1.1")
    api.always("conversations.open", channel={"id": "D0TOM"})
    api.always("conversations.history", messages=[])

    posted = await client.post("slack:U0TOM", None, CARD, "key-1")
    await client.find("slack:U0TOM", None, "key-1", SINCE)
    await client.update("slack:U0TOM", "1.1", CARD)

    assert posted.place == "D0TOM"
    assert api.called("chat.postMessage")[0]["channel"] == "U0TOM"
    assert api.called("conversations.history")[0]["channel"] == "D0TOM"
    assert api.called("chat.update")[0]["channel"] == "D0TOM"
    assert len(api.called("conversations.open")) == 1


async def test_a_look_up_reads_all_pages_and_only_what_is_ours(client: Client, api: Api) -> None:
    def message(ts: str, key: str, **more: Any) -> dict[str, Any]:
        marked = {"event_type": "crisis", "event_payload": {"key": key}}
        return {"ts": ts, "user": "U0BOT", "metadata": marked, **more}

    first = {"ok": True, "messages": [message("3.1", "k"), message("3.0", "other")]}
    api.next("conversations.replies", first | {"response_metadata": {"next_cursor": "c2"}})
    last = [message("1.0", "k"), message("1.1", "k", user="U0ANA"), {"ts": "1.2", "user": "U0BOT"}]
    api.next("conversations.replies", {"ok": True, "messages": last})

    found = await client.find("G0ROOM", "1.0", "k", SINCE)

    assert [posted.ref for posted in found] == ["1.0", "3.1"]
    asked, again = api.called("conversations.replies")
    assert (asked["oldest"], asked["limit"], asked["include_all_metadata"]) == ("1731999600.000000", "15", "true")
    assert again["cursor"] == "c2"


async def test_a_thread_without_a_root_has_nothing_in_it(client: Client, api: Api) -> None:
    api.next("conversations.replies", {"ok": False, "error": "thread_not_found"})

    assert await client.find("G0ROOM", "1.0", "k", SINCE) == []


async def test_a_429_stops_that_method_in_that_place_and_nothing_else(client: Client, api: Api) -> None:
    api.always("chat.postMessage", channel="G0OTHER", ts="1.1")
    api.next("chat.postMessage", {"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "30"})

    with pytest.raises(Later) as refused:
        await client.post("G0ROOM", None, CARD, "k")
    with pytest.raises(Later) as again:
        await client.post("G0ROOM", None, CARD, "k")
    await client.post("G0OTHER", None, CARD, "k")
    await client.update("G0ROOM", "1.1", CARD)

    assert (refused.value.after_s, refused.value.unknown) == (30, False)
    assert not isinstance(refused.value, OutOfReach), "it is there, and asks to slow down"
    assert again.value.after_s == pytest.approx(30, abs=1)
    assert len(api.called("chat.postMessage")) == 2  # the second never left


@pytest.mark.parametrize(
    "error", ["internal_error", "fatal_error", "service_unavailable", "duplicate_message_not_found"]
)
async def test_a_fault_that_passes_may_have_been_carried_out(client: Client, api: Api, error: str) -> None:
    api.next("chat.postMessage", {"ok": False, "error": error})

    with pytest.raises(Later) as later:
        await client.post("G0ROOM", None, CARD, "k")

    assert later.value.unknown


@pytest.mark.parametrize(("text", "status"), [("bad gateway", 502), ("<html>", 503), ('{"ok": tr', 500)])
async def test_an_answer_that_is_none_may_have_been_carried_out(
    client: Client, api: Api, text: str, status: int
) -> None:
    """And says that Slack is out of reach."""
    api.next_text("chat.postMessage", text, status)

    with pytest.raises(OutOfReach) as later:
        await client.post("G0ROOM", None, CARD, "k")

    assert later.value.unknown


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "restricted_action", "missing_scope", "new_one"])
async def test_a_refusal_for_good_has_slacks_own_reason(client: Client, api: Api, error: str) -> None:
    api.next("chat.postMessage", {"ok": False, "error": error})

    with pytest.raises(NotNow) as refused:
        await client.post("G0ROOM", None, CARD, "k")

    assert refused.value.reason == error


async def test_a_message_that_is_gone_is_told_apart(client: Client, api: Api) -> None:
    api.next("chat.update", {"ok": False, "error": "message_not_found"})
    api.next("chat.delete", {"ok": False, "error": "message_not_found"})

    with pytest.raises(MessageGone):
        await client.update("G0ROOM", "1.1", CARD)
    await client.delete("G0ROOM", "1.1")


async def test_a_taken_name_is_told_apart(client: Client, api: Api) -> None:
    api.next("conversations.create", {"ok": False, "error": "name_taken"})

    with pytest.raises(NameTaken):
        await client.create("crisis-12-ab12")


async def test_a_pin_that_is_there_already_is_a_pin(client: Client, api: Api) -> None:
    api.next("pins.add", {"ok": False, "error": "already_pinned"})

    await client.pin("G0ROOM", "1.1")


async def test_whoever_slack_names_is_left_out_and_the_others_invited(client: Client, api: Api) -> None:
    errors = [
        {"user": "U0GUEST", "ok": False, "error": "user_is_restricted"},
        {"user": "U0ANA", "ok": False, "error": "already_in_channel"},
    ]
    api.next("conversations.invite", {"ok": False, "error": "user_is_restricted", "errors": errors})

    refused = await client.invite("G0ROOM", ["slack:U0ANA", "slack:U0GUEST", "slack:U0TOM"])

    assert {person: why.reason for person, why in refused.items()} == {"slack:U0GUEST": "user_is_restricted"}
    assert [call["users"] for call in api.called("conversations.invite")] == ["U0ANA,U0GUEST,U0TOM", "U0TOM"]


@pytest.mark.parametrize(
    "code",
    [
        "cant_invite",
        "invitee_cant_see_channel",  # the rest are about channels or workspaces as well
        "restricted_action",
        "limit_reached",
        "org_login_required",
        "missing_scope",
        "a_code_nobody_knows",
    ],
)
async def test_whoever_is_not_named_is_found_one_by_one(client: Client, api: Api, code: str) -> None:
    """Whatever the code: who can be invited is."""
    api.next("conversations.invite", {"ok": False, "error": code})
    api.next("conversations.invite", {"ok": True})
    api.next("conversations.invite", {"ok": False, "error": code})

    refused = await client.invite("G0ROOM", ["slack:U0ANA", "slack:U0TOM"])

    assert {person: why.reason for person, why in refused.items()} == {"slack:U0TOM": code}


async def test_where_each_is_refused_for_our_sake_nobody_is_blamed(client: Client, api: Api) -> None:
    """A dead token is no matter of those invited."""
    for _call in range(3):
        api.next("conversations.invite", {"ok": False, "error": "token_revoked"})

    with pytest.raises(Barred):
        await client.invite("G0ROOM", ["slack:U0ANA", "slack:U0TOM"])


async def test_one_who_is_inside_already_is_no_refusal(client: Client, api: Api) -> None:
    api.next("conversations.invite", {"ok": False, "error": "already_in_channel"})

    assert await client.invite("G0ROOM", ["slack:U0ANA"]) == {}


async def test_a_channel_that_is_gone_is_not_blamed_on_the_invited(client: Client, api: Api) -> None:
    api.next("conversations.invite", {"ok": False, "error": "is_archived"})

    with pytest.raises(NotNow, match="is_archived"):
        await client.invite("G0ROOM", ["slack:U0ANA", "slack:U0TOM"])


@pytest.mark.parametrize(
    ("creator", "purpose", "is_ours"),
    [
        ("U0BOT", "", True),
        ("U0BOT", "Kept &amp; disclosed · in1", True),
        ("U0BOT", "Kept · in2", False),
        ("U0ANA", "", False),
    ],
)
async def test_only_a_room_of_our_own_making_is_adopted(
    client: Client, api: Api, creator: str, purpose: str, is_ours: bool
) -> None:
    api.next("conversations.list", {"ok": True, "channels": [], "response_metadata": {"next_cursor": "c2"}})
    room = {"id": "G0ROOM", "name": "crisis-12-ab12", "creator": creator, "purpose": {"value": purpose}}
    api.next("conversations.list", {"ok": True, "channels": [room]})

    assert await client.find_place("crisis-12-ab12", "in1") == ("G0ROOM" if is_ours else None)
    assert api.called("conversations.list")[0]["types"] == "private_channel"


async def test_a_file_goes_in_two_steps_under_its_title(client: Client, api: Api) -> None:
    api.always("files.getUploadURLExternal", upload_url=api.url.replace("/api/", "/upload"), file_id="F1")

    await client.upload("G0ROOM", "1.0", "timeline.md", "timeline.md · ab12", "čas")

    assert [method for method, _args in api.calls] == [
        "files.getUploadURLExternal",
        "upload",
        "files.completeUploadExternal",
    ]
    assert api.called("files.getUploadURLExternal")[0] == {"filename": "timeline.md", "length": "4"}
    assert api.called("upload")[0]["content"] == "čas"
    done = {"files": [{"id": "F1", "title": "timeline.md · ab12"}], "channel_id": "G0ROOM", "thread_ts": "1.0"}
    assert api.called("files.completeUploadExternal")[0] == done


def test_an_address_is_made_without_a_call(client: Client) -> None:
    assert client.link("G0ROOM") == "https://acme.slack.com/archives/G0ROOM"
    assert client.link("G0ROOM", "1732000100.000200") == "https://acme.slack.com/archives/G0ROOM/p1732000100000200"
    in_thread = client.link("G0ROOM", "1732000100.000200", "1732000000.000100")
    assert in_thread == (
        "https://acme.slack.com/archives/G0ROOM/p1732000100000200?thread_ts=1732000000.000100&cid=G0ROOM"
    )


def test_words_for_a_topic_are_cut_where_slack_would_refuse_them(client: Client) -> None:
    assert client.words(_("Serious · {who}", who="Ana"), "en", 250) == "Serious · Ana"
    cut = client.words(_("{text}", text="a & b " * 100), "en", 250)
    assert cut.endswith("…")
    assert len(cut.replace("&", "&amp;")) <= 250


async def test_a_person_whom_slack_is_slow_to_tell_is_refused_in_a_second(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.client.PERSON_S", 0.01)

    async def never(*_args: object, **_more: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(client.wire, "call", never)

    with pytest.raises(Later):
        await client.person("slack:U0NEW")


async def test_a_slack_that_cannot_be_reached_carried_nothing_out(heard: Heard) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        slack = Slack(
            "xoxb-test", api_url=f"http://127.0.0.1:{nobody.getsockname()[1]}/api/", registry=CollectorRegistry()
        )
        await slack.start(heard.ears(), COMMANDS)  # although Slack is away

        with pytest.raises(Later) as later:
            await slack.platform.post("G0ROOM", None, CARD, "k")
        await slack.close()

    assert not later.value.unknown
    assert slack.platform.me is None


async def test_a_refused_token_stops_the_start(api: Api, heard: Heard) -> None:
    api.always("auth.test", ok=False, error="invalid_auth")
    slack = Slack("xoxb-wrong", api_url=api.url, registry=CollectorRegistry())

    with pytest.raises(NotNow, match="invalid_auth"):
        await slack.start(heard.ears(), COMMANDS)
    await slack.close()


async def test_every_call_is_counted_by_its_result(api: Api, heard: Heard) -> None:
    registry = CollectorRegistry()
    slack = Slack("xoxb-test", api_url=api.url, registry=registry)
    await slack.start(heard.ears(), COMMANDS)
    api.next("pins.add", {"ok": False, "error": "too_many_pins"})

    with pytest.raises(NotNow):
        await slack.platform.pin("G0ROOM", "1.1")
    await slack.platform.update("G0ROOM", "1.1", CARD)
    await slack.close()

    def count(method: str, result: str) -> float | None:
        return registry.get_sample_value("crisis_slack_calls_total", {"method": method, "result": result})

    assert count("pins.add", "RefusedCall") == 1
    assert count("chat.update", "ok") == 1


async def test_the_words_on_the_wire_are_json(client: Client, api: Api) -> None:
    """Reads take a form, writes JSON: Slack ignores JSON arguments of the former."""
    await client.update("G0ROOM", "1.1", CARD)
    api.always("users.info", user=recorded("users")[0])
    await client.person("slack:U0ANA")

    assert json.dumps(api.called("chat.update")[0]["blocks"]) == json.dumps(CARD["blocks"])
    assert api.called("users.info")[0] == {"user": "U0ANA", "include_locale": "true"}


async def test_a_reply_is_read_by_its_own_ref_where_nobody_knows_its_thread(client: Client, api: Api) -> None:
    said = {"ts": "2.0", "thread_ts": "1.0", "user": "U0TOM", "text": "They quote the post"}
    api.always("conversations.replies", messages=[said])

    found = await client.read(MessageRef(place="G0ROOM", ref="2.0"))

    assert (found.text, found.source.thread) == ("They quote the post", "1.0")
    assert found.author == Someone(id="slack:U0TOM", name="Tom Reed")
    assert found.link.endswith("?thread_ts=1.0&cid=G0ROOM")
    [asked] = api.called("conversations.replies")
    assert (asked["ts"], asked["oldest"], asked["latest"], asked["inclusive"]) == ("2.0", "2.0", "2.0", "true")
    assert [method for method, _args in api.calls] == ["conversations.replies"]


@pytest.mark.parametrize(
    "nothing", [{"ok": True, "messages": []}, {"ok": False, "error": "thread_not_found"}], ids=["empty", "refused"]
)
async def test_where_its_own_ref_gives_nothing_its_address_names_the_thread(
    client: Client, api: Api, nothing: dict[str, Any]
) -> None:
    said = {"ts": "2.0", "thread_ts": "1.0", "user": "U0TOM", "text": "They quote the post"}
    api.next("conversations.replies", nothing)
    api.next("conversations.replies", {"ok": True, "messages": [{"ts": "1.0", "user": "U0ANA"}, said]})
    api.always("chat.getPermalink", permalink="https://acme.slack.com/archives/G0ROOM/p20?thread_ts=1.0&cid=G0ROOM")

    found = await client.read(MessageRef(place="G0ROOM", ref="2.0"))

    assert (found.text, found.source.thread) == ("They quote the post", "1.0")
    assert [asked["ts"] for asked in api.called("conversations.replies")] == ["2.0", "1.0"]


async def test_a_message_that_is_gone_is_told_so(client: Client, api: Api) -> None:
    api.always("conversations.replies", messages=[{"ts": "2.0", "subtype": "tombstone", "user": "USLACKBOT"}])
    with pytest.raises(MessageGone):
        await client.read(MessageRef(place="G0ROOM", ref="2.0", thread="2.0"))

    api.always("conversations.replies", messages=[])
    api.next("chat.getPermalink", {"ok": False, "error": "message_not_found"})
    with pytest.raises(MessageGone):
        await client.read(MessageRef(place="G0ROOM", ref="2.0"))


async def test_who_is_not_inside_is_removed_already(client: Client, api: Api) -> None:
    await client.remove("G0ROOM", "slack:U0TOM")
    api.next("conversations.kick", {"ok": False, "error": "not_in_channel"})
    await client.remove("G0ROOM", "slack:U0TOM")

    assert api.called("conversations.kick") == [{"channel": "G0ROOM", "user": "U0TOM"}] * 2
    api.next("conversations.kick", {"ok": False, "error": "restricted_action"})
    with pytest.raises(NotNow, match="restricted_action"):
        await client.remove("G0ROOM", "slack:U0TOM")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("0.5", 0.5),
        ("1e9", 600.0),
        ("inf", 600.0),
        ("86400", 600.0),
        ("nan", 1.0),
        ("-5", 1.0),
        ("soon", 1.0),
        ("", 1.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 1.0),
    ],
)
@pytest.mark.parametrize("method", ["views.open", "chat.update"])
async def test_a_pause_slack_asks_for_is_read_and_never_longer_than_ten_minutes(
    client: Client, api: Api, method: str, header: str, seconds: float
) -> None:
    """What cannot be read counts as if it were not there."""
    api.next(method, {"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": header})

    with pytest.raises(Later) as later:
        await client.wire.call(method, {"channel": "G0ROOM"}, "G0ROOM")

    assert later.value.after_s == seconds


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, Barred) for code in sorted(BARRED | LACKING)),
        *((code, Later) for code in sorted(PASSING | LIMITED)),
        *((code, NotNow) for code in ("restricted_action", "is_archived", "a_code_nobody_knows")),
    ],
)
async def test_every_code_is_about_us_about_this_or_passes(
    client: Client, api: Api, code: str, kind: type[Exception]
) -> None:
    """Only what our own words make impossible is final."""
    api.next("chat.update", {"ok": False, "error": code})

    with pytest.raises(kind) as met:
        await client.update("G0ROOM", "1.1", CARD)

    assert type(met.value).__mro__.count(Barred) == (kind is Barred)
    assert not isinstance(met.value, NotNow) or not met.value.is_final


async def test_words_of_ours_that_slack_can_never_take_are_told_apart(client: Client, api: Api) -> None:
    api.next("chat.update", {"ok": False, "error": "msg_too_long"})

    with pytest.raises(NotNow) as met:
        await client.update("G0ROOM", "1.1", CARD)

    assert met.value.is_final
