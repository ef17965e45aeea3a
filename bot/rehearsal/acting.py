"""Acts as people through the control API, by the words they see: drills, benchmarks and tests speak this way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx2 as httpx

from bot.rehearsal.elements import CHOSEN, controls, options
from bot.rehearsal.shapes import Json

TOKEN = re.compile(r"<(?P<target>[^|>]*)(?:\|(?P<words>[^>]*))?>")
NOTHING = "\u200b"  # stands between signs that would else be markup

Typed = str | list[str] | datetime


class NotThere(LookupError):
    """The person does not see what they wanted to touch; the text says what they do see."""


class Actor:
    """
    One person at the workspace. They touch only what is on their screen, and name it by its label.

    Args:
        http: A client with the workspace's address and key (``acting_client``).
        user: The person's id.

    """

    def __init__(self, http: httpx.AsyncClient, user: str) -> None:
        self.http = http
        self.user = user
        self.place = "C0GENERAL"  # where they are; ``go`` changes it

    async def get(self, path: str) -> Any:
        """What the control API tells this person; httpx.HTTPStatusError if it refuses."""
        answer = await self.http.get(f"/control/as/{self.user}{path}")
        return answer.raise_for_status().json()

    async def do(self, verb: str, **body: object) -> Json:
        """One act; its answer, refusals included."""
        answer = await self.http.post(f"/control/as/{self.user}/{verb}", json=body)
        given: Json = answer.json()
        return given

    async def places(self) -> list[Json]:
        """The places this person sees."""
        found: list[Json] = (await self.get(""))["places"]
        return found

    async def room(self, name: str = "crisis-") -> Json | None:
        """The newest private place whose name begins so, of those this person is in."""
        rooms = [p for p in await self.places() if p["kind"] == "private" and p["name"].startswith(name)]
        return rooms[-1] if rooms else None

    async def go(self, place: str) -> None:
        """Be in this place from now on."""
        self.place = place

    async def go_to_room(self) -> Json:
        """Be in the newest crisis room; NotThere if this person is in none."""
        room = await self.room()
        if room is None:
            raise NotThere(f"{self.user} is in no crisis room")
        self.place = room["id"]
        return room

    async def messages(self, place: str | None = None) -> list[Json]:
        """Top level of a place, oldest first, own whispers among it."""
        found: list[Json] = (await self.get(f"/places/{place or self.place}"))["messages"]
        return found

    async def thread(self, ts: str, place: str | None = None) -> list[Json]:
        """The replies under a message, oldest first."""
        found: list[Json] = (await self.get(f"/places/{place or self.place}/threads/{ts}"))["replies"]
        return found

    async def everything(self, place: str | None = None) -> list[Json]:
        """All messages of a place this person sees: each root followed by its thread."""
        found: list[Json] = []
        for message in await self.messages(place):
            found.append(message)
            if message.get("reply_count"):
                found += await self.thread(message["ts"], place)
        return found

    async def letters(self) -> list[Json]:
        """What the app wrote to this person directly, oldest first."""
        found: list[Json] = []
        for place in await self.places():
            if place["kind"] == "direct":
                found += [m for m in await self.everything(place["id"]) if m["author"]["bot"]]
        return found

    async def command(self, text: str) -> Json:
        """Type a slash command where they are; gives {"answer", "error", "text"}."""
        return await self.do("command", channel=self.place, text=text)

    async def say(self, text: str, under: str | None = None) -> Json:
        """Say something, *under* a message whose text holds these words, or at the top level."""
        root = await self._holding(under) if under else None
        thread = (root.get("thread_ts") or root["ts"]) if root else None
        return await self.do("say", channel=self.place, text=text, **({"thread_ts": thread} if thread else {}))

    async def press(self, label: str, on: str | None = None) -> Json:
        """Press the newest button of this label, or entry of a ⋯ menu, on a message whose text holds *on*."""
        return await self._touch(label, on, None)

    async def choose(self, menu: str, option: str, on: str | None = None) -> Json:
        """Choose an option, by its label, of a menu, by its placeholder or its chosen value."""
        return await self._touch(menu, on, option)

    async def _touch(self, label: str, on: str | None, option: str | None) -> Json:
        seen: list[str] = []
        for channel, message in reversed(await self._in_sight()):
            for block, element in controls(message.get("blocks") or []):
                found = _match(element, label, option)
                seen.append(_label(element))
                if found is not None and (on is None or on in words(message)):
                    body = {"block_id": block["block_id"], "action_id": element["action_id"], **found}
                    return await self.do("press", channel=channel, ts=message["ts"], **body)
        raise NotThere(f"{self.user} sees no {label!r}; there are: {', '.join(filter(None, seen))}")

    async def _in_sight(self) -> list[tuple[str, Json]]:
        """Letters, then the place they are in: the newest last."""
        sight: list[tuple[str, Json]] = []
        for place in await self.places():
            if place["kind"] == "direct" and place["id"] != self.place:
                sight += [(place["id"], m) for m in await self.everything(place["id"])]
        here = [(self.place, m) for m in await self.everything()]
        return sight + here

    async def _holding(self, text: str) -> Json:
        for message in reversed(await self.everything()):
            if text in words(message):
                return message
        raise NotThere(f"{self.user} sees no message with {text!r}")

    async def form(self) -> Json | None:
        """The open form, or None."""
        views: list[Json] = [v for v in await self.get("/views") if v["type"] == "modal"]
        return views[-1] if views else None

    async def fill(self, fields: Mapping[str, Typed]) -> Json:
        """Fill the open form by the labels of its fields and send it; gives {"ok", "errors", "views"}."""
        form = await self.form()
        if form is None:
            raise NotThere(f"{self.user} has no form open")
        values: dict[str, dict[str, Json]] = {}
        for label, typed in fields.items():
            block, element = _field(form, label)
            values.setdefault(block["block_id"], {})[element["action_id"]] = _typed(element, typed)
        return await self.do("submit", view_id=form["id"], values=values)

    async def notified(self) -> list[Json]:
        """What made a sound for this person."""
        found: list[Json] = await self.get("/notified")
        return found


def acting_client(url: str, key: str) -> httpx.AsyncClient:
    """A client for actors; answers may take as long as the app may."""
    return httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=10, trust_env=False)


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
        yield " ".join(f"[{_label(element)}]" for element in block["elements"])
    elif kind == "input":
        yield str(block["label"]["text"])


def _runs(elements: list[Json]) -> Iterator[str]:
    for element in elements:
        if "elements" in element:
            yield from _runs(element["elements"])
        else:
            yield str(element.get("text") or element.get("url") or "")


def _label(element: Json) -> str:
    if element["type"] == "overflow":
        return "⋯ " + " / ".join(option["text"]["text"] for option in options(element))
    part = element.get("text") or element.get("placeholder")
    chosen = element.get("initial_option")
    return str((chosen or {}).get("text", {}).get("text") or (part or {}).get("text", ""))


def _match(element: Json, label: str, option: str | None) -> Json | None:
    """What to send for this control, if it is the one that is meant."""
    kind = element["type"]
    if kind == "button":
        return {"value": element.get("value")} if option is None and element["text"]["text"] == label else None
    wanted = label if kind == "overflow" else option
    if kind != "overflow" and label not in (_label(element), (element.get("placeholder") or {}).get("text")):
        return None
    for each in options(element):
        if each["text"]["text"] == wanted:
            return {"selected": [each["value"]]}
    return None


def _field(form: Json, label: str) -> tuple[Json, Json]:
    named: list[str] = []
    for block, element in controls(form["blocks"]):
        name = str((block.get("label") or block.get("text") or {}).get("text", ""))
        named.append(name)
        if name == label or name.removesuffix(" (optional)") == label:
            return block, element
    raise NotThere(f"The form has no field {label!r}; there are: {', '.join(named)}")


def _typed(element: Json, typed: Typed) -> Json:
    """The state of one field after a person typed or chose; choices are named by their labels."""
    kind = element["type"]
    key = CHOSEN[kind]
    if isinstance(typed, datetime):
        is_day = kind == "datepicker"
        return {"type": kind, key: typed.date().isoformat() if is_day else int(typed.timestamp())}
    if key in ("selected_option", "selected_options"):
        labels = typed if isinstance(typed, list) else [typed]
        found = [o for label in labels for o in options(element) if o["text"]["text"] == label]
        if len(found) != len(labels):
            raise NotThere(f"Among {[o['text']['text'] for o in options(element)]} there is not all of {labels}")
        return {"type": kind, key: found if key == "selected_options" else found[0]}
    many = key in ("selected_users", "selected_conversations", "selected_channels")
    return {"type": kind, key: [typed] if many and isinstance(typed, str) else typed}
