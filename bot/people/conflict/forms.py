"""The form in which the commander says who must not see a crisis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, ChoosesSeveral, Field, Form, PicksSeveral, Says, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis.incident import Incident
from bot.people.conflict.state import Naming
from bot.people.naming import full
from bot.people.who import Person
from bot.room.status import when
from bot.text import Words, _, raw


class KeptOut(Sent):
    """Who else must not see it, and who may again."""

    kept_out = PicksSeveral(
        "kept_out", _("Must not see this"), hint=_("Kept out of room and roles. They are told nothing.")
    )
    back = ChoosesSeveral("back", _("May see it again"), required=False)
    reason = Asks(
        "reason",
        _("Why may they?"),
        hint=_("Needed to let somebody back."),
        required=False,
        max_chars=LINE_CHARS,
    )


def known_lines(incident: Incident, known: list[Naming], people: Mapping[str, Person]) -> list[Words]:
    """Who was named, by whom and when."""
    return [
        _(
            "{name} · {by}, {at}",
            name=_name(naming, people),
            by=full(naming.by),
            at=when(incident, naming.at),
        )
        for naming in known
    ]


def _name(naming: Naming, people: Mapping[str, Person]) -> str:
    id = naming.person.reveal()
    return people[id].name if id in people else id


def keep_out_form(incident: Incident, known: list[Naming], people: Mapping[str, Person]) -> Form:
    """Who must not see it, so far and from now on."""
    options = tuple(Option(str(naming.n), raw(_name(naming, people))) for naming in known)
    fields: list[Field] = [replace(KeptOut.kept_out, required=not known)]
    if known:
        fields += [
            Says((_("So far, and who said so:"), *known_lines(incident, known, people))),
            replace(KeptOut.back, options=options),
            KeptOut.reason,
        ]
    return Form("conflict.keep_out", _("Must not see this"), _("Save"), fields=tuple(fields), carried=on(incident.id))
