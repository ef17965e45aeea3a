"""Which accounts of the register an answer means: exact handles alone, and what was ticked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.register.entities import Account
from bot.access.register.meant import called, completed, meant, unregistered
from bot.access.register.state import NUMBER, Register
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.playbooks import load

BOOK = load()
ACCOUNTS = (
    Account(id="x", platform="x", handle="@brand"),
    Account(id="ig", platform="instagram", handle="@brand", tier="secondary"),
    Account(id="fb", platform="facebook", handle="Brand Coffee", tier="dormant"),
    Account(id="wb", platform="weibo", handle="@{brand}", tier="secondary"),
)
REGISTER = Register(id="r", tenant="T1", number=NUMBER, accounts={account.id: account for account in ACCOUNTS})

TYPED = [
    ("@brand", ("x", "ig")),  # of a handle alone, every account of that handle is meant
    ("BRAND on X", ("x",)),
    ("@brand (Instagram)", ("ig",)),
    ("@brand na Instagramu", ("ig",)),
    ("@brand, Brand Coffee", ("x", "ig", "fb")),
    ("@{brand} on weibo", ("wb",)),  # a platform without a runbook, by the word that was entered
    ("@brandx", ()),
    ("@brand on TikTok", ()),
    ("@brand says so on X", ()),
    ("brand coffee on X", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "expected"), TYPED, ids=[text or "nothing" for text, _ in TYPED])
def test_a_handle_means_an_account_alone_or_with_its_platform(text: str, expected: tuple[str, ...]) -> None:
    assert meant(REGISTER, BOOK, text) == expected


@given(st.sampled_from(ACCOUNTS))
def test_what_an_account_is_called_means_that_account(account: Account) -> None:
    assert meant(REGISTER, BOOK, called(account, BOOK)) == (account.id,)


def test_what_was_ticked_is_kept_by_id_and_stands_among_the_names() -> None:
    told = completed(REGISTER, BOOK, {"registered": ("ig",), "accounts": "@rival on X", "whose": ""})

    assert told == {"registered": ("ig",), "accounts": "@rival on X\n@brand · Instagram", "whose": "ours"}


def test_a_main_account_makes_it_one_whatever_was_said() -> None:
    assert completed(REGISTER, BOOK, {"accounts": "@brand on X", "whose": "ours"})["whose"] == "main"
    assert completed(REGISTER, BOOK, {"accounts": "Brand Coffee", "whose": "main"})["whose"] == "main"
    assert completed(REGISTER, BOOK, {"accounts": "Brand Coffee", "whose": "unknown"})["whose"] == "ours"


def test_what_is_not_in_the_register_stays_as_it_was_given() -> None:
    given_: dict[str, Given] = {"whose": "main", "accounts": "@rival", "registered": ("gone",)}

    assert completed(REGISTER, BOOK, given_) == {"whose": "main", "accounts": "@rival"}


def test_none_of_ours_and_one_of_ours_are_not_both_true() -> None:
    with pytest.raises(Refused) as raised:
        completed(REGISTER, BOOK, {"whose": "none", "registered": ("x",)})

    assert raised.value.field == "whose"


def test_a_changed_answer_shows_what_is_ticked_as_ticked_alone() -> None:
    assert unregistered(REGISTER, BOOK, "@rival on X\n@brand · Instagram") == "@rival on X"


def test_names_that_are_too_many_for_the_field_are_cut_and_their_ids_are_not() -> None:
    many = {f"a{n}": Account(id=f"a{n}", platform="x", handle=f"@brand_number_{n}") for n in range(150)}
    told = completed(REGISTER.model_copy(update={"accounts": many}), BOOK, {"registered": tuple(many)})

    assert len(str(told["accounts"])) <= 600
    assert str(told["accounts"]).endswith("\n…")
    assert told["registered"] == tuple(many)
