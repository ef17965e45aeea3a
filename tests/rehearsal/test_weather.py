"""Weather: slow, refusing, forgetful, down; counted, so that it can be repeated."""

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rehearsal import Refusal, Workspace
from bot.rehearsal.weather import PRESETS, Weather
from tests.rehearsal.conftest import People


async def test_a_refusal_by_429_says_when_to_come_again(api: AsyncWebClient, workspace: Workspace) -> None:
    workspace.weather.refuse_next("auth.test", Refusal(retry_after=7))

    with pytest.raises(SlackApiError) as caught:
        await api.auth_test()
    again = await api.auth_test()

    response = caught.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "7")
    assert again["ok"]


async def test_a_refusal_can_be_any_error_and_takes_no_effect(
    api: AsyncWebClient, people: People, workspace: Workspace
) -> None:
    await people.post("/weather", refuse=[{"method": "conversations.create", "error": "internal_error", "times": 2}])

    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await api.conversations_create(name="crisis-1", is_private=True)

    assert workspace.model.place_named("crisis-1") is None
    await api.conversations_create(name="crisis-1", is_private=True)


async def test_a_lost_reply_has_taken_effect(api: AsyncWebClient, workspace: Workspace) -> None:
    workspace.weather.lose_reply("conversations.create")

    with pytest.raises(aiohttp.ClientError):
        await api.conversations_create(name="crisis-1", is_private=True)

    assert workspace.model.place_named("crisis-1") is not None
    assert [call.outcome for call in workspace.calls] == ["lost"]


async def test_latency_lets_calls_wait_side_by_side(api: AsyncWebClient, workspace: Workspace) -> None:
    workspace.weather.latency_s = 0.05
    began = time.monotonic()

    await api.auth_test()

    assert time.monotonic() - began >= 0.05
    assert workspace.calls[0].ended - workspace.calls[0].started >= 0.05


async def test_in_calm_weather_an_answer_leaves_at_once(api: AsyncWebClient) -> None:
    """A socket that waits to fill its packets would take 40 ms an answer."""
    await api.auth_test()
    began = time.monotonic()

    for _ in range(20):
        await api.auth_test()

    assert (time.monotonic() - began) / 20 < 0.02


async def test_a_failing_api_answers_every_third_call_with_503(api: AsyncWebClient, people: People) -> None:
    await people.post("/weather", preset="failing", latency_s=0)

    statuses = []
    for _ in range(6):
        try:
            statuses.append((await api.auth_test()).status_code)
        except SlackApiError as error:
            assert not isinstance(error.response, str)
            statuses.append(error.response.status_code)

    assert statuses == [200, 200, 503, 200, 200, 503]


async def test_a_server_error_can_be_asked_for_and_is_seen_in_the_weather(api: AsyncWebClient, people: People) -> None:
    row = {"method": "auth.test", "error": "internal_error", "status": 500, "times": 1}

    weather = await people.post("/weather", refuse=[row])
    with pytest.raises(SlackApiError) as caught:
        await api.auth_test()

    assert weather["refuse"] == [row]
    assert caught.value.response.status_code == 500


async def test_down_answers_503_and_drops_the_sockets(api: AsyncWebClient, people: People) -> None:
    assert (await people.post("/weather", preset="down"))["preset"] == "down"
    with pytest.raises(SlackApiError) as caught:
        await api.auth_test()
    await people.post("/weather", preset="calm")

    assert caught.value.response.status_code == 503
    assert (await api.auth_test())["ok"]


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_the_same_weather_meets_the_same_calls_in_the_same_way(preset: str) -> None:
    def met() -> list[object]:
        weather = Weather()
        weather.set_preset(preset)
        return [(weather.refusal_of("m"), weather.loses("m"), weather.doubles()) for _ in range(24)]

    assert met() == met()
    assert (preset in ("calm", "slow")) == (met() == [(None, False, False)] * 24)


async def test_a_weather_that_cannot_be_read_is_refused(people: People) -> None:
    assert (await people.post("/weather", preset="hail"))["error"] == "invalid_weather"


async def test_every_call_is_in_the_log_without_its_words(api: AsyncWebClient, people: People) -> None:
    await api.auth_test()
    place = (await api.conversations_open(users="U0PETR"))["channel"]["id"]
    await api.chat_postMessage(channel=place, text="private words")

    log = await people.get("/calls?since=1")

    outcomes = [(row["method"], row["outcome"]) for row in log]
    assert outcomes == [("conversations.open", "ok"), ("chat.postMessage", "ok")]
    assert "private words" not in str(log)
