"""Replies under the board that say when the chat was out of reach; nobody is called by them."""

from __future__ import annotations

from bot.chat.card import Card, Lines
from bot.crisis.incident import Incident
from bot.crisis.room.facts import ChatReturned
from bot.room.setting_up import product
from bot.room.status import when
from bot.room.surface import Scene, Surface
from bot.text import _


def outages(scene: Scene) -> list[Surface]:
    """One reply for each; the fact is recorded once the room is up to date, so the words are true."""
    return [
        Surface(f"returned/{int(told.until.timestamp())}", _told(scene.incident, told), thread="board", later=True)
        for told in scene.incident.room.outages
    ]


def _told(incident: Incident, told: ChatReturned) -> Card:
    words = _(
        "{chat} was out of reach from {since} to {until}. "
        "All that was confirmed to you is saved. This room is up to date again.",
        chat=product(incident),
        since=when(incident, told.since),
        until=when(incident, told.until),
    )
    return Card(words, (Lines((words,)),))
