"""One call of the Web API from its arrival to its answer: token, weather, method, log."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from bot.rehearsal.calls import Call
from bot.rehearsal.errors import SlackError
from bot.rehearsal.shapes import Json
from bot.rehearsal.weather import Refusal
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.methods import Method, methods
from bot.rehearsal.workspace import Workspace

# What an app cannot mend by itself is shown to whoever looks: its developer is among them.
SHOWN = {"invalid_blocks", "invalid_arguments", "missing_scope", "unknown_method", "not_allowed_token_type"}


class WebApi:
    """
    Answers calls.

    Args:
        lost: What answers in the place of a reply that gets lost.

    """

    def __init__(self, workspace: Workspace, lost: ASGIApp) -> None:
        self._workspace = workspace
        self._methods = methods()
        self._lost = lost
        self._scopes = ",".join(sorted(workspace.manifest.scopes))

    async def answer(self, request: Request) -> Response | ASGIApp:
        """The answer to one HTTP request for /api/<method>."""
        workspace, name = self._workspace, request.path_params["method"]
        given, is_json = await _given(request)
        args = {key: value for key, value in given.items() if key != "token"}
        call = workspace.calls.begin(name, args, workspace.clock(), time.monotonic())
        if workspace.weather.latency_s:
            await asyncio.sleep(workspace.weather.latency_s)
        if (refusal := workspace.weather.refusal_of(name)) is not None:
            return self._refuse(call, refusal)
        result = self._run(name, given, is_json=is_json, token=_token(request, given))
        if workspace.weather.loses(name):
            self._end(call, result, 0, {})
            call.outcome = "lost"
            return self._lost
        return self._end(call, result)

    def _run(self, name: str, given: Json, *, is_json: bool, token: str) -> Json:
        try:
            method = self._methods.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            self._check_token(method, token)
            args = Args(given if method.takes_json or not is_json else {})
            return {"ok": True} | method.run(self._workspace, args)
        except SlackError as refused:
            if refused.code in SHOWN:
                self._workspace.stream.publish("toast", error=refused.code, text=name, details=refused.extra)
            return {"ok": False, "error": refused.code} | refused.extra

    def _check_token(self, method: Method, token: str) -> None:
        if not method.token:
            return
        tokens = self._workspace.tokens
        if token == (tokens.bot if method.token == "bot" else tokens.app):
            return
        if not token:
            raise SlackError("not_authed")
        raise SlackError("not_allowed_token_type" if token in (tokens.bot, tokens.app) else "invalid_auth")

    def _refuse(self, call: Call, refusal: Refusal) -> Response:
        if refusal.retry_after is None:
            return self._end(call, {"ok": False, "error": refusal.error}, refusal.status)
        headers = {"Retry-After": f"{refusal.retry_after:g}"}
        return self._end(call, {"ok": False, "error": "ratelimited"}, 429, headers)

    def _end(self, call: Call, result: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        call.ended, call.result, call.status = time.monotonic(), result, status
        call.outcome = "ok" if result["ok"] else result["error"] if status in (200, 429) else f"HTTP {status}"
        standard = {"X-OAuth-Scopes": self._scopes, "X-Slack-Req-Id": f"{call.number:032x}"}
        return JSONResponse(result, status or 200, standard | dict(headers or {}))


async def _given(request: Request) -> tuple[Json, bool]:
    """The arguments in the address and in the body, and whether the body was JSON."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except (ValueError, RecursionError):
            body = None
        return given | (body if isinstance(body, dict) else {}), True
    if kind == "multipart/form-data":
        return given | {key: value for key, value in (await request.form()).items() if isinstance(value, str)}, False
    return given | dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)), False


def _token(request: Request, given: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(given.get("token", ""))
