"""Every kind of task there is, as people meet it."""

from __future__ import annotations

from bot.access.pausing import cards as pausing
from bot.access.posture.cards import all_hands
from bot.crisis.paging import cards as paging
from bot.task.cards import TaskView

TASKS: tuple[TaskView, ...] = (paging.VIEW, all_hands.VIEW, pausing.VIEW)
