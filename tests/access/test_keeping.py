"""Rules of keeping the register, without a chat: what is refused, and what saving records."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from bot.access.register import confirming, granting, keeping
from bot.access.register.codes import Level, Means
from bot.access.register.derived import is_exposed, paths_into, still_know
from bot.access.register.entering import Which, accounts_of, save, which
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.facts import GrantEnded, GrantEntered, HolderEntered
from bot.access.register.keeping import Typed
from bot.access.register.state import Register
from bot.access.secrets.place_said import is_bare_secret
from bot.approval import mark
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.who import Person, Someone, Standing
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVA = Someone(id="slack:U4", name="Eva Malá")
PETR = Person(id="slack:U1", name="Petr Novák")
TOM = Person(id="slack:U9", name="Tom Reed", standing=Standing.guest)
IVO = Holder(id="h1", name="Ivo Marić", email="ivo@old.example", employer="freelancer")


def register(**more: object) -> Register:
    """@brand on X, a tool that posts to it, and Ivo outside the chat."""
    known: dict[str, object] = {
        "accounts": {"a1": Account(id="a1", platform="x", handle="@brand")},
        "tools": {"t1": Tool(id="t1", name="Hootsuite", accounts=("a1",))},
        "holders": {"h1": IVO},
    }
    return Register.model_validate({"id": "register-T1", "tenant": "T1", "number": 0, **known, **more})


def typed(given: Mapping[str, Given], now: datetime = NOW) -> Typed:
    ids = itertools.count(1)
    return Typed(given, {p.id: p for p in (PETR, TOM)}, lambda kind: f"{kind}new{next(ids)}", now)


def after(was: Register, facts: list[Fact], at: datetime = NOW) -> Register:
    """The register once these were recorded."""
    for fact in facts:
        event = Event.model_validate({"seq": was.seq + 1, "at": at, "happened_at": at, "by": EVA.id, "fact": fact})
        was = apply(was, event)
    return was


WAY: dict[str, Given] = {"person": PETR.id, "means": "delegated_role", "level": "publish"}
REFUSED: list[tuple[str, dict[str, Given], str]] = [
    ("nobody", {"person": None}, "person"),
    ("unknown_person", {"person": "slack:U404"}, "person"),
    ("not_a_member", {"person": TOM.id}, "person"),
    ("several", {"name": "Ivo"}, "person"),
    ("same_name", {"person": None, "name": "ivo marić"}, "name"),
    ("no_email", {"person": None, "name": "Agency", "email": "at agency"}, "email"),
    ("no_choice", {"means": "telepathy"}, "means"),
    ("no_choice", {"level": "emperor"}, "level"),
    ("no_tool", {"means": "tool_seat"}, "of"),
    ("field", {"until": date(2026, 3, 1)}, "until"),
    ("no_vault", {"vault": "op://Marketing/app"}, "vault"),
    ("secret_seen", {"means": "shared_password", "vault": "Sommer2013!"}, "vault"),
]


@pytest.mark.parametrize(("code", "given", "field"), REFUSED)
def test_a_path_in_is_refused_under_its_field(code: str, given: dict[str, Given], field: str) -> None:
    with pytest.raises(Refused) as refused:
        granting.path(register(), "a1", typed({**WAY, **given}), EVA)

    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("means", list(Means))
def test_all_eighteen_means_can_be_entered(means: Means) -> None:
    of = "t1" if means is Means.tool_seat else "a1"

    known = after(register(), granting.path(register(), "a1", typed({**WAY, "means": means.value, "of": of}), EVA))

    [path] = paths_into(known, "a1", NOW)
    assert (path.holder, path.means) == (PETR.id, means)
    assert (path.secret is None) is (means is not Means.shared_password)


def test_the_same_path_twice_is_one() -> None:
    known = after(register(), granting.path(register(), "a1", typed(WAY), EVA))

    with pytest.raises(Refused) as refused:
        granting.path(known, "a1", typed(WAY), EVA)

    assert refused.value.code == "twice"


def test_one_known_by_e_mail_is_not_entered_again() -> None:
    given: dict[str, Given] = {**WAY, "person": None, "name": "Marić, Ivo", "email": "IVO@old.example"}

    facts = granting.path(register(), "a1", typed(given), EVA)

    assert not any(isinstance(fact, HolderEntered) for fact in facts)
    assert [fact.grant.holder for fact in facts if isinstance(fact, GrantEntered)] == ["h1"]


@pytest.mark.parametrize("written", ["mailto:ivo@old.example", "ivo\u200b@old.example", "<Ivo@old.example>."])
def test_an_address_typed_in_a_form_with_something_around_it_is_the_same_person(written: str) -> None:
    given: dict[str, Given] = {**WAY, "person": None, "name": "Marić, Ivo", "email": written}

    facts = granting.path(register(), "a1", typed(given), EVA)

    assert [fact.grant.holder for fact in facts if isinstance(fact, GrantEntered)] == ["h1"]


def test_an_address_is_kept_in_its_one_spelling() -> None:
    given: dict[str, Given] = {**WAY, "person": None, "name": "Ana", "email": "Ana <mailto:ANA@Old.example>"}

    [new] = [f.holder for f in granting.path(register(), "a1", typed(given), EVA) if isinstance(f, HolderEntered)]

    assert new.email == "ana@old.example"


@pytest.mark.parametrize("written", ["https://x.com/brand", "BRAND", "＠brand", "twitter.com/brand?s=20"])
def test_an_account_typed_by_the_address_of_its_page_is_not_entered_again(written: str) -> None:
    with pytest.raises(Refused) as refused:
        keeping.account(register(), None, typed({"platform": "x", "handle": written}))

    assert (refused.value.code, refused.value.field) == ("twice", "handle")


def test_the_last_day_counts_whole() -> None:
    """In the organisation's zone; and it is shown as it was typed."""
    known = register(zone="Europe/Zagreb")
    facts = granting.path(known, "a1", typed({**WAY, "until": date(2026, 3, 2)}), EVA)

    [grant] = [fact.grant for fact in facts if isinstance(fact, GrantEntered)]

    assert grant.expires_at == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert granting.last_day_of(known, grant) == date(2026, 3, 2)


def test_who_is_taken_off_an_account_log_in_still_knows_its_password() -> None:
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.native_login, level=Level.owner)
    secret = Secret(id="s1", name="@brand", opens=("a1",))
    was = register(grants={"g1": grant}, secrets={"s1": secret})

    known = after(was, granting.change_path(was, grant, typed({"off": "Left in May"}), EVA))

    assert known.grants == {}
    assert is_exposed(known.secrets["s1"]) and still_know(known.secrets["s1"]) == {"h1"}


@pytest.mark.parametrize("given", [{"off": "Left in May"}, {"means": "delegated_role", "level": "publish"}])
def test_where_no_password_was_entered_it_is_exposed_all_the_same(given: dict[str, Given]) -> None:
    """Taken off, or entered as another access path: who had the account's log-in knows its password."""
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.native_login, level=Level.owner)
    was = register(grants={"g1": grant})

    known = after(was, granting.change_path(was, grant, typed(given), EVA))

    [secret] = known.secrets.values()
    assert (secret.name, secret.opens) == ("@brand", ("a1",))
    assert is_exposed(secret) and still_know(secret) == {"h1"}


def test_a_delegated_role_taken_off_is_gone_with_its_reason() -> None:
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.delegated_role)
    was = register(grants={"g1": grant})

    assert granting.change_path(was, grant, typed({"off": "Left"}), EVA) == [GrantEnded(grant="g1", why="Left")]


def test_a_password_that_was_changed_is_known_to_those_named_alone() -> None:
    secret = Secret(id="s1", name="@brand", opens=("a1",), known_by=(Known(holder="h1"),))
    was = register(secrets={"s1": secret})
    given: dict[str, Given] = {"name": "@brand", "opens": ("a1",), "people": (PETR.id,), "changed_now": ("yes",)}

    known = after(was, granting.secret(was, secret, typed(given)))

    assert still_know(known.secrets["s1"]) == {PETR.id} and not is_exposed(known.secrets["s1"])


def test_who_is_not_to_know_it_any_more_knew_it() -> None:
    """Until it is changed it is exposed."""
    secret = Secret(id="s1", name="@brand", opens=("a1",), known_by=(Known(holder="h1"),))
    was = register(secrets={"s1": secret})

    known = after(was, granting.secret(was, secret, typed({"name": "@brand", "opens": ("a1",)})))

    assert still_know(known.secrets["s1"]) == {"h1"} and is_exposed(known.secrets["s1"])


def test_nobody_with_a_path_in_is_taken_off_as_entered_wrongly() -> None:
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.delegated_role)

    with pytest.raises(Refused) as refused:
        keeping.person(register(grants={"g1": grant}), IVO, typed({"off": "A double"}))

    assert refused.value.code == "holds"


def test_a_name_is_given_once_a_platform() -> None:
    given: dict[str, Given] = {"platform": "x", "handle": "@BRAND"}

    with pytest.raises(Refused) as refused:
        keeping.account(register(), None, typed(given))
    elsewhere = keeping.account(register(), None, typed({**given, "platform": "other", "other": "Vero"}))

    assert refused.value.code == "twice"
    assert "vero" in str(elsewhere)


def test_what_is_as_it_was_is_not_recorded() -> None:
    account = Account(id="a1", platform="x", handle="@brand")
    given: dict[str, Given] = {"platform": "x", "handle": "@brand", "tier": "main", "legal_owner": "company"}

    assert keeping.account(register(), account, typed(given)) == []


def test_who_was_overtaken_is_refused_whatever_they_typed() -> None:
    seen = mark(Account(id="a1", platform="x", handle="@brand", market="HR"))

    with pytest.raises(Refused) as refused:
        save(register(), Which("account", "a1"), seen, typed({}), EVA)

    assert refused.value.code == keeping.OVERTAKEN


def test_whom_it_takes_to_change_an_entry() -> None:
    """The accounts it opens, also through a tool; None is all of the register."""
    secret = Secret(id="s1", name="mailbox", opens=("a1", "t2"))
    two = {id: Account(id=id, platform="x", handle=f"@{id}") for id in ("a1", "a2", "a3")}
    tools = {"t2": Tool(id="t2", name="Buffer", accounts=("a2", "a3"))}
    known = register(accounts=two, tools=tools, secrets={"s1": secret})

    assert accounts_of(known, which("secret", "s1", "a1")) == {"a1", "a2", "a3"}
    assert accounts_of(known, which("path", "", "a1"), "t2") == {"a1", "a2", "a3"}
    assert accounts_of(known, which("account", "a1", "")) == {"a1"}
    for of in (which("account", "", ""), which("tool", "t2", ""), which("person", "h1", "")):
        assert accounts_of(known, of) is None


def test_nobody_confirms_what_is_not_theirs() -> None:
    grant = Grant(id="g1", of="a1", holder="h1", means=Means.delegated_role)
    known = register(grants={"g1": grant})

    with pytest.raises(Refused) as confirmed:
        confirming.confirm(known, PETR.someone, ("grant:g1",), NOW)
    with pytest.raises(Refused) as doubted:
        confirming.doubt(known, PETR.someone, ("grant:g1",), "not mine", NOW)

    assert (confirmed.value.code, doubted.value.code) == ("none", "none")


def test_what_was_doubted_and_then_confirmed_is_active_again() -> None:
    grant = Grant(id="g1", of="a1", holder=PETR.id, means=Means.delegated_role)
    was = register(grants={"g1": grant})
    doubted = after(was, confirming.doubt(was, PETR.someone, ("grant:g1",), "not mine", NOW))

    known = after(doubted, confirming.confirm(doubted, PETR.someone, ("grant:g1",), NOW))

    assert doubted.grants["g1"].state == "unknown" and len(paths_into(doubted, "a1", NOW)) == 1
    assert (known.grants["g1"].state, known.grants["g1"].confirmed_at) == ("active", NOW)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Sommer2013!", True),
        ("48291734", True),
        ("1234 5678 9012", True),
        ("op://Marketing/brand", False),
        ("Marketing/brand-2", False),
        ("the safe in Zagreb, 3rd floor", False),
        ("1Password", False),
        ("", False),
    ],
)
def test_where_something_is_kept_is_not_the_thing_itself(text: str, bare: bool) -> None:
    assert is_bare_secret(text) is bare
