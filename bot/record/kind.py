"""The kinds of records, crises and the register, and what differs between them: all else is done alike for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from bot.access.register.state import NUMBER, Register, unwritten_register
from bot.capabilities import register_folds
from bot.crisis import fold as crisis
from bot.crisis.incident import Incident
from bot.record.event import Event
from bot.record.record import Record

State = TypeVar("State", bound=Record)


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[State]):
    """
    One of them.

    Args:
        state: What is made of its events.
        after: That state after one more event.
        unwritten: What has an id of this kind before anything is recorded; None where such a record must be opened.

    """

    state: type[State]
    after: Callable[[State, Event], State]
    unwritten: Callable[[str], State | None] = lambda id: None


def _register_after(register: Register, event: Event) -> Register:
    """The register after one more event."""
    changes = (fold(event.fact, register, event) for fold in register_folds(type(event.fact)))
    changed = {name: value for change in changes for name, value in change.items()}
    return register.model_copy(update={**changed, "seq": event.seq, "checksum": event.hash, "changed_at": event.at})


CRISIS: Final = RecordKind(Incident, crisis.after)
REGISTER: Final = RecordKind(Register, _register_after, unwritten_register)
KINDS: Final[tuple[RecordKind[Any], ...]] = (CRISIS, REGISTER)


def kind_of(number: int) -> RecordKind[Any]:
    """The kind of what has this number among the records of a workspace."""
    return REGISTER if number == NUMBER else CRISIS


def unwritten(id: str) -> Record | None:
    """What is made once something is to be recorded under this id; None where it must be there."""
    return next((record for kind in KINDS if (record := kind.unwritten(id))), None)
