"""Whether each connector answers, and takes our token. Nothing is changed: who is listed is counted, and not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.connectors import Connector, ConnectorAway, Declared, connect
from bot.doctor.finding import Finding, fine, note, wrong
from bot.domain.access.holding import Why

WAY_ON = {
    Why.token: "Set {start}TOKEN or {start}PASSWORD to what the service gives now, and look whether it may do this.",
    Why.gone: "Compare {start}URL and {start}GROUP with the service.",
    Why.timeout: "Look whether the service is well, then run crisis doctor again.",
    Why.unreachable: "Compare {start}URL, and look whether this machine may call it.",
}
ELSE = "Compare {start}URL: the service answers, but not as one of its kind."


async def examine(declared: Sequence[Declared]) -> list[Finding]:
    """All of them at the same time; nothing where none is declared."""
    connectors = connect(declared)
    found = await asyncio.gather(*(asyncio.to_thread(look, each) for each in connectors.values()))
    for connector in connectors.values():
        connector.hang_up()
    return list(found)


def look(connector: Connector) -> Finding:
    """One of them; it blocks until the service has answered."""
    start = f"CRISIS_{connector.name.replace(':', '_').replace('-', '_').upper()}_"
    try:
        listed = len(connector.holders(""))
    except ConnectorAway as away:
        return wrong(f"The connector {away}", WAY_ON.get(away.why, ELSE).format(start=start))
    if not listed:
        way_on = f"Look whether that is right, and what {start}… names."
        return note(f"The connector {connector.name} answers, and lists nobody.", way_on)
    ways = "one way in" if listed == 1 else f"{listed} ways in"
    return fine(f"The connector {connector.name} answers: it lists {ways}.")
