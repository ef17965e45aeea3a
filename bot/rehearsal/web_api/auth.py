"""auth.test, api.test and apps.connections.open: who the app is, and its way in."""

from bot.rehearsal.errors import SlackError
from bot.rehearsal.model import BOT_ID, BOT_USER
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.workspace import Workspace


def api_test(workspace: Workspace, args: Args) -> Json:
    if error := args.text("error"):
        raise SlackError(error, args=args.given)
    return {"args": args.given}


def auth_test(workspace: Workspace, args: Args) -> Json:
    return {
        "url": workspace.url + "/",
        "team": workspace.model.org,
        "user": workspace.people[BOT_USER].name,
        "team_id": workspace.model.team_id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def apps_connections_open(workspace: Workspace, args: Args) -> Json:
    ticket = workspace.sockets.ticket()
    return {"url": f"ws{workspace.url.removeprefix('http')}/link?ticket={ticket}&app_id=A0REHEARSAL"}
