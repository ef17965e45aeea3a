"""What a person reads when something broke: what is safe, what to do, and the name of the fault in the log."""

from __future__ import annotations

import structlog

from bot.errors import NewerFold, PlatformError, StorageAway
from bot.log import reference
from bot.text import Words, _

log = structlog.get_logger(__name__)


def told(fault: Exception, saved: bool | None) -> Words:
    """The words for *fault*; *saved*: what they wanted is recorded, and only the answer is missing; None: not known."""
    ref = logged(fault)
    if saved is None:
        return _("I could not show the answer. Look whether it is done before you try again. Ref {ref}", ref=ref)
    if saved:
        return _("What you did is saved, but I could not show the answer. Look at the board. Ref {ref}", ref=ref)
    match fault:
        case StorageAway():
            return _(
                "I can't save right now, so nothing was changed. Earlier entries are safe. "
                "Try again in a minute. Ref {ref}",
                ref=ref,
            )
        case NewerFold():
            return _("An upgrade is under way, so nothing was changed. Try again in a minute. Ref {ref}", ref=ref)
        case PlatformError():
            return _(
                "Slack did not tell me who you are, so nothing was changed. Try again in a minute. Ref {ref}", ref=ref
            )
        case _:
            return _(
                "That did not work, and nothing was changed. Earlier entries are safe. "
                "Try again in a minute. Ref {ref}",
                ref=ref,
            )


def logged(fault: Exception) -> str:
    """Writes the fault down; gives the name by which it is found in the log."""
    ref = reference()
    if isinstance(fault, StorageAway):  # the store says why, once
        log.error("request.failed", ref=ref, reason=type(fault).__name__)
    else:
        log.error("request.failed", ref=ref, exc_info=fault)
    return ref
