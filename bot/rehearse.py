"""The rehearsal: a workspace with the bot beside it, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC
from importlib import resources
from pathlib import Path

from dateutil import tz

from bot.access.importing import plan, read_table
from bot.access.register.state import register_id
from bot.app import App
from bot.approval import mark
from bot.crisis.playbook import Book
from bot.errors import CrisisError
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Right, Someone
from bot.platforms.slack.manifest import manifest
from bot.record.fact import Fact
from bot.rehearsal import Running, Workspace, load_seed
from bot.rehearsal import serve as serve_workspace
from bot.rehearsal.shapes import Clock, utc_now
from bot.settings import Settings
from bot.speech.holding_statement.facts import TemplateApproved, TemplateWritten
from bot.stopping import told_to_stop

CALLED = {  # whom the seeded organisation calls (bot/rehearsal/seed.yaml)
    "ana": "slack:U0ANA",
    "tom": "slack:U0TOM",
    "jana": "slack:U0JANA",
    "petr": "slack:U0PETR",
    "maja": "slack:U0MAJA",
    "eva": "slack:U0EVA",
}
REGISTER = ("people.csv", "accounts.csv", "access.csv")
CONNECT_S = 10.0  # longest wait for the bot to be ready beside its workspace


class FolderUnusable(CrisisError):
    """The rehearsal cannot keep its state there."""


@contextlib.asynccontextmanager
async def rehearsal(folder: Path, port: int = 0, clock: Clock = utc_now) -> AsyncIterator[tuple[Running, App]]:
    """A workspace and a bot in this process, on one *clock*; both keep their state in *folder*."""
    with _kept_in(folder):
        folder.mkdir(parents=True, exist_ok=True)
        workspace = Workspace(manifest(), seed=load_seed(), clock=clock, state=folder / "workspace.json")
    async with contextlib.AsyncExitStack() as stack:
        running = await _on_a_port(stack, workspace, port)
        app = App(_settings(running, folder), clock)
        await app.start()
        stack.push_async_callback(app.close)
        async with asyncio.timeout(CONNECT_S):
            while not (workspace.is_connected and await app.is_ready()):
                await asyncio.sleep(0.01)
        await _set_up(app)
        yield running, app


async def _set_up(app: App) -> None:
    """The seeded organisation has its setup, as a team would before it rehearses; what people changed stays."""
    me = app.slack.platform.me
    if me is None or (await app.store.organisation(me.team)).set_up:
        return
    known = {id: person.someone for id, person in (await app.store.people(CALLED.values())).items()}
    who = {name: known[id] for name, id in CALLED.items()}
    organisation = Organisation(
        brand="Teal Kettle",
        zone="Europe/Zagreb",
        announce_in="C0GENERAL",
        announce_checked_at=app.clock(),  # the app is in #general from the start
        responders=(
            Responder(person=who["ana"], deputy=who["tom"]),
            Responder(person=who["jana"]),
            Responder(person=who["petr"]),
        ),
        hr=who["maja"],
        legal=who["eva"],
        set_up=True,
        asked=True,
    )
    ana = Person(**who["ana"].model_dump())
    await app.store.save_organisation(me.team, organisation, ana)
    await enter_register(app, me.team, ana, who)


async def enter_register(app: App, tenant: str, by: Person, who: Mapping[str, Someone]) -> None:
    """Its register, out of files as a team keeps them: playbooks/rehearsal/."""
    folder = resources.files("playbooks").joinpath("rehearsal")
    tables = [read_table(name, folder.joinpath(name).read_bytes()) for name in REGISTER]
    async with app.store.change(register_id(tenant), "rehearsal/register", by, Right.staff) as change:
        zone = tz.gettz((await app.store.organisation(tenant)).zone) or UTC
        taken = plan(change.register, tables, app.book.runbooks, zone, app.slack.platform.name)
        change.record(taken.facts)
        change.record(_templates(app.book, who))


def _templates(book: Book, who: Mapping[str, Someone]) -> Iterator[Fact]:
    """Two kinds of crisis have their holding statement approved; of the others nobody has thought yet."""
    for kind in ("ex_employee_access", "account_takeover"):
        text = book.kind(kind).template
        yield TemplateWritten(playbook=kind, text=text, by=who["petr"], asked=who["eva"])
        yield TemplateApproved(playbook=kind, mark=mark(text), by=who["eva"])


async def _on_a_port(stack: contextlib.AsyncExitStack, workspace: Workspace, port: int) -> Running:
    try:
        return await stack.enter_async_context(serve_workspace(workspace, port))
    except OSError:
        return await stack.enter_async_context(serve_workspace(workspace, 0))


def _settings(running: Running, folder: Path) -> Settings:
    tokens = running.workspace.tokens
    return Settings.read(
        {
            "SLACK_BOT_TOKEN": tokens.bot,
            "SLACK_APP_TOKEN": tokens.app,
            "SLACK_API_URL": running.api_url,
            "CRISIS_DATABASE_URL": f"sqlite:///{folder / 'crisis.db'}",
            "CRISIS_ADMINS": "U0EVA,U0ANA",
        }
    )


async def rehearse(folder: Path, *, port: int, browser: bool, say: Callable[[str], None]) -> None:
    """The rehearsal for a person, until Ctrl C or another signal (see ``stopping``)."""
    with told_to_stop() as told:
        async with rehearsal(folder, port) as (running, _app):
            say(f"The rehearsal workspace is open: {running.page_url}")
            say("Everything stays on this machine. Ctrl C ends it; it goes on where it was next time.")
            if browser:
                webbrowser.open(running.page_url)
            await told.wait()


def start_over(folder: Path) -> None:
    """Forget the rehearsal's state: its workspace and its database, nothing else in the folder."""
    with _kept_in(folder):
        for name in ("workspace.json", "crisis.db", "crisis.db-wal", "crisis.db-shm", "crisis.db.lock"):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / "played", ignore_errors=True)


@contextlib.contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """A folder that cannot be made or written, or whose files are not of a rehearsal, is a sentence."""
    try:
        yield
    except OSError as fault:
        raise FolderUnusable(f"{folder} cannot be used: {fault.strerror}. Name another with --folder.") from fault
    except ValueError as fault:  # workspace.json is not as it was written
        raise FolderUnusable(
            f"{folder} has no rehearsal that can be read. Start over with --fresh, or name another with --folder."
        ) from fault
