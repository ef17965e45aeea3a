"""Presses: exactly what stands on the message, and nothing that does not."""

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Workspace
from tests.rehearsal.conftest import Connected, People

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.capitalize()), "value": value}


BUTTON = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "v-1", "style": "primary"}
MENU = {
    "type": "static_select",
    "action_id": "kind",
    "placeholder": plain("Kind"),
    "options": [option("hack"), option("leak")],
    "initial_option": option("leak"),
}
PERSON = {"type": "users_select", "action_id": "who", "placeholder": plain("Who")}
MORE = {"type": "overflow", "action_id": "more", "options": [option("brief"), option("close")]}
BOXES = {"type": "checkboxes", "action_id": "boxes", "options": [option("a"), option("b")]}
WHEN = {"type": "datetimepicker", "action_id": "when"}
CARD: list[Json] = [{"type": "actions", "block_id": "row", "elements": [BUTTON, MENU, PERSON, MORE, BOXES, WHEN]}]


async def card(api: AsyncWebClient) -> tuple[str, str]:
    """A message with every control, in a room with Petr and Ana."""
    channel = (await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"]
    await api.conversations_invite(channel=channel, users="U0PETR,U0ANA")
    return channel, (await api.chat_postMessage(channel=channel, text="Card", blocks=CARD))["ts"]


def heard(bolt: Connected) -> list[Json]:
    """The block_actions the app gets."""
    pressed: list[Json] = []

    @bolt.app.action({"block_id": "row"})
    async def note(ack: Any, body: Json) -> None:
        pressed.append(body)
        await ack()

    return pressed


async def test_a_button_sends_its_own_value(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    pressed = heard(bolt)
    channel, ts = await card(api)

    await people.does("U0PETR", "press", channel=channel, ts=ts, block_id="row", action_id="go")

    action = pressed[0]["actions"][0]
    assert action.pop("action_ts")
    assert action == BUTTON | {"block_id": "row"}
    assert pressed[0]["user"]["id"] == "U0PETR"
    assert pressed[0]["message"]["ts"] == ts
    assert "response_url" not in pressed[0]


async def test_every_control_sends_what_was_chosen(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    pressed = heard(bolt)
    channel, ts = await card(api)

    async def press(action_id: str, **given: Any) -> Json:
        await people.does("U0PETR", "press", channel=channel, ts=ts, block_id="row", action_id=action_id, **given)
        return dict(pressed[-1]["actions"][0])

    assert (await press("kind", selected=["hack"]))["selected_option"] == option("hack")
    assert (await press("more", value="brief"))["selected_option"] == option("brief")
    assert (await press("who", selected=["U0ANA"]))["selected_user"] == "U0ANA"
    assert (await press("boxes", selected=["a", "b"]))["selected_options"] == [option("a"), option("b")]
    assert (await press("when", date_time=1_800_000_000))["selected_date_time"] == 1_800_000_000


async def test_the_state_holds_first_values_and_what_this_person_chose(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    pressed = heard(bolt)
    channel, ts = await card(api)
    await people.does("U0PETR", "press", channel=channel, ts=ts, action_id="who", selected=["U0TOM"])

    for user in ("U0PETR", "U0ANA"):
        await people.does(user, "press", channel=channel, ts=ts, action_id="go")

    petr, ana = (body["state"]["values"]["row"] for body in pressed[-2:])
    assert petr["kind"]["selected_option"] == ana["kind"]["selected_option"] == option("leak")
    assert petr["who"] == {"type": "users_select", "selected_user": "U0TOM"}
    assert ana["who"] == {"type": "users_select", "selected_user": None}
    assert "go" not in petr


async def test_what_is_not_there_cannot_be_pressed(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    pressed = heard(bolt)
    channel, ts = await card(api)

    async def error(user: str = "U0PETR", **given: Any) -> str:
        return str((await people.does(user, "press", channel=channel, ts=ts, **given))["error"])

    assert await error(block_id="row", action_id="stop") == "no_such_control"
    assert await error(block_id="other", action_id="go") == "no_such_control"
    assert await error(action_id="go", value="v-0") == "no_such_control"
    assert await error(action_id="kind", selected=["fire"]) == "no_such_option"
    assert await error("U0TOM", action_id="go") == "channel_not_found"
    assert pressed == []


async def test_a_press_that_is_not_answered_times_out_and_is_not_repeated(
    bolt: Connected, api: AsyncWebClient, people: People
) -> None:
    pressed: list[Json] = []
    gate = asyncio.Event()

    @bolt.app.action("go")
    async def slow(ack: Any, body: Json) -> None:
        pressed.append(body)
        await gate.wait()
        await ack()

    channel, ts = await card(api)
    done = await people.does("U0PETR", "press", channel=channel, ts=ts, action_id="go")
    gate.set()

    assert (done["ok"], done["error"]) == (False, "operation_timeout")
    assert "3 seconds" in done["warning"]
    assert len(pressed) == 1


async def test_a_command_without_an_app_says_so(people: People) -> None:
    done = await people.does("U0PETR", "command", channel="C0GENERAL", text="/crisis open x")

    assert (done["answer"], done["error"]) == (None, "dispatch_failed")


async def test_a_command_that_is_not_answered_carries_the_platforms_error(bolt: Connected, people: People) -> None:
    gate = asyncio.Event()

    @bolt.app.command("/crisis")
    async def slow(ack: Any) -> None:
        await gate.wait()
        await ack("late")

    done = await people.does("U0PETR", "command", channel="C0GENERAL", text="/crisis open x")
    gate.set()

    assert done["error"] == "operation_timeout"
    assert "operation_timeout" in done["text"]


async def test_a_commands_answer_that_breaks_a_rule_is_not_shown(
    bolt: Connected, people: People, workspace: Workspace
) -> None:
    @bolt.app.command("/crisis")
    async def answer(ack: Any) -> None:
        await ack(text="Hello", blocks=[{"type": "fireworks"}])

    done = await people.does("U0PETR", "command", channel="C0GENERAL", text="/crisis open x")

    assert (done["answer"], done["error"]) == (None, "invalid_blocks")
    assert "blocks/0" in workspace.refused_answers[0]


async def test_an_unknown_command_never_reaches_the_app(bolt: Connected, people: People) -> None:
    done = await people.does("U0PETR", "command", channel="C0GENERAL", text="/panic")

    assert done["error"] == "unknown_command"


async def test_people_press_at_the_same_time(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    pressed = heard(bolt)
    channel, ts = await card(api)

    done = await asyncio.gather(
        *(
            people.does(user, "press", channel=channel, ts=ts, action_id="go")
            for user in ("U0PETR", "U0ANA")
            for _ in range(5)
        )
    )

    assert all(each["ok"] for each in done)
    assert len(pressed) == 10


async def test_a_message_shortcut_carries_the_message(bolt: Connected, api: AsyncWebClient, people: People) -> None:
    called: list[Json] = []

    @bolt.app.shortcut("add")
    async def add(ack: Any, body: Json) -> None:
        called.append(body)
        await ack()

    said = await people.does("U0PETR", "say", channel="C0SOCIAL", text="Look at this")
    done = await people.does("U0ANA", "shortcut", callback_id="add", channel="C0SOCIAL", ts=said["ts"])

    assert done["ok"]
    assert (called[0]["message"]["text"], called[0]["channel"]["id"]) == ("Look at this", "C0SOCIAL")
