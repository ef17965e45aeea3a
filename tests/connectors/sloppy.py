"""
A SCIM server by script on loopback: users and one group or several, answered well unless a test says otherwise. It does
what services were seen to do, and worse: cut lists, ignore what was asked, remove more than was said.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import SecretStr

from bot.connectors.declared import ScimDeclared

TOKEN = "scim-0123456789"
Json = dict[str, Any]
Reply = tuple[int, object, dict[str, str]]


@dataclass
class Sloppy:
    """*instead* answers in the place of the usual: status, body (bytes as they are), headers."""

    url: str = ""
    users: list[Any] = field(default_factory=list)
    groups: list[Json] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    filters: bool = True
    pages: bool = True  # minds startIndex
    most: int = 100  # on a page
    total: Callable[[int, int], int | None] = lambda everything, _here: everything
    shown: int | None = None  # members of a group that it shows
    empties: bool = False  # remove with a path empties the group
    patched: tuple[int, object] = (204, b"")
    instead: Callable[[str], Reply | None] = lambda _call: None

    def declared(self, group: str = "Publishing") -> ScimDeclared:
        return ScimDeclared("publishing", self.url, SecretStr(TOKEN), group)

    def inside(self, n: int = 0) -> set[str]:
        return {str(each["value"]) for each in self.groups[n]["members"]}

    def answer(self, method: str, path: str, query: dict[str, str], body: Json) -> Reply:
        call = f"{method} {path} {json.dumps(query or body)}"
        self.calls.append(call)
        if (told := self.instead(call)) is not None:
            return told
        kind, _slash, id = path.strip("/").partition("/")
        all_of: list[Any] = self.groups if kind == "Groups" else self.users
        if not id:
            return 200, self._page(all_of, query), {}
        one = next((each for each in all_of if isinstance(each, dict) and each.get("id") == unquote(id)), None)
        if one is None:
            return 404, {"status": "404"}, {}
        if method == "PATCH":
            self._change(one, body["Operations"][0])
            return (*self.patched, {})
        if self.shown is not None and "members" in one:
            return 200, {**one, "members": one["members"][: self.shown]}, {}
        return 200, one, {}

    def _page(self, every: list[Any], query: dict[str, str]) -> Json:
        wanted = query.get("filter", "") if self.filters else ""
        found = [each for each in every if _matches(each, wanted)]
        start = int(query.get("startIndex", "1")) - 1 if self.pages else 0
        here = found[start : start + min(self.most, int(query.get("count", "100")))]
        return {"totalResults": self.total(len(found), len(here)), "Resources": here}

    def _change(self, one: Json, operation: Json) -> None:
        if operation["path"] == "active":
            one["active"] = operation["value"]
        elif operation["op"] == "add":
            one["members"] = [*([] if self.empties else one["members"]), *operation["value"]]
        else:
            gone = re.search(r'value eq "(.*)"', operation["path"])
            kept = [each for each in one["members"] if not gone or each["value"] != gone.group(1)]
            one["members"] = [] if self.empties else kept


def _matches(each: Any, wanted: str) -> bool:
    for name, value in re.findall(r'([\w.]+) eq "?([^"]*?)"?(?: and |$)', wanted):
        if name == "members.value":
            if value not in [member["value"] for member in each["members"]]:
                return False
        elif str(each.get(name, "")).casefold() != value.casefold():
            return False
    return True


def person(name: str, **more: object) -> Json:
    email = f"{name}@brand.example"
    return {"id": name, "userName": email, "displayName": name.title(), "active": True, **more}


def a_group(name: str, *members: str, id: str = "g1") -> Json:
    return {"id": id, "displayName": name, "members": [{"value": each} for each in members]}


@contextmanager
def sloppy(*names: str) -> Iterator[Sloppy]:
    """One with these users, all in the group *Publishing*, on any free port."""
    made = Sloppy(users=[person(name) for name in names], groups=[a_group("Publishing", *names)])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            parts = urlsplit(self.path)
            given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, said, headers = made.answer(self.command, parts.path, query, json.loads(given or b"{}"))
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/scim+json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PATCH = _do

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is said on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="sloppy")
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
