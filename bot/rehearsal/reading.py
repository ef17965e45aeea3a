"""What a person reads on messages and forms, and the controls they find there by their labels."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime

from bot.rehearsal.elements import CHOSEN, controls, options
from bot.rehearsal.shapes import Json

TOKEN = re.compile(r"<(?P<target>[^<|>]*)(?:\|(?P<words>[^<>]*))?>")
NOTHING = "\u200b"  # stands between signs that would else be markup

Typed = str | list[str] | datetime


class NotThere(LookupError):
    """The person does not see what they wanted to touch; the text says what they do see."""


def words(message: Json) -> str:
    """All that a person reads in a message or a form, block under block."""
    lines = [line for block in message.get("blocks") or [] for line in _lines(block)]
    return "\n".join(lines) if lines else read(str(message.get("text", "")))


def read(mrkdwn: str) -> str:
    """Slack's markup as a person reads it: times and links as their words, escapes as the signs they stand for."""
    return html.unescape(TOKEN.sub(lambda token: token["words"] or token["target"], mrkdwn)).replace(NOTHING, "")


def _lines(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind in ("section", "header"):
        yield from (read(part["text"]) for part in (block.get("text"), *(block.get("fields") or [])) if part)
    elif kind == "context":
        yield from (read(part["text"]) for part in block["elements"] if "text" in part)
    elif kind == "rich_text":
        yield "".join(_runs(block["elements"]))
    elif kind == "actions":
        yield " ".join(f"[{label_of(element)}]" for element in block["elements"])
    elif kind == "input":
        yield str(block["label"]["text"])


def _runs(elements: list[Json]) -> Iterator[str]:
    for element in elements:
        if "elements" in element:
            yield from _runs(element["elements"])
        else:
            yield str(element.get("text") or element.get("url") or "")


def label_of(element: Json) -> str:
    """What a person sees on a control; on a menu what is chosen in it."""
    if element["type"] == "overflow":
        return "⋯ " + " / ".join(option["text"]["text"] for option in options(element))
    part = element.get("text") or element.get("placeholder")
    chosen = element.get("initial_option")
    return str((chosen or {}).get("text", {}).get("text") or (part or {}).get("text", ""))


def match(element: Json, label: str, option: str | None) -> Json | None:
    """What to send for this control, if it is the one that is meant: a button, or an *option* of a menu."""
    kind = element["type"]
    if kind == "button":
        return {"value": element.get("value")} if option is None and element["text"]["text"] == label else None
    wanted = label if kind == "overflow" else option
    if kind != "overflow" and label not in (label_of(element), (element.get("placeholder") or {}).get("text")):
        return None
    for each in options(element):
        if each["text"]["text"] == wanted:
            return {"selected": [each["value"]]}
    return None


def field(form: Json, label: str) -> tuple[Json, Json]:
    """The block and the element of a form's field; NotThere if it has none of that *label*."""
    named: list[str] = []
    for block, element in controls(form["blocks"]):
        name = str((block.get("label") or block.get("text") or {}).get("text", ""))
        named.append(name)
        if name == label or name.removesuffix(" (optional)") == label:
            return block, element
    raise NotThere(f"The form has no field {label!r}; there are: {', '.join(named)}")


EVERYTHING = "everything"
"""In place of labels: all there are."""


def typed_in(element: Json, typed: Typed) -> Json:
    """The state of one field after a person typed or chose; choices are named by their labels."""
    kind = element["type"]
    key = CHOSEN[kind]
    if isinstance(typed, datetime):
        is_day = kind == "datepicker"
        return {"type": kind, key: typed.date().isoformat() if is_day else int(typed.timestamp())}
    if key in ("selected_option", "selected_options"):
        if typed == EVERYTHING:
            return {"type": kind, key: options(element)}
        labels = typed if isinstance(typed, list) else [typed]
        found = [o for label in labels for o in options(element) if o["text"]["text"] == label]
        if len(found) != len(labels):
            raise NotThere(f"Among {[o['text']['text'] for o in options(element)]} there is not all of {labels}")
        return {"type": kind, key: found if key == "selected_options" else found[0]}
    many = key in ("selected_users", "selected_conversations", "selected_channels", "files")
    return {"type": kind, key: [typed] if many and isinstance(typed, str) else typed}
