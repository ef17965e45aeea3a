"""The forms of who should hold the accounts: all hands, and leaving access as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, ChoosesSeveral, Dates, Field, Form, PicksSeveral, Says, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis.incident import Incident
from bot.text import _, raw


class AllHands(Sent):
    """Who answers, on which accounts, with which approved lines, until when."""

    accounts = ChoosesSeveral("accounts", _("Accounts"), hint=_("None chosen means all."), required=False, style="list")
    answering = PicksSeveral("answering", _("Who answers"))
    lines = ChoosesSeveral("lines", _("Approved lines"), style="list")
    until = Dates("until", _("Shift ends"), required=False, hint=_("Empty means until you tell them."))


class LeftAsIs(Sent):
    """Why access is left as it is, of which accounts."""

    accounts = AllHands.accounts
    reason = Asks("reason", _("Why?"), max_chars=LINE_CHARS)


def all_hands_form(
    incident: Incident, listed: tuple[Option, ...], touched: Sequence[str], lines: Mapping[str, str]
) -> Form:
    """Who answers, on which accounts, with which approved lines, until when."""
    options = tuple(Option(id, raw(" ".join(text.split()))) for id, text in lines.items())
    return Form(
        action="posture.submit",
        title=_("All hands"),
        submit=_("Call in"),
        carried=on(incident.id),
        fields=(
            Says((_("They are invited to this room, and told to use these lines alone."),)),
            *_accounts(listed, touched),
            AllHands.answering,
            replace(AllHands.lines, options=options, initial=(options[0].value,)),
            AllHands.until,
        ),
    )


def unchanged_form(incident: Incident, listed: tuple[Option, ...], touched: Sequence[str]) -> Form:
    """Why access is left as it is."""
    return Form(
        action="posture.unchanged",
        title=_("Leave as is"),
        submit=_("Save"),
        carried=on(incident.id),
        fields=(*_accounts(listed, touched), LeftAsIs.reason),
    )


def _accounts(listed: tuple[Option, ...], touched: Sequence[str]) -> list[Field]:
    """Not asked where there is one account or none."""
    if len(listed) < 2:
        return []
    return [replace(AllHands.accounts, options=listed, initial=tuple(touched))]
