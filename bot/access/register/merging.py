"""One person who stood in the register twice: once by e-mail, once from the chat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bot.access.register.entities import Account, Grant, Holder, Known, Tool
from bot.access.register.fields import fields_of, people_of
from bot.access.register.state import Register
from bot.record.frozen import Frozen

Entity = TypeVar("Entity", bound=Frozen)


def merged(was: Register, holder: str, into: str) -> dict[str, object]:
    """What changes in the register when everything of *holder* becomes *into*'s; {} where there is no such holder."""
    if holder not in was.holders or holder == into:
        return {}
    secrets = {
        id: secret.model_copy(update={"known_by": _known_once(secret.known_by, holder, into)})
        for id, secret in was.secrets.items()
    }
    others = {id: each for id, each in was.holders.items() if id != holder}
    other = was.holders.get(into)
    return {
        "holders": _moved(others | {into: _one(was.holders[holder], other, into)}, people_of(Holder), holder, into),
        "accounts": _moved(was.accounts, people_of(Account), holder, into),
        "tools": _moved(was.tools, people_of(Tool), holder, into),
        "grants": _moved(was.grants, people_of(Grant), holder, into),
        "secrets": secrets,
        "leavers": {
            into if id == holder else id: leaver.model_copy(update={"holder": into}) if id == holder else leaver
            for id, leaver in was.leavers.items()
        },
    }


def _one(old: Holder, other: Holder | None, into: str) -> Holder:
    """The other as it stands, and what only the old one says."""
    if other is None:
        return old.model_copy(update={"id": into})
    said = {kept.name: getattr(old, kept.name) for kept in fields_of(Holder)}
    return other.model_copy(update={name: value for name, value in said.items() if value and not getattr(other, name)})


def _moved(entities: dict[str, Entity], fields: Iterable[str], holder: str, into: str) -> dict[str, Entity]:
    found = {}
    for id, entity in entities.items():
        change = {name: into for name in fields if getattr(entity, name) == holder}
        found[id] = entity.model_copy(update=change) if change else entity
    return found


def _known_once(known_by: Iterable[Known], holder: str, into: str) -> tuple[Known, ...]:
    """Both may have known it: the longer knowledge counts."""
    found: dict[str, Known] = {}
    for known in known_by:
        id = into if known.holder == holder else known.holder
        before = found.get(id)
        if before is None or (before.until is not None and (known.until is None or known.until > before.until)):
            found[id] = known.model_copy(update={"holder": id})
    return tuple(found.values())
