"""A Slack message as one of ours: who said what, when, and with which files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.chat.incoming import Message
from bot.crisis.evidence.facts import UNNAMED, FileRef
from bot.people.who import Person, Someone
from bot.platforms.slack.people import to_ours
from bot.record.fact import MessageRef
from bot.text import clean

Known = Mapping[str, Person]

# <@U1|ana>  <#C1|general>  <!here>  <!date^…|fallback>  <https://…|label>
CHANNEL: Final = "https://slack.com/app_redirect?channel="  # leads to a channel by its id, in whatever workspace
_STAMP: Final = re.compile(r"[0-9]{1,10}")
_TOKEN: Final = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def message(source: MessageRef, said: Mapping[str, Any], known: Known, link: str = "") -> Message:
    """What Slack tells of a message, in a payload or in a history."""
    user = str(said.get("user") or "")
    person = known.get(to_ours(user)) if user else None
    return Message(
        source=source,
        text=unmarked(_text(said), known),
        author=person.someone if person else Someone(id=to_ours(user), name=user) if user else None,
        at=datetime.fromtimestamp(float(source.ref), UTC),
        link=link,
        files=files(said.get("files") or ()),
    )


def _text(said: Mapping[str, Any]) -> str:
    """What it says; other apps often say it in attachments alone."""
    attachments = said.get("attachments") or ()
    shown = [str(one.get("text") or one.get("fallback") or "") for one in attachments]
    return str(said.get("text") or "") or "\n".join(filter(None, shown))


def files(attached: Sequence[Mapping[str, Any]]) -> tuple[FileRef, ...]:
    """The files of a message; those that are gone are left out."""
    return tuple(
        FileRef(
            id=str(file["id"]),
            name=clean(str(file.get("name") or file.get("title") or UNNAMED)),
            mime=str(file.get("mimetype") or ""),
            size=int(file.get("size") or 0),
        )
        for file in attached
        if file.get("mode") != "tombstone"
    )


def unmarked(text: str, known: Known) -> str:
    """What a person typed, without Slack's markup: mentions by name, links by address."""
    return clean(html.unescape(_TOKEN.sub(lambda token: _spoken(token, known), text)))


def _spoken(token: re.Match[str], known: Known) -> str:
    sign, target, label = token.groups()
    speak: Mapping[str, Callable[[], str]] = {
        "@": lambda: f"@{html.escape(_name(target, label, known), quote=False)}",
        "#": lambda: f"#{label}" if label else f"a channel ({CHANNEL}{target})",
        "!": lambda: label or _special(target),
        "": lambda: _linked(target, label),
    }
    return speak[sign]()


def _name(user: str, label: str | None, known: Known) -> str:
    """An id says nothing to whoever reads the record."""
    person = known.get(to_ours(user))
    return person.name if person else label or "somebody"


def _special(target: str) -> str:
    """<!here>, <!subteam^S1>, <!date^1700000000^{date}>: the group's name is not told, the date's moment is."""
    kind, _sign, rest = target.partition("^")
    if kind == "subteam":
        return "@a group"
    stamp = rest.partition("^")[0]
    if kind != "date":
        return f"@{kind}"
    return f"{datetime.fromtimestamp(int(stamp), UTC):%Y-%m-%d %H:%M} UTC" if _STAMP.fullmatch(stamp) else "a date"


def _linked(target: str, label: str | None) -> str:
    address = re.sub("^(mailto|tel):", "", target)
    if label in (None, "", target, address):
        return address
    return target if target.endswith(f"//{label}") else f"{label} ({address})"
