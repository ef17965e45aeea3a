"""Cards as Slack's blocks. The same card gives the same blocks; a faulty one is a mistake of ours and is never sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final, assert_never

from bot.blockkit import Fault, check_message, check_view
from bot.chat.card import (
    Button,
    Card,
    Confirm,
    Divider,
    Goto,
    Item,
    Lines,
    Menu,
    More,
    Option,
    Part,
    Quote,
    Row,
    Small,
    Title,
)
from bot.chat.outcome import Reply
from bot.platforms.slack.limits import LIMITS
from bot.platforms.slack.markup import Block, Links, escape, lines, plain, quotation, small
from bot.text import Joined, Strong, Translator, Words, raw

GOTO: Final = "goto"  # a button with an address sends a payload too, which is acknowledged and means nothing
MAX_TEXT_CHARS: Final = 4_000  # Slack: chat.update: msg_too_long beyond 4,000
MAX_HEADER_CHARS: Final = 150  # Slack: header-block page


class FaultyBlocks(Exception):
    """What was made breaks a rule of Slack's, so it was not sent."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """
        Args:
            faults: The broken rules, with the path to each; none quotes a person's words.
        """
        super().__init__("; ".join(f"{fault.path}: {fault.text} (rule {fault.rule})" for fault in faults[:5]))
        self.faults = tuple(faults)


def render(card: Card, translator: Translator, links: Links) -> dict[str, object]:
    """
    The card as the text and blocks of a message.

    Raises:
        FaultyBlocks: A label is too long, an action stands twice …
    """
    blocks = _blocks(card, translator, links)
    payload: dict[str, object] = {"text": _fallback(card.text, translator), "blocks": blocks}
    if faults := check_message(payload):
        raise FaultyBlocks(faults)
    return payload


def home(card: Card, translator: Translator, links: Links) -> dict[str, object]:
    """
    The card as a Home; its *text* is said only where it has no parts, for a Home notifies nobody.

    Raises:
        FaultyBlocks: More than 100 blocks, a label is too long …
    """
    view: dict[str, object] = {"type": "home", "blocks": _blocks(card, translator, links)}
    if faults := check_view(view):
        raise FaultyBlocks(faults)
    return view


def _blocks(card: Card, translator: Translator, links: Links) -> list[Block]:
    parts = card.parts or (Lines((card.text,)),)
    blocks = [block for part in parts for block in _part(part, translator, links)]
    for number, block in enumerate(blocks):
        if block["type"] == "actions":
            block["block_id"] = _block_id(number, block)
    return blocks


def reply(answer: Reply, translator: Translator, links: Links) -> dict[str, object]:
    """A reply's lines and buttons as a message."""
    row = (Row(answer.items),) if answer.items else ()
    return render(Card(raw(Joined(answer.lines, "\n")), (Lines(answer.lines), *row)), translator, links)


def option(choice: Option, translator: Translator, carried: str = "") -> Block:
    """One choice; what is *carried* follows its value after a space, so the value itself has none."""
    if carried and " " in choice.value:
        raise ValueError(f"the value of an option that carries something has no space: {choice.value!r}")
    return {"text": plain(_label(translator.plain(choice.label))), "value": f"{choice.value} {carried}".strip()}


def _label(text: str) -> str:
    """A choice's label; one that is too long ends with a sign of the cut, and a tenth is kept in hand."""
    return text if len(text) <= LIMITS.option_chars else text[: LIMITS.option_chars * 9 // 10].rstrip() + "…"


def _part(part: Part, translator: Translator, links: Links) -> list[Block]:
    match part:
        case Title():
            return _title(part.words, translator, links)
        case Lines():
            return lines(translator, part.lines, links)
        case Quote():
            return quotation(part.text)
        case Small():
            return small(translator, part.lines, links)
        case Divider():
            return [{"type": "divider"}]
        case Row():
            items = [shown for item in part.items for shown in _item(item, translator, links)]
            return [{"type": "actions", "elements": items}] if items else []
        case _:
            assert_never(part)


def _title(words: Words, translator: Translator, links: Links) -> list[Block]:
    """A header; a title that is too long for one stands at full length in bold."""
    text = translator.plain(words)
    if len(text) <= MAX_HEADER_CHARS and any(sign.isalnum() for sign in text):
        return [{"type": "header", "text": plain(text)}]
    return lines(translator, (Strong(words),), links)


def _item(item: Item, translator: Translator, links: Links) -> list[Block]:
    match item:
        case Button():
            return [_button(item, translator)]
        case Goto():
            return _goto(item, translator, links)
        case Menu():
            return [_menu(item, translator)]
        case More():
            options = [option(entry, translator, item.value) for entry in item.options]
            return [{"type": "overflow", "action_id": item.action, "options": options}]
        case _:
            assert_never(item)


def _button(button: Button, translator: Translator) -> Block:
    block: Block = {
        "type": "button",
        "action_id": f"{button.action}:{button.tail}" if button.tail else button.action,
        "text": plain(translator.plain(button.label)),
    }
    if button.value:
        block["value"] = button.value
    if button.style != "plain":
        block["style"] = button.style
    if button.name:
        block["accessibility_label"] = translator.plain(button.name)
    if button.confirm:
        block["confirm"] = _confirm(button.confirm, translator, danger=button.style == "danger")
    return block


def _confirm(confirm: Confirm, translator: Translator, *, danger: bool) -> Block:
    asked: Block = {
        "title": plain(translator.plain(confirm.title)),
        "text": plain(translator.plain(confirm.text)),
        "confirm": plain(translator.plain(confirm.yes)),
        "deny": plain(translator.plain(confirm.no)),
    }
    return {**asked, "style": "danger"} if danger else asked


def _goto(goto: Goto, translator: Translator, links: Links) -> list[Block]:
    url = goto.url or links.get(goto.to) or links.get(goto.meanwhile)
    if url is None:
        return []
    block: Block = {
        "type": "button",
        "action_id": f"{GOTO}.open:{goto.to}",
        "text": plain(translator.plain(goto.label)),
        "url": url,
    }
    return [{**block, "style": "primary"} if goto.primary else block]


def _menu(menu: Menu, translator: Translator) -> Block:
    options = {entry.value: option(entry, translator, menu.value) for entry in menu.options}
    block: Block = {
        "type": "static_select",
        "action_id": menu.action,
        "placeholder": plain(translator.plain(menu.placeholder)),
        "options": list(options.values()),
    }
    return {**block, "initial_option": options[menu.initial]} if menu.initial is not None else block


def _block_id(number: int, block: Block) -> str:
    """New whenever the row changes: Slack keeps what was chosen in a menu for as long as its block's id stays."""
    content = json.dumps(block, sort_keys=True, ensure_ascii=False)
    return f"row{number}.{hashlib.blake2s(content.encode(), digest_size=6).hexdigest()}"


def _fallback(words: Words, translator: Translator) -> str:
    """The message for a notification and a screen reader; what is longer than Slack takes stands in the blocks."""
    text = escape(translator.plain(words))
    while len(text) > MAX_TEXT_CHARS:
        text = _shorter(text)
    return text


def _shorter(text: str) -> str:
    return text[: MAX_TEXT_CHARS - 1].rsplit("&", 1)[0] + "…"
