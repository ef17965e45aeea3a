"""Plays a case through the real bot by its people, and prints the room, the summary and the timeline as text."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.app import App
from bot.errors import CrisisError
from bot.record.fact import Fact
from bot.rehearsal import Running
from bot.rehearsal.acting import Actor, Typed, acting_client, words
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.reading import NotThere
from bot.rehearsal.shapes import Clock, utc_now
from bot.rehearse import rehearsal

CASES = Path(__file__).resolve().parent.parent / "playbooks" / "cases"
ANSWERING = {"question_answered", "question_unknown", "question_skipped"}
RELATIVE = re.compile(r"(minus|plus) (\d+) (minutes|days)")

FORM_S, SHOWN_S, LOOK_S = 10.0, 6.0, 0.01  # longest wait for a form, for a button, and between two looks

Say = Callable[[str], None]


class CaseFailed(CrisisError):
    """The case could not be played to its end."""


@dataclass(frozen=True)
class Step:
    """One thing one person does."""

    who: str
    what: Mapping[str, Any]

    @property
    def forms(self) -> list[Mapping[str, Any]]:
        """The forms they fill in after it: one, *then* a second one or several."""
        then = self.what.get("then", [])
        return [*([self.what["form"]] if "form" in self.what else []), *(then if isinstance(then, list) else [then])]


@dataclass(frozen=True)
class Played:
    """
    What it took. An interaction is a command, a press or menu choice, a form sent, or a message that was taken.

    Attributes:
        took: By step: who did what, the interactions it took, and the kinds of what was recorded.
        posted: What the bot posted in the room, as JSON, in the order it did.
        shown: The same with every change of it.

    """

    took: Sequence[tuple[Step, int, tuple[str, ...]]]
    posted: Sequence[str]
    shown: Sequence[str]

    @property
    def interactions(self) -> int:
        return sum(count for _step, count, _kinds in self.took)

    @property
    def prompts(self) -> int:
        """How often a question was put into the thread."""
        return sum(kinds.count("question_asked") for _step, _count, kinds in self.took)

    @property
    def of_questions(self) -> int:
        """Those that answered one, or said that the answer is not known."""
        return sum(count for _step, count, kinds in self.took if ANSWERING.intersection(kinds))


def cases() -> list[str]:
    """The names of the cases there are."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def read_case(name: str) -> tuple[str, list[Step]]:
    """Title and steps. Raises CaseFailed for a case there is not."""
    if name not in cases():
        raise CaseFailed(f"There is no case {name!r}. There is: {', '.join(cases())}.")
    case = YAML(typ="safe", pure=True).load((CASES / f"{name}.yaml").read_text("utf-8"))
    return case["title"], [Step(step["as"], step) for step in case["steps"]]


async def play(name: str, folder: Path, say: Say, clock: Clock = utc_now) -> Played:
    """
    The whole case, then what it left behind. What the steps say of time is told by *clock*.

    Raises:
        CaseFailed: There is no such case, or somebody could not do what it says.

    """
    title, steps = read_case(name)
    say(title)
    async with rehearsal(folder, 0, clock) as (running, app), acting_client(running.url, running.key) as http:
        people = {p["name"]: p for p in (await http.get("/control/people")).json()}
        actors = {who: Actor(http, people[who]["id"]) for who in {step.who for step in steps}}
        took, beside = [], {question.id for question in app.book.access}  # those of access have a thread of their own
        for step in steps:
            say(f"  {people[step.who]['real_name']}: {_told(step.what)}")
            before = len(await _facts(app))
            await _take(step, actors[step.who], clock)
            await _settled(running, app)
            new = (await _facts(app))[before:]
            kinds = tuple(fact.kind for fact in new if getattr(fact, "question", None) not in beside)
            took.append((step, _interactions(step, new), kinds))
        await _print(actors[steps[0].who], say)
        played = Played(took, _said(running, "chat.postMessage"), _said(running, "chat.postMessage", "chat.update"))
        say(f"\n{played.interactions} interactions, of which {played.of_questions} for the questions")
        return played


async def _facts(app: App) -> list[Fact]:
    """All that was recorded so far."""
    return [event.fact for each in await app.store.every_incident() for event in await app.store.all_events(each.id)]


def _interactions(step: Step, recorded: Sequence[Fact]) -> int:
    """Saying something counts only where it was taken."""
    return len(step.forms) + (bool(recorded) if "say" in step.what else 1)


def _said(running: Running, *methods: str) -> list[str]:
    """What the bot said in its rooms by these methods, in the order in which it did."""
    workspace = running.workspace
    rooms = {place.id for place in workspace.places.values() if place.creator == BOT_USER}
    calls = [call for call in workspace.calls if call.method in methods and call.args["channel"] in rooms]
    return [json.dumps(call.args, ensure_ascii=False) for call in calls]


async def _settled(running: Running, app: App) -> None:
    await app.worker.quiet()
    while running.workspace.delivery.untaken:
        await app.worker.quiet()


def _told(what: Mapping[str, Any]) -> str:
    if "command" in what:
        return str(what["command"])
    if "say" in what:
        return f"“{what['say']}”"
    filled = "".join(f" {dict(form)}" for form in Step("", what).forms)
    pressed = " · ".join(str(what[key]) for key in ("press", "option", "shortcut") if key in what)
    return f"[{pressed}]{filled}"


async def _take(step: Step, actor: Actor, clock: Clock) -> None:
    what = step.what
    if await actor.room():
        await actor.go_to_room()
    if "command" in what:
        answer = await actor.command(what["command"])
    elif "say" in what:
        files = [await actor.upload(name, name.encode()) for name in what.get("files") or ()]
        answer = await actor.say(what["say"], what.get("under"), files)
    elif "shortcut" in what:
        answer = await actor.shortcut(what["shortcut"], what.get("on"))
    else:
        answer = await _pressed(actor, what)
    for fields in step.forms:
        if not answer.get("error"):
            await _opened(actor)
            answer = await actor.fill({label: _value(value, clock()) for label, value in fields.items()})
    if answer.get("error") or answer.get("errors"):
        raise CaseFailed(f"{step.who}: {_told(what)}: {answer.get('error')} {answer.get('errors') or ''}")


async def _pressed(actor: Actor, what: Mapping[str, Any]) -> Any:
    """A button, as soon as it is there: what changes several times in a row is shown at Slack's pace."""
    press = actor.choose if "option" in what else actor.press
    ends = asyncio.get_running_loop().time() + SHOWN_S
    while True:
        try:
            return await press(*(what[key] for key in ("press", "option", "on") if key in what))
        except NotThere:
            if asyncio.get_running_loop().time() > ends:
                raise
            await asyncio.sleep(LOOK_S * 10)


async def _opened(actor: Actor) -> None:
    """A form opens beside the acknowledgement of what asked for it."""
    async with asyncio.timeout(FORM_S):
        while await actor.form() is None:
            await asyncio.sleep(LOOK_S)


def _value(written: Any, now: datetime) -> Typed:
    """Times are written as distances from now; everything else as it is shown."""
    if isinstance(written, list):
        return [str(item) for item in written]
    if found := RELATIVE.fullmatch(str(written)):
        sign, count, unit = found.groups()
        distance = timedelta(**{unit: int(count)})
        return now + (distance if sign == "plus" else -distance)
    return str(written)


async def _print(actor: Actor, say: Say) -> None:
    """The room as text: each root with its thread, and the files in full."""
    room = await actor.go_to_room()
    say(f"\n#{room['name']} · {room['topic']}")
    for message in await actor.everything():
        if message.get("subtype") in ("channel_join", "group_join", "channel_topic", "channel_purpose"):
            continue
        indent = "    " if message.get("thread_ts") not in (None, message["ts"]) else ""
        say("")
        say("\n".join(f"{indent}{line}" for line in words(message).splitlines()))
        for file in message.get("files") or []:
            answer = await actor.http.get(f"/control/files/{file['id']}", params={"as": actor.user})
            say(f"{indent}[{file['name']}]\n")
            say(answer.text)
