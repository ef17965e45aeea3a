"""The chat is made to match the room, whatever is refused, late, lost, or another replica's by now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.card import Card
from bot.chat.incoming import Message
from bot.chat.platform import Links, Payload, Platform, Posted
from bot.crisis.evidence.facts import FileRef
from bot.errors import Fenced, Later, MessageGone, NotNow, OutOfReach
from bot.people.who import Person
from bot.platforms.slack.limits import LIMITS
from bot.record.fact import MessageRef
from bot.room.plan import NEW, NewRow
from bot.room.reconcile import Reconciler, opaque_key
from bot.room.surface import Room, Surface
from bot.text import Translator, Words, raw
from tests.matrix.record import logged

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOARD = Surface("board", Card(raw("Crisis 1")), pinned=True)
QUESTIONS = Surface("questions", Card(raw("Questions")))
FIRST = Surface("question/live#1", Card(raw("Is it still happening?")), thread="questions")
ROOM = Room(
    name="crisis-1-a7c2",
    purpose=raw("For Crisis 1."),
    topic=raw("Crisis 1"),
    opener="slack:U1",
    people=(),
    surfaces=(BOARD, QUESTIONS, FIRST),
    language="en",
)


class Chat:
    """A chat that keeps what it is told, does what *faults* say for a call, and holds up the calls in *slow*."""

    name = "slack"
    limits = LIMITS

    def __init__(self) -> None:
        self.messages: dict[str, tuple[str, str]] = {}  # ref → key, text
        self.calls: list[str] = []
        self.faults: dict[str, Exception] = {}
        self.slow: dict[str, asyncio.Event] = {}
        self.unwelcome: dict[str, NotNow] = {}

    async def _call(self, what: str) -> None:
        self.calls.append(what)
        if waits := self.slow.get(what):
            await waits.wait()
        if fault := self.faults.pop(what, None):
            raise fault

    def render(self, card: Card, language: str, links: Links, zone: str = "UTC") -> Payload:
        return {"text": Translator().plain(card.text)}

    def words(self, words: Words, language: str, limit: int, zone: str = "UTC") -> str:
        return Translator().plain(words)[:limit]

    def link(self, place: str, ref: str | None = None, thread: str | None = None) -> str:
        return f"{place}/{ref}"

    async def create(self, name: str) -> str:
        await self._call("create")
        return "C1"

    async def find_place(self, name: str, mark: str) -> str | None:
        return None

    async def describe(self, place: str, purpose: str) -> None:
        await self._call("describe")

    async def topic(self, place: str, topic: str) -> None:
        await self._call("topic")

    async def invite(self, place: str, people: Sequence[str]) -> Mapping[str, NotNow]:
        await self._call("invite")
        return {person: why for person, why in self.unwelcome.items() if person in people}

    async def remove(self, place: str, person: str) -> None:
        await self._call(f"remove {person}")

    async def members(self, place: str) -> Sequence[str]:
        return []

    async def post(self, place: str, thread: str | None, payload: Payload, key: str, urgent: bool = False) -> Posted:
        ref = str(len(self.messages) + 1)
        self.messages[ref] = key, str(payload["text"])
        await self._call(f"post {payload['text']}")  # what is slow or lost from here on has got through
        return Posted(place, ref)

    async def private_reply(
        self, id: str, place: str | None, payload: Payload, thread: str | None = None, only_there: bool = False
    ) -> None:
        await self._call("private_reply")

    async def update(self, place: str, ref: str, payload: Payload, urgent: bool = False) -> None:
        self.messages[ref] = self.messages[ref][0], str(payload["text"])
        await self._call(f"update {payload['text']}")

    async def delete(self, place: str, ref: str) -> None:
        del self.messages[ref]

    async def find(self, place: str, thread: str | None, key: str, since: datetime) -> Sequence[Posted]:
        return [Posted(place, ref) for ref, (marked, _text) in self.messages.items() if marked == key]

    async def pin(self, place: str, ref: str) -> None:
        await self._call("pin")

    async def upload(self, place: str, thread: str | None, name: str, title: str, text: str) -> Posted | None:
        return None

    async def find_upload(self, place: str, title: str, since: datetime, thread: str | None = None) -> Posted | None:
        return None

    async def person(self, id: str) -> Person:
        return Person(id=id, name=id)

    async def read(self, source: MessageRef) -> Message:
        raise MessageGone

    async def look_up(self, file: FileRef) -> FileRef:
        return file

    async def download(self, file: FileRef, limit: int, owner: str | None = None) -> bytes:
        return b""

    @property
    def texts(self) -> list[str]:
        return sorted(text for _key, text in self.messages.values())


class Rows:
    """What was shown; every write is refused once the incident is somebody else's."""

    def __init__(self) -> None:
        self.rows: dict[str, NewRow] = {}
        self.is_lost = False
        self.suspected: list[str] = []

    async def shown(self) -> Mapping[str, NewRow]:
        return dict(self.rows)

    async def mark(self, key: str, **values: object) -> NewRow:
        if self.is_lost:
            raise Fenced
        self.rows[key] = replace(self.rows.get(key, NEW), **values)  # type: ignore[arg-type]
        return self.rows[key]

    async def suspect(self, key: str) -> None:
        self.suspected.append(key)

    async def holds(self, place: str) -> bool:
        return True


class Hand:
    """A reconciler with its chat and rows in view."""

    def __init__(self) -> None:
        self.chat, self.rows = Chat(), Rows()
        self.refused, self.done = list[tuple[str, str]](), list[str]()
        self.now = NOW
        chat: Platform = self.chat
        self.reconciler = Reconciler("i1", chat, self.rows, self._refused, self._done, lambda: self.now)

    async def _refused(self, step: str, reason: str) -> None:
        self.refused.append((step, reason))

    async def _done(self, step: str) -> None:
        self.done.append(step)

    async def settles(self, room: Room = ROOM) -> datetime | None:
        quiet, at = await self.reconciler.settle(room)
        assert quiet
        return at

    async def calls(self, what: str) -> None:
        """Until the chat was called so."""
        async with asyncio.timeout(5):
            while what not in self.chat.calls:
                await asyncio.sleep(0)


@pytest.fixture
def hand() -> Hand:
    return Hand()


async def test_a_room_is_shown_and_left_alone_from_then_on(hand: Hand) -> None:
    await hand.settles()
    before = list(hand.chat.calls)

    await hand.settles()

    assert hand.chat.texts == ["Crisis 1", "Is it still happening?", "Questions"]
    assert hand.chat.calls == before


async def test_what_is_slow_holds_up_only_what_depends_on_it(hand: Hand) -> None:
    """A pin that hangs must not keep the first question from anybody."""
    hand.chat.slow["pin"] = pinned = asyncio.Event()
    changed = replace(ROOM, surfaces=(replace(BOARD, card=Card(raw("Crisis 1, worse"))), QUESTIONS, FIRST))

    working = asyncio.create_task(hand.reconciler.settle(ROOM))
    await hand.calls("pin")
    hand.reconciler.poke()
    quiet, _at = await working
    again = asyncio.create_task(hand.reconciler.settle(changed))
    hand.now += timedelta(seconds=3)
    await hand.calls("update Crisis 1, worse")
    pinned.set()
    await again

    assert not quiet
    assert "Crisis 1, worse" in hand.chat.texts


async def test_a_post_whose_answer_was_lost_is_looked_for_not_repeated(hand: Hand) -> None:
    """And what it shows is not known, so it is shown anew in place, once."""
    hand.chat.faults["post Questions"] = Later(0.0, unknown=True)

    at = await hand.settles()
    hand.now = at or hand.now
    await hand.settles()
    hand.now += timedelta(seconds=3)
    await hand.settles()

    assert hand.chat.texts.count("Questions") == 1
    assert hand.chat.calls.count("update Questions") == 1
    assert hand.rows.rows["questions"].state == "sent"


async def test_later_waits_twice_as_long_each_time(hand: Hand) -> None:
    waits = []
    for _try in range(3):
        hand.chat.faults["create"] = Later(0.0)
        at = await hand.settles()
        assert at is not None
        waits.append((at - hand.now).total_seconds())
        hand.now = at

    assert waits == [0.2, 0.4, 0.8]


async def test_whoever_lost_the_incident_takes_their_own_double_away(hand: Hand) -> None:
    """Frozen in the middle of a post, while another replica took over and posted the same."""
    await hand.settles(replace(ROOM, surfaces=(BOARD,)))
    hand.chat.slow["post Questions"] = answered = asyncio.Event()
    hand.chat.messages["0"] = opaque_key("i1", "questions", 0), "Questions"  # the other's, found first

    working = asyncio.create_task(hand.reconciler.settle(ROOM))
    await hand.calls("post Questions")
    hand.rows.is_lost = True
    answered.set()

    with pytest.raises(Fenced):
        await working
    assert hand.chat.texts.count("Questions") == 1 and "0" in hand.chat.messages
    assert hand.rows.suspected == ["questions"]


async def test_the_only_post_stays_although_its_incident_was_lost(hand: Hand) -> None:
    """Whoever has the incident now looks for it, and would post it anew were it gone."""
    await hand.settles(replace(ROOM, surfaces=(BOARD,)))
    hand.chat.slow["post Questions"] = answered = asyncio.Event()

    working = asyncio.create_task(hand.reconciler.settle(ROOM))
    await hand.calls("post Questions")
    hand.rows.is_lost = True
    answered.set()

    with pytest.raises(Fenced):
        await working
    assert hand.chat.texts.count("Questions") == 1


async def test_a_late_update_of_a_lost_incident_is_suspect(hand: Hand) -> None:
    """It may have covered a newer one."""
    await hand.settles()
    changed = replace(ROOM, surfaces=(BOARD, QUESTIONS, replace(FIRST, card=Card(raw("Answered")))))
    hand.now += timedelta(seconds=3)
    hand.chat.slow["update Answered"] = answered = asyncio.Event()

    working = asyncio.create_task(hand.reconciler.settle(changed))
    await hand.calls("update Answered")
    hand.rows.is_lost = True
    answered.set()

    with pytest.raises(Fenced):
        await working
    assert hand.rows.suspected == [FIRST.key]


async def test_what_is_in_flight_is_awaited_never_cancelled(hand: Hand) -> None:
    """Its end tells a double from a first."""
    hand.chat.slow["post Crisis 1"] = answered = asyncio.Event()
    working = asyncio.create_task(hand.reconciler.settle(ROOM))
    await hand.calls("post Crisis 1")
    working.cancel()

    stopping = asyncio.create_task(hand.reconciler.stop())
    await asyncio.sleep(0)
    answered.set()
    await stopping

    assert hand.rows.rows["board"].ref is not None


@pytest.mark.parametrize(
    ("call", "reason", "step"),
    [
        ("pin", "too_many_pins", "pin/board"),  # a step of its own
        ("post Questions", "restricted_action", "questions"),
        ("post Questions", "is_archived", "place"),  # the whole room is gone, not this message
    ],
)
async def test_what_is_refused_for_good_is_told_by_its_step(hand: Hand, call: str, reason: str, step: str) -> None:
    hand.chat.faults[call] = NotNow(reason)
    working = asyncio.create_task(hand.reconciler.settle(ROOM))
    async with asyncio.timeout(5):
        while not hand.refused:
            await asyncio.sleep(0)
    hand.reconciler.poke()
    await working

    assert hand.refused[0] == (step, reason)


REMOVING = replace(ROOM, removed={"remove/17": "slack:U3"})


async def test_a_removal_is_repeated_until_it_is_known_to_be_done(hand: Hand) -> None:
    """Lost on the way, or we were gone before we could note it: who is out already is no fault of the chat's."""
    hand.chat.faults["remove slack:U3"] = Later(0.0, unknown=True)
    at = await hand.settles(REMOVING)
    hand.now = at or hand.now
    await hand.settles(REMOVING)
    await hand.settles(REMOVING)

    assert hand.chat.calls.count("remove slack:U3") == 2
    assert hand.rows.rows["remove/17"].state == "sent"


async def test_a_removal_the_chat_refuses_is_told_without_a_name(hand: Hand) -> None:
    hand.chat.faults["remove slack:U3"] = NotNow("restricted_action")
    with logged() as log:
        working = asyncio.create_task(hand.reconciler.settle(REMOVING))
        async with asyncio.timeout(5):
            while not hand.refused:
                await asyncio.sleep(0)
        hand.reconciler.poke()
        await working

    assert hand.refused == [("remove/17", "restricted_action")]
    assert "remove/17" in log.getvalue() and "U3" not in log.getvalue()


WORSE = replace(ROOM, surfaces=(replace(BOARD, card=Card(raw("Crisis 1, worse"))), QUESTIONS, FIRST))


async def out_of_reach(hand: Hand, fault: Exception, *minutes: float) -> None:
    """The board is to be shown anew; at each of these minutes the chat does not take it."""
    await hand.settles()
    hand.now += timedelta(minutes=1)
    for minute in minutes:
        hand.now = NOW + timedelta(minutes=1 + minute)
        hand.chat.faults["update Crisis 1, worse"] = fault
        await hand.settles(WORSE)


def minutes(*after: float) -> tuple[datetime, ...]:
    return tuple(NOW + timedelta(minutes=1 + minute) for minute in after)


async def test_an_outage_is_known_from_its_first_failure_to_the_first_answer(hand: Hand) -> None:
    """And until it was told, whoever has the incident by then."""
    await out_of_reach(hand, OutOfReach(1.0, unknown=True), 0, 0.5, 1, 1.5, 2)
    before = hand.reconciler.outage

    hand.now = NOW + timedelta(minutes=3.5)
    await hand.settles(WORSE)
    other = Hand()
    other.rows.rows, other.now = hand.rows.rows, hand.now
    await other.settles(WORSE)

    assert before is None, "not over yet"
    assert hand.reconciler.outage == other.reconciler.outage == minutes(0, 2.5)
    await other.reconciler.told()
    await hand.settles(WORSE)
    assert hand.reconciler.outage is None


@pytest.mark.parametrize(
    ("fault", "after"),
    [(OutOfReach(1.0), (0, 0.3, 0.6)), (Later(30.0), (0, 0.5, 1, 1.5, 2))],
    ids=["a hiccup", "asked to slow down"],
)
async def test_what_is_no_outage_is_not_told(hand: Hand, fault: Exception, after: tuple[float, ...]) -> None:
    await out_of_reach(hand, fault, *after)

    hand.now = NOW + timedelta(minutes=1 + after[-1] + 0.3)
    await hand.settles(WORSE)
    hand.now += timedelta(hours=1)
    await hand.settles()

    assert hand.reconciler.outage is None


async def test_while_nobody_tried_nobody_knows(hand: Hand) -> None:
    """The bot itself was away from minute 2 on: until then the chat was, and not a minute longer."""
    await out_of_reach(hand, OutOfReach(1.0), 0, 0.5, 1, 1.5, 2)

    hand.now = NOW + timedelta(hours=9)
    await hand.settles(WORSE)

    assert hand.reconciler.outage == minutes(0, 2)


async def test_an_outage_whose_end_was_not_seen_is_forgotten(hand: Hand) -> None:
    """The board says again what it said before, so nothing is tried any more."""
    await out_of_reach(hand, OutOfReach(1.0), 0, 0.5, 1, 1.5, 2)

    await hand.settles(ROOM)
    hand.now += timedelta(minutes=1)
    await hand.settles(WORSE)

    assert hand.reconciler.outage is None


async def test_few_updates_are_in_flight_and_the_clicked_one_waits_for_none(hand: Hand) -> None:
    replies = [Surface(f"question/q{n}#1", Card(raw(f"Question {n}")), thread="questions") for n in range(9)]
    room = replace(ROOM, surfaces=(BOARD, QUESTIONS, *replies))
    await hand.settles(room)
    hand.now += timedelta(minutes=1)
    slow = {f"update Answered {n}": asyncio.Event() for n in range(9)}
    hand.chat.slow |= slow
    hand.reconciler.clicked.add(hand.rows.rows["question/q8#1"].ref or "")
    answered = [replace(reply, card=Card(raw(f"Answered {n}"))) for n, reply in enumerate(replies)]

    working = asyncio.create_task(hand.reconciler.settle(replace(room, surfaces=(BOARD, QUESTIONS, *answered))))
    await hand.calls("update Answered 8")
    begun = [call for call in hand.chat.calls if call.startswith("update")]
    for each in slow.values():
        each.set()
    await working

    assert begun == [f"update Answered {n}" for n in (0, 1, 2, 8)]
    assert len(hand.chat.texts) == 11 and not [text for text in hand.chat.texts if text.startswith("Question ")]
