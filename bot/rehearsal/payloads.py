"""The payloads of commands, shortcuts, presses and forms, as Slack sends them to an app."""

from bot.rehearsal.elements import merged_state
from bot.rehearsal.model import APP_ID
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View
from bot.rehearsal.workspace import Workspace

CHANNEL_NAME = {"private": "privategroup", "direct": "directmessage"}  # Slack hides the names of what is not public


def command(workspace: Workspace, user: str, place: Place, name: str, text: str) -> Json:
    """The form fields of a slash command."""
    return {
        "token": "rehearsal",
        "team_id": workspace.model.team_id,
        "team_domain": workspace.model.domain,
        "channel_id": place.id,
        "channel_name": CHANNEL_NAME.get(place.kind, place.name),
        "user_id": user,
        "user_name": workspace.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "trigger_id": workspace.triggers.give(user),
    }


def pressed(workspace: Workspace, user: str, place: Place, message: Message, action: Json, typed: Json) -> Json:
    """block_actions from a message. Of a private reply Slack sends no message, only where it stood."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.id,
        "is_ephemeral": bool(message.to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _common(workspace, user, "block_actions") | {
        "container": container,
        "trigger_id": workspace.triggers.give(user),
        "channel": {"id": place.id, "name": CHANNEL_NAME.get(place.kind, place.name)},
        "state": {"values": merged_state(message.blocks, typed)},
        "actions": [action],
    }
    return payload if message.to else payload | {"message": place.shape_of(message, with_metadata=True)}


def pressed_in_view(workspace: Workspace, user: str, view: View, action: Json) -> Json:
    """block_actions from a form or a Home."""
    return _common(workspace, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.give(user),
        "view": workspace.view_shape(view),
        "actions": [action],
    }


def submitted(workspace: Workspace, user: str, view: View) -> Json:
    return _common(workspace, user, "view_submission") | {
        "trigger_id": workspace.triggers.give(user),
        "view": workspace.view_shape(view),
        "response_urls": [],
    }


def closed(workspace: Workspace, user: str, view: View, *, is_cleared: bool) -> Json:
    return _common(workspace, user, "view_closed") | {"view": workspace.view_shape(view), "is_cleared": is_cleared}


def global_shortcut(workspace: Workspace, user: str, callback_id: str) -> Json:
    return _common(workspace, user, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.give(user),
        "action_ts": workspace.next_ts(),
    }


def message_shortcut(workspace: Workspace, user: str, callback_id: str, place: Place, message: Message) -> Json:
    return _common(workspace, user, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.give(user),
        "action_ts": workspace.next_ts(),
        "message_ts": message.ts,
        "channel": {"id": place.id, "name": CHANNEL_NAME.get(place.kind, place.name)},
        "message": place.shape_of(message),
    }


def _common(workspace: Workspace, user: str, kind: str) -> Json:
    person = workspace.people[user]
    return {
        "type": kind,
        "team": {"id": workspace.model.team_id, "domain": workspace.model.domain},
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": APP_ID,
        "token": "rehearsal",
        "enterprise": None,
        "is_enterprise_install": False,
    }
