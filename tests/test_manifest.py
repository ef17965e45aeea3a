"""The Slack manifest says what Slack takes, asks for no more than is used, and says what each scope is used for."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

APP = Path(__file__).resolve().parent.parent / "app.yaml"

# Slack's manifest schema 2.0.0: no other keys are taken, and these are the longest texts, in characters.
KEYS = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "slash_commands", "shortcuts"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"scopes"},
    "oauth_config.scopes": {"bot", "bot_optional"},
    "settings": {
        "interactivity",
        "event_subscriptions",
        "socket_mode_enabled",
        "org_deploy_enabled",
        "token_rotation_enabled",
    },
    "settings.interactivity": {"is_enabled", "request_url"},
    "settings.event_subscriptions": {"bot_events", "request_url"},
}
TEXTS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "features.bot_user.display_name": (1, 80),
}
# Each event and a scope it needs: Slack delivers nothing without it.
EVENT_SCOPES = {
    "message.groups": "groups:history",
    "message.im": "im:history",
    "member_joined_channel": "groups:read",
    "member_left_channel": "groups:read",
    "group_left": "groups:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "tokens_revoked": "",
    "app_uninstalled": "",
    "user_change": "users:read",
    "team_join": "users:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "app_home_opened": "",
}
SHORTCUTS = {
    "open.start": "global",
    "open.from_message": "message",
    "timeline.from_message": "message",
    "question.use_message": "message",
}


def at(path: str) -> object:
    """What the manifest has at a dotted path."""
    value: object = YAML(typ="safe").load(APP)
    for key in filter(None, path.split(".")):
        assert isinstance(value, dict)
        value = value[key]
    return value


@pytest.mark.parametrize("path", KEYS)
def test_it_has_no_key_that_slack_does_not_know(path: str) -> None:
    section = at(path)

    assert isinstance(section, dict)
    assert set(section) <= KEYS[path]


@pytest.mark.parametrize("path", TEXTS)
def test_its_texts_have_the_length_slack_takes(path: str) -> None:
    text = at(path)

    shortest, longest = TEXTS[path]
    assert isinstance(text, str)
    assert shortest <= len(text) <= longest


def test_the_command_arrives_with_ids_and_says_how_it_is_used() -> None:
    commands = at("features.slash_commands")

    assert isinstance(commands, list)
    assert [command["command"] for command in commands] == ["/crisis"]
    assert commands[0]["should_escape"] is True
    assert commands[0]["usage_hint"]
    assert set(commands[0]) == {"command", "description", "usage_hint", "should_escape"}


def test_each_shortcut_is_named_as_slack_takes_it_and_is_one_of_the_bots_actions() -> None:
    shortcuts = at("features.shortcuts")

    assert isinstance(shortcuts, list)
    assert {shortcut["callback_id"]: shortcut["type"] for shortcut in shortcuts} == SHORTCUTS
    assert all(set(shortcut) == {"name", "type", "callback_id", "description"} for shortcut in shortcuts)
    assert all(len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150 for shortcut in shortcuts)
    assert len(shortcuts) <= 10


def test_home_is_on() -> None:
    assert at("features.app_home.home_tab_enabled") is True


def test_people_can_write_to_the_bot_and_press_its_buttons() -> None:
    assert at("features.app_home.messages_tab_enabled") is True
    assert at("features.app_home.messages_tab_read_only_enabled") is False
    assert at("settings.interactivity.is_enabled") is True


def test_it_is_for_socket_mode_and_needs_no_address() -> None:
    assert at("settings.socket_mode_enabled") is True
    assert "request_url" not in APP.read_text()


def test_every_event_has_its_scope_and_its_use() -> None:
    events, scopes = at("settings.event_subscriptions.bot_events"), at("oauth_config.scopes.bot")

    assert isinstance(events, list)
    assert isinstance(scopes, list)
    assert set(events) == set(EVENT_SCOPES)
    assert {scope for event in events if (scope := EVENT_SCOPES[event])} <= set(scopes)


def test_it_asks_for_nothing_that_reads_or_writes_beyond_its_own_rooms() -> None:
    scopes = at("oauth_config.scopes")

    assert isinstance(scopes, dict)
    assert set(scopes) == {"bot"}
    refused = r"admin|search|^channels:|chat:write\.|:history$|email|^reminders|^mpim"
    assert [scope for scope in scopes["bot"] if re.search(refused, scope)] == ["groups:history", "im:history"]
    assert len(scopes["bot"]) == len(set(scopes["bot"]))


def test_what_each_scope_and_event_is_used_for_stands_beside_it() -> None:
    listed = [line for line in APP.read_text().splitlines() if re.match(r"\s+- [a-z_]+[:._a-z]*( #|$)", line)]

    assert len(listed) == 28
    assert not [line for line in listed if not re.search(r" # \S.{10,}", line)]
