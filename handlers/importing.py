"""CSV files into the register from the chat: sent in a form, shown as changes, imported when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from dateutil import tz

from bot.access.importing import Plan, Table, plan, read_table
from bot.access.importing.forms import (
    FILES,
    ImportedFiles,
    OfPreview,
    carried_files,
    ends_of,
    import_form,
    imported_words,
    key_of,
    preview_form,
    previewed,
    refused_form,
)
from bot.access.importing.from_crises import Named, named_in_crises
from bot.access.importing.tables import MOST_BYTES
from bot.access.permission import must_keep
from bot.access.register.facts import AccountEntered
from bot.access.register.state import Register, register_id
from bot.approval import mark
from bot.chat.outcome import FieldErrors, OpenForm, Outcome, Reply
from bot.chat.platform import Platform
from bot.chat.router import Request, Route
from bot.crisis.evidence.facts import FileRef
from bot.crisis.playbook import Book
from bot.errors import Later, NotNow, Refused
from bot.people.who import Right
from bot.record.fact import Fact
from bot.store.around import keeping
from bot.store.store import Store
from bot.text import _

WAIT_S = 2.0  # for the files: a form that was sent is answered within 3 s


class Importing:
    """Those who keep the register. Nothing of a file is kept but what it changes, its name and its digest."""

    def __init__(
        self,
        store: Store,
        book: Book,
        platform: Platform,
        clock: Callable[[], datetime],
        admins: Collection[str] = (),
    ) -> None:
        """*admins* are ids from the settings."""
        self.store = store
        self.book = book
        self.platform = platform
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("access.import_form", Right.staff, self.form, about=False),
            Route("access.import_look", Right.staff, self.look, about=False),
            Route("access.import_save", Right.staff, self.save, about=False),
        ]

    async def form(self, request: Request) -> Outcome:
        register = await self._kept(request)
        return OpenForm(import_form(register, await self._named(request, register)))

    async def look(self, request: Request) -> Outcome:
        """Files were sent: what they would change, or what is wrong in them."""
        given, register = request.read(ImportedFiles), await self._kept(request)
        files, chosen, named = _files(given), given.named, await self._named(request, register)
        if not files and not chosen:
            return FieldErrors({"files": _("Choose a file.")})
        made = await self._plan(request, register, await self._tables(request, files, given.reading))
        if made.mistakes:
            return OpenForm(refused_form(register, named, made))
        return OpenForm(preview_form(register, made, named, chosen, files))

    async def save(self, request: Request) -> Outcome:
        """All of it, if it still is what was shown; else what it would be now."""
        await self._kept(request)
        act, seen, given = request.incoming, request.carried(OfPreview), request.read(ImportedFiles)
        files, chosen = carried_files(seen), given.named
        tables = await self._tables(request, files, given.reading)
        kept = await keeping(self.store, act.tenant, self.admins)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            must_keep(change.register, act.by, *kept)
            register = change.register
            named, made = await self._named(request, register), await self._plan(request, register, tables)
            if not made.mistakes and mark(previewed(made)) == seen.mark:
                added = [account for account in named.accounts if key_of(account) in chosen]
                facts: list[Fact] = [*made.facts, *(AccountEntered(account=account) for account in added)]
                change.record(facts)
                rows = sum(each.changes for each in made.changes) + len(added)
                return change.says(Reply((imported_words(rows),)))
        if made.mistakes:
            return OpenForm(refused_form(register, named, made))
        return OpenForm(preview_form(register, made, named, chosen, files))

    async def _kept(self, request: Request) -> Register:
        """The register, for somebody who keeps it. Raises Refused for everybody else."""
        tenant, by = request.incoming.tenant, request.incoming.by
        register = await self.store.register(tenant)
        must_keep(register, by, *await keeping(self.store, tenant, self.admins))
        return register

    async def _named(self, request: Request, register: Register) -> Named:
        tenant, by, known = request.incoming.tenant, request.incoming.by, await self.store.every_incident()
        crises = [crisis for crisis in known if crisis.tenant == tenant and not crisis.has_conflict(by.id)]
        return named_in_crises(crises, register, self.book.runbooks)

    async def _tables(self, request: Request, files: Sequence[FileRef], reading: str) -> list[Table]:
        """The files as they are in the chat; only one's own. Raises Refused."""
        owner = request.incoming.by.id
        try:
            async with asyncio.timeout(WAIT_S):
                found = await asyncio.gather(*(self.platform.download(file, MOST_BYTES, owner) for file in files))
        except (TimeoutError, Later):
            says = _("The files did not arrive in time. Nothing was imported. Send the form again.")
            raise Refused(says, field="files", code="files_late") from None
        except NotNow:
            says = _("A file can't be read. Nothing was imported. Attach it again.")
            raise Refused(says, field="files", code="files_gone") from None
        named = [(file.name, data) for file, data in zip(files, found, strict=True)]
        return [await asyncio.to_thread(read_table, name, data, reading) for name, data in named]

    async def _plan(self, request: Request, register: Register, tables: Sequence[Table]) -> Plan:
        organisation = await self.store.organisation(request.incoming.tenant)
        zone = tz.gettz(organisation.zone) or tz.UTC
        return await asyncio.to_thread(plan, register, tables, self.book.runbooks, zone, request.incoming.platform)


def _files(given: ImportedFiles) -> tuple[FileRef, ...]:
    return tuple(FileRef(id=file.id, name=ends_of(file.name)) for file in given.files[:FILES])
