"""What people do in Slack reaches the router, and its outcome reaches them."""

import asyncio
import json
from datetime import UTC, date, datetime

import pytest

from bot.chat.card import Button, Goto
from bot.chat.form import Asks, Form, Says
from bot.chat.incoming import Commanded, Pressed, Said, Submitted
from bot.chat.outcome import FieldErrors, OpenForm, Reply
from bot.errors import NewerFold, StorageAway
from bot.people.who import Standing
from bot.text import _, raw
from tests.platforms.conftest import Api, Heard, Posts, recorded

FORM = Form(
    action="timeline.add",
    title=_("Add to timeline"),
    submit=_("Add"),
    fields=(Asks("what", _("What")),),
    carried="in1 4",
)


async def test_a_command_is_its_holding_statement_and_the_words_after_it(posts: Posts, heard: Heard) -> None:
    answer = await posts.command(recorded("command_open"))

    assert answer.status_code == 200
    assert isinstance(heard.last, Commanded)
    assert heard.last.action == "command.open"
    assert heard.last.words == "Offensive post <again> by @Tom Reed in #social"
    assert (heard.last.by.id, heard.last.by.name) == ("slack:U0ANA", "Ana Kovač")
    assert (heard.last.tenant, heard.last.place) == ("T0ACME", "C0SOCIAL")
    assert heard.last.key == "command:1.2.open"


@pytest.mark.parametrize(
    ("typed", "action", "words"),
    [
        ("", "command.help", ""),
        ("  ", "command.help", ""),
        ("STATUS", "command.status", ""),  # phones begin with a capital
        ("acess now", "command.unknown", "acess now"),
    ],
)
async def test_a_command_without_a_known_word_is_handed_on_whole(
    posts: Posts, heard: Heard, typed: str, action: str, words: str
) -> None:
    await posts.command({**recorded("command_open"), "text": typed})

    assert isinstance(heard.last, Commanded)
    assert (heard.last.action, heard.last.words) == (action, words)


async def test_a_command_is_answered_to_that_person_alone(posts: Posts, heard: Heard) -> None:
    heard.outcome = Reply((_("Crisis {n} is open.", n=12),), (Button("board.show", _("Show"), "in1"),))

    answer = (await posts.command(recorded("command_open"))).json()

    assert answer["response_type"] == "ephemeral"
    assert answer["text"] == "Crisis 12 is open."
    assert [block["type"] for block in answer["blocks"]] == ["section", "actions"]


async def test_where_an_answers_button_leads_is_asked_only_for_such_an_answer(posts: Posts, heard: Heard) -> None:
    heard.outcome = Reply((_("Nothing was changed."),))
    await posts.command(recorded("command_open"))
    assert heard.asked == []

    heard.outcome = Reply((_("Nothing was changed."),), (Goto(_("Go to room"), "place"), Goto(_("Board"), "board")))
    answer = (await posts.command(recorded("command_open"))).json()

    [button] = answer["blocks"][1]["elements"]
    assert button["url"] == "https://acme.slack.com/archives/G0ROOM"


async def test_a_press_is_its_action_without_its_tail(posts: Posts, heard: Heard) -> None:
    answer = await posts.interactive(recorded("press_button"))

    assert (answer.status_code, answer.text) == (200, "")
    assert isinstance(heard.last, Pressed)
    assert heard.last.action == "question.answer"
    assert heard.last.value == "in1 what_happened 3 yes"
    assert (heard.last.place, heard.last.ref) == ("G0ROOM", "1732000100.000200")
    assert heard.last.key == "press:1732000100.000200:question.answer:yes:1732000160.111111:slack:U0ANA"


async def test_an_entry_of_the_more_menu_is_the_action_it_names(posts: Posts, heard: Heard) -> None:
    await posts.interactive(recorded("press_more"))

    assert isinstance(heard.last, Pressed)
    assert (heard.last.action, heard.last.value, heard.last.chosen) == ("resolve.form", "in1 7", ())


async def test_a_menu_gives_its_choice_beside_what_it_carries(posts: Posts, heard: Heard) -> None:
    await posts.interactive(recorded("choose_menu"))

    assert isinstance(heard.last, Pressed)
    assert (heard.last.action, heard.last.value, heard.last.chosen) == ("roles.choose", "in1 4", ("comms",))


async def test_a_button_that_only_leads_somewhere_is_acknowledged_and_means_nothing(posts: Posts, heard: Heard) -> None:
    answer = await posts.interactive(recorded("press_goto"))

    assert answer.status_code == 200
    assert heard.incoming == []


async def test_a_press_is_answered_by_a_private_reply_in_its_thread(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = Reply((_("Answered already."),))

    answer = await posts.interactive(recorded("press_button"))
    await posts.settle()

    assert (answer.status_code, answer.text) == (200, "")
    [private_reply] = api.called("chat.postEphemeral")
    assert (private_reply["channel"], private_reply["user"], private_reply["text"]) == (
        "G0ROOM",
        "U0ANA",
        "Answered already.",
    )
    assert private_reply["thread_ts"] == "1732000100.000100"


async def test_whoever_left_the_room_is_told_directly(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = Reply((_("Answered already."),))
    api.next("chat.postEphemeral", {"ok": False, "error": "user_not_in_channel"})

    await posts.interactive(recorded("press_button"))
    await posts.settle()

    [direct_message] = api.called("chat.postMessage")
    assert (direct_message["channel"], direct_message["text"]) == ("U0ANA", "Answered already.")


async def test_a_press_opens_a_form_with_its_trigger(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = OpenForm(FORM)

    await posts.interactive(recorded("press_button"))
    await posts.settle()

    [opened] = api.called("views.open")
    assert opened["trigger_id"] == "1.2.press"
    assert opened["view"]["callback_id"] == "timeline.add"


async def test_a_form_that_is_open_already_is_not_called_late(posts: Posts, heard: Heard, api: Api) -> None:
    """The same press came twice: the form stands before the person."""
    heard.outcome = OpenForm(FORM)
    api.next("views.open", {"ok": False, "error": "exchanged_trigger_id"})

    await posts.interactive(recorded("press_button"))
    await posts.settle()

    assert api.called("chat.postEphemeral") == []


async def test_a_form_that_opens_too_late_is_said(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = OpenForm(FORM)
    api.next("views.open", {"ok": False, "error": "expired_trigger_id"})

    await posts.interactive(recorded("press_button"))
    await posts.settle()

    [private_reply] = api.called("chat.postEphemeral")
    assert private_reply["text"] == "That form opened too late. Nothing was lost. Press the button again."


async def test_a_form_gives_back_what_was_filled_in_by_field(posts: Posts, heard: Heard) -> None:
    answer = await posts.interactive(recorded("submit_form"))

    assert (answer.status_code, answer.text) == (200, "")
    assert isinstance(heard.last, Submitted)
    assert (heard.last.action, heard.last.carried, heard.last.place) == ("timeline.add", "in1 4", "G0ROOM")
    assert heard.last.key == "form:V0FORM:1732000170.abcdef"
    assert heard.last.given == {
        "what": "The post is down.",
        "severity": "sev2",
        "signs": ("a", "b"),
        "who": "slack:U0TOM",
        "keyholders": ("slack:U0TOM", "slack:U0ANA"),
        "happened": datetime(2024, 11, 19, 7, 6, 40, tzinfo=UTC),
        "day": date(2024, 11, 19),
        "place": "C0SOCIAL",
        "count": None,
        "link": "https://example.com/p?a=1&b=2",
    }


async def test_an_error_stands_under_its_field(posts: Posts, heard: Heard) -> None:
    heard.outcome = FieldErrors({"happened": _("This is in the future.")})

    answer = (await posts.interactive(recorded("submit_form"))).json()

    assert answer == {"response_action": "errors", "errors": {"happened": "This is in the future."}}


async def test_a_refusal_without_a_field_stands_on_top_of_the_same_form(posts: Posts, heard: Heard) -> None:
    heard.outcome = FieldErrors({}, top=_("Not saved: {why}", why="crisis is resolved"))
    sent = recorded("submit_form")["view"]

    answer = (await posts.interactive(recorded("submit_form"))).json()

    view = answer["view"]
    assert answer["response_action"] == "update"
    assert view["blocks"][0]["text"]["text"] == "*Not saved: crisis is resolved*"
    assert view["blocks"][1:] == sent["blocks"]
    assert (view["private_metadata"], view["callback_id"]) == (sent["private_metadata"], sent["callback_id"])


async def test_a_second_refusal_takes_the_place_of_the_first(posts: Posts, heard: Heard) -> None:
    heard.outcome = FieldErrors({}, top=_("Not saved."))
    body = recorded("submit_form")
    body["view"] = (await posts.interactive(body)).json()["view"] | {"id": "V0FORM", "hash": "2"}

    answer = (await posts.interactive(body)).json()

    assert [block["block_id"] for block in answer["view"]["blocks"]].count("top") == 1


async def test_an_error_for_a_field_the_form_has_not_is_said_on_top(posts: Posts, heard: Heard) -> None:
    """Slack refuses the whole answer when it names a block that is not there."""
    heard.outcome = FieldErrors({"commander": _("Choose someone else.")})

    answer = (await posts.interactive(recorded("submit_form"))).json()

    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"][0]["text"]["text"] == "*Choose someone else.*"


async def test_a_form_can_be_followed_by_another(posts: Posts, heard: Heard) -> None:
    heard.outcome = OpenForm(FORM)

    answer = (await posts.interactive(recorded("submit_form"))).json()

    assert answer["response_action"] == "update"
    assert json.loads(answer["view"]["private_metadata"]) == ["in1 4", "G0ROOM"]


async def test_a_form_that_was_sent_closes_and_its_words_are_privately_replied(
    posts: Posts, heard: Heard, api: Api
) -> None:
    heard.outcome = Reply((_("Added."),))

    answer = await posts.interactive(recorded("submit_form"))
    await posts.settle()

    assert (answer.status_code, answer.text) == (200, "")
    assert api.called("chat.postEphemeral")[0]["channel"] == "G0ROOM"


async def test_a_closed_form_is_acknowledged(posts: Posts, heard: Heard) -> None:
    assert (await posts.interactive(recorded("close_form"))).status_code == 200
    assert heard.incoming == []


async def test_a_message_is_said_in_plain_words(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("said"))

    assert isinstance(heard.last, Said)
    assert heard.last.text == "about 14:20, ask @Tom Reed & see example.com (https://example.com/p?a=1&b=2)"
    assert (heard.last.place, heard.last.ref) == ("G0ROOM", "1732000200.000300")
    assert heard.last.thread == "1732000100.000100"
    assert heard.last.key == f"event:{recorded('said')['event_id']}"
    assert not heard.last.edited


async def test_a_file_with_words_is_said_too(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("said_with_file"))

    assert isinstance(heard.last, Said)
    assert (heard.last.text, heard.last.thread) == ("screenshot", None)


async def test_an_edit_is_said_again(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("edited"))

    assert isinstance(heard.last, Said)
    assert (heard.last.text, heard.last.edited, heard.last.ref) == ("about 14:30", True, "1732000200.000300")


@pytest.mark.parametrize(
    "name",
    [
        "unfurled",
        "own_update",
        "own_said",
        "own_file",
        "app_said",
        "bot_said",
        "topic_set",
        "bot_joined",
    ],
)
async def test_what_no_person_said_is_acknowledged_and_dropped(posts: Posts, heard: Heard, name: str) -> None:
    answer = await posts.event(recorded(name))

    assert answer.status_code == 200
    assert (heard.incoming, heard.moved, heard.deleted) == ([], [], [])


@pytest.mark.parametrize(("name", "ref"), [("deleted", "1732000100.000200"), ("tombstone", "1732000100.000100")])
async def test_a_message_of_ours_that_somebody_deletes_is_heard_of(
    posts: Posts, heard: Heard, name: str, ref: str
) -> None:
    await posts.event(recorded(name))

    [lost] = heard.deleted
    assert (lost.place, lost.ref, lost.by.id, lost.by.standing) == ("G0ROOM", ref, "slack:U0BOT", Standing.bot)


async def test_who_joins_and_leaves_is_heard_of(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("joined"))
    await posts.event(recorded("left"))

    assert [(moved.action, moved.by.name, moved.place) for moved in heard.moved] == [
        ("joined", "Tom Reed", "G0ROOM"),
        ("left", "Tom Reed", "G0ROOM"),
    ]


async def test_who_leaves_the_company_is_gone_from_the_next_press_on(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("user_change"))
    press = recorded("press_button")
    press["user"]["id"] = "U0TOM"

    await posts.interactive(press)

    assert heard.people[-1].standing == Standing.gone
    assert heard.last.by.standing == Standing.gone


async def test_everybody_is_read_at_the_start_with_their_standing(posts: Posts, heard: Heard) -> None:
    assert {person.id: person.standing.value for person in heard.people} == {
        "slack:U0ANA": "member",
        "slack:U0TOM": "member",
        "slack:U0GUEST": "guest",
        "slack:U0STRANGER": "outsider",
        "slack:U0OTHER": "outsider",
        "slack:U0BRANCH": "member",  # another workspace of the same organisation
        "slack:U0LEFT": "gone",
        "slack:U0APP": "bot",
        "slack:USLACKBOT": "bot",
    }
    assert (heard.people[0].zone, heard.people[0].language) == ("Europe/Zagreb", "hr-HR")


async def test_no_call_is_made_for_a_press_of_somebody_known(posts: Posts, api: Api) -> None:
    await posts.interactive(recorded("press_button"))

    assert api.calls == []


async def test_somebody_new_costs_one_look_up(posts: Posts, heard: Heard, api: Api) -> None:
    new = {**recorded("users")[0], "id": "U0NEW", "profile": {"real_name": "Nina New"}}
    api.always("users.info", user=new)
    press = recorded("press_button")
    press["user"]["id"] = "U0NEW"

    await posts.interactive(press)
    await posts.interactive(press)

    assert heard.last.by.name == "Nina New"
    assert [method for method, _args in api.calls] == ["users.info"]
    assert heard.people[-1].id == "slack:U0NEW"


async def test_somebody_whom_slack_does_not_tell_is_unknown(posts: Posts, heard: Heard, api: Api) -> None:
    """And may nothing: see permission.py. They are asked for once, for Slack tells of nobody by and by."""
    api.next("users.info", {"ok": False, "error": "user_not_found"})

    for _turn in range(2):
        await posts.command({**recorded("command_open"), "user_id": "U0NOBODY"})

    assert [each.by.standing for each in heard.incoming] == [Standing.unknown] * 2
    assert heard.people[-1].id == "slack:U0NOBODY"


async def test_a_lost_database_is_told_in_its_own_words_and_what_was_typed_is_given_back(
    posts: Posts, heard: Heard
) -> None:
    heard.fault = StorageAway()

    answer = (await posts.command(recorded("command_open"))).json()

    told, back = answer["text"].split("\n", 1)
    said, _space, ref = told.rpartition(" ")
    assert back.startswith("You typed:\n/crisis open ")
    assert said == (
        "I can't save right now, so nothing was changed. Earlier entries are safe. Try again in a minute. Ref"
    )
    assert len(ref) == 4


@pytest.mark.parametrize("fault", [KeyError("boom"), NewerFold(), RuntimeError("xoxb-secret")])
async def test_a_fault_of_ours_is_told_without_its_details(
    posts: Posts, heard: Heard, api: Api, fault: Exception
) -> None:
    heard.fault = fault

    answer = await posts.interactive(recorded("press_button"))
    await posts.settle()

    assert (answer.status_code, answer.text) == (200, "")
    [private_reply] = api.called("chat.postEphemeral")
    assert "nothing was changed" in private_reply["text"]
    assert "Ref " in private_reply["text"]
    assert "boom" not in private_reply["text"]
    assert "xoxb" not in private_reply["text"]


async def test_a_fault_keeps_a_form_open_with_all_that_was_typed(posts: Posts, heard: Heard) -> None:
    heard.fault = KeyError("boom")

    answer = (await posts.interactive(recorded("submit_form"))).json()

    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"][1:] == recorded("submit_form")["view"]["blocks"]


TOO_LONG = Reply((_("Done."),), (Button("a", _("A label far beyond what a button can show. " * 3)),))
CARRIES_TOO_MUCH = OpenForm(Form("a.save", _("Form"), _("Save"), (Says((_("Look."),)),), carried="x" * 4_000))


async def test_what_was_saved_but_cannot_be_shown_is_not_called_unchanged(posts: Posts, heard: Heard) -> None:
    heard.outcome = TOO_LONG
    first = (await posts.command(recorded("command_open"))).json()
    heard.saved = {heard.last.key}

    answer = (await posts.command(recorded("command_open"))).json()

    assert first["text"].startswith("I could not show the answer. Look whether it is done before you try again.")
    assert answer["text"].startswith("What you did is saved, but I could not show the answer.")


async def test_a_form_that_cannot_be_shown_and_saved_nothing_is_not_called_saved(posts: Posts, heard: Heard) -> None:
    heard.outcome = CARRIES_TOO_MUCH

    answer = (await posts.interactive(recorded("submit_form"))).json()

    assert "That did not work, and nothing was changed." in str(answer["view"]["blocks"][0])


@pytest.mark.parametrize("name", ["said", "joined"])
async def test_an_event_that_fails_is_asked_for_again(posts: Posts, heard: Heard, name: str) -> None:
    heard.fault = StorageAway()

    answer = await posts.event(recorded(name))

    assert (answer.status_code, answer.text) == (500, "")


async def test_a_message_can_be_answered_by_a_private_reply(posts: Posts, heard: Heard, api: Api) -> None:
    heard.outcome = Reply((raw("That looks like a password."),))

    await posts.event(recorded("said"))
    await posts.settle()

    assert api.called("chat.postEphemeral")[0]["thread_ts"] == "1732000100.000100"


async def test_the_press_is_answered_while_slack_is_still_slow_to_private_reply(
    posts: Posts, heard: Heard, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def slow(*_args: object) -> None:
        await go_on.wait()

    monkeypatch.setattr(posts.slack.platform, "private_reply", slow)
    heard.outcome = Reply((_("Answered already."),))

    answer = await posts.interactive(recorded("press_button"))

    assert answer.status_code == 200
    go_on.set()
