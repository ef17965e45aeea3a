"""What a person did last, as long as it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.crisis.command.state import Offer, Silence
from bot.crisis.questions.state import Answered
from bot.crisis.roles.state import Seat
from bot.crisis.severity.state import LevelAsk, SetLevel
from bot.people.who import Someone
from bot.record.fact import MessageRef, Weight
from bot.record.frozen import Frozen


class Press(Frozen):
    """An act of a person that can be taken back within a minute, and what stood before it."""

    seq: int
    at: datetime
    what: Literal["answer", "command", "role", "resolve", "note", "evidence", "level"]  # captured: a note too
    of: str = ""  # id of the question, code of the role
    as_: Weight | None = None  # of a note
    source: MessageRef | None = None  # of the message that an answer, a note or evidence was taken from
    exhibits: tuple[int, ...] = ()  # events that put in evidence in the same act
    freed: bool = False  # took a role from somebody: from several, it is one press with an event for each
    over: bool = False  # somebody has changed the same thing since
    answer: Answered | None = None
    commander: Someone | None = None
    commander_since: datetime | None = None
    commander_seen_at: datetime | None = None
    offer: Offer | None = None
    silences: tuple[Silence, ...] = ()
    seats: tuple[Seat, ...] = ()  # of that role
    level_set: SetLevel | None = None
    level_asks: tuple[LevelAsk, ...] = ()


class Undo(Frozen):
    """What can be taken back."""

    presses: dict[str, tuple[Press, ...]] = {}  # person → what they did within a minute, the newest last

    def press(self, person: str, seq: int) -> Press | None:
        """What this person did with that event; None where its words were erased, or it can't be taken back."""
        return next((press for press in self.presses.get(person, ()) if press.seq == seq), None)
