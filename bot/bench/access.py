"""A large register: how long its views and the preview of a closing take, a change of it, and a step that is saved."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, SecretEntered, ToolEntered
from bot.access.register.state import register_id
from bot.app import App
from bot.approval import mark
from bot.bench.answers import form, unhurried
from bot.bench.beside import Beside, beside
from bot.bench.stage import Stage, stage
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.rehearsal.acting import Actor
from bot.rehearsal.reading import words
from bot.rehearsal.shapes import Json
from bot.rehearse import CALLED
from bot.speech.holding_statement.facts import TemplateApproved, TemplateWritten

LISTED: Final = "the list of accounts"
ONE: Final = "one account"
PREVIEW: Final = "Close access…, the preview"
ENTERED: Final = "form: a way in entered"
SAVED: Final = "form: a step of closing saved"
STEPS: Final = 12  # rounds of closing at most: an account has not many more steps
PLATFORMS: Final = ("x", "facebook", "instagram", "linkedin")
TIERS: Final = ("main", "secondary", "dormant")
MEANS: Final = (Means.delegated_role, Means.shared_password, Means.api_app, Means.open_session, Means.tool_seat)
LEVELS: Final = (Level.publish, Level.reply, Level.admin, Level.analyst)
PATIENCE_S: Final = 30.0  # Slack: 3 s. Longer, so that a slow machine is measured too
LINE: Final = "We know of it, and look into it now."


@dataclass(frozen=True)
class Size:
    """How much a register holds. A tenth as many tools as accounts, and a secret for each of these."""

    accounts: int = 200
    people: int = 500
    grants: int = 5_000


@dataclass
class Access:
    """
    What was measured.

    Attributes:
        shown_s: Seconds from sending until the form is open, by view.
        took: Seconds from sending to 200, by act and by app.
        closing: What one person did from nothing until a closing had begun and its post stood there.
        word: What one person did from nothing until the holding statement was recorded.

    """

    size: Size
    shown_s: dict[str, list[float]] = field(default_factory=dict)
    took: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    closing: int = 0
    word: int = 0


async def access(rounds: int, size: Size) -> Access:
    """So many rounds of each view; an entry a round, and a step a round as long as there are steps."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder), unhurried) as on, beside(on) as line:
            on.workspace.delivery.answer_within_s = PATIENCE_S
            await filled(on.app, size)
            await on.settled()
            return await _Rounds(on, line, Access(size)).run(rounds)


async def filled(app: App, size: Size) -> None:
    """A register of that size. Ana and Tom, who are in the chat, can keep every account."""
    known = list((await app.store.people(CALLED.values())).values())
    me, ana, tom = app.slack.platform.me, CALLED["ana"], CALLED["tom"]
    if me is None:
        raise LookupError("the bot does not know its workspace")
    others = [Person(id=f"slack:U9{n:06}", name=f"Person {n} Novák") for n in range(size.people - len(CALLED))]
    await app.store.save_people("slack", me.team, others)
    kept = (await app.store.organisation(me.team)).model_copy(update={"admins": (ana,)})
    await app.store.save_organisation(me.team, kept, next(each for each in known if each.id == ana))
    async with app.store.happened(register_id(me.team), "filled") as change:
        change.record(_entries(size, [*known, *others], (ana, tom), change.now))
        change.record(_line(next(each.someone for each in known if each.id == ana)))


def _entries(size: Size, people: list[Person], keep: tuple[str, ...], now: datetime) -> Iterator[Fact]:
    """All of them, by counting on: two registers of one size are alike."""
    ids = [f"a{n}" for n in range(size.accounts)]
    for n, id in enumerate(ids):
        platform, tier = PLATFORMS[n % len(PLATFORMS)], TIERS[n % len(TIERS)]
        named = {"platform": platform, "tier": tier, "handle": f"@brand_{n}", "owner": people[n % len(people)].id}
        yield AccountEntered(account=Account.model_validate({"id": id, **named}))
        yield SecretEntered(secret=_secret(n, id, people))
    for person in people:
        yield HolderEntered(holder=Holder(id=person.id, name=person.name))
    tools = [f"t{n}" for n in range(size.accounts // 10)]
    for n, id in enumerate(tools):
        yield ToolEntered(tool=Tool(id=id, name=f"Tool {n}", accounts=tuple(ids[n * 10 : n * 10 + 10])))
    for n in range(size.grants):
        level, holder = LEVELS[n % len(LEVELS)], people[(n * 7) % len(people)].id
        if n < len(ids) * len(keep):
            level, holder = Level.admin, keep[n // len(ids)]
        confirmed = now - timedelta(days=n % 200)
        means = Means.delegated_role if n < len(ids) * len(keep) else MEANS[n % len(MEANS)]
        of = tools[n % len(tools)] if tools and means is Means.tool_seat else ids[n % len(ids)]
        yield GrantEntered(
            grant=Grant(id=f"g{n}", of=of, holder=holder, means=means, level=level, confirmed_at=confirmed)
        )


def _secret(n: int, account: str, people: list[Person]) -> Secret:
    known = tuple(Known(holder=people[(n * 5 + m) % len(people)].id) for m in range(5))
    return Secret(id=f"s{n}", name=f"Password {n}", opens=(account,), vault="vault", known_by=known)


def _line(by: Someone) -> list[Fact]:
    """The holding statement for a crisis of no known kind, approved."""
    approved = TemplateApproved(playbook="other", mark=mark(LINE), by=by)
    return [TemplateWritten(playbook="other", text=LINE, by=by), approved]


@dataclass
class _Rounds:
    on: Stage
    line: Beside
    found: Access

    async def run(self, rounds: int) -> Access:
        ana, tom = self.on.actor("ana"), self.on.actor("tom")
        await self._word(tom)
        await self._opened(tom)
        last = self.found.size.accounts - 1
        views: dict[str, Callable[[], Awaitable[object]]] = {
            LISTED: lambda: ana.command("/crisis access"),
            ONE: lambda: ana.command(f"/crisis access @brand_{last}"),
            PREVIEW: lambda: tom.press("Close access…"),
        }
        for n in range(rounds + 1):
            for view, do in views.items():
                took = await self._shown(tom if view == PREVIEW else ana, do)
                self.found.shown_s.setdefault(view, []).extend([took] if n else [])
            await self._enter(ana, n)
        await self._start(tom)
        await self._steps(tom, min(rounds, STEPS))
        self.found.took = self.line.took
        return self.found

    async def _opened(self, tom: Actor) -> None:
        self.line.asked = 0
        await tom.command("/crisis open One of our many accounts")
        await self.on.settled()
        await tom.go_to_room()
        self.found.closing = self.line.asked

    async def _shown(self, who: Actor, do: Callable[[], Awaitable[object]]) -> float:
        """Until the form is open; it is closed again."""
        calls, began = self.on.workspace.calls[-1].number, time.monotonic()
        await do()
        await form(who)
        opened = [call for call in self.on.workspace.calls if call.number > calls and call.method == "views.open"]
        await self._closed(who)
        return opened[-1].ended - began

    async def _closed(self, who: Actor) -> None:
        while shown := await who.form():
            await who.do("close", view_id=shown["id"])
        await self.on.settled()

    async def _enter(self, ana: Actor, n: int) -> None:
        """One more access path, from the form of an account. The first is not counted."""
        await ana.command("/crisis access @brand_0")
        await form(ana)
        await ana.fill({"What next?": "Add a way in…"})
        await form(ana)
        self.line.act = ENTERED if n else ""
        sent = await ana.fill({"Or a new name": f"Somebody {n}", "Way in": "Delegated role"})
        self.line.act = ""
        _went_through(sent)
        await self._closed(ana)

    async def _start(self, tom: Actor) -> None:
        """What it takes beside the opening, until the post about the closing stands."""
        self.line.asked = 0
        await tom.press("Close access…")
        await form(tom)
        shown = await tom.form()
        sent = await tom.fill({"Accounts": [_option(shown or {}, "accounts", "@brand_0 ")]})
        self.found.closing += self.line.asked
        _went_through(sent)
        await self.on.settled()
        if not any("Closing access" in words(message) for message in await tom.messages()):
            raise LookupError("no post about the closing")
        await tom.press("I can log in, with 2FA, right now")
        await self.on.settled()

    async def _steps(self, tom: Actor, number: int) -> None:
        """The first, with its evidence, warms up. A small register has fewer than that *number*."""
        await tom.press("Next step…")
        await form(tom)
        _went_through(
            await tom.fill(
                {"Result": "Done", "Evidence: link": "https://x.example/1", "Note": "The post is gone already"}
            )
        )
        for _step in range(number):
            await self.on.settled()
            if await tom.form() is None:
                return
            self.line.act = SAVED
            _went_through(await tom.fill({"Result": "Done"}))
            self.line.act = ""
        await self._closed(tom)

    async def _word(self, tom: Actor) -> None:
        """From nothing to the holding statement, in a crisis of its own."""
        self.line.asked = 0
        await tom.command("/crisis open Something about us")
        await self.on.settled()
        await tom.go_to_room()
        await tom.press("First word…")
        await form(tom)
        _went_through(await tom.fill({"Link": "https://x.example/word"}))
        self.found.word = self.line.asked
        await self.on.settled()
        crises = await self.on.app.store.every_incident()
        if not any(incident.speech.published for incident in crises):
            raise LookupError("no first word")


def _went_through(sent: Json) -> None:
    if not sent["ok"]:
        raise LookupError(str(sent["errors"]))


def _option(shown: Json, field: str, begins: str) -> str:
    """The label of an option, by its beginning."""
    block = next(each for each in shown["blocks"] if each.get("block_id") == field)
    labels: list[str] = [option["text"]["text"] for option in block["element"]["options"]]
    return next(label for label in labels if label.startswith(begins))
