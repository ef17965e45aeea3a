"""Connectors under somebody inside who means to stay: what they name, where they come in again, whom the list hides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.access.connectors import listed
from bot.access.connectors.holding import Holding
from bot.access.register.codes import Means
from bot.access.register.derived import paths_into
from bot.access.register.entities import Account, Grant, Holder
from bot.access.register.facts import GrantEntered
from bot.access.register.state import Register
from bot.access.restriction.state import LoginCheck, Restriction
from bot.connectors import ConnectorAway
from bot.connectors import scim as module
from bot.connectors.declared import EVERYBODY
from bot.connectors.scim import Scim
from bot.people.who import Someone
from bot.record.fact import Fact
from tests.connectors.directory import Directory

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PETR, JANA = Someone(id="slack:U1", name="Petr Novák"), Someone(id="slack:U3", name="Jana Horvat")


def brand(*grants: Grant) -> Register:
    return Register(
        id="register-T1",
        tenant="T1",
        number=0,
        accounts={"a1": Account(id="a1", platform="x", handle="@brand", connector="scim:publishing")},
        holders={who.id: Holder(id=who.id, name=who.name) for who in (PETR, JANA)},
        grants={grant.id: grant for grant in grants},
    )


def delegate(id: str, holder: str, external: str, **more: object) -> Grant:
    given = {"id": id, "of": "a1", "holder": holder, "means": Means.delegated_role, "external_id": external}
    return Grant.model_validate(given | more)


def entered(register: Register, facts: list[Fact]) -> Register:
    grants = {fact.grant.id: fact.grant for fact in facts if isinstance(fact, GrantEntered)}
    return register.model_copy(update={"grants": register.grants | grants})


def test_a_keyholder_who_has_conflict_is_kept_by_no_connector() -> None:
    """Else whoever caused it stays in, and all others are closed because "a keyholder" is on the list."""
    register = brand(delegate("g1", PETR.id, "p"), delegate("g2", JANA.id, "j"))
    checks = (
        LoginCheck(person=PETR, state="confirmed", asked_at=NOW, barred=True),
        LoginCheck(person=JANA, state="confirmed", asked_at=NOW),
    )
    restriction = Restriction(
        seq=1,
        account="a1",
        handle="@brand",
        platform="x",
        tier="main",
        by=JANA,
        at=NOW,
        lead=JANA,
        keyholders=checks,
        paths=(),
        steps=(),
    )
    there = [Holding("a1", "p", "Petr"), Holding("a1", "j", "Jana")]

    assert listed.kept(register, restriction, there) == there[1:]


def test_who_comes_in_again_after_they_were_closed_is_another_path_in() -> None:
    """The way that was closed stays closed and verified in its closing: a new one is seen, and counted, beside it."""
    register = brand(delegate("g1", PETR.id, "p", state="verified"))
    ids = iter(["g7", "g8", "g9"])
    facts = listed.discovered(
        register, Means.delegated_role, [Holding("a1", "p", "Petr")], lambda direct_message: next(ids)
    )
    after = entered(register, facts)

    assert [path.grant for path in paths_into(after, "a1", NOW)] == ["g7"]
    assert after.grants["g1"].state == "verified"
    again = listed.discovered(
        after, Means.delegated_role, [Holding("a1", "p", "Petr")], lambda direct_message: next(ids)
    )
    assert again == []


def test_a_list_that_was_not_read_to_its_end_says_nobody_is_gone(
    scim: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stands behind the last that was read would count as closed."""
    for name in ("petr", "jana", "ivo"):
        scim.user(name)
    monkeypatch.setattr(module, "PAGE", 1)
    monkeypatch.setattr(module, "MOST", 2)
    connector = Scim(scim.declared(group=EVERYBODY), timeout_s=5)

    with pytest.raises(ConnectorAway):
        connector.holders("a1")
    connector.hang_up()
