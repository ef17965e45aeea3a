"""The blocks this product sends; any other kind is refused, not half checked."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.blockkit import rules
from bot.blockkit.elements import PICTURE, element, one_picture
from bot.blockkit.parts import (
    Check,
    Fault,
    flag,
    has_words,
    kinds,
    mappings,
    repeated,
    several,
    shape,
    string,
    text,
)
from bot.blockkit.richtext import RICH_TEXTS

_ID: Final = {"block_id": string(13, rules.MAX_ID_CHARS)}
_MANY: Final = 1_000  # no limit is published; what is sent is bounded by the size of the payload


def _says_something(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping) and not {"text", "fields"} & value.keys():
        yield Fault(5, path, "A section has a text or fields.")


def _header_words(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping):
        yield from has_words(value.get("text"), f"{path}.text")


def _few_buttons(value: object, path: str) -> Iterator[Fault]:
    """No action_id twice, at most one primary, at most five buttons."""
    elements = mappings(value.get("elements")) if isinstance(value, Mapping) else []
    for twice in sorted(repeated([one.get("action_id") for one in elements])):
        yield Fault(14, path, f"The action_id {twice!r} occurs twice.")
    buttons = [one for one in elements if one.get("type") == "button"]
    if len(buttons) > rules.MAX_BUTTONS:
        yield Fault(51, path, f"This has {len(buttons)} buttons; {rules.MAX_BUTTONS} are allowed.")
    if sum(button.get("style") == "primary" for button in buttons) > 1:
        yield Fault(51, path, "Only one button of a row is primary.")


def _context(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping) and value.get("type") in ("mrkdwn", "plain_text"):
        yield from text(3, markup=True)(value, path)
    else:
        yield from element("context")(value, path)


BLOCKS: Final[Mapping[str, Check]] = {
    "section": shape(
        {
            **_ID,
            "text": text(4, rules.MAX_TEXT_CHARS, markup=True),
            "fields": several(6, 1, rules.MAX_FIELDS, text(7, rules.MAX_FIELD_CHARS, markup=True)),
            "accessory": element("section"),
            "expand": flag,
        },
        {},
        _says_something,
    ),
    "header": shape({**_ID, "text": text(8, rules.MAX_HEADER_CHARS)}, {"text": 8}, _header_words),
    "context": shape({**_ID, "elements": several(12, 1, rules.MAX_CONTEXT, _context)}, {"elements": 12}),
    "actions": shape(
        {**_ID, "elements": several(10, 1, rules.MAX_ACTIONS, element("actions"))}, {"elements": 10}, _few_buttons
    ),
    "input": shape(
        {
            **_ID,
            "label": text(30, rules.MAX_LABEL_CHARS),
            "hint": text(30, rules.MAX_LABEL_CHARS),
            "element": element("input"),
            "dispatch_action": flag,
            "optional": flag,
        },
        {"label": 30, "element": 50},
    ),
    "divider": shape(_ID, {}),
    "image": shape({**_ID, **PICTURE, "title": text(31, rules.MAX_ALT_CHARS)}, {"alt_text": 31}, one_picture),
    "rich_text": shape({**_ID, "elements": several(50, 1, _MANY, kinds(RICH_TEXTS))}, {"elements": 50}),
}

BLOCK: Final = kinds(BLOCKS)
