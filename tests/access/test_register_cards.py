"""The register's views on their own: what stands first, what is warned of, and that a large one is quick to build."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.access.register.cards.look import look
from bot.access.register.cards.register import Seeing, account_form, accounts_form, people_form, person_form
from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Known, Secret
from bot.access.register.forms.confirmation import confirm_form, not_mine_form
from bot.access.register.forms.entries import path_change, path_entry
from bot.access.register.state import Register
from bot.chat.form import Chooses, Form, Says
from bot.playbooks import load
from bot.text import Strong, Translator, Words

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
IVO = Holder(id="h1", name="Ivo Marić", last_day=date(2026, 3, 12))
ANA, NORTH = Holder(id="slack:U2", name="Ana Kovač"), Holder(id="h2", name="Agency North", employer="agency")


def seeing(**more: object) -> Seeing:
    """@safe, which only Ana gets into, and @brand, whose password Ivo, who left, knows still."""
    known = {
        "id": "register-T1",
        "tenant": "T1",
        "number": 0,
        "accounts": {
            "a1": Account(id="a1", platform="x", handle="@safe"),
            "a2": Account(id="a2", platform="x", handle="@brand", tier="secondary"),
        },
        "holders": {each.id: each for each in (IVO, ANA, NORTH)},
        "grants": {
            "g1": Grant(id="g1", of="a1", holder=ANA.id, means=Means.delegated_role, confirmed_at=NOW),
            "g2": Grant(id="g2", of="a2", holder="h2", means=Means.partner_agency, level=Level.admin, confirmed_at=NOW),
        },
        "secrets": {
            "s1": Secret(
                id="s1",
                name="@brand",
                opens=("a2",),
                known_by=(Known(holder="h1"),),
                rotated_at=NOW - timedelta(days=46),
            )
        },
    }
    return Seeing(look(Register.model_validate({**known, **more}), load(), NOW), True, frozenset())


def said(form: Form) -> list[str]:
    """Its lines, in English."""
    plain, lines = (
        Translator().plain,
        [line for field in form.fields if isinstance(field, Says) for line in field.lines],
    )
    return [plain(line if isinstance(line, Words) else Words("{of}", {"of": Strong(line.of)})) for line in lines]


def ticked(form: Form) -> dict[str, tuple[str, ...]]:
    return {field.name: field.initial for field in form.fields if isinstance(field, Chooses) and field.initial}


def test_no_form_says_for_a_person_what_only_they_can_say() -> None:
    """That they looked, that it is right, that it is not theirs: each is ticked by a person, or not said."""
    shown = seeing().look
    known, paths = shown.register, shown.of("a1")
    account = known.accounts["a1"]

    assert "right" not in ticked(path_entry(known, account))
    assert "right" not in ticked(path_change(known, next(iter(known.grants.values())), "a1"))
    assert ticked(confirm_form(shown, paths)) == ticked(not_mine_form(shown, paths)) == {}


def options(form: Form) -> list[str]:
    return [option.value for field in form.fields if isinstance(field, Chooses) for option in field.options]


def test_the_riskiest_account_stands_first() -> None:
    """Not the main one, but the one that somebody who left gets into."""
    shown = said(accounts_form(seeing()))

    assert shown[0] == "2 accounts · riskiest first"
    assert shown[1].startswith("@brand · X (Twitter) · 2 ways in · 2 people · ! 1 person left and is still listed;")
    assert shown[2].startswith("@safe · X (Twitter) · 1 way in · 1 person")


def test_who_left_stands_above_all_others_and_what_they_know_is_warned_of() -> None:
    seen = seeing()
    shown = said(account_form(seen, seen.look.register.accounts["a2"]))

    assert shown[0] == "@brand · X (Twitter) · Secondary · 2 people"
    assert "! 1 person left and is still listed" in shown
    assert "! the password last changed 2 Feb 2026; 1 left since" in shown
    assert shown[-2] == "1. Ivo Marić · left 12 Mar 2026 · knows the password · not confirmed yet"
    assert shown[-1] == "2. Agency North · Partner agency · Admin · confirmed 20 Mar 2026"


def test_a_person_who_left_is_shown_as_such() -> None:
    seen = seeing()

    assert said(person_form(seen, "h1"))[0] == "Ivo Marić · Staff · left 12 Mar 2026"
    assert said(people_form(seen))[1] == "Ivo Marić · Staff · left 12 Mar 2026"


def test_whoever_sees_some_accounts_finds_no_path_to_the_others() -> None:
    seen = Seeing(seeing().look, False, frozenset({"a1"}))
    form = accounts_form(seen)

    assert options(form) == ["account a1 0"]
    assert "@brand" not in " ".join(said(form))


def test_no_menu_has_more_than_a_hundred_options() -> None:
    """Slack refuses more; 300 accounts and 120 access paths into one of them are paged."""
    accounts = {f"a{n}": Account(id=f"a{n}", platform="x", handle=f"@{n}") for n in range(300)}
    holders = {f"h{n}": Holder(id=f"h{n}", name=f"Somebody {n}") for n in range(120)}
    grants = {f"g{n}": Grant(id=f"g{n}", of="a1", holder=f"h{n}", means=Means.ad_account) for n in range(120)}
    seen = seeing(accounts=accounts, holders=holders, grants=grants, secrets={})

    for form in (accounts_form(seen), account_form(seen, accounts["a1"]), people_form(seen)):
        values = options(form)
        assert len(values) <= 100 and len(set(values)) == len(values)
    assert "list 1" in options(accounts_form(seen)) and "list 0" in options(accounts_form(seen, 1))
