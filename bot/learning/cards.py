"""How ready we are, in words: each check with the next step and who can do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.access.cards import finding_words, step_words
from bot.access.readiness import Finding
from bot.chat.platform import ARCHIVED, PLACE_GONE
from bot.crisis.language import language_name
from bot.learning.readiness import Check, Code, Readiness
from bot.people.naming import full
from bot.people.organisation import Organisation
from bot.people.who import Someone
from bot.text import Joined, Moment, Words, _, _n


def headline(ready: Readiness) -> Words:
    """ "Ready: 4 of 6 · next: name a responder (Eva Malá)"."""
    done, of = ready.passed, len(ready.checks)
    if ready.missing is None:
        return _("Ready: {done} of {of}", done=done, of=of)
    return _("Ready: {done} of {of} · next: {step}", done=done, of=of, step=_step(ready, ready.missing))


def lines(ready: Readiness) -> list[Words]:
    """One line a check, what is missing with its next step."""
    return [_line(ready, check) for check in ready.checks]


def _line(ready: Readiness, check: Check) -> Words:
    if check.passed:
        return _("✔ {what}", what=_held(check, ready.organisation))
    return _("✖ {what} Next: {step}", what=_missing(check, ready), step=_step(ready, check))


HELD: Final[Mapping[Code, Words]] = {
    "deputies": _("Deputies: every responder has one"),
    "people": _("People: all who are named have a full account"),
    "hr_legal": _("HR and legal: both named"),
    "access": _("Access: nothing to mend"),
    "lines": _("First lines: every kind of crisis has an approved one"),
    "runbooks": _("Runbooks: those of all our platforms were tried"),
}


def _held(check: Check, organisation: Organisation) -> Words:
    match check.code:
        case "admins" if check.who:
            return _("Setup: kept by {names}", names=_names(check.who))
        case "admins":
            return _("Setup: it has an admin")
        case "responders":
            return _n(
                "Responders: {n} is called when a crisis opens",
                "Responders: {n} are called when a crisis opens",
                len(check.who),
            )
        case "language_zone":
            language = language_name(organisation.language)
            return _("Language and zone: {language}, {zone}", language=language, zone=organisation.zone)
        case "announcement" if check.at:
            when = Moment(check.at, "date_time")
            return _("Announcement: a channel hears that a room is open (checked {when})", when=when)
    return HELD[check.code]


MISSING: Final[Mapping[Code, Words]] = {
    "admins": _("Setup: nobody keeps it."),
    "responders": _("Responders: nobody is called when a crisis opens."),
    "language_zone": _("Language and zone: not chosen."),
}


def _missing(check: Check, ready: Readiness) -> Words:
    done, of = check.done, check.of
    match check.code:
        case "deputies":
            return _("Deputies: none for {names}.", names=_names(check.who)) if check.who else _("Deputies: none yet.")
        case "announcement":
            return _announcement(check, ready.organisation)
        case "people":
            return _("People: no full account any more: {names}.", names=_names(check.who))
        case "hr_legal":
            return _hr_legal(ready.organisation)
        case "access":
            return _("Access: {what}", what=finding_words(_first(ready)))
        case "lines":
            return _("First lines: {done} of {of} kinds of crisis have an approved one.", done=done, of=of)
        case "runbooks":
            return _("Runbooks: {done} of {of} of our platforms have one that was tried.", done=done, of=of)
    return MISSING[check.code]


def _announcement(check: Check, organisation: Organisation) -> Words:
    if organisation.announce_in is None:
        return _("Announcement: no channel hears that a room is open.")
    if check.at is None:
        return _("Announcement: the channel was not checked yet.")
    when = Moment(check.at, "date_time")
    if check.reason == ARCHIVED:
        return _("Announcement: the channel was archived (seen {when}).", when=when)
    if check.reason in PLACE_GONE:
        return _("Announcement: the bot is not in the channel (seen {when}).", when=when)
    return _("Announcement: the chat refused it ({reason}, {when}).", reason=check.reason, when=when)


def _hr_legal(organisation: Organisation) -> Words:
    if organisation.hr is not None:
        return _("HR and legal: legal is not named.")
    if organisation.legal is not None:
        return _("HR and legal: HR is not named.")
    return _("HR and legal: neither is named.")


def _step(ready: Readiness, check: Check) -> Words:
    """What to do, and who can."""
    return _("{step} (by {who})", step=_deed(ready, check), who=_who(ready))


def _who(ready: Readiness) -> Words | Joined:
    if ready.admins:
        return _names(ready.admins)
    return _("an admin") if ready.owned else _("any colleague")


def _first(ready: Readiness) -> Finding:
    """The most dangerous of what is wrong with access."""
    return ready.access.findings[0] if ready.access and ready.access.findings else Finding("empty")


DEEDS: Final[Mapping[Code, Words]] = {
    "admins": _("fill in the setup"),
    "responders": _("name a responder"),
    "deputies": _("name a deputy for each responder"),
    "people": _("name somebody else"),
    "hr_legal": _("name HR and legal"),
    "language_zone": _("choose language and zone"),
    "lines": _("have a first line approved for each kind"),
    "runbooks": _("try each step on the live platform, and note the day"),
}


def _deed(ready: Readiness, check: Check) -> Words:
    match check.code:
        case "access":
            return step_words(_first(ready).code)
        case "announcement" if ready.organisation.announce_in is None:
            return _("choose a channel")
        case "announcement" if check.at is None:
            return _("open the setup and save it again")
        case "announcement" if check.reason in PLACE_GONE - {ARCHIVED}:
            return _("invite the bot to the channel, then save the setup again")
        case "announcement":
            return _("choose another channel")
    return DEEDS[check.code]


def _names(people: Sequence[Someone]) -> Joined:
    return Joined(tuple(full(person) for person in people))
