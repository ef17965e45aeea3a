"""What a person sees: the frame of the page, places, threads, open forms, and what made a sound for them."""

from itertools import islice, takewhile

from starlette.responses import Response

from bot.rehearsal.control.asked import Asked
from bot.rehearsal.errors import NotPossible
from bot.rehearsal.model import BOT_USER, SLACKBOT
from bot.rehearsal.people import Person
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.talk import thread_mark
from bot.rehearsal.words import mentioned, spoken
from bot.rehearsal.workspace import Workspace

SHOWN = 200  # messages of a place at once
FOUND = 50  # by one search


async def people(asked: Asked) -> list[Json]:
    return [person_shape(asked.workspace, person) for person in _listed(asked.workspace)]


async def frame(asked: Asked) -> Json:
    """Everything around the messages."""
    workspace, user = asked.workspace, asked.user
    manifest = workspace.manifest
    seen = [place for place in workspace.places.values() if workspace.model.may_see(user, place)]
    return {
        "me": person_shape(workspace, workspace.people[user]),
        "people": [person_shape(workspace, person) for person in _listed(workspace)],
        "places": [place_shape(workspace, place, user) for place in seen],
        "commands": [
            {"command": c.command, "usage_hint": c.usage_hint, "description": c.description}
            for c in manifest.commands.values()
        ],
        "shortcuts": [
            {"name": s.name, "type": s.kind, "callback_id": s.callback_id, "description": s.description}
            for s in manifest.shortcuts
        ],
        "app": {
            "connected": workspace.is_connected,
            "sockets": workspace.sockets.number,
            "name": manifest.name,
            "bot_user": BOT_USER,
            "home": manifest.home_tab,
        },
        "org": workspace.model.org,
        "first_steps": workspace.model.first_steps,
        "weather": workspace.weather.as_json(),
    }


async def place(asked: Asked) -> Json:
    """A place and its top level, oldest first, private replies to this person among it."""
    found = asked.workspace.model.seen_place(asked.user, asked.request.path_params["channel"])
    top = [message for message in found.messages.values() if message.is_top_level][-SHOWN:]
    own = [
        private_reply
        for private_reply in found.private_replies
        if private_reply.to == asked.user and not private_reply.thread_ts
    ]
    return {
        "place": place_shape(asked.workspace, found, asked.user),
        "messages": _shapes(asked, found, top, own),
    }


async def thread(asked: Asked) -> Json:
    found = asked.workspace.model.seen_place(asked.user, asked.request.path_params["channel"])
    ts = asked.request.path_params["ts"]
    if ts not in found.messages:
        raise NotPossible("thread_not_found", "This thread is not here any more.", 404)
    own = [
        private_reply
        for private_reply in found.private_replies
        if private_reply.to == asked.user and private_reply.thread_ts == ts
    ]
    return {
        "root": message_shape(asked.workspace, found, found.messages[ts], asked.user),
        "replies": _shapes(asked, found, found.replies(ts), own),
    }


async def pins(asked: Asked) -> Json:
    """What is pinned in a place, in the order in which it was pinned, however old."""
    found = asked.workspace.model.seen_place(asked.user, asked.request.path_params["channel"])
    pinned = [found.messages[ts] for ts in found.pins]
    return {"messages": [message_shape(asked.workspace, found, message, asked.user) for message in pinned]}


async def search(asked: Asked) -> Json:
    """What this person may read that holds all words of `?q=`, newest first; private replies are in no search."""
    model, wanted = asked.workspace.model, asked.request.query_params.get("q", "").casefold().split()
    found = [
        (place, message)
        for place in asked.workspace.places.values()
        if wanted and model.may_see(asked.user, place)
        for message in place.messages.values()
        if message.subtype in ("", "file_share") and _holds(spoken(model, message).casefold(), wanted)
    ]
    newest = sorted(found, key=lambda each: each[1].ts, reverse=True)[:FOUND]
    shapes = [message_shape(asked.workspace, *each, asked.user) | {"channel": each[0].id} for each in newest]
    return {"messages": shapes, "more": len(found) > FOUND}


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


async def views(asked: Asked) -> list[Json]:
    """The open forms, the top one last, and the Home if there is one, before them."""
    home = asked.workspace.model.homes.get(asked.user)
    shown = [home] if home else []
    return [asked.workspace.view_shape(view) for view in (*shown, *asked.workspace.views.of(asked.user))]


async def notified(asked: Asked) -> list[Json]:
    rows = [notice for notice in asked.workspace.model.notices if notice.user == asked.user]
    return [{"channel": row.channel, "ts": row.ts, "text": row.text, "why": row.why} for row in rows]


async def file(asked: Asked) -> Response:
    """An uploaded file, to whoever put it in and to members of the place it was shared in."""
    user = asked.workspace.model.actor(asked.request.query_params.get("as", "")).id
    found = asked.workspace.model.files.get(asked.request.path_params["id"])
    shared = asked.workspace.places.get(found.channel) if found else None
    if found is None or not (user == found.owner or (shared and user in shared.members)):
        raise NotPossible("file_not_found", "You can't see this file.", 404)
    safe = found.name.encode("ascii", "replace").decode().replace('"', "'").replace("\r", "").replace("\n", "")
    headers = {"Content-Disposition": f'attachment; filename="{safe}"', "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type="application/octet-stream", headers=headers)


def person_shape(workspace: Workspace, person: Person) -> Json:
    seen = [place for place in workspace.places.values() if person.id in place.members]
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "job": person.job,
        "locale": person.locale,
        "tz": person.tz,
        "badge": person.badge,
        "is_admin": person.is_admin,
        "tint": person.tint,
        "unread": sum(len(unread(place, person.id)) + named_in_threads(place, person.id) for place in seen),
    }


def place_shape(workspace: Workspace, place: Place, user: str) -> Json:
    others = [member for member in place.members if member != user]
    new = unread(place, user) if user in place.members else []
    in_threads = named_in_threads(place, user) if user in place.members else 0
    with_whom = others[0] if place.kind == "direct" and others else None
    return {
        "id": place.id,
        "name": workspace.people[with_whom].real_name if with_whom else place.name,
        "kind": place.kind,
        "with": with_whom,
        "topic": place.topic.value,
        "purpose": place.purpose.value,
        "members": place.members,
        "is_member": user in place.members,
        "unread": len(new),
        "mentions": sum(place.kind == "direct" or user in mentioned(message) for message in new) + in_threads,
        "thread_mentions": in_threads,
        "archived": place.archived,
        "pins": place.pins,
    }


def unread(place: Place, user: str) -> list[Message]:
    """What somebody has not read on the top level, newest first, as far as is shown. System messages do not count."""
    read = place.read.get(user, "")
    new = takewhile(lambda message: message.ts > read, reversed(place.messages.values()))
    counted = (m for m in new if m.user != user and m.is_top_level and m.subtype in ("", "file_share"))
    return list(islice(counted, SHOWN))


def named_in_threads(place: Place, user: str) -> int:
    """How many replies name somebody in threads they have not looked into since."""
    return sum(_named_in_thread(place, user, root) for root in place.threads)


def _named_in_thread(place: Place, user: str, root: str) -> int:
    read = place.read.get(thread_mark(user, root), "")
    new = (reply for reply in place.replies(root) if reply.ts > read and reply.user != user)
    return sum(user in mentioned(reply) for reply in new)


def message_shape(workspace: Workspace, place: Place, message: Message, user: str) -> Json:
    """Slack's message with what the page shows beside it."""
    author = workspace.people[message.user]
    return place.shape_of(message) | {
        "author": {
            "id": author.id,
            "name": author.real_name,
            "bot": author.is_bot,
            "tint": author.tint,
            "badge": author.badge,
        },
        "edited": bool(message.edited_ts),
        "ephemeral": bool(message.to),
        "pinned": message.ts in place.pins,
        "unread": message.ts > place.read.get(user, "") and message.user != user and not message.to,
        "thread_mentions": _named_in_thread(place, user, message.ts),
        "state": {"values": workspace.touched.get((user, message.ts), {})},
    }


def _shapes(asked: Asked, place: Place, said: list[Message], private_replies: list[Message]) -> list[Json]:
    ordered = sorted((*said, *private_replies), key=lambda message: message.ts)
    return [message_shape(asked.workspace, place, message, asked.user) for message in ordered]


def _listed(workspace: Workspace) -> list[Person]:
    return [person for person in workspace.people.values() if person.id != SLACKBOT]
