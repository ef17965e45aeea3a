"""What people point at reaches the router: a message by its menu, by a pin, and their own Home."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.chat.card import Button, Card, Goto, Lines, Row, Title
from bot.chat.form import Asks, Form
from bot.chat.incoming import CameHome, Pinned, Pressed, Reacted, Said, Shortcut
from bot.chat.outcome import OpenForm, Reply, ShowHome
from bot.chat.platform import Payload
from bot.crisis.evidence.facts import FileRef
from bot.errors import StorageAway
from bot.people.who import Someone
from bot.platforms.slack.background import Background
from bot.platforms.slack.homes import Homes
from bot.record.fact import MessageRef
from bot.text import _
from tests.platforms.conftest import Api, Heard, Posts, recorded

FORM = Form("open.submit", _("Open a crisis"), _("Open"), (Asks("title", _("What happened?")),))
ROW = Row((Button("home.catch_up", _("Catch me up"), "in1"), Goto(_("Go to room"), "place")))
HOME = Card(_("Crises"), (Title(_("Open crises")), Lines((_("Crisis {n}", n=12),)), ROW))


async def test_a_shortcut_of_a_message_brings_the_message(posts: Posts, heard: Heard) -> None:
    answer = await posts.interactive(recorded("shortcut_message"))

    assert (answer.status_code, answer.text) == (200, "")
    assert isinstance(heard.last, Shortcut)
    assert (heard.last.action, heard.last.key) == ("timeline.from_message", "shortcut:1.2.message")
    assert (heard.last.by.name, heard.last.place, heard.last.ref) == ("Ana Kovač", "C0SOCIAL", "1732000250.000500")
    found = heard.last.message
    assert found is not None
    assert found.source == MessageRef(place="C0SOCIAL", ref="1732000250.000500", thread="1732000240.000100")
    assert found.text == "They quote the post & ask @Ana Kovač"
    assert found.author == Someone(id="slack:U0TOM", name="Tom Reed")
    assert found.at == datetime(2024, 11, 19, 7, 10, 50, 500, tzinfo=UTC)
    assert found.files == (FileRef(id="F0SHOT", name="shot.png", mime="image/png", size=48213),)
    assert found.link == (
        "https://acme.slack.com/archives/C0SOCIAL/p1732000250000500?thread_ts=1732000240.000100&cid=C0SOCIAL"
    )


async def test_a_message_of_another_app_says_what_its_attachments_say(posts: Posts, heard: Heard) -> None:
    body = recorded("shortcut_message")
    body["message"] = {
        "type": "message",
        "subtype": "bot_message",
        "bot_id": "B0ALERT",
        "text": "",
        "ts": "1732000250.000500",
        "attachments": [{"text": "300 posts an hour", "fallback": "alert"}, {"fallback": "Look here"}, {}],
    }

    await posts.interactive(body)

    assert isinstance(heard.last, Shortcut)
    assert heard.last.message is not None
    assert (heard.last.message.text, heard.last.message.author) == ("300 posts an hour\nLook here", None)


async def test_the_writer_of_a_message_nobody_met_is_asked_for(posts: Posts, heard: Heard, api: Api) -> None:
    api.always("users.info", user={**recorded("users")[0], "id": "U0NEW", "profile": {"real_name": "Nina New"}})
    body = recorded("shortcut_message")
    body["message"]["user"] = "U0NEW"

    await posts.interactive(body)

    assert isinstance(heard.last, Shortcut)
    assert heard.last.message is not None
    assert heard.last.message.author == Someone(id="slack:U0NEW", name="Nina New")


async def test_a_writer_whom_slack_does_not_tell_stops_no_shortcut(posts: Posts, heard: Heard, api: Api) -> None:
    api.next("users.info", {"ok": False, "error": "user_not_found"})
    body = recorded("shortcut_message")
    body["message"]["user"] = "U0NOBODY"

    await posts.interactive(body)

    assert isinstance(heard.last, Shortcut)
    assert heard.last.message is not None
    assert heard.last.message.author == Someone(id="slack:U0NOBODY", name="U0NOBODY")


async def test_a_global_shortcut_opens_a_form(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = OpenForm(FORM)

    await posts.interactive(recorded("shortcut_global"))
    await posts.settle()

    assert isinstance(heard.last, Shortcut)
    assert (heard.last.action, heard.last.message, heard.last.place) == ("open.start", None, None)
    [opened] = api.called("views.open")
    assert (opened["trigger_id"], opened["view"]["callback_id"]) == ("1.2.global", "open.submit")


async def test_a_shortcut_is_answered_by_a_private_reply_where_the_message_stands(
    posts: Posts, heard: Heard, api: Api
) -> None:
    heard.outcome = Reply((_("On the timeline."),))

    await posts.interactive(recorded("shortcut_message"))
    await posts.settle()

    [private_reply] = api.called("chat.postEphemeral")
    assert (private_reply["channel"], private_reply["user"], private_reply["thread_ts"]) == (
        "C0SOCIAL",
        "U0ANA",
        "1732000240.000100",
    )


async def test_where_the_bot_is_not_in_the_channel_a_shortcut_is_answered_directly(
    posts: Posts, heard: Heard, api: Api
) -> None:
    heard.outcome = Reply((_("On the timeline."),))
    api.next("chat.postEphemeral", {"ok": False, "error": "channel_not_found"})

    await posts.interactive(recorded("shortcut_message"))
    await posts.settle()

    assert [direct_message["channel"] for direct_message in api.called("chat.postMessage")] == ["U0ANA"]


async def test_a_fault_in_a_shortcut_is_told(posts: Posts, heard: Heard, api: Api) -> None:
    heard.fault = StorageAway()

    answer = await posts.interactive(recorded("shortcut_message"))
    await posts.settle()

    assert answer.status_code == 200
    [private_reply] = api.called("chat.postEphemeral")
    assert private_reply["text"].startswith("I can't save right now")


@pytest.mark.parametrize(
    ("name", "action"), [("reaction_added", "timeline.pin"), ("reaction_removed", "timeline.unpin")]
)
async def test_the_pin_is_heard_with_the_message_it_stands_on(
    posts: Posts, heard: Heard, name: str, action: str
) -> None:
    body = recorded(name)

    await posts.event(body)

    assert isinstance(heard.last, Pinned)
    assert (heard.last.action, heard.last.key) == (action, f"event:{body['event_id']}")
    assert (heard.last.by.name, heard.last.place, heard.last.ref) == ("Ana Kovač", "G0ROOM", "1732000200.000300")
    assert heard.last.thread is None
    assert heard.last.link == "https://acme.slack.com/archives/G0ROOM/p1732000200000300"


@pytest.mark.parametrize(
    ("change", "place"),
    [({"reaction": "thumbsup"}, "G0ROOM"), ({"reaction": "tada", "item": {"type": "file", "file": "F1"}}, None)],
)
async def test_every_other_reaction_is_a_sign_of_life_and_which_one_is_not_read(
    posts: Posts, heard: Heard, change: dict[str, object], place: str | None
) -> None:
    body = recorded("reaction_added")
    body["event"] |= change

    answer = await posts.event(body)

    assert answer.status_code == 200
    assert isinstance(heard.last, Reacted)
    assert (heard.last.by.name, heard.last.place) == ("Ana Kovač", place)
    assert str(change["reaction"]) not in repr(heard.last)


async def test_our_own_pin_is_not_heard(posts: Posts, heard: Heard) -> None:
    body = recorded("reaction_added")
    body["event"]["user"] = "U0BOT"

    await posts.event(body)

    assert heard.incoming == []


async def test_a_pin_is_answered_by_a_private_reply(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = Reply((_("On the timeline."),))

    await posts.event(recorded("reaction_added"))
    await posts.settle()

    [private_reply] = api.called("chat.postEphemeral")
    assert (private_reply["channel"], private_reply["user"]) == ("G0ROOM", "U0ANA")


async def test_a_pin_that_could_not_be_saved_is_asked_for_again(posts: Posts, heard: Heard) -> None:
    heard.fault = StorageAway()

    assert (await posts.event(recorded("reaction_added"))).status_code == 500


async def test_who_joined_and_is_out_again_is_not_told_what_is_said_inside(
    posts: Posts, heard: Heard, api: Api
) -> None:
    """Somebody was invited by mistake: the brief of the room does not follow them out."""
    heard.outcome = Reply((_("Crisis {n} in five lines", n=12),))
    api.next("chat.postEphemeral", {"ok": False, "error": "user_not_in_channel"})

    await posts.event(recorded("joined"))
    await posts.settle()

    assert len(api.called("chat.postEphemeral")) == 1
    assert api.called("chat.postMessage") == []


async def test_whoever_joined_is_privately_replied_to(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = Reply((_("Crisis {n} in five lines", n=12),))

    await posts.event(recorded("joined"))
    await posts.settle()

    [private_reply] = api.called("chat.postEphemeral")
    assert (private_reply["channel"], private_reply["user"], private_reply["text"]) == (
        "G0ROOM",
        "U0TOM",
        "Crisis 12 in five lines",
    )


async def test_who_opens_their_home_is_shown_it(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = ShowHome(HOME)

    await posts.event(recorded("app_home_opened"))
    await posts.settle()

    assert isinstance(heard.last, CameHome)
    assert (heard.last.action, heard.last.by.id, heard.last.tenant) == ("home.opened", "slack:U0ANA", "T0ACME")
    [shown] = api.called("views.publish")
    assert shown["user_id"] == "U0ANA"
    assert (shown["view"]["type"], [block["type"] for block in shown["view"]["blocks"]]) == (
        "home",
        ["header", "section", "actions"],
    )
    assert shown["view"]["blocks"][2]["elements"][1]["url"] == "https://acme.slack.com/archives/G0ROOM"


async def test_the_messages_tab_is_no_home(posts: Posts, heard: Heard) -> None:
    body = recorded("app_home_opened")
    body["event"]["tab"] = "messages"

    await posts.event(body)

    assert heard.incoming == []


async def test_a_press_at_home_is_answered_directly_and_home_is_shown_anew(
    posts: Posts, heard: Heard, api: Api
) -> None:
    heard.outcome = Reply((_("Crisis {n} in five lines", n=12),))

    await posts.interactive(recorded("press_home"))
    await posts.settle()

    pressed, came = heard.incoming
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.value, pressed.place) == ("home.catch_up", "in1", None)
    assert (came.action, came.by.id) == ("home.opened", "slack:U0ANA")
    assert api.called("chat.postEphemeral") == []
    assert api.called("chat.postMessage")[0]["channel"] == "U0ANA"


async def test_a_form_that_was_opened_at_home_shows_home_anew(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = ShowHome(HOME)
    await posts.event(recorded("app_home_opened"))
    body = recorded("submit_form")
    body["view"]["private_metadata"] = '["in1 4",null]'

    await posts.interactive(body)
    await posts.settle()

    assert [incoming.action for incoming in heard.incoming] == ["home.opened", "timeline.add", "home.opened"]


async def test_a_form_of_a_room_leaves_home_alone(posts: Posts, heard: Heard) -> None:
    heard.outcome = ShowHome(HOME)
    await posts.event(recorded("app_home_opened"))

    await posts.interactive(recorded("submit_form"))
    await posts.settle()

    assert [incoming.action for incoming in heard.incoming] == ["home.opened", "timeline.add"]


async def test_files_of_a_message_are_told_but_for_those_that_are_gone(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("said_with_file"))

    assert isinstance(heard.last, Said)
    assert heard.last.files == (FileRef(id="F1", name="shot.png", mime="image/png", size=2048),)


async def test_the_words_beside_a_file_can_be_edited(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("edited_with_file"))

    assert isinstance(heard.last, Said)
    assert (heard.last.text, heard.last.edited, heard.last.thread) == ("screenshot of the post", True, None)


async def test_a_reply_with_a_file_that_is_deleted_is_told_with_its_writer(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("deleted_reply"))

    [lost] = heard.deleted
    assert (lost.place, lost.ref, lost.by.id) == ("G0ROOM", "1732000201.000300", "slack:U0ANA")


async def test_the_newest_home_wins_and_one_call_is_made_at_a_time(
    posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[object] = []
    first_may_end = asyncio.Event()

    async def publish(_id: str, home: Payload) -> None:
        published.append(home["blocks"])
        await first_may_end.wait()

    client, later = posts.slack.platform, Background()
    monkeypatch.setattr(client, "publish", publish)
    homes = Homes(client, later)
    for number in range(3):
        homes.show("U0ANA", {"blocks": number})
        await asyncio.sleep(0)
    first_may_end.set()
    await later.idle()

    assert published == [0, 2]


async def test_a_home_that_slack_does_not_take_is_shown_the_next_time(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = ShowHome(HOME)
    api.next("views.publish", {"ok": False, "error": "internal_error"})

    for _time in range(2):
        await posts.event(recorded("app_home_opened"))
        await posts.slack.quiet()

    assert len(api.called("views.publish")) == 2
