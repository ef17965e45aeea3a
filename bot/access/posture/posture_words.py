"""A posture and its reason, in words."""

from __future__ import annotations

from typing import Final

from bot.access.posture.facts import PostureProposed, PostureSet
from bot.text import Words, _

POSTURES: Final = {
    "unchanged": _("leave access as it is"),
    "all_hands": _("all hands"),
    "restricted": _("close access"),
}

WHY: Final = {
    "inside": _("someone may still be inside"),
    "author_unknown": _("treat as compromise until known"),
    "legal_weight": _("each sentence has legal weight"),
    "one_voice": _("one voice"),
    "volume": _("people need answers faster than two can write"),
    "silence": _("silence first"),
    "calm": _("nothing speaks for closing it"),
}


def posture_words(said: PostureProposed | PostureSet) -> Words:
    """A posture, with what becomes of replies where access is closed."""
    if said.posture != "restricted":
        return POSTURES[said.posture]
    if said.reply_open:
        return _("close access, replies by approved lines only")
    return _("close access, replies closed")


def why_words(code: str) -> Words:
    """Why it is proposed, to stand behind a colon; what this version does not know is in the answers."""
    return WHY.get(code, _("see the answers"))
