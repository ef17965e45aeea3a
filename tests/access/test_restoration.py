"""Giving access back: ordered, decided one by one with a reason, done, and seen by somebody else."""

from datetime import timedelta

import pytest

from bot.access.register.codes import Level, Means
from bot.access.restoration import rules as restoration
from bot.access.restoration.facts import RestorationOrdered
from bot.access.restoration.rules import Decision
from bot.access.restriction.facts import KeyholderUnable
from bot.access.restriction.plan import PASSWORDS
from bot.crisis.room.facts import Left
from bot.errors import Refused
from bot.people.who import Someone
from tests.access.restrictions import confirmed, path, restriction_of, started
from tests.record.crew import person
from tests.record.story import ANA, JANA, PETR, Story

BACK = Decision("back", reason="She answers customers again", returned=True)
OUT = Decision("out", reason="Left the company in March")


def closed(*paths: object) -> Story:
    """@brand with these access paths, and giving back ordered."""
    story = confirmed(started(paths=paths or (path(1), path(2))))
    return story.then(restoration.order(story.incident, ["a1"], ANA), ANA)


def decided(story: Story, n: int, chosen: Decision = BACK) -> Story:
    return story.then(restoration.decide(story.incident, "a1", n, chosen, JANA, story.now), JANA)


def seen(story: Story, *numbers: int, by: Someone = PETR, alone: str = "") -> Story:
    picked = [("a1", n) for n in numbers]
    return story.then(restoration.verify(story.incident, picked, person(by), "Looked at the list", alone), by)


def refused(story: Story, n: int, chosen: Decision) -> Refused:
    with pytest.raises(Refused) as refusal:
        restoration.decide(story.incident, "a1", n, chosen, JANA, story.now)
    return refusal.value


def test_access_is_normal_once_every_path_is_decided_done_and_seen_by_somebody_else() -> None:
    story = closed()

    decided(decided(story, 1), 2, OUT)
    assert not restriction_of(story).is_normal
    seen(story, 1)
    assert not restriction_of(story).is_normal
    seen(story, 2)
    assert restriction_of(story).is_normal


def test_nothing_is_decided_before_the_commander_ordered_it() -> None:
    story = confirmed(started())

    assert refused(story, 1, BACK).code == "not_ordered"


def test_an_account_we_cannot_log_in_to_gives_nothing_back() -> None:
    story = started(keyholders=(PETR,))
    story.then([KeyholderUnable(account="a1", who=PETR, reason="refused")], PETR)

    with pytest.raises(Refused) as refusal:
        restoration.order(story.incident, ["a1"], ANA)
    assert refusal.value.code == "no_control"


def test_an_account_that_is_lost_does_not_keep_the_others_from_being_given_back() -> None:
    story = confirmed(started())
    started(story, account="a2", handle="@lost", keyholders=(PETR,))
    story.then([KeyholderUnable(account="a2", handle="@lost", who=PETR, reason="no second factor here")], PETR)

    facts = restoration.order(story.incident, ["a1", "a2"], ANA)

    assert [fact.account for fact in facts if isinstance(fact, RestorationOrdered)] == ["a1"]


def test_each_decision_has_a_reason() -> None:
    assert refused(closed(), 1, Decision("out", reason="no")).field == "reason"


def test_former_staff_stays_out_unless_somebody_says_why() -> None:
    story = closed(path(1, leaver=True))

    assert restoration.proposed(restriction_of(story).paths[0]) == ("out", None)
    assert refused(story, 1, BACK).field == "why_leaver"
    decided(story, 1, Decision("back", reason="She answers customers again", why_leaver="Back as a freelancer"))


@pytest.mark.parametrize("means", sorted(PASSWORDS))
def test_shared_passwords_are_not_given_back_by_default(means: Means) -> None:
    assert restoration.proposed(path(1).model_copy(update={"means": means})) == ("out", None)


def test_an_admin_is_proposed_the_least_level_and_never_a_higher_one() -> None:
    admin = path(1).model_copy(update={"level": Level.admin})
    story = closed(admin, path(2))

    assert restoration.proposed(admin) == ("lowered", Level.publish)
    assert refused(story, 2, Decision("lowered", level="admin", reason="Needs it to publish")).field == "level"
    decided(story, 1, Decision("lowered", level="reply", reason="Answers customers only now"))
    assert restriction_of(story).decided[1].level is Level.reply


def test_temporary_access_ends_in_the_future() -> None:
    story = closed()
    over = Decision("back", until=story.now - timedelta(hours=1), reason="Only for this week")

    assert refused(story, 1, over).field == "until"


def test_what_is_not_done_is_not_verified() -> None:
    story = decided(closed(), 1, Decision("back", reason="She answers customers again"))

    with pytest.raises(Refused, match="not done"):
        seen(story, 1)


def test_nobody_verifies_what_they_decided_or_did_themselves() -> None:
    story = decided(closed(), 1)

    with pytest.raises(Refused) as refusal:
        seen(story, 1, by=JANA, alone="Nobody is awake")
    assert refusal.value.code == "same_person_verifies"


def test_where_nobody_else_can_look_it_is_verified_alone_with_a_reason() -> None:
    story = decided(closed(), 1)
    story.then(Left(person=each) for each in (PETR, ANA))

    with pytest.raises(Refused) as refusal:
        seen(story, 1, by=JANA)
    assert refusal.value.code == "no_reason"
    seen(story, 1, by=JANA, alone="Nobody else is an admin")
    assert restriction_of(story).decided[1].alone == "Nobody else is an admin"


def test_a_decision_taken_anew_is_seen_anew() -> None:
    story = seen(decided(decided(closed(), 1), 2, OUT), 1, 2)
    assert restriction_of(story).is_normal

    decided(story, 1, OUT)

    assert not restriction_of(story).is_normal
