"""A real SCIM server on loopback, with people in it, and a path between that can be slow or cut."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx2 as httpx
from pydantic import SecretStr
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.testserver.cli import ThreadingWSGIServer
from scim2_server.utils import load_default_provider

from bot.connectors.declared import ScimDeclared

TOKEN = "scim-0123456789"
GROUP = "Publishing"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said on stderr."""


@dataclass
class RestrictedPath:
    """What lies between the server and whoever asks: every request, and which of them get no answer in time."""

    app: Wsgi
    requests: list[str] = field(default_factory=list)
    stalls: Callable[[str], bool] = lambda _said: False
    meanwhile: Callable[[str], None] = lambda _said: None
    go_on: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        said = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {body.decode()}"
        self.requests.append(said)
        self.meanwhile(said)
        if self.stalls(said):
            self.go_on.wait(30)  # whoever asked has given up by then; the test lets it go on at its end
            start("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b""]
        environ["wsgi.input"] = _Body(body)
        return self.app(environ, start)


class _Body:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1) -> bytes:
        given, self.data = (self.data, b"") if size < 0 else (self.data[:size], self.data[size:])
        return given


@dataclass
class Directory:
    """The server, and its people as an administrator sees them."""

    url: str
    path: RestrictedPath
    admin: httpx.Client
    group: str = ""

    def declared(self, group: str = GROUP, token: str = TOKEN, own: str = "") -> ScimDeclared:
        """What the settings say of it."""
        names = frozenset({own.casefold()} if own else set())
        return ScimDeclared("publishing", self.url, SecretStr(token), group, names)

    def user(self, name: str, active: bool = True) -> str:
        """A new user; their id there. Their e-mail is name@brand.example."""
        email = f"{name}@brand.example"
        given: dict[str, object] = {
            "userName": email,
            "displayName": name.title(),
            "active": active,
            "emails": [{"value": email}],
        }
        return str(self._made("Users", "User", given)["id"])

    def make_group(self, ids: Iterable[str]) -> None:
        given: dict[str, object] = {"displayName": GROUP, "members": [{"value": id} for id in ids]}
        self.group = str(self._made("Groups", "Group", given)["id"])

    def members(self) -> set[str]:
        """Ids of the group's members, read by the administrator."""
        found = self.admin.get(f"/Groups/{self.group}").raise_for_status().json()
        return {member["value"] for member in found.get("members", [])}

    def add(self, id: str) -> None:
        """The administrator puts somebody into the group, beside us."""
        operation = {"op": "add", "path": "members", "value": [{"value": id}]}
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        body = {"schemas": schemas, "Operations": [operation]}
        self.admin.patch(f"/Groups/{self.group}", json=body).raise_for_status()

    def is_active(self, id: str) -> bool:
        return bool(self.admin.get(f"/Users/{id}").raise_for_status().json()["active"])

    def _made(self, path: str, kind: str, given: Mapping[str, object]) -> dict[str, Any]:
        schemas = [f"urn:ietf:params:scim:schemas:core:2.0:{kind}"]
        made = self.admin.post(f"/{path}", json={"schemas": schemas, **given}).raise_for_status().json()
        return dict(made)


@contextmanager
def directory() -> Iterator[Directory]:
    """One on any free port, with a bearer token; stopped at the end, whatever still waits let go."""
    path = RestrictedPath(BearerTokenApplication(InMemoryStorage(), load_default_provider(), bearer_tokens=[TOKEN]))
    with make_server("127.0.0.1", 0, path, server_class=ThreadingWSGIServer, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="scim")
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/v2"
        try:
            with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}) as admin:
                yield Directory(url, path, admin)
        finally:
            path.go_on.set()
            server.shutdown()
            thread.join()
