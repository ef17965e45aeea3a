"""conversations.invite, kick and members: who is in a place."""

from bot.rehearsal import rooms
from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import open_place, place_of
from bot.rehearsal.workspace import Workspace

MAX_INVITED = 100  # Slack: users in one conversations.invite


def invite(workspace: Workspace, args: Args) -> Json:
    """Invites all or nobody; with `force` those who can be invited."""
    place = open_place(workspace, args, right="manage")
    if place.kind == "direct":
        raise SlackError("method_not_supported_for_channel_type")
    users = list(dict.fromkeys(args.listed("users")))
    if not users:
        raise invalid_arguments("missing required field: users")
    if len(users) > MAX_INVITED:
        raise SlackError("too_many_users")
    if unwelcome := next((workspace.unwelcome[user] for user in users if user in workspace.unwelcome), ""):
        raise SlackError(unwelcome)
    faults = {user: fault for user in users if (fault := _why_not(workspace, place, user))}
    able = [user for user in users if user not in faults]
    if faults and not (args.flag("force") and able):
        rows = [{"user": user, "ok": False, "error": fault} for user, fault in faults.items()]
        raise SlackError(next(iter(faults.values())), errors=rows)
    for user in able:
        rooms.join(workspace, place, user, BOT_USER)
    return {"channel": place.as_slack(seen_by=BOT_USER)}


def _why_not(workspace: Workspace, place: Place, user: str) -> str:
    """Slack's name for why somebody cannot be invited, or nothing."""
    person = workspace.people.get(user)
    if person is None:
        return "user_not_found"
    if user == BOT_USER:
        return "cant_invite_self"
    if user in place.members:
        return "already_in_channel"
    if person.is_stranger:
        return "no_external_invite_permission"
    if person.is_ultra_restricted:
        return "ura_max_channels"
    return "cant_invite" if person.deleted else ""


def kick(workspace: Workspace, args: Args) -> Json:
    place = open_place(workspace, args, right="manage")
    user = args.needed("user")
    workspace.model.person(user)
    if user == BOT_USER:
        raise SlackError("cant_kick_self")
    if place.name == "general":
        raise SlackError("cant_kick_from_general")
    if user not in place.members:
        raise SlackError("not_in_channel")
    if not workspace.removal_allowed:
        raise SlackError("restricted_action")
    rooms.leave(workspace, place, user, by=BOT_USER)
    return {}


def members(workspace: Workspace, args: Args) -> Json:
    place = place_of(workspace, args, right="read")
    page, onward = args.page(place.members)
    return {"members": page, "response_metadata": onward}
