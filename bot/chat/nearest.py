"""What a command that does not exist was meant to be: by its meaning, and only then by its direct messages."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from bot.text import Words, _

SAME: Final = {
    "open": "new start declare create begin raise",
    "resolve": "close end finish done stop closed over",
    "reopen": "restart continue",
    "statement": "say statements publish announce holding",
    "restrict": "restriction lockdown lock lockout contain",
    "pause": "hold suspend queue adverts ads scheduled",
    "informed": "audience audiences tell told customers partners media staff authorities inform",
    "conflict": "keepout exclude recuse involved",
    "brief": "summary summarise summarize recap catchup tldr",
    "status": "update state situation board",
    "timeline": "log history events chronology",
    "note": "add record write fact decision",
    "evidence": "proof screenshot screenshots attach file",
    "role": "assign page paging call oncall on-call invite",
    "roles": "team who people responders",
    "ready": "check readiness health doctor",
    "setup": "config configure settings organisation organization admin",
    "list": "rooms mine crises incidents",
    "access": "register accounts leavers passwords permissions",
    "language": "lang locale",
    "undo": "revert",
    "help": "commands usage ?",
}
"""Other words for the commands there are."""

ALIKE: Final = 0.7  # of 1: a slip of the hand; "review" is as far from "resolve" as 0.62


def nearest(word: str, commands: Collection[str]) -> str | None:
    """The command that was meant; None where there is none like it."""
    word = word.lower()
    if meant := next((known for known, others in SAME.items() if word in others.split()), None):
        return meant if meant in commands else None
    if not_yet(word):
        return None
    return next(iter(get_close_matches(word, sorted(commands), 1, ALIKE)), None)


def not_yet(word: str) -> Words | None:
    """That there is no such command yet, and what there is; None for a word we know nothing of."""
    match word.lower():
        case "review" | "postmortem" | "post-mortem" | "retro" | "retrospective" | "debrief" | "lessons":
            return _("There is no review here yet. Resolving a crisis names who owns its review, and by when.")
        case "report" | "export" | "pdf" | "download" | "print":
            return _(
                "There is no report here yet. The summary and the timeline come into the room as it is resolved; "
                "until then read the timeline."
            )
        case "drill" | "exercise" | "rehearse" | "rehearsal" | "simulate" | "practice" | "practise":
            return _("There is no drill here yet. An admin of this app can rehearse on their own machine.")
        case "restore" | "unlock" | "giveback" | "give-back":
            return _("There is no command for this yet. In the room, press “Give back…” beside the closed account.")
        case "severity" | "level" | "escalate":
            return _("There is no command for this yet. The severity follows from the answers in the room.")
        case _:
            return None
