"""Weather aimed at single calls: which of them is refused, which one's answer is lost, and what happens just before."""

from __future__ import annotations

from collections.abc import Callable

from bot.rehearsal import Refusal, Workspace
from bot.rehearsal.calls import Call
from bot.rehearsal.weather import Weather

Refuses = Callable[[Call], Refusal | None]
Loses = Callable[[Call], bool]


class Storm(Weather):
    """The weather of *workspace* from now on; *refuses* and *loses* are asked once for each call, in order."""

    def __init__(
        self, workspace: Workspace, refuses: Refuses = lambda call: None, loses: Loses = lambda call: False
    ) -> None:
        super().__init__()
        self.refuses = refuses
        self.loses_it = loses
        self.met: list[Call] = []  # the calls that were refused or lost
        self._workspace = workspace
        workspace.weather = self

    def refusal_of(self, method: str) -> Refusal | None:
        call = self._workspace.calls[-1]  # a call is written down, and then asked about at once
        refusal = self.refuses(call)
        if refusal is not None:
            self.met.append(call)
        return refusal or super().refusal_of(method)

    def loses(self, method: str) -> bool:
        call = self._workspace.calls[-1]
        if self.loses_it(call):
            self.met.append(call)
            return True
        return super().loses(method)


def channel_of(call: Call) -> str:
    """Where a call is about; empty where it is about no place."""
    return str(call.args.get("channel") or call.args.get("channel_id") or "")


def nth(n: int, counted: Callable[[Call], bool]) -> Loses:
    """True for the *n*-th of the calls that count, from 1."""
    seen = 0

    def is_it(call: Call) -> bool:
        nonlocal seen
        if not counted(call):
            return False
        seen += 1
        return seen == n

    return is_it


def first(method: str) -> Loses:
    """True for the first call of a method."""
    return nth(1, lambda call: call.method == method)
