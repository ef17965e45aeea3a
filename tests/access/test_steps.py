"""
Walking a closing: barred before a login check, said with evidence, verified by somebody else, late but rarely heard.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest

from bot.access.restriction import rules as restriction
from bot.access.restriction import steps
from bot.access.restriction.facts import Purpose, RestrictionStepLate, RestrictionStepVerified
from bot.access.restriction.progress import to_see, upcoming
from bot.access.restriction.state import Doing
from bot.access.restriction.steps import Said
from bot.crisis.evidence import rules as exhibits
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceMissed, FileRef
from bot.crisis.opening.facts import KindSet
from bot.crisis.resolving import rules as resolution
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.roles.facts import RoleClaimed
from bot.crisis.timeline.facts import EntryStruck
from bot.people.who import Someone
from bot.record.consequences import due as all_due
from bot.text import Translator
from tests.access.brands import PATHS, shop
from tests.access.test_restriction import closing, confirmed, restricting, start, unable, wanted
from tests.record.crew import BOOK, commanded, person, refusal
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

SHOT = FileRef(id="F1", name="shot.png", mime="image/png", size=10)
BARRED: tuple[Purpose, ...] = ("remove", "rotate", "end_sessions", "revoke_apps", "tools", "verify", "tell")


def doing(story: Story, purpose: Purpose, account: str = "a1") -> Doing:
    """The first step of that kind."""
    return next(doing for doing in restricting(story, account).steps if doing.step.purpose == purpose)


def saved(story: Story, what: Purpose | int, said: Said | str = "done", by: Someone = JANA) -> Story:
    n = what if isinstance(what, int) else doing(story, what).step.n
    chosen = Said(said, note="" if said == "done" else "in the way") if isinstance(said, str) else said
    return story.then(steps.save(story.incident, "a1", n, chosen, person(by), story.now), by)


def refused(story: Story, what: Purpose, said: Said | str = "done", by: Someone = JANA) -> tuple[str | None, str]:
    return refusal(lambda: saved(story, what, said, by))


def verify(story: Story, *numbers: int, by: Someone = PETR, alone: str = "", saw: str = "One session left") -> Story:
    picked = [("a1", n) for n in numbers]
    return story.then(steps.verify(story.incident, picked, person(by), saw, alone), by)


def evidence(story: Story) -> Story:
    """A screenshot of the post is kept."""
    return kept(story.then([EvidenceAdded(n=1, by=PETR, shows="the post", file=SHOT)], PETR))


def kept(story: Story) -> Story:
    """The newest file of the evidence is there."""
    return story.then(exhibits.kept(story.incident, story.incident.evidence.exhibits[-1].seq, "ab" * 32, 10))


def all_done(story: Story, by: Someone = JANA) -> Story:
    """Whatever there is to do was done."""
    evidence(story)
    while found := steps.next_step(story.incident, person(by), again=False):
        saved(story, found[1].step.n, by=by)
    return story


# before a login check


@pytest.mark.parametrize("purpose", BARRED)
def test_nothing_is_closed_before_a_keyholder_has_proved_a_log_in(purpose: Purpose) -> None:
    """Case 12."""
    said = (
        "This would leave @brand with nobody proven able to log in. Nothing was removed. "
        "Choose a keyholder; they confirm first."
    )

    assert refused(closing(), purpose) == ("no_keyholder", said)
    saved(confirmed(closing()), purpose, by=PETR)


def test_evidence_and_pausing_need_no_proof() -> None:
    story = closing()

    saved(evidence(story), "evidence")
    saved(story, "pause")
    assert refused(story, "lost")[0] == "not_lost"


def test_where_nobody_can_log_in_recovery_begins_and_no_removal_is_offered() -> None:
    story = unable(unable(closing(), PETR), JANA)
    found = steps.next_step(story.incident, person(JANA))

    assert found and found[1].step.purpose == "lost"
    assert upcoming(restricting(story)) == found[1]
    for purpose in BARRED:
        assert refused(story, purpose)[0] == "no_keyholder"
    saved(saved(story, "lost"), "recovery")
    assert restricting(story).is_lost


def test_a_proof_that_counts_no_more_bars_what_is_left() -> None:
    story = confirmed(closing())
    saved(story, "rotate")
    story.involves(PETR)

    assert refused(story, "end_sessions")[0] == "no_keyholder"


# saving


def test_the_next_step_follows_until_nothing_is_left() -> None:
    story = all_done(confirmed(closing()))

    assert restricting(story).is_closed
    assert not restricting(story).is_verified
    left = [doing.step.purpose for doing in restricting(story).steps if not doing.is_done]
    assert left == ["verify", "lost"]  # Jana does not look at her own work, and nobody is locked out


def test_who_may_do_a_step() -> None:
    """Who leads, who commands, who confirmed that they keep the account, whose step it is; nobody else."""
    story = confirmed(closing())

    assert refused(story, "rotate", by=TOM)[0] == "not_allowed"
    saved(story, "rotate", by=PETR)
    saved(story, "pause", by=ANA)
    step = doing(story, "recovery").step
    mine = doing(story, "recovery").model_copy(update={"step": step.model_copy(update={"to": EVA})})
    assert steps.may_work(story.incident, restricting(story), mine, person(EVA))
    assert not steps.may_work(story.incident, restricting(story), mine, person(TOM))


def test_a_keyholder_who_has_not_proved_anything_may_not_close_yet() -> None:
    story = confirmed(commanded().then(start(commanded(), wanted(lead=ANA)), ANA), JANA)

    assert not steps.may_work(story.incident, restricting(story), doing(story, "evidence"), person(PETR))


def test_could_not_needs_a_note_and_stays_a_failure_until_it_is_done() -> None:
    story = confirmed(closing())

    assert refused(story, "recovery", Said("could_not"))[0] == "no_note"
    saved(story, "recovery", "could_not")
    assert len(restricting(story).failed) == 1
    saved(story, "recovery")
    assert restricting(story).failed == frozenset()


def test_a_later_result_counts_and_what_was_verified_is_not_any_more() -> None:
    story = saved(confirmed(closing()), "tools")
    n = doing(story, "tools").step.n
    verify(story, n, by=PETR)
    assert doing(story, "tools").is_verified
    saved(story, "tools", "could_not")

    assert not doing(story, "tools").is_verified
    saved(story, "tools")
    assert not doing(story, "tools").is_verified


def test_evidence_is_saved_before_it_is_said_to_be() -> None:
    """Case 13: by a file, in the step or before. A link alone shows nothing of what is gone."""
    story = closing()
    said = "A link shows nothing once the post is gone. Add a screenshot or file, or say in Note why not."
    link = Said("done", link="https://x.com/brand/status/1")

    assert refused(story, "evidence") == ("evidence_missing", said)
    assert refused(story, "evidence", link) == ("evidence_missing", said)
    story.then([EvidenceAdded(n=1, by=PETR, shows="the post", link="https://x.com/1")], PETR)
    assert refused(story, "evidence") == ("evidence_missing", said)
    saved(story, "evidence", Said("done", files=(SHOT,)))
    assert doing(story, "evidence").exhibits == (2,)


def test_no_post_is_deleted_before_it_is_saved() -> None:
    """Case 13, of the posts that a takeover left."""
    story = commanded()
    story.then([KindSet(playbook="account_takeover", by=ANA)], ANA)
    story.then(start(story), ANA)
    confirmed(story)

    assert refused(story, "delete")[0] == "evidence_missing"
    story.then([EvidenceAdded(n=1, by=PETR, shows="the post", link="https://x.com/1")], PETR)
    assert refused(story, "delete", Said("done", link="https://x.com/1"))[0] == "evidence_missing"
    story.then([EvidenceAdded(n=2, by=PETR, shows="the post", file=SHOT)], PETR)
    assert refused(story, "delete")[0] == "evidence_missing"  # it is being saved, and may come to nothing
    saved(kept(story), "delete")


def takeover() -> Story:
    """A closing after which posts are deleted."""
    story = commanded()
    story.then([KindSet(playbook="account_takeover", by=ANA)], ANA)
    return confirmed(story.then(start(story), ANA))


def test_a_screenshot_that_was_struck_or_could_not_be_kept_is_none() -> None:
    missed, struck = takeover(), evidence(takeover())
    saved(missed, "evidence", Said("done", files=(SHOT,), note="the whole thread"))
    missed.then([EvidenceMissed(entry=missed.incident.evidence.exhibits[-1].seq, n=1, reason="file_not_found")])
    struck.then([EntryStruck(entry=struck.incident.evidence.exhibits[-1].seq, by=PETR, as_=EvidenceAdded.weight)], PETR)

    assert refused(missed, "delete")[0] == "evidence_missing"
    assert refused(struck, "delete")[0] == "evidence_missing"


@pytest.mark.parametrize("result", ["done", "could_not", "not_applicable"])
def test_why_there_is_no_screenshot_is_said_at_the_evidence_step(result: str) -> None:
    story = takeover()
    saved(story, "evidence", Said(result, link="https://x.com/1", note="X took it down before anybody looked"))

    saved(story, "delete")


def test_a_file_of_a_step_is_kept_like_any_other() -> None:
    file = FileRef(id="F1", name="list.png", mime="image/png", size=10)
    story = saved(confirmed(closing()), "rotate", Said("done", files=(file,), link="https://vault.example/1"))

    assert [(exhibit.state, exhibit.n) for exhibit in story.incident.evidence.exhibits] == [("link", 1), ("waiting", 2)]
    assert doing(story, "rotate").exhibits == (1, 2)


def test_a_link_is_an_address_and_a_result_is_one_of_three() -> None:
    story = confirmed(closing())

    assert refused(story, "rotate", Said("done", link="the vault"))[0] == "not_an_address"
    assert refused(story, "rotate", Said("unknown"))[0] == "no_result"
    assert refused(story, "rotate", Said("done", until=story.now - timedelta(minutes=1)))[0] == "past"


def test_how_long_a_session_lives_on_is_as_said_else_as_the_runbook_knows() -> None:
    story = confirmed(closing())
    step = doing(story, "end_sessions").step.model_copy(update={"residual_minutes": 180})
    known = doing(story, "end_sessions").model_copy(update={"step": step})
    until = story.now + timedelta(hours=1)

    assert steps.until(known, Said("done"), story.now) == story.now + timedelta(hours=3)
    assert steps.until(known, Said("could_not"), story.now) is None
    saved(story, "end_sessions", Said("done", until=until))
    assert doing(story, "end_sessions").residual_until == until


def test_nothing_is_said_of_what_was_stopped_or_resolved() -> None:
    story = confirmed(closing())
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)

    assert refused(story, "rotate")[0] == "resolved"
    other = confirmed(closing())
    other.then(restriction.stop(other.incident, person(ANA)), ANA)
    assert refused(other, "rotate")[0] == "over"


def test_a_step_that_is_not_there_is_none() -> None:
    story = confirmed(closing())

    assert refusal(lambda: saved(story, 99))[0] == "no_step"


# verifying


def test_nobody_verifies_what_they_did() -> None:
    """Case 22, with somebody to ask."""
    story = saved(confirmed(closing()), "rotate")
    n = doing(story, "rotate").step.n
    said = "You did this, so someone else verifies it. It stays “done, not verified”. Ask Ana Kovač."

    assert refusal(lambda: verify(story, n, by=JANA)) == ("same_person_verifies", said)
    assert doing(verify(story, n, by=PETR), "rotate").is_verified


def test_whoever_ever_did_it_does_not_verify_it_though_somebody_did_it_again() -> None:
    story = saved(saved(confirmed(closing()), "rotate", by=PETR), "rotate", by=JANA)
    n = doing(story, "rotate").step.n

    assert refusal(lambda: verify(story, n, by=PETR))[0] == "same_person_verifies"
    verify(story, n, by=ANA)


def test_an_excuse_does_not_help_while_somebody_else_could_look() -> None:
    story = saved(confirmed(closing()), "rotate")
    n = doing(story, "rotate").step.n

    assert refusal(lambda: verify(story, n, by=JANA, alone="I am sure"))[0] == "same_person_verifies"


def test_alone_it_is_verified_with_a_reason_that_is_kept() -> None:
    """Ana is the only one inside who may look: she commands, leads and keeps the account herself."""
    story = commanded()
    story.then(start(story, wanted(keep=(person(ANA),), lead=ANA), shop(petr=ANA)), ANA)
    confirmed(story, ANA)
    saved(story, "rotate", by=ANA)
    n = doing(story, "rotate").step.n

    assert refusal(lambda: verify(story, n, by=ANA))[0] == "no_reason"
    assert refusal(lambda: verify(story, n, by=ANA, alone="just me"))[0] == "no_reason"
    verify(story, n, by=ANA, alone="Nobody else has access")
    assert doing(story, "rotate").alone == "Nobody else has access"


def test_a_mixed_pick_is_split_into_what_others_did_and_ones_own() -> None:
    """Of Petr and Ana, who alone may look, both ended the sessions, and Petr alone changed the password."""
    story = confirmed(closing(keep=(person(PETR),), lead=ANA))
    for by in (PETR, ANA):
        saved(story, "end_sessions", by=by)
    saved(story, "rotate", by=PETR)
    picked = [("a1", doing(story, purpose).step.n) for purpose in ("rotate", "end_sessions")]

    facts = steps.verify(story.incident, picked, person(ANA), "seen", "Nobody else is awake")
    seen = [(fact.steps, bool(fact.alone)) for fact in facts if isinstance(fact, RestrictionStepVerified)]
    assert seen == [((picked[0][1],), False), ((picked[1][1],), True)]


def test_a_reason_for_being_alone_is_not_kept_where_somebody_else_looked() -> None:
    story = saved(confirmed(closing()), "rotate")
    facts = steps.verify(story.incident, [("a1", doing(story, "rotate").step.n)], person(PETR), "seen", "alone")

    assert [fact.alone for fact in facts if isinstance(fact, RestrictionStepVerified)] == [""]


def test_only_those_around_access_verify() -> None:
    story = saved(confirmed(closing()), "rotate")
    n = doing(story, "rotate").step.n

    assert refusal(lambda: verify(story, n, by=TOM))[0] == "not_allowed"
    story.then([RoleClaimed(role="security", by=TOM)], TOM)
    verify(story, n, by=TOM)


def test_only_what_is_done_is_verified_ten_at_once_with_what_was_seen() -> None:
    story = saved(confirmed(closing()), "rotate")
    n, open_ = doing(story, "rotate").step.n, doing(story, "end_sessions").step.n

    assert refusal(lambda: verify(story, open_))[0] == "not_done"
    assert refusal(lambda: verify(story))[0] == "empty"
    assert refusal(lambda: verify(story, n, saw=" "))[0] == "empty"
    assert refusal(lambda: verify(story, *range(1, 12)))[0] == "too_many"


def test_the_look_from_outside_is_somebody_elses() -> None:
    story = all_done(confirmed(closing()))
    code, said = refused(story, "verify", by=JANA)

    assert code == "same_person_verifies"
    assert said.endswith("Ask Ana Kovač.")
    saved(story, "verify", by=PETR)


def test_closed_and_verified_takes_everything_done_and_seen() -> None:
    story = all_done(confirmed(closing()))
    waiting = [d.step.n for d in restricting(story).steps if d.is_done and d.step.purpose not in steps.LOOKS]
    seen = [n for n in waiting if to_see(cast(Doing, restricting(story).doing(n)))]
    for at in range(0, len(seen), steps.AT_ONCE):
        assert not restricting(story).is_verified
        verify(story, *seen[at : at + steps.AT_ONCE])

    assert restricting(story).is_verified
    assert len(restricting(story).done) == len(restricting(story).verified) == PATHS


# late


def late(story: Story) -> list[tuple[datetime, RestrictionStepLate]]:
    return [(due.at, cast(RestrictionStepLate, due.facts[0])) for due in steps.due(story.incident)]


def test_only_the_next_step_of_a_closing_falls_due() -> None:
    """One that nobody confirms is asked for once, then somebody else is; all behind it wait quietly."""
    story = closing()
    (at, fact), *others = late(story)

    assert others == []
    assert (at, fact.step, fact.nth, fact.to) == (story.now + timedelta(minutes=10), 1, 1, JANA)
    story.then([fact])
    (at, fact), *_rest = late(story)
    assert (at, fact.nth, fact.to) == (story.now + timedelta(minutes=15), 2, ANA)
    story.then([fact])
    assert late(story) == []


def test_the_second_who_is_asked_is_a_keyholder_who_can_log_in() -> None:
    story = confirmed(closing())
    story.then([late(story)[0][1]])

    assert late(story)[0][1].to == PETR


def test_what_waits_for_a_proof_is_late_only_some_time_after_it() -> None:
    story = closing()
    saved(saved(evidence(story), "evidence"), "pause")
    saved(story, "recovery", "not_applicable")
    assert late(story) == []
    story.later(60)
    confirmed(story)

    assert late(story)[0][0] == story.now + steps.NEXT_IS_ASKED


def test_a_reopened_crisis_does_not_call_everybody_at_once() -> None:
    story = closing()
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)
    assert [due for due in all_due(story.incident, BOOK) if due.key.startswith(("step/", "keyholder/"))] == []
    story.later(600).then([Reopened(by=ANA, reason="it is back")], ANA)

    assert late(story)[0][0] == story.now + steps.NEXT_IS_ASKED
    keyholders = [due for due in all_due(story.incident, BOOK) if due.key.startswith("keyholder/")]
    assert min(due.at for due in keyholders) > story.now


def test_nobody_is_asked_about_what_is_suspended() -> None:
    story = closing()
    story.then(restriction.suspend(story.incident, "a1", person(JANA), over=False), JANA)

    assert late(story) == []


def test_nobody_involved_is_asked() -> None:
    """Jana leads and has every step; named as involved, the commander is asked instead."""
    story = closing().involves(JANA)

    assert late(story)[0][1].to == ANA


# the end


def missing(story: Story) -> list[str]:
    codes = resolution.missing(story.incident, BOOK, None, None)
    return [Translator().plain(resolution.say_missing(c, story.incident, BOOK)) for c in codes if c.endswith("/a1")]


def test_an_open_closing_is_missing_when_a_crisis_is_resolved() -> None:
    story = confirmed(closing())

    assert missing(story) == ["Access to @brand is still being closed"]
    all_done(story)
    assert missing(story) == ["Closing access to @brand is not verified yet"]
    story.then(restriction.stop(story.incident, person(ANA)), ANA)
    assert missing(story) == ["Done on @brand, and nobody else has looked"]


def test_what_is_closed_and_verified_is_missing_until_it_is_given_back() -> None:
    story = all_done(confirmed(closing()))
    seen = [d.step.n for d in restricting(story).steps if d.is_done and to_see(d)]
    for at in range(0, len(seen), steps.AT_ONCE):
        verify(story, *seen[at : at + steps.AT_ONCE])

    assert missing(story) == ["Access to @brand is not given back yet", "Nobody has looked at @brand from outside"]
