"""Who may read and keep the register. Default deny."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.register.derived import paths_into
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.permission import leads_access
from bot.people.who import Person, Standing
from bot.text import Name, Words, _


def is_free(person: Person, crises: Iterable[Incident]) -> bool:
    """Whether this is a full member, and involved in the cause of none of these crises."""
    return person.standing is Standing.member and not any(crisis.has_conflict(person.id) for crisis in crises)


def may_keep(
    register: Register, person: Person, kept_by: Collection[str], crises: Iterable[Incident], account: str | None = None
) -> bool:
    """
    Whether this person may read and change the register, or of it what is about one *account*.

    Args:
        kept_by: Ids of those who keep the setup, see ``setup.keepers``.
        crises: All open crises of the workspace. Whoever is involved in the cause of one may not look at all.
        account: Its owner may, and who commands or leads access in a crisis that touches it. None: all of it.
    """
    crises = tuple(crises)
    if not is_free(person, crises):
        return False
    if person.id in kept_by:
        return True
    if account is None:
        return False
    owner = register.accounts[account].owner if account in register.accounts else None
    if owner == person.id:
        return True
    return any(account in touched(c) and person.id in c.room.inside and leads_access(c, person) for c in crises)


def must_keep(
    register: Register, person: Person, kept_by: Collection[str], crises: Iterable[Incident], account: str | None = None
) -> None:
    """Raise ``Refused`` unless ``may_keep``; the words never say why."""
    if not may_keep(register, person, kept_by, crises, account):
        raise Refused(
            _("The register is kept by a few. Nothing was changed. {help}", help=_ask(register, account, person))
        )


def must_only_add(
    before: Register, after: Register, person: Person, kept_by: Collection[str], accounts: Iterable[str], now: datetime
) -> None:
    """
    Refuse whoever may only because of a crisis, where they would change an account or hide an access path.

    Anybody may open a crisis, and then commands it: what they may look at then is not theirs to hand on or to hide.
    """
    lent = [id for id in accounts if person.id not in kept_by and before.accounts[id].owner != person.id]
    for id in lent:
        left = {path.key for path in paths_into(after, id, now)}
        hidden = any(
            path.key not in left or _differs(before, after, path.grant) for path in paths_into(before, id, now)
        )
        if hidden or after.accounts.get(id) != before.accounts[id]:
            raise Refused(
                _(
                    "In a crisis you can add to the register, not take away. Nothing was changed. {help}",
                    help=_ask(before, id, person),
                ),
                code="not_allowed",
            )


def _differs(before: Register, after: Register, grant: str | None) -> bool:
    """Whether an access path stands there otherwise; that it was confirmed makes no other of it."""
    if grant is None:
        return False
    was, now = before.grants[grant], after.grants[grant]
    return now.model_copy(update={"confirmed_at": was.confirmed_at, "state": was.state}) != was


def must_be_free(register: Register, person: Person, crises: Iterable[Incident]) -> None:
    """Raise ``Refused`` for whoever is involved in the cause of an open crisis; the words never say why."""
    if not is_free(person, crises):
        raise Refused(
            _("The register is kept by a few. Nothing was changed. {help}", help=_ask(register, None, person))
        )


def _ask(register: Register, account: str | None, person: Person) -> Words:
    owner = register.accounts[account].owner if account in register.accounts else None
    holder = register.holders.get(owner or "") if owner != person.id else None
    return _("Ask {name}.", name=Name(holder.id, holder.name)) if holder else _("Ask an admin of this app.")
