"""Sending and closing forms: what the client checks itself, and what the app's answer does to the stack."""

from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal import payloads
from bot.rehearsal.elements import CHOSEN, chosen, controls
from bot.rehearsal.errors import NotPossible, SlackError, invalid_arguments
from bot.rehearsal.files import MAX_GIVEN_BYTES, MOST, own, shape
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View
from bot.rehearsal.web_api.blocks import checked_view
from bot.rehearsal.workspace import Workspace


@dataclass
class Sent:
    """What came of sending a form; *errors* are words by block_id."""

    ok: bool
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""
    text: str = ""


def open_form(workspace: Workspace, user: str, view_id: str) -> View:
    """
    A form that person has open.

    Raises:
        NotPossible: they have no such form open.

    """
    view = next((view for view in workspace.views.of(user) if view.id == view_id), None)
    if view is None:
        raise NotPossible("not_found", "This form is not open any more.", 404)
    return view


def type_in(workspace: Workspace, view: View, values: Json) -> None:
    """
    Puts what was typed into the fields that are there; files by the ids they got when they were put in.

    Raises:
        NotPossible: a field, a choice or a file that is not there.

    """
    fields = {(block["block_id"], element["action_id"]): element for block, element in controls(view.body["blocks"])}
    for block_id, actions in values.items():
        for action_id, given in actions.items():
            element = fields.get((block_id, action_id))
            if element is None or element["type"] not in CHOSEN:
                raise NotPossible("no_such_control", f"There is no field {block_id}/{action_id} in this form.", 404)
            state = chosen(element, _as_given(given))
            if element["type"] == "file_input":
                state["files"] = _files(workspace, view.owner, element, state["files"])
            view.typed.setdefault(block_id, {})[action_id] = state


def _files(workspace: Workspace, user: str, element: Json, ids: list[Any]) -> list[Json]:
    files = own(workspace, user, ids, element.get("max_files", MOST))
    if any(file.size > MAX_GIVEN_BYTES for file in files):
        raise NotPossible("file_too_large", f"This field takes files of at most {MAX_GIVEN_BYTES // 1_000_000} MB.")
    kinds = element.get("filetypes")
    if kinds and any(shape(workspace, file)["filetype"] not in kinds for file in files):
        raise NotPossible("invalid_file_type", f"This field takes {', '.join(kinds)} alone.")
    return [shape(workspace, file) for file in files]


async def submit(workspace: Workspace, user: str, view: View) -> Sent:
    """Sends a form, unless a field is empty or too short or long: those the client tells itself, before the app."""
    if not view.body.get("submit"):
        raise NotPossible("no_such_control", "This form has nothing to send.")
    if errors := client_errors(view):
        return Sent(False, errors)
    _give_files(workspace, view)
    answer = await workspace.ask("interactive", payloads.submitted(workspace, user, view))
    if answer.error:
        return Sent(False, error=answer.error, text="The app did not answer in time. What you typed is still here.")
    try:
        return _apply(workspace, view, answer.payload)
    except SlackError as refused:
        return _refuse(workspace, view, refused)


def _give_files(workspace: Workspace, view: View) -> None:
    """From now on the app may read what was put into its form."""
    for block, element in controls(view.body["blocks"]):
        if element["type"] == "file_input":
            for file in view.values[block["block_id"]][element["action_id"]]["files"]:
                workspace.model.files[file["id"]].is_given = True


def client_errors(view: View) -> dict[str, str]:
    """By block_id, what stops a form before it leaves."""
    errors: dict[str, str] = {}
    values = view.values
    for block, element in controls(view.body["blocks"]):
        if block["type"] != "input":
            continue
        state = values[block["block_id"]][element["action_id"]]
        if words := _fault(block, element, state.get(CHOSEN[element["type"]])):
            errors[block["block_id"]] = words
    return errors


def _fault(block: Json, element: Json, value: Any) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else "Please fill this in."
    if isinstance(value, str):
        if len(value) < element.get("min_length", 0):
            return f"Please write at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please write at most {element.get('max_length', 3000)} characters."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Please choose at most {element['max_selected_items']}."
    return ""


def _apply(workspace: Workspace, view: View, answer: Json) -> Sent:
    action = answer.get("response_action")
    stack = workspace.views
    if action == "errors":
        return _take_errors(view, answer.get("errors"))
    if action == "update":
        view.show(checked_view(workspace, answer.get("view")), workspace.clock().timestamp())
    elif action == "push":
        stack.push(workspace.new_view(view.owner, checked_view(workspace, answer.get("view"))))
    elif action == "clear":
        stack.of(view.owner).clear()
    elif action is None:
        stack.close(view)
    else:
        raise invalid_arguments(f"unknown response_action {action!r}")
    workspace.stream.publish("views", frozenset({view.owner}), view_id=view.id)
    return Sent(True)


def _take_errors(view: View, errors: Any) -> Sent:
    """Errors must stand under fields of this form; one that does not makes the whole answer unusable."""
    fields = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise invalid_arguments("errors is empty")
    if unknown := sorted(set(errors) - fields):
        raise invalid_arguments(f"errors name blocks that are no fields of the form: {', '.join(unknown)}")
    return Sent(False, {block_id: str(words) for block_id, words in errors.items()})


def _refuse(workspace: Workspace, view: View, fault: SlackError) -> Sent:
    why = workspace.refuse_answer(view.owner, str(view.body.get("callback_id", "")), fault)
    return Sent(False, error="invalid_response", text=why)


async def close(workspace: Workspace, user: str, view: View) -> None:
    """Closes a form by its x, and tells the app if it asked for that."""
    clears = bool(view.body.get("clear_on_close"))
    if clears:
        workspace.views.of(user).clear()
    else:
        workspace.views.close(view)
    workspace.stream.publish("views", frozenset({user}), view_id=view.id)
    if view.body.get("notify_on_close"):
        await workspace.ask("interactive", payloads.closed(workspace, user, view, is_cleared=clears))


def _as_given(given: Any) -> Json:
    return given if isinstance(given, dict) else {"selected" if isinstance(given, list) else "value": given}
