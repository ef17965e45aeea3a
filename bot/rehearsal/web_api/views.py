"""views.open, push, update and publish: the app's forms and Homes."""

from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.blocks import checked_view
from bot.rehearsal.workspace import Workspace


def open_view(workspace: Workspace, args: Args) -> Json:
    body = _modal(workspace, args)
    view = workspace.new_view(workspace.triggers.use(args.needed("trigger_id")), body)
    workspace.views.open(view)
    return _shown(workspace, view)


def push(workspace: Workspace, args: Args) -> Json:
    body = _modal(workspace, args)
    view = workspace.new_view(workspace.triggers.use(args.needed("trigger_id")), body)
    workspace.views.push(view)
    return _shown(workspace, view)


def update(workspace: Workspace, args: Args) -> Json:
    if not (args.text("view_id") or args.text("external_id")):
        raise invalid_arguments("missing required field: view_id")
    view = workspace.views.find(args.text("view_id"), args.text("external_id"))
    if view is None:
        raise SlackError("not_found")
    if args.text("hash") and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    view.show(_modal(workspace, args, instead_of=view), workspace.clock().timestamp())
    return _shown(workspace, view)


def publish(workspace: Workspace, args: Args) -> Json:
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    person = workspace.model.person(args.needed("user_id"))
    body = checked_view(workspace, args.shape("view"))
    if body.get("type") != "home":
        raise invalid_arguments("must be a home view [json-pointer:/view/type]")
    view = workspace.model.homes.get(person.id)
    if view is None:
        view = workspace.model.homes[person.id] = workspace.new_view(person.id, body)
    elif args.text("hash") and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    else:
        view.show(body, workspace.clock().timestamp())
    workspace.stream.publish("view", frozenset({person.id}), view_id=view.id, home=True)
    return {"view": workspace.view_shape(view)}


def _modal(workspace: Workspace, args: Args, instead_of: View | None = None) -> Json:
    body = checked_view(workspace, args.shape("view"))
    if body.get("type") != "modal":
        raise invalid_arguments("must be a modal view [json-pointer:/view/type]")
    external_id = body.get("external_id")
    other = workspace.views.find("", external_id) if external_id else None
    if other is not None and other is not instead_of:
        raise SlackError("duplicate_external_id")
    return body


def _shown(workspace: Workspace, view: View) -> Json:
    workspace.stream.publish("views", frozenset({view.owner}), view_id=view.id)
    return {"view": workspace.view_shape(view)}
