"""conversations.create, open, info, list, setTopic, setPurpose, rename and archive: the places themselves."""

import re

from bot.rehearsal import rooms
from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import SCOPE_KIND, Kind
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import needs, open_place, place_of
from bot.rehearsal.workspace import Workspace

MAX_NAME_CHARS = 80  # Slack: conversations.create
MAX_NOTE_CHARS = 250  # Slack: conversations.setTopic, conversations.setPurpose
KINDS: dict[str, Kind] = {"public_channel": "channel", "private_channel": "private", "im": "direct"}


def create(workspace: Workspace, args: Args) -> Json:
    kind: Kind = "private" if args.flag("is_private") else "channel"
    needs(workspace, "groups:write" if kind == "private" else "channels:manage")
    name = checked_name(workspace, args.text("name"))
    if kind == "private" and not workspace.private_channels_allowed:
        raise SlackError("restricted_action")
    return {"channel": rooms.create(workspace, name, BOT_USER, kind).as_slack(seen_by=BOT_USER)}


def checked_name(workspace: Workspace, name: str) -> str:
    """
    Raises:
        SlackError: one of invalid_name_*, or name_taken.

    """
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME_CHARS:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not re.search(r"[^\W_]", name):
        raise SlackError("invalid_name_punctuation")
    if workspace.model.place_named(name) is not None:
        raise SlackError("name_taken")
    return name


def open_direct(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "im:write")
    if "channel" in args:
        place = place_of(workspace, args)
        return {"channel": place.as_slack(seen_by=BOT_USER), "no_op": True, "already_open": True}
    users = args.listed("users")
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_supported")
    person = workspace.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot or person.is_stranger:
        raise SlackError("cannot_dm_bot" if person.is_bot else "user_not_visible")
    known = workspace.model.direct(BOT_USER, person.id)
    place = known or rooms.direct(workspace, BOT_USER, person.id)
    shape = place.as_slack(seen_by=BOT_USER) if args.flag("return_im") else {"id": place.id}
    return {"channel": shape, "no_op": known is not None, "already_open": known is not None}


def info(workspace: Workspace, args: Args) -> Json:
    place = place_of(workspace, args, right="read")
    shape = place.as_slack(seen_by=BOT_USER)
    if not args.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def listed(workspace: Workspace, args: Args) -> Json:
    kinds = set()
    for name in args.listed("types") or ["public_channel"]:
        if name not in (*KINDS, "mpim"):
            raise SlackError("invalid_types")
        if name in KINDS:
            needs(workspace, f"{SCOPE_KIND[KINDS[name]]}:read")
            kinds.add(KINDS[name])
    places = [
        place
        for place in workspace.places.values()
        if place.kind in kinds
        and rooms.is_open_to_app(place)
        and not (args.flag("exclude_archived") and place.archived)
    ]
    page, onward = args.page(places)
    return {"channels": [place.as_slack(seen_by=BOT_USER) for place in page], "response_metadata": onward}


def set_topic(workspace: Workspace, args: Args) -> Json:
    place = open_place(workspace, args, right="manage")
    rooms.set_topic(workspace, place, _note(args, "topic"), BOT_USER)
    return {"channel": place.as_slack(seen_by=BOT_USER)}


def set_purpose(workspace: Workspace, args: Args) -> Json:
    place = open_place(workspace, args, right="manage")
    rooms.set_purpose(workspace, place, _note(args, "purpose"), BOT_USER)
    return {"channel": place.as_slack(seen_by=BOT_USER), "purpose": place.purpose.value}


def _note(args: Args, name: str) -> str:
    if name not in args:
        raise invalid_arguments(f"missing required field: {name}")
    if len(text := args.text(name)) > MAX_NOTE_CHARS:
        raise SlackError("too_long")
    return text


def rename(workspace: Workspace, args: Args) -> Json:
    place = open_place(workspace, args, right="manage")
    if place.creator != BOT_USER:
        raise SlackError("not_authorized")
    rooms.rename(workspace, place, checked_name(workspace, args.text("name")), BOT_USER)
    return {"channel": place.as_slack(seen_by=BOT_USER)}


def archive(workspace: Workspace, args: Args) -> Json:
    place = place_of(workspace, args, right="manage")
    if place.kind == "direct":
        raise SlackError("method_not_supported_for_channel_type")
    if place.archived:
        raise SlackError("already_archived")
    if place.name == "general":
        raise SlackError("cant_archive_general")
    open_place(workspace, args)
    rooms.archive(workspace, place, BOT_USER)
    return {}
