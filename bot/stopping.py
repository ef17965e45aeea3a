"""
How this process is told to end.

    SIGTERM, SIGINT, SIGHUP ──▶ told ──▶ what was begun ends, everything is closed ──▶ exit 0
                                  ├── a signal once more ──▶ exit 1, at once
                                  └── CUT_OFF_S later ─────▶ exit 1
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Coroutine, Iterator
from types import FrameType
from typing import Final, NoReturn

import structlog

log = structlog.get_logger(__name__)

ASKS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CUT_OFF_S: Final = 25  # a call of Slack's ends within 15; Kubernetes kills after 30, systemd after 90
ECHO_S: Final = 1.0  # a terminal and a wrapper around us (`uv run`) both pass one Ctrl C on: that is one wish
AT_ONCE: Final = "Ended at once. What was begun goes on with the next start."
CUT_OFF: Final = f"Not everything had ended after {CUT_OFF_S} s. What was begun goes on with the next start."


@contextlib.contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """
    The event that is set once this process is told to end. Needs a running loop, in the main thread.

    From then on nothing keeps the process for longer than CUT_OFF_S: no call that hangs, no thread.
    """
    wish = _Wish(asyncio.Event(), asyncio.get_running_loop())
    before = {each: signal.signal(each, wish) for each in ASKS if not _is_nohup(each)}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: _end(CUT_OFF))
    try:
        yield wish.told
    finally:
        if not wish.told.is_set():  # else the process is on its way out, and one more signal ends it
            for each, handler in before.items():
                signal.signal(each, handler)


async def until_told(work: Coroutine[object, object, object]) -> bool:
    """Do *work* until it is done, or this process is told to end; whether it was done."""
    with told_to_stop() as told:
        working, telling = asyncio.ensure_future(work), asyncio.ensure_future(told.wait())
        await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
        for left in (working, telling):
            left.cancel()  # what is done stays as it is
        ended, _telling = await asyncio.gather(working, telling, return_exceptions=True)
    if isinstance(ended, Exception):
        raise ended
    return not isinstance(ended, asyncio.CancelledError)


class _Wish:
    """What a signal does. It comes between any two steps of the program, so it takes no lock and logs nothing."""

    def __init__(self, told: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
        self.told = told
        self._loop = loop
        self._since: float | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._since is None:
            self._since = now
            signal.alarm(CUT_OFF_S)
            self._loop.call_soon_threadsafe(self._tell, signal.Signals(number).name)
        elif now - self._since > ECHO_S:
            _end(AT_ONCE)

    def _tell(self, name: str) -> None:
        log.info("process.told_to_stop", signal=name)
        self.told.set()


def _is_nohup(number: signal.Signals) -> bool:
    """Whether it is a hang-up that whoever started us wants ignored."""
    return number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


def _end(sentence: str) -> NoReturn:
    """No more of this process, whatever hangs: as after a crash, the next start goes on with what was begun."""
    os.write(2, f"{sentence}\n".encode())
    os._exit(1)
