"""Joins the parts: settings, store, chat, handlers, worker. The only module, cli aside, that knows all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette

from bot.access.register.state import register_id
from bot.chat.incoming import Deleted, Incoming, Pressed, Said
from bot.chat.outcome import Done, Outcome, Reply
from bot.chat.platform import Links
from bot.chat.router import Router, carried_by
from bot.closer import Closer
from bot.connectors import connect
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.errors import Later, NotNow, StorageAway
from bot.gaps import Gaps
from bot.health import Health, Readiness
from bot.people.who import Person, Standing
from bot.platforms.slack import Ears, Slack
from bot.playbooks import load
from bot.reader import MB, Reader
from bot.record.consequences import follow_in, next_due
from bot.registrar import Registrar
from bot.room.tasks import TASKS
from bot.settings import Settings
from bot.store.store import Store
from bot.text import Moment, _
from bot.worker import Worker
from handlers.access import Access
from handlers.ask import Ask
from handlers.audiences import Audiences
from handlers.brief import Brief
from handlers.capture import Capture
from handlers.command import Command
from handlers.confirm import Confirm
from handlers.conflict import Conflict
from handlers.connectors import Connectors
from handlers.evidence import Evidence
from handlers.expired import Expired
from handlers.help import Help
from handlers.holding_statement import HoldingStatement
from handlers.home import Home
from handlers.importing import Importing
from handlers.language import Language
from handlers.leavers import Leavers
from handlers.members import Members
from handlers.opening import Open
from handlers.pausing import Pausing
from handlers.places import Places
from handlers.posture import Posture
from handlers.questions import Questions
from handlers.ready import Ready
from handlers.resolving import Resolve
from handlers.restoration import Restore
from handlers.restriction import Restrict
from handlers.roles import Roles
from handlers.setup import Setup
from handlers.severity import Severity
from handlers.signs import Signs
from handlers.standings import Standings
from handlers.tasks import Tasks
from handlers.thread import Thread
from handlers.timeline import Timeline
from handlers.undo import Undo
from handlers.use_message import UseMessage

log = structlog.get_logger(__name__)

SEEN_FOR = timedelta(days=7)  # design.md §3: then a stored answer is forgotten
DAY_S = 86_400.0
PATIENCE_S = 30.0  # what a room shows later than this is announced to whoever changed it


def utc_now() -> datetime:
    return datetime.now(UTC)


class App:
    """
    One running bot. ``start`` returns once it can take requests; ``close`` lets what is in flight end.

    Args:
        clock: Aware UTC. None: the database's own clock decides, or this machine's with SQLite.

    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self.book: Book = load()
        self.registry = CollectorRegistry()
        self.admins: set[str] = {f"slack:{id}" for id in settings.admins}
        self.clock = now = clock or utc_now
        app, signing = settings.slack_app_token, settings.slack_signing_secret
        self.slack = Slack(
            settings.slack_bot_token.get_secret_value(),
            app.get_secret_value() if app else None,
            signing.get_secret_value() if signing and not app else None,
            api_url=settings.slack_api_url,
            clock=now,
            registry=self.registry,
        )
        self.store = Store(
            settings.database_url.get_secret_value(),
            clock=clock,
            consequences=lambda _before, after, _now: follow_in(after, self.book),
            next_due=lambda record: next_due(record, self.book),
            evidence_folder=settings.evidence_folder,
        )
        self.members = Members(self.store, self.slack.platform, self.book)
        self.reader = Reader(self.store, self.slack.platform, now, settings.evidence_mb * MB)
        self.closer = Closer(self.store, connect(settings.connectors), now)
        self.registrar = Registrar(self.store, self.book, self.admins, self.closer.read)
        self.worker = Worker(self.store, self.slack.platform, self.book, now, self.reader, self.registrar, self.closer)
        self.gaps = Gaps(self.store, self.slack.platform.name, self.members.read_again, self.worker.refresh, now)
        self.router = Router(self.store, self.members.look)
        self.signs = Signs(self.store, now)
        self.standings = Standings(self.store)
        self._register()
        self.ears = Ears(
            router=self.hear,
            people=self._people,
            moved=self.members.moved,
            deleted=self._deleted,
            changed=Places(self.store, self.members.read_again).changed,
            gap=self.catch_up,
            links=self._links,
            claims=self.store.claim_reply,
            saved=self.store.is_saved,
        )
        self._running: list[asyncio.Task[None]] = []
        self._house: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def _register(self) -> None:
        store, book, command = self.store, self.book, self.settings.command
        self.router.add(Open(store, book, self.admins).routes())
        self.router.add(Setup(store, self.slack.platform, self.clock, self.admins).routes())
        self.router.add(Command(store, book).routes())
        self.router.add(Roles(store, book).routes())
        self.router.add(Questions(store, book, self.clock, self.admins).routes())
        self.router.add(Thread(store, book).routes())
        self.router.add(UseMessage(store, book, self.slack.platform).routes())
        self.router.add(Ask(store, book).routes())
        self.router.add(Severity(store).routes())
        self.router.add(Posture(store, book).routes())
        self.router.add(Timeline(store, book).routes())
        self.capture = Capture(store, book)
        self.router.add(self.capture.routes())
        self.router.add(Evidence(store).routes())
        self.router.add(Brief(store, book).routes())
        self.router.add(Audiences(store).routes())
        self.router.add(Language(store).routes())
        self.router.add(Resolve(store, book).routes())
        self.router.add(Conflict(store).routes())
        self.router.add(Tasks(store, TASKS).routes())
        self.router.add(Pausing(store, book).routes())
        self.router.add(Restrict(store, book, self.clock).routes())
        self.router.add(Restore(store, book).routes())
        self.router.add(Expired(store, self.admins).routes())
        self.router.add(HoldingStatement(store, book, self.clock, self.admins).routes())
        names = self.closer.connectors.keys()
        self.router.add(Connectors(store, book, self.clock, names, self.admins).routes())
        self.router.add(Undo(store, book).routes())
        self.router.add(Access(store, book, self.clock, self.admins, names).routes())
        self.router.add(Importing(store, book, self.slack.platform, self.clock, self.admins).routes())
        self.router.add(Confirm(store, book, self.clock).routes())
        self.leavers = Leavers(store, book, self.clock, self.admins)
        self.router.add(self.leavers.routes())
        self.router.add(Ready(store, self.book, command, self.clock, self.admins).routes())
        self.router.add(Home(store, book, self.clock, self._links_of, self.admins).routes())
        # The last: it lists the commands there are.
        words = {word: self.router.routes[f"command.{word}"].about for word in self.commands}
        self.router.add(Help(store, command, words | {"help": False, "list": False}).routes())

    @property
    def commands(self) -> set[str]:
        """The words after the slash command that have a route."""
        return {action.removeprefix("command.") for action in self.router.routes if action.startswith("command.")} - {
            "unknown"
        }

    async def start(self) -> None:
        """
        Migrate, learn who is who, begin to hear.

        Raises:
            StorageAway: The database cannot be reached.
            AlreadyOpen: Another process has the SQLite file.
            NotNow: Slack refuses the token.

        """
        await self.store.start()
        self.store.on_commit = self.worker.poke
        await self.slack.start(self.ears, self.commands)
        self._house = asyncio.create_task(self._keep_house(), name="housekeeping")
        self._running = [
            asyncio.create_task(self.worker.run(), name="worker"),
            asyncio.create_task(self._refresh(), name="refresh"),
        ]

    async def close(self) -> None:
        """Answer what was asked, stop hearing, let each call that was begun end, let go of chat and database."""
        self._closing.set()
        self.gaps.leave()
        self.worker.leave()
        await self.slack.leave()
        await self.worker.idle()
        await self.reader.idle()
        await self.closer.idle()
        await asyncio.gather(*self._running)
        await self._leave_house()
        await self.slack.close()
        await self.store.close()

    async def _leave_house(self) -> None:
        """It only reads, and what it writes it would write again: everybody in a large workspace takes minutes."""
        if self._house:
            self._house.cancel()
            await asyncio.gather(self._house, return_exceptions=True)

    async def hear(self, incoming: Incoming) -> Outcome:
        """What somebody did, on its way to the router: a pressed message is shown anew at once."""
        if isinstance(incoming, Pressed) and incoming.value:
            self.worker.clicked(incoming.value.split()[0], incoming.ref)
        # An edit is followed whoever made it, and whatever they may do here.
        if isinstance(incoming, Said) and incoming.edited and (told := await self.capture.edited(incoming)):
            return told
        wait_s = self.slack.platform.held_up(incoming.place or "")
        outcome = await (self._slowly(incoming, wait_s) if wait_s > PATIENCE_S else self.router(incoming))
        await self.signs.left_by(incoming)
        return outcome

    async def _slowly(self, incoming: Incoming, wait_s: float) -> Outcome:
        """Slack holds up what this room shows: whoever changes it is told that it is saved, and by when it is shown."""
        before = await self._here(incoming)
        outcome = await self.router(incoming)
        if not isinstance(outcome, Done | Reply) or await self._here(incoming) == before:
            return outcome
        said = _(
            "{chat} asks me to slow down. Your change is saved. The room will show it by about {at}.",
            chat=self.slack.platform.name.capitalize(),
            at=Moment(self.clock() + timedelta(seconds=wait_s, minutes=1)),  # shown without its seconds
        )
        return Reply((*outcome.lines, said), outcome.items) if isinstance(outcome, Reply) else Reply((said,))

    async def _here(self, incoming: Incoming) -> Incident | None:
        return await self.store.incident_in(incoming.platform, incoming.tenant, incoming.place or "")

    async def _deleted(self, deleted: Deleted) -> None:
        """A message is gone: one of ours is shown again, one that was captured says so."""
        await self.members.deleted(deleted)
        await self.capture.deleted(deleted)

    async def is_ready(self) -> bool:
        """Whether requests can be answered."""
        return (await self.readiness()).is_ready

    async def readiness(self) -> Readiness:
        """Ready once the database can be written, Slack knows us, and we know its people or know that we may not."""
        waits_for = list(self.slack.waits_for)
        try:
            await self.store.ping()
        except StorageAway as away:
            waits_for.append(str(away))
        return Readiness(tuple(waits_for), tuple(self.slack.missing))

    def asgi(self) -> Starlette:
        """The bot's own HTTP routes."""
        hosts = frozenset({self.settings.listen.host.lower(), *self.settings.hosts})
        return Starlette(routes=[*Health(self.readiness, self.registry, hosts).routes(), *self.slack.asgi_routes()])

    async def _people(self, people: Sequence[Person]) -> None:
        """Whoever was read anew. That somebody could not be looked up now never takes the place of what is known."""
        me = self.slack.platform.me
        tenant = me.team if me else ""
        hidden = [person.id for person in people if person.standing is Standing.unknown]
        known = await self.store.people(hidden, tenant) if hidden else {}
        told = [person for person in people if person.id not in known]
        await self.standings.heard(tenant, told)
        await self.leavers.heard("slack", tenant, told)

    async def _links(self, incoming: Incoming) -> Links:
        """Where the surfaces of the incident stand that somebody's act concerns."""
        carried = carried_by(incoming)
        place = incoming.place or ""
        here = None if carried else await self.store.incident_in(incoming.platform, incoming.tenant, place)
        return await self._links_of(carried[0] if carried else here.id if here else "")

    async def _links_of(self, incident: str) -> Links:
        """Where its surfaces stand, as far as they do."""
        rows = await self.store.shown(incident)
        shown = {key: row for key, row in rows.items() if row.state == "sent" and row.place and row.ref}
        link = self.slack.platform.link
        links = {key: link(row.place or "", row.ref, row.thread) for key, row in shown.items()}
        return links | ({"place": link(shown["place"].place or "")} if "place" in shown else {})

    async def catch_up(self, silent_s: float = 0.0) -> None:
        """Events may have been missed: who is in the open rooms is read again, and a long silence is told in them."""
        self.worker.look()
        try:
            me = self.slack.platform.me or await self.slack.platform.introduce()
        except (Later, NotNow) as away:
            log.warning("gap.put_off", reason=str(away))
            return
        await self.gaps.ended(me.team, silent_s)

    async def _refresh(self) -> None:
        """Every open room once, for this version may show it differently."""
        ready, closing = (asyncio.create_task(event.wait()) for event in (self.slack.ready, self._closing))
        await asyncio.wait([ready, closing], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        closing.cancel()
        if not self._closing.is_set():
            await self.worker.refresh()

    async def _keep_house(self) -> None:
        """
        Once a day: old answers are forgotten, everybody is read again, and the checksum of each record is noted.

        A tail cut from the database is found by the checksums in the log: ``crisis verify N --checksum SEQ:HASH``.
        """
        while not self._closing.is_set():
            try:
                await self.store.forget_seen(self.clock() - SEEN_FOR)
                for record in await self.store.every_record():
                    log.info("record.checksum", incident=record.id, checksum=f"{record.seq}:{record.checksum}")
            except StorageAway as away:
                log.warning("housekeeping.put_off", reason=str(away))
            try:
                await asyncio.wait_for(self._closing.wait(), DAY_S)
            except TimeoutError:
                await self.sweep()

    async def sweep(self) -> None:
        """Everybody once more: who left, or became a guest, and we were not told."""
        try:
            await self.slack.read_people(self.ears)
        except (Later, StorageAway) as away:
            log.warning("people.put_off", reason=str(away))
        try:
            for tenant in await self.store.with_register():
                await self.store.wake(register_id(tenant))  # the setup may have changed, of which it is not told
            await self.closer.sweep()
        except StorageAway as away:
            log.warning("leavers.put_off", reason=str(away))
