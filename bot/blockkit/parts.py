"""The small checks everything else is built of. A check takes a value and its path and yields the faults it finds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.blockkit.rules import MAX_TEXT_CHARS, MAX_URL_CHARS


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: its number in the table, where, and what is wrong in one sentence."""

    rule: int
    path: str
    text: str


Check = Callable[[object, str], Iterator[Fault]]

_ADDRESS: Final = re.compile(r"(https?|slack)://\S+|(mailto|tel):\S+")
_CALL: Final = re.compile(r"<!(channel|here|everyone|group)\b")  # <!group> is the old name of <!channel>
_EMOJI: Final = re.compile(r":[a-z0-9_+\-']+:")


def string(rule: int, most: int, least: int = 1) -> Check:
    """A str of *least* to *most* characters; longer or shorter breaks *rule*."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(50, path, "This must be a string.")
        elif not least <= len(value) <= most:
            yield Fault(rule, path, f"This has {len(value)} characters; {least} to {most} are allowed.")

    return check


def address(rule: int) -> Check:
    """An address that Slack can follow."""

    def check(value: object, path: str) -> Iterator[Fault]:
        yield from string(rule, MAX_URL_CHARS)(value, path)
        if isinstance(value, str) and not _ADDRESS.fullmatch(value):
            yield Fault(rule, path, "This is not an address that Slack can follow.")

    return check


def flag(value: object, path: str) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield Fault(50, path, "This must be true or false.")


def integer(rule: int, least: int, most: int) -> Check:
    """A whole number from *least* to *most*."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(50, path, "This must be a whole number.")
        elif not least <= value <= most:
            yield Fault(rule, path, f"This is {value}; {least} to {most} are allowed.")

    return check


def one_of(rule: int, *allowed: str) -> Check:
    """One of a closed list of strings."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(rule, path, f"This must be one of: {', '.join(allowed)}.")

    return check


def several(rule: int, least: int, most: int, each: Check) -> Check:
    """A list of *least* to *most* things."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            yield Fault(50, path, "This must be a list.")
            return
        if not least <= len(value) <= most:
            yield Fault(rule, path, f"This has {len(value)} parts; {least} to {most} are allowed.")
        for place, part in enumerate(value):
            yield from each(part, f"{path}[{place}]")

    return check


def shape(keys: Mapping[str, Check], needs: Mapping[str, int], *also: Check) -> Check:
    """An object with *keys* and no others; a missing one of *needs* breaks the rule given there."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield Fault(50, path, "This must be an object.")
            return
        for key, rule in needs.items():
            if key not in value:
                yield Fault(rule, path, f"{key} is missing.")
        for key, part in value.items():
            inside = f"{path}.{key}" if path else str(key)
            if key in keys:
                yield from keys[key](part, inside)
            else:
                yield Fault(50, inside, "No such key is known here.")
        for one in also:
            yield from one(value, path)

    return check


def kinds(known: Mapping[str, Check], here: Sequence[str] | None = None) -> Check:
    """An object whose type says which of *known* it is; only those *here* may stand in this place."""

    def check(value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield Fault(50, path, "This must be an object.")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in known:
            yield Fault(50, path, f"No kind {kind!r} is known here.")
        elif here is not None and kind not in here:
            yield Fault(11, path, f"{kind} cannot stand here.")
        else:
            yield from known[kind]({key: part for key, part in value.items() if key != "type"}, path)

    return check


def text(rule: int, most: int = MAX_TEXT_CHARS, markup: bool = False) -> Check:
    """A text object of 1 to *most* characters; without *markup* only plain_text is allowed."""

    def written(value: object, path: str) -> Iterator[Fault]:
        yield from string(3 if value == "" else rule, most)(value, path)

    known = shape({"type": _any, "text": written, "emoji": flag, "verbatim": flag}, {"text": 3})

    def check(value: object, path: str) -> Iterator[Fault]:
        yield from known(value, path)
        if isinstance(value, Mapping):
            yield from _text_kind(value, path, markup)

    return check


def _any(_value: object, _path: str) -> Iterator[Fault]:
    yield from ()


def _text_kind(value: Mapping[object, object], path: str, markup: bool) -> Iterator[Fault]:
    kind = value.get("type")
    if kind not in ("plain_text", "mrkdwn"):
        yield Fault(50, path, "A text is plain_text or mrkdwn.")
    elif kind == "mrkdwn":
        yield from calls_nobody(value.get("text"), path)
        if not markup:
            yield Fault(9, path, "Only plain_text is allowed here.")
    if ("emoji" in value and kind != "plain_text") or ("verbatim" in value and kind != "mrkdwn"):
        yield Fault(50, path, "emoji belongs to plain_text, verbatim to mrkdwn.")


def calls_nobody(value: object, path: str) -> Iterator[Fault]:
    """Markup that does not alert a whole channel."""
    if isinstance(value, str) and _CALL.search(value):
        yield Fault(51, path, "This would alert everyone in the channel.")


def has_words(value: object, path: str) -> Iterator[Fault]:
    """A text object with a letter or a digit: a sign alone is read by nobody's screen reader."""
    written = value.get("text") if isinstance(value, Mapping) else None
    if isinstance(written, str) and written and not any(char.isalnum() for char in _EMOJI.sub("", written)):
        yield Fault(51, path, "An emoji or sign needs words beside it.")


def mappings(value: object) -> list[Mapping[str, object]]:
    """The objects in a list; nothing for anything else."""
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return [part for part in parts if isinstance(part, Mapping)]


def repeated(values: Sequence[object]) -> set[str]:
    """The strings that occur more than once."""
    strings = [value for value in values if isinstance(value, str)]
    return {value for value in strings if strings.count(value) > 1}
