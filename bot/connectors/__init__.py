"""Connectors: what a platform lists, closes and gives back by itself. Everything else is done by people (guided)."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from bot.connectors.bluesky import Bluesky
from bot.connectors.connector import Connector, ConnectorAway, SeesLeavers
from bot.connectors.declared import BlueskyDeclared, Declared, ScimDeclared
from bot.connectors.guided import Guided

__all__ = ["Connector", "ConnectorAway", "Declared", "Guided", "SeesLeavers", "connect"]


def connect(declared: Iterable[Declared]) -> dict[str, Connector]:
    """The connectors by name; nothing is called yet. SCIM's library takes half a second: only who needs it loads it."""
    made: dict[str, Connector] = {}
    for each in declared:
        match each:
            case ScimDeclared():
                made[each.key] = import_module("bot.connectors.scim").Scim(each)
            case BlueskyDeclared():
                made[each.key] = Bluesky(each)
    return made
