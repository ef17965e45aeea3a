"""Each kind of step of a closing in words: what it is about, what it is when done, and as the next thing to do."""

from __future__ import annotations

from datetime import date

from bot.access.restriction.facts import Purpose
from bot.crisis.wording import on_date
from bot.text import Param, Words, _, _n


def checked_words(day: date | None) -> Words:
    """When somebody last looked whether a step of a runbook is still so; None: nobody has."""
    if day is None:
        return _("Not checked yet on the live platform. Trust what you see.")
    return _("Menu names change; last checked {day}", day=on_date(day))


def kind_words(purpose: Purpose) -> Words:
    """What it is about, at the head of a line."""
    return KINDS[purpose]


def step_words(purpose: Purpose, who: Param | None) -> Words:
    """One step as it is to be done, and whose access path it closes: "Remove: Ivo Marić"."""
    return STEP[purpose] if who is None else _("{what}: {who}", what=STEP[purpose], who=who)


def why_words(purpose: Purpose) -> Words:
    """Why it matters, in one short line."""
    return WHY[purpose]


def next_words(purpose: Purpose) -> Words:
    """What is to be done, within a sentence."""
    return NEXT[purpose]


def done_words(purpose: Purpose, n: int) -> Words:
    """What is done, once all *n* steps of the kind are."""
    match purpose:
        case "remove":
            return _n("{n} removal", "{n} removals", n)
        case "rotate":
            return _n("{n} secret changed", "{n} secrets changed", n)
    return DONE[purpose]


KINDS: dict[str, Words] = {
    "evidence": _("Evidence"),
    "pause": _("Scheduled and paid"),
    "remove": _("Removals"),
    "rotate": _("Secrets"),
    "end_sessions": _("Sessions"),
    "revoke_apps": _("Apps"),
    "recovery": _("Recovery e-mail and phone"),
    "delete": _("Posts that were not ours"),
    "tools": _("Seats in tools"),
    "verify": _("Look from outside"),
    "tell": _("Word to those removed"),
    "lost": _("Claim at the platform"),
}
NEXT: dict[str, Words] = {
    "evidence": _("save evidence"),
    "pause": _("pause scheduled and paid"),
    "remove": _("remove a way in"),
    "rotate": _("change the password"),
    "end_sessions": _("end sessions"),
    "revoke_apps": _("review apps"),
    "recovery": _("check recovery e-mail and phone"),
    "delete": _("delete posts that were not ours"),
    "tools": _("close seats in tools"),
    "verify": _("look from outside"),
    "tell": _("tell those removed"),
    "lost": _("claim the account back"),
}
DONE: dict[str, Words] = {
    "evidence": _("Evidence saved"),
    "pause": _("Scheduled and paid paused"),
    "end_sessions": _("Sessions ended"),
    "revoke_apps": _("Apps reviewed"),
    "recovery": _("Recovery e-mail and phone checked"),
    "delete": _("Posts that were not ours deleted"),
    "tools": _("Seats in tools closed"),
    "verify": _("Looked from outside"),
    "tell": _("Those removed told"),
    "lost": _("Claimed at the platform"),
}
STEP: dict[str, Words] = {
    "evidence": _("Save evidence"),
    "pause": _("Pause scheduled and paid"),
    "remove": _("Remove"),
    "rotate": _("Change the password"),
    "end_sessions": _("End sessions"),
    "revoke_apps": _("Review apps"),
    "recovery": _("Check recovery e-mail and phone"),
    "tools": _("Close seats in tools"),
    "delete": _("Delete posts that were not ours"),
    "verify": _("Look from outside"),
    "tell": _("Tell those removed"),
    "lost": _("Claim the account back"),
}
WHY: dict[str, Words] = {
    "evidence": _("what is gone later can't be shown."),
    "pause": _("what is scheduled posts by itself."),
    "remove": _("this way in stays open until then."),
    "rotate": _("whoever knows the password can still log in."),
    "end_sessions": _("a new password leaves phones signed in."),
    "revoke_apps": _("an app posts without any password."),
    "recovery": _("whoever has it can take the account back."),
    "tools": _("a seat in a tool posts without the platform."),
    "delete": _("people go on reading what we did not write."),
    "verify": _("only what somebody else saw is verified."),
    "tell": _("people hear it from us, not from a refused log-in."),
    "lost": _("only the platform can give it back."),
}
