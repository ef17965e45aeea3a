"""Acts as people through the control API, by the words they see: drills, benchmarks and tests speak this way."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2 as httpx

from bot.rehearsal.elements import controls
from bot.rehearsal.reading import NotThere, Typed, field, label_of, match, typed_in, words
from bot.rehearsal.shapes import Json

__all__ = ["Actor", "NotThere", "Typed", "acting_client", "words"]

PIN = "pushpin"


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
        """Top level of a place, oldest first, own private replies among it."""
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

    async def direct_messages(self) -> list[Json]:
        """What the app wrote to this person directly, oldest first."""
        found: list[Json] = []
        for place in await self.places():
            if place["kind"] == "direct":
                found += [m for m in await self.everything(place["id"]) if m["author"]["bot"]]
        return found

    async def command(self, text: str) -> Json:
        """Type a slash command where they are; gives {"answer", "error", "text"}."""
        return await self.do("command", channel=self.place, text=text)

    async def say(self, text: str, under: str | None = None, files: Sequence[str] = ()) -> Json:
        """
        Say something, *under* a message whose text holds these words, or at the top level; with *files* that were
        uploaded before, and then *text* may be empty.
        """
        root = await self._holding(under) if under else None
        thread = {"thread_ts": root.get("thread_ts") or root["ts"]} if root else {}
        return await self.do("say", channel=self.place, text=text, files=list(files), **thread)

    async def upload(self, name: str, content: bytes) -> str:
        """Take up a file from one's own device; gives its id, for ``say`` and for a field of ``fill``."""
        answer = await self.http.post(f"/control/as/{self.user}/upload", params={"name": name}, content=content)
        return str(answer.raise_for_status().json()["file"]["id"])

    async def edit(self, on: str, text: str) -> Json:
        """Change one's own message, the newest whose text holds *on*."""
        return await self._to("edit", on, text=text)

    async def delete(self, on: str) -> Json:
        """Delete the newest message whose text holds *on*."""
        return await self._to("delete", on)

    async def react(self, on: str, name: str = PIN) -> Json:
        """Put a reaction on the newest message whose text holds *on*."""
        return await self._to("react", on, name=name)

    async def unreact(self, on: str, name: str = PIN) -> Json:
        """Take one's own reaction away again."""
        return await self._to("unreact", on, name=name)

    async def shortcut(self, name: str, on: str | None = None) -> Json:
        """Use a shortcut of the app by its name: of the newest message whose text holds *on*, or a global one."""
        known = (await self.get(""))["shortcuts"]
        named = next((each for each in known if each["name"] == name), None)
        if named is None:
            raise NotThere(f"There is no shortcut {name!r}; there are: {', '.join(each['name'] for each in known)}")
        return await self._to("shortcut", on, callback_id=named["callback_id"])

    async def _to(self, verb: str, on: str | None, **body: object) -> Json:
        """Do something to a message, or, without one, to none."""
        where = {"channel": self.place, "ts": (await self._holding(on))["ts"]} if on else {}
        return await self.do(verb, **where, **body)

    async def search(self, query: str) -> list[Json]:
        """What this person may read that holds all these words, newest first."""
        answer = await self.http.get(f"/control/as/{self.user}/search", params={"q": query})
        found: list[Json] = answer.raise_for_status().json()["messages"]
        return found

    async def come_home(self) -> Json:
        """Open the app's Home; the app hears of it, and what it shows then is ``home``."""
        return await self.do("home")

    async def home(self) -> Json:
        """What the app's Home shows; NotThere if it has shown nothing yet."""
        for view in await self.get("/views"):
            if view["type"] == "home":
                return dict(view)
        raise NotThere(f"{self.user} has an empty Home")

    async def press_home(self, label: str, option: str | None = None) -> Json:
        """Press a button of the Home, or choose an *option* of a menu in it."""
        home, seen = await self.home(), []
        for block, element in controls(home["blocks"]):
            seen.append(label_of(element))
            if (found := match(element, label, option)) is not None:
                named = {"block_id": block["block_id"], "action_id": element["action_id"]}
                return await self.do("press", view_id=home["id"], **named, **found)
        raise NotThere(f"{self.user} sees no {label!r} at home; there are: {', '.join(filter(None, seen))}")

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
                found = match(element, label, option)
                seen.append(label_of(element))
                if found is not None and (on is None or on in words(message)):
                    body = {"block_id": block["block_id"], "action_id": element["action_id"], **found}
                    return await self.do("press", channel=channel, ts=message["ts"], **body)
        raise NotThere(f"{self.user} sees no {label!r}; there are: {', '.join(filter(None, seen))}")

    async def _in_sight(self) -> list[tuple[str, Json]]:
        """Direct messages, then the place they are in: the newest last."""
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
        """Fill the open form by the labels of its fields and send it; gives {"ok", "errors", "views"}. Files by id."""
        form = await self.form()
        if form is None:
            raise NotThere(f"{self.user} has no form open")
        values: dict[str, dict[str, Json]] = {}
        for label, typed in fields.items():
            block, element = field(form, label)
            values.setdefault(block["block_id"], {})[element["action_id"]] = typed_in(element, typed)
        return await self.do("submit", view_id=form["id"], values=values)

    async def notified(self) -> list[Json]:
        """What made a sound for this person."""
        found: list[Json] = await self.get("/notified")
        return found


def acting_client(url: str, key: str) -> httpx.AsyncClient:
    """A client for actors, as patient as the app may be slow. No address is logged: people's words are in them."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    return httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=10, trust_env=False)
