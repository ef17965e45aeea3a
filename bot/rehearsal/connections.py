"""HTTP connections by their far end, so that a reply can be lost as a network loses it: the connection ends."""

import asyncio

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The open connections of one server."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's protocol, which also writes down its connection here."""
        known = self._open

        class KnownConnection(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client is not None:
                    known[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    known.pop(self.client, None)
                super().connection_lost(exc)

        return KnownConnection

    def cut(self, scope: Scope) -> None:
        """Ends the connection a request came over, without a word."""
        if (transport := self._open.get(tuple(scope["client"]))) is not None:
            transport.abort()


class Lost:
    """An answer that never arrives."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._connections.cut(scope)
        while (await receive())["type"] != "http.disconnect":
            pass
