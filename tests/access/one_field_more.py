"""
Run on a copy of the source in which an account has a slogan and a sponsor: says as JSON where they are met.

See test_fields.py.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.access.importing import plan, read_table
from bot.access.register.entering import Which, save
from bot.access.register.entities import Account, Holder
from bot.access.register.facts import AccountEntered
from bot.access.register.forms.entries import entry_form
from bot.access.register.keeping import Typed
from bot.access.register.merging import merged
from bot.access.register.state import Register
from bot.access.register.words import changes
from bot.approval import mark
from bot.chat.form import Says
from bot.crisis.playbook import Book
from bot.crisis.questions.values import Given
from bot.people.who import Person, Someone
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from bot.report.register import as_files
from bot.text import translator

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVA = Someone(id="slack:U4", name="Eva Malá")
PETR = Person(id="slack:U1", name="Petr Novák")
PLAIN = translator("en").plain
BRAND = Account(id="a1", platform="x", handle="@brand")
REGISTER = Register(
    id="register-T1",
    tenant="T1",
    number=0,
    accounts={"a1": BRAND},
    holders={"h1": Holder(id="h1", name="Ana", email="ana@brand.hr")},
)
TYPED: dict[str, Given] = {
    "platform": "x",
    "handle": "@brand",
    "tier": "main",
    "legal_owner": "company",
    "slogan": "We brew",
    "sponsor": PETR.id,
}
FILE = "platform;handle;slogan;Sponsor of it\nx;@brand;We sail;ana@brand.hr\n"


def after(facts: list[Fact]) -> tuple[Register, list[Event]]:
    """The register once these were recorded, after the account itself."""
    was, happened = REGISTER, list[Event]()
    for n, fact in enumerate([AccountEntered(account=BRAND), *facts], start=1):
        told = {"seq": n, "at": NOW, "happened_at": NOW, "by": EVA.id, "fact": fact}
        happened.append(Event.model_validate(told))
        was = apply(was, happened[-1])
    return was, happened


def met() -> dict[str, object]:
    """Where the two fields are met, by what it is."""
    form = entry_form(REGISTER, Book(), Which("account", "a1"), [BRAND])
    entered = save(REGISTER, Which("account", "a1"), mark(BRAND), Typed(TYPED, {PETR.id: PETR}, str, NOW), EVA)
    typed, happened = after(entered)
    taken, _happened = after(list(plan(REGISTER, [read_table("accounts.csv", FILE.encode())], (), UTC, "slack").facts))
    return {
        "asked": [PLAIN(field.label) for field in form.fields if not isinstance(field, Says)],
        "typed": typed.accounts["a1"].model_dump(mode="json"),
        "told": PLAIN(changes(happened, typed)[-1].words),
        "imported": taken.accounts["a1"].model_dump(mode="json"),
        "exported": as_files(taken, UTC)["accounts.csv"].splitlines(),
        "merged": Register.model_validate({**dict(taken), **merged(taken, "h1", PETR.id)}).model_dump(mode="json"),
    }


if __name__ == "__main__":
    print(json.dumps(met()))
