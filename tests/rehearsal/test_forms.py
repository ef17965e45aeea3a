"""Forms: triggers, hashes, errors under their fields, stacks."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Workspace
from tests.rehearsal.conftest import Connected, People, TestClock

Json = dict[str, Any]


def field(block_id: str, *, optional: bool = False, **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": {"type": "plain_text", "text": block_id.capitalize()},
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


def form(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks) or [field("title")],
        **more,
    }


def typed(**values: str) -> Json:
    return {block_id: {"text": {"value": value}} for block_id, value in values.items()}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def opened(people: People, api: AsyncWebClient, workspace: Workspace, view: Json) -> Json:
    """A form Petr has open."""
    await api.views_open(trigger_id=workspace.triggers.give("U0PETR"), view=view)
    return dict((await people.get("/as/U0PETR/views"))[-1])


async def test_a_trigger_lives_three_seconds(api: AsyncWebClient, workspace: Workspace, clock: TestClock) -> None:
    early, late = workspace.triggers.give("U0PETR"), workspace.triggers.give("U0PETR")
    clock.forward(3.0)
    await api.views_open(trigger_id=early, view=form())
    clock.forward(0.1)

    assert await error_of(api.views_open(trigger_id=late, view=form())) == "expired_trigger_id"


async def test_a_trigger_is_used_once(api: AsyncWebClient, workspace: Workspace) -> None:
    trigger = workspace.triggers.give("U0PETR")
    await api.views_open(trigger_id=trigger, view=form())

    assert await error_of(api.views_open(trigger_id=trigger, view=form())) == "exchanged_trigger_id"
    assert await error_of(api.views_open(trigger_id="made.up", view=form())) == "invalid_trigger_id"


async def test_a_view_that_breaks_a_rule_does_not_use_up_the_trigger(api: AsyncWebClient, workspace: Workspace) -> None:
    trigger = workspace.triggers.give("U0PETR")
    untitled = {key: value for key, value in form().items() if key != "title"}

    assert await error_of(api.views_open(trigger_id=trigger, view=untitled)) == "invalid_arguments"
    await api.views_open(trigger_id=trigger, view=form())


async def test_an_update_from_an_older_hash_is_a_conflict(
    api: AsyncWebClient, people: People, workspace: Workspace, clock: TestClock
) -> None:
    view = await opened(people, api, workspace, form())
    clock.forward(1)
    await api.views_update(view_id=view["id"], hash=view["hash"], view=form(field("other")))

    assert await error_of(api.views_update(view_id=view["id"], hash=view["hash"], view=form())) == "hash_conflict"
    await api.views_update(view_id=view["id"], view=form())


async def test_a_closed_form_is_not_found(api: AsyncWebClient, people: People, workspace: Workspace) -> None:
    view = await opened(people, api, workspace, form())
    await people.does("U0PETR", "close", view_id=view["id"])

    assert await error_of(api.views_update(view_id=view["id"], view=form())) == "not_found"


async def test_three_forms_lie_over_each_other_and_no_fourth(api: AsyncWebClient, workspace: Workspace) -> None:
    give = workspace.triggers.give
    await api.views_open(trigger_id=give("U0PETR"), view=form())
    await api.views_push(trigger_id=give("U0PETR"), view=form())
    await api.views_push(trigger_id=give("U0PETR"), view=form())

    assert await error_of(api.views_push(trigger_id=give("U0PETR"), view=form())) == "push_limit_reached"


async def test_errors_stand_under_their_fields_and_what_was_typed_stays(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    @bolt.app.view("form")
    async def check(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "Say which account."})

    view = await opened(people, api, workspace, form(field("title"), field("note", optional=True)))
    done = await people.does("U0PETR", "submit", view_id=view["id"], values=typed(title="A post"))

    assert (done["ok"], done["errors"]) == (False, {"title": "Say which account."})
    assert done["views"][-1]["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "A post"}},
        "note": {"text": {"type": "plain_text_input", "value": None}},
    }


async def test_an_error_for_a_field_that_is_not_there_spoils_the_whole_answer(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    @bolt.app.view("form")
    async def check(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "Wrong.", "titel": "Wrong."})

    view = await opened(people, api, workspace, form())
    done = await people.does("U0PETR", "submit", view_id=view["id"], values=typed(title="A post"))

    assert (done["ok"], done["errors"], done["error"]) == (False, None, "invalid_response")
    assert "titel" in workspace.refused_answers[0]


async def test_an_empty_field_is_told_before_the_app_is_asked(
    api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    view = await opened(people, api, workspace, form(field("title", min_length=3), field("note", optional=True)))

    empty = await people.does("U0PETR", "submit", view_id=view["id"], values={})
    short = await people.does("U0PETR", "submit", view_id=view["id"], values=typed(title="ab"))

    assert empty["errors"] == {"title": "Please fill this in."}
    assert short["errors"] == {"title": "Please write at least 3 characters."}


async def test_an_answer_can_put_another_form_in_place_or_on_top_or_close_all(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    answers: Iterator[Json] = iter(
        [
            {"response_action": "push", "view": form(field("second"))},
            {"response_action": "update", "view": form(field("third"))},
            {"response_action": "clear"},
        ]
    )

    @bolt.app.view("form")
    async def answer(ack: Any) -> None:
        await ack(**next(answers))

    view = await opened(people, api, workspace, form())
    shown = []
    for name in ("title", "second", "third"):
        done = await people.does("U0PETR", "submit", view_id=view["id"], values=typed(**{name: "x"}))
        shown.append([each["blocks"][0]["block_id"] for each in done["views"]])
        view = done["views"][-1] if done["views"] else view

    assert shown == [["title", "second"], ["title", "third"], []]


async def test_an_update_keeps_what_was_typed_into_fields_that_stay(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    sent: list[Json] = []

    @bolt.app.view("form")
    async def take(ack: Any, body: Json) -> None:
        sent.append(body["view"]["state"]["values"])
        await ack({"response_action": "errors", "errors": {"title": "No."}})

    view = await opened(people, api, workspace, form(field("title"), field("gone")))
    await people.does("U0PETR", "submit", view_id=view["id"], values=typed(title="A", gone="B"))
    await api.views_update(view_id=view["id"], view=form(field("title"), field("new", initial_value="C")))
    await people.does("U0PETR", "submit", view_id=view["id"], values={})

    assert {block: state["text"]["value"] for block, state in sent[-1].items()} == {"title": "A", "new": "C"}


async def test_the_x_is_told_only_if_the_form_asked_for_it(
    bolt: Connected, api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    closed: list[bool] = []

    @bolt.app.view_closed("form")
    async def note(ack: Any, body: Json) -> None:
        closed.append(body["is_cleared"])
        await ack()

    kinds: list[Json] = [{}, {"notify_on_close": True}, {"notify_on_close": True, "clear_on_close": True}]
    for more in kinds:
        view = await opened(people, api, workspace, form(**more))
        await people.does("U0PETR", "close", view_id=view["id"])

    assert closed == [False, True]


async def test_a_form_is_its_owners_alone(api: AsyncWebClient, people: People, workspace: Workspace) -> None:
    view = await opened(people, api, workspace, form())

    assert await people.get("/as/U0ANA/views") == []
    assert (await people.does("U0ANA", "submit", view_id=view["id"], values={}))["error"] == "not_found"


async def test_a_home_is_published_to_one_person(api: AsyncWebClient, people: People) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = await api.views_publish(user_id="U0PETR", view=home)

    assert [view["type"] for view in await people.get("/as/U0PETR/views")] == ["home"]
    assert (await people.does("U0ANA", "home"))["view"] is None
    assert (await people.does("U0PETR", "home"))["view"]["id"] == first["view"]["id"]
    assert await error_of(api.views_publish(user_id="U0PETR", view=home, hash="old")) == "hash_conflict"


async def test_a_form_larger_than_slack_takes_is_refused(api: AsyncWebClient, workspace: Workspace) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}} for _ in range(90)]

    call = api.views_open(trigger_id=workspace.triggers.give("U0PETR"), view=form(*blocks))

    assert await error_of(call) == "view_too_large"
