"""Access under somebody who means harm: what they try at the register and at a closing, and what it comes to."""

from __future__ import annotations

from tests.domain.access.test_lockdown import proved, run, start, unable, with_eva
from tests.domain.crew import commanded
from tests.domain.story import ANA, EVA, PETR


# who keeps an account


def test_a_late_keyholder_who_turns_out_to_be_involved_has_their_way_in_closed_too() -> None:
    """Eva was asked later and proved it, so her role was left; named as involved, it is open again and to be closed."""
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    unable(story, PETR, register)
    proved(story, EVA)
    mine = next(way.n for way in run(story).ways if way.holder.reveal() == EVA.id)
    assert mine in run(story).verified

    story.involves(EVA)

    assert mine in run(story).open
    assert all(mine not in doing.verified for doing in run(story).about(mine))
