"""One door to every entry of the register: which it is, whom it takes to change it, and what saving it records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from bot.access.register import granting, keeping
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.access.register.keeping import OVERTAKEN, Typed
from bot.access.register.state import Register
from bot.approval import must_be_as_shown
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _

Kind = Literal["account", "path", "secret", "tool", "person"]
Entry = Account | Grant | Secret | Tool | Holder


@dataclass(frozen=True, slots=True)
class Which:
    """What a form is about: an entry by *id*, "" for a new one; *account* is whose view it was opened from, if any."""

    kind: Kind
    id: str = ""
    account: str = ""


def which(kind: str, id: str, account: str) -> Which:
    """As a form carries it; Refused for what there is not."""
    if kind not in get_args(Kind):
        raise Refused(_("That button is from another version. Nothing was changed. Use the board."), code="no_kind")
    return Which(cast(Kind, kind), id, account)


def entry(register: Register, of: Which) -> Entry | None:
    """The entry as it stands, None for a new one; Refused where it is not there any more."""
    known: dict[Kind, dict[str, Entry]] = {
        "account": dict(register.accounts),
        "path": dict(register.grants),
        "secret": dict(register.secrets),
        "tool": dict(register.tools),
        "person": dict(register.holders),
    }
    found = known[of.kind].get(of.id)
    if found is None and (of.id or (of.account and of.account not in register.accounts)):
        raise Refused(_("That entry is not in the register any more. Nothing was changed."), code="no_entry")
    return found


def accounts_of(register: Register, of: Which, *more: str) -> set[str] | None:
    """
    The accounts whose keeping it takes to change this entry; None where it takes all of the register.

    Args:
        more: Ids of accounts and tools that the entry is to open besides.
    """
    if of.kind in ("tool", "person") or (of.kind == "account" and not of.id):
        return None
    was = entry(register, of)
    opened: set[str] = {of.account} if of.account else set()
    match was:
        case Account():
            opened.add(was.id)
        case Grant():
            opened.add(was.of)
        case Secret():
            opened |= set(was.opens)
    tools = {id: register.tools[id].accounts for id in {*opened, *more} if id in register.tools}
    found = {id for id in {*opened, *more} if id not in tools} | {id for ids in tools.values() for id in ids}
    return {id for id in found if id in register.accounts} or None


def accounts_of_typed(register: Register, of: Which, typed: Typed) -> set[str] | None:
    """The same, of an entry as it is typed: what it is to open counts too."""
    return accounts_of(register, of, *typed.many("opens"), *typed.many("of"))


def save(register: Register, of: Which, seen: str, typed: Typed, by: Someone) -> list[Fact]:
    """
    What sending the form records.

    Args:
        seen: The mark of the entry as the form showed it.

    Raises:
        Refused: With the field it stands under; "overtaken" where somebody else was faster.
    """
    was = entry(register, of)
    must_be_as_shown(was, seen, _("Somebody changed this entry meanwhile. Nothing was changed."), OVERTAKEN)
    match of.kind:
        case "account":
            return keeping.account(register, was if isinstance(was, Account) else None, typed)
        case "tool":
            return keeping.tool(register, was if isinstance(was, Tool) else None, typed)
        case "secret":
            return granting.secret(register, was if isinstance(was, Secret) else None, typed)
        case "path" if isinstance(was, Grant):
            return granting.change_path(register, was, typed, by)
        case "path":
            return granting.path(register, of.account, typed, by)
        case "person":
            if not isinstance(was, Holder):
                raise Refused(_("That entry is not in the register any more. Nothing was changed."), code="no_entry")
            return keeping.person(register, was, typed)
