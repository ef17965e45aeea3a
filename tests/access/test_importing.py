"""CSV files as people's programs write them become changes of the register, or mistakes with line and reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count

import pytest
from dateutil import tz

from bot.access.importing import Plan, plan, read_table
from bot.access.importing.facts import Imported
from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.facts import AccountEntered, HolderEntered, HoldersMerged
from bot.access.register.state import Register
from bot.access.runbook import Runbook
from bot.record.event import Event
from bot.record.fold import apply
from bot.report.register import as_files
from bot.text import translator

ZAGREB = tz.gettz("Europe/Zagreb") or UTC
EMPTY = Register(id="register-T1", tenant="T1", number=0)
RUNBOOKS = (
    Runbook(id="x", title="X (Twitter)", also=("Twitter",), owner="access lead"),
    Runbook(id="instagram", title="Instagram", owner="access lead"),
)
ANA = Holder(id="slack:U0ANA", name="Ana Kovač", email="ana@brand.hr", phone="+385 1 555")
BRAND = Account(id="a1", platform="x", handle="@brand", owner=ANA.id)
PEOPLE = "email;name;last_day\nana@brand.hr;Ana Kovačić;30.11.2026\nzeljka@brand.hr;Željka Šušnjar;\n"


def of(*files: tuple[str, str | bytes], register: Register = EMPTY) -> Plan:
    """What these files, name and content, would do."""
    tables = [read_table(name, data.encode() if isinstance(data, str) else data) for name, data in files]
    ids = count(1)
    make_id: Callable[[str], str] = lambda kind: f"{kind}{next(ids)}"  # noqa: E731
    return plan(register, tables, RUNBOOKS, ZAGREB, "slack", make_id=make_id)


def after(done: Plan, register: Register = EMPTY) -> Register:
    """The register once its facts are recorded."""
    for n, fact in enumerate(done.facts, start=register.seq + 1):
        at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        event = Event(seq=n, at=at, happened_at=at, by="bot", fact=fact)
        register = apply(register, event)
    return register


def said(done: Plan) -> list[str]:
    """The mistakes as they are shown."""
    return [f"{each.file}:{each.line}: {translator('en').plain(each.says)}" for each in done.mistakes]


def noted(done: Plan) -> list[str]:
    return [f"{each.file}:{each.line}: {translator('en').plain(each.says)}" for each in done.notes]


def files_of(register: Register) -> list[tuple[str, str | bytes]]:
    return list(as_files(register, ZAGREB).items())


def test_people_and_accounts_become_the_register() -> None:
    accounts = "platform;handle;owner;tier;tools\nTwitter;@brand;ana@brand.hr;main;Hootsuite\n"
    access = "platform;handle;person;means;level\nx;brand;Zeljka@brand.hr;Delegated role;Admin\n"

    done = of(("access.csv", access), ("accounts.csv", accounts), ("people.csv", PEOPLE))

    register = after(done)
    ana, zeljka = register.holders.values()
    [account], [tool], [grant] = register.accounts.values(), register.tools.values(), register.grants.values()
    assert (ana.last_day, zeljka.name) == (date(2026, 11, 30), "Željka Šušnjar")
    assert (account.platform, account.handle, account.owner) == ("x", "@brand", ana.id)
    assert (tool.name, tool.accounts) == ("Hootsuite", (account.id,))
    assert (grant.of, grant.holder, grant.means, grant.level, grant.origin) == (
        account.id,
        zeljka.id,
        Means.delegated_role,
        Level.admin,
        "imported",
    )
    assert done.mistakes == ()


def test_each_file_that_changes_something_is_recorded_with_its_digest_before_its_changes() -> None:
    done = of(("people.csv", PEOPLE))

    imported = done.facts[0]
    assert isinstance(imported, Imported) and (imported.name, imported.rows) == ("people.csv", 2)
    assert len(imported.sha256) == 64
    assert [type(fact) for fact in done.facts[1:]] == [HolderEntered, HolderEntered]


def test_the_same_file_again_changes_nothing() -> None:
    register = after(of(("people.csv", PEOPLE)))

    again = of(("people.csv", PEOPLE), register=register)

    assert again.facts == () and len(again.changes) == 2
    assert not any(change.changes for change in again.changes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_signs_and_separators_of_excel_are_read(encoding: str, separator: str) -> None:
    text = PEOPLE.replace(";", separator).replace("\n", "\r\n")

    register = after(of(("people.csv", text.encode(encoding))))

    assert [holder.name for holder in register.holders.values()] == ["Ana Kovačić", "Željka Šušnjar"]


@pytest.mark.parametrize("written", ["30.11.2026", "30. 11. 2026", "30.11.2026.", "2026-11-30", "2026-11-30 00:00:00"])
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    register = after(of(("people.csv", f"email;name;contract_ends\nana@brand.hr;Ana;{written}\n")))

    assert next(iter(register.holders.values())).contract_ends == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("11/30/2026", "is no day. Write it like 30.11.2026 or 2026-11-30."),
        ("31.11.2026", "is not in the calendar."),
        ("30.11.26", "is no day."),
        ("30.11.0226", "Check the year"),
    ],
)
def test_what_is_no_day_is_a_mistake_with_its_line(written: str, says: str) -> None:
    done = of(("people.csv", f"email;name;last_day\nana@brand.hr;Ana;{written}\n"))

    [mistake] = said(done)
    assert mistake.startswith("people.csv:2: ") and says in mistake
    assert done.facts == ()


def test_one_bad_row_and_nothing_is_taken_in() -> None:
    done = of(("people.csv", PEOPLE + "no address;Petr;\n"))

    assert said(done) == ["people.csv:4: “no address” is no e-mail address."]
    assert done.facts == ()


def test_lines_are_counted_over_cells_of_several_lines_and_empty_rows() -> None:
    text = 'email;name;phone\nana@brand.hr;"Ana\nKovač";1\n\n;;\nnobody;Petr;2\n'

    assert said(of(("people.csv", text))) == ["people.csv:6: “nobody” is no e-mail address."]


def test_people_are_matched_by_address_never_by_name() -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}})

    same = of(("people.csv", "email;name\nANA@brand.hr;Ana Horvat\n"), register=register)
    other = of(("people.csv", "email;name\nana.kovac@else.hr;Ana Kovač\n"), register=register)
    neither = of(("people.csv", "email;name\n;Ana Kovač\n"), register=register)

    assert {holder.id: holder.name for holder in after(same, register).holders.values()} == {ANA.id: "Ana Horvat"}
    assert len(after(other, register).holders) == 2
    assert said(neither) == ["people.csv:2: A person needs an e-mail or a chat ID: nobody is matched by name."]


def test_a_system_is_known_by_its_name() -> None:
    register = after(of(("people.csv", "email;name;employer\n;Zapier;system\n")))

    again = of(("people.csv", "email;name;employer;phone\n;zapier;system;112\n"), register=register)

    assert len(register.holders) == 1 and len(after(again, register).holders) == 1


def test_a_chat_id_makes_one_of_who_stood_there_by_address_alone() -> None:
    """Everything of the one becomes the other's: accounts, grants, secrets."""
    hr = Holder(id="h1", name="Ana Kovač", email="ana@brand.hr", last_day=date(2026, 11, 30))
    register = EMPTY.model_copy(
        update={
            "holders": {"h1": hr, "slack:U0ANA": Holder(id="slack:U0ANA", name="Ana")},
            "accounts": {"a1": BRAND.model_copy(update={"owner": "h1"})},
            "grants": {"g1": Grant(id="g1", of="a1", holder="h1", means=Means.delegated_role)},
            "secrets": {"s1": Secret(id="s1", name="password", known_by=(Known(holder="h1"),))},
        }
    )

    done = of(("people.csv", "email;chat_id;name\nana@brand.hr;U0ANA;Ana Kovač\n"), register=register)

    now = after(done, register)
    assert HoldersMerged(holder="h1", into="slack:U0ANA") in done.facts
    assert list(now.holders) == ["slack:U0ANA"]
    assert now.holders["slack:U0ANA"].last_day == date(2026, 11, 30)
    assert now.holders["slack:U0ANA"].email == "ana@brand.hr"
    assert now.accounts["a1"].owner == now.grants["g1"].holder == now.secrets["s1"].known_by[0].holder == "slack:U0ANA"
    assert of(("people.csv", "email;chat_id;name\nana@brand.hr;U0ANA;Ana Kovač\n"), register=now).facts == ()


@pytest.mark.parametrize("chat_id", ["U0PETR", "U0NOBODY"])
def test_an_address_and_a_chat_id_of_two_people_are_refused(chat_id: str) -> None:
    petr = Holder(id="slack:U0PETR", name="Petr", email="petr@brand.hr")
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA, petr.id: petr}})

    done = of(("people.csv", f"email;chat_id;name\nana@brand.hr;{chat_id};Ana\n"), register=register)

    assert said(done) == ["people.csv:2: The e-mail and the chat ID are of two people in the register. Check both."]


def test_a_manager_may_stand_below_those_who_have_them() -> None:
    done = of(("people.csv", "email;name;manager\na@b.hr;Ana;p@b.hr\np@b.hr;Petr;\n"))

    ana, petr = after(done).holders.values()
    assert ana.manager == petr.id


def test_an_unknown_word_is_refused_with_all_that_are_known() -> None:
    access = "platform;handle;person;means;level\nx;@brand;ana@brand.hr;by phone;chief\n"
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}, "accounts": {"a1": BRAND}})

    [mistake] = said(of(("access.csv", access), register=register))
    [level] = said(of(("access.csv", access.replace("by phone", "tool_seat")), register=register))

    assert mistake.startswith("access.csv:2: “by phone” is not known under How. Known: native_login (Account log-in), ")
    assert all(means.value in mistake for means in Means)
    assert "“chief” is not known under Level. Known: owner (Owner), admin (Admin)" in level


def test_who_and_what_is_not_in_the_register_is_said() -> None:
    access = (
        "platform;handle;person;means;level\n"
        "x;@brand;petr@brand.hr;ad_account;\n"
        "x;@other;ana@brand.hr;ad_account;\n"
        "Buffer;;ana@brand.hr;tool_seat;\n"
        "x;@brand;;ad_account;\n"
        "x;@brand;ana@brand.hr;;\n"
    )
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}, "accounts": {"a1": BRAND}})

    assert said(of(("access.csv", access), register=register)) == [
        "access.csv:2: Nobody in the register is “petr@brand.hr”. Put them into people.csv.",
        "access.csv:3: There is no account @other on x. Put it into accounts.csv.",
        "access.csv:4: There is no tool “Buffer”. An account needs its name under handle.",
        "access.csv:5: person is missing.",
        "access.csv:6: means is missing.",
    ]


def test_an_unknown_platform_is_taken_with_a_word_about_it() -> None:
    done = of(("accounts.csv", "platform;handle\nSnapchat;@brand\nsnapchat;@two\n"))

    assert len(after(done).accounts) == 2
    assert noted(done) == ["accounts.csv:2: There is no runbook for “Snapchat”, so its steps will be general ones."]


def test_a_row_twice_counts_once_and_a_contradiction_is_a_mistake() -> None:
    same = of(("people.csv", PEOPLE + "zeljka@brand.hr;Željka Šušnjar;\n"))
    other = of(("people.csv", PEOPLE + "zeljka@brand.hr;Željka;\n"))

    assert noted(same) == ["people.csv:4: The same stands in people.csv, line 3. It counts once."]
    assert len(after(same).holders) == 2
    assert said(other) == ["people.csv:4: people.csv, line 3, says something else about the same. Keep one of them."]


def test_an_empty_cell_leaves_what_stands_and_a_dash_empties_it() -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}})

    left = of(("people.csv", "email;name;phone\nana@brand.hr;Ana Kovač;\n"), register=register)
    emptied = of(("people.csv", "email;name;phone\nana@brand.hr;Ana Kovač;-\n"), register=register)
    refused = of(("people.csv", "email;name;phone\nana@brand.hr;-;\n"), register=register)

    assert left.facts == ()
    assert after(emptied, register).holders[ANA.id].phone == ""
    assert said(refused) == ["people.csv:2: name can't be empty."]


def test_what_changes_is_told_as_it_was_and_as_it_becomes() -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}})

    done = of(("people.csv", "email;name;last_day\nana@brand.hr;Ana Kovač;30.11.2026\n"), register=register)

    [change] = done.changes
    assert not change.is_new
    assert [(each.was, each.now) for each in change.differences] == [("", "2026-11-30")]


PASTED = "Ljeto2026!pass"


@pytest.mark.parametrize(
    "access",
    [
        f"platform;handle;person;secret;vault\nx;@brand;ana@brand.hr;password of @brand;{PASTED}\n",
        f"platform;handle;person;secret;vault\nx;@brand;ana@brand.hr;password: {PASTED};1Password\n",
        "platform;handle;person;means\nx;@brand;ana@brand.hr;xoxb-1234567890-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx\n",
    ],
)
def test_a_password_in_a_cell_is_refused_by_line_and_never_shown(access: str) -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}, "accounts": {"a1": BRAND}})

    done = of(("access.csv", access), register=register)

    [mistake] = said(done)
    assert mistake.startswith("access.csv:2: ") and "looks like a password or key" in mistake
    assert PASTED not in repr(done) and "xoxb-1234567890" not in repr(done)
    assert done.facts == ()


def test_a_column_of_passwords_is_refused() -> None:
    done = of(("accounts.csv", "platform;handle;Lozinka\nx;@brand;jako tajno\n"))

    assert said(done) == ["accounts.csv:1: Take out the column of passwords: they are never kept here."]
    assert "jako tajno" not in repr(done)


def test_a_secret_has_those_who_know_it_and_the_place_where_it_is_kept() -> None:
    access = (
        "platform;handle;person;secret;vault;rotated_at;known_until\n"
        "x;@brand;ana@brand.hr;password of @brand;op://Social/brand;01.03.2026;\n"
        "x;@brand;petr@brand.hr;password of @brand;op://Social/brand;01.03.2026;31.05.2026\n"
    )
    petr = Holder(id="h2", name="Petr", email="petr@brand.hr")
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA, "h2": petr}, "accounts": {"a1": BRAND}})

    done = of(("access.csv", access), register=register)

    [secret] = after(done, register).secrets.values()
    assert (secret.vault, secret.opens) == ("op://Social/brand", ("a1",))
    assert secret.known_by == (
        Known(holder=ANA.id),
        Known(holder="h2", until=datetime(2026, 5, 31, 22, tzinfo=UTC)),  # the 31st is over in Zagreb
    )
    assert secret.rotated_at == datetime(2026, 2, 28, 23, tzinfo=UTC)


def test_unknown_columns_are_left_out_and_near_misses_are_mistakes() -> None:
    done = of(("people.csv", "email;name;last_dya;odjel\nana@brand.hr;Ana;;PR\n"))

    assert said(done) == ["people.csv:1: I don't know the column “last_dya”. Did you mean last_day?"]
    assert noted(done) == ["people.csv:1: The column “odjel” is left out."]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "This file is empty."),
        ("one;two\n1;2\n", "I can't tell what this file lists."),
        ('email;name\na@b.hr;"Ana\n', "Are quotes closed?"),
        ("email;name\na@b.hr;Ana;Kovač\n", "more cells than there are headings"),
        (f"email;name\na@b.hr;{'A' * 301}\n", "A cell is longer than 300 characters."),
        ("email;name;tools\na@b.hr;Ana;\n", "tools belongs in another file."),
        ("email;e-mail;name\na@b.hr;a@b.hr;Ana\n", "The column email is there twice."),
        (b"email;name\na@b.hr;\x81na\n", "Some letters can't be read."),
    ],
)
def test_a_file_that_is_no_list_is_said_to_be_none(content: str | bytes, says: str) -> None:
    done = of(("people.csv", content))

    assert any(says in mistake for mistake in said(done))
    assert done.facts == ()


def whole_register() -> Register:
    """One with everything in it that a file can say, and signs that spreadsheets run."""
    petr = Holder(
        id="h2",
        name="=SUM(A1)",
        email="petr@brand.hr",
        employer="agency",
        status=Status.leaving,
        contract_ends=date(2026, 12, 31),
        manager=ANA.id,
    )
    nobody = Holder(id="h3", name='-2+3;"x"', phone="'=1")
    zapier = Holder(id="h4", name="Zapier", employer="system")
    tool = Tool(id="t1", name="Hootsuite", accounts=("a1", "a2"), owner=ANA.id, can_pause=False)
    return EMPTY.model_copy(
        update={
            "holders": {each.id: each for each in (ANA, petr, nobody, zapier)},
            "accounts": {"a1": BRAND, "a2": Account(id="a2", platform="instagram", handle="brand hr", twofa="key")},
            "tools": {"t1": tool},
            "grants": {
                "g1": Grant(
                    id="g1",
                    of="a1",
                    holder="h2",
                    means=Means.delegated_role,
                    expires_at=datetime(2026, 12, 31, 17, 30, tzinfo=UTC),
                    restorable=False,
                ),
                "g2": Grant(id="g2", of="t1", holder="h3", means=Means.tool_seat, level=Level.admin),
                "g3": Grant(id="g3", of="a1", holder="h4", means=Means.api_app),
            },
            "secrets": {
                "s1": Secret(
                    id="s1",
                    name="+password",
                    opens=("a1", "a2", "t1"),
                    vault="@vault",
                    known_by=(Known(holder=ANA.id), Known(holder="h2", until=datetime(2026, 5, 1, tzinfo=UTC))),
                    rotated_at=datetime(2026, 1, 1, tzinfo=UTC),
                ),
                "s2": Secret(id="s2", name="seed of 2FA"),
            },
        }
    )


def test_what_was_exported_changes_nothing_when_it_is_imported() -> None:
    register = whole_register()

    done = of(*files_of(register), register=register)

    assert said(done) == []
    assert [change for change in done.changes if change.changes] == []
    assert done.facts == ()


def test_what_was_exported_makes_the_same_register_anew() -> None:
    """But for ids of ours."""
    before = files_of(whole_register())

    assert files_of(after(of(*before))) == before


def test_no_cell_that_is_exported_is_run_by_a_spreadsheet() -> None:
    cells = [
        cell.strip('"')
        for _name, text in files_of(whole_register())
        for line in str(text).lstrip("\ufeff").splitlines()
        for cell in line.split(";")
    ]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'=SUM(A1)" in cells and "'@brand" in cells and "''=1" in cells


def test_an_empty_register_is_exported_as_headings_to_fill_in() -> None:
    files = as_files(EMPTY, ZAGREB)

    assert list(files) == ["people.csv", "accounts.csv", "access.csv"]
    assert files["people.csv"].startswith("\ufeffemail;chat_id;name;")


def test_five_thousand_rows_are_taken_in_at_once() -> None:
    people = "email;name\n" + "".join(f"p{n}@brand.hr;Person {n}\n" for n in range(500))
    accounts = "platform;handle\n" + "".join(f"x;@brand{n}\n" for n in range(200))
    rows = (f"x;@brand{n % 200};p{n % 500}@brand.hr;{list(Means)[n // 1000]}\n" for n in range(5000))
    access = "platform;handle;person;means\n" + "".join(rows)

    done = of(("people.csv", people), ("accounts.csv", accounts), ("access.csv", access))

    assert done.mistakes == () and sum(isinstance(fact, AccountEntered) for fact in done.facts) == 200
    assert len(done.facts) == 3 + 500 + 200 + 5000


@pytest.mark.parametrize(
    "written", ["ana\u200b@brand.hr", "mailto:ana@brand.hr", "<ana@brand.hr>", "ana@brand.hr.", "ANA＠BRAND.HR"]
)
def test_an_address_with_something_around_it_is_the_same_person(written: str) -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}, "accounts": {"a1": BRAND}})

    left = after(
        of(("people.csv", f"email;name;last_day\n{written};Ana Kovač;30.11.2026\n"), register=register), register
    )
    access = f"platform;handle;person;means\nx;@brand;{written};Delegated role\n"
    [grant] = after(of(("access.csv", access), register=register), register).grants.values()

    assert {id: holder.last_day for id, holder in left.holders.items()} == {ANA.id: date(2026, 11, 30)}
    assert left.holders[ANA.id].email == "ana@brand.hr"
    assert grant.holder == ANA.id


def test_an_address_that_was_kept_with_a_sign_nobody_sees_is_found_and_put_right() -> None:
    was = ANA.model_copy(update={"email": "ana\u200b@brand.hr"})
    register = EMPTY.model_copy(update={"holders": {ANA.id: was}})

    now = after(of(("people.csv", "email;name\nana@brand.hr;Ana Kovač\n"), register=register), register)

    assert {id: holder.email for id, holder in now.holders.items()} == {ANA.id: "ana@brand.hr"}


def test_the_page_of_an_account_and_its_handle_are_one_account() -> None:
    register = EMPTY.model_copy(update={"accounts": {"a1": BRAND}})

    again = of(("accounts.csv", "platform;handle\nTwitter;https://x.com/brand\n"), register=register)
    twice = of(("accounts.csv", "platform;handle;tier\nx;https://x.com/brewery;main\nx;@brewery;local\n"))
    same = of(("accounts.csv", "platform;handle\nx;https://x.com/brewery\nTwitter;@Brewery\n"))
    [new] = after(of(("accounts.csv", "platform;handle\nx;twitter.com/brewery/\n"))).accounts.values()

    assert again.mistakes == () and not any(change.changes for change in again.changes)
    assert len(after(same).accounts) == 1
    assert noted(same) == ["accounts.csv:3: The same stands in accounts.csv, line 2. It counts once."]
    assert "accounts.csv, line 2, says something else about the same." in said(twice)[0]
    assert (new.handle, new.url) == ("@brewery", "https://twitter.com/brewery/")


def test_a_page_on_another_platform_than_the_row_names_is_a_mistake() -> None:
    register = EMPTY.model_copy(update={"holders": {ANA.id: ANA}, "accounts": {"a1": BRAND}})
    access = "platform;handle;person;means\ninstagram;https://x.com/brand;ana@brand.hr;Delegated role\n"

    other = of(("accounts.csv", "platform;handle\nx;https://links.example/brand\n"))
    assert said(other) == ["accounts.csv:2: “https://links.example/brand” is no page on x. Change one of them."]
    for name, text in (("accounts.csv", "platform;handle\ninstagram;https://x.com/brand\n"), ("access.csv", access)):
        [mistake] = said(of((name, text), register=register))
        assert mistake == f"{name}:2: “https://x.com/brand” is no page on instagram. Change one of them."


@pytest.mark.parametrize("word", ["Instant", "Instance", "Instagrammer"])
def test_a_word_that_begins_like_a_platform_is_another_platform(word: str) -> None:
    done = of(("accounts.csv", f"platform;handle\n{word};@brand\n"))

    [account] = after(done).accounts.values()
    assert account.platform == word
    assert noted(done) == [f"accounts.csv:2: There is no runbook for “{word}”, so its steps will be general ones."]
