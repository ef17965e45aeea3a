"""What the answers of a crisis say, as severity and posture read them; and what one says of another left empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.access.restriction.progress import lost
from bot.access.restriction.state import Restriction
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN
from bot.crisis.questions.state import Answered

USE: Final = "unauthorised_use"  # the question, and its field
DAMAGE: Final = "damage"
MAIN_LOST: Final = 3  # domain.md §2.3: what nobody can log in to counts as control of so much
OTHER_LOST: Final = 2
GRAVE: Final = 2


@dataclass(frozen=True, slots=True)
class Fills:
    """The field of a question that says how bad a dimension is where nobody rated that; by its values."""

    question: str
    field: str
    grades: Mapping[str, int]


FILLS: Final = {
    "control": Fills(USE, USE, {"no": 0, "controlled": 0, "doubtful": 2}),
    "legal_privacy": Fills(DAMAGE, "personal_data", {"yes": 2}),
}
"""domain.md §2.3 and §2.6."""


@dataclass(frozen=True)
class Answers:
    """What the answers say: one of a field's values, or "unknown"."""

    incident: Incident

    def one(self, question: str, field: str) -> str:
        """The value chosen, "unknown" while nobody knows."""
        known = self._answered(question)
        value = known.answer.values.get(field) if known else None
        return str(value) if value is not None else UNKNOWN

    def many(self, question: str, field: str) -> tuple[str, ...]:
        """The values ticked."""
        known = self._answered(question)
        value = known.answer.values.get(field) if known else None
        return value if isinstance(value, tuple) else ()

    def grade(self, dimension: str) -> int | None:
        """
        0 to 3, None while not known.

        What was rated counts; else what another answer says of it; else what its sender said an empty line means.
        An account that nobody can log in to is lost, whatever was rated.
        """
        value = self.one(DAMAGE, dimension)
        rated = int(value) if value != UNKNOWN else self._not_rated(dimension)
        return max(self.lost, rated or 0) if dimension == "control" and self.lost else rated

    @property
    def touched(self) -> str:
        """Whether an account of ours is touched: "yes", "no" or "unknown"."""
        whose = {"main": "yes", "ours": "yes", "none": "no"}.get(self.one("accounts", "whose"), UNKNOWN)
        return "yes" if self.lost else whose

    @property
    def main(self) -> str:
        """Whether it is a main account."""
        whose = {"main": "yes", UNKNOWN: UNKNOWN}.get(self.one("accounts", "whose"), "no")
        return "yes" if self.lost == MAIN_LOST else whose

    @property
    def lost(self) -> int:
        """How much control is lost with accounts that nobody who was asked can log in to; 0 where there is none."""
        grades = (MAIN_LOST if each.tier == "main" else OTHER_LOST for each in self._lost())
        return max(grades, default=0)

    @property
    def exposed(self) -> str:
        """Whether personal data is exposed. Left empty where that harm is rated slight at most, it says no."""
        said, harm = self.one(DAMAGE, "personal_data"), self.grade("legal_privacy")
        left = said == UNKNOWN and self._is_empty("personal_data")
        return "no" if left and harm is not None and harm < GRAVE else said

    @property
    def use_unknown(self) -> bool:
        """Whether somebody was asked if the account was used without our say, and does not know."""
        known = self.incident.questions.answers.get(USE)
        return known is not None and known.state == "unknown"

    @property
    def rated(self) -> bool:
        """Whether the damage was asked and settled, be it as not known."""
        known = self.incident.questions.answers.get(DAMAGE)
        return known is not None and known.state in ("answered", "unknown")

    def _answered(self, question: str) -> Answered | None:
        known = self.incident.questions.answers.get(question)
        return known if known and known.state == "answered" else None

    def _not_rated(self, dimension: str) -> int | None:
        """As another answer says; of our accounts' control none, where none of ours is touched."""
        fills = FILLS.get(dimension)
        if fills and not (fills.question == USE and self.touched == "no"):
            said = self.one(fills.question, fills.field)
            if said in fills.grades:
                return fills.grades[said]
            if fills.question == USE and self.use_unknown:
                return None
        return 0 if self._is_empty(dimension) and self.one(DAMAGE, "empty_lines") == "none" else None

    def _is_empty(self, field: str) -> bool:
        known = self.incident.questions.answers.get(DAMAGE)
        return known is not None and field not in known.answer.values

    def _lost(self) -> tuple[Restriction, ...]:
        return lost(self.incident)
