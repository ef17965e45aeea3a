"""How it reads what became of the room, and who came and went."""

from __future__ import annotations

import re
from typing import Final

from bot.crisis.playbook import Book
from bot.crisis.room import facts, fold
from bot.crisis.room.facts import (
    ChatReturned,
    Joined,
    LanguageSet,
    Left,
    RoomRenamed,
    StepDone,
    StepRefused,
    StepRetried,
)
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Moment, Words, _

say = saying()

PERSON: Final = re.compile(r"/[a-z]+:")  # where the id of whom a step is about begins


PLACE = {
    "is_archived": _("the room was archived"),
    "not_in_channel": _("the bot was taken out of the room"),
    "deleted": _("the room was deleted"),
    "channel_not_found": _("the room cannot be reached: the bot was taken out of it, or it was deleted"),
}
"""By the reason of a place that is gone (chat/platform.py)."""


@say.register
def _step_refused(fact: StepRefused, book: Book, cut: int | None) -> Words:
    if fact.step == "place" and (words := PLACE.get(fact.reason)):
        return words
    return _("the chat refused a step: {step} ({reason})", step=_step(fact.step), reason=fact.reason)


@say.register
def _step_done(fact: StepDone, book: Book, cut: int | None) -> Words:
    if fact.step == "place":
        return _("the room is there again")
    return _("the chat took a step it had refused: {step}", step=_step(fact.step))


@say.register
def _step_retried(fact: StepRetried, book: Book, cut: int | None) -> Words:
    if not fact.step:
        return _("{name} asked to try again what the chat refused", name=fact.by.name)
    return _("{name} asked to try again: {step}", name=fact.by.name, step=_step(fact.step))


def _step(step: str) -> str:
    """Without whom it was about."""
    return PERSON.split(step, 1)[0]


@say.register
def _renamed(fact: RoomRenamed, book: Book, cut: int | None) -> Words:
    return _("the room was renamed: {name}", name=fact.name)


@say.register
def _joined(fact: Joined, book: Book, cut: int | None) -> Words:
    return _("{name} joined the room", name=fact.person.name)


@say.register
def _left(fact: Left, book: Book, cut: int | None) -> Words:
    return _("{name} left the room", name=fact.person.name)


@say.register
def _language(fact: LanguageSet, book: Book, cut: int | None) -> Words:
    return _("{name} changed the room's language", name=fact.by.name)


@say.register
def _chat_returned(fact: ChatReturned, book: Book, cut: int | None) -> Words:
    return _("the chat was out of reach from {since} to {until}", since=Moment(fact.since), until=Moment(fact.until))


CAPABILITY = Capability(
    "room",
    facts=facts.FACTS,
    say=say,
    state="room",
    becomes=fold.becomes,
    people=lambda incident: (there.person for there in incident.room.inside.values()),
)
