"""Slack: within reach, its tokens, their scopes held against app.yaml, and the way from Slack to the bot."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from logging import getLogger
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot.doctor.finding import Finding, fine, note, wrong
from bot.errors import CrisisError
from bot.platforms.slack.manifest import lacking, manifest, scopes_of, wanted_scopes
from bot.platforms.slack.wire import CONNECT_S, PASSING, TIMEOUT_S
from bot.settings import WHERE_IS, Settings

DEAD = (
    "The bot was taken out of the workspace, so its token is dead.",
    "Install the app again on the page Install App and set SLACK_BOT_TOKEN to the new token.",
)
# Slack's error codes (auth.test): what is wrong, and the way on.
BOT_TOKEN: Final = {
    "invalid_auth": (
        "Slack does not know the bot token, or does not take it from this machine's address.",
        f"Set SLACK_BOT_TOKEN to {WHERE_IS['SLACK_BOT_TOKEN']}; if that page lists allowed IP addresses, add this one.",
    ),
    "account_inactive": DEAD,
    "token_revoked": DEAD,
    "token_expired": (
        "The bot token has run out: the app rotates its tokens, which the bot does not follow.",
        "Make the app anew from app.yaml, which does not rotate them, and set SLACK_BOT_TOKEN.",
    ),
}
# And those of apps.connections.open.
APP_TOKEN: Final = {
    "invalid_auth": (
        "Slack does not know the app token.",
        f"Set SLACK_APP_TOKEN to {WHERE_IS['SLACK_APP_TOKEN']}, of the same app as the bot token.",
    ),
    "missing_scope": (
        "The app token lacks connections:write, so it opens no connection.",
        f"Set SLACK_APP_TOKEN to {WHERE_IS['SLACK_APP_TOKEN']}.",
    ),
}


@dataclass(frozen=True)
class Answer:
    """What came back from one call; *scopes* is None where no header named them."""

    error: str | None
    body: Mapping[str, Any]
    scopes: frozenset[str] | None


class OutOfReach(CrisisError):
    """Slack did not answer. The words say why, as the end of a sentence."""


async def reach(api_url: str) -> Finding:
    """Whether Slack's API is there at all."""
    try:
        await _call(api_url, "api.test", None)
    except OutOfReach as why:
        return _away(api_url, why)
    return fine(f"Slack answers at {api_url}.")


async def bot_token(settings: Settings) -> tuple[list[Finding], str | None]:
    """Whose token it is and what it may; and the workspace's id where Slack knows the token."""
    try:
        answer = await _call(settings.slack_api_url, "auth.test", settings.slack_bot_token.get_secret_value())
    except OutOfReach as why:
        return [_away(settings.slack_api_url, why)], None
    if answer.error is not None:
        otherwise = f"Set SLACK_BOT_TOKEN to {WHERE_IS['SLACK_BOT_TOKEN']}."
        return [
            wrong(*BOT_TOKEN.get(answer.error, (f"Slack refuses the bot token ({answer.error}).", otherwise)))
        ], None
    return [_whose(answer.body), *scopes(answer.scopes)], str(answer.body.get("team_id"))


async def people(settings: Settings) -> Finding:
    """Whether Slack lists who is in the workspace; without it the bot works, but learns late who somebody is."""
    try:
        answer = await _call(settings.slack_api_url, "users.list?limit=1", settings.slack_bot_token.get_secret_value())
    except OutOfReach as why:
        return _away(settings.slack_api_url, why)
    if answer.error is None:
        return fine("Slack lists the workspace's people.")
    what = f"Slack does not list the workspace's people ({answer.error}), so who leaves unheard is not noticed."
    return wrong(what, "See that the bot token has users:read (page OAuth & Permissions), and reinstall the app.")


def _whose(body: Mapping[str, Any]) -> Finding:
    if body.get("is_enterprise_install"):
        what = "The bot token is for a whole Enterprise organisation; the bot works in one workspace."
        return wrong(what, "Install the app in one workspace and set SLACK_BOT_TOKEN to the token of that.")
    return fine(f"The bot token is for {body.get('user')} in the workspace {body.get('team')}, {body.get('url')}.")


def scopes(granted: Collection[str] | None) -> list[Finding]:
    """What the bot token may, held against app.yaml; None where Slack did not say."""
    page = "the page OAuth & Permissions"
    if granted is None:
        return [note("Slack did not say which scopes the bot token has.", f"Compare {page} with app.yaml.")]
    wanted = wanted_scopes()
    findings = []
    if missing := lacking(granted):
        way_on = f"Add that under Bot Token Scopes on {page} and reinstall; if the token changes, set SLACK_BOT_TOKEN."
        findings.append(wrong(f"The bot token lacks {', '.join(missing)}.", way_on))
    if surplus := sorted(set(granted) - set(wanted)):
        what = f"The bot token has scopes the bot does not need: {', '.join(surplus)}."
        findings.append(note(what, f"Take off on {page} what nothing else uses."))
    return findings or [fine(f"The bot token has the {len(wanted)} scopes of app.yaml and no other.")]


async def way_in(settings: Settings) -> Finding:
    """How Slack reaches the bot. No socket is opened: clicks meant for a running bot would come in by it."""
    if settings.slack_app_token is None:
        return note(
            "Slack calls the bot by HTTP; that, and the signing secret, cannot be tried from here.", _by_http(settings)
        )
    try:
        answer = await _call(
            settings.slack_api_url, "apps.connections.open", settings.slack_app_token.get_secret_value()
        )
    except OutOfReach as why:
        return _away(settings.slack_api_url, why)
    if answer.error is None:
        return fine("The app token opens connections, so Slack reaches the bot by Socket Mode.")
    otherwise = "Switch Socket Mode on (page Socket Mode) and make a new app-level token (page Basic Information)."
    return wrong(*APP_TOKEN.get(answer.error, (f"Slack refuses the app token ({answer.error}).", otherwise)))


def _by_http(settings: Settings) -> str:
    host, port = settings.listen
    return (
        "Switch Socket Mode off; on the pages Interactivity & Shortcuts, Event Subscriptions and Slash Commands set "
        f"Request URL to https://<public address>/slack/events, and lead that to {host}:{port} (CRISIS_LISTEN)."
    )


def private_rooms() -> Finding:
    """What no call tells without making a channel."""
    return note(
        "Whether the bot may make private channels cannot be known before the first crisis.",
        "Open one as a trial; if Slack refuses, a workspace admin allows it in the workspace's permissions.",
    )


def command(name: str) -> Finding:
    """The command people are told to type, held against the one in app.yaml."""
    there = [each["command"] for each in manifest()["features"]["slash_commands"]]
    if name in there:
        return fine(f"The command is {name}, as in app.yaml.")
    return note(
        f"CRISIS_COMMAND is {name}, but app.yaml names {', '.join(there)}.",
        f"See that the page Slash Commands names {name}, or set CRISIS_COMMAND to what stands there.",
    )


async def _call(api_url: str, method: str, token: str | None) -> Answer:
    """One call within the limits and by the proxy of the bot's own calls. Raises OutOfReach."""
    limits = aiohttp.ClientTimeout(total=TIMEOUT_S, sock_connect=CONNECT_S)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    proxy = load_http_proxy_from_env(getLogger("slack"))
    try:
        async with (
            aiohttp.ClientSession(timeout=limits) as session,
            session.post(api_url + method, headers=headers, proxy=proxy) as response,
        ):
            return _answer(response, await response.read())
    except (aiohttp.ClientError, TimeoutError, OSError) as away:
        raise OutOfReach(_why(away, urlsplit(api_url).hostname or "")) from None


def _answer(response: aiohttp.ClientResponse, content: bytes) -> Answer:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if response.status == 429:
        raise OutOfReach(f"it asks to slow down; try again in {response.headers.get('Retry-After', '60')} s")
    if response.status >= 500 or (isinstance(body, dict) and body.get("error") in PASSING):
        raise OutOfReach(f"it has a fault of its own just now (HTTP {response.status})")
    if not isinstance(body, dict) or "ok" not in body:
        raise OutOfReach(f"what answers there is not Slack's API (HTTP {response.status})")
    header = response.headers.get("X-OAuth-Scopes")
    granted = scopes_of(header) if header is not None else None
    return Answer(None if body["ok"] else str(body.get("error")), body, granted)


def _why(away: Exception, host: str) -> str:
    match away:
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return "the proxy that HTTPS_PROXY or HTTP_PROXY names does not let the call through"
        case aiohttp.ClientSSLError():
            return f"this machine does not trust the certificate that {host} shows"
        case aiohttp.ClientConnectorDNSError():
            return f"this machine finds no address for {host}"
        case TimeoutError():
            return f"no answer came within {TIMEOUT_S} s"
        case aiohttp.ClientConnectorError(os_error=OSError(errno=int(number))):
            return f"no connection to {host} ({os.strerror(number).lower()})"
        case _:
            return f"the connection broke ({type(away).__name__})"


def _away(api_url: str, why: OutOfReach) -> Finding:
    way_on = "Leave SLACK_API_URL out for Slack itself, or see that what it names is running."
    if urlsplit(api_url).hostname == "slack.com":
        way_on = "Let this machine call slack.com on port 443; slack-status.com says whether Slack itself is down."
    return wrong(f"Slack is out of reach at {api_url}: {why}.", way_on)
