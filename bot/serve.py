"""Runs the bot until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp

from bot.access.secrets import secret_seen
from bot.app import App
from bot.settings import Settings
from bot.stopping import told_to_stop

log = structlog.get_logger(__name__)

COLLECTED_AFTER = (20_000, 20, 20)  # new objects, times the youngest, times the middle generation was looked through
REQUEST_S = 5  # a request in flight may last so long at the end: Slack waits 3 for its answer


async def serve(settings: Settings) -> None:
    """
    The bot, until SIGINT, SIGTERM or SIGHUP (see ``stopping``). Requests in flight end first, then all that was begun.

    Raises:
        StorageAway, AlreadyOpen, NotNow: It could not start.

    """
    with told_to_stop() as told:
        app = App(settings)
        collect_rarely()
        await app.start()
        rules = asyncio.create_task(_compile_rules())
        try:
            host, port = settings.listen
            log.info("serve.listening", host=host, port=port)
            await Server(app.asgi(), host, port, told).serve()
        finally:
            rules.cancel()
            await asyncio.gather(rules, return_exceptions=True)
            await app.close()
        log.info("serve.closed")


def collect_rarely() -> None:
    """
    Keep Python's collector of cycles from holding everybody up: what was made until now stays, and is looked through no
    more; what comes, a large register too, rarely. A look through 5,000 accesses took 0.1 s, several times a minute.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    gc.enable()


async def _compile_rules() -> None:
    """
    Have the rules by which secrets are known compiled, by a process of its own: then reading them takes 0.2 s, when the
    first words are typed, and until then no memory. Where they can't be kept they are read now.
    """
    made = await asyncio.create_subprocess_exec(sys.executable, "-m", secret_seen.__name__)
    try:
        if await made.wait():
            await asyncio.to_thread(secret_seen.scanner)
    finally:
        if made.returncode is None:
            made.kill()


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals to this process: its own way raises them again, and nothing closes."""

    def __init__(self, asgi: ASGIApp, host: str, port: int, told: asyncio.Event) -> None:
        super().__init__(
            uvicorn.Config(
                asgi,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=REQUEST_S,
            )
        )
        self._told = told

    async def on_tick(self, counter: int) -> bool:
        return self._told.is_set() or await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
