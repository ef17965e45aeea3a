"""users.list and users.info."""

from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import needs
from bot.rehearsal.workspace import Workspace


def users_list(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "users:read")
    people, onward = args.page(list(workspace.people.values()))
    at, with_locale = workspace.clock(), args.flag("include_locale")
    return {
        "members": [person.as_slack(at, with_locale=with_locale) for person in people],
        "cache_ts": workspace.seconds(),
        "response_metadata": onward,
    }


def users_info(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "users:read")
    person = workspace.model.person(args.needed("user"))
    return {"user": person.as_slack(workspace.clock(), with_locale=args.flag("include_locale"))}
