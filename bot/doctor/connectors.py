"""Whether each connector answers, and takes our token. Nothing is changed: who is listed is counted, and not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.access.connectors.holding import Why
from bot.connectors import Connector, ConnectorAway, Declared, connect
from bot.doctor.finding import Finding, fine, note, wrong

WAY_ON = {
    Why.token: "Set {start}TOKEN or {start}PASSWORD to what the service gives now, and look whether it may do this.",
    Why.forbidden: "Look whether what {start}TOKEN or {start}PASSWORD holds may do this, and use one that may.",
    Why.mail_code: "Make an app password for this app, set it as {start}PASSWORD, and its name as {start}OWN.",
    Why.taken_down: "Appeal to the platform. Nothing can be read or changed until then.",
    Why.deactivated: "Activate the account on the platform, then run crisis doctor again.",
    Why.busy: "Wait a few minutes, then run crisis doctor again.",
    Why.failing: "Look whether the service is well, then run crisis doctor again.",
    Why.two_groups: "Set {start}GROUP to the id of the group.",
    Why.moved: "Set {start}URL to the address where the service is now, if you trust it.",
    Why.partial: "Name a group in {start}GROUP, not *: the list of all users can't be read to its end.",
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
