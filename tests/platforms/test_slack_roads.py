"""The two roads in: what is not signed by Slack goes no further, and a dead socket is noticed."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry

from bot.people.who import Standing
from bot.platforms import slack as road
from bot.platforms.slack import Slack, web
from bot.platforms.slack.background import Background
from bot.platforms.slack.sockets import Silence, Watch
from tests.platforms.conftest import NOW, Api, Heard, Posts, recorded, signature

AT = str(int(NOW.timestamp()))


async def test_a_request_slack_did_not_sign_is_refused(posts: Posts, heard: Heard) -> None:
    answer = await posts.send("text=open", x_slack_signature=signature(b"text=open", AT, "another secret"))

    assert answer.status_code == 401
    assert heard.incoming == []


@pytest.mark.parametrize("stamp", ["abc", "", "-1", "1e9", "٣٤", str(int(NOW.timestamp()) - 301), "9" * 400])
async def test_a_time_stamp_that_is_old_or_none_is_refused(posts: Posts, stamp: str) -> None:
    body = b"text=open"
    answer = await posts.http.post(
        "/slack/events",
        content=body,
        headers={
            b"x-slack-request-timestamp": stamp.encode(),
            b"x-slack-signature": signature(body, stamp).encode(),
        },
    )

    assert answer.status_code == 401


async def test_a_request_of_five_minutes_ago_is_taken(posts: Posts) -> None:
    body, stamp = b"ssl_check=1&token=x", str(int(NOW.timestamp()) - 299)
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature(body, stamp)}

    assert (await posts.http.post("/slack/events", content=body, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "body", [b"{not json", b"payload={not json", b"[]", b"null", b"payload=[]", b'payload="x"', b"1", b"", b"a&b"]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_a_malformed_body_is_refused_without_a_trace(posts: Posts, body: bytes, kind: str) -> None:
    answer = await posts.send(body, kind)

    assert (answer.status_code, answer.text) == (400, "malformed")


@pytest.mark.parametrize("body", [b'{"a":' * 50_000, b"payload=" + b"[" * 100_000])
async def test_a_body_nested_without_end_is_malformed(posts: Posts, body: bytes) -> None:
    assert (await posts.send(body)).status_code == 400


async def test_a_body_that_drips_in_is_cut_off(posts: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "BODY_S", 0.01)

    async def never_ending() -> AsyncIterator[bytes]:
        yield b"payload="
        await asyncio.Event().wait()

    assert (await posts.http.post("/slack/events", content=never_ending())).status_code == 408


@pytest.mark.parametrize("body", [b"\xff\xfe", b'{"a": "\xff"}'])
async def test_a_body_that_is_no_text_is_refused(posts: Posts, body: bytes) -> None:
    assert (await posts.send(body)).status_code == 401


async def test_a_body_beyond_a_megabyte_is_refused(posts: Posts) -> None:
    assert (await posts.send(b"x" * 1_000_001)).status_code == 413
    assert (await posts.send(b"x", content_length="5000000")).status_code == 413


async def test_a_body_that_hides_its_length_is_refused_as_soon_as_it_is_too_large(posts: Posts) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 100_000

    assert (await posts.http.post("/slack/events", content=endless())).status_code == 413
    assert sent <= 12


async def test_slacks_first_question_is_answered(posts: Posts) -> None:
    body = '{"type": "url_verification", "challenge": "abc", "token": "x"}'

    assert (await posts.send(body, "application/json")).json() == {"challenge": "abc"}


async def test_who_became_a_guest_unheard_is_found_within_a_day(
    api: Api, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "SWEEP_S", 0.01)
    slack = Slack("xoxb-test", signing_secret="s" * 32, api_url=api.url, registry=CollectorRegistry())
    await slack.start(heard.ears(), ())
    await slack.ready.wait()
    users = recorded("users")
    member = next(user["id"] for user in users if slack.platform.known[f"slack:{user['id']}"].standing == "member")

    api.always("users.list", members=[user | {"is_restricted": user["id"] == member} for user in users])
    heard.people.clear()
    async with asyncio.timeout(5):
        while not any(person.id == f"slack:{member}" for person in heard.people):
            await asyncio.sleep(0)
    await slack.close()

    assert slack.platform.known[f"slack:{member}"].standing is Standing.guest


async def test_there_is_no_http_road_without_a_signing_secret() -> None:
    assert Slack("xoxb-test", "xapp-test").asgi_routes() == []


async def test_the_same_event_twice_has_the_same_key(posts: Posts, heard: Heard) -> None:
    await posts.event(recorded("said"))
    await posts.event(recorded("said"))

    assert heard.incoming[0].key == heard.incoming[1].key


async def test_nothing_a_person_wrote_is_logged(posts: Posts, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await posts.event(recorded("said"))
    await posts.interactive(recorded("submit_form"))

    assert "14:20" not in caplog.text
    assert "post is down" not in caplog.text


def test_a_connection_that_stays_down_is_dead() -> None:
    low = Watch(dead_after_s=40)

    assert not low.is_dead(connected=False, now=100)
    assert not low.is_dead(connected=False, now=139)
    assert low.is_dead(connected=False, now=140)


def test_a_connection_that_came_back_starts_anew() -> None:
    low = Watch(dead_after_s=40)
    low.is_dead(connected=False, now=100)
    low.is_dead(connected=True, now=139)

    assert not low.is_dead(connected=False, now=145)


async def test_what_breaks_in_the_background_is_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    async def breaks() -> None:
        raise KeyError("boom")

    background = Background()
    background.start(breaks(), "private_reply")
    await background.close()
    await asyncio.sleep(0)

    assert "background.failed" in capsys.readouterr().out


def test_silence_lasts_until_the_next_connection_has_greeted() -> None:
    """What is only connected may still be refused, and hears nothing."""
    silence = Silence(since=0.0)
    assert silence.end(2.0) == 2.0
    for at in (5.0, 10.0):
        silence.look(True, at)

    for at, connected in ((15.0, False), (20.0, False), (490.0, True)):
        silence.look(connected, at)

    assert silence.end(491.0) == 481.0


def test_a_connection_that_was_renewed_between_two_looks_was_hardly_silent() -> None:
    silence = Silence(since=0.0)
    silence.end(0.0)
    silence.look(True, 3600.0)

    assert silence.end(3602.0) == 2.0
