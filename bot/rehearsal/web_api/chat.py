"""chat.postMessage, update, delete, postEphemeral and getPermalink: what the app says."""

import json

from bot.rehearsal import rooms, talk
from bot.rehearsal.errors import SlackError
from bot.rehearsal.model import BOT_ID, BOT_USER
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.blocks import MAX_POST_CHARS, MAX_UPDATE_CHARS, checked_content
from bot.rehearsal.web_api.finding import message_of, needs, open_place, place_of
from bot.rehearsal.workspace import Workspace

MAX_METADATA_BYTES = 8_000  # our own cap (rule 52); Slack's is not documented, its error is metadata_too_large


def post_message(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "chat:write")
    place = _where(workspace, args)
    message = _message(workspace, args, place)
    message.client_msg_id, message.metadata = args.text("client_msg_id"), _metadata(args)
    message.broadcast = bool(message.thread_ts) and args.flag("reply_broadcast")
    talk.post(workspace, place, message)
    return {"channel": place.id, "ts": message.ts, "message": _shown(place, message)}


def _where(workspace: Workspace, args: Args) -> Place:
    """The place; a person's id stands for the direct conversation with them."""
    person = workspace.people.get(args.needed("channel"))
    if person is None:
        return open_place(workspace, args)
    if person.deleted or person.is_bot:
        raise SlackError("channel_not_found")
    return rooms.direct(workspace, BOT_USER, person.id)


def _message(workspace: Workspace, args: Args, place: Place) -> Message:
    text, blocks = checked_content(workspace, args, MAX_POST_CHARS)
    thread_ts = args.text("thread_ts")
    if thread_ts:
        root = place.messages.get(thread_ts)
        if root is None:
            raise SlackError("thread_not_found")
        if root.thread_ts:
            raise SlackError("cannot_reply_to_message")
    return Message(workspace.next_ts(), BOT_USER, text, blocks, thread_ts, BOT_ID)


def _metadata(args: Args) -> Json | None:
    metadata = args.shape("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > MAX_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def update(workspace: Workspace, args: Args) -> Json:
    """Text without blocks takes the blocks away, as on Slack."""
    needs(workspace, "chat:write")
    place = open_place(workspace, args)
    message = message_of(place, args.needed("ts"))
    if message.user != BOT_USER or message.subtype:
        raise SlackError("cant_update_message")
    text, blocks = checked_content(workspace, args, MAX_UPDATE_CHARS)
    if "metadata" in args:
        message.metadata = _metadata(args)
    talk.change(workspace, place, message, text, blocks)
    return {"channel": place.id, "ts": message.ts, "text": text, "message": _shown(place, message)}


def delete(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "chat:write")
    place = place_of(workspace, args)
    message = message_of(place, args.needed("ts"))
    if message.user != BOT_USER or message.subtype:
        raise SlackError("cant_delete_message")
    talk.delete(workspace, place, message)
    return {"channel": place.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "chat:write")
    place = open_place(workspace, args)
    user = args.needed("user")
    if user not in place.members:
        raise SlackError("user_not_in_channel")
    message = _message(workspace, args, place)
    message.to = user
    talk.private_reply(workspace, place, message)
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, args: Args) -> Json:
    place = place_of(workspace, args)
    message = message_of(place, args.needed("message_ts"))
    address = f"{workspace.url}/archives/{place.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={place.id}" if message.thread_ts else ""
    return {"channel": place.id, "permalink": address + thread}


def _shown(place: Place, message: Message) -> Json:
    return place.shape_of(message, with_metadata=True)
