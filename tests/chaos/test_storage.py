"""The database goes away: the person is told that nothing was saved, and nothing is acknowledged."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.rehearsal.acting import words
from tests.chaos.acts import before_open, in_room, opening
from tests.chaos.databases import Fresh
from tests.chaos.stage import Bot, Stage, until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

SAYS = "I can't save right now, so nothing was changed. Earlier entries are safe. Try again in a minute. Ref "


@contextmanager
def full(bot: Bot) -> Iterator[None]:
    """No file of this process may grow: what a full disk is to SQLite."""
    soft, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def away(url: str) -> Iterator[None]:
    """PostgreSQL takes no session for this database, and ends those there are."""
    name, server = make_url(url).database, make_url(url).set(database="postgres")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as session:
        session.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            session.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def storage_away(stage: Stage, bot: Bot) -> Iterator[None]:
    with full(bot) if stage.url.startswith("sqlite") else away(stage.url):
        yield


async def test_the_person_is_told_and_nothing_is_acknowledged(fresh: Fresh) -> None:
    """A command and a press are answered in words; who joined meanwhile is known once the database is back."""
    async with before_open(fresh)() as stage:
        bot = await stage.start(quiet=True)
        await opening(stage)
        await stage.settled()
        petr = await in_room(stage, "petr")
        before = stage.picture().events

        with storage_away(stage, bot):
            command = await petr.command("/crisis open A second one")
            pressed = await petr.press("Take command")
            await petr.do("invite", channel=petr.place, users=["U0TOM"])
            await until(lambda: stage.workspace.delivery.untaken > 0, "the event is on its way")
            told = await _privately_replied(stage, petr.place)
            untaken = stage.workspace.delivery.untaken
        again = await petr.command("/crisis open A second one")
        await stage.settled()

        assert command["text"].startswith(SAYS) and told.startswith(SAYS)
        assert pressed["ok"]
        assert untaken > 0
        new = stage.picture().events - before
        assert again["text"].startswith("Crisis 2 is open")
        assert [line for line in new if line.startswith("joined") and "U0TOM" in line]
        assert not any(line.startswith("commander") for line in new)


async def _privately_replied(stage: Stage, place: str) -> str:
    private_replies = stage.workspace.places[place].private_replies
    await until(lambda: bool(private_replies), "the press is answered")
    return words({"text": private_replies[-1].text, "blocks": private_replies[-1].blocks})
