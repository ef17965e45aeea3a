"""What people do when access is closed, act after act, each from where the one before has ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.state import Register, register_id
from bot.playbooks import load
from bot.record.consequences import next_due
from bot.rehearsal.acting import Actor, NotThere, Typed
from bot.rehearsal.shapes import Json
from bot.store.store import Store
from tests.access.brands import entered, of
from tests.chaos.acts import in_room, opening, press
from tests.chaos.databases import ANA, JANA, PETR, TOM, Fresh
from tests.chaos.matrix import Act, Failed, Set, Undisturbed, looked_at
from tests.chaos.stage import DEADLINE_S, LOOK_S, Stage, remember, stage

TENANT, ADMIN = "T0REHEARSAL", Level.admin
ACCOUNTS = ("@kettle", "@careers")
I_CAN = "I can log in, with 2FA, right now"
COULD_NOT = 4  # the step of the first account that fails; those before it are done
AGAIN = "Nothing was doubled"
PATIENCE_S = 5.0  # Slack gives an app 3 s to open a form


def register() -> Register:
    """Two accounts of Ana's, which Petr and Jana can keep; Tom and somebody outside the chat get in too."""
    both = (("c1", Means.delegated_role), ("c2", Means.business_manager))
    outside = Holder(id="ivo", name="Ivo Marić", employer="agency")
    return of(
        TENANT,
        accounts=(
            Account(id="c1", platform="x", handle="@kettle", owner=ANA.id),
            Account(id="c2", platform="facebook", handle="@careers", tier="secondary", owner=ANA.id),
        ),
        holders=(*(Holder(id=who.id, name=who.name) for who in (ANA, PETR, JANA, TOM)), outside),
        tools=(Tool(id="t1", name="Hootsuite", accounts=("c1", "c2"), owner=JANA.id),),
        secrets=(Secret(id="s1", name="password", opens=("c1",), known_by=(Known(holder="ivo"),)),),
        grants=(
            *(Grant(id=f"p{id}", of=id, holder=PETR.id, means=means, level=ADMIN) for id, means in both),
            *(Grant(id=f"j{id}", of=id, holder=JANA.id, means=means, level=ADMIN) for id, means in both),
            *(Grant(id=f"i{id}", of=id, holder="ivo", means=means) for id, means in both),
            Grant(id="tc1", of="c1", holder=TOM.id, means=Means.delegated_role),
        ),
    )


async def enter(url: str) -> None:
    """The register, as a team would have entered it before the crisis."""
    book = load()
    store = Store(url, next_due=lambda record: next_due(record, book))
    await store.start()
    async with store.happened(register_id(TENANT), "entered") as change:
        change.record(entered(register()))
    await store.close()


async def gathering(stage: Stage) -> None:
    """Petr opens a crisis; Ana commands it, and Jana is there."""
    await opening(stage)
    await stage.settled()
    petr = await in_room(stage, "petr")
    await petr.do("invite", channel=petr.place, users=["U0ANA", "U0JANA"])
    await stage.settled()
    for who in ("ana", "jana"):
        await press(stage.actor(who), "I'm coming")
    await press(await in_room(stage, "ana"), "Take command")


async def leaving(stage: Stage) -> None:
    """Eva, an admin of the app, says that Tom leaves: Ana, who answers for the account, gets a direct message."""
    eva = stage.actor("eva")
    await form_of(eva, lambda: eva.command("/crisis access leaver"))
    told(await eva.fill({"Who": "U0TOM", "Last day": datetime.now(UTC)}))


async def starting(stage: Stage) -> None:
    """Ana closes both accounts; Petr and Jana keep them, and Jana leads."""
    ana = await in_room(stage, "ana")
    form = await form_of(ana, lambda: press(ana, "Close access…"))
    told(await ana.fill({"Accounts": options(form, "accounts"), "Access lead": "U0JANA"}), AGAIN)


async def proving(stage: Stage) -> None:
    """Petr can log in to both."""
    petr = await in_room(stage, "petr")
    for account in ACCOUNTS:
        await answered(petr, I_CAN, f"you keep access to {account}")


async def beginning(stage: Stage) -> None:
    """Jana saves evidence, and pauses what is scheduled."""
    await walk(stage, 2)


async def walking(stage: Stage) -> None:
    """Jana removes one access path, and cannot remove the next."""
    await walk(stage, COULD_NOT)


async def walk(stage: Stage, last: int) -> None:
    """Up to this step of the first account."""
    jana = await in_room(stage, "jana")
    while True:
        form = await form_of(jana, lambda: press(jana, "Next step…", "Closing access"))
        n = int(form["title"]["text"].split()[1])
        if n > last:
            return
        said: dict[str, Typed] = {"Result": "Done"}
        if n == 1:
            said |= {"Evidence: link": "https://x.example/post/1", "Note": "The post is gone already"}
        if n == COULD_NOT:
            said = {"Result": "Could not", "Note": "It wants a code"}
        told(await jana.fill(said))


async def looking(stage: Stage) -> None:
    """Ana looks from outside at what Jana has done."""
    ana = await in_room(stage, "ana")
    form = await form_of(ana, lambda: press(ana, "Verify…"))
    told(await ana.fill({"What is done": options(form, "tasks"), "What did you see?": "As it should be"}))


async def pausing(stage: Stage) -> None:
    """Ana has everything scheduled and paid paused."""
    told(await (await in_room(stage, "ana")).command("/crisis pause"), "since")


async def together(stage: Stage) -> None:
    """Start, login check and the first steps, each when the one before has settled."""
    for act in (starting, proving, beginning):
        await act(stage)
        await stage.settled()


async def form_of(person: Actor, opens: Callable[[], Awaitable[object]]) -> Json:
    """The form on their screen. Where none opens in time, as on a busy machine, they press once more."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            if await person.form() is None:
                await opens()
            for _look in range(int(PATIENCE_S / LOOK_S)):
                if (form := await person.form()) is not None:
                    return form
                await asyncio.sleep(LOOK_S)


async def answered(person: Actor, label: str, on: str) -> None:
    """Press it, unless it was answered and the button is gone."""
    try:
        told(await press(person, label, on))
    except NotThere:
        return


def told(answer: Json, *also: str) -> None:
    """It worked, or it is said that it had worked before; else they do it again."""
    if not answer["ok"] and not any(words in str(answer) for words in also):
        raise Failed(str(answer))


def options(form: Json, field: str) -> list[str]:
    """Everything that can be chosen in a field, as it is shown."""
    block = next(each for each in form["blocks"] if each.get("block_id") == field)
    return [option["text"]["text"] for option in block["element"]["options"]]


@dataclass(frozen=True)
class Phase:
    """One act from where the one before has ended, and what it looks like when nothing goes wrong."""

    name: str
    setting: Set
    act: Act
    counted_from: str
    whole: Undisturbed


ACTS: dict[str, tuple[Act, str]] = {
    "leaver": (leaving, "access.leaver"),
    "start": (starting, "restriction.start"),
    "check": (proving, "restriction.confirm"),
    "begin": (beginning, "restriction.save"),
    "steps": (walking, "restriction.save"),
    "verify": (looking, "restriction.verified"),
    "pause": (pausing, "command.pause"),
}


@asynccontextmanager
async def begun(fresh: Fresh, folder: Path, *acts: Act, transport: str = "socket") -> AsyncIterator[Set]:
    """Stages that all begin where these acts have ended, at that very moment: nothing falls due meanwhile."""
    async with fresh() as url:
        await enter(url)
        async with stage(url) as first:
            await first.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
            await first.start()
            for act in acts:
                await act(first)
                await first.settled()
            memory, at = remember(first, folder / "begun.json"), datetime.now(UTC)
        yield from_there(fresh, url, memory, at, transport)


def from_there(fresh: Fresh, url: str, memory: Path, at: datetime, transport: str = "socket") -> Set:
    """Copies of a stage that is over. Their clocks begin where its clock stood."""

    @asynccontextmanager
    async def setting() -> AsyncIterator[Stage]:
        ahead = at - datetime.now(UTC)
        async with fresh(url) as copy, stage(copy, transport=transport, memory=memory, ahead=ahead) as made:
            yield made

    return setting


@asynccontextmanager
async def phases(fresh: Fresh, folder: Path) -> AsyncIterator[list[Phase]]:
    """The whole of it, undisturbed: each act once, on a copy of where the one before has ended."""
    found: list[Phase] = []
    async with AsyncExitStack() as stack:
        setting = await stack.enter_async_context(begun(fresh, folder, gathering))
        for name, (act, counted_from) in ACTS.items():
            made = await stack.enter_async_context(setting())
            whole = await looked_at(made, act, counted_from)
            found.append(Phase(name, setting, act, counted_from, whole))
            memory, at = remember(made, folder / f"{name}.json"), made.clock()
            await made.end()
            setting = from_there(fresh, made.url, memory, at)
        yield found
