"""Slack's payloads as what a person did. No call is made here; who did it is looked up before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.chat.incoming import (
    CameHome,
    Commanded,
    Deleted,
    Message,
    Moved,
    Pinned,
    PlaceChanged,
    Pressed,
    Reacted,
    Said,
    Shortcut,
    Submitted,
)
from bot.chat.platform import ARCHIVED, DELETED, REMOVED
from bot.people.who import Person
from bot.platforms.slack.forms import attached, carried, given
from bot.platforms.slack.installation import tenant_of
from bot.platforms.slack.messages import files, message, unmarked
from bot.platforms.slack.typed import holding_statement
from bot.record.fact import MessageRef
from bot.text import clean

Body = Mapping[str, Any]
Known = Mapping[str, Person]
Link = Callable[[str, str | None, str | None], str]
"""The address of a message: its place, its ref, its thread."""

PLATFORM: Final = "slack"
UNKNOWN: Final = "unknown"
SAID: Final = "said"
PIN: Final = "pushpin"  # 📌
PINS: Final = {"reaction_added": "timeline.pin", "reaction_removed": "timeline.unpin"}
HOME: Final = "home.opened"
# What becomes of a private channel; the last two are of the bot itself.
PLACES: Final = {
    "group_archive": ARCHIVED,
    "group_unarchive": "back",
    "group_deleted": DELETED,
    "group_rename": "renamed",
    "group_left": REMOVED,
    "member_left_channel": REMOVED,
    "member_joined_channel": "back",
}
# A message of a person: written, with a file, a reply shown in the channel too, or what /me writes.
BY_A_PERSON: Final = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def commanded(body: Body, by: Person, commands: Collection[str], known: Known) -> Commanded:
    """A slash command: its holding statement is the action where that is one of *commands*."""
    verb, rest = holding_statement(str(body.get("text") or ""), body["command"], commands)
    return Commanded(
        action=f"command.{verb or UNKNOWN}",
        words=unmarked(rest, known).strip(),
        typed=typed(body, known) or body["command"],
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"command:{body['trigger_id']}",
        place=body["channel_id"],
    )


def typed(body: Body, known: Known) -> str:
    """A slash command as it was typed; "" where nothing followed it."""
    text = unmarked(str(body.get("text") or ""), known).strip()
    return f"{body['command']} {text}" if text else ""


def pressed(body: Body, by: Person) -> Pressed:
    """A button or a menu; an entry of a ⋯ menu is the action it names."""
    act, where = body["actions"][0], body["container"]
    ref = where.get("message_ts") or where.get("view_id")
    action, value, chosen = _choice(act)
    return Pressed(
        action=action.partition(":")[0],
        value=value,
        chosen=chosen,
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"press:{ref}:{act['action_id']}:{act['action_ts']}:{by.id}",
        place=where.get("channel_id"),
        ref=where.get("message_ts"),
    )


def _choice(act: Body) -> tuple[str, str, tuple[str, ...]]:
    """The action, the value carried, and what was chosen."""
    match act["type"]:
        case "overflow":
            action, _space, value = act["selected_option"]["value"].partition(" ")
            return action, value, ()
        case "static_select":
            choice, _space, value = act["selected_option"]["value"].partition(" ")
            return act["action_id"], value, (choice,)
    return act["action_id"], act.get("value") or "", ()


def is_home(body: Body) -> bool:
    """Whether it was pressed in a Home."""
    return bool((body.get("view") or {}).get("type") == "home")


def shortcut(body: Body, by: Person, known: Known, link: Link) -> Shortcut:
    """A shortcut: of a message where it has one, else a global one. Its callback id is its action."""
    chosen = _chosen(body, known, link) if "message" in body else None
    return Shortcut(
        action=body["callback_id"],
        message=chosen,
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"shortcut:{body['trigger_id']}",
        place=chosen.source.place if chosen else None,
        ref=chosen.source.ref if chosen else None,
    )


def _chosen(body: Body, known: Known, link: Link) -> Message:
    said = body["message"]
    thread = said.get("thread_ts") if said.get("thread_ts") != said["ts"] else None
    source = MessageRef(place=body["channel"]["id"], ref=said["ts"], thread=thread)
    return message(source, said, known, link(source.place, source.ref, source.thread))


def submitted(body: Body, by: Person) -> Submitted:
    """A form that was sent."""
    view = body["view"]
    burden, place = carried(view)
    state = (view.get("state") or {}).get("values") or {}
    return Submitted(
        action=view["callback_id"],
        carried=burden,
        given=given(state),
        files=attached(state),
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"form:{view['id']}:{view['hash']}",
        place=place,
    )


def writer(event: Body) -> str | None:
    """Who wrote or changed this message; None for what no person said: bots, joins, unfurled links."""
    if event.get("subtype") == "message_changed":
        now, before = event["message"], event.get("previous_message") or {}
        return None if now.get("text") == before.get("text") else _author(now)
    return _author(event)


def _author(message: Body) -> str | None:
    if message.get("bot_id") or message.get("subtype") not in BY_A_PERSON:
        return None
    user = message.get("user")
    return str(user) if user else None


def said(body: Body, by: Person, known: Known) -> Said:
    """A message, or a later edit of it."""
    event = body["event"]
    edited = event.get("subtype") == "message_changed"
    message = event["message"] if edited else event
    thread = message.get("thread_ts")
    return Said(
        action=SAID,
        text=unmarked(message.get("text") or "", known),
        thread=thread if thread != message["ts"] else None,
        edited=edited,
        direct=event.get("channel_type") == "im",
        at=datetime.fromtimestamp(float(message["ts"]), UTC),
        files=() if edited else files(message.get("files") or ()),
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=event["channel"],
        ref=message["ts"],
    )


def deleted_ref(event: Body) -> str | None:
    """The message that was deleted. One with replies leaves a tombstone in its place, which is a change to Slack."""
    if event.get("subtype") == "message_deleted":
        return str(event["deleted_ts"])
    if event.get("subtype") == "message_changed" and event["message"].get("subtype") == "tombstone":
        return str(event["message"]["ts"])
    return None


def deleted(body: Body, ref: str, by: Person) -> Deleted:
    """*by* is whose message it was: Slack does not say who deleted it."""
    return Deleted(
        action="deleted",
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=body["event"]["channel"],
        ref=ref,
    )


def moved(body: Body, by: Person) -> Moved:
    """Somebody joined or left a channel the bot is in."""
    event = body["event"]
    return Moved(
        action="joined" if event["type"] == "member_joined_channel" else "left",
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=event["channel"],
    )


def place_changed(body: Body) -> PlaceChanged:
    """A private channel was archived, renamed …, or the bot itself came or went."""
    event = body["event"]
    channel = event["channel"]
    about = channel if isinstance(channel, Mapping) else {"id": channel}
    return PlaceChanged(
        what=PLACES[event["type"]],
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=about["id"],
        name=clean(about.get("name") or ""),
    )


def is_of_the_bot(event: Body) -> bool:
    """Whether it says that the bot's own token is dead: a person's may be revoked alone."""
    return event["type"] == "app_uninstalled" or bool((event.get("tokens") or {}).get("bot"))


def is_pin(event: Body) -> bool:
    """Whether it is the pin of capture, on a message."""
    return bool(event["reaction"] == PIN and event["item"]["type"] == "message")


def pinned(body: Body, by: Person, link: Link) -> Pinned:
    """The pin was put on a message or taken away. Slack does not tell the thread the message stands in."""
    event, item = body["event"], body["event"]["item"]
    return Pinned(
        action=PINS[event["type"]],
        link=link(item["channel"], item["ts"], None),
        at=datetime.fromtimestamp(float(item["ts"]), UTC),
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=item["channel"],
        ref=item["ts"],
    )


def reacted(body: Body, by: Person) -> Reacted:
    """Any reaction but the pin of capture: a sign that somebody is there, and nothing more is read of it."""
    return Reacted(
        action="reacted",
        by=by,
        platform=PLATFORM,
        tenant=tenant_of(body),
        key=f"event:{body['event_id']}",
        place=body["event"]["item"].get("channel"),
    )


def came_home(body: Body, by: Person, key: str) -> CameHome:
    """Somebody opened their Home, or did something in it."""
    return CameHome(action=HOME, by=by, platform=PLATFORM, tenant=tenant_of(body), key=key)
