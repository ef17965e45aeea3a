"""A case played by its people from the command line."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.play import CaseFailed, Played, cases, play
from tests.unpaced import unpaced

HOLDERS = ("Ivo Marić", "Marko Jurić", "Lukáš Dvořák", "Agency photographer")  # who had an access path, and keeps none


@pytest.fixture(scope="module")
def hmv(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, str]:
    """What HMV 2013 took, and what was printed. Played in the first minutes of a year: what happened was yesterday."""
    return _played("hmv-2013", tmp_path_factory.mktemp("hmv"), "2026-12-31T23:05")


@pytest.fixture(scope="module")
def burger_king(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, str]:
    """What Burger King 2013 took, and what was printed. Played as the clocks of the organisation skip an hour."""
    return _played("burger-king-2013", tmp_path_factory.mktemp("burger_king"), "2027-03-28T00:59")


def _played(case: str, folder: Path, begin: str) -> tuple[Played, str]:
    """*begin* is in UTC; from there time goes on as usual."""
    said: list[str] = []
    ahead = datetime.fromisoformat(begin).replace(tzinfo=UTC) - datetime.now(UTC)
    with unpaced():
        played = asyncio.run(play(case, folder, said.append, lambda: datetime.now(UTC) + ahead))
    return played, "\n".join(said)


def left_behind(said: str) -> str:
    """The room, the summary and the file, without the steps that were played."""
    return said.partition("\n#crisis-1-")[2]


def in_order(text: str, *parts: str) -> bool:
    """Whether each stands after the one before."""
    at = 0
    for part in parts:
        at = text.find(part, at) + 1
        if not at:
            return False
    return True


def took(played: Played, label: str) -> int:
    """Interactions of the step that pressed, typed or used this."""
    return next(n for step, n, _ in played.took if any(str(of).startswith(label) for of in step.what.values()))


def test_hmv_2013_is_played_to_its_summary_and_timeline(hmv: tuple[Played, str]) -> None:
    """The room, the summary and the file are printed; the name of the person involved is in none of them."""
    steps, _line, room = hmv[1].partition("\n#crisis-1-")

    assert "Ana Kovač: [Take command]" in steps
    assert "Critical (SEV1)" in room and "Crisis 1 resolved" in room and "[crisis-1.md]" in room
    assert "Evidence 4" in room and "Eva Malá has command since" in room
    assert "Jo Example" not in room
    assert "<!date" not in room


def test_each_time_in_the_file_is_in_the_rooms_zone(hmv: tuple[Played, str]) -> None:
    """UTC stands beside the time of a line, and in no sentence."""
    file = hmv[1].partition("# Timeline of Crisis")[2]

    assert re.findall(r".{20}(?<!\(\d\d:\d\d) UTC\b(?! beside)", file) == []
    assert "CET (" in file


def test_hmv_2013_asks_little(hmv: tuple[Played, str]) -> None:
    """ux.md §5.1: eight questions in at most eight prompts and thirteen interactions; of our account one press more."""
    played, _said = hmv

    assert "9 of 9 answered" in hmv[1]
    asked_at_the_end = took(played, "Resolve…")  # its form asks once more whether it still goes on
    assert played.prompts <= 9 and played.of_questions - asked_at_the_end <= 14


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
    posts, mentions = noise(said)
    top = [message for message in played.posted if "thread_ts" not in message]

    assert posts == len(top) <= 5
    assert mentions == 5, "Ana, for the first question about access; Petr and Jana, who prove; Petr again; then Eva"


def noise(said: str) -> tuple[int, int]:
    """Posts and mentions, as the summary counts them."""
    posts, mentions = re.findall(r"(\d+) posts, (\d+) mentions?\. Thank you", said)[0]
    return int(posts), int(mentions)


@pytest.mark.parametrize("case", ["hmv", "burger_king"])
def test_a_closing_is_started_in_three_interactions_and_so_is_the_holding_statement(
    case: str, request: pytest.FixtureRequest
) -> None:
    """Opening is one of them; answers, command and evidence wait for no press of theirs, nor these for them."""
    played, _said = request.getfixturevalue(case)

    assert took(played, "/crisis open") + took(played, "Close access…") == 3
    assert took(played, "/crisis open") + took(played, "First word…") == 3


@pytest.mark.parametrize("case", ["hmv", "burger_king"])
def test_no_holder_of_access_is_named_in_what_a_case_leaves_behind(case: str, request: pytest.FixtureRequest) -> None:
    """Keyholders are named; of everybody else the room, the summary and the file have numbers."""
    room = left_behind(request.getfixturevalue(case)[1])

    assert "Petr Novák proved the log-in" in room
    assert [name for name in HOLDERS if name in room] == []


def test_hmv_2013_closes_access_and_gives_it_back(hmv: tuple[Played, str]) -> None:
    """Ten access paths; one step could not be done at first, and nothing says more than was seen."""
    room = left_behind(hmv[1])

    assert "Access: @teal_kettle normal again, 5 ways stay closed" in room
    assert "Access: @teal_kettle closed" in room and "10 of 10 verified, 5 stay out" in room
    assert in_order(room, "Jana Horvat can't log in", "Recovery e-mail and phone: could not", "gives access")
    assert in_order(room, "Petr Novák verified 10 steps", "verified 10 ways into @teal_kettle, as it was decided")


def test_hmv_2013_says_an_honest_fraction_at_each_step(hmv: tuple[Played, str]) -> None:
    """Of the same ten, whatever happens, as the access post said it one after the other."""
    told = hmv[0].shown
    found = re.findall(r"(\d+) done / (\d+) verified(?: / \d failed)? of (\d+)", " ".join(told))
    fractions = [(int(done), int(seen), int(of)) for done, seen, of in found]
    verified = next(n for n, message in enumerate(told) if "Closed and verified" in message)

    assert (0, 0, 10) in fractions and (10, 10, 10) in fractions
    assert all(seen <= done <= of == 10 for done, seen, of in fractions)
    assert any("could not" in message for message in told[:verified]), "what failed was said before it was done"
    assert not any("10 done / 10 verified" in message for message in told[:verified])


def test_burger_king_2013_is_lost_suspended_regained_and_given_back(burger_king: tuple[Played, str]) -> None:
    """While nobody can log in nothing is removed, and what the platform did is not ours."""
    said = burger_king[1]
    timeline = said.partition("# Timeline of Crisis 1")[2]

    assert in_order(timeline, "can't log in", "uspended", "proved", "emoval", "verified", "gives access")
    assert "11 of 11 verified, 6 stay out" in left_behind(said)
    assert "Paused: 1 of 2" in said and "may run again" in said


def test_burger_king_2013_keeps_within_its_noise(burger_king: tuple[Played, str]) -> None:
    played, said = burger_king
    posts, mentions = noise(said)

    assert posts == len([message for message in played.posted if "thread_ts" not in message]) <= 5
    assert mentions == 4, "Ana, for the first question about access, and three who were asked for a log-in"


async def test_a_case_there_is_not_names_those_there_are(tmp_path: Path) -> None:
    """A slip costs one look."""
    with pytest.raises(CaseFailed, match="hmv-2013"):
        await play("hmv-2014", tmp_path, print)

    assert "hmv-2013" in cases()
