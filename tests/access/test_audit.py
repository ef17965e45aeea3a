"""What changed in the register, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import getmembers, isclass

from bot.access.importing import facts as of_importing
from bot.access.leavers import facts as of_leavers
from bot.access.register import facts
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant
from bot.access.register.facts import AccountEntered, GrantEnded, GrantEntered
from bot.access.register.state import Register
from bot.access.register.words import changes, said
from bot.people.who import Someone
from bot.record.event import Event
from bot.record.fact import Fact
from bot.speech.holding_statement.facts import TemplateApproved, TemplateWritten
from bot.text import Translator

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SILENT = {"LeaverReminded", "ZoneSet"}  # what is said to nobody: a clock, and a copy of the setup


def events(*given: Fact) -> list[Event]:
    return [
        Event.model_validate({"seq": n, "at": AT, "happened_at": AT, "by": "slack:U1", "fact": fact})
        for n, fact in enumerate(given, start=1)
    ]


def test_every_fact_of_the_register_has_its_words() -> None:
    members = [each for module in (facts, of_leavers, of_importing) for each in getmembers(module, isclass)]
    kinds = {name: cls for name, cls in members if issubclass(cls, Fact) and cls is not Fact}
    kinds |= {cls.__name__: cls for cls in (TemplateWritten, TemplateApproved)}

    assert {name for name, cls in kinds.items() if said.dispatch(cls) is said.dispatch(object)} == SILENT


def test_a_change_says_what_is_different_and_which_account_it_is_about() -> None:
    brand = Account(id="a1", platform="x", handle="@brand")
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.delegated_role)
    done = events(
        AccountEntered(account=brand),
        AccountEntered(account=brand.model_copy(update={"market": "HR", "twofa": "app"})),
        GrantEntered(grant=grant),
        GrantEnded(grant="g1", why="left in May"),
    )

    told = changes(done, Register(id="register-T1", tenant="T1", number=0, accounts={"a1": brand}))

    plain = [Translator().plain(each.words) for each in told]
    assert plain[:2] == ["@brand entered or changed", "@brand changed: market, second factor"]
    assert plain[3].endswith("at @brand, Delegated role taken off: left in May")
    assert all("a1" in each.about for each in told)


def test_a_line_is_told_with_its_text() -> None:
    written = TemplateWritten(playbook="other", text="We look into it.", by=Someone(id="slack:U1", name="Eva"))

    told = changes(events(written), Register(id="register-T1", tenant="T1", number=0))

    assert [Translator().plain(each.words) for each in told] == ["first line written: “We look into it.”"]
