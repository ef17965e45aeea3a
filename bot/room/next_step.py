"""The next step and its owner: of what all capabilities have to say the first."""

from __future__ import annotations

from bot.room.surface import Scene
from bot.text import Words


def next_step(scene: Scene) -> Words:
    """There is always one: who resolves it at the end, if nothing else is left."""
    return min((step for view in scene.views for step in view.next(scene)), key=lambda step: step.rank).words
