"""The register as one JSON file: everything that is the organisation's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.access.register.state import Register
from bot.people.who import Someone
from bot.report.register import register_json
from bot.speech.holding_statement.state import FirstLine

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVA = Someone(id="slack:U1", name="Eva")


def test_a_line_that_may_be_an_old_crisis_draft_leaves_without_its_text() -> None:
    old = FirstLine(playbook="other", text="Jana posted it.", written_by=EVA, written_at=AT, unsettled=True)
    ours = FirstLine(playbook="data_leak", text="We look into it.", written_by=EVA, written_at=AT)
    lines = {line.playbook: line for line in (old, ours)}

    written = json.loads(register_json(Register(id="register-T1", tenant="T1", number=0, first_lines=lines)))

    kept = written["first_lines"]
    assert "text" not in kept["other"] and kept["other"]["unsettled"] is True
    assert kept["data_leak"]["text"] == "We look into it."
