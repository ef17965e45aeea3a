"""The form in which the commander sets a level."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Form, Says, Sent
from bot.crisis.incident import Incident
from bot.crisis.severity import explain
from bot.crisis.severity import rules as severity
from bot.text import Words, _

LEVELS = tuple(
    Option(each.value, _("{level} ({code})", level=explain.level(each), code=each.value)) for each in severity.LEVELS
)


class SetLevel(Sent):
    """The level that counts from now on."""

    level = Chooses("level", _("Level"), LEVELS, style="list")
    reason = Asks("reason", _("Reason"), hint=_("It stands on the timeline."), max_chars=300)


def set_form(incident: Incident) -> Form:
    return Form(
        action="severity.set",
        title=_("Change severity"),
        submit=_("Set"),
        fields=(
            *_computed(incident),
            replace(SetLevel.level, initial=(incident.level.value,)),
            SetLevel.reason,
        ),
        carried=on(incident.id),
    )


def _computed(incident: Incident) -> list[Says]:
    if incident.severity.computed is None:
        return []
    level = explain.level(incident.severity.computed.level)
    line: Words = _("The answers give: {level}, {why}.", level=level, why=explain.why(incident.severity.computed))
    return [Says((line, *explain.could_be(incident.severity.computed)))]
