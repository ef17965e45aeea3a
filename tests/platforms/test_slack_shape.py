"""Whatever is signed but is not what Slack sends ends in 400 and one line of the log, never in a traceback."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.errors import StorageAway
from tests.platforms.conftest import Api, Heard, Json, Posts, recorded

PAYLOADS = sorted(
    path.stem
    for path in (Path(__file__).parent / "payloads").glob("*.json")
    if path.stem not in ("users", "close_form")
)
ODD: tuple[Any, ...] = (None, 5, "", "x", [], {}, [None], True)


async def sent(posts: Posts, body: Json, **kept: str) -> int:
    """As Slack sends it: a command as a form, an act as JSON in a form, an event as JSON."""
    if "command" in body:
        return (await posts.command(body)).status_code
    answer = await (posts.event(body) if "event" in body else posts.interactive(body))
    return answer.status_code


def places(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload, as the way to it."""
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in parts:
        yield (*at, key)
        yield from places(value, (*at, key))


def spoiled(body: Json, at: tuple[Any, ...], value: Any) -> Json:
    """The same with *value* at this place, or nothing there where it is Ellipsis."""
    odd = copy.deepcopy(body)
    around: Any = odd
    for key in at[:-1]:
        around = around[key]
    if value is ...:
        del around[at[-1]]
    else:
        around[at[-1]] = value
    return odd


@pytest.mark.parametrize("name", PAYLOADS)
async def test_no_payload_of_slacks_is_malformed(posts: Posts, name: str) -> None:
    assert await sent(posts, recorded(name)) == 200


@pytest.mark.parametrize("name", PAYLOADS)
async def test_a_payload_spoiled_anywhere_raises_nothing(
    posts: Posts, api: Api, name: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    api.always("users.info", user={"id": "U0ANYBODY", "name": "anybody", "team_id": "T0ACME"})
    body = recorded(name)
    ways = [(at, value) for at in places(body) for value in (..., *ODD)]
    for at, value in random.Random(name).sample(ways, min(len(ways), 400)):
        status = await sent(posts, spoiled(body, at, value))
        await posts.settle()
        out = capsys.readouterr().out

        assert status in (200, 400, 404), (at, value, out)  # the last: of a type nobody reads
        assert "Traceback" not in out + caplog.text, (at, value, out)
        assert "request.failed" not in out, (at, value, out)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback"},
        {"type": "event_callback", "event_id": "Ev1", "event": "x"},
        {"type": "event_callback", "event_id": "Ev1", "team_id": "T0ACME", "event": {"type": "message"}},
        {"type": "block_actions", "team": {"id": "T0ACME"}, "actions": []},
        {"type": "block_actions", "team": "T0ACME"},
        {"type": "view_submission", "user": {"id": 5}},
        {"type": 5},
        {"command": "/crisis"},
        {"anything": "else"},
    ],
)
async def test_a_payload_that_lacks_what_is_read_is_400_and_one_line(
    posts: Posts, heard: Heard, body: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await sent(posts, body) == 400
    assert capsys.readouterr().out.count("payload.malformed") == 1
    assert heard.incoming == []


@pytest.mark.parametrize(
    "body", ["{not json", "[]", "null", "5", "payload=5", "payload=" + quote("[1]"), "nothing", '"x"', ""]
)
async def test_a_body_that_is_no_object_is_400_and_one_line(
    posts: Posts, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await posts.send(body)).status_code == 400
    assert capsys.readouterr().out.count("payload.malformed") == 1


async def test_what_a_person_wrote_is_not_in_that_line(posts: Posts, capsys: pytest.CaptureFixture[str]) -> None:
    form = recorded("submit_form")
    form["view"]["state"]["values"] = {"what is secret": {"hunter2": "my words"}}

    assert await sent(posts, form) == 400
    line = capsys.readouterr().out
    assert "view.state" in line
    assert not [word for word in ("secret", "hunter2", "my words") if word in line]


async def test_what_is_wrong_with_us_is_still_told_with_its_traceback(
    posts: Posts, heard: Heard, capsys: pytest.CaptureFixture[str]
) -> None:
    heard.fault = StorageAway()

    assert (await posts.command(recorded("command_open"))).status_code == 200
    assert "request.failed" in capsys.readouterr().out


def test_the_payloads_are_json() -> None:
    assert all(json.dumps(recorded(name)) for name in PAYLOADS)
