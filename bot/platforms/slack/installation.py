"""Through which workspace a payload comes. The token is of one; what comes through another goes no further."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from slack_bolt import BoltResponse

from bot.chat.outcome import Reply
from bot.errors import PlatformError
from bot.platforms.slack.client import Client
from bot.platforms.slack.render import reply
from bot.text import _, translator

log = structlog.get_logger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]
ME_S: Final = 1.0  # who we are must not use up the three seconds of a click


def tenant_of(body: Mapping[str, Any]) -> str:
    """
    The workspace that the app is installed in and that this comes through; empty where none is named.

    In a channel shared with another organisation other fields may name that one: *team_id* of an event is then where it
    came from, *context_team_id* either side, and *authorizations* alone says whose event it is. A form opened there
    names the app's workspace in *app_installed_team_id*. (slackapi/bolt-python, tests/slack_bolt/request)
    """
    view, authorizations = body.get("view") or {}, body.get("authorizations") or ()
    named = view.get("app_installed_team_id") or (body.get("team") or {}).get("id")
    named = named or (authorizations[0].get("team_id") if authorizations else body.get("context_team_id"))
    return str(named or body.get("team_id") or "")


def _is_ours(body: Mapping[str, Any], team: str) -> bool:
    """An event that says it is from another workspace is ours only through a channel that both are in."""
    authorizations = body.get("authorizations") or ()
    is_shared = body.get("is_ext_shared_channel") or (authorizations and authorizations[0].get("enterprise_id"))
    return tenant_of(body) == team and (body.get("team_id") in (None, team) or bool(is_shared))


def ours_alone(client: Client) -> Callable[..., Awaitable[BoltResponse]]:
    """Bolt's middleware that lets pass what comes through our workspace: any other has no setup, and no say here."""

    async def pass_on(body: dict[str, Any], next_: Next) -> BoltResponse:
        try:
            async with asyncio.timeout(ME_S):
                me = client.me or await client.introduce()
        except (PlatformError, TimeoutError) as away:  # not known whose it is; an event comes again
            log.warning("payload.put_off", reason=str(away) or "timeout")
            return BoltResponse(status=503)
        if _is_ours(body, me.team):
            return await next_()
        log.warning("payload.of_another_workspace", kind=str(body.get("type") or "command"), team=tenant_of(body))
        return _refused(body)

    return pass_on


def _refused(body: Mapping[str, Any]) -> BoltResponse:
    """Taken, so that it does not come again; a command alone can be answered, for our token says nothing there."""
    if "command" not in body:
        return BoltResponse(status=200)
    said = reply(Reply((_("This app works in another workspace. Nothing was done here."),)), translator(None), {})
    headers: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
    return BoltResponse(status=200, headers=headers, body=json.dumps({**said, "response_type": "ephemeral"}))
