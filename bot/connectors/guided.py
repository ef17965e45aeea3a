"""Where there is no connector: a person does it, by the runbook. Nothing here ever counts as closed by itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.register.codes import Means
from bot.access.runbook import Runbook


@dataclass(frozen=True)
class Guided:
    """Tells a person what to do: *steps* is the runbook's text, English message ids."""

    name: str
    runbook: Runbook | None = None
    means: Means = Means.delegated_role
    is_automatic: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """What a person does to remove somebody."""
        return tuple(step.text for step in self.runbook.of("remove")) if self.runbook else ()

    @property
    def steps_back(self) -> tuple[str, ...]:
        """What a person does to give access back."""
        return tuple(step.text for step in self.runbook.of("restore")) if self.runbook else ()

    def holders(self, account: str) -> list[Holding]:
        """Nobody can be read; what the register says counts."""
        return []

    def close(self, holding: Holding) -> Closed:
        return Closed(Outcome.needs_person, Why.by_hand)

    def restore(self, holding: Holding) -> Closed:
        return Closed(Outcome.needs_person, Why.by_hand)

    def hang_up(self) -> None:
        """There is nothing to let go of."""
