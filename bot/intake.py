"""`crisis import`: CSV files, or accounts named in crises, into the register; shown first, applied when told to."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateutil import tz

from bot.access.importing import Change, Mistake, Plan, Table, plan, read_table
from bot.access.importing.from_crises import named_in_crises
from bot.access.importing.signs import READINGS
from bot.access.importing.tables import MOST_BYTES
from bot.access.register.facts import AccountEntered
from bot.access.register.state import NUMBER, Register, register_id
from bot.access.runbook import Runbook
from bot.errors import CrisisError
from bot.people.organisation import Organisation
from bot.platforms.slack.client import Client
from bot.record.fact import Fact
from bot.settings import DatabaseSettings
from bot.store.engine import AlreadyOpen
from bot.store.store import Store
from bot.text import translator

ENGLISH = translator("en")  # a command speaks English


class FileUnreadable(CrisisError):
    """A file cannot be read."""


class WhichWorkspace(CrisisError):
    """It is not clear which workspace is meant."""


class BotRuns(CrisisError):
    """
    A running bot has the database, so nothing was imported. Stop the bot, run this command again, start the bot.
    Or let an owner send the file in the chat: /crisis access import.
    """


@dataclass(frozen=True, slots=True)
class Told:
    """What to print, and whether it all was right."""

    lines: tuple[str, ...]
    is_right: bool = True


def read_files(paths: Iterable[Path], reading: str = "") -> list[Table]:
    """The files as tables, in *reading* where they do not say what they are written in. Raises FileUnreadable."""
    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                found.append(read_table(path.name, file.read(MOST_BYTES + 1), reading))
        except (OSError, ValueError) as fault:  # the latter: a null byte in a name
            why = fault.strerror if isinstance(fault, OSError) else "no path has such a sign"
            raise FileUnreadable(f"{path} cannot be read: {why}.") from fault
    return found


async def import_files(
    settings: DatabaseSettings, tables: Sequence[Table], runbooks: Sequence[Runbook], tenant: str, apply: bool
) -> Told:
    """
    What the files change, and with *apply* all of it in one transaction, or nothing.

    Raises:
        BotRuns: It is to be applied, and another process has the SQLite file.
        WhichWorkspace: *tenant* is "", and there is not exactly one.
    """
    store = _store(settings)
    try:
        if not apply and await _is_unused(store):
            return _first(tables, runbooks, tenant)
        tenant = await _ready(store, tenant, apply)
        zone = tz.gettz((await store.organisation(tenant)).zone) or tz.UTC
        if not apply:
            return told(plan(await store.register(tenant), tables, runbooks, zone, Client.name), applied=False)
        async with store.happened(register_id(tenant), _key()) as change:
            made = plan(change.register, tables, runbooks, zone, Client.name)
            change.record(made.facts)
        return told(made, applied=True)
    finally:
        await store.close()


async def import_from_crises(settings: DatabaseSettings, runbooks: Sequence[Runbook], tenant: str, apply: bool) -> Told:
    """Accounts that were named in crises and are not in the register. Raises as ``import_files``."""
    store = _store(settings)
    try:
        if not apply and await _is_unused(store):
            return Told((_end(0, apply),))
        tenant = await _ready(store, tenant, apply)
        crises = [incident for incident in await store.every_incident() if incident.tenant == tenant]
        if not apply:
            named = named_in_crises(crises, await store.register(tenant), runbooks)
        else:
            async with store.happened(register_id(tenant), _key()) as change:
                named = named_in_crises(crises, change.register, runbooks)
                facts: list[Fact] = [AccountEntered(account=account) for account in named.accounts]
                change.record(facts)
    finally:
        await store.close()
    lines = [f"New: {account.handle} on {account.platform}" for account in named.accounts]
    lines += [f"Not read, enter it by hand: {line}" for line in named.unread]
    return Told((*lines, _end(len(named.accounts), apply)))


async def _is_unused(store: Store) -> bool:
    """Whether nobody has used it yet: it was never started, or knows no workspace."""
    return await store.is_new() or not await store.workspaces()


def _first(tables: Sequence[Table], runbooks: Sequence[Runbook], tenant: str) -> Told:
    """What the files would make of an empty register, with the setup as it is by default."""
    nothing = Register(id=register_id(tenant), tenant=tenant, number=NUMBER)
    zone = tz.gettz(Organisation().zone) or tz.UTC
    made = told(plan(nothing, tables, runbooks, zone, Client.name), applied=False)
    says = "Nothing is kept in this database yet, so all of it is new."
    if not tenant and made.is_right:
        return Told((*made.lines, says, "To import, name the workspace too: --workspace T…"))
    return Told((*made.lines, says), made.is_right)


def told(made: Plan, applied: bool) -> Told:
    """Every change, every mistake and every note, by file and line."""
    lines = [line for table in made.tables for line in _of_file(table, made)]
    lines += [f"Warning: {_place(note)}" for note in made.notes]
    if any(table.guessed for table in made.tables):
        lines.append(f"Where letters look wrong, import with --reading and one of {', '.join(READINGS)}.")
    if made.mistakes:
        lines += [f"Wrong: {_place(mistake)}" for mistake in made.mistakes]
        return Told((*lines, "Nothing was imported. Put these rows right, then import again."), is_right=False)
    return Told((*lines, _end(sum(change.changes for change in made.changes), applied)))


def _of_file(table: Table, made: Plan) -> Iterator[str]:
    mine = [change for change in made.changes if change.file == table.name]
    new = sum(change.is_new for change in mine)
    changed = sum(change.changes and not change.is_new for change in mine)
    yield f"{table.name}: {len(mine)} rows, {new} new, {changed} changed, {len(mine) - new - changed} unchanged."
    yield from (_change(change) for change in mine if change.changes)


def _change(change: Change) -> str:
    kind = "new" if change.is_new else "changed"
    about = [f"  line {change.line}: {kind}: {ENGLISH.plain(change.about)}"]
    for each in change.differences:
        was = "" if change.is_new and not each.was else f"{each.was or 'nothing'} → "
        about.append(f"{ENGLISH.plain(each.label)}: {was}{each.now or 'nothing'}")
    return " · ".join(about)


def _place(mistake: Mistake) -> str:
    return f"{mistake.file}, line {mistake.line}: {ENGLISH.plain(mistake.says)}"


def _end(changes: int, applied: bool) -> str:
    if not changes:
        return "Nothing changes."
    rows = "1 row" if changes == 1 else f"{changes} rows"
    return f"Imported: {rows}." if applied else f"Nothing was imported yet: {rows} would be. To import, add --yes."


def _key() -> str:
    """Each import is one of its own: a file that was changed back is imported again."""
    return f"import/{secrets.token_hex(8)}"


def _store(settings: DatabaseSettings) -> Store:
    return Store(settings.database_url.get_secret_value(), evidence_folder=settings.evidence_folder)


async def _ready(store: Store, tenant: str, apply: bool) -> str:
    """The store fit to be read beside a running bot, or taken, and the workspace that is meant."""
    if apply:
        try:
            await store.start()
        except AlreadyOpen as running:
            raise BotRuns from running
    return await one_workspace(store, tenant)


async def one_workspace(store: Store, tenant: str) -> str:
    """The one that is named, else the only one. Raises WhichWorkspace."""
    known = await store.workspaces()
    if tenant in known or (tenant and not known):
        return tenant
    if not tenant and len(known) == 1:
        return known[0]
    if not known:
        raise WhichWorkspace(
            "No workspace is known yet. Start the bot and send /crisis setup once, or name it: --workspace T…"
        )
    raise WhichWorkspace(f"Name one workspace: --workspace, one of {', '.join(known)}.")
