"""The token is of one workspace: what comes through another is refused, what is only written by strangers is not."""

import logging

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.incoming import Said
from bot.platforms.slack import Slack
from bot.platforms.slack.inbound import Inbound
from tests.conversation import Rehearsal
from tests.platforms.conftest import NOW, Api, Heard, Json, Posts, recorded

EVENTS = ["said", "edited", "deleted", "joined", "left", "reaction_added", "app_home_opened", "user_change", "own_said"]
ACTS = ["press_button", "choose_menu", "press_home", "press_more", "submit_form", "shortcut_global", "shortcut_message"]
THEIRS = {"enterprise_id": None, "team_id": "T0OTHER", "is_enterprise_install": False}


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize(
    "foreign",
    [
        {"team_id": "T0OTHER", "context_team_id": "T0OTHER", "authorizations": [THEIRS]},
        {"team_id": "T0OTHER", "context_team_id": None, "authorizations": []},
        {"authorizations": [THEIRS]},
        {"team_id": "T0OTHER"},  # and it is in no channel that is shared
        {"team_id": None, "context_team_id": None, "authorizations": [{"team_id": None, "enterprise_id": "E0ORG"}]},
    ],
)
async def test_an_event_of_another_workspace_is_taken_and_forgotten(
    posts: Posts, heard: Heard, name: str, foreign: Json
) -> None:
    known = len(heard.people)

    answer = await posts.event({**recorded(name), **foreign})

    assert answer.status_code == 200  # else it would come again
    assert (heard.incoming, heard.moved, heard.deleted, heard.people[known:]) == ([], [], [], [])


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("team", [{"id": "T0OTHER", "domain": "other"}, None])
async def test_an_act_in_another_workspace_does_nothing(
    posts: Posts, heard: Heard, api: Api, name: str, team: Json | None
) -> None:
    body = {**recorded(name), "team": team}
    body.get("view", {}).update(app_installed_team_id="T0OTHER")

    answer = await posts.interactive(body)
    await posts.settle()

    assert (answer.status_code, answer.text) == (200, "")
    assert heard.incoming == []
    assert api.calls == []  # our token has no say there


async def test_a_command_in_another_workspace_is_told_so(posts: Posts, heard: Heard) -> None:
    answer = await posts.command({**recorded("command_open"), "team_id": "T0OTHER"})

    assert answer.json()["response_type"] == "ephemeral"
    assert answer.json()["text"] == "This app works in another workspace. Nothing was done here."
    assert heard.incoming == []


async def test_a_stranger_in_a_shared_channel_is_heard_in_our_own_workspace(posts: Posts, heard: Heard) -> None:
    """Slack Connect: the event says where it came from, its authorization whose it is."""
    said = {**recorded("said"), "team_id": "T0OTHER", "is_ext_shared_channel": True}

    await posts.event(said)
    await posts.event({**said, "context_team_id": "T0OTHER", "team_id": "T0ACME", "event_id": "Ev2"})
    await posts.event({**said, "authorizations": [], "context_team_id": "T0ACME", "event_id": "Ev3"})

    assert [(type(incoming), incoming.tenant) for incoming in heard.incoming] == [(Said, "T0ACME")] * 3


async def test_an_event_of_another_workspace_of_our_organisation_is_ours_by_its_authorization(
    posts: Posts, heard: Heard
) -> None:
    ours = {"team_id": "T0ACME", "enterprise_id": "E0ORG", "is_enterprise_install": False}

    await posts.event({**recorded("said"), "team_id": "T0SISTER", "authorizations": [ours]})

    assert heard.last.tenant == "T0ACME"


async def test_a_form_sent_from_another_workspace_is_ours_where_our_app_opened_it(posts: Posts, heard: Heard) -> None:
    form = recorded("submit_form")
    form["view"]["app_installed_team_id"] = "T0ACME"

    await posts.interactive({**form, "team": {"id": "T0OTHER", "domain": "other"}})

    assert heard.last.tenant == "T0ACME"


async def test_whose_it_is_is_asked_before_anything_is_done(posts: Posts, heard: Heard, api: Api, slack: Slack) -> None:
    """Slack was away when the bot started, so it does not know its own workspace yet."""
    slack.platform.me = None
    api.next("auth.test", {"ok": False, "error": "internal_error"})

    unknown = await posts.event(recorded("said"))
    known = await posts.event(recorded("said"))

    assert (unknown.status_code, known.status_code) == (503, 200)  # the former comes again
    assert len(heard.incoming) == 1


async def test_nothing_is_opened_for_another_workspace_on_either_road(either: Rehearsal) -> None:
    either.workspace.model.team_id = "T0OTHER"  # from now on all payloads name it

    answer = await either.petr.command("/crisis open Offensive post")
    await either.settled()

    assert "another workspace" in str(answer["answer"])
    assert await either.app.store.incident_numbered("T0OTHER", 1) is None
    assert await either.app.store.incident_numbered("T0REHEARSAL", 1) is None


def test_bolt_does_not_warn_of_the_token_it_found_by_itself(
    slack: Slack, heard: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-the-environment")

    Inbound(slack.platform, "xoxb-test", heard.ears(), (), slack.later, logging.getLogger("slack"), lambda: NOW)

    assert isinstance(slack.platform.wire.web, AsyncWebClient)
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []
