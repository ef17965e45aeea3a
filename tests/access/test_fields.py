"""A field of the register is said once, and is everywhere a field is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bot
from bot.access.register import entities
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.access.register.fields import fields_of
from bot.record.frozen import Frozen

LINES = """\
    slogan: Annotated[str, Kept(_("slogan"), _("Slogan"), guard="called")] = ""
    sponsor: Annotated[str | None, Kept(_("sponsor"), _("Sponsor of it"), "person", asked=_("Who pays?"))] = None
"""
BEFORE = "    connector:"
UNSAID: dict[type[Frozen], set[str]] = {
    Holder: {"id"},
    Account: {"id"},
    Tool: {"id"},
    Grant: {"id", "confirmed_at", "state", "origin", "external_id"},
    Secret: {"id"},
}
"""What nobody enters, and no change of an entry says."""


def test_a_line_more_in_an_account_is_a_field_more_in_form_files_and_timeline(tmp_path: Path) -> None:
    """The line is put into a copy of the source, and nothing else is changed there."""
    source = Path(bot.__file__).parent
    shutil.copytree(source, tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "bot" / Path(entities.__file__).relative_to(source)
    table.write_text(table.read_text(encoding="utf-8").replace(BEFORE, LINES + BEFORE, 1), encoding="utf-8")

    looked = subprocess.run(
        [sys.executable, Path(__file__).with_name("one_field_more.py")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )

    met = json.loads(looked.stdout)
    assert met["asked"][-4:] == ["Contact at the platform", "Slogan", "Who pays?", "Not ours any more? Say why"]
    assert (met["typed"]["slogan"], met["typed"]["sponsor"]) == ("We brew", "slack:U1")
    assert met["told"] == "@brand changed: slogan, sponsor"
    assert (met["imported"]["slogan"], met["imported"]["sponsor"]) == ("We sail", "h1")
    headings, row = (line.removeprefix("\ufeff").split(";") for line in met["exported"])
    assert dict(zip(headings, row, strict=True)).items() >= {("slogan", "We sail"), ("sponsor", "ana@brand.hr")}
    assert met["merged"]["accounts"]["a1"]["sponsor"] == "slack:U1"


def test_every_field_that_is_entered_says_how_it_is_kept() -> None:
    unsaid = {of: {*of.model_fields} - {kept.name for kept in fields_of(of)} for of in UNSAID}

    assert unsaid == UNSAID
