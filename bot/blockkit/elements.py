"""What a person presses, chooses and types: the elements, and where each may stand."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from bot.blockkit import rules
from bot.blockkit.parts import (
    Check,
    Fault,
    address,
    flag,
    has_words,
    integer,
    kinds,
    mappings,
    one_of,
    repeated,
    several,
    shape,
    string,
    text,
)

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERAL: Final = re.compile(r"-?\d+(\.\d+)?")


def _day(value: object, path: str) -> Iterator[Fault]:
    try:
        right = isinstance(value, str) and _DATE.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        right = False
    if not right:
        yield Fault(26, path, "A date is YYYY-MM-DD.")


def _numeral(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _NUMERAL.fullmatch(value):
        yield Fault(50, path, "This must be a number written as a string.")


def _sound(value: object, path: str) -> Iterator[Fault]:
    """The house rules of a button: danger asks first, and a sign has words."""
    if not isinstance(value, Mapping):
        return
    if value.get("style") == "danger" and "confirm" not in value:
        yield Fault(51, path, "A danger button asks first; confirm is missing.")
    if "accessibility_label" not in value:
        yield from has_words(value.get("text"), f"{path}.text")


def _choices(value: object, path: str) -> Iterator[Fault]:
    """Options or groups, each value once, and what is chosen at first among them."""
    if not isinstance(value, Mapping):
        return
    if "option_groups" in value and "options" in value:
        yield Fault(21, path, "A menu has options or groups, not both.")
    options = mappings(value.get("options"))
    for group in mappings(value.get("option_groups")):
        options += mappings(group.get("options"))
    for twice in sorted(repeated([option.get("value") for option in options])):
        yield Fault(23, path, f"Two options have the value {twice!r}.")
    first = mappings([value.get("initial_option")]) + mappings(value.get("initial_options"))
    if any(chosen not in options for chosen in first):
        yield Fault(23, path, "What is chosen at first is not one of the options.")


def _some_options(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping) and not {"options", "option_groups"} & value.keys():
        yield Fault(21, path, "A menu needs options.")


def _lengths(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        return
    least, most, first = value.get("min_length"), value.get("max_length"), value.get("initial_value")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Fault(28, path, "min_length is more than max_length.")
    if isinstance(most, int) and isinstance(first, str) and len(first) > most:
        yield Fault(27, path, "The text at first is longer than max_length.")


CONFIRM: Final = shape(
    {
        "title": text(18, rules.MAX_CONFIRM_TITLE_CHARS),
        "text": text(18, rules.MAX_CONFIRM_TEXT_CHARS),
        "confirm": text(18, rules.MAX_CONFIRM_BUTTON_CHARS),
        "deny": text(18, rules.MAX_CONFIRM_BUTTON_CHARS),
        "style": one_of(18, "primary", "danger"),
    },
    {"title": 18, "text": 18, "confirm": 18, "deny": 18},
)


def _option(markup: bool = False, **more: Check) -> Check:
    return shape(
        {
            "text": text(19, rules.MAX_OPTION_CHARS, markup),
            "value": string(19, rules.MAX_OPTION_VALUE_CHARS),
            "description": text(20, rules.MAX_OPTION_CHARS, markup),
            **more,
        },
        {"text": 19, "value": 19},
    )


_ACTION: Final = {"action_id": string(13, rules.MAX_ID_CHARS)}
_ASKS: Final = {"confirm": CONFIRM}
_FOCUS: Final = {"focus_on_load": flag}
_HINT: Final = {"placeholder": text(22, rules.MAX_PLACEHOLDER_CHARS)}
_MENU: Final = {**_ACTION, **_ASKS, **_FOCUS, **_HINT}
_PERSON: Final = string(50, rules.MAX_ID_CHARS)
_SEVERAL: Final = {"max_selected_items": integer(50, 1, rules.MAX_OPTIONS)}
_DISPATCH: Final = several(50, 1, 2, one_of(50, "on_enter_pressed", "on_character_entered"))
_TYPED: Final = {
    **_ACTION,
    **_FOCUS,
    **_HINT,
    "dispatch_action_config": shape({"trigger_actions_on": _DISPATCH}, {"trigger_actions_on": 50}),
}
_OPTIONS: Final = several(21, 1, rules.MAX_OPTIONS, _option())
_GROUP: Final = shape({"label": text(21, rules.MAX_OPTION_CHARS), "options": _OPTIONS}, {"label": 21, "options": 21})
_STATIC: Final = {**_MENU, "options": _OPTIONS, "option_groups": several(21, 1, rules.MAX_GROUPS, _GROUP)}
_CHOICE: Final = {**_ACTION, **_ASKS, **_FOCUS, "options": several(24, 1, rules.MAX_CHOICES, _option(markup=True))}
_NEEDS: Final = {"action_id": 16}

_FILE: Final = shape({"id": string(31, rules.MAX_ID_CHARS), "url": address(31)}, {})
PICTURE: Final = {"image_url": address(31), "slack_file": _FILE, "alt_text": string(31, rules.MAX_ALT_CHARS)}


def one_picture(value: object, path: str) -> Iterator[Fault]:
    """Exactly one source, and in a file exactly one way to name it."""
    if not isinstance(value, Mapping):
        return
    if ("image_url" in value) == ("slack_file" in value):
        yield Fault(31, path, "An image has either image_url or slack_file.")
    file = value.get("slack_file")
    if isinstance(file, Mapping) and ("id" in file) == ("url" in file):
        yield Fault(31, f"{path}.slack_file", "A file has either an id or a url.")


_WHICH_PLACES: Final = shape(  # Slack: composition-objects/conversation-filter-object doc page, read Nov 2026
    {
        "include": several(50, 1, 4, one_of(50, "im", "mpim", "private", "public")),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    {},
)
ELEMENTS: Final[Mapping[str, Check]] = {
    "button": shape(
        {
            **_ACTION,
            **_ASKS,
            "text": text(17, rules.MAX_BUTTON_CHARS),
            "value": string(17, rules.MAX_BUTTON_VALUE_CHARS, 0),
            "url": address(17),
            "style": one_of(17, "primary", "danger"),
            "accessibility_label": string(17, rules.MAX_BUTTON_CHARS),
        },
        {**_NEEDS, "text": 17},
        _sound,
    ),
    "overflow": shape(
        {**_ACTION, **_ASKS, "options": several(25, 1, rules.MAX_OVERFLOW, _option(url=address(19)))},
        {**_NEEDS, "options": 25},
        _choices,
    ),
    "static_select": shape({**_STATIC, "initial_option": _option()}, _NEEDS, _some_options, _choices),
    "multi_static_select": shape({**_STATIC, **_SEVERAL, "initial_options": _OPTIONS}, _NEEDS, _some_options, _choices),
    "users_select": shape({**_MENU, "initial_user": _PERSON}, _NEEDS),
    "multi_users_select": shape(
        {**_MENU, **_SEVERAL, "initial_users": several(50, 1, rules.MAX_OPTIONS, _PERSON)}, _NEEDS
    ),
    "conversations_select": shape({**_MENU, "initial_conversation": _PERSON, "filter": _WHICH_PLACES}, _NEEDS),
    "datepicker": shape({**_MENU, "initial_date": _day}, _NEEDS),
    "datetimepicker": shape(
        {**_ACTION, **_ASKS, **_FOCUS, "initial_date_time": integer(26, 1_000_000_000, 9_999_999_999)}, _NEEDS
    ),
    "radio_buttons": shape({**_CHOICE, "initial_option": _option(markup=True)}, {**_NEEDS, "options": 24}, _choices),
    "checkboxes": shape(
        {**_CHOICE, "initial_options": several(24, 1, rules.MAX_CHOICES, _option(markup=True))},
        {**_NEEDS, "options": 24},
        _choices,
    ),
    "plain_text_input": shape(
        {
            **_TYPED,
            "initial_value": string(27, rules.MAX_INPUT_CHARS, 0),
            "multiline": flag,
            "min_length": integer(27, 0, rules.MAX_INPUT_CHARS),
            "max_length": integer(27, 1, rules.MAX_INPUT_CHARS),
        },
        _NEEDS,
        _lengths,
    ),
    "url_text_input": shape({**_TYPED, "initial_value": string(27, rules.MAX_INPUT_CHARS, 0)}, _NEEDS),
    "number_input": shape(
        {
            **_TYPED,
            "is_decimal_allowed": flag,
            "initial_value": _numeral,
            "min_value": _numeral,
            "max_value": _numeral,
        },
        {**_NEEDS, "is_decimal_allowed": 50},
    ),
    "file_input": shape(
        {
            **_ACTION,
            "filetypes": several(50, 1, rules.MAX_OPTIONS, string(50, rules.MAX_ID_CHARS)),
            "max_files": integer(29, 1, rules.MAX_FILES),
        },
        _NEEDS,
    ),
    "image": shape(PICTURE, {"alt_text": 31}, one_picture),
}


class _Place(NamedTuple):
    blocks: tuple[str, ...]
    surfaces: tuple[str, ...] = ("message", "modal", "home")


_ANYWHERE: Final = _Place(("section", "actions", "input"))
_PLACES: Final[Mapping[str, _Place]] = {  # Slack: block-kit/block-elements doc page (its overview table), read Nov 2026
    "button": _Place(("section", "actions")),
    "overflow": _Place(("section", "actions")),
    "static_select": _ANYWHERE,
    "multi_static_select": _ANYWHERE,
    "users_select": _ANYWHERE,
    "multi_users_select": _ANYWHERE,
    "conversations_select": _ANYWHERE,
    "datepicker": _ANYWHERE,
    "datetimepicker": _Place(("actions", "input"), ("message", "modal")),
    "radio_buttons": _ANYWHERE,
    "checkboxes": _ANYWHERE,
    "plain_text_input": _Place(("input",)),
    "url_text_input": _Place(("input",), ("modal",)),
    "number_input": _Place(("input",), ("modal",)),
    "file_input": _Place(("input",), ("modal",)),
    "image": _Place(("section", "context")),
}


def element(block: str) -> Check:
    """An element that may stand in *block*."""
    return kinds(ELEMENTS, [kind for kind, place in _PLACES.items() if block in place.blocks])


def on_surface(value: Mapping[str, object], surface: str, path: str) -> Iterator[Fault]:
    """Whether a known element may be shown on *surface*: "message", "modal" or "home"."""
    kind = value.get("type")
    place = _PLACES.get(kind) if isinstance(kind, str) else None
    if place is not None and surface not in place.surfaces:
        yield Fault(11, path, f"{kind} cannot stand on a {surface}.")
