"""Rows of accounts and of the tools that post to them: matched by platform and name."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.importing import cells
from bot.access.importing.columns import FILES, column
from bot.access.importing.tables import Row, Table
from bot.access.importing.taking import Difference, Taking
from bot.access.register.entities import Account, Tool
from bot.errors import Refused
from bot.people.profiles import account_key, profile_at
from bot.people.spelling import spelled
from bot.text import _

PLAIN = tuple(each for each in FILES["accounts"] if each.name not in ("platform", "handle", "tools"))
OF_TOOL = tuple(each for each in PLAIN if each.of != "account")
OF_ACCOUNT = tuple(each for each in PLAIN if each.of != "tool")

Rows = Iterable[tuple[Table, Row]]


def take(taking: Taking, rows: Rows) -> None:
    """Take them in: the tools first, so that accounts may name them."""
    rows = list(rows)
    tools = [(table, row) for table, row in rows if _is_tool(taking, row)]
    for table, row in tools:
        _tool(taking, table, row)
    for table, row in rows:
        if (table, row) not in tools:
            _account(taking, table, row)


def _is_tool(taking: Taking, row: Row) -> bool:
    return bool(taking.text(row, "kind")) or not taking.text(row, "handle")


def _tool(taking: Taking, table: Table, row: Row) -> None:
    name = taking.text(row, "platform")
    known = taking.tool(name) if name else None
    if not name:
        return taking.wrong(table, row, _("{column} is missing.", column="platform"))
    if known is None and not taking.text(row, "kind"):
        return taking.wrong(table, row, _("An account needs a name under handle; a tool needs a kind."))
    if taking.text(row, "handle"):
        return taking.wrong(table, row, _("A tool has no handle. Leave it empty, or the kind."))
    if not taking.is_first(table, row, "tool", name.casefold()) or not taking.fits(table, row, "tool"):
        return None
    was = taking.tools.get(known or "")
    found = taking.values(table, row, OF_TOOL, was, Tool)
    tool = was or Tool(id=taking.make_id("t"), name=name)
    taking.tools[tool.id] = tool.model_copy(update=found.fields)
    return taking.changed(table, row, _("{name} (tool)", name=tool.name), was is None, found.differences)


def _account(taking: Taking, table: Table, row: Row) -> None:
    if not taking.text(row, "platform"):
        return taking.wrong(table, row, _("{column} is missing.", column="platform"))
    platform = taking.platform(taking.text(row, "platform"))
    try:
        handle = taking.handle(row, platform)
    except Refused as refused:
        return taking.wrong(table, row, refused)
    if not taking.is_first(table, row, *account_key(platform, handle)) or not taking.fits(table, row, "account"):
        return None
    taking.unknown_platform(table, row, platform)
    was = taking.accounts.get(taking.account(platform, handle) or "")
    found = taking.values(table, row, OF_ACCOUNT, was, Account)
    new = Account(id=taking.make_id("a"), platform=platform, handle=handle, url=_page(taking, row))
    account = was or new
    account = account.model_copy(update=found.fields)
    taking.put_account(account)
    differences = [*found.differences, *_connected(taking, table, row, account)]
    about = _("{handle} on {platform}", handle=account.handle, platform=account.platform)
    return taking.changed(table, row, about, was is None, differences)


def _page(taking: Taking, row: Row) -> str:
    """The address that was given in place of a name."""
    text = spelled(taking.text(row, "handle")).strip("<>")
    if profile_at(text) is None:
        return ""
    return text if "://" in text else f"https://{text}"


def _connected(taking: Taking, table: Table, row: Row, account: Account) -> list[Difference]:
    """Exactly the tools that are named post to it from now on; one that is not known is made."""
    if "tools" not in row.cells:
        return []
    was = tuple(tool.name for tool in taking.tools.values() if account.id in tool.accounts)
    wanted = {_named(taking, table, row, name) for name in cells.several(taking.text(row, "tools"))}
    for id, tool in list(taking.tools.items()):
        posts = tuple(a for a in tool.accounts if a != account.id) if id not in wanted else tool.accounts
        if id in wanted and account.id not in posts:
            posts = (*posts, account.id)
        taking.tools[id] = tool.model_copy(update={"accounts": posts})
    now = tuple(tool.name for tool in taking.tools.values() if account.id in tool.accounts)
    return [taking.difference(column("accounts", "tools"), was, now)] if was != now else []


def _named(taking: Taking, table: Table, row: Row, name: str) -> str:
    if known := taking.tool(name):
        return known
    tool = Tool(id=taking.make_id("t"), name=name)
    taking.tools[tool.id] = tool
    taking.note(
        table, row, _("“{name}” is new: it is taken for a scheduler. A row with its kind says more.", name=name)
    )
    return tool.id
