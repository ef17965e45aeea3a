"""What was proposed about access, and looked at again."""

from __future__ import annotations

from datetime import datetime

from bot.access.posture.facts import PostureProposed, PostureSet
from bot.record.frozen import Frozen


class PostureReview(Frozen):
    """What was proposed for a while only, and when the commander was asked to look at it again."""

    proposed: PostureProposed
    since: datetime
    at: datetime


class Posture(Frozen):
    """What was proposed and set about access."""

    postures: tuple[PostureSet, ...] = ()  # the newest of each account; "" is all of them
    proposed: PostureProposed | None = None  # the newest
    proposed_at: datetime | None = None  # since when for that reason
    review: PostureReview | None = None  # the newest
