"""
What every connector can do. One closes or gives back one access path at a time, and looks again before it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.access.connectors.holding import WHY, Closed, Holding, Why
from bot.access.register.codes import Means
from bot.errors import CrisisError
from bot.text import Translator

CALL_S = 10.0  # longest wait for one answer of a platform


class ConnectorAway(CrisisError):
    """A platform could not be read."""

    def __init__(self, why: Why, at: str = "", again_s: float | None = None) -> None:
        """
        Args:
            at: The connector's name; no address and no token.
            again_s: After how many seconds another try may help; None: it will not help.
        """
        super().__init__(f"{at}: {Translator().plain(WHY[why])}")
        self.why = why
        self.again_s = again_s


class Connector(Protocol):
    """
    A platform's own list of who can get in. Its calls block: run them in a thread, with a timeout.

    ``close`` and ``restore`` may be repeated. Neither raises: what went wrong is in what they give back. Our own
    account on the platform is never listed and never closed.
    """

    @property
    def name(self) -> str:
        """As in CRISIS_CONNECTORS."""

    @property
    def means(self) -> Means:
        """What kind of access path it lists."""

    @property
    def is_automatic(self) -> bool:
        """False where a person does it all."""

    def holders(self, account: str) -> Sequence[Holding]:
        """
        Everybody it lists now, each once. Whoever can't be read is listed by name, without an id.

        Args:
            account: Id in the register of the account or tool it stands in front of.

        Raises:
            ConnectorAway: It could not be read, or not to its end.
        """

    def close(self, holding: Holding) -> Closed: ...

    def restore(self, holding: Holding) -> Closed: ...

    def hang_up(self) -> None:
        """Let go of connections; the next call makes new ones."""


@runtime_checkable
class SeesLeavers(Protocol):
    """A connector that knows who was switched off."""

    @property
    def name(self) -> str: ...

    def inactive(self) -> Sequence[Holding]:
        """Everybody who was; raises ``ConnectorAway``."""
