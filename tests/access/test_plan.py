"""What closing an account consists of: which paths go, which steps settle each, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.state import Register
from bot.access.restoration import rules as restoration
from bot.access.restriction.facts import RestrictionStarted, RestrictionStep
from bot.access.restriction.plan import GENERAL, SETTLES, in_order, more, plan
from bot.access.restriction.state import MUST, Restriction
from bot.access.runbook import Runbook, RunbookStep
from bot.crisis.playbook import Book
from tests.access.brands import AGENCY, INTERN, IVO, LUCIE, PATHS, ZAPIER, of, shop
from tests.record.crew import BOOK, commanded
from tests.record.story import ANA, JANA, NOON, PETR

SHORT = Book(
    runbooks=(
        Runbook(
            id="x",
            title="X",
            owner="us",
            steps=(RunbookStep(purpose="remove", text="Delegates: remove", by="owner", residual_minutes=30),),
        ),
        Runbook(
            id="facebook",
            title="Pages",
            owner="us",
            steps=(
                RunbookStep(purpose="keyholders", text="Two keyholders first", by="admin"),
                RunbookStep(purpose="remove", text="People: remove", by="admin"),
                RunbookStep(purpose="remove", text="Partners: remove", by="admin"),
            ),
        ),
    )
)


def begun(
    register: Register | None = None,
    account: str = "a1",
    takeover: bool = False,
    reply_open: bool = False,
    book: Book = BOOK,
) -> RestrictionStarted:
    return plan(register or shop(), book, account, (PETR, JANA), JANA, takeover, reply_open, NOON, by=ANA)


def purposes(fact: RestrictionStarted) -> list[str]:
    return list(dict.fromkeys(step.purpose for step in fact.steps))


def about(fact: RestrictionStarted, key: str) -> list[str]:
    """Purposes of all steps about the path of that key."""
    path = next(path for path in fact.paths if path.key.reveal() == key)
    return [step.purpose for step in fact.steps if path.n in step.paths]


def held(means: Means, **more: object) -> Register:
    """One account, and one person with one access path."""
    grant = Grant.model_validate({"id": "g", "of": "a", "holder": "h", "means": means} | more)
    account = Account(id="a", platform="none", handle="@a")
    return of("T1", accounts=[account], holders=[Holder(id="h", name="Hana")], grants=[grant])


def restriction_of(fact: RestrictionStarted) -> Restriction:
    restriction = commanded().then([fact], ANA).incident.restriction(fact.account)
    assert restriction is not None
    return restriction


def test_every_path_goes_but_the_keyholders_own() -> None:
    fact = begun()

    assert len(fact.paths) == PATHS
    assert {path.holder.reveal() for path in fact.paths} == {IVO, INTERN, AGENCY, LUCIE, ZAPIER}
    assert [path.n for path in fact.paths] == list(range(1, PATHS + 1))


def test_leavers_go_first_and_admins_before_the_rest() -> None:
    fact = begun()

    gone = [path.holder.reveal() == IVO for path in fact.paths]
    assert gone == sorted(gone, reverse=True)
    assert [path.leaver for path in fact.paths] == gone
    stay = [path.level in (Level.owner, Level.admin) for path in fact.paths if not path.leaver]
    assert stay == sorted(stay, reverse=True)


def test_the_order_inside_an_account() -> None:
    meant = "evidence pause remove rotate end_sessions revoke_apps recovery tools verify tell lost"

    assert purposes(begun()) == meant.split()


def test_in_a_takeover_passwords_sessions_and_recovery_come_before_people() -> None:
    found = purposes(begun(takeover=True))

    meant = "evidence pause rotate end_sessions recovery remove revoke_apps delete tools verify tell lost"
    assert found == meant.split()


def test_posts_that_are_not_ours_are_deleted_only_after_a_takeover_and_after_evidence() -> None:
    found = purposes(begun(takeover=True))

    assert "delete" not in purposes(begun())
    assert found.index("evidence") < found.index("delete") < found.index("verify")


@pytest.mark.parametrize("means", Means)
def test_each_means_is_settled_by_its_own_steps(means: Means) -> None:
    """The table in plan.py, once more by hand, so that neither is changed alone."""
    meant = {
        "rotate end_sessions": "native_login shared_password vault_member",
        "end_sessions": "open_session device_in_store",
        "remove": "delegated_role business_manager partner_agency ad_account private_profile_owner",
        "tools": "tool_seat",
        "revoke_apps": "api_app app_password",
        "recovery": "recovery_email recovery_phone twofa_device backup_codes domain_dns",
    }
    expected = next(steps.split() for steps, kinds in meant.items() if means.value in kinds.split())

    assert about(begun(held(means), "a"), "grant:g") == expected
    assert list(SETTLES[means]) == expected


def test_a_password_is_changed_even_if_the_register_has_no_secret() -> None:
    fact = begun(held(Means.shared_password), "a")

    rotate = [step for step in fact.steps if step.purpose == "rotate"]
    assert [(step.paths, step.secret) for step in rotate] == [((1,), None)]


def test_each_secret_is_changed_by_a_step_of_its_own_with_all_who_know_it() -> None:
    fact = begun()
    rotate = {step.secret: step for step in fact.steps if step.purpose == "rotate"}

    def holders(step: RestrictionStep) -> set[str]:
        return {path.holder.reveal() for path in fact.paths if path.n in step.paths}

    assert rotate.keys() == {"s1", "s2"}
    assert holders(rotate["s1"]) == {IVO, INTERN, AGENCY}
    assert holders(rotate["s2"]) == {IVO, LUCIE}
    assert rotate["s2"].about.reveal() == "password of Hootsuite"


def test_a_secret_the_keyholders_share_settles_the_paths_of_the_others_alone() -> None:
    fact = begun()

    assert not any(path.holder.reveal() in (PETR.id, JANA.id) for path in fact.paths)
    assert about(fact, f"knows:s1:{IVO}") == ["rotate", "end_sessions"]


def test_a_seat_in_a_tool_is_a_step_of_its_own_in_the_words_of_the_tool() -> None:
    seat = next(step for step in begun().steps if step.purpose == "tools")

    assert "Manage accounts and teams" in seat.text  # playbooks/runbooks/hootsuite.yaml
    assert seat.about.reveal() == "Hootsuite"


def test_each_person_to_remove_is_a_step_of_its_own() -> None:
    removed = [step.paths for step in begun(book=SHORT).steps if step.purpose == "remove"]

    assert len(removed) == 3
    assert all(len(paths) == 1 for paths in removed)


def test_what_else_a_runbook_looks_at_for_those_removed_closes_them_too() -> None:
    """A page has lists of people, of partners, of ad accounts: a path is closed once all of them were seen to."""
    fact = begun(account="a2", book=SHORT)

    removed = [(step.text, step.paths) for step in fact.steps if step.purpose == "remove"]
    assert removed == [("Two keyholders first", ()), ("People: remove", (1,)), ("Partners: remove", (1,))]
    assert about(fact, "grant:g10") == ["remove"] * 2


def test_where_nobody_is_known_the_lists_are_looked_at_all_the_same() -> None:
    fact = begun(account="a3")

    assert fact.paths == ()
    assert {*MUST, "remove", "recovery", "verify"} <= set(purposes(fact))
    assert "tell" not in purposes(fact)


@pytest.mark.parametrize("platform", ["x", "facebook", "linkedin", "nothing we know"])
def test_passwords_sessions_and_apps_are_always_seen_to(platform: str) -> None:
    register = of("T1", accounts=[Account(id="a", platform=platform, handle="@a")])
    fact = begun(register, "a")

    assert set(MUST) <= set(purposes(fact))
    assert all(step.text for step in fact.steps)


def test_steps_carry_what_the_runbook_says_and_how_old_it_is() -> None:
    remove = next(step for step in begun().steps if step.purpose == "remove")
    known = BOOK.runbook("x")
    assert known is not None
    says = known.of("remove")[0]

    assert (remove.text, remove.link, remove.source) == (says.text, says.link, says.source)
    assert remove.checked_on == (says.checked_on.isoformat() if says.checked_on else "")
    assert next(s for s in begun(book=SHORT).steps if s.purpose == "remove").residual_minutes == 30


def test_what_no_runbook_has_is_said_in_general_words_that_nobody_checked() -> None:
    fact = begun(held(Means.delegated_role), "a")

    assert {step.text for step in fact.steps} <= set(GENERAL.values())
    assert all(step.checked_on == "" and step.source == "" for step in fact.steps)


def test_a_step_belongs_to_the_lead_unless_only_a_keyholder_may_do_it() -> None:
    """The runbook of X wants an owner for the password; Jana knows it, Ana does not."""
    by_jana = {step.purpose: step.to for step in begun().steps}
    fact = plan(shop(), BOOK, "a1", (PETR, JANA), ANA, False, False, NOON)
    by_ana = {step.purpose: step.to for step in fact.steps}

    assert (by_jana["rotate"], by_ana["rotate"]) == (JANA, PETR)
    assert (by_jana["evidence"], by_ana["evidence"]) == (JANA, ANA)
    assert by_jana["verify"] == PETR  # the second person


def test_steps_fall_due_one_after_another_in_a_takeover_twice_as_fast() -> None:
    times = [step.due_at for step in begun().steps if step.due_at]
    fast = [step.due_at for step in begun(takeover=True).steps if step.due_at]

    assert times == sorted(times)
    assert times[0] == NOON + timedelta(minutes=10)
    assert fast[0] == NOON + timedelta(minutes=7, seconds=30)


def test_what_a_connector_closes_is_one_step_for_all_and_says_its_name() -> None:
    account = Account(id="a", platform="facebook", handle="@a", connector="scim:main")
    grants = [
        Grant(id=f"g{n}", of="a", holder=f"h{n}", means=Means.delegated_role, external_id=f"x{n}") for n in range(4)
    ]
    fact = begun(of("T1", accounts=[account], grants=grants), "a")

    automatic = [step for step in fact.steps if step.connector]
    assert [(step.connector, step.paths) for step in automatic] == [("scim:main", (1, 2, 3, 4))]
    assert {(path.connector, path.external.reveal()) for path in fact.paths} == {
        ("scim:main", f"x{n}") for n in range(4)
    }
    assert about(fact, "grant:g0") == ["remove"]


def test_no_connector_changes_a_password_or_a_path_back_in() -> None:
    account = Account(id="a", platform="x", handle="@a", connector="scim:main")
    means = (Means.shared_password, Means.open_session, Means.recovery_phone)
    grants = [Grant(id=f"g{n}", of="a", holder=f"h{n}", means=each) for n, each in enumerate(means)]
    fact = begun(of("T1", accounts=[account], grants=grants), "a")

    assert {path.connector for path in fact.paths} == {""}


def test_paths_that_allow_replies_alone_stay_where_replies_stay_open() -> None:
    assert {path.grant for path in begun().paths} - {path.grant for path in begun(reply_open=True).paths} == {"g3"}


def test_accounts_go_by_blast_radius_main_before_secondary_leavers_first() -> None:
    register = shop()
    other = Account(id="a0", platform="x", handle="@quiet", tier="secondary")
    register = register.model_copy(update={"accounts": {"a0": other, **register.accounts}})

    assert in_order(register, ["a3", "a0", "a2", "a1"], NOON) == ["a1", "a2", "a0", "a3"]


def test_what_comes_to_light_later_joins_the_steps_it_belongs_to() -> None:
    fact = begun()
    register = shop()
    known = register.secrets["s1"]
    secret = known.model_copy(update={"known_by": (*known.known_by, Known(holder="new"))})
    role = Grant(id="g99", of="a1", holder="new", means=Means.delegated_role)
    register = register.model_copy(
        update={"secrets": register.secrets | {"s1": secret}, "grants": register.grants | {"g99": role}}
    )
    found = more(register, BOOK, restriction_of(fact), NOON)
    assert found is not None

    assert {path.key.reveal() for path in found.paths} == {"knows:s1:new", "grant:g99"}
    assert [path.n for path in found.paths] == [PATHS + 1, PATHS + 2]
    knows = next(path.n for path in found.paths if path.secret)
    joined = {next(s.purpose for s in fact.steps if s.n == step) for step, path in found.joins if path == knows}
    assert joined == {"rotate", "end_sessions"}
    assert [(step.purpose, step.n) for step in found.steps] == [("remove", len(fact.steps) + 1)]


def test_nothing_more_is_found_where_the_register_did_not_change() -> None:
    assert more(shop(), BOOK, restriction_of(begun()), NOON) is None


def test_what_is_found_opens_a_step_again_that_was_done() -> None:
    """Whoever knew the old password is not shut out by a change that was made before anybody thought of them."""
    story = commanded().then([begun()], ANA)
    restriction = story.incident.restriction("a1")
    assert restriction is not None
    register = shop()
    secret = register.secrets["s1"].model_copy(update={"known_by": (Known(holder="new"),)})
    found = more(register.model_copy(update={"secrets": {"s1": secret}}), BOOK, restriction, NOON)
    assert found is not None
    story.then([found])
    after = story.incident.restriction("a1")
    assert after is not None

    rotate = next(doing for doing in after.steps if doing.step.secret == "s1")
    assert found.paths[0].n in rotate.step.paths
    assert len(after.paths) == PATHS + 1


def test_a_tool_that_is_known_by_its_password_is_closed_by_changing_it() -> None:
    tool = Tool(id="t", name="Something", accounts=("a",))
    secret = Secret(id="s", name="log-in of Something", opens=("t",))
    grant = Grant(id="g", of="t", holder="h", means=Means.shared_password)
    account = Account(id="a", platform="x", handle="@a")
    register = of("T1", accounts=[account], tools=[tool], secrets=[secret], grants=[grant])
    fact = begun(register, "a")

    assert about(fact, "grant:g") == ["rotate", "end_sessions"]
    without = begun(register.model_copy(update={"secrets": {}}), "a")
    assert about(without, "grant:g") == ["tools"]


def test_somebody_whose_last_day_is_over_counts_as_a_leaver() -> None:
    register = held(Means.delegated_role)
    left = Holder(id="h", name="Hana", status=Status.left)

    assert not begun(register, "a").paths[0].leaver
    assert begun(register.model_copy(update={"holders": {"h": left}}), "a").paths[0].leaver


def test_who_is_not_known_is_not_given_back_by_default() -> None:
    """Whom a platform lists and nobody has named: what is known of colleagues is."""
    register = held(Means.delegated_role)
    unknown = Holder(id="h", name="b.smith", status=Status.unknown)

    assert restoration.proposed(begun(register, "a").paths[0])[0] == "back"
    for holders in ({"h": unknown}, {}):
        path = begun(register.model_copy(update={"holders": holders}), "a").paths[0]
        assert restoration.proposed(path) == ("out", None)
