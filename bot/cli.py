"""
The command `crisis`. Thin: each command reads its options and calls the part that does the work. It imports that part
itself: the bot at rest has neither the rehearsal nor the bench in memory.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot import log
from bot.errors import CrisisError
from bot.settings import DatabaseSettings, Settings
from bot.suite import EVERY_POINT, Part, run_suite

if TYPE_CHECKING:
    from bot.record.chain import Broken, Checksum
    from bot.record.record import Record
    from bot.records import Format

STATE = Path(".crisis")
PORT = 8065  # of the rehearsal page; the next free one if it is taken
CHECKOUT = Path(__file__).resolve().parent.parent
BESIDE = ("app.yaml", "playbooks/questions.yaml", "bot/locale/messages.pot")  # what commands read of it
BENCHMARKS = CHECKOUT / "docs" / "benchmarks.md"
OF_REQUIREMENTS = ("docs/requirements.md", "tests")


class NoCheckout(CrisisError):
    """Something of the checkout is not there."""


app = typer.Typer(
    name="crisis",
    help="Commands the response to a social-media crisis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def crisis() -> None:
    """Commands the response to a social-media crisis."""
    in_checkout(BESIDE)


def in_checkout(names: Sequence[str], checkout: Path = CHECKOUT) -> None:
    """Nothing is packaged: what stands beside the code is read where it stands. Raises NoCheckout."""
    if missing := [name for name in names if not (checkout / name).exists()]:
        raise NoCheckout(
            f"Crisis Commander runs from its checkout, and {checkout} is none: {', '.join(missing)} not found. "
            "Start it in the checkout: python3 -m bot"
        )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    only: Annotated[Part | None, typer.Option(help="Run this part alone.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Kill the bot at every point, not at a quarter of them in turn.")
    ] = False,
) -> None:
    """Run ruff, mypy and pytest; what else is given goes to pytest."""
    if not (CHECKOUT / "tests").is_dir() or find_spec("pytest") is None:
        raise typer.BadParameter("start it in the source checkout with: python3 -m bot test")
    environ = {**os.environ, EVERY_POINT: "1"} if every else os.environ
    raise typer.Exit(run_suite(CHECKOUT, only, context.args, environ))


@app.command()
def serve() -> None:
    """Run the bot; the environment configures it."""
    gc.disable()  # while what stays is made: to look through it again and again takes a fifth of the start
    from bot.serve import serve as run

    log.set_up()
    asyncio.run(run(Settings.read(os.environ)))


@app.command()
def rehearse(
    case: Annotated[str, typer.Option("--play", help="Play this case to its end and print what it left.")] = "",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    fresh: Annotated[bool, typer.Option(help="Forget the rehearsal so far.")] = False,
    port: Annotated[int, typer.Option(help="Of the page; the next free one if it is taken.", min=0, max=65535)] = PORT,
    folder: Annotated[Path, typer.Option(help="Where the rehearsal keeps its state.")] = STATE,
) -> None:
    """Open a rehearsal workspace with the bot in it: no Slack account is needed."""
    from bot import rehearse as rehearsal
    from bot.play import play
    from bot.stopping import until_told

    log.set_up(level=logging.WARNING)
    if fresh:
        rehearsal.start_over(folder)
    if case:
        with TemporaryDirectory() as stage:  # a case begins with an empty workspace and leaves nothing behind
            raise typer.Exit(int(not asyncio.run(until_told(play(case, Path(stage), typer.echo)))))
    asyncio.run(rehearsal.rehearse(folder, port=port, browser=browser, say=typer.echo))


@app.command()
def doctor() -> None:
    """Say what is fine, what is wrong, and what to do about it."""
    from bot.doctor import examine, report

    findings = asyncio.run(examine(os.environ))
    typer.echo(report(findings))
    raise typer.Exit(int(any(finding.is_failure for finding in findings)))


@app.command()
def check() -> None:
    """Check the playbooks and the catalogues of words; runbooks that nobody has checked lately are a warning."""
    from bot.check import check_all, stale_runbooks

    today = datetime.now(UTC).date()
    faults = check_all(today=today)
    for says in stale_runbooks(today):
        typer.echo(f"Warning: {says}")
    typer.echo("\n".join(faults) or "Playbooks and catalogues are fine.")
    raise typer.Exit(int(bool(faults)))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="The number of a crisis, `register`, or `card`.")],
    format: Annotated[Literal["md", "json"], typer.Option(help="Of a crisis: Markdown to read, JSON to keep.")] = "md",
    to: Annotated[Path | None, typer.Option(help="Write into this folder; of a crisis the evidence too.")] = None,
    json: Annotated[bool, typer.Option("--json", help="The register, or a crisis, as JSON.")] = False,
    workspace: Annotated[str, typer.Option(help="Of the register or the card, where there are several.")] = "",
) -> None:
    """
    Write one crisis, the register or the printable card to standard output, or to a folder.

    Names of people involved are not in a crisis. Register and card name who has access, and their phones.
    """
    match what:
        case "register":
            _export_register(workspace, to, json)
        case "card":
            _export_card(workspace, to)
        case _:
            _export_crisis(what, "json" if json else format, to)


def _export_crisis(what: str, format: Format, to: Path | None) -> None:
    if not what.isdecimal():
        raise typer.BadParameter("name the number of a crisis, register, or card", param_hint="WHAT")
    number = int(what)
    if to is None:
        typer.echo(asyncio.run(_export(number, format)), nl=False)
        return
    wrong = asyncio.run(_export_to(number, to))
    for n in wrong:
        typer.echo(f"Evidence {n} is not what was kept. See: crisis verify {number}", err=True)
    typer.echo(f"Crisis {number} is in {to}.")
    raise typer.Exit(int(bool(wrong)))


def _export_register(workspace: str, to: Path | None, json: bool) -> None:
    if to is None and not json:
        raise typer.BadParameter("the register is three CSV files: add --to FOLDER, or --json", param_hint="--to")
    typer.echo(asyncio.run(_register(workspace, to)), nl=to is not None)


def _export_card(workspace: str, to: Path | None) -> None:
    from bot.records import write_alone

    page, nameless = asyncio.run(_card(workspace))
    if nameless:
        typer.echo(f"No phone is known of: {', '.join(nameless)}. Put it into people.csv, column phone.", err=True)
    if to is None:
        typer.echo(page, nl=False)
        return
    write_alone(to, "card.html", page)
    typer.echo(f"The card is in {to / 'card.html'}. Print it, and keep it locked away.")


@app.command("import")
def import_(
    files: Annotated[list[Path] | None, typer.Argument(help="people.csv, accounts.csv, access.csv, or some.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Import, if every row is right; else nothing changes.")] = False,
    from_crises: Annotated[bool, typer.Option("--from-crises", help="Accounts that were named in crises.")] = False,
    workspace: Annotated[str, typer.Option(help="Which, where there are several.")] = "",
    reading: Annotated[str, typer.Option(help="How letters are read where a file does not say: cp1250, cp1252 …")] = "",
) -> None:
    """Take people, accounts and access into the register from CSV files; show first what would change."""
    from bot.access.importing.signs import READINGS
    from bot.intake import import_files, import_from_crises, read_files
    from bot.playbooks import load

    if bool(files) == from_crises:
        raise typer.BadParameter("name CSV files, or --from-crises")
    if reading and reading not in READINGS:
        raise typer.BadParameter(f"there are {', '.join(READINGS)}", param_hint="--reading")
    settings, runbooks = DatabaseSettings.read(os.environ), load().runbooks
    if from_crises:
        done = asyncio.run(import_from_crises(settings, runbooks, workspace, yes))
    else:
        done = asyncio.run(import_files(settings, read_files(files or [], reading), runbooks, workspace, yes))
    typer.echo("\n".join(done.lines))
    raise typer.Exit(int(not done.is_right))


@app.command()
def verify(
    number: Annotated[int | None, typer.Argument(help="One crisis; without it all of them.")] = None,
    checksum: Annotated[str, typer.Option(help="SEQ:HASH, as the summary or an export has it.")] = "",
) -> None:
    """Check that no event was changed, left out or cut off, and no evidence; of the register (0) too."""
    from bot.access.register.state import NUMBER
    from bot.records import read_checksum

    found = asyncio.run(_verify(number, read_checksum(checksum) if checksum else None))
    for record, broken in found:
        name = "Register" if record.number == NUMBER else f"Crisis {record.number}"
        state = f"broken at event {broken.seq} ({broken.why})" if broken else f"whole, {record.seq} events"
        typer.echo(f"{name}: {state}. Checksum {record.seq}:{record.checksum}")
    if any(broken and broken.why == "evidence" for _record, broken in found):
        typer.echo(
            "Files of evidence are missing or changed. Restore the folder of CRISIS_EVIDENCE_FOLDER too.", err=True
        )
    raise typer.Exit(int(any(broken for _record, broken in found)))


@app.command()
def bench(
    rounds: Annotated[int | None, typer.Option(help="How many presses are measured; 100.", min=1)] = None,
    only: Annotated[
        str, typer.Option(help="These parts, with commas: opening, answers, behind, many, rerender …")
    ] = "",
    write: Annotated[bool, typer.Option("--write", help="Into docs/benchmarks.md too.")] = False,
) -> None:
    """Measure opening, pressing and growing beside bare slack-bolt, on this machine, in some minutes."""
    from bot.bench import ROUNDS, Part, page, run, text

    try:
        parts = tuple(Part(name.strip()) for name in only.split(",")) if only else tuple(Part)
    except ValueError as unknown:
        raise typer.BadParameter(f"there are {', '.join(Part)}", param_hint="--only") from unknown
    log.set_up(level=logging.ERROR)
    report = asyncio.run(run(rounds or ROUNDS, only=parts))
    typer.echo(text(report))
    if write:
        BENCHMARKS.write_text(page(report), encoding="utf-8")


@app.command(hidden=True)
def words() -> None:
    """Gather what is said for the translators."""
    from bot.catalogue import TEMPLATE, extract

    TEMPLATE.write_text(extract(), encoding="utf-8")
    typer.echo(f"{TEMPLATE.relative_to(CHECKOUT)} is up to date.")


@app.command(hidden=True)
def requirements() -> None:
    """List what is asked of the product, and which tests show it."""
    from bot.requirements import report

    in_checkout(OF_REQUIREMENTS)
    typer.echo(report())


async def _export(number: int, format: Format) -> str:
    from bot.playbooks import load
    from bot.records import export, reading

    async with reading(DatabaseSettings.read(os.environ)) as store:
        return await export(store, load(), number, format)


async def _export_to(number: int, folder: Path) -> list[int]:
    from bot.playbooks import load
    from bot.records import export_to, reading

    async with reading(DatabaseSettings.read(os.environ)) as store:
        return await export_to(store, load(), number, folder)


async def _register(workspace: str, to: Path | None) -> str:
    from bot.intake import one_workspace
    from bot.records import export_register, reading
    from bot.report.register import register_json

    async with reading(DatabaseSettings.read(os.environ)) as store:
        tenant = await one_workspace(store, workspace)
        if to is None:
            return register_json(await store.register(tenant))
        return f"{', '.join(await export_register(store, tenant, to))} are in {to}."


async def _card(workspace: str) -> tuple[str, list[str]]:
    from bot.intake import one_workspace
    from bot.playbooks import load
    from bot.records import card_page, reading

    async with reading(DatabaseSettings.read(os.environ)) as store:
        return await card_page(store, load(), await one_workspace(store, workspace), datetime.now(UTC))


async def _verify(number: int | None, checksum: Checksum | None) -> list[tuple[Record, Broken | None]]:
    from bot.records import reading, verify_all

    async with reading(DatabaseSettings.read(os.environ)) as store:
        return await verify_all(store, number, checksum)


def main() -> None:
    """The console script; what we know to be wrong is a sentence, not a traceback."""
    try:
        app()
    except CrisisError as wrong:
        sys.exit(str(wrong))
