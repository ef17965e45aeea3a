"""How ready we are, in words: each check with the next step and who can do it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.access.readiness import Finding
from bot.domain.language import language_name
from bot.domain.naming import full
from bot.domain.organisation import Organisation
from bot.domain.people import Someone
from bot.domain.ready import Check, Readiness
from bot.room.access_ready import finding_words, step_words
from bot.text import Joined, Words, _, _n


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


def _held(check: Check, organisation: Organisation) -> Words:
    match check.code:
        case "owners" if check.who:
            return _("Setup: kept by {names}", names=_names(check.who))
        case "owners":
            return _("Setup: it has an owner")
        case "responders":
            return _n(
                "Responders: {n} is called when a crisis opens",
                "Responders: {n} are called when a crisis opens",
                len(check.who),
            )
        case "deputies":
            return _("Deputies: every responder has one")
        case "people":
            return _("People: all who are named have a full account")
        case "hr_legal":
            return _("HR and legal: both named")
        case "language_zone":
            language = language_name(organisation.language)
            return _("Language and zone: {language}, {zone}", language=language, zone=organisation.zone)
        case "announcement":
            return _("Announcement: a channel hears that a room is open")
        case "access":
            return _("Access: nothing to mend")


def _missing(check: Check, ready: Readiness) -> Words:
    match check.code:
        case "owners":
            return _("Setup: nobody keeps it.")
        case "responders":
            return _("Responders: nobody is called when a crisis opens.")
        case "deputies":
            return _("Deputies: none for {names}.", names=_names(check.who)) if check.who else _("Deputies: none yet.")
        case "people":
            return _("People: no full account any more: {names}.", names=_names(check.who))
        case "hr_legal":
            return _hr_legal(ready.organisation)
        case "language_zone":
            return _("Language and zone: not chosen.")
        case "announcement":
            return _("Announcement: no channel hears that a room is open.")
        case "access":
            return _("Access: {what}", what=finding_words(_first(ready)))


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
    if ready.owners:
        return _names(ready.owners)
    return _("an owner") if ready.owned else _("any colleague")


def _first(ready: Readiness) -> Finding:
    """The most dangerous of what is wrong with access."""
    return ready.access.findings[0] if ready.access and ready.access.findings else Finding("empty")


def _deed(ready: Readiness, check: Check) -> Words:
    match check.code:
        case "owners":
            return _("fill in the setup")
        case "responders":
            return _("name a responder")
        case "deputies":
            return _("name a deputy for each responder")
        case "people":
            return _("name somebody else")
        case "hr_legal":
            return _("name HR and legal")
        case "language_zone":
            return _("choose language and zone")
        case "announcement":
            return _("choose a channel")
        case "access":
            return step_words(_first(ready).code)


def _names(people: Sequence[Someone]) -> Joined:
    return Joined(tuple(full(person) for person in people))
