"""An incident as JSON: every event with its place in the chain. Restricted values are not in it; their digest is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.crisis.incident import Incident
from bot.record.chain import Sealed, name_of, unseal
from bot.report.evidence import as_record

FORMAT = 1  # raised when a field changes its meaning


def as_json(incident: Incident, rows: Iterable[Sealed]) -> str:
    """
    The whole record, indented. Times are ISO 8601, UTC.

    Each event carries ``digest``, ``prev_hash`` and ``hash``, so the chain can be checked without the words.
    """
    record = {
        "format": FORMAT,
        "number": incident.number,
        "tenant": incident.tenant,
        "checksum": {"seq": incident.seq, "hash": incident.checksum},
        "exhibits": [as_record(exhibit) for exhibit in incident.evidence.exhibits],
        "events": [_event(row) for row in rows],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _event(row: Sealed) -> dict[str, object]:
    fact = unseal(row).fact
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "happened_at": row.happened_at.isoformat(),
        "kind": row.kind,
        "v": row.v,
        "by": row.by,
        "name": name_of(row),
        "place": row.place,
        "key": row.key,
        "weight": fact.weight.value,
        "fact": fact.model_dump(mode="json"),  # without REVEAL: a restricted value reads [restricted]
        "digest": row.digest,
        "prev_hash": row.prev_hash,
        "hash": row.hash,
    }
