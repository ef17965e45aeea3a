"""The road a newcomer takes, driven by a real slack-bolt app over Socket Mode."""

from typing import Any

from tests.rehearsal.conftest import Connected, People

Json = dict[str, Any]

BUTTONS: list[Json] = [
    {"type": "section", "block_id": "what", "text": {"type": "mrkdwn", "text": "Who saw it first?"}},
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {
                "type": "button",
                "action_id": "question.answer:us",
                "text": {"type": "plain_text", "text": "We did"},
                "value": "us-1",
            }
        ],
    },
]
FORM = {
    "type": "modal",
    "callback_id": "open.submit",
    "title": {"type": "plain_text", "text": "Open a crisis"},
    "submit": {"type": "plain_text", "text": "Open"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "Post"},
        }
    ],
}


async def test_a_command_makes_a_private_room_with_a_question_that_is_answered_by_a_button(
    bolt: Connected, people: People
) -> None:
    pressed: list[Json] = []

    @bolt.app.command("/crisis")
    async def open_crisis(ack: Any, body: Json) -> None:
        assert body["text"] == "open Ask <@U0ANA> about H&amp;M in <#C0SOCIAL|social>"
        room = (await bolt.client.conversations_create(name="crisis-1-ab12", is_private=True))["channel"]
        await bolt.client.conversations_invite(channel=room["id"], users=[body["user_id"], "U0ANA"])
        await bolt.client.conversations_setTopic(channel=room["id"], topic="Crisis 1")
        asked = await bolt.client.chat_postMessage(channel=room["id"], text="Who saw it?", blocks=BUTTONS)
        await bolt.client.pins_add(channel=room["id"], timestamp=asked["ts"])
        await ack(f"Opened <#{room['id']}>")

    @bolt.app.action("question.answer:us")
    async def answer(ack: Any, body: Json) -> None:
        pressed.append(body)
        await bolt.client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text=f"We did, says <@{body['user']['id']}>"
        )
        await ack()

    said = await people.does(
        "U0PETR", "command", channel="C0GENERAL", text="/crisis open Ask @Ana about H&M in #social"
    )

    assert said["error"] is None
    assert said["answer"]["ephemeral"]
    frame = await people.get("/as/U0PETR")
    room = next(place for place in frame["places"] if place["name"] == "crisis-1-ab12")
    assert (room["kind"], room["topic"], len(room["pins"])) == ("private", "Crisis 1", 1)
    question = next(m for m in await people.sees("U0ANA", room["id"]) if "blocks" in m)
    done = await people.does(
        "U0ANA",
        "press",
        channel=room["id"],
        ts=question["ts"],
        block_id="answers",
        action_id="question.answer:us",
    )
    assert done == {"ok": True, "error": None, "warning": None}
    assert pressed[0]["actions"][0]["value"] == "us-1"
    assert pressed[0]["container"]["channel_id"] == room["id"]
    after = next(m for m in await people.sees("U0ANA", room["id"]) if m["ts"] == question["ts"])
    assert after["text"] == "We did, says <@U0ANA>"
    assert "blocks" not in after


async def test_a_form_is_opened_by_a_trigger_and_sent_with_initial_values(bolt: Connected, people: People) -> None:
    sent: list[Json] = []

    @bolt.app.shortcut("open")
    async def open_form(ack: Any, body: Json) -> None:
        await bolt.client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @bolt.app.view("open.submit")
    async def submitted(ack: Any, body: Json) -> None:
        sent.append(body["view"]["state"]["values"])
        await ack()

    assert (await people.does("U0PETR", "shortcut", callback_id="open"))["ok"]
    form = (await people.get("/as/U0PETR/views"))[-1]
    done = await people.does("U0PETR", "submit", view_id=form["id"], values={})

    assert (done["ok"], done["views"]) == (True, [])
    assert sent == [{"title": {"text": {"type": "plain_text_input", "value": "Post"}}}]


async def test_words_in_a_room_of_the_app_are_heard_and_words_elsewhere_are_not(
    bolt: Connected, people: People
) -> None:
    room = (await bolt.client.conversations_create(name="crisis-2", is_private=True))["channel"]["id"]
    await bolt.client.conversations_invite(channel=room, users="U0PETR")

    await people.does("U0ANA", "say", channel="C0LEADS", text="not for the app")
    said = await people.does("U0PETR", "say", channel=room, text="It was @Tom & me")
    await bolt.until(lambda: any(body["event"].get("ts") == said["ts"] for body in bolt.heard))

    heard = [body["event"].get("text") for body in bolt.heard]
    assert "It was <@U0TOM> &amp; me" in heard
    assert "not for the app" not in heard
