"""
kill -9 while access is closed: every step has one state, one card, one
direct message; the register agrees with the restriction.
"""

from __future__ import annotations

import asyncio
from itertools import cycle
from pathlib import Path

import pytest

from bot.rehearsal.delivery import Answer, Envelope, Kind
from bot.rehearsal.shapes import Json
from bot.rehearsal.signed import Signed
from tests.chaos.closing import ACTS, AGAIN, Phase, begun, gathering, phases, starting, together
from tests.chaos.databases import Fresh
from tests.chaos.matrix import lost_or_doubled, tried, undisturbed
from tests.chaos.stage import Stage
from tests.thrice import thrice

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

STRUCK = tuple(name for name in ACTS if name != "begin")  # more of the same steps


async def wrong_in(found: list[Phase], every: int) -> str:
    """What differs after a blow and a restart, in each act: behind and before each *every*-th call and commit."""
    lines = []
    for phase in found:
        whole = phase.whole
        points = whole.points("call", every=every, after=(True,)) + whole.points("commit", every=every, after=(False,))
        if phase.name in STRUCK:
            wrong = await lost_or_doubled(phase.setting, phase.act, phase.counted_from, whole, points)
            lines += [f"{phase.name}: {wrong}"] if wrong else []
    return "\n".join(lines)


async def test_closing_two_accounts_on_sqlite(sqlite: Fresh, tmp_path: Path) -> None:
    """
    A leaver's direct message, start, login check, steps done and not, verified,
    everything paused: after each call and commit.
    """
    async with phases(sqlite, tmp_path) as found:
        stood = found[-1].whole.picture.access

        assert any("restricted" in line or "failed" in line for line in stood)
        assert (wrong := await wrong_in(found, 1)) == "", wrong


@pytest.mark.postgres
async def test_closing_two_accounts_on_postgresql(postgresql: Fresh, tmp_path: Path) -> None:
    """A sample: what lies between a call and a commit is the same, and the commits of one act are alike."""
    async with phases(postgresql, tmp_path) as found:
        assert (wrong := await wrong_in(found, 3)) == "", wrong


async def test_a_closing_delivered_three_times_at_once_counts_once(fresh: Fresh, tmp_path: Path) -> None:
    """
    Start, login check and steps, each press and each form three times at
    the same moment: one restriction, and one answer.
    """
    async with begun(fresh, tmp_path, gathering) as setting:
        whole = await undisturbed(setting, together, "restriction.start")
        async with setting() as stage:
            await stage.start()
            answers = thrice(stage.workspace)
            await together(stage)

            assert (wrong := stage.wrong(whole.picture)) == [], wrong
            assert [each for each in answers if not each[0] == each[1] == each[2]] == []
            assert [each[0].error for each in answers if each[0].error] == []


class ByTurns:
    """A line to several replicas, one thing to each by turns."""

    is_connected = True

    def __init__(self, *lines: Signed) -> None:
        self.lines = cycle(lines)

    def send(self, envelope: Envelope) -> bool:
        return next(self.lines).send(envelope)


@pytest.mark.postgres
async def test_start_pressed_on_two_screens_at_once_begins_one_closing(postgresql: Fresh, tmp_path: Path) -> None:
    """Ana's two screens reach two replicas: one begins it, and the other says who did."""
    async with begun(postgresql, tmp_path, gathering, transport="http") as setting:
        whole = await undisturbed(setting, starting, "restriction.start")
        async with setting() as stage:
            bots = await asyncio.gather(stage.start(), stage.start())
            secret, delivery = stage.workspace.tokens.signing_secret, stage.workspace.delivery
            lines = [Signed(f"http://127.0.0.1:{bot.port}/slack/events", secret, delivery) for bot in bots]
            before, delivery.line = delivery.line, ByTurns(*lines)
            answers = on_two_screens(stage)
            await tried(stage, starting)
            await stage.settled()

            delivery.line = before
            await asyncio.gather(*(line.close() for line in lines))
            assert [AGAIN in str(answer) for answer in sorted(answers, key=str)].count(True) == 1
            assert (wrong := stage.wrong(whole.picture)) == [], wrong


def on_two_screens(stage: Stage) -> list[Answer]:
    """From now on each form is sent from two screens at once; the answers are kept."""
    ask, answers = stage.workspace.ask, list[Answer]()

    async def asked(kind: Kind, payload: Json) -> Answer:
        if payload.get("type") != "view_submission":
            return await ask(kind, payload)
        other = {**payload, "view": {**payload["view"], "id": "V0R0THER", "hash": "1.other"}}
        answers.extend(await asyncio.gather(ask(kind, payload), ask(kind, other)))
        return answers[-2]

    stage.workspace.ask = asked  # type: ignore[method-assign]
    return answers
