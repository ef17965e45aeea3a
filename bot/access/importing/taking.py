"""What is being taken in: the register as it becomes row by row, and what was said of each row on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from pydantic.fields import FieldInfo

from bot.access.importing import cells
from bot.access.importing.cells import Value
from bot.access.importing.columns import Column, column
from bot.access.importing.tables import Mistake, Row, Table, unguarded
from bot.access.platforms import platform_of
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Holder, MakeId, Secret, Tool, new_id
from bot.access.register.state import Register
from bot.access.runbook import Runbook
from bot.errors import Refused
from bot.people.email_address import email_key
from bot.people.profiles import account_key, handle_of, profile_at
from bot.people.spelling import spelled
from bot.record.frozen import Frozen
from bot.text import Param, Words, _

NAMING: Final = ("platform", "handle", "person", "secret")
"""Columns by which a row is known: rows about the same differ in them by spelling alone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that becomes another, as files write it. *recovers*: by it an account is got back."""

    label: Words
    was: str
    now: str
    recovers: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one row does. Neither new nor with differences: it says what is known."""

    file: str
    line: int
    about: Words
    is_new: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def changes(self) -> bool:
        return self.is_new or bool(self.differences)

    @property
    def overwrites(self) -> bool:
        """Whether something that stands in the register becomes something else, or nothing."""
        return any(each.was for each in self.differences)

    @property
    def recovers(self) -> bool:
        """Whether of what is known it changes that by which an account is got back, even where none was known."""
        return not self.is_new and any(each.recovers for each in self.differences)


@dataclass
class Values:
    """What a row says otherwise than the register does."""

    fields: dict[str, Value] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Taking:
    """The work on one import. Everything is checked; nothing is decided before all rows were seen."""

    register: Register
    runbooks: tuple[Runbook, ...]
    zone: tzinfo
    chat: str
    make_id: MakeId = new_id
    changes: list[Change] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Mistake] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._seen: dict[tuple[str, ...], tuple[Table, Row]] = {}
        self._unknown: set[str] = set()
        self.become(self.register)

    def become(self, register: Register) -> None:
        """Go on with this register."""
        self.holders: dict[str, Holder] = dict(register.holders)
        self.accounts: dict[str, Account] = dict(register.accounts)
        self.tools: dict[str, Tool] = dict(register.tools)
        self.grants: dict[str, Grant] = dict(register.grants)
        self.secrets: dict[str, Secret] = dict(register.secrets)
        self._by_email = {email_key(holder.email): id for id, holder in self.holders.items() if holder.email}
        self._by_path = {(g.of, g.holder, g.means): g for g in self.grants.values() if g.state != "removed"}
        self._by_key = {account_key(a.platform, a.handle): id for id, a in self.accounts.items()}

    def whole(self) -> Register:
        """The register as it is by now."""
        return self.register.model_copy(
            update={
                "holders": self.holders,
                "accounts": self.accounts,
                "tools": self.tools,
                "grants": self.grants,
                "secrets": self.secrets,
            }
        )

    # looking up

    def with_email(self, email: str) -> str | None:
        """Id of who has this address."""
        return self._by_email.get(email_key(email))

    def with_id(self, text: str) -> str | None:
        """The id as it is known, with the chat's name before it or without."""
        return next((id for id in (text, f"{self.chat}:{text}") if id in self.holders), None)

    def system(self, name: str) -> str | None:
        """Id of a system; it has no address, so its name is all it is known by."""
        found = (h.id for h in self.holders.values() if h.employer == "system" and _same(h.name, name))
        return next(found, None)

    def person(self, text: str) -> str:
        """Id of who is named in a cell: by e-mail or id, never by name. Raises Refused."""
        found = self.with_email(text) if "@" in spelled(text) else self.with_id(text) or self.system(text)
        if found is None:
            raise Refused(_("Nobody in the register is “{text}”. Put them into people.csv.", text=text))
        return found

    def account(self, platform: str, handle: str) -> str | None:
        return self._by_key.get(account_key(platform, handle))

    def grant(self, of: str, holder: str, means: Means) -> Grant | None:
        return self._by_path.get((of, holder, means))

    def tool(self, name: str) -> str | None:
        return next((tool.id for tool in self.tools.values() if _same(tool.name, name)), None)

    def platform(self, text: str) -> str:
        """The runbook's id, or the word as it is."""
        return platform_of(text, self.runbooks) or text

    def handle(self, row: Row, platform: str) -> str:
        """As it is kept: an address becomes the name in it. Raises Refused where that is on another platform."""
        text = self.text(row, "handle")
        page = profile_at(text)
        if page and not page.is_on(platform, self.runbooks):
            says = _("“{text}” is no page on {platform}. Change one of them.", text=text, platform=platform)
            raise Refused(says)
        return handle_of(text, platform)

    def name(self, holder: str) -> str:
        known = self.holders.get(holder)
        return known.name if known else holder

    def called(self, of: str) -> str:
        """An account or a tool as people call it."""
        if of in self.tools:
            return self.tools[of].name
        account = self.accounts.get(of)
        return f"{account.handle} ({account.platform})" if account else of

    # putting in

    def put_holder(self, holder: Holder) -> None:
        self.holders[holder.id] = holder
        if holder.email:
            self._by_email[email_key(holder.email)] = holder.id

    def put_account(self, account: Account) -> None:
        self.accounts[account.id] = account
        self._by_key[account_key(account.platform, account.handle)] = account.id

    # reading rows

    def text(self, row: Row, name: str) -> str:
        """A cell as text; "" where it holds nothing, or empties."""
        cell = row.cells.get(name, "")
        return "" if cell == cells.EMPTY else unguarded(cell)

    def values(
        self,
        table: Table,
        row: Row,
        columns: Iterable[Column],
        was: Frozen | None,
        of: type[Frozen],
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> Values:
        """
        What the cells say otherwise than *was* does; each cell that can't be read is a mistake.

        Args:
            of: What the row is about; a field of it is empty as it is by default.
            names: Fields of columns that are called otherwise.
        """
        found = Values()
        for each in columns:
            name = names.get(each.name, each.name)
            if each.name not in row.cells:
                continue
            try:
                value = self._value(each, row.cells[each.name], of.model_fields[name])
            except Refused as refused:
                self.wrong(table, row, refused)
                continue
            before: Value = getattr(was, name) if was else None
            if self.written(each, value) != self.written(each, before):
                found.fields[name] = value
                found.differences.append(self.difference(each, before, value))
        return found

    def _value(self, column: Column, cell: str, field: FieldInfo) -> Value:
        """One cell. Raises Refused."""
        if cell == cells.EMPTY:
            if field.is_required():
                raise Refused(_("{column} can't be empty.", column=column.name))
            default: Value = field.default
            return default
        text = unguarded(cell)
        return self.person(text) if column.holds == "person" else cells.read(column, text, self.zone)

    def written(self, column: Column, value: Value) -> str:
        return cells.written(column, value, self.zone, self.holders.get)

    def difference(self, column: Column, was: Value, now: Value) -> Difference:
        return Difference(column.label, self.written(column, was), self.written(column, now), column.recovers)

    # saying

    def wrong(self, table: Table, row: Row, refused: Refused | Words) -> None:
        says = refused.words if isinstance(refused, Refused) else refused
        if isinstance(says, Words):
            self.mistakes.append(Mistake(table.name, row.line, says))

    def note(self, table: Table, row: Row, says: Words) -> None:
        self.notes.append(Mistake(table.name, row.line, says))

    def changed(self, table: Table, row: Row, about: Words, is_new: bool, differences: Iterable[Difference]) -> None:
        """Tell what the row does."""
        self.changes.append(Change(table.name, row.line, about, is_new, tuple(differences)))

    def unknown_platform(self, table: Table, row: Row, platform: str) -> None:
        """Said once for each word."""
        if platform.casefold() not in self._unknown and all(platform != each.id for each in self.runbooks):
            self._unknown.add(platform.casefold())
            says = _("There is no runbook for “{platform}”, so its steps will be general ones.", platform=platform)
            self.note(table, row, says)

    def is_first(self, table: Table, row: Row, *identity: str) -> bool:
        """Whether no row before was about the same; the same again is passed over, another word on it is a mistake."""
        before = self._seen.setdefault((str(table.kind), *identity), (table, row))
        if before[1] is row:
            return True
        where: dict[str, Param] = {"file": before[0].name, "line": before[1].line}
        if _meaning(before[1]) == _meaning(row):
            self.note(table, row, _("The same stands in {file}, line {line}. It counts once.", **where))
        else:
            says = _("{file}, line {line}, says something else about the same. Keep one of them.", **where)
            self.wrong(table, row, says)
        return False

    def fits(self, table: Table, row: Row, of: str) -> bool:
        """Whether only cells are filled in that say something about this kind of thing."""
        if table.kind is None:
            return False
        alien = [name for name in row.cells if column(table.kind, name).of not in ("", of)]
        for name in alien:
            self.wrong(table, row, _("{column} has no meaning in this row. Leave it empty.", column=name))
        return not alien


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _meaning(row: Row) -> dict[str, str]:
    """What two rows about the same say of it: how they name it does not count."""
    says = {name: cell for name, cell in row.cells.items() if name not in NAMING}
    return says | ({"email": email_key(unguarded(row.cells["email"]))} if "email" in row.cells else {})
