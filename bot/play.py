"""Plays a case through the real bot by its people, and prints the room, the summary and the timeline as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.app import App
from bot.errors import CrisisError
from bot.rehearsal import Running
from bot.rehearsal.acting import Actor, Typed, acting_client, words
from bot.serve import rehearsal

CASES = Path(__file__).resolve().parent.parent / "playbooks" / "cases"
RELATIVE = re.compile(r"(minus|plus) (\d+) (minutes|days)")

Say = Callable[[str], None]


class CaseFailed(CrisisError):
    """The case could not be played to its end."""


@dataclass(frozen=True)
class Step:
    """One thing one person does."""

    who: str
    what: Mapping[str, Any]


def cases() -> list[str]:
    """The names of the cases there are."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def read_case(name: str) -> tuple[str, list[Step]]:
    """Title and steps. Raises CaseFailed for a case there is not."""
    if name not in cases():
        raise CaseFailed(f"There is no case {name!r}. There is: {', '.join(cases())}.")
    case = YAML(typ="safe", pure=True).load((CASES / f"{name}.yaml").read_text("utf-8"))
    return case["title"], [Step(step["as"], step) for step in case["steps"]]


async def play(name: str, folder: Path, say: Say) -> None:
    """
    The whole case, then what it left behind.

    Raises:
        CaseFailed: There is no such case, or somebody could not do what it says.

    """
    title, steps = read_case(name)
    say(title)
    async with rehearsal(folder, 0) as (running, app), acting_client(running.url, running.key) as http:
        people = {p["name"]: p for p in (await http.get("/control/people")).json()}
        actors = {who: Actor(http, people[who]["id"]) for who in {step.who for step in steps}}
        for step in steps:
            say(f"  {people[step.who]['real_name']}: {_told(step.what)}")
            await _take(step, actors[step.who])
            await _settled(running, app)
        await _print(actors[steps[0].who], say)


async def _settled(running: Running, app: App) -> None:
    await app.worker.quiet()
    while running.workspace.delivery.untaken:
        await app.worker.quiet()


def _told(what: Mapping[str, Any]) -> str:
    if "command" in what:
        return str(what["command"])
    if "say" in what:
        return f"“{what['say']}”"
    filled = f" {dict(what['form'])}" if "form" in what else ""
    return f"[{what['press']}]{filled}"


async def _take(step: Step, actor: Actor) -> None:
    what = step.what
    if await actor.room():
        await actor.go_to_room()
    if "command" in what:
        answer = await actor.command(what["command"])
    elif "say" in what:
        answer = await actor.say(what["say"], what.get("under"))
    else:
        answer = await actor.press(what["press"], what.get("on"))
    if not answer.get("error") and "form" in what:
        answer = await actor.fill({label: _value(value) for label, value in what["form"].items()})
    if answer.get("error") or answer.get("errors"):
        raise CaseFailed(f"{step.who}: {_told(what)}: {answer.get('error')} {answer.get('errors') or ''}")


def _value(written: Any) -> Typed:
    """Times are written as distances from now; everything else as it is shown."""
    if isinstance(written, list):
        return [str(item) for item in written]
    if found := RELATIVE.fullmatch(str(written)):
        sign, count, unit = found.groups()
        distance = timedelta(**{unit: int(count)})
        return datetime.now(UTC) + (distance if sign == "plus" else -distance)
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
