"""The smallest form there is: one line that says why. The button that opens it and its sending are one action."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.form import Asks, Form, Sent
from bot.text import Words, _

LINE_CHARS = 150  # ux.md §4
TITLE = _("Why?")
LABEL = _("One line")


class Why(Sent):
    """The line that was sent, be it empty."""

    reason = Asks("reason", LABEL, max_chars=LINE_CHARS)


def why(action: str, carried: str, title: Words = TITLE, label: Words = LABEL) -> Form:
    """Asks for the reason of *action*."""
    return Form(action, title, _("Save"), fields=(replace(Why.reason, label=label),), carried=carried)
