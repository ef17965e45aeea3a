"""Events recorded by the first version, whose facts had fewer fields, fold into what they meant then."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import Noted
from bot.record.chain import GENESIS, seal, unseal
from bot.record.event import Event
from bot.record.fold import fold
from tests.record.story import NOON, PETR

SOMEBODY = {"id": "slack:U1", "name": "Petr Novák"}
FIRST: list[dict[str, Any]] = [
    {
        "kind": "opened",
        "title": "Offensive post",
        "opener": SOMEBODY,
        "language": "cs",
        "zone": "Europe/Prague",
        "brand": "",
        "listed": True,
        "announce_in": None,
        "responders": [{"person": {"id": "slack:U2", "name": "Ana Kovač"}, "deputy": None}],
        "hr": None,
        "legal": None,
        "tag": "a7c2",
    },
    {"kind": "noted", "text": "Two posts", "as_": "fact", "by": SOMEBODY, "source": None},
    {"kind": "noted", "text": "A third", "as_": "fact", "by": SOMEBODY, "source": {"place": "C1", "ref": "7.0"}},
    {
        "kind": "question_answered",
        "question": "involved",
        "answer": {"values": {}, "private": {}, "private_people": {"who": ["slack:U5"]}, "source": None},
        "by": SOMEBODY,
        "version": 1,
    },
    {"kind": "answer_withdrawn", "question": "involved", "by": SOMEBODY},
    {"kind": "command_taken", "by": SOMEBODY, "before": None, "reason": ""},
]


def test_what_the_first_version_recorded_is_read_and_folded() -> None:
    """New fields have a default; nothing that was told by them is made up."""
    events = [recorded(seq, fact) for seq, fact in enumerate(FIRST, 1)]

    incident = fold(Incident(id="i1", tenant="T1", number=12), events)

    assert [event.fact.kind for event in events] == [fact["kind"] for fact in FIRST]
    assert (incident.title, incident.owners, incident.small) == ("Offensive post", (), False)
    assert (incident.counts, incident.sources) == ({"fact": 2}, {"C1/7.0": 3})
    assert (incident.answers, [naming.ended for naming in incident.namings]) == ({}, ["changed"])
    assert incident.commander == PETR and incident.seats == ()


def recorded(seq: int, fact: dict[str, Any]) -> Event:
    """The event of a row that holds these words."""
    row = seal(
        GENESIS,
        Noted(text="", by=PETR),
        tenant="T1",
        incident="i1",
        seq=seq,
        at=NOON,
        happened_at=NOON,
        by=PETR.id,
        name=PETR.name,
    )
    return unseal(replace(row, kind=fact["kind"], v=1, data=json.dumps({"name": PETR.name, "fact": fact})))
