"""Interactive elements of blocks: finding one, what pressing it means, and the state of all of them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from bot.rehearsal.errors import NotPossible
from bot.rehearsal.shapes import Json

CHOSEN = {  # type of element: the key of what was chosen, in an action and in state.values (Slack: block elements)
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
PRESSED_ONLY = {"button", "overflow", "workflow_button"}  # they have no state
MANY = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}


def with_ids(blocks: list[Json], fresh: Callable[[], str]) -> list[Json]:
    """A copy in which every block and every interactive element has its id; Slack makes up those that are missing."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", fresh())
        for element in _elements(block):
            element.setdefault("action_id", fresh())
    return blocks


def controls(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        for element in _elements(block):
            yield block, element


def find_control(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """
    The control a person presses; without *block_id* the first of that action.

    Raises:
        NotPossible: it is not there, or it says nothing to the app when it is touched.

    """
    for block, element in controls(blocks):
        if element["action_id"] == action_id and block_id in ("", block["block_id"]):
            if block["type"] == "input" and not block.get("dispatch_action"):
                raise NotPossible("no_such_control", "This field is sent with its form, not by itself.")
            return block, element
    raise NotPossible("no_such_control", f"There is no {block_id}/{action_id} here.", 404)


def chosen(element: Json, given: Json) -> Json:
    """
    What a person chose, as state.values has it. *given* is in Slack's own form, or short:
    `value`, `selected: [...]`, `selected_users: [...]`, `date_time`.

    Raises:
        NotPossible: the choice is not one of the element's.

    """
    kind = element["type"]
    key = CHOSEN[kind]
    value = given.get(key)
    if value is None:
        value = _short(key, given)
    if key in ("selected_option", "selected_options"):
        value = _real_options(element, value)
    elif key in MANY:
        value = list(value or [])
    elif isinstance(value, list):
        value = value[0] if value else None
    return {"type": kind, key: value if value != "" else None}


def action_of(block: Json, element: Json, given: Json, action_ts: str) -> Json:
    """One entry of `actions` in a block_actions payload, made from the element itself."""
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    if element["type"] in CHOSEN:
        action |= chosen(element, given)
        action |= {key: element[key] for key in ("placeholder", "initial_option", "initial_options") if key in element}
    else:
        wanted = given.get("value")
        if wanted is not None and wanted != element.get("value"):
            raise NotPossible("no_such_control", "The button carries another value now.", 409)
        action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return action | {"action_ts": action_ts}


def initial_state(blocks: list[Json]) -> Json:
    """state.values of blocks nobody has touched: what was put in at first, or nothing."""
    values: Json = {}
    for block, element in controls(blocks):
        if element["type"] in CHOSEN and element["type"] not in PRESSED_ONLY:
            values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def merged_state(blocks: list[Json], typed: Json) -> Json:
    """state.values with what was typed in the place of what stood there at first; only for controls that are there."""
    values = initial_state(blocks)
    for block_id, actions in values.items():
        for action_id, state in actions.items():
            earlier = (typed.get(block_id) or {}).get(action_id)
            if earlier is not None and earlier.get("type") == state["type"]:
                actions[action_id] = earlier
    return values


def options(element: Json) -> list[Json]:
    """All options of a menu, grouped or not."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return list(element.get("options") or []) + grouped


def _elements(node: Any) -> Iterator[Json]:
    if isinstance(node, list):
        for item in node:
            yield from _elements(item)
    elif isinstance(node, dict):
        if node.get("type") in CHOSEN or node.get("type") in PRESSED_ONLY:
            yield node
        else:
            for value in node.values():
                if isinstance(value, dict | list):
                    yield from _elements(value)


def _initial(element: Json) -> Json:
    key = CHOSEN[element["type"]]
    name = "initial_value" if key in ("value", "rich_text_value") else key.replace("selected_", "initial_")
    return {"type": element["type"], key: copy.deepcopy(element.get(name, [] if key in MANY else None))}


def _short(key: str, given: Json) -> Any:
    for name in ("selected", "date_time" if key == "selected_date_time" else "value", "value"):
        if given.get(name) is not None:
            return given[name]
    return None


def _real_options(element: Json, wanted: Any) -> Any:
    listed = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
    by_value = {option["value"]: option for option in options(element)}
    found = []
    for item in listed:
        value = item.get("value") if isinstance(item, dict) else item
        if value not in by_value:
            raise NotPossible("no_such_option", f"{value!r} is not among the choices.")
        found.append(copy.deepcopy(by_value[value]))
    if CHOSEN[element["type"]] == "selected_options":
        return found
    return found[0] if found else None
