"""The form of the setup: what the bot should know beforehand."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.card import Option
from bot.chat.form import Asks, Chooses, ChoosesPlace, ChoosesSeveral, Field, Form, Picks, Sent
from bot.crisis.language import language_name
from bot.crisis.setup import RESPONDERS
from bot.people.organisation import Organisation
from bot.people.who import Person, Someone
from bot.text import LANGUAGES, _, raw

LISTED = "listed"
SMALL = "small"


class SetUp(Sent):
    """What the bot should know beforehand. A row for each responder stands between these."""

    brand = Asks("brand", _("Brand"), hint=_("As people know it."), required=False, max_chars=80)
    zone = Asks("zone", _("Time zone"), hint=_("Like Europe/Zagreb."), required=False, max_chars=60)
    language = Chooses(
        "language", _("Language of new rooms"), tuple(Option(code, raw(language_name(code))) for code in LANGUAGES)
    )
    announce_in = ChoosesPlace(
        "announce_in", _("Announce in"), hint=_("It hears that a room is open, not what about. Invite the bot to it.")
    )
    hr = Picks("hr", _("HR"), hint=_("Reads the names of people involved."), required=False)
    legal = Picks("legal", _("Legal"), hint=_("Reads the names of people involved."), required=False)
    listed = ChoosesSeveral(
        "listed",
        _("Stock exchange"),
        (Option(LISTED, _("We are listed on a stock exchange")),),
        required=False,
        style="list",
    )
    small = ChoosesSeveral(
        "small",
        _("Small company"),
        (Option(SMALL, _("We are three people or fewer")),),
        hint=_("Two people are then enough. Someone else still approves each text."),
        required=False,
        style="list",
    )


def responder(row: int) -> Picks:
    hint = _("Called when a crisis opens, in this order.") if row == 1 else None
    return Picks(f"responder_{row}", _("Responder {row}", row=row), hint=hint, required=False)


def deputy(row: int) -> Picks:
    hint = _("Asked when the responder stays silent.") if row == 1 else None
    return Picks(f"deputy_{row}", _("Deputy of responder {row}", row=row), hint=hint, required=False)


def setup_form(now: Organisation, by: Person) -> Form:
    """What is kept now, to be changed."""
    zone = now.zone if now.set_up else by.zone
    speaks = (now.language,) if now.language in LANGUAGES else ()
    return Form(
        action="setup.save",
        title=_("Set up"),
        submit=_("Save"),
        fields=(
            replace(SetUp.brand, initial=now.brand or None),
            replace(SetUp.zone, initial=zone),
            replace(SetUp.language, initial=speaks),
            replace(SetUp.announce_in, initial=now.announce_in),
            *_rows(now),
            replace(SetUp.hr, initial=_ids(now.hr)),
            replace(SetUp.legal, initial=_ids(now.legal)),
            replace(SetUp.listed, initial=(LISTED,) if now.listed else ()),
            replace(SetUp.small, initial=(SMALL,) if now.small else ()),
        ),
    )


def _rows(now: Organisation) -> list[Field]:
    fields: list[Field] = []
    for row in range(1, RESPONDERS + 1):
        kept = now.responders[row - 1] if row <= len(now.responders) else None
        fields += [
            replace(responder(row), initial=_ids(kept.person) if kept else ()),
            replace(deputy(row), initial=_ids(kept.deputy) if kept else ()),
        ]
    return fields


def _ids(someone: Someone | None) -> tuple[str, ...]:
    return (someone.id,) if someone else ()
