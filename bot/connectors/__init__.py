"""Connectors: what a platform lists, closes and gives back by itself. Everything else is done by people (guided)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.connectors.bluesky import Bluesky
from bot.connectors.connector import Connector, ConnectorAway, SeesLeavers
from bot.connectors.declared import BlueskyDeclared, Declared, ScimDeclared
from bot.connectors.guided import Guided
from bot.connectors.scim import Scim

__all__ = ["Connector", "ConnectorAway", "Declared", "Guided", "SeesLeavers", "connect"]


def connect(declared: Iterable[Declared]) -> dict[str, Connector]:
    """The connectors by name; nothing is called yet."""
    made: dict[str, Connector] = {}
    for each in declared:
        match each:
            case ScimDeclared():
                made[each.key] = Scim(each)
            case BlueskyDeclared():
                made[each.key] = Bluesky(each)
    return made
