"""What a person does by themselves: say, edit, delete, react, read, join, leave, invite, write to somebody directly."""

import re

from bot.rehearsal import files, rooms, talk
from bot.rehearsal.control.asked import Asked
from bot.rehearsal.errors import NotPossible
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.words import as_typed, rich_text


def member_place(asked: Asked) -> Place:
    """
    The place a person may say something in.

    Raises:
        NotPossible: they cannot see it, are not in it, or it is archived.

    """
    place = asked.workspace.model.seen_place(asked.user, asked.text("channel"))
    if asked.user not in place.members:
        raise NotPossible("not_in_channel", "Join this place first.", 403)
    if place.archived:
        raise NotPossible("is_archived", "This place is archived.", 403)
    return place


async def say(asked: Asked) -> Json:
    place, workspace = member_place(asked), asked.workspace
    thread_ts = asked.optional("thread_ts")
    root = place.messages.get(thread_ts)
    if thread_ts and (root is None or root.thread_ts):
        raise NotPossible("thread_not_found", "This thread is not here any more.", 404)
    if place.kind == "direct" and BOT_USER in place.members and not workspace.manifest.messages_tab:
        raise NotPossible("messages_tab_disabled", "This app takes no messages.", 403)
    shared = files.own(workspace, asked.user, asked.body.get("files") or [])
    text = as_typed(workspace.model, asked.optional("text") if shared else asked.text("text"))
    message = Message(workspace.next_ts(), asked.user, text, rich_text(text) if text else [], thread_ts)
    message.client_msg_id = workspace.model.fresh_id("M")
    if shared:
        message.subtype, message.files = "file_share", [files.shape(workspace, file) for file in shared]
        for file in shared:
            file.channel = place.id
    talk.post(workspace, place, message)
    return {"ok": True, "ts": message.ts}


async def upload(asked: Asked) -> Json:
    """A file from one's own device: its bytes as they are, its name as `?name=`. It is shared or given by its id."""
    name, content = asked.request.query_params.get("name", ""), await asked.request.body()
    file = files.put_in(asked.workspace, asked.user, name, content)
    return {"ok": True, "file": files.shape(asked.workspace, file)}


async def edit(asked: Asked) -> Json:
    place, message = _said(asked)
    if message.user != asked.user or message.subtype not in ("", "file_share"):
        raise NotPossible("cant_update_message", "Only its writer can change a message.", 403)
    text = as_typed(asked.workspace.model, asked.optional("text") if message.files else asked.text("text"))
    talk.change(asked.workspace, place, message, text, rich_text(text) if text else [])
    return {"ok": True}


async def delete(asked: Asked) -> Json:
    """One's own message; an admin anybody's, the app's too. A private reply is only put away, for oneself."""
    place, message = _said(asked)
    if message.to:
        place.private_replies.remove(message)
        asked.workspace.show(place, message, "deleted")
        return {"ok": True}
    if message.user != asked.user and not (asked.person and asked.person.is_admin):
        raise NotPossible("cant_delete_message", "Only its writer or an admin can delete a message.", 403)
    talk.delete(asked.workspace, place, message)
    return {"ok": True}


def _said(asked: Asked) -> tuple[Place, Message]:
    return asked.workspace.model.seen_message(asked.user, asked.text("channel"), asked.text("ts"))


async def react(asked: Asked) -> Json:
    return _reaction(asked, is_new=True)


async def unreact(asked: Asked) -> Json:
    return _reaction(asked, is_new=False)


def _reaction(asked: Asked, *, is_new: bool) -> Json:
    place, message = _said(asked)
    member_place(asked)
    name = asked.text("name").strip(":")
    if message.to or not re.fullmatch(r"[\w+'-]{1,100}", name):
        raise NotPossible("invalid_name", "That is no reaction.")
    change = talk.react if is_new else talk.unreact
    if not change(asked.workspace, place, message, asked.user, name):
        raise NotPossible("already_reacted" if is_new else "no_reaction", "Nothing changes by that.", 409)
    return {"ok": True}


async def pin(asked: Asked) -> Json:
    return _pinning(asked, is_new=True)


async def unpin(asked: Asked) -> Json:
    return _pinning(asked, is_new=False)


def _pinning(asked: Asked, *, is_new: bool) -> Json:
    place, message = _said(asked)
    member_place(asked)
    if message.to or message.subtype == "tombstone":
        raise NotPossible("message_not_found", "This message cannot be pinned.", 404)
    if (message.ts in place.pins) == is_new:
        raise NotPossible("already_pinned" if is_new else "no_pin", "Nothing changes by that.", 409)
    (talk.pin if is_new else talk.unpin)(asked.workspace, place, message)
    return {"ok": True}


async def read(asked: Asked) -> Json:
    place = asked.workspace.model.seen_place(asked.user, asked.text("channel"))
    talk.mark_read(asked.workspace, place, asked.user, asked.text("ts"), asked.optional("thread_ts"))
    return {"ok": True}


async def join(asked: Asked) -> Json:
    place = asked.workspace.model.seen_place(asked.user, asked.text("channel"))
    if place.kind != "channel" or place.archived:
        raise NotPossible("not_supported", "Nobody can join this place by themselves.", 403)
    if asked.user not in place.members:
        rooms.join(asked.workspace, place, asked.user)
    return {"ok": True}


async def leave(asked: Asked) -> Json:
    place = member_place(asked)
    if place.kind == "direct":
        raise NotPossible("not_supported", "A direct conversation stays.", 403)
    rooms.leave(asked.workspace, place, asked.user)
    return {"ok": True}


async def invite(asked: Asked) -> Json:
    """Takes others in; a guest cannot. The app may be taken in as well."""
    place = member_place(asked)
    if place.kind == "direct" or not (asked.person and asked.person.is_full_member):
        raise NotPossible("cant_invite", "You can't invite people here.", 403)
    for user in asked.body.get("users") or []:
        person = asked.workspace.model.person(str(user))
        if person.deleted:
            raise NotPossible("cant_invite", f"{person.real_name} has left.", 403)
        if person.id not in place.members:
            rooms.join(asked.workspace, place, person.id, asked.user)
    return {"ok": True}


async def direct(asked: Asked) -> Json:
    """The direct conversation with one other."""
    other = asked.workspace.model.person(asked.text("with"))
    if other.id == asked.user:
        raise NotPossible("cannot_dm_self", "Choose somebody else.")
    return {"ok": True, "channel": rooms.direct(asked.workspace, asked.user, other.id).id}
