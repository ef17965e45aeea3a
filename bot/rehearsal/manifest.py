"""The app manifest as the workspace reads it: commands, shortcuts, scopes and events, and nothing beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    name: str
    kind: str  # "global" or "message"
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """What the app asked for; whatever it did not ask for it does not get."""

    name: str
    bot_name: str
    commands: dict[str, Command]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    interactivity: bool
    home_tab: bool
    messages_tab: bool

    def grants(self, *scopes: str) -> bool:
        """Whether the app holds at least one of *scopes*; none needed is always granted."""
        return not scopes or any(scope in self.scopes for scope in scopes)


def read_manifest(raw: Mapping[str, Any]) -> Manifest:
    """
    Reads a parsed app.yaml (Slack's manifest schema 2.0.0).

    Raises:
        ValueError: the manifest names no app.

    """
    features, settings = raw.get("features") or {}, raw.get("settings") or {}
    name = (raw.get("display_information") or {}).get("name")
    if not name:
        raise ValueError("The manifest has no display_information.name")
    home = features.get("app_home") or {}
    return Manifest(
        name=name,
        bot_name=(features.get("bot_user") or {}).get("display_name") or name,
        commands={command.command: command for command in map(_command, features.get("slash_commands") or [])},
        shortcuts=tuple(map(_shortcut, features.get("shortcuts") or [])),
        scopes=frozenset(((raw.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []),
        events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
        interactivity=bool((settings.get("interactivity") or {}).get("is_enabled")),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
    )


def _command(raw: Mapping[str, Any]) -> Command:
    return Command(
        raw["command"], raw.get("description", ""), raw.get("usage_hint", ""), bool(raw.get("should_escape"))
    )


def _shortcut(raw: Mapping[str, Any]) -> Shortcut:
    return Shortcut(raw["name"], raw["type"], raw["callback_id"], raw.get("description", ""))
