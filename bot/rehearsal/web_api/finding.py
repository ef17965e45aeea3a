"""What a method is about: the place and the message it names, if the app may know of them and holds the scope."""

from bot.rehearsal.errors import SlackError
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import SCOPE_KIND, Message, Place
from bot.rehearsal.rooms import is_open_to_app
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.workspace import Workspace

MANAGE = {"channel": ("channels:manage",), "private": ("groups:write",), "direct": ("im:write",)}


def needs(workspace: Workspace, *scopes: str) -> None:
    """
    Raises:
        SlackError: missing_scope, with what is needed and what there is.

    """
    if not workspace.manifest.grants(*scopes):
        provided = ",".join(sorted(workspace.manifest.scopes))
        raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


def place_of(workspace: Workspace, args: Args, *, right: str = "") -> Place:
    """
    The place named by `channel`. *right* is "read", "history" or "manage", which need a scope by the place's kind.

    Raises:
        SlackError: channel_not_found, also where the app must not know of it; missing_scope.

    """
    place = workspace.places.get(args.needed("channel"))
    if place is None or not is_open_to_app(place):
        raise SlackError("channel_not_found")
    if right == "manage":
        needs(workspace, *MANAGE[place.kind])
    elif right:
        needs(workspace, f"{SCOPE_KIND[place.kind]}:{right}")
    return place


def own_place(workspace: Workspace, args: Args, *, right: str = "") -> Place:
    """
    A place the app is in.

    Raises:
        SlackError: as place_of; not_in_channel.

    """
    place = place_of(workspace, args, right=right)
    if BOT_USER not in place.members:
        raise SlackError("not_in_channel")
    return place


def open_place(workspace: Workspace, args: Args, *, right: str = "") -> Place:
    """
    A place the app is in and where something may still be said.

    Raises:
        SlackError: as own_place; is_archived.

    """
    place = own_place(workspace, args, right=right)
    if place.archived:
        raise SlackError("is_archived")
    return place


def message_of(place: Place, ts: str) -> Message:
    """
    Raises:
        SlackError: message_not_found.

    """
    message = place.messages.get(ts)
    if message is None or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    return message
