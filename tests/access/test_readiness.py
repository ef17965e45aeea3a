"""Readiness of access: each derived fact with its number and the next step; names only for those allowed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.access.cards import STEPS, WRONG, access_headline, access_items, access_lines
from bot.access.readiness import CODES, AccessReady, access_ready
from bot.access.register.codes import Means, Status
from bot.access.register.entities import Account, Grant, Holder, Known, Secret
from bot.access.register.state import NUMBER, Register
from bot.approval import Approval, mark
from bot.learning.cards import headline, lines
from bot.learning.readiness import prepared, readiness
from bot.playbooks import load
from bot.speech.holding_statement.state import Template
from bot.text import Translator
from tests.access.test_derived import ANA, IVO, PETR, grant, of
from tests.learning.test_readiness import EVERYBODY, READY
from tests.record.story import EVA, NOON
from tests.record.story import PETR as WRITER

SOUND = Account(id="a1", platform="x", handle="@brand", owner=ANA, twofa="shared_seed")
ADMINS = (grant("g1", ANA, level="admin", confirmed_at=NOON), grant("g2", PETR, level="admin"))
LEFT = Holder(id=IVO, name="Ivo Marić", status=Status.left)


def found(*things: Account | Holder | Grant | Secret, account: Account = SOUND) -> dict[str, tuple[str, ...]]:
    ready = access_ready(of(account, *ADMINS, *things), NOON)
    return {finding.code: finding.about for finding in ready.findings}


def plain(ready: AccessReady, register: Register, named: bool) -> list[str]:
    read = Translator().plain
    return [read(access_headline(ready)), *map(read, access_lines(ready, register, named))]


def test_a_sound_register_has_nothing_to_mend() -> None:
    register = of(SOUND, *ADMINS)
    ready = access_ready(register, NOON)

    assert plain(ready, register, False) == ["Access: 2 people · 2 ways into 1 account", "✔ Nothing to mend."]
    assert ready.passed


def test_an_empty_register_is_not_ready() -> None:
    register = Register(id="r", tenant="T1", number=NUMBER)
    ready = access_ready(register, NOON)

    assert plain(ready, register, True)[1:] == ["✖ The register is empty. Next: enter your accounts"]


@pytest.mark.parametrize(
    ("code", "things", "about"),
    [
        ("leavers", (LEFT, grant("g3", IVO)), IVO),
        ("leavers", (LEFT, Secret(id="s1", name="password", opens=("a1",), known_by=(Known(holder=IVO),))), IVO),
        ("exposed", (Secret(id="s1", name="p", opens=("a1",), known_by=(Known(holder=ANA, until=NOON),)),), "s1"),
        ("recovery_of_leaver", (LEFT, grant("g3", IVO, Means.recovery_email)), "a1"),
        ("unknown_people", (Holder(id=IVO, name="Ivo", status=Status.unknown), grant("g3", IVO)), IVO),
        ("unknown_access", (Account(id="a2", platform="x", handle="@other"),), "a2"),
        ("few_admins", (Holder(id=PETR, name="Petr", status=Status.leave),), "a1"),
        ("no_twofa", (SOUND.model_copy(update={"twofa": "none"}),), "a1"),
        ("no_twofa", (SOUND.model_copy(update={"twofa": ""}),), "a1"),
        (
            "recovery_not_ours",
            (Holder(id="h1", name="North", employer="agency"), grant("g3", "h1", Means.recovery_phone)),
            "a1",
        ),
        ("owned_privately", (SOUND.model_copy(update={"legal_owner": "person"}),), "a1"),
        ("no_owner", (SOUND.model_copy(update={"owner": None}),), "a1"),
        ("no_owner", (Holder(id=ANA, name="Ana", last_day=date(2026, 1, 1)),), "a1"),
        ("twofa_one_person", (SOUND.model_copy(update={"twofa": "sms"}),), "a1"),
        ("recovery_one_person", (grant("g3", PETR, Means.recovery_email),), "a1"),
    ],
)
def test_each_finding_is_told_by_whom_it_is_about(
    code: str, things: tuple[Account | Holder | Grant | Secret, ...], about: str
) -> None:
    assert about in found(*things)[code]
    assert code not in found()


def test_a_leaver_who_holds_nothing_is_no_finding() -> None:
    assert "leavers" not in found(LEFT)


def test_numbers_are_for_all_and_names_for_those_who_may_read_the_register() -> None:
    register = of(SOUND, *ADMINS, LEFT, grant("g3", IVO))
    ready = access_ready(register, NOON)

    assert plain(ready, register, False) == [
        "Access: 3 people · 3 ways into 1 account",
        "✖ 1 person left and still has a way in. Next: close what they hold",
    ]
    assert plain(ready, register, True)[1:] == [
        "✖ 1 person left and still has a way in. (Ivo Marić) Next: close what they hold",
    ]
    assert [item.action for item in access_items(ready, register, False) if hasattr(item, "action")] == [
        *("access.show", "access.leaver_form"),
    ]
    assert [item.value for item in access_items(ready, register, True)[:1] if hasattr(item, "value")] == [f"r {IVO}"]


@pytest.mark.requirement("S2.1", partly="an account may be entered without one")
def test_findings_come_most_dangerous_first_and_each_has_its_words() -> None:
    worst = found(LEFT, grant("g3", IVO), account=SOUND.model_copy(update={"owner": None, "twofa": ""}))

    assert list(worst) == ["leavers", "no_twofa", "no_owner"]
    assert set(STEPS) == set(WRONG) == set(CODES)


def test_a_program_is_counted_apart() -> None:
    ready = access_ready(of(SOUND, *ADMINS, Holder(id="h1", name="Zap", employer="system"), grant("g3", "h1")), NOON)

    assert Translator().plain(access_headline(ready)) == "Access: 2 people, 1 program · 3 ways into 1 account"


def test_readiness_counts_templates_and_runbooks() -> None:
    """Nine of eleven kinds without an approved line, and no runbook tried, is not ready."""
    book = load()
    line = Template(playbook="other", text="We know.", written_by=WRITER, written_at=NOON)
    approved = line.approved(Approval(mark=mark(line.text), by=EVA, at=NOON))
    register = of(SOUND, *ADMINS).model_copy(update={"templates": {"other": approved, "data_leak": line}})
    read = Translator().plain

    ready = readiness(READY, (), EVERYBODY, access_ready(register, NOON), prepared(register, book))

    kinds = len(book.kinds)
    assert ready.passed == len(ready.checks) - 2
    assert [read(line) for line in lines(ready) if read(line).startswith("✖")] == [
        f"✖ First lines: 1 of {kinds} kinds of crisis have an approved one. "
        "Next: have a first line approved for each kind (by Eva Malá)",
        "✖ Runbooks: 0 of 1 of our platforms have one that was tried. "
        "Next: try each step on the live platform, and note the day (by Eva Malá)",
    ]


def test_readiness_counts_access_as_one_check() -> None:
    good = access_ready(of(SOUND, *ADMINS), NOON)
    bad = access_ready(of(SOUND, *ADMINS, LEFT, grant("g3", IVO)), NOON)
    read = Translator().plain

    assert read(headline(readiness(READY, (), EVERYBODY, good))) == "Ready: 8 of 8"
    missing = readiness(READY, (), EVERYBODY, bad)
    assert read(headline(missing)) == "Ready: 7 of 8 · next: close what they hold (by Eva Malá)"
    assert "✖ Access: 1 person left and still has a way in. Next: close what they hold (by Eva Malá)" in map(
        read, lines(missing)
    )
