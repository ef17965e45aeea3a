"""What is known of the people of a crisis."""

from __future__ import annotations

from datetime import datetime

from bot.people.who import Standing
from bot.record.frozen import Frozen


class People(Frozen):
    """Who is no member any more, and when each was last seen."""

    signs: dict[str, datetime] = {}  # person → the last thing they did here
    standings: dict[str, Standing] = {}  # of those of this crisis who are no members now, and were not always
