"""Whole messages and views: what only the whole can tell, after each block has been checked."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from bot.blockkit import rules
from bot.blockkit.blocks import BLOCK
from bot.blockkit.elements import on_surface
from bot.blockkit.parts import (
    Check,
    Fault,
    calls_nobody,
    flag,
    mappings,
    one_of,
    repeated,
    several,
    shape,
    string,
    text,
)

_ID: Final = string(50, rules.MAX_ID_CHARS)


def check_message(payload: Mapping[str, object]) -> list[Fault]:
    """
    The faults of the arguments of chat.postMessage, chat.update, chat.postEphemeral or a reply to a response_url.

    Arguments that would get round the rules (attachments, markdown_text, link_names, parse) are refused as unknown.
    """
    return [*_MESSAGE(payload, ""), *_whole(payload, "message")]


def check_view(view: Mapping[str, object]) -> list[Fault]:
    """The faults of a modal or a home view."""
    kind = view.get("type")
    if kind == "home":
        return [*_HOME(view, ""), *_whole(view, "home"), *_size(view)]
    faults = [*_MODAL(view, ""), *_whole(view, "modal"), *_size(view), *_can_be_sent(view)]
    return faults if kind == "modal" else [Fault(50, "type", "A view is a modal or a home."), *faults]


def _fallback(value: object, path: str) -> Iterator[Fault]:
    yield from string(2, rules.MAX_FALLBACK_CHARS)(value, path)
    yield from calls_nobody(value, path)
    if isinstance(value, str) and value and not value.strip():
        yield Fault(2, path, "This is empty to a reader.")


def _payload(value: object, path: str) -> Iterator[Fault]:
    """An event_payload: values, and objects of values."""
    if not isinstance(value, Mapping):
        yield Fault(52, path, "This must be an object.")
        return
    for key, part in value.items():
        inner = part.values() if isinstance(part, Mapping) else [part]
        if not all(isinstance(one, str | int | float) for one in inner):
            yield Fault(52, f"{path}.{key}", "Only values, and objects of values, are allowed.")


def _small(value: object, path: str) -> Iterator[Fault]:
    if (size := _bytes(value)) > rules.MAX_METADATA_BYTES:
        yield Fault(52, path, f"This has {size} bytes; {rules.MAX_METADATA_BYTES} are allowed.")


def _not_at_home(_value: object, path: str) -> Iterator[Fault]:
    yield Fault(46, path, "A home view has no such part.")


_MESSAGE: Final = shape(
    {
        "text": _fallback,
        "blocks": several(1, 0, rules.MAX_MESSAGE_BLOCKS, BLOCK),
        "metadata": shape(
            {"event_type": string(52, rules.MAX_EVENT_TYPE_CHARS), "event_payload": _payload},
            {"event_type": 52, "event_payload": 52},
            _small,
        ),
        "response_type": one_of(50, "ephemeral", "in_channel"),
        **dict.fromkeys(("channel", "user", "ts", "thread_ts"), _ID),
        **dict.fromkeys(("mrkdwn", "unfurl_links", "unfurl_media", "reply_broadcast"), flag),
        **dict.fromkeys(("replace_original", "delete_original"), flag),
    },
    {"text": 2},
)
_ANY_VIEW: Final[dict[str, Check]] = {
    "type": _ID,
    "blocks": several(1, 1, rules.MAX_VIEW_BLOCKS, BLOCK),
    "private_metadata": string(44, rules.MAX_PRIVATE_METADATA_CHARS, 0),
    "callback_id": string(44, rules.MAX_ID_CHARS),
    "external_id": string(45, rules.MAX_ID_CHARS),
}
_HOME: Final = shape(_ANY_VIEW | dict.fromkeys(("title", "submit", "close"), _not_at_home), {"blocks": 1})
_MODAL: Final = shape(
    _ANY_VIEW
    | dict.fromkeys(("title", "submit", "close"), text(42, rules.MAX_VIEW_TITLE_CHARS))
    | dict.fromkeys(("clear_on_close", "notify_on_close"), flag),
    {"title": 42, "blocks": 1},
)


def _elements(blocks: list[Mapping[str, object]]) -> Iterator[tuple[Mapping[str, object], str]]:
    """Every element that could be pressed or filled, with its path."""
    for place, block in enumerate(blocks):
        for key in ("accessory", "element"):
            for one in mappings([block.get(key)]):
                yield one, f"blocks[{place}].{key}"
        if block.get("type") == "actions":
            for index, one in enumerate(mappings(block.get("elements"))):
                yield one, f"blocks[{place}].elements[{index}]"


def _whole(payload: Mapping[str, object], surface: str) -> Iterator[Fault]:
    """What one block cannot know: ids used twice, the surface, the focus."""
    blocks = mappings(payload.get("blocks"))
    for twice in sorted(repeated([block.get("block_id") for block in blocks])):
        yield Fault(15, "blocks", f"The block_id {twice!r} occurs twice.")
    focused = [path for one, path in _elements(blocks) if one.get("focus_on_load") is True]
    if len(focused) > 1:
        yield Fault(47, focused[1], "Another element has the focus already.")
    for one, path in _elements(blocks):
        yield from on_surface(one, surface, path)


def _can_be_sent(view: Mapping[str, object]) -> Iterator[Fault]:
    if "submit" not in view and any(block.get("type") == "input" for block in mappings(view.get("blocks"))):
        yield Fault(43, "submit", "A modal that asks for input has a submit button.")


def _size(view: Mapping[str, object]) -> Iterator[Fault]:
    if (size := _bytes(view)) > rules.MAX_VIEW_BYTES:
        yield Fault(49, "", f"This view has {size} bytes; {rules.MAX_VIEW_BYTES} are allowed.")


def _bytes(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"))
