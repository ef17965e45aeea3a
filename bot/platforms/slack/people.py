"""Slack's people as ours: ids that say where they come from, and who is a full member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.people.who import Person, Standing
from bot.text import seen

PREFIX: Final = "slack:"
SLACKBOT: Final = "USLACKBOT"  # Slack: user object: is_bot is false for Slackbot


def to_ours(user: str) -> str:
    """``U123`` → ``slack:U123``."""
    return PREFIX + user


def to_slack(person: str) -> str:
    """``slack:U123`` → ``U123``."""
    return person.removeprefix(PREFIX)


def is_person(place: str) -> bool:
    """Whether a place is a person's id of ours: a direct message to them."""
    return place.startswith(PREFIX)


def person(user: Mapping[str, Any], team: str) -> Person:
    """A person of Slack's user object, as seen from the workspace *team*."""
    profile = user.get("profile") or {}
    called = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    return Person(
        id=to_ours(user["id"]),
        name=next(filter(None, (seen(name or "") for name in called)), user["id"]),
        standing=_standing(user, team),
        zone=user.get("tz") or "UTC",
        language=user.get("locale") or "en",
    )


def _standing(user: Mapping[str, Any], team: str) -> Standing:
    if user.get("deleted"):
        return Standing.gone
    if user.get("is_bot") or user["id"] == SLACKBOT:
        return Standing.bot
    if user.get("is_stranger") or not _is_from(user, team):
        return Standing.outsider
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.guest
    return Standing.member


def _is_from(user: Mapping[str, Any], team: str) -> bool:
    """On an Enterprise organisation a person's own team may be another, and the list of all theirs says so."""
    teams = (user.get("enterprise_user") or {}).get("teams") or ()
    return user.get("team_id", team) == team or team in teams
