"""What a whole crisis left behind: everything the bot gave out, to whom, and everything it wrote."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

from bot import log, records
from bot.rehearsal.calls import Call
from bot.rehearsal.delivery import Answer, Kind
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View
from bot.rehearsal.workspace import Workspace
from tests.conversation import Rehearsal, rehearsal
from tests.matrix.crossing import beside
from tests.matrix.whole import Act, Whole

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Sent:
    """One thing the bot gave out. *reader* is a person's id, or everybody's in a place."""

    how: str
    reader: str
    shown: Json

    @property
    def text(self) -> str:
        """All of it, as text to search."""
        return json.dumps(self.shown, ensure_ascii=False)


@dataclass(repr=False)
class Record:
    """One crisis, over."""

    sent: list[Sent] = field(default_factory=list)
    screens: dict[str, str] = field(default_factory=dict)  # person → all they can see at the end
    turned: list[list[Json]] = field(default_factory=list)  # the room in another language, and back in its own
    direct_messages: list[Json] = field(default_factory=list)  # of all people, at the end
    files: dict[str, str] = field(default_factory=dict)  # what left the chat, by name
    log: str = ""
    acts: list[Act] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)  # what can be read outside this crisis, by where
    typed: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)  # what of it was typed in this crisis alone
    planted: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # answers of the bot the chat could not use
    olga: str = ""  # id of who joined late
    names: set[str] = field(default_factory=set)  # people's names


class Listening:
    """Keeps every answer to what a person did; calls are kept by the workspace itself."""

    def __init__(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[Sent] = []
        self._owners: dict[str, str] = {}  # form → who has it open
        ask, new_view = workspace.ask, workspace.new_view

        def made(owner: str, body: Json) -> View:
            view = new_view(owner, body)
            self._owners[view.id] = owner
            return view

        async def asked(kind: Kind, payload: Json) -> Answer:
            answer = await ask(kind, payload)
            user = payload["user_id"] if kind == "slash_commands" else payload["user"]["id"]
            reader = EVERYBODY if answer.payload.get("response_type") == "in_channel" else str(user)
            self.answers.append(Sent(kind, reader, answer.payload))
            return answer

        monkeypatch.setattr(workspace, "ask", asked)
        monkeypatch.setattr(workspace, "new_view", made)

    def sent(self, workspace: Workspace) -> list[Sent]:
        """All calls, then all answers."""
        calls = [Sent(call.method, self._reader(workspace, call), call.args) for call in workspace.calls]
        return [*calls, *self.answers]

    def _reader(self, workspace: Workspace, call: Call) -> str:
        """Who can see what this call shows."""
        if view := (call.result or {}).get("view"):
            return self._owners[view["id"]]
        if user := call.args.get("user"):
            return str(user)
        channel = str(call.args.get("channel") or call.args.get("channel_id") or "")
        place = workspace.places.get(channel)
        if place is not None and place.kind == "direct":
            return next(member for member in place.members if member != BOT_USER)
        return channel if channel.startswith("U") else EVERYBODY


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged at all, libraries included, as the product would write it."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in (None, *log.OURS)}
    log.set_up(stream, logging.DEBUG)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.reset_defaults()


def recorded(folder: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Play a whole crisis in *language*."""
    return asyncio.run(_recorded(folder, language, monkeypatch))


async def _recorded(folder: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> Record:
    record = Record()
    with logged() as stream:
        async with rehearsal(folder) as crisis:
            listening = Listening(crisis.workspace, monkeypatch)
            whole = Whole(crisis, language)
            await whole.play()
            record.sent = listening.sent(crisis.workspace)
            await _look(record, crisis, whole)
            record.beside = await beside(whole, folder / "register")
    record.log = stream.getvalue()
    return record


async def _look(record: Record, crisis: Rehearsal, whole: Whole) -> None:
    workspace = crisis.workspace
    for name in ("petr", "ana", "jana", "eva", "tom", "maja", "olga", "guest", "stranger"):
        person = whole.person(name)
        seen = [await person.everything(place["id"]) for place in await person.places()]
        record.screens[name] = json.dumps(
            [seen, await person.get("/views"), await person.notified()], ensure_ascii=False
        )
        record.direct_messages += await person.direct_messages()
    record.turned = whole.turned
    for form in ("md", "json"):
        record.files[form] = await records.export(
            crisis.app.store, crisis.app.book, 1, "md" if form == "md" else "json"
        )
    record.files |= {file.id: file.content.decode() for file in workspace.model.files.values()}
    tokens = workspace.tokens
    record.secrets = [tokens.bot, tokens.app, tokens.signing_secret]
    record.acts, record.typed, record.planted = whole.acts, whole.typed, whole.secrets.planted
    record.own = [words for words in whole.typed if words not in whole.elsewhere_typed]
    record.olga = whole.olga
    record.faults = workspace.refused_answers
    record.names = {person.real_name for person in workspace.people.values() if not person.is_bot}
