"""The register as one JSON file: everything that is the organisation's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.access.register.state import Register
from bot.people.who import Someone
from bot.report.register import register_json
from bot.speech.holding_statement.state import Template

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVA = Someone(id="slack:U1", name="Eva")


def test_every_line_leaves_with_its_text() -> None:
    line = Template(playbook="data_leak", text="We look into it.", written_by=EVA, written_at=AT)
    register = Register(id="register-T1", tenant="T1", number=0, templates={line.playbook: line})

    assert json.loads(register_json(register))["templates"]["data_leak"]["text"] == "We look into it."
