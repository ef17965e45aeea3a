"""Accounts that were named in crises before there was a register become its first rows."""

from __future__ import annotations

import pytest

from bot.access.importing.from_crises import named_in_crises, read_line
from bot.access.register.entities import Account
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.playbooks import load
from tests.record.story import PETR, Story

RUNBOOKS = load().runbooks
EMPTY = Register(id="register-T1", tenant="T1", number=0)


def crisis(accounts: str, whose: str = "main") -> Incident:
    """One in which these accounts were named."""
    answer = Answer(values={"whose": whose, "accounts": accounts})
    return Story().then([QuestionAnswered(question="accounts", answer=answer, by=PETR)], PETR).incident


@pytest.mark.parametrize(
    ("line", "platform", "name"),
    [
        ("@brand on Instagram", "instagram", "@brand"),
        ("@brand_hr na Instagramu", "instagram", "@brand_hr"),
        ("@brand na Facebooku", "facebook", "@brand"),
        ("X: @brand", "x", "@brand"),
        ("@brand (Twitter)", "x", "@brand"),
        ("• @brand – TikTok", "tiktok", "@brand"),
        ("Brand Croatia on Facebook", "facebook", "Brand Croatia"),
        ("https://www.instagram.com/brand/", "instagram", "@brand"),
        ("https://www.linkedin.com/company/brand", "linkedin", "@brand"),
        ("https://x.com/brand", "x", "@brand"),
    ],
)
def test_a_line_names_a_platform_and_an_account(line: str, platform: str, name: str) -> None:
    assert read_line(line, RUNBOOKS) == (platform, name)


@pytest.mark.parametrize(
    "line", ["@brand", "Instagram", "@one and @two on X", "@brand on X and Instagram", "all of them"]
)
def test_what_may_mean_several_or_none_is_not_guessed(line: str) -> None:
    assert read_line(line, RUNBOOKS) is None


def test_each_account_comes_once_and_none_that_is_known() -> None:
    known = EMPTY.model_copy(update={"accounts": {"a1": Account(id="a1", platform="x", handle="Brand")}})
    crises = [crisis("@brand on Instagram\n@brand on X"), crisis("@Brand on instagram\nthe shop's one")]

    found = named_in_crises(crises, known, RUNBOOKS)

    assert [(account.platform, account.handle) for account in found.accounts] == [("instagram", "@brand")]
    assert found.unread == ("the shop's one",)


def test_an_account_that_is_none_of_ours_is_not_proposed() -> None:
    assert named_in_crises([crisis("@fake on X", whose="none")], EMPTY, RUNBOOKS).accounts == ()
