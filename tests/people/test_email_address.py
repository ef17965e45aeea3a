"""A person is one, whatever was pasted around their address."""

from __future__ import annotations

import pytest

from bot.people.email_address import email_key, read_email


@pytest.mark.parametrize(
    "written",
    [
        "ana@brand.hr",
        "ANA@Brand.HR",
        "ana\u200b@brand.hr",
        "\ufeffana@brand.hr\u00a0",
        "a\u00adna@brand.hr",
        "ana＠brand.hr",
        "ａｎａ＠ｂｒａｎｄ．ｈｒ",
        "mailto:ana@brand.hr",
        "MAILTO:ana@brand.hr?subject=Hello",
        "mailto:ana%40brand.hr",
        "<ana@brand.hr>",
        "<mailto:ana@brand.hr|ana@brand.hr>",
        "Ana Kovač <ana@brand.hr>",
        '"Kovač, Ana" <ana@brand.hr>',
        '"ana@brand.hr"',
        "(ana@brand.hr)",
        "ana@brand.hr.",
        "ana@brand.hr,",
        "ana@brand.hr;",
        "ana@brand。hr",
    ],
)
def test_every_form_of_an_address_is_the_same_address(written: str) -> None:
    assert read_email(written) == "ana@brand.hr"
    assert email_key(written) == email_key("ana@brand.hr")


def test_a_domain_of_other_direct_messages_is_one_in_both_its_forms() -> None:
    assert read_email("ana@xn--kova-jua.hr") == read_email("ana@KOVAČ.hr") == "ana@kovač.hr"
    assert read_email("ana@kovac\u030c.hr") == "ana@kovač.hr"
    assert read_email("ana@groß.de") != read_email("ana@gross.de")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@brand",
        "@brand.hr",
        "ana@@brand.hr",
        "ana@brand..hr",
        ".ana@brand.hr",
        "ana@brand.hr petr@brand.hr",
        "ana@brand.hr, petr@brand.hr",
        "ana@brand.hr;petr@brand.hr",
        "ana @brand.hr",
        "ana@brand.hr (work)",
        "[ana@brand.hr](mailto:ana@brand.hr)",
        "ana@brand.hr/x",
        "ana@xn--\u20ac.hr",
        "a" * 250 + "@brand.hr",
        "a" * 20_000 + "@brand.hr",
    ],
)
def test_what_is_not_one_address_is_none(written: str) -> None:
    assert read_email(written) is None


def test_an_apostrophe_and_a_plus_belong_to_an_address() -> None:
    assert read_email("o'brien+press@brand.hr") == "o'brien+press@brand.hr"
