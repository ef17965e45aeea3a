"""Socket Mode: tickets, open sockets, and each envelope to one of them."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.rehearsal.delivery import Delivery, Envelope
from bot.rehearsal.model import APP_ID
from bot.rehearsal.shapes import Json

MAX_SOCKETS = 10  # Slack: at most 10 connections an app (using-socket-mode)


class Socket:
    """One open socket and what waits to be written to it."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.outgoing: asyncio.Queue[Json | None] = asyncio.Queue()

    async def write(self) -> None:
        """Writes until it is told to stop by None."""
        while (item := await self.outgoing.get()) is not None:
            await self.websocket.send_text(json.dumps(item))


class Sockets:
    """All open sockets of the app. Envelopes go round, one socket after the other."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self.delivery: Delivery | None = None
        self._on_change = on_change
        self._open: list[Socket] = []
        self._tickets: set[str] = set()
        self._turn = count()

    @property
    def is_connected(self) -> bool:
        return bool(self._open)

    @property
    def number(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    def send(self, envelope: Envelope) -> bool:
        if not self._open:
            return False
        socket = self._open[next(self._turn) % len(self._open)]
        socket.outgoing.put_nowait(_shape(envelope))
        return True

    def drop(self, index: int | None = None) -> int:
        """Closes every socket without a word, or one alone, counted from 0; how many that were."""
        dropped = self._open[:] if index is None else self._open[index : index + 1]
        self._open = [socket for socket in self._open if socket not in dropped]
        for socket in dropped:
            socket.outgoing.put_nowait(None)
        if dropped:
            self._on_change()
        return len(dropped)

    async def serve(self, websocket: WebSocket) -> None:
        """Keeps one connection of the app until either side ends it."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(code=4001, reason="unknown ticket")
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        if len(self._open) >= MAX_SOCKETS:
            await websocket.send_text(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
            await websocket.close()
            return
        await self._keep(Socket(websocket))

    async def _keep(self, socket: Socket) -> None:
        self._open.append(socket)
        hello = {"type": "hello", "num_connections": self.number, "connection_info": {"app_id": APP_ID}}
        await socket.websocket.send_text(json.dumps(hello))
        self._on_change()
        reading, writing = asyncio.create_task(self._read(socket)), asyncio.create_task(socket.write())
        try:
            await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            writing.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
            if socket in self._open:
                self._open.remove(socket)
                self._on_change()
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the other side may have closed it first
                await socket.websocket.close(code=1001)

    async def _read(self, socket: Socket) -> None:
        """Takes acks until the connection ends."""
        while True:
            try:
                said = json.loads(await socket.websocket.receive_text())
            except (WebSocketDisconnect, ValueError):
                return
            if self.delivery is not None and isinstance(said, dict) and isinstance(said.get("envelope_id"), str):
                payload = said.get("payload")
                self.delivery.taken(said["envelope_id"], payload if isinstance(payload, dict) else None)


def _shape(envelope: Envelope) -> Json:
    shape: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind == "slash_commands"
        or envelope.payload.get("type") == "view_submission",
    }
    if envelope.kind == "events_api":
        shape |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.retry_reason}
        shape["accepts_response_payload"] = False
    return shape
