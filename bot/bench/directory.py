"""Forty people taken out of a group of a real SCIM server: by the connector, as ordered, and by the same calls bare."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx2 as httpx
from pydantic import SecretStr
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.testserver.cli import ThreadingWSGIServer
from scim2_server.utils import load_default_provider

from bot.access.connectors import automatic
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, ToolEntered
from bot.access.register.state import register_id
from bot.access.restriction.facts import KeyholderConfirmed
from bot.access.restriction.plan import plan
from bot.approval import mark
from bot.bench.scim import ScimMeasured
from bot.closer import Closer
from bot.connectors.declared import ScimDeclared
from bot.connectors.scim import Scim
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.people.who import Person
from bot.playbooks import load
from bot.record.fact import Fact
from bot.store.store import Store

NAME, GROUP, TOKEN = "scim:bench", "Publishing", "bench-0123456789"
TENANT, ACCOUNT, TOOL = "T1", "a1", "t1"
PETR = Person(id="slack:U1", name="Petr Novák")
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class _Served:
    url: str
    http: httpx.Client
    calls: list[str]

    def people(self, n: int) -> list[str]:
        """New users; their ids."""
        schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
        named = ({"schemas": schemas, "userName": f"p{n}@brand.example"} for n in range(n))
        return [str(self.http.post("/Users", json=user).raise_for_status().json()["id"]) for user in named]

    def group(self, ids: Iterable[str]) -> str:
        """A new group of them; its id."""
        schemas, members = ["urn:ietf:params:scim:schemas:core:2.0:Group"], [{"value": id} for id in ids]
        given = {"schemas": schemas, "displayName": GROUP, "members": members}
        return str(self.http.post("/Groups", json=given).raise_for_status().json()["id"])

    def disband(self, group: str) -> None:
        self.http.delete(f"/Groups/{group}").raise_for_status()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said on stderr."""


@contextmanager
def _serving() -> Iterator[_Served]:
    inner = BearerTokenApplication(InMemoryStorage(), load_default_provider(), bearer_tokens=[TOKEN])
    calls = list[str]()

    def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        calls.append(environ["REQUEST_METHOD"])
        return inner(environ, start)

    with make_server("127.0.0.1", 0, counted, server_class=ThreadingWSGIServer, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="scim")
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/v2"
        try:
            with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as http:
                yield _Served(url, http, calls)
        finally:
            server.shutdown()
            thread.join()


async def measured(people: int, rounds: int) -> ScimMeasured:
    """So many people, so many times, ours and bare in turn; one round before warms up."""
    ours, bare, calls = list[float](), list[float](), (0, 0)
    with _serving() as served, TemporaryDirectory() as folder:
        petr, *others = served.people(people + 1)
        for n in range(rounds + 1):
            group = served.group([petr, *others])
            ours_s, ours_calls = await _ours(served, Path(folder) / f"{n}.db", petr, others)
            served.disband(group)
            group = served.group([petr, *others])
            bare_s, bare_calls = _bare(served, others)
            served.disband(group)
            if n:
                ours.append(ours_s)
                bare.append(bare_s)
                calls = ours_calls, bare_calls
    return ScimMeasured(people, tuple(ours), tuple(bare), calls)


async def _ours(served: _Served, database: Path, petr: str, others: list[str]) -> tuple[float, int]:
    """From what was ordered, committed, to what became of each, committed."""
    store = Store(f"sqlite:///{database}")
    await store.start()
    connector = Scim(ScimDeclared("bench", served.url, SecretStr(TOKEN), GROUP))
    closer = Closer(store, {NAME: connector}, lambda: datetime.now(UTC))
    incident = await _ordered(store, petr, others)
    before, began = len(served.calls), time.perf_counter()
    await closer.close(incident)
    await closer.idle()
    took, calls = time.perf_counter() - began, len(served.calls) - before
    after = await store.incident(incident.id)
    restriction = after.restriction(ACCOUNT) if after else None
    await store.close()
    if restriction is None or len(restriction.verified) != len(others):
        raise AssertionError("not all were closed and verified")
    return took, calls


async def _ordered(store: Store, petr: str, others: list[str]) -> Incident:
    """A crisis in which closing all their seats by itself was ordered."""
    seats = {PETR.id: petr} | {f"h{n}": id for n, id in enumerate(others)}
    async with store.happened(register_id(TENANT), "entered") as entered:
        entered.record([*_known(seats)])
    async with store.opening(TENANT, "open", PETR) as change:
        change.record([Opened(title="Measured", opener=PETR.someone)])
        register = await store.register(TENANT)
        me = PETR.someone
        change.record([plan(register, load(), ACCOUNT, [me], me, False, False, change.now)])
        change.record([KeyholderConfirmed(account=ACCOUNT, who=me)])
        if restriction := change.incident.restriction(ACCOUNT):
            change.record(automatic.order(change.incident, ACCOUNT, mark(automatic.closable(restriction)), me))
    return change.incident


def _known(seats: dict[str, str]) -> Iterator[Fact]:
    yield AccountEntered(account=Account(id=ACCOUNT, platform="x", handle="@brand"))
    yield ToolEntered(tool=Tool(id=TOOL, name="Scheduler", accounts=(ACCOUNT,), connector=NAME))
    for holder, id in seats.items():
        yield HolderEntered(holder=Holder(id=holder, name=holder))
        yield GrantEntered(grant=Grant(id=f"g-{holder}", of=TOOL, holder=holder, means=Means.tool_seat, external_id=id))


def _bare(served: _Served, others: list[str]) -> tuple[float, int]:
    """The calls that ours makes, with nothing around them: no thread, no model, no check, nothing kept."""
    before, began = len(served.calls), time.perf_counter()
    with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as http:
        found = http.get("/Groups", params={"filter": f'displayName eq "{GROUP}"', "attributes": "displayName"})
        group = f"/Groups/{found.json()['Resources'][0]['id']}"
        http.get(group)
        http.get("/Users", params={"count": 200, "attributes": "userName,displayName,emails,active"})
        for id in others:
            version = http.get(group).json()["meta"]["version"]
            operation = {"op": "remove", "path": f'members[value eq "{id}"]'}
            body = {"schemas": [PATCH], "Operations": [operation]}
            http.patch(group, json=body, headers={"If-Match": version}).raise_for_status()
            http.get(group)
    return time.perf_counter() - began, len(served.calls) - before
