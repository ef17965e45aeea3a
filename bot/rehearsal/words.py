"""What a person types, turned into Slack's markup, and the mentions found in a message."""

import re
from collections.abc import Iterator
from typing import Any

from bot.rehearsal.model import Model
from bot.rehearsal.places import Message
from bot.rehearsal.shapes import Json

_MARKUP = re.compile(r"&lt;(@[UW][A-Z0-9]+|#C[A-Z0-9]+|!(?:channel|here|everyone))(?:\|[^&]*)?&gt;")
_LINK = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+[^\s<>|.,;:!?)])")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_TOKEN = re.compile(r"<([^<>]+)>")
_EVERYBODY = re.compile(r"<!(?:channel|here|everyone)>|(?:^|\W)@(?:channel|here|everyone)\b")


def as_typed(model: Model, text: str) -> str:
    """
    The text of a message as Slack sends it: `& < >` escaped, @Name and #place as mentions, addresses as links.
    Markup that was typed as such (<@U0ANA>) stays what it is.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKUP.sub(lambda found: f"<{found.group(1)}>", text)
    text = _LINK.sub(r"<\1>", text)
    return _mention_places(model, _mention_people(model, text))


def as_typed_in_command(model: Model, text: str, *, should_escape: bool) -> str:
    """The text of a command: as a message's if the manifest asks for escaping, else as it was typed."""
    return as_typed(model, text) if should_escape else text


def mentioned(message: Message) -> set[str]:
    """The people a message names, in its text or in its blocks."""
    return {user for text in _texts(message) for user in _MENTION.findall(text)} | set(_rich_users(message.blocks))


def calls_everybody(message: Message) -> bool:
    return any(_EVERYBODY.search(text) for text in _texts(message))


def spoken(model: Model, message: Message) -> str:
    """All that a message says, with people, places and links by their names: what a search looks through."""

    def named(found: re.Match[str]) -> str:
        target, _, label = found.group(1).partition("|")
        if target.startswith("@") and (person := model.people.get(target[1:])):
            return person.real_name
        if target.startswith("#") and (place := model.places.get(target[1:])):
            return place.name
        return label or target

    said = [*_texts(message), *(str(file["name"]) for file in message.files)]
    return _plain("\n".join(_TOKEN.sub(named, text) for text in said))


def rich_text(text: str) -> list[Json]:
    """The rich_text block Slack puts beside a person's words."""
    elements: list[Json] = []
    for index, part in enumerate(_TOKEN.split(text)):
        if not part:
            continue
        elements.append(_token(part) if index % 2 else {"type": "text", "text": _plain(part)})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]


def _token(token: str) -> Json:
    if token.startswith("@"):
        return {"type": "user", "user_id": token[1:].split("|")[0]}
    if token.startswith("#"):
        return {"type": "channel", "channel_id": token[1:].split("|")[0]}
    if token.startswith("!"):
        return {"type": "broadcast", "range": token[1:]}
    return {"type": "link", "url": token.split("|")[0]}


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _mention_people(model: Model, text: str) -> str:
    if "@" not in text:
        return text
    names: dict[str, str] = {}
    for person in model.people.values():
        for name in (person.real_name, person.real_name.split(" ")[0], person.name):
            names.setdefault(name.casefold(), person.id)
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![<\w])@({longest_first})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda found: f"<@{names[found.group(1).casefold()]}>", text)


def _mention_places(model: Model, text: str) -> str:
    """A private place arrives by its id alone, a public one with its name (Slack: escaped commands)."""
    if "#" not in text:
        return text

    def mention(found: re.Match[str]) -> str:
        place = model.place_named(found.group(1).lower())
        if place is None:
            return found.group(0)
        return f"<#{place.id}|{'' if place.is_private else place.name}>"

    return re.sub(r"(?<![<\w&])#([\w-]+)", mention, text)


def _texts(message: Message) -> Iterator[str]:
    yield message.text
    yield from _markdown(message.blocks)


def _markdown(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _markdown(item)
    elif isinstance(node, dict):
        if node.get("type") in ("mrkdwn", "markdown") and isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            if isinstance(value, dict | list):
                yield from _markdown(value)


def _rich_users(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _rich_users(item)
    elif isinstance(node, dict):
        if node.get("type") == "user" and isinstance(node.get("user_id"), str):
            yield node["user_id"]
        for value in node.values():
            if isinstance(value, dict | list):
                yield from _rich_users(value)
