"""A case played by its people from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.play import CaseFailed, cases, play


async def test_hmv_2013_is_played_to_its_summary_and_timeline(tmp_path: Path) -> None:
    """The room, the summary and the file are printed; the name of the person involved is in none of them."""
    said: list[str] = []

    await play("hmv-2013", tmp_path, said.append)

    steps, _line, room = "\n".join(said).partition("\n#crisis-1-")
    assert "Ana Kovač: [Take command]" in steps
    assert "Critical (SEV1)" in room and "Crisis 1 resolved" in room and "[crisis-1.md]" in room
    assert "Jo Example" not in room
    assert "<!date" not in room


async def test_a_case_there_is_not_names_those_there_are(tmp_path: Path) -> None:
    """A slip costs one look."""
    with pytest.raises(CaseFailed, match="hmv-2013"):
        await play("hmv-2014", tmp_path, print)

    assert "hmv-2013" in cases()
