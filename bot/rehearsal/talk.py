"""The verbs of messages: post, private reply, change, delete, react, pin. Each tells the app and the pages."""

from bot.rehearsal.events import channel_type
from bot.rehearsal.model import BOT_USER, SLACKBOT, Notice
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.words import calls_everybody, mentioned
from bot.rehearsal.workspace import Workspace

MAX_PRIVATE_REPLIES = 200  # kept in one place; the oldest go first
MAX_NOTICES = 5_000


def post(workspace: Workspace, place: Place, message: Message) -> Message:
    """Says something in a place, for everybody there."""
    place.add(message)
    place.read[message.user] = message.ts
    _notify(workspace, place, message)
    workspace.show(place, message, "message")
    workspace.tell(_event(workspace, place, message), place)
    if BOT_USER in mentioned(message) and message.user != BOT_USER and place.kind != "direct":
        workspace.tell(_event(workspace, place, message) | {"type": "app_mention"}, place)
    return message


def announce(workspace: Workspace, place: Place, user: str, subtype: str, text: str, **said: object) -> Message:
    """A system message: somebody joined, the topic changed."""
    return post(workspace, place, Message(workspace.next_ts(), user, text, subtype=subtype, said=dict(said)))


def private_reply(workspace: Workspace, place: Place, message: Message) -> Message:
    """Says something to one person alone. No event tells of it and no history has it."""
    place.private_replies.append(message)
    del place.private_replies[:-MAX_PRIVATE_REPLIES]
    workspace.show(place, message, "message")
    return message


def change(workspace: Workspace, place: Place, message: Message, text: str, blocks: list[Json]) -> None:
    """
    Gives a message another text and other blocks. It makes no sound. Only a change of plain text is marked as edited:
    Slack leaves the mark out where blocks are updated (chat.update).
    """
    before = place.shape_of(message)
    message.text, message.blocks = text, blocks
    if not (blocks and message.bot_id):
        message.edited_by, message.edited_ts = message.user, workspace.next_ts()
    workspace.show(place, message, "changed")
    _tell_hidden(workspace, place, "message_changed", message=place.shape_of(message), previous_message=before)


def delete(workspace: Workspace, place: Place, message: Message) -> None:
    """Takes a message away; a root with replies leaves a mark in its place."""
    before = place.shape_of(message)
    for file in message.files:
        workspace.model.files[file["id"]].channel = ""
    if place.threads.get(message.ts):
        message.subtype, message.text, message.user, message.bot_id = (
            "tombstone",
            "This message was deleted.",
            SLACKBOT,
            "",
        )
        message.blocks, message.files, message.metadata, message.reactions = [], [], None, {}
        workspace.show(place, message, "changed")
        _tell_hidden(workspace, place, "message_changed", message=place.shape_of(message), previous_message=before)
        return
    place.remove(message)
    workspace.show(place, message, "deleted")
    _tell_hidden(workspace, place, "message_deleted", deleted_ts=message.ts, previous_message=before)


def react(workspace: Workspace, place: Place, message: Message, user: str, name: str) -> bool:
    """Adds a reaction; False if it is there already."""
    users = message.reactions.setdefault(name, [])
    if user in users:
        return False
    users.append(user)
    _tell_reaction(workspace, place, message, user, name, "reaction_added")
    return True


def unreact(workspace: Workspace, place: Place, message: Message, user: str, name: str) -> bool:
    """Takes a reaction away; False if there was none."""
    users = message.reactions.get(name, [])
    if user not in users:
        return False
    users.remove(user)
    if not users:
        del message.reactions[name]
    _tell_reaction(workspace, place, message, user, name, "reaction_removed")
    return True


def pin(workspace: Workspace, place: Place, message: Message) -> None:
    place.pins.append(message.ts)
    workspace.show(place, message, "changed")


def unpin(workspace: Workspace, place: Place, message: Message) -> None:
    place.pins.remove(message.ts)
    workspace.show(place, message, "changed")


def mark_read(workspace: Workspace, place: Place, user: str, ts: str, root: str = "") -> None:
    """Notes how far somebody has read a place, or the thread of *root* in it; never backwards."""
    mark = thread_mark(user, root) if root else user
    place.read[mark] = max(ts, place.read.get(mark, ""))
    workspace.stream.publish("read", frozenset({user}), channel=place.id, ts=place.read[mark])


def thread_mark(user: str, root: str) -> str:
    """The key under which a place keeps how far somebody has read one thread."""
    return f"{user} {root}"


def _event(workspace: Workspace, place: Place, message: Message) -> Json:
    event = message.as_slack() | {
        "channel": place.id,
        "channel_type": channel_type(place),
        "event_ts": message.ts,
        "team": workspace.people[message.user].team_id,
    }
    if message.thread_ts and (root := place.messages.get(message.thread_ts)):
        event["parent_user_id"] = root.user
    return event


def _tell_hidden(workspace: Workspace, place: Place, subtype: str, **said: object) -> None:
    ts = workspace.next_ts()
    workspace.tell(
        {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": place.id,
            "channel_type": channel_type(place),
            "ts": ts,
            "event_ts": ts,
            **said,
        },
        place,
    )


def _tell_reaction(workspace: Workspace, place: Place, message: Message, user: str, name: str, kind: str) -> None:
    workspace.show(place, message, "changed")
    item = {"type": "message", "channel": place.id, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": name, "item_user": message.user, "item": item}
    workspace.tell(event | {"event_ts": workspace.next_ts()}, place)


def _notify(workspace: Workspace, place: Place, message: Message) -> None:
    """Notes for whom a new message would have made a sound: a direct one, a mention, a reply in one's own thread."""
    if message.subtype not in ("", "file_share"):
        return
    named, everybody = mentioned(message), calls_everybody(message)
    for user in place.members:
        if user in (message.user, BOT_USER) or workspace.people[user].is_bot:
            continue
        why = _why(place, message, user, is_named=user in named or everybody)
        if why:
            workspace.model.notices.append(Notice(user, place.id, message.ts, message.text, why))
    del workspace.model.notices[:-MAX_NOTICES]


def _why(place: Place, message: Message, user: str, *, is_named: bool) -> str:
    if place.kind == "direct":
        return "direct"
    if is_named:
        return "mention"
    return "thread" if message.thread_ts and _follows(place, message.thread_ts, user) else ""


def _follows(place: Place, root_ts: str, user: str) -> bool:
    """Whether somebody follows a thread: they wrote in it, or were named in it."""
    root = place.messages.get(root_ts)
    thread = [root, *place.replies(root_ts)[:-1]] if root else place.replies(root_ts)[:-1]
    return any(said.user == user or user in mentioned(said) for said in thread)
