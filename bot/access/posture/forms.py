"""The forms of who should hold the accounts: all hands, and leaving access as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Dates, Field, Form, Picks, Says
from bot.chat.why import LINE_CHARS
from bot.crisis.incident import Incident
from bot.text import _, raw


def all_hands_form(
    incident: Incident, listed: tuple[Option, ...], touched: Sequence[str], lines: Mapping[str, str]
) -> Form:
    """Who answers, on which accounts, with which approved lines, until when."""
    options = tuple(Option(id, raw(" ".join(text.split()))) for id, text in lines.items())
    return Form(
        action="stance.submit",
        title=_("All hands"),
        submit=_("Call in"),
        carried=on(incident.id),
        fields=(
            Says((_("They are invited to this room, and told to use these lines alone."),)),
            *_accounts(listed, touched),
            Picks("answering", _("Who answers"), many=True),
            Chooses("lines", _("Approved lines"), options, many=True, style="list", initial=(options[0].value,)),
            Dates("until", _("Shift ends"), required=False, hint=_("Empty means until you tell them.")),
        ),
    )


def steady_form(incident: Incident, listed: tuple[Option, ...], touched: Sequence[str]) -> Form:
    """Why access is left as it is."""
    return Form(
        action="stance.steady",
        title=_("Leave as is"),
        submit=_("Save"),
        carried=on(incident.id),
        fields=(*_accounts(listed, touched), Asks("reason", _("Why?"), max_chars=LINE_CHARS)),
    )


def _accounts(listed: tuple[Option, ...], touched: Sequence[str]) -> list[Field]:
    """Not asked where there is one account or none."""
    if len(listed) < 2:
        return []
    hint, first = _("None chosen means all."), tuple(touched)
    return [Chooses("accounts", _("Accounts"), listed, hint, False, True, "list", first)]
