"""The 52 rules in one table: what each asks, its limits as constants, and where they come from."""

from typing import Final, NamedTuple

# Lengths are counted in code points. Slack does not say whether it counts UTF-16 units (an emoji would be two), so
# whoever cuts a text to a limit keeps a tenth in hand.
MAX_MESSAGE_BLOCKS: Final = 50
MAX_VIEW_BLOCKS: Final = 100
MAX_FALLBACK_CHARS: Final = 4_000
MAX_TEXT_CHARS: Final = 3_000
MAX_FIELDS: Final = 10
MAX_FIELD_CHARS: Final = 2_000
MAX_HEADER_CHARS: Final = 150
MAX_ACTIONS: Final = 25
MAX_CONTEXT: Final = 10
MAX_ID_CHARS: Final = 255
MAX_BUTTON_CHARS: Final = 75
MAX_BUTTON_VALUE_CHARS: Final = 2_000
MAX_URL_CHARS: Final = 3_000
MAX_CONFIRM_TITLE_CHARS: Final = 100
MAX_CONFIRM_TEXT_CHARS: Final = 300
MAX_CONFIRM_BUTTON_CHARS: Final = 30
MAX_OPTION_CHARS: Final = 75
MAX_OPTION_VALUE_CHARS: Final = 150
MAX_OPTIONS: Final = 100
MAX_GROUPS: Final = 100
MAX_PLACEHOLDER_CHARS: Final = 150
MAX_CHOICES: Final = 10
MAX_OVERFLOW: Final = 5
MAX_INPUT_CHARS: Final = 3_000
MAX_FILES: Final = 10
MAX_LABEL_CHARS: Final = 2_000
MAX_ALT_CHARS: Final = 2_000
MAX_VIEW_TITLE_CHARS: Final = 24
MAX_PRIVATE_METADATA_CHARS: Final = 3_000
MAX_VIEW_BYTES: Final = 250_000
MAX_BUTTONS: Final = 5
MAX_EVENT_TYPE_CHARS: Final = 50
MAX_METADATA_BYTES: Final = 8_000


class Rule(NamedTuple):
    """One line of the table. A rule that is not *checked* is of a kind we do not send; rule 50 refuses that kind."""

    says: str
    source: str
    checked: bool = True


_PAGE: Final = "Slack: {} doc page, read Nov 2026"
_BLOCKS: Final = _PAGE.format("block-kit/blocks")
_ELEMENTS: Final = _PAGE.format("block-kit/block-elements")
_SECTION: Final = _PAGE.format("section-block")
_TEXT: Final = _PAGE.format("composition-objects/text-object")
_CONFIRM: Final = _PAGE.format("composition-objects/confirmation-dialog-object")
_OPTION: Final = _PAGE.format("composition-objects/option-object")
_SELECT: Final = _PAGE.format("select-menu-element")
_INPUT: Final = _PAGE.format("plain-text-input-element")
_MODALS: Final = _PAGE.format("surfaces/modals")
_VIEWS: Final = _PAGE.format("reference/views")
_OURS: Final = "our own rule"
_UNUSED: Final = "Slack: 2026 blocks; not sent, so not checked"

RULES: Final[dict[int, Rule]] = {
    1: Rule(f"a message has at most {MAX_MESSAGE_BLOCKS} blocks, a view 1 to {MAX_VIEW_BLOCKS}", _BLOCKS),
    2: Rule(f"a message has a text of 1 to {MAX_FALLBACK_CHARS} characters", _PAGE.format("chat.postMessage")),
    3: Rule(f"a text object has 1 to {MAX_TEXT_CHARS} characters", _TEXT),
    4: Rule(f"a section's text has at most {MAX_TEXT_CHARS} characters", _SECTION),
    5: Rule("a section has a text or fields", _SECTION),
    6: Rule(f"a section has 1 to {MAX_FIELDS} fields", _SECTION),
    7: Rule(f"a field has at most {MAX_FIELD_CHARS} characters", _SECTION),
    8: Rule(f"a header has at most {MAX_HEADER_CHARS} characters", _PAGE.format("header-block")),
    9: Rule("headers, buttons, labels and titles are plain_text", _TEXT),
    10: Rule(f"an actions block has 1 to {MAX_ACTIONS} elements", _PAGE.format("actions-block")),
    11: Rule("an element stands only in the blocks and on the surfaces made for it", _ELEMENTS),
    12: Rule(f"a context block has 1 to {MAX_CONTEXT} elements", _PAGE.format("context-block")),
    13: Rule(f"block_id and action_id have 1 to {MAX_ID_CHARS} characters", _ELEMENTS),
    14: Rule("an action_id is unique in its block", _ELEMENTS),
    15: Rule("a block_id is unique in its message or view", _BLOCKS),
    16: Rule("an interactive element has an action_id (else Slack makes one up)", _ELEMENTS),
    17: Rule(
        f"a button has a label of at most {MAX_BUTTON_CHARS}, a value of {MAX_BUTTON_VALUE_CHARS}, a url of"
        f" {MAX_URL_CHARS} characters, and the style primary or danger",
        _PAGE.format("button-element"),
    ),
    18: Rule(
        f"a confirmation has a title of at most {MAX_CONFIRM_TITLE_CHARS}, a text of {MAX_CONFIRM_TEXT_CHARS} and"
        f" buttons of {MAX_CONFIRM_BUTTON_CHARS} characters",
        _CONFIRM,
    ),
    19: Rule(f"an option has a text of 1 to {MAX_OPTION_CHARS} and a value of {MAX_OPTION_VALUE_CHARS}", _OPTION),
    20: Rule(f"an option's description has at most {MAX_OPTION_CHARS} characters", _OPTION),
    21: Rule(f"a menu has 1 to {MAX_OPTIONS} options or 1 to {MAX_GROUPS} groups of them, not both", _SELECT),
    22: Rule(f"a placeholder has at most {MAX_PLACEHOLDER_CHARS} characters", _SELECT),
    23: Rule("what is chosen at first is one of the options, and no two have the same value", _SELECT),
    24: Rule(
        f"radio buttons and checkboxes have 1 to {MAX_CHOICES} options", _PAGE.format("radio-button-group-element")
    ),
    25: Rule(f"an overflow menu has 1 to {MAX_OVERFLOW} options", _PAGE.format("overflow-menu-element")),
    26: Rule("a date is YYYY-MM-DD, a date and time 10 digits of seconds", _PAGE.format("date-picker-element")),
    27: Rule(f"a typed text has at most {MAX_INPUT_CHARS} characters, its own max_length if it has one", _INPUT),
    28: Rule("min_length is at most max_length", _INPUT),
    29: Rule(f"a file input takes 1 to {MAX_FILES} files", _PAGE.format("file-input-element")),
    30: Rule(f"an input's label and hint have at most {MAX_LABEL_CHARS} characters", _PAGE.format("input-block")),
    31: Rule(
        f"an image has either a url (at most {MAX_URL_CHARS} characters) or a file, and words for who cannot see it"
        f" (at most {MAX_ALT_CHARS})",
        _PAGE.format("image-block"),
    ),
    32: Rule("markdown: 12,000 characters in all", _UNUSED, checked=False),
    33: Rule("table: 100 rows, 20 columns", _UNUSED, checked=False),
    34: Rule("data_table: a caption, a header and 1 to 100 rows", _UNUSED, checked=False),
    35: Rule("data_visualization: 6 series, 20 points", _UNUSED, checked=False),
    36: Rule("container: 10 blocks", _UNUSED, checked=False),
    37: Rule("card: a picture, a title, a body or actions", _UNUSED, checked=False),
    38: Rule("carousel: 1 to 10 cards", _UNUSED, checked=False),
    39: Rule("alert: modals only, 200 characters", _UNUSED, checked=False),
    40: Rule("context_actions: 1 to 5 elements", _UNUSED, checked=False),
    41: Rule("task_card: a status of four; a plan holds task cards", _UNUSED, checked=False),
    42: Rule(f"a modal has a title; title, submit and close have at most {MAX_VIEW_TITLE_CHARS} characters", _VIEWS),
    43: Rule("a modal that asks for input has a submit button", _VIEWS),
    44: Rule(
        f"private_metadata has at most {MAX_PRIVATE_METADATA_CHARS} characters, callback_id {MAX_ID_CHARS}", _VIEWS
    ),
    45: Rule(f"external_id has at most {MAX_ID_CHARS} characters", _VIEWS),
    46: Rule("a home view has no title, submit or close", _VIEWS),
    47: Rule("at most one element has the focus at first", _ELEMENTS),
    48: Rule("response_url_enabled: one menu in a modal", _UNUSED, checked=False),
    49: Rule(f"a view is at most {MAX_VIEW_BYTES} bytes of JSON", _MODALS),
    50: Rule("only kinds and keys we know, each of its right type", _OURS),
    51: Rule(
        f"at most one primary and {MAX_BUTTONS} buttons in an actions block, danger asks first, nobody calls the"
        " whole channel, no label is an emoji alone",
        _OURS,
    ),
    52: Rule(
        f"metadata is small (event_type {MAX_EVENT_TYPE_CHARS} characters, {MAX_METADATA_BYTES} bytes in all) and flat"
        " (values, or objects of values)",
        _PAGE.format("message-metadata"),
    ),
}
