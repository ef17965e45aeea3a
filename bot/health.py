"""What the bot's own HTTP routes say of it: that it lives, whether it is ready, what it lacks, what it counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route


@dataclass(frozen=True)
class Readiness:
    """
    Whether requests can be answered. *waits_for* says why not; *missing* is what works only in part, for good or until
    somebody sees to it. Both are sentences for whoever runs the bot.
    """

    waits_for: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.waits_for


@dataclass(frozen=True)
class Health:
    """*hosts* are the names under which it may be asked, beside this machine's own and plain addresses."""

    look: Callable[[], Awaitable[Readiness]]
    registry: CollectorRegistry
    hosts: frozenset[str] = field(default_factory=frozenset)

    def routes(self) -> list[Route]:
        """``/healthz`` has nothing to tell, so anybody may ask it."""
        return [
            Route("/healthz", _healthz),
            Route("/readyz", self._guarded(self._readyz)),
            Route("/metrics", self._guarded(self._metrics)),
        ]

    def _guarded(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """A page of somebody's in a browser here would come under its own name (DNS rebinding): not answered."""

        async def guarded(request: Request) -> Response:
            if not self._is_known(request.headers.get("host", "")):
                return PlainTextResponse("not asked under a name of ours: see CRISIS_HOSTS", 403)
            return await answer(request)

        return guarded

    def _is_known(self, host: str) -> bool:
        """Without a name it is no browser; an address cannot be made to lead elsewhere."""
        name = _without_port(host.strip().lower())
        return not host or name == "localhost" or name in self.hosts or _is_address(name)

    async def _readyz(self, _request: Request) -> Response:
        found = await self.look()
        body = {"ready": found.is_ready, "waits_for": found.waits_for, "missing": found.missing}
        return JSONResponse(body, 200 if found.is_ready else 503)

    async def _metrics(self, _request: Request) -> Response:
        return PlainTextResponse(generate_latest(self.registry).decode())


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


def _without_port(host: str) -> str:
    """``name:3000`` → ``name``, ``[::1]:3000`` → ``::1``; a final dot says nothing."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
