"""What follows from the register, a rule a test (domain.md §5.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access.readiness import access_ready
from bot.access.register.codes import Level, Means, Status
from bot.access.register.derived import (
    UNCONFIRMED_AFTER,
    AccessPath,
    admins,
    by_blast_radius,
    effective,
    every_path,
    is_exposed,
    is_gone,
    is_unknown,
    paths_into,
    single_points,
)
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.state import NUMBER, Leaver, Register
from bot.people.who import Someone
from tests.record.story import NOON

ANA, IVO, PETR = "slack:U2", "slack:U7", "slack:U1"
DAY = timedelta(days=1)
BRAND = Account(id="a1", platform="x", handle="@brand")


def of(
    *things: Account | Holder | Tool | Grant | Secret, leavers: tuple[Leaver, ...] = (), zone: str = "UTC"
) -> Register:
    """A register of these; people who hold something are known by their id."""
    known = {thing.id: thing for thing in things}
    held = {g.holder for g in things if isinstance(g, Grant)}
    held |= {k.holder for s in things if isinstance(s, Secret) for k in s.known_by}
    return Register(
        id="r",
        tenant="T1",
        number=NUMBER,
        accounts={id: each for id, each in known.items() if isinstance(each, Account)} or {"a1": BRAND},
        holders={id: Holder(id=id, name=id) for id in sorted(held)}
        | {id: each for id, each in known.items() if isinstance(each, Holder)},
        tools={id: each for id, each in known.items() if isinstance(each, Tool)},
        grants={id: each for id, each in known.items() if isinstance(each, Grant)},
        secrets={id: each for id, each in known.items() if isinstance(each, Secret)},
        leavers={leaver.holder: leaver for leaver in leavers},
        zone=zone,
    )


def grant(id: str, holder: str, means: Means = Means.delegated_role, of: str = "a1", **more: object) -> Grant:
    return Grant.model_validate({"id": id, "of": of, "holder": holder, "means": means, **more})


def left(holder: str, **more: object) -> Leaver:
    return Leaver.model_validate({"holder": holder, "seq": 1, "how": "said", "since": NOON, **more})


# 1 effective access


@pytest.mark.requirement("S1.30")
def test_effective_access_is_the_union_over_all_means() -> None:
    """A role, a seat of a tool that posts to it, a secret of the account and one of the tool."""
    register = of(
        grant("g1", IVO),
        grant("g2", IVO, Means.tool_seat, of="t1"),
        grant("g3", ANA),
        Tool(id="t1", name="Hootsuite", accounts=("a1", "a2")),
        BRAND,
        Account(id="a2", platform="facebook", handle="@brand"),
        Secret(id="s1", name="password", opens=("a1",), known_by=(Known(holder=IVO),)),
        Secret(id="s2", name="password of the tool", opens=("t1",), known_by=(Known(holder=IVO),)),
    )

    found = {(path.account, path.grant or path.secret) for path in effective(register, IVO, NOON)}

    assert found == {("a1", "g1"), ("a1", "g2"), ("a2", "g2"), ("a1", "s1"), ("a1", "s2"), ("a2", "s2")}


@pytest.mark.parametrize(
    ("until", "rotated", "knows"),
    [
        (None, None, True),
        (None, NOON, True),  # entitled to it still, so they have the new one too
        (NOON, None, True),  # never changed since
        (NOON, NOON - DAY, True),  # changed before they stopped being entitled
        (NOON, NOON, False),
        (NOON, NOON + DAY, False),
    ],
)
def test_who_ever_knew_a_secret_has_it_until_it_is_changed(
    until: datetime | None, rotated: datetime | None, knows: bool
) -> None:
    known = (Known(holder=IVO, until=until),)
    register = of(Secret(id="s1", name="password", opens=("a1",), known_by=known, rotated_at=rotated))

    assert bool(effective(register, IVO, NOON + DAY)) is knows


@pytest.mark.parametrize(
    ("state", "counts"),
    [("active", True), ("restricted", True), ("failed", True), ("unknown", True), ("verified", False)],
)
def test_only_what_somebody_else_saw_closed_counts_no_more(state: str, counts: bool) -> None:
    assert bool(paths_into(of(grant("g1", IVO, state=state)), "a1", NOON)) is counts


def test_a_temporary_grant_counts_until_somebody_takes_it_back() -> None:
    """By its date alone nobody is shut out of the platform."""
    register = of(grant("g1", IVO, expires_at=NOON, state="expired"))

    assert [bool(paths_into(register, "a1", at)) for at in (NOON - DAY, NOON + DAY)] == [True, True]


# 2 exposure


@pytest.mark.parametrize(
    ("until", "rotated", "exposed"),
    [
        (None, None, False),
        (None, NOON, False),
        (NOON, None, True),
        (NOON, NOON - DAY, True),
        (NOON, NOON, False),
        (NOON, NOON + DAY, False),
    ],
)
def test_a_secret_is_exposed_if_somebody_stopped_being_entitled_after_its_last_change(
    until: datetime | None, rotated: datetime | None, exposed: bool
) -> None:
    secret = Secret(id="s1", name="password", known_by=(Known(holder=ANA), Known(holder=IVO, until=until)))

    assert is_exposed(secret.model_copy(update={"rotated_at": rotated})) is exposed


def test_a_secret_that_a_leaver_is_still_entitled_to_on_paper_is_exposed() -> None:
    secret = Secret(id="s1", name="password", known_by=(Known(holder=IVO),))

    assert not is_exposed(secret)
    assert is_exposed(secret, {IVO})


# 3 leavers


@pytest.mark.parametrize(
    ("holder", "gone"),
    [
        ({}, False),
        ({"status": Status.left}, True),
        ({"status": Status.leave}, False),
        ({"status": Status.leaving}, False),
        ({"last_day": date(2026, 3, 2)}, True),
        ({"last_day": date(2026, 3, 3)}, False),
        ({"contract_ends": date(2026, 3, 2)}, True),
        ({"contract_ends": date(2026, 3, 3)}, False),
    ],
)
def test_who_left_by_the_register(holder: dict[str, object], gone: bool) -> None:
    register = of(Holder.model_validate({"id": IVO, "name": "Ivo", **holder}))

    assert is_gone(register, IVO, NOON) is gone


@pytest.mark.parametrize(
    ("seen", "gone"),
    [
        ({}, True),
        ({"last_day": date(2026, 3, 9)}, False),
        ({"last_day": date(2026, 3, 9), "tense": True}, True),
        ({"denied_by": Someone(id=ANA, name="Ana")}, False),
        ({"returned_at": NOON}, False),
    ],
)
def test_who_left_by_what_was_seen(seen: dict[str, object], gone: bool) -> None:
    register = of(Holder(id=IVO, name="Ivo"), leavers=(left(IVO, **seen),))

    assert is_gone(register, IVO, NOON) is gone


def test_a_last_day_begins_where_the_organisation_is() -> None:
    register = of(Holder(id=IVO, name="Ivo", last_day=date(2026, 3, 3)), zone="Europe/Zagreb")
    begins = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)

    assert not is_gone(register, IVO, begins - timedelta(seconds=1))
    assert is_gone(register, IVO, begins)


# 4 single points of failure

TWO = (grant("g1", ANA, level="admin"), grant("g2", PETR, level="owner"))


def points(*things: Account | Holder | Tool | Grant | Secret) -> list[str]:
    register = of(*things)
    return single_points(register, register.accounts["a1"], NOON)


def test_two_active_admins_and_nothing_else_is_no_single_point() -> None:
    assert points(BRAND, *TWO) == []


@pytest.mark.parametrize(
    "second",
    [
        Holder(id=PETR, name="Petr", status=Status.left),
        Holder(id=PETR, name="Petr", status=Status.leave),
        Holder(id=PETR, name="Petr", status=Status.unknown),
        Holder(id=PETR, name="Zapier", employer="system"),
    ],
)
def test_fewer_than_two_active_people_who_may_do_everything(second: Holder) -> None:
    assert points(BRAND, *TWO, second) == ["few_admins"]
    assert points(BRAND, TWO[0]) == ["few_admins"]
    assert points(BRAND, TWO[0], grant("g2", PETR, level="publish")) == ["few_admins"]


def test_a_recovery_mailbox_is_no_admin() -> None:
    mailbox = grant("g3", PETR, Means.recovery_email, level="owner")

    assert "few_admins" in points(BRAND, TWO[0], mailbox)


@pytest.mark.parametrize(
    ("twofa", "holder", "hangs"),
    [("sms", None, True), ("app", ANA, True), ("key", ANA, True), ("app", None, False), ("shared_seed", ANA, False)],
)
def test_a_second_factor_on_one_persons_phone(twofa: str, holder: str | None, hangs: bool) -> None:
    account = BRAND.model_copy(update={"twofa": twofa, "twofa_holder": holder})

    assert points(account, *TWO) == (["twofa_one_person"] if hangs else [])


def test_a_recovery_mailbox_of_one_person_or_of_a_leaver() -> None:
    mine = grant("g3", ANA, Means.recovery_email)
    gone = Holder(id=ANA, name="Ana", status=Status.left)
    ours = Holder(id="h1", name="social@", employer="system")

    assert points(BRAND, *TWO, mine) == ["recovery_one_person"]
    assert points(BRAND, *TWO, mine, grant("g4", PETR, Means.recovery_phone)) == ["recovery_one_person"]
    assert points(BRAND, *TWO, mine, grant("g4", PETR, Means.recovery_email)) == []
    assert points(BRAND, *TWO, grant("g3", "h1", Means.recovery_email), ours) == []
    assert "recovery_of_leaver" in points(BRAND, *TWO, mine, gone)


@pytest.mark.parametrize(("owner", "private"), [("company", False), ("person", True), ("unknown", True)])
def test_an_account_owned_privately(owner: str, private: bool) -> None:
    account = BRAND.model_copy(update={"legal_owner": owner})

    assert points(account, *TWO) == (["owned_privately"] if private else [])


# 5 blast radius


def test_the_most_dangerous_comes_first_and_who_left_before_all() -> None:
    """Main account > admin roles > recovery > a tool of many accounts > ads with payment > the rest."""
    register = of(
        BRAND,
        Account(id="a2", platform="x", handle="@second", tier="secondary"),
        Tool(id="t1", name="Hootsuite", accounts=("a1", "a2")),
        Tool(id="t2", name="Later", accounts=("a1",)),
        grant("rest", ANA),
        grant("small tool", ANA, Means.tool_seat, of="t2"),
        grant("ads", ANA, Means.ad_account),
        grant("billing", ANA, Means.business_manager, level="billing"),
        grant("tool", ANA, Means.tool_seat, of="t1"),
        grant("mailbox", ANA, Means.recovery_email),
        grant("admin", ANA, level="admin"),
        grant("leaver", IVO, of="a2"),
        grant("second", ANA, of="a2", level="owner"),
        Holder(id=IVO, name="Ivo", status=Status.left),
    )
    paths = [path for each in every_path(register, NOON).values() for path in each]

    ranked = [(path.account, path.grant) for path in by_blast_radius(register, paths, NOON)]

    assert [grant for account, grant in ranked if account == "a1"] == [
        *("admin", "mailbox", "tool", "ads", "billing", "rest", "small tool"),
    ]
    assert ranked[0] == ("a2", "leaver")
    assert [account for account, _grant in ranked[1:]] == ["a1"] * 7 + ["a2"] * 2


# 7 unknown access


def test_an_account_nobody_confirmed_in_90_days_is_unknown() -> None:
    register = of(grant("g1", ANA, confirmed_at=NOON), grant("g2", IVO, confirmed_at=NOON - DAY))

    assert is_unknown(of(grant("g1", ANA)), "a1", NOON)
    assert not is_unknown(register, "a1", NOON + UNCONFIRMED_AFTER)
    assert is_unknown(register, "a1", NOON + UNCONFIRMED_AFTER + timedelta(seconds=1))


# all of it, at the size that is asked for


def test_a_large_register_is_gone_through_whole() -> None:
    """200 accounts, 500 people, 5,000 grants: each path is found, each fact derived."""
    register = large()
    paths = [path for each in every_path(register, NOON).values() for path in each]
    assert len(paths) == 5_000 + 200 * 3

    ready = access_ready(register, NOON)

    assert ready.paths == len(paths)
    assert {finding.code for finding in ready.findings} >= {"leavers", "exposed", "unknown_access", "no_owner"}


def large() -> Register:
    accounts = [Account(id=f"a{n}", platform="x", handle=f"@brand{n}") for n in range(200)]
    people = [Holder(id=f"h{n}", name=f"Person {n}", last_day=date(2026, 1, 1 + n % 28)) for n in range(500)]
    means = list(Means)
    grants = [
        grant(f"g{n}", f"h{n * 7 % 500}", means[n % len(means)], of=f"a{n % 200}", level=list(Level)[n % 7])
        for n in range(5_000)
    ]
    secrets = [
        Secret(
            id=f"s{n}",
            name=f"password of @brand{n}",
            opens=(f"a{n}",),
            known_by=tuple(Known(holder=f"h{(n * 3 + k) % 500}") for k in range(3)),
        )
        for n in range(200)
    ]
    return of(*accounts, *people, *grants, *secrets)


def test_an_admin_is_counted_once_whatever_they_hold() -> None:
    paths = [AccessPath("a1", ANA, Means.delegated_role, Level.admin, grant=f"g{n}") for n in range(3)]

    assert admins(of(grant("g1", ANA)), paths, NOON) == {ANA}
