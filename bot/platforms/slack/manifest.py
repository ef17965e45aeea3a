"""What the app is asked to be in Slack: app.yaml, read once a process, when somebody first asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

MANIFEST: Final = Path(__file__).resolve().parents[3] / "app.yaml"


@lru_cache(maxsize=1)
def manifest() -> Mapping[str, Any]:
    """app.yaml, parsed."""
    parsed: Mapping[str, Any] = YAML(typ="safe", pure=True).load(MANIFEST.read_text("utf-8"))
    return parsed


@lru_cache(maxsize=1)
def wanted_scopes() -> Mapping[str, str]:
    """The bot's scopes, each with the use that stands beside it in app.yaml."""
    uses = dict(re.findall(r"^\s+- (\S+) +# (.+?)\s*$", MANIFEST.read_text("utf-8"), re.MULTILINE))
    return {scope: uses.get(scope, "") for scope in manifest()["oauth_config"]["scopes"]["bot"]}


def lacking(granted: Collection[str]) -> list[str]:
    """The scopes of app.yaml that are not *granted*, each with its use."""
    return [f"{scope} ({use})" for scope, use in wanted_scopes().items() if scope not in granted]


def scopes_of(header: str) -> frozenset[str]:
    """Slack's header X-OAuth-Scopes as scopes."""
    return frozenset(filter(None, map(str.strip, header.split(","))))
