"""The workspace on a loopback port: Web API, sockets, control API and page in one server."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rehearsal.connections import Connections, Lost
from bot.rehearsal.control.routes import routes as control_routes
from bot.rehearsal.files import MAX_BYTES, is_open_to_app
from bot.rehearsal.keeping import keep, written
from bot.rehearsal.sign_in import HOW, Gate, is_signed_in, sign_in
from bot.rehearsal.signed import Signed
from bot.rehearsal.web_api.calling import WebApi
from bot.rehearsal.workspace import Workspace

PAGE = Path(__file__).with_name("page")
LOOPBACK = "127.0.0.1"
BEAT_S = 0.5  # between two looks at what is to be delivered again and to be written to the file


@dataclass(frozen=True)
class Running:
    """A running workspace and its addresses."""

    workspace: Workspace
    url: str

    @property
    def api_url(self) -> str:
        """What the app gets as SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def key(self) -> str:
        """The key of the page and of the control API."""
        return self.workspace.model.key

    @property
    def page_url(self) -> str:
        return f"{self.url}/?key={self.key}"


@contextlib.asynccontextmanager
async def serve(workspace: Workspace, port: int = 0) -> AsyncIterator[Running]:
    """
    Runs the workspace in this event loop until the block ends; then its memory is written.

    Raises:
        OSError: the port is taken.

    """
    connections = Connections()
    config = uvicorn.Config(
        app(workspace, connections),
        http=connections.protocol(),
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    listening = _listen(port)
    workspace.url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    serving = asyncio.create_task(server.serve([listening]))
    beating = asyncio.create_task(_beat(workspace, server.ending))
    try:
        while not (server.started or serving.done()):
            await asyncio.sleep(0.005)
        if serving.done():
            await serving  # its error is ours
        yield Running(workspace, workspace.url)
    finally:
        await _close(workspace)
        server.ending.set()
        ended = await asyncio.gather(serving, beating, return_exceptions=True)
        listening.close()
        for fault in ended:
            if isinstance(fault, Exception):
                raise fault
        if workspace.state is not None:
            keep(written(workspace.model), workspace.state)


class _Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals to whoever runs it and ends as soon as it is told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    async def main_loop(self) -> None:
        await self.ending.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def app(workspace: Workspace, connections: Connections) -> Starlette:
    """The whole workspace as one ASGI app."""
    web_api = WebApi(workspace, Lost(connections))

    async def index(request: Request) -> Response:
        if (signing_in := sign_in(request, workspace.model.key)) is not None:
            return signing_in
        if not is_signed_in(request, workspace.model.key):
            return PlainTextResponse(HOW, 401)
        return FileResponse(PAGE / "index.html")

    async def permalink(request: Request) -> Response:
        channel, ts = request.path_params["channel"], request.path_params["ts"]
        return RedirectResponse(f"/?place={channel}&ts={ts[1:-6]}.{ts[-6:]}", 303)

    async def upload(request: Request) -> Response:
        return await _upload(workspace, request)

    async def download(request: Request) -> Response:
        return await _download(workspace, request)

    routes: list[BaseRoute] = [
        Route("/api/{method}", _Answering(web_api), methods=["GET", "POST"]),
        WebSocketRoute("/link", workspace.sockets.serve),
        Route("/upload/{id}/{key}", upload, methods=["POST"]),
        Route("/files-pri/{team}-{id}/{name}", download),
        Route("/files-pri/{team}-{id}/download/{name}", download),
        *control_routes(workspace),
        Route("/archives/{channel}/{ts}", permalink),
        Route("/", index),
        Mount("/", _Page(directory=PAGE, check_dir=False)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Gate, key=workspace.model.key)])


class _Answering:
    """The Web API as an ASGI app: its answer may be one that never arrives."""

    def __init__(self, web_api: WebApi) -> None:
        self._web_api = web_api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = await self._web_api.answer(Request(scope, receive))
        await answer(scope, receive, send)


class _Page(StaticFiles):
    """The page's own files, asked for anew each time: after an upgrade there is no old one beside a new one."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _upload(workspace: Workspace, request: Request) -> Response:
    """Takes the bytes of an announced file, plain or in a form."""
    file = workspace.model.files.get(request.path_params["id"])
    if file is None or request.path_params["key"] != file.key:
        return PlainTextResponse("no such upload", 404)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        part = next((value for value in (await request.form()).values() if not isinstance(value, str)), None)
        content = await part.read() if part else b""
    else:
        content = await request.body()
    if len(content) > MAX_BYTES:
        return PlainTextResponse("too large", 413)
    file.take(content)
    return PlainTextResponse(f"OK - {len(content)}")


async def _download(workspace: Workspace, request: Request) -> Response:
    """The bytes of a file, to the app's own token and scope alone; the weather is that of a call of "url_private"."""
    if workspace.weather.latency_s:
        await asyncio.sleep(workspace.weather.latency_s)
    if (refusal := workspace.weather.refusal_of("url_private")) is not None:
        status = 429 if refusal.retry_after is not None else max(refusal.status, 500)
        return PlainTextResponse(refusal.error, status)
    if request.headers.get("authorization") != f"Bearer {workspace.tokens.bot}":
        return PlainTextResponse("not signed in", 401)
    if not workspace.manifest.grants("files:read"):
        return PlainTextResponse("missing_scope", 403)
    file = workspace.model.files.get(request.path_params["id"])
    if file is None or file.base64 is None or not is_open_to_app(workspace, file):
        return PlainTextResponse("file_not_found", 404)
    headers = {"Content-Disposition": "attachment"}
    return Response(file.content, media_type=file.mimetype or "application/octet-stream", headers=headers)


async def _beat(workspace: Workspace, ending: asyncio.Event) -> None:
    """Delivers again what is due, and writes the memory if something happened since the last time."""
    kept = -1
    while not ending.is_set():
        workspace.delivery.pump()
        happened = workspace.stream.last + workspace.model.counted
        if workspace.state is not None and happened != kept:
            try:
                await asyncio.to_thread(keep, written(workspace.model), workspace.state)
            except OSError as fault:
                words = f"The rehearsal is not saved: {fault.strerror}"
                workspace.stream.publish("toast", error="not_saved", text=words)
                happened = workspace.stream.last + workspace.model.counted  # tried again with the next change
            kept = happened
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), BEAT_S)


async def _close(workspace: Workspace) -> None:
    workspace.delivery.end()
    workspace.stream.close()
    workspace.sockets.drop()
    if isinstance(workspace.delivery.line, Signed):
        await workspace.delivery.line.close()


def _listen(port: int) -> socket.socket:
    # The protocol is named because asyncio turns Nagle's delay (40 ms an answer) off only for sockets that say TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        raise
    return listening
