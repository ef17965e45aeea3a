"""The card for the day when the chat is down: whom to call, who holds the accounts, and where a lost one is claimed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Known, Secret
from bot.access.register.state import Register
from bot.approval import Approval, mark
from bot.people.organisation import Organisation, Responder
from bot.people.who import Someone
from bot.playbooks import load
from bot.report.card import card, without_phone
from bot.speech.holding_statement.state import Template
from bot.text import PSEUDO

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANA = Someone(id="slack:U0ANA", name="Ana <Kovač>")
PETR = Someone(id="slack:U0PETR", name="Petr Novák")
REGISTER = Register(
    id="register-T1",
    tenant="T1",
    number=0,
    accounts={
        "a2": Account(id="a2", platform="snapchat", handle="@second", tier="secondary"),
        "a1": Account(id="a1", platform="instagram", handle="@brand", owner=ANA.id, platform_contact="<b>meta@x</b>"),
    },
    holders={
        ANA.id: Holder(id=ANA.id, name=ANA.name, phone="+385 1 555-01", manager="h9"),
        "h2": Holder(id="h2", name="Gone Person", last_day=date(2026, 1, 1)),
        "h3": Holder(id="h3", name="Reply Person"),
        "h9": Holder(id="h9", name="Maja Boss", phone='+385 1 999"'),
    },
    grants={
        "g1": Grant(id="g1", of="a1", holder=ANA.id, means=Means.native_login, level=Level.owner),
        "g2": Grant(id="g2", of="a1", holder="h2", means=Means.native_login, level=Level.admin),
        "g3": Grant(id="g3", of="a1", holder="h3", means=Means.tool_seat, level=Level.reply),
    },
    secrets={
        "s1": Secret(id="s1", name="password", opens=("a1",), vault="op://Social/brand", known_by=(Known(holder="h3"),))
    },
    templates={
        "other": Template(
            playbook="other",
            text="We know & we look into it.",
            written_by=PETR,
            written_at=NOW,
            approval=Approval(mark=mark("We know & we look into it."), by=ANA, at=NOW),
        ),
        "data_leak": Template(playbook="data_leak", text="Not yet approved.", written_by=PETR, written_at=NOW),
    },
)
ORGANISATION = Organisation(brand="Teal & Co", zone="Europe/Zagreb", responders=(Responder(person=ANA, deputy=PETR),))


class Tags(HTMLParser):
    """What is opened and closed, and the text between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.unbalanced: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


def page(register: Register = REGISTER, organisation: Organisation = ORGANISATION) -> str:
    return card(register, organisation, load(), NOW)


def test_the_phone_tree_has_responders_and_deputies_with_phones_and_managers() -> None:
    text = page()

    assert "Responder 1: Ana &lt;Kovač&gt;, " in text and '<a href="tel:+385155501">+385 1 555-01</a>' in text
    assert "(manager: Maja Boss, " in text
    assert "Deputy of responder 1: Petr Novák, no phone known" in text
    assert without_phone(REGISTER, ORGANISATION) == ["Petr Novák"]


def test_an_account_has_who_can_give_access_and_where_it_is_claimed() -> None:
    """Who left, and who may only reply, is not called to get it back."""
    brand = page().split("@brand · Instagram")[1].split("</section>")[0]

    assert "Ana &lt;Kovač&gt;" in brand and "Gone Person" not in brand
    assert "https://www.instagram.com/hacked" in brand
    assert "password: op://Social/brand. Known by: Reply Person" in brand
    assert page().index("@brand · ") < page().index("@second · snapchat")  # the main account first


def test_only_approved_templates_are_on_it() -> None:
    text = page()

    assert "We know &amp; we look into it." in text and "Not yet approved." not in text


def test_it_says_when_it_was_printed_and_until_when_it_is_valid() -> None:
    assert "Printed 21 November 2026. Valid until 19 February 2027." in page()


def test_nothing_that_was_typed_is_markup_and_nothing_is_run_or_fetched() -> None:
    text = page()
    tags = Tags(text)

    assert "<Kovač>" not in text and "<b>" not in text and "Teal &amp; Co" in text
    assert tags.open == [] and tags.unbalanced == []
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _attributes in tags.seen}
    assert [attributes["href"] for tag, attributes in tags.seen if tag == "a" and attributes["href"]] != []
    assert all(re.match(r"tel:|https://", str(attributes["href"])) for tag, attributes in tags.seen if tag == "a")
    assert not any(name.startswith("on") for _tag, attributes in tags.seen for name in attributes)


def test_it_can_be_heard_and_speaks_the_language_of_the_organisation() -> None:
    tags = Tags(page())
    headings = [tag for tag, _attributes in tags.seen if re.fullmatch(r"h\d", tag)]

    assert ("html", {"lang": "en"}) in tags.seen and ("main", {}) in tags.seen
    assert headings[0] == "h1" and headings.count("h1") == 1
    assert "⟦" in page(organisation=ORGANISATION.model_copy(update={"language": PSEUDO}))


def test_an_empty_register_gives_a_page_to_write_on() -> None:
    text = page(Register(id="register-T1", tenant="T1", number=0), Organisation())

    assert "Nobody is named." in text and "No account is in the register." in text
