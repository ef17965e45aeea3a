"""
What a server of Bluesky's protocol was seen to answer, given again on loopback: app passwords, sessions, their errors.

Seen on @atproto/pds 0.4.217: revoking what is not there is fine; a stale token is 400 ExpiredToken.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

from bot.connectors.declared import BlueskyDeclared

HANDLE, PASSWORD = "brand.example", "main-password-0123"
Answer = tuple[int, dict[str, Any] | None]


@dataclass
class Server:
    """One account and its app passwords. *tokens* are those that are good now."""

    url: str = ""
    names: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    instead: Callable[[str], Answer | None] = lambda _call: None  # what is answered in the place of the usual

    def declared(self, password: str = PASSWORD) -> BlueskyDeclared:
        return BlueskyDeclared("brand", self.url, HANDLE, SecretStr(password))

    def answer(self, call: str, token: str, given: dict[str, Any]) -> Answer:
        self.calls.append(call)
        if (told := self.instead(call)) is not None:
            return told
        if call == "com.atproto.server.createSession":
            if (given.get("identifier"), given.get("password")) != (HANDLE, PASSWORD):
                return 401, _error("AuthenticationRequired", "Invalid identifier or password")
            made = f"access-{len(self.calls)}"
            self.tokens.add(made)
            return 200, {"accessJwt": made, "refreshJwt": "refresh", "handle": HANDLE, "did": "did:plc:brand"}
        if token not in self.tokens:
            return 400, _error("ExpiredToken", "Token has expired")
        if call == "com.atproto.server.listAppPasswords":
            made_at = "2026-01-01T00:00:00.000Z"
            return 200, {"passwords": [{"name": n, "createdAt": made_at, "privileged": False} for n in self.names]}
        if call == "com.atproto.server.revokeAppPassword":
            self.names = [name for name in self.names if name != given.get("name")]
            return 200, None
        return 501, _error("MethodNotImplemented", "Method Not Implemented")


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": code, "message": message}


@contextmanager
def serving(*names: str) -> Iterator[Server]:
    """One with these app passwords, on any free port."""
    pds = Server(names=list(names))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._do(json.loads(body or b"{}"))

        def _do(self, given: dict[str, Any]) -> None:
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            status, said = pds.answer(self.path.removeprefix("/xrpc/"), token, given)
            body = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is said on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="pds")
        thread.start()
        pds.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield pds
        finally:
            server.shutdown()
            thread.join()
