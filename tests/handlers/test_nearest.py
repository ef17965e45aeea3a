"""A command that does not exist leads to the one that was meant."""

from __future__ import annotations

import pytest

from bot.chat.nearest import SAME, nearest, not_yet
from tests.conversation import Rehearsal

COMMANDS = frozenset(SAME)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("close", "resolve"), ("say", "statement"), ("lockdown", "restrict"), ("keepout", "conflict"),
        ("summary", "brief"), ("page", "role"), ("declare", "open"), ("log", "timeline"), ("TEAM", "roles"),
        ("statsu", "status"), ("resolv", "resolve"), ("restirct", "restrict"), ("evidnce", "evidence"),
        ("review", None), ("report", None), ("drill", None), ("restore", None), ("export", None), ("banana", None),
    ],
)  # fmt: skip
def test_it_is_found_by_meaning_and_only_then_by_direct_messages(typed: str, meant: str | None) -> None:
    assert nearest(typed, COMMANDS) == meant


def test_no_word_means_two_commands() -> None:
    words = [word for others in SAME.values() for word in others.split()]

    assert len(words) == len(set(words)) and not {*words} & COMMANDS
    assert not [word for word in words if not_yet(word)]


async def test_what_is_not_there_yet_is_said_with_what_there_is(crisis: Rehearsal) -> None:
    assert {*SAME} == {*crisis.app.commands}, "every command there is has its other words"

    for typed in ("review", "report", "export", "drill", "restore", "severity"):
        said = str(await crisis.petr.command(f"/crisis {typed}"))
        assert "yet. " in said and "Did you mean" not in said

    assert "Did you mean “/crisis resolve”?" in str(await crisis.petr.command("/crisis close"))
