"""What is said of a closing outside its own post: for who joins late, on a Home, in the summary, on the timeline."""

from __future__ import annotations

from datetime import date

from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.facts import RestrictionStepLate, RestrictionStopped
from bot.chat.card import Button, Card
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.people.who import Someone
from bot.record.frozen import Restricted
from bot.report.markdown import timeline_file
from bot.room.board import topic
from bot.room.brief import brief
from bot.room.status import state_words
from bot.room.summary import summary
from bot.room.waiting import waiting
from bot.views import staged
from tests.access.restrictions import confirmed, saved, scene, started, unable, verified
from tests.record.crew import BOOK, person
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story
from tests.room.plain import read, said

ALL = tuple(range(1, 14))
TODAY = date(2026, 3, 2)


def second_line(story: Story) -> str:
    return said(brief(scene(story), person(TOM)).lines[2])


def waits(story: Story, who: Someone) -> list[str]:
    """What waits for them, without the questions, which wait for everybody who commands."""
    found = [w for w in waiting(story.incident, BOOK, who.id, TODAY) if not said(w.what).startswith("question")]
    return [" ".join((said(w.what), *(f"[{said(i.label)}]" for i in w.items if isinstance(i, Button)))) for w in found]


def resolved(story: Story) -> list[str]:
    """What the summary says of access."""
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)
    here = staged(incident=story.incident, book=BOOK, timeline=tuple(story.events))
    (card,) = [surface.card for surface in summary(here) if surface.key == "summary"]
    assert isinstance(card, Card)
    return [line for line in read(card) if line.startswith("Access")]


def normal(story: Story) -> Story:
    """Ten paths given back, one stays out; Petr looked."""
    at = {"account": "a1", "handle": "@brand"}
    reason = Restricted("needed for replies again")
    back = {**at, "paths": tuple(range(1, 11)), "decision": "back", "reason": reason, "by": ANA}
    out = {**at, "paths": (11,), "decision": "out", "reason": reason, "by": ANA}
    every = {**at, "paths": tuple(range(1, 12))}
    story.then([RestorationOrdered.model_validate({**at, "by": ANA})], ANA)
    story.then([AccessDecided.model_validate(back), AccessDecided.model_validate(out)], ANA)
    story.then([AccessRestored.model_validate({**every, "by": JANA})], JANA)
    return story.then([RestorationVerified.model_validate({**every, "by": PETR, "saw": reason})], PETR)


def test_who_joins_late_reads_the_honest_fraction() -> None:
    story = saved(confirmed(started()), 2, 3)
    assert second_line(story).endswith("Access: @brand 2 done / 0 verified of 11")

    assert second_line(unable(unable(started()), PETR)).endswith("Lost: @brand. We can't log in")
    closed = saved(confirmed(started()), *ALL)
    assert second_line(closed).endswith("Access: @brand closed, 11 done / 0 verified of 11")
    assert second_line(verified(closed, *ALL)).endswith(
        "Access: @brand closed and verified, 11 done / 11 verified of 11"
    )
    assert second_line(normal(closed)).endswith("Access: @brand normal again, 1 way stays closed")


def test_the_state_is_closing_access_until_all_of_it_was_seen() -> None:
    story = saved(confirmed(started()), *ALL)
    assert said(state_words(story.incident)) == "closing access"
    assert said(topic(scene(story))) == "Crisis 12 · Contained · commander Ana Kovač"

    assert said(state_words(verified(story, *ALL).incident)) == "finding out"


def test_a_home_asks_a_keyholder_first() -> None:
    story = started()

    assert waits(story, PETR) == [
        "prove a log-in to @brand, since 12:00 UTC [I can log in, with 2FA, right now] [I can't…]"
    ]
    assert waits(confirmed(story), PETR) == []


def test_a_home_shows_the_next_step_and_what_is_to_be_seen() -> None:
    story = saved(confirmed(confirmed(started()), JANA), 1)

    assert waits(story, JANA) == ["remove a way in, @brand, by 12:14 UTC [Next step…]"]
    assert waits(story, PETR) == waits(story, ANA) == ["verify 1 step of @brand [Verify…]"]
    assert waits(story, EVA) == []

    late = RestrictionStepLate(account="a1", step=2, nth=1, to=JANA)
    assert waiting(story.then([late]).incident, BOOK, JANA.id, TODAY)[0].urgency == 1


def test_nothing_waits_for_a_person_involved_or_once_it_is_stopped() -> None:
    story = started()
    story.then([RestrictionStopped(account="a1", by=ANA)], ANA)
    assert waits(story, PETR) == []

    other = started()
    other.involves(PETR)
    assert waits(other, PETR) == []


def test_the_summary_says_closed_only_of_what_was_closed() -> None:
    closed = saved(confirmed(started()), *ALL)
    assert resolved(verified(saved(confirmed(started()), *ALL), *ALL)) == [
        "Access: @brand closed, begun 12:00 UTC, 11 of 11 verified, not given back"
    ]
    assert resolved(normal(verified(closed.later(114), *ALL))) == [
        "Access: @brand closed 12:00 UTC–13:54 UTC, 11 of 11 verified, 1 stays out"
    ]
    assert resolved(saved(confirmed(started()), 2, 3)) == [
        "Access: @brand not closed, begun 12:00 UTC, 2 done / 0 verified of 11"
    ]
    assert resolved(unable(unable(started()), PETR)) == [
        "Access: @brand lost, we can't log in, begun 12:00 UTC, 0 done / 0 verified of 11"
    ]
    stopped = saved(confirmed(started()), 2).later(30).then([RestrictionStopped(account="a1", by=ANA)], ANA)
    assert resolved(stopped) == [
        "Access: @brand not closed, begun 12:00 UTC, stopped 12:30 UTC, 1 done / 0 verified of 11"
    ]
    assert resolved(normal(saved(confirmed(started()), 2))) == [
        "Access: @brand not closed, begun 12:00 UTC, normal since 12:00 UTC, 1 done / 0 verified of 11"
    ]


def test_many_accounts_are_counted_in_the_summary() -> None:
    story = started()
    for n in range(2, 9):
        started(story, f"a{n}", f"@brand_{n}")

    lines = resolved(story)

    assert len(lines) == 6 and lines[-1] == "Access: 3 more accounts"


def test_the_file_of_the_timeline_has_each_step_and_no_holder() -> None:
    story = verified(saved(confirmed(started()), 2), 2)

    text = timeline_file(story.incident, BOOK, story.events)

    assert "@brand · 1 removal (Jana Horvat)" in text
    assert "Petr Novák verified 1 step of @brand" in text
    assert "Agency North" not in text
