"""A card as plain text, line under line, its buttons as one line: [[primary]] [button] [button → where]."""

from __future__ import annotations

from bot.chat.card import Button, Card, Divider, Goto, Lines, More, Quote, Row, Small, Title
from bot.text import Strong, Translator, Words

LANGUAGE = Translator()


def said(words: Words | Strong) -> str:
    return LANGUAGE.plain(words if isinstance(words, Words) else Words("{of}", {"of": words}))


def read(card: Card) -> list[str]:
    """The card without its fallback."""
    lines: list[str] = []
    for part in card.parts:
        match part:
            case Title():
                lines.append(said(part.words))
            case Lines() | Small():
                lines += [said(line) for line in part.lines]
            case Quote():
                lines.append(f"> {part.text}")
            case Divider():
                lines.append("---")
            case Row():
                lines.append(" ".join(_item(item) for item in part.items))
    return lines


def _item(item: object) -> str:
    match item:
        case Button():
            return f"[[{said(item.label)}]]" if item.style == "primary" else f"[{said(item.label)}]"
        case Goto():
            label = f"{said(item.label)} → {item.url or item.to}"
            return f"[[{label}]]" if item.primary else f"[{label}]"
        case More():
            return "⋯ " + " · ".join(said(option.label) for option in item.options)
    raise AssertionError(f"no words for {item}")
