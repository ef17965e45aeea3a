"""What was proposed about access, and looked at again."""

from __future__ import annotations

from datetime import datetime

from bot.access.posture.facts import PostureProposed
from bot.record.frozen import Frozen


class PostureReview(Frozen):
    """What was proposed for a while only, and when the commander was asked to look at it again."""

    proposed: PostureProposed
    since: datetime
    at: datetime
