"""
Who a connector lists, beside what the register knows. Somebody is told from
others by the platform's own id, else by e-mail; never by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.register.codes import Means, Status
from bot.access.register.entities import Grant, Holder, MakeId
from bot.access.register.facts import GrantEntered, HolderEntered, HoldersReadOrdered
from bot.access.register.state import Register
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.state import Restriction
from bot.errors import Refused
from bot.people.email_address import email_key
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _

GONE = ("verified", "removed")
LISTED = (Means.tool_seat, Means.delegated_role, Means.business_manager, Means.partner_agency, Means.app_password)
"""What a platform's own list can be a list of: never a password, a session or a way back in."""


def found_in(register: Register, path: RestrictedPath, holdings: Sequence[Holding]) -> Holding | Closed:
    """
    What the platform lists for a path; else what that means.

    Somebody whose id is not on the list is given as they were known: the connector alone can tell whether they are
    out, or the list was cut. Who has no id that we know, and no e-mail on the list, may be listed under another: then
    a person looks.
    """
    external = external_of(register, path)
    by_id = [each for each in holdings if external and each.external == external]
    holder = register.holders.get(path.holder.reveal())
    email = email_key(holder.email) if holder else ""
    by_email = [each for each in holdings if email and email_key(each.email) == email]
    if by_id or len(by_email) == 1:
        return (by_id or by_email)[0]
    if external and holdings:
        return Holding(holdings[0].account, external, path.name.reveal())
    return Closed(Outcome.unknown, Why.silent) if external else Closed(Outcome.needs_person, Why.not_found)


def external_of(register: Register, path: RestrictedPath) -> str:
    """The platform's own id of a path, as the restriction or the register has it."""
    grant = register.grants.get(path.grant or "")
    return path.external.reveal() or (grant.external_id if grant else "")


def kept(
    register: Register, restriction: Restriction, holdings: Iterable[Holding], *, confirmed: bool = False
) -> list[Holding]:
    """What keyholders hold, or those who *confirmed* their log-in: it is never closed. Nobody involved is one."""
    keyholders = {
        check.person.id for check in restriction.keyholders if (check.counts if confirmed else not check.barred)
    }
    return [each for each in holdings if whose(register, each) in keyholders]


def whose(register: Register, holding: Holding, connector: str = "") -> str | None:
    """
    Id of the holder; None where the register does not know them.

    Args:
        connector: Where it is not listed for one account or tool: ids of all that this one stands in front of count.
    """
    there = register.accounts.get(holding.account) or register.tools.get(holding.account)
    beside = {holding.account, *stands_before(register, connector or (there.connector if there else ""))}
    for grant in register.grants.values():
        if holding.external and grant.external_id == holding.external and grant.of in beside:
            return grant.holder
    email = email_key(holding.email)
    matching = [holder.id for holder in register.holders.values() if email and email_key(holder.email) == email]
    return matching[0] if len(matching) == 1 else None


def place_of(register: Register, restriction: Restriction, path: RestrictedPath) -> str:
    """Id of the account, or of the tool, that a path leads to."""
    grant = register.grants.get(path.grant or "")
    return grant.of if grant else restriction.account


def stands_before(register: Register, connector: str) -> list[str]:
    """Ids of the accounts and tools that a connector stands in front of."""
    accounts = [id for id, account in register.accounts.items() if connector and account.connector == connector]
    return accounts + [id for id, tool in register.tools.items() if connector and tool.connector == connector]


def in_front_of(register: Register, account: str) -> list[str]:
    """Names of the connectors in front of an account: its own, and those of its tools."""
    own = register.accounts[account].connector if account in register.accounts else ""
    tools = (tool.connector for tool in register.tools.values() if account in tool.accounts)
    return list(dict.fromkeys(name for name in (own, *tools) if name))


def discovered(register: Register, means: Means, holdings: Iterable[Holding], new_id: MakeId) -> list[Fact]:
    """
    What the register did not know: people, and access paths of those it knows.

    Args:
        means: What kind of access path is listed.
    """
    facts: list[Fact] = []
    for holding in holdings:
        facts += _entered(register, means, holding, new_id)
    return facts


def _entered(register: Register, means: Means, holding: Holding, new_id: MakeId) -> Iterator[Fact]:
    """A person nobody knows is entered as such: access that nobody knows of is a finding."""
    holder = whose(register, holding) or _unreadable(register, holding)
    if holder is None:
        holder = new_id("h")
        stranger = Holder(id=holder, name=holding.name, email=holding.email, status=Status.unknown)
        kind = {"employer": "group"} if holding.is_group else {}
        yield HolderEntered(holder=stranger.model_copy(update=kind))
    mine = [grant for grant in register.grants.values() if grant.of == holding.account and grant.holder == holder]
    if means is Means.tool_seat and holding.account not in register.tools:
        means = Means.delegated_role  # a list in front of the account itself
    by_id = [grant for grant in mine if grant.external_id == holding.external]
    if any(grant.state not in GONE for grant in by_id):
        return
    if by_id:  # somebody let them in again, elsewhere: another way than the one that was closed and seen
        new = Grant(id=new_id("g"), of=holding.account, holder=holder, means=by_id[0].means, origin="discovered")
        yield GrantEntered(grant=new.model_copy(update={"external_id": holding.external, "level": by_id[0].level}))
        return
    listed = {"external_id": holding.external}
    unlisted = [grant for grant in mine if grant.means in LISTED and not grant.external_id]
    unlisted.sort(key=lambda grant: grant.means != means)
    if known := next(iter(unlisted), None):
        yield GrantEntered(grant=known.model_copy(update=listed))
    else:
        new = Grant(id=new_id("g"), of=holding.account, holder=holder, means=means, origin="discovered")
        yield GrantEntered(grant=new.model_copy(update=listed))


def _unreadable(register: Register, holding: Holding) -> str | None:
    """Who was entered before for an entry without an id: at the same place, of the same name."""
    if holding.external:
        return None
    here = (grant.holder for grant in register.grants.values() if grant.of == holding.account and not grant.external_id)
    known = (register.holders[id] for id in here if id in register.holders)
    return next((one.id for one in known if one.status is Status.unknown and one.name == holding.name), None)


def order_read(register: Register, id: str, names: Collection[str], by: Someone) -> HoldersReadOrdered:
    """
    The list of an account or a tool is to be read.

    Args:
        names: Of the connectors the settings have.
    """
    there = register.accounts.get(id) or register.tools.get(id)
    if there is None or not there.connector:
        raise Refused(_("No connector reads this account. People keep its list."), code="no_connector")
    if there.connector not in names:
        words = _("{connector} is not in the settings here. Ask who runs this app.", connector=there.connector)
        raise Refused(words, code="no_connector")
    return HoldersReadOrdered(connector=there.connector, by=by)
