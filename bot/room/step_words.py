"""Each kind of step of a closing in words: what it is about, what it is when done, and as the next thing to do."""

from __future__ import annotations

from bot.domain.events.access import Purpose
from bot.domain.playbook import Book
from bot.text import Words, _, _n, raw


def platform_words(book: Book, platform: str) -> Words:
    """What a platform is called; its code where nobody wrote a runbook for it."""
    runbook = book.runbook(platform)
    return raw(runbook.title if runbook else platform)


def kind_words(purpose: Purpose) -> Words:
    """What it is about, at the head of a line."""
    return KINDS[purpose]


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


KINDS: dict[Purpose, Words] = {
    "evidence": _("Evidence"),
    "pause": _("Scheduled and paid"),
    "remove": _("Removals"),
    "rotate": _("Secrets"),
    "end_sessions": _("Sessions"),
    "revoke_apps": _("Apps"),
    "recovery": _("Recovery e-mail and phone"),
    "tools": _("Seats in tools"),
    "verify": _("Look from outside"),
    "tell": _("Word to those removed"),
    "lost": _("Claim at the platform"),
}
NEXT: dict[Purpose, Words] = {
    "evidence": _("save evidence"),
    "pause": _("pause scheduled and paid"),
    "remove": _("remove the next way in"),
    "rotate": _("change the password"),
    "end_sessions": _("end sessions"),
    "revoke_apps": _("review apps"),
    "recovery": _("check recovery e-mail and phone"),
    "tools": _("close seats in tools"),
    "verify": _("look from outside"),
    "tell": _("tell those removed"),
    "lost": _("claim the account back"),
}
DONE: dict[Purpose, Words] = {
    "evidence": _("Evidence saved"),
    "pause": _("Scheduled and paid paused"),
    "end_sessions": _("Sessions ended"),
    "revoke_apps": _("Apps reviewed"),
    "recovery": _("Recovery e-mail and phone checked"),
    "tools": _("Seats in tools closed"),
    "verify": _("Looked from outside"),
    "tell": _("Those removed told"),
    "lost": _("Claimed at the platform"),
}
