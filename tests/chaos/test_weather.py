"""Slack at its worst: too fast, away, forgetful, refusing. The room is in the end as it would have been."""

from __future__ import annotations

import asyncio
from itertools import chain

import pytest

from bot.rehearsal import Refusal
from bot.rehearsal.acting import Actor, words
from bot.rehearsal.calls import Call
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.rooms import create
from tests.chaos.acts import before_open, in_room, opening
from tests.chaos.databases import SETUP, Fresh, set_up
from tests.chaos.matrix import Undisturbed
from tests.chaos.stage import Stage, stage, until
from tests.chaos.storm import Storm, channel_of, first, nth

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

RETRY_AFTER_S = 1.0
ON_ITS_WAY_S = 0.3  # what was sent before the 429 had come
BOARD, QUESTION = "Crisis 1, ", "Question 1"


async def told(stage: Stage, name: str) -> str:
    """All the bot wrote to a person directly."""
    return "\n".join(words(message) for message in await stage.actor(name).direct_messages())


async def board(stage: Stage) -> str:
    petr = await in_room(stage, "petr")
    return words(next(message for message in await petr.messages() if message["pinned"]))


async def test_a_429_is_obeyed_on_every_method_of_an_open(sqlite: Fresh, usual: Undisturbed) -> None:
    """No call of that method about that channel before Retry-After is over; then the room is usual."""
    setting = before_open(sqlite)

    async def refused(method: str) -> list[str]:
        async with setting() as stage:
            await stage.start()
            is_first = first(method)
            storm = Storm(stage.workspace, lambda call: Refusal(retry_after=RETRY_AFTER_S) if is_first(call) else None)
            await opening(stage)
            await stage.settled()
            early = [call for met in storm.met for call in stage.workspace.calls if _is_too_early(call, met)]
            assert len(storm.met) == 1
            return [f"{method}: {line}" for line in [*map(str, early), *stage.wrong(usual.picture)]]

    wrong = await asyncio.gather(*map(refused, sorted(set(usual.calls))))

    assert not (lines := list(chain.from_iterable(wrong))), "\n".join(line[:1500] for line in lines)


def _is_too_early(call: Call, met: Call) -> bool:
    same = call.method == met.method and channel_of(call) == channel_of(met)
    return same and met.ended + ON_ITS_WAY_S < call.started < met.ended + RETRY_AFTER_S


async def test_a_429_in_one_room_does_not_hold_up_another(sqlite: Fresh) -> None:
    """Ana's crisis is set up while posts to Petr's room have to wait."""
    async with before_open(sqlite)() as stage:
        await stage.start()
        await opening(stage)
        await stage.settled()
        petr = await in_room(stage, "petr")
        is_first = nth(1, lambda call: call.method == "chat.update" and channel_of(call) == petr.place)
        storm = Storm(stage.workspace, lambda call: Refusal(retry_after=6.0) if is_first(call) else None)

        await petr.press("Take command")
        await until(lambda: bool(storm.met), "the update of Petr's board is refused")
        await stage.actor("ana").command("/crisis open A second one")
        await until(lambda: any("crisis-2-" in p.name and p.pins for p in stage.workspace.places.values()), "it is up")

        met = storm.met[0]
        calls = [call for call in stage.workspace.calls if call.started > met.ended]
        assert calls[-1].started < met.ended + 6.0
        assert not [call for call in calls if call.method == "chat.update" and channel_of(call) == petr.place]


async def test_a_while_of_503_is_waited_out(sqlite: Fresh, usual: Undisturbed) -> None:
    """Whatever was being done when Slack went away is done when it is back."""
    setting = before_open(sqlite)
    async with setting() as stage:
        await stage.start()
        storm = Storm(stage.workspace)
        down = Refusal("service_unavailable", status=503)
        counting = nth(4, lambda call: True)
        storm.refuses = lambda call: down if storm.met or counting(call) else None

        await opening(stage)
        await until(lambda: len(storm.met) >= 4, "calls were refused")
        storm.refuses = lambda call: None
        await stage.settled()

        assert stage.wrong(usual.picture) == []


async def test_slack_goes_away_and_comes_back(sqlite: Fresh, usual: Undisturbed) -> None:
    """No connection, no answers: afterwards the bot connects again by itself, and misses nobody who came."""
    setting = before_open(sqlite)
    async with setting() as stage:
        await stage.start()
        weather = stage.workspace.weather

        await opening(stage)
        weather.set_preset("down")
        stage.workspace.sockets.drop()
        await until(lambda: sum(c.outcome == "HTTP 503" for c in stage.workspace.calls) >= 3, "calls were refused")
        weather.set_preset("calm")
        await until(lambda: stage.workspace.is_connected, "the bot is connected again")
        await stage.settled()

        assert stage.wrong(usual.picture) == []


async def test_a_lost_answer_is_looked_for_not_repeated(sqlite: Fresh, usual: Undisturbed) -> None:
    """Each call of an open takes effect once, and its answer is lost."""
    setting = before_open(sqlite)

    async def lost(n: int) -> list[str]:
        async with setting() as stage:
            await stage.start()
            storm = Storm(stage.workspace, loses=nth(n, lambda call: True))
            await opening(stage)
            await stage.settled()
            return [f"call {n}, {storm.met[0].method}: {line}" for line in stage.wrong(usual.picture)]

    wrong = await asyncio.gather(*map(lost, range(1, len(usual.calls))))

    assert not (lines := list(chain.from_iterable(wrong))), "\n".join(line[:1500] for line in lines)


async def test_an_announcement_that_cannot_be_looked_for_is_not_said_twice(sqlite: Fresh) -> None:
    """The app may not read public channels: after a lost answer the board says so, and nobody is called again."""
    async with sqlite() as url, stage(url) as made:
        set_up(url, SETUP.model_copy(update={"announce_in": "C0GENERAL"}))
        await made.actor("ana").do("invite", channel="C0GENERAL", users=["U0APP"])
        await made.start()
        Storm(made.workspace, loses=nth(1, lambda call: channel_of(call) == "C0GENERAL"))

        await opening(made)
        await made.settled()

        said = [m for m in made.workspace.places["C0GENERAL"].messages.values() if m.user == BOT_USER and not m.subtype]
        assert len(said) == 1
        assert "Not done: announcement" in await board(made)


async def test_a_refused_room_is_told_made_again_and_never_public(sqlite: Fresh) -> None:
    """Nothing public is made and nothing said where others read it; *Try again* makes the room."""
    async with before_open(sqlite)() as stage:
        await stage.start()
        stage.workspace.private_channels_allowed = False
        places = set(stage.workspace.places)

        await opening(stage)
        await stage.settled()
        refused = await told(stage, "petr")
        made = [place for id, place in stage.workspace.places.items() if id not in places and place.kind != "direct"]
        public = [
            m for place in stage.workspace.places.values() for m in place.messages.values() if place.kind != "direct"
        ]
        stage.workspace.private_channels_allowed = True
        await stage.actor("petr").press("Try again")
        await stage.settled()

        assert "Slack did not allow a private room. Crisis 1 is saved and nothing public was made." in refused
        assert made == [] and [m.text for m in public if m.user == BOT_USER and not m.subtype] == []
        assert "Crisis 1 · Offensive post" in await board(stage)
        assert stage.doubles() == []


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("pins.add", "Not done: pin (Slack refused, since"),
        ("conversations.setTopic", "Not done: topic (Slack refused, since"),
    ],
)
async def test_a_refused_step_is_a_line_on_the_board(sqlite: Fresh, usual: Undisturbed, method: str, line: str) -> None:
    """And blocks nothing."""
    setting = before_open(sqlite)
    async with setting() as stage:
        await stage.start()
        Storm(stage.workspace, lambda call: Refusal("restricted_action") if call.method == method else None)

        await opening(stage)
        await stage.settled()

        petr = await in_room(stage, "petr")
        said = "\n".join(words(message) for message in await petr.everything())
        assert line in said
        assert len(stage.picture().said) == len(usual.picture.said)


async def test_one_who_cannot_be_invited_stops_nobody_else(sqlite: Fresh) -> None:
    """Jana has left the company: the others are in, and the board says who is not."""
    async with before_open(sqlite)() as stage:
        await stage.start()
        stage.workspace.people["U0JANA"].deleted = True

        await opening(stage)
        await stage.settled()

        room = next(p for p in stage.workspace.places.values() if p.name.startswith("crisis-1-"))
        assert set(room.members) == {BOT_USER, "U0PETR", "U0ANA"}
        assert "Jana Horvat" in await board(stage)
        assert "you are asked to come" in await told(stage, "ana")


async def test_a_name_a_stranger_took_is_not_adopted(sqlite: Fresh) -> None:
    """The room gets the next suffix; in the stranger's nothing is said."""
    async with before_open(sqlite)() as stage:
        await stage.start()

        def taken(call: Call) -> None:
            if call.method == "conversations.create" and len(names) == 0:
                names.append(str(call.args["name"]))
                create(stage.workspace, names[0], "U0TOM", "private")

        names: list[str] = []
        Storm(stage.workspace, lambda call: taken(call))
        await opening(stage)
        await stage.settled()

        rooms = {p.name: p for p in stage.workspace.places.values() if p.name.startswith("crisis-1-")}
        assert set(rooms) == {names[0], f"{names[0]}-2"}
        assert rooms[names[0]].members == ["U0TOM"]
        assert rooms[f"{names[0]}-2"].pins


async def test_what_a_person_deletes_comes_back_three_times(sqlite: Fresh) -> None:
    """The board and the open question; not a fourth time."""
    async with before_open(sqlite)() as stage:
        await stage.start()
        await opening(stage)
        await stage.settled()
        ana = await in_room(stage, "ana")

        deleted = {text: await _deleted_until_gone(stage, ana, text) for text in (BOARD, QUESTION)}

        assert deleted == {BOARD: 4, QUESTION: 4}
        assert stage.doubles() == []


async def test_the_root_of_the_questions_comes_back_with_the_open_one(sqlite: Fresh) -> None:
    """What was answered before is on the timeline and on no new thread."""
    async with before_open(sqlite)() as stage:
        await stage.start()
        await opening(stage)
        await stage.settled()
        ana = await in_room(stage, "ana")
        await ana.press("Don't know yet")
        await stage.settled()
        root = next(m for m in await ana.messages() if m.get("reply_count"))
        answered = (await ana.thread(root["ts"]))[0]

        await ana.do("delete", channel=ana.place, ts=answered["ts"])
        await stage.settled()
        gone = [words(message)[:40] for message in await ana.thread(root["ts"])]
        await ana.do("delete", channel=ana.place, ts=root["ts"])
        await stage.settled()

        roots = [m for m in await ana.messages() if m["author"]["bot"] and m.get("reply_count")]
        assert words(answered)[:40] not in gone
        assert [len(await ana.thread(root["ts"])) for root in roots] == [1]
        assert stage.doubles() == []


async def _deleted_until_gone(stage: Stage, admin: Actor, text: str) -> int:
    """How often somebody had to delete a message of the bot before it stayed away."""
    for times in range(10):
        found = [m for m in await admin.everything() if m["author"]["bot"] and m["text"].startswith(text)]
        if not found:
            return times
        await admin.do("delete", channel=admin.place, ts=found[-1]["ts"])
        await stage.settled()
    return 10
