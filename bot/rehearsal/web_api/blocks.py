"""Blocks and views on their way in: held against the Block Kit rules, and given the ids that are missing."""

import json
from typing import Any

from bot.blockkit import Fault, check_message, check_view
from bot.rehearsal.elements import controls, with_ids
from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.workspace import Workspace

MAX_VIEW_BYTES = 250_000  # Slack: a view is at most 250 kB (surfaces/modals)
MAX_UPDATE_CHARS = 4_000  # Slack: chat.update answers msg_too_long above it
MAX_POST_CHARS = 40_000  # Slack: chat.postMessage cuts longer text


def checked_content(workspace: Workspace, args: Args, most_chars: int) -> tuple[str, list[Json]]:
    """
    The text and blocks of a message.

    Raises:
        SlackError: no_text, msg_too_long, invalid_blocks_format, invalid_blocks.

    """
    text, blocks = args.text("text"), args.shape("blocks") or []
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > most_chars:
        raise SlackError("msg_too_long")
    faults = [fault for fault in check_message({"text": text, "blocks": blocks}) if fault.path.startswith("blocks")]
    if faults:
        raise SlackError("invalid_blocks", errors=_words(faults), response_metadata={"messages": _errors(faults)})
    return text, with_ids(blocks, lambda: workspace.model.fresh_id("b"))


def checked_view(workspace: Workspace, given: Any) -> Json:
    """
    A view that may be shown, its ids filled in.

    Raises:
        SlackError: invalid_arguments, view_too_large.

    """
    if not isinstance(given, dict) or not isinstance(given.get("blocks"), list):
        raise invalid_arguments("must be an object with blocks [json-pointer:/view]")
    if _size(given) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    if faults := check_view(given):
        raise SlackError("invalid_arguments", response_metadata={"messages": _errors(faults)})
    if not workspace.manifest.grants("files:read") and any(
        e["type"] == "file_input" for _b, e in controls(given["blocks"])
    ):
        raise invalid_arguments("file_input needs the scope files:read [json-pointer:/view/blocks]")
    return given | {"blocks": with_ids(given["blocks"], lambda: workspace.model.fresh_id("b"))}


def _size(view: Json) -> int:
    return len(compact(view).encode())


def compact(value: Json) -> str:
    """JSON without spaces, as it is counted."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(faults: list[Fault]) -> list[str]:
    return [f"{fault.text} [{fault.path}]" for fault in faults]


def _errors(faults: list[Fault]) -> list[str]:
    """Each fault in one line that names its path, and the rule it breaks."""
    return [f"[ERROR] {fault.text} [json-pointer:/{_pointer(fault.path)}] (rule {fault.rule})" for fault in faults]


def _pointer(path: str) -> str:
    return path.replace("[", "/").replace("]", "").replace(".", "/")
