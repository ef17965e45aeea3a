"""A case played by its people from the command line."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.play import CaseFailed, Played, cases, play


@pytest.fixture(scope="module")
def hmv(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, str]:
    """What HMV 2013 took, and what was printed."""
    said: list[str] = []
    played = asyncio.run(play("hmv-2013", tmp_path_factory.mktemp("hmv"), said.append))
    return played, "\n".join(said)


def took(played: Played, label: str) -> int:
    """Interactions of the step that pressed, typed or used this."""
    return next(
        n for step, n, _ in played.took if label in [str(of).partition(" Staff")[0] for of in step.what.values()]
    )


def test_hmv_2013_is_played_to_its_summary_and_timeline(hmv: tuple[Played, str]) -> None:
    """The room, the summary and the file are printed; the name of the person involved is in none of them."""
    steps, _line, room = hmv[1].partition("\n#crisis-1-")

    assert "Ana Kovač: [Take command]" in steps
    assert "Critical (SEV1)" in room and "Crisis 1 resolved" in room and "[crisis-1.md]" in room
    assert "Evidence 4" in room and "Eva Malá has command since" in room
    assert "Jo Example" not in room
    assert "<!date" not in room


def test_hmv_2013_asks_little(hmv: tuple[Played, str]) -> None:
    """ux.md §5.1: eight questions in at most eight prompts and thirteen interactions."""
    played, _said = hmv

    assert "8 of 8 answered" in hmv[1]
    assert played.prompts <= 8 and played.of_questions <= 13


def test_each_act_of_hmv_2013_takes_as_few_interactions_as_it_can(hmv: tuple[Played, str]) -> None:
    """Opening, taking command, evidence; a role by panel and the yes to it; a message by shortcut; the hand over."""
    played, _said = hmv
    hand_over = [n for step, n, _ in played.took if step.what.get("form", {}).get("Role") == "Commander"]

    assert (took(played, "/crisis open"), took(played, "Take command")) == (1, 1)
    assert next(n for _step, n, kinds in played.took if "evidence_added" in kinds) == 1
    assert (took(played, "Roles…"), took(played, "I'll do it")) == (2, 1)
    assert took(played, "Add to crisis timeline") == 2
    assert (hand_over, took(played, "I have command")) == ([3], 1)


def test_severity_is_shown_before_the_first_question(hmv: tuple[Played, str]) -> None:
    posted = hmv[0].posted
    first_question = next(n for n, message in enumerate(posted) if "Question 1 of 8" in message)

    assert any("Contained (SEV3" in message for message in posted[:first_question])


def test_hmv_2013_keeps_within_its_noise(hmv: tuple[Played, str]) -> None:
    """At most five posts at the top level; nobody is mentioned but who is asked for something."""
    played, said = hmv
    posts, mentions = (int(n) for n in re.findall(r"(\d+) posts, (\d+) mentions?\. Thank you", said)[0])
    top = [message for message in played.posted if "thread_ts" not in message]

    assert posts == len(top) <= 5
    assert mentions == 1, "Eva, to whom command is offered"


async def test_a_case_there_is_not_names_those_there_are(tmp_path: Path) -> None:
    """A slip costs one look."""
    with pytest.raises(CaseFailed, match="hmv-2013"):
        await play("hmv-2014", tmp_path, print)

    assert "hmv-2013" in cases()
