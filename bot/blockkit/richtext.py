"""Rich text: runs of words with a style, in paragraphs, lists, quotes and preformatted lines."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.blockkit import rules
from bot.blockkit.parts import Check, Fault, address, flag, integer, kinds, one_of, several, shape, string

_MANY: Final = 1_000  # no limit is published; what is sent is bounded by the size of the payload
_NAME: Final = string(50, rules.MAX_ID_CHARS)
_STYLE: Final = {"style": shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag), {})}
_BORDER: Final = {"border": integer(50, 0, 1)}


def _broadcast(_value: object, path: str) -> Iterator[Fault]:
    yield Fault(51, path, "This would alert everyone in the channel.")


# Words in rich text are never read as markup: a person may quote "<!channel>" here, and nobody is called.
RUNS: Final[Mapping[str, Check]] = {
    "text": shape({"text": string(3, rules.MAX_TEXT_CHARS), **_STYLE}, {"text": 3}),
    "link": shape({"url": address(50), "text": string(3, rules.MAX_TEXT_CHARS), **_STYLE}, {"url": 50}),
    "user": shape({"user_id": _NAME, **_STYLE}, {"user_id": 50}),
    "channel": shape({"channel_id": _NAME, **_STYLE}, {"channel_id": 50}),
    "emoji": shape({"name": _NAME, "unicode": _NAME, **_STYLE}, {"name": 50}),
    "date": shape(
        {
            "timestamp": integer(26, 1_000_000_000, 9_999_999_999),
            "format": _NAME,
            "fallback": _NAME,
            "url": address(50),
            **_STYLE,
        },
        {"timestamp": 26, "format": 50},
    ),
    "broadcast": _broadcast,
}

_RUNS: Final = {"elements": several(50, 1, _MANY, kinds(RUNS))}
_NEEDS: Final = {"elements": 50}
_PARAGRAPH: Final = shape(_RUNS, _NEEDS)

RICH_TEXTS: Final[Mapping[str, Check]] = {
    "rich_text_section": _PARAGRAPH,
    "rich_text_quote": shape({**_RUNS, **_BORDER}, _NEEDS),
    "rich_text_preformatted": shape({**_RUNS, **_BORDER, "language": _NAME}, _NEEDS),
    "rich_text_list": shape(
        {
            **_BORDER,
            "elements": several(50, 1, _MANY, kinds({"rich_text_section": _PARAGRAPH})),
            "style": one_of(50, "bullet", "ordered"),
            "indent": integer(50, 0, 8),
            "offset": integer(50, 0, _MANY),
        },
        {"elements": 50, "style": 50},
    ),
}
