"""What a control request asks for, and by whom; refusals become answers here."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.errors import NotPossible, SlackError
from bot.rehearsal.people import Person
from bot.rehearsal.shapes import Json
from bot.rehearsal.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """One control request: the workspace, the person it acts as, and its body."""

    workspace: Workspace
    person: Person | None
    body: Json
    request: Request

    @property
    def user(self) -> str:
        """The id of the person it acts as."""
        if self.person is None:
            raise NotPossible("user_not_found", "Nobody is named here.")
        return self.person.id

    def text(self, name: str) -> str:
        """
        Raises:
            NotPossible: it is missing or no text.

        """
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise NotPossible("invalid_arguments", f"{name} is needed.")
        return value

    def optional(self, name: str) -> str:
        value = self.body.get(name)
        return value if isinstance(value, str) else ""


Control = Callable[[Asked], Awaitable[Any]]


def route(workspace: Workspace, method: str, path: str, control: Control) -> Route:
    """A route that answers with what *control* returns, as JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            result = await control(await _asked(workspace, request))
        except NotPossible as refused:
            return _refusal(refused.code, refused.text, refused.status)
        except SlackError as refused:
            return _refusal(refused.code, refused.code, 400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return Route(f"/control{path}", endpoint, methods=[method])


async def _asked(workspace: Workspace, request: Request) -> Asked:
    user = request.path_params.get("user")
    person = workspace.model.actor(user) if user else None
    raw = b"" if request.url.path.endswith("/upload") else await request.body()  # a file is what it is
    try:
        body = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        raise NotPossible("invalid_json", "The request is not JSON.") from None
    if not isinstance(body, dict):
        raise NotPossible("invalid_json", "The request is not a JSON object.")
    return Asked(workspace, person, body, request)


def _refusal(code: str, text: str, status: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error": code, "text": text}, status)
