"""The level of severity and its reason, in words."""

from __future__ import annotations

from typing import Final

from bot.crisis.playbook import UNKNOWN
from bot.crisis.severity.facts import SeverityComputed
from bot.crisis.severity.state import Computed
from bot.record.fact import Level
from bot.text import Words, _

LEVELS: Final = {
    Level.critical: _("Critical"),
    Level.high: _("Serious"),
    Level.moderate: _("Contained"),
    Level.low: _("Watch"),
}

REASONS: Final = {
    "not_rated": _("damage not rated yet"),
    "touched_live": _("an account of ours is touched and it is still happening"),
    "people_safety": _("people's safety is at risk"),
    "control_lost": _("a main account is out of our control"),
    "control": _("control is in doubt"),
    "control_unknown": _("not known if we control the account"),
    "personal_data": _("personal data is exposed"),
    "data_public": _("personal data of many people is public"),
    "executive": _("an executive is involved and it is credible"),
    "price_sensitive": _("it could move the share price"),
    "ex_employee": _("a former employee still has a login"),
}

NOT_KNOWN: Final = {
    "live": _("not known if it is still happening"),
    "whose": _("not known if an account of ours is touched"),
    "people_safety": _("people's safety not known"),
    "control": _("control of our accounts not known"),
    "personal_data": _("personal data not known"),
    "public_many": _("not known if the data is public"),
    "involved": _("not known who is involved"),
    "credible": _("not known if it is credible"),
    "login": _("not known if a login is left"),
    "price_sensitive": _("share price effect not known"),
}

# One sentence each: languages differ in how a dimension agrees with its grade.
HARM: Final = {
    "none 0": _("no damage"),
    "people_safety 1": _("people's safety slightly touched"),
    "people_safety 2": _("people's safety serious"),
    "people_safety 3": _("people's safety severe"),
    "reputation 1": _("reputation slightly touched"),
    "reputation 2": _("reputation serious"),
    "reputation 3": _("reputation severe"),
    "customers 1": _("customers slightly touched"),
    "customers 2": _("harm to customers serious"),
    "customers 3": _("harm to customers severe"),
    "money 1": _("money slightly touched"),
    "money 2": _("loss of money serious"),
    "money 3": _("loss of money severe"),
    "legal_privacy 1": _("legal and privacy slightly touched"),
    "legal_privacy 2": _("legal and privacy serious"),
    "legal_privacy 3": _("legal and privacy severe"),
    "control 1": _("control slightly touched"),
    "control 2": _("loss of control serious"),
    "control 3": _("loss of control severe"),
    "staff 1": _("staff slightly touched"),
    "staff 2": _("harm to staff serious"),
    "staff 3": _("harm to staff severe"),
    UNKNOWN: _("damage not fully known"),
}

SPREAD: Final = {
    "internal_only": _("inside only"),
    "limited": _("limited spread"),
    "growing": _("growing spread"),
    "mass": _("mass spread"),
    UNKNOWN: _("spread not known"),
}


def level(level: Level) -> Words:
    """Critical, Serious, Contained or Watch."""
    return LEVELS[level]


def why(computed: Computed | SeverityComputed) -> Words:
    """The reason in a few words, to stand behind a colon."""
    return reason(computed.reason)


def reason(code: str) -> Words:
    """A reason's code, as severity.py gives it, in a few words."""
    kind, *rest = code.split()
    if kind != "matrix":
        return REASONS.get(kind, _("see the answers"))
    dimension, grade, spread, *live = rest
    harm = HARM.get(UNKNOWN if grade == UNKNOWN else f"{dimension} {grade}", HARM[UNKNOWN])
    if live:
        return _("{harm}, {spread}, still happening", harm=harm, spread=SPREAD[spread])
    return _("{harm}, {spread}", harm=harm, spread=SPREAD[spread])


def could_be(computed: Computed | SeverityComputed) -> tuple[Words, ...]:
    """What the level could still become, the most urgent first: "could be Critical: people's safety not known"."""
    return tuple(
        _("could be {level}: {what}", level=LEVELS[worse], what=NOT_KNOWN.get(code, _("an answer is not known")))
        for worse, code in computed.could_be
    )
