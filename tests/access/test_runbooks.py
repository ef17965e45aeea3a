"""Runbooks: what is wrong in one is said with its file and line, and what nobody has checked lately is said too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.catalogue import extract
from bot.check import check_all, stale_runbooks
from bot.playbooks import PlaybooksWrong, load

SHIPPED = Path(__file__).parents[2] / "playbooks"
TODAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The playbooks that come with the product, and one runbook."""
    for file in SHIPPED.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "runbooks").mkdir()
    text = (SHIPPED / "runbooks" / "bluesky.yaml").read_text(encoding="utf-8")
    (tmp_path / "runbooks" / "bluesky.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def wrong(folder: Path) -> list[str]:
    with pytest.raises(PlaybooksWrong) as found:
        load(folder, TODAY)
    return [str(mistake) for mistake in found.value.mistakes]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("purpose: rotate", "purpose: rotat", "purpose must be '"),
        ("purpose: verify", "purpose: restore", "there must be a step with the purpose verify."),
        ("owner: access lead  # keeps this runbook true\n", "", "owner is missing."),
        ("owner: access lead ", 'owner: " " ', "owner is empty"),
        ("checked_on: 2026-11-20", "checked_on: 2026-11-22", "2026-11-22 is still to come."),
        ("checked_on: 2026-11-20", "checked_on: 20.11.2026", "checked_on must be a day like 2026-11-20."),
        ("link: https://", "link: http://", "link must be an address that begins with https://."),
        ("id: bluesky", "id: blueskies", "the file must be called blueskies.yaml."),
        ("residual_minutes: 120", "residual_minutes: -1", "residual_minutes can't be less than 0."),
        ('    source: "mintlify.com"\n', "", "A check needs a source."),
        ("    by: owner\n", '    by: ""\n', "by is empty."),
        ("    text:", "    txt:", "text is missing."),
    ],
)
def test_what_is_wrong_in_a_runbook_is_said_with_its_line(folder: Path, was: str, now: str, says: str) -> None:
    file = folder / "runbooks" / "bluesky.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")

    found = [mistake for mistake in wrong(folder) if says in mistake]

    assert len(found) == 1 and found[0].startswith("runbooks/bluesky.yaml:")


def test_a_clock_that_is_behind_keeps_no_bot_from_starting(folder: Path) -> None:
    """Only the check knows what day it is."""
    assert [runbook.id for runbook in load(folder).runbooks] == ["bluesky"]
    assert any("is still to come" in fault for fault in check_all(folder, today=date(2020, 1, 1)))


def test_every_platform_of_the_domain_has_a_runbook_and_its_tools_have_one() -> None:
    found = {runbook.id: runbook for runbook in load(today=TODAY).runbooks}

    social = {"x", "facebook", "instagram", "threads", "linkedin", "youtube", "tiktok", "mastodon", "bluesky", "reddit"}
    assert set(found) == social | {"hootsuite", "sprout", "buffer", "other"}
    needed = {"pause", "rotate", "end_sessions", "revoke_apps", "tools", "verify", "restore"}
    missing = {id: needed - {step.purpose for step in found[id].steps} for id in social}
    assert {id: gaps for id, gaps in missing.items() if gaps} == {"bluesky": {"end_sessions"}}
    [residual] = [step.residual_minutes for step in found["bluesky"].steps if step.residual_minutes]
    assert residual == 120


def test_a_runbook_nobody_has_checked_lately_is_said_in_one_line(folder: Path) -> None:
    """A day more than half a year; and exit code 0, as it is no mistake."""
    [fresh] = stale_runbooks(date(2027, 5, 19), folder)
    [old] = stale_runbooks(date(2027, 5, 20), folder)

    assert fresh == "playbooks/runbooks/bluesky.yaml: of 9 steps 3 never checked. access lead keeps it true."
    assert "of 9 steps 3 never checked, 6 checked more than 180 days ago." in old


def test_what_a_runbook_says_is_gathered_for_translators() -> None:
    words = extract()

    for said in ("second person", "signs in with the Instagram account", "Threads", "Team › the user › Edit › Remove"):
        assert f'msgid "{said}' in words
    assert "checked_by" not in words and 'msgid "support.buffer.com' not in words


def test_runbooks_are_in_an_installed_package() -> None:
    """Their folder is a package, and its YAML is package data."""
    assert (SHIPPED / "runbooks" / "__init__.py").exists()
    pyproject = (SHIPPED.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert '"playbooks.*"' in pyproject and '"*.yaml"' in pyproject
