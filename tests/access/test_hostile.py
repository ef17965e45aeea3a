"""Access under somebody who means harm: what they try at the register and at a closing, and what it comes to."""

from __future__ import annotations

from bot.access.register import granting
from bot.access.register.codes import Status
from bot.access.register.facts import GrantEntered
from bot.access.register.keeping import Typed
from bot.access.restriction import steps
from bot.access.restriction.forms.steps import verify_form
from bot.access.restriction.plan import more
from bot.access.restriction.steps import Said
from bot.chat.form import Chooses, ChoosesSeveral
from bot.record.fact import Fact
from bot.text import Translator
from tests.access.brands import IVO, shop
from tests.access.test_restriction import closing, confirmed, restricting, start, unable, with_eva
from tests.record.crew import BOOK, commanded, person, refusal
from tests.record.story import ANA, EVA, JANA, NOON, PETR

# who keeps an account


def test_a_late_keyholder_who_turns_out_to_be_involved_has_their_path_in_closed_too() -> None:
    """
    Eva was asked later and confirmed it, so her role was left; named as involved, it is open again and to be closed.
    """
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    unable(story, PETR, register)
    confirmed(story, EVA)
    mine = next(path.n for path in restricting(story).paths if path.holder.reveal() == EVA.id)
    assert mine in restricting(story).verified

    story.involves(EVA)

    assert mine in restricting(story).open
    assert all(mine not in doing.verified for doing in restricting(story).about(mine))


# what counts as closed


def test_nothing_counts_as_closed_by_saying_that_it_does_not_apply_and_no_more() -> None:
    story = confirmed(closing())
    step = next(doing.step for doing in restricting(story).steps if doing.step.purpose == "remove" and doing.step.paths)

    def save(note: str) -> list[Fact]:
        said = Said("not_applicable", note=note)
        return steps.save(story.incident, "a1", step.n, said, person(JANA), story.now)

    assert refusal(lambda: save(" "))[0] == "no_note"
    assert save("They are on no list")


def test_who_looks_sees_of_which_step_it_was_only_said_that_it_does_not_apply() -> None:
    story = confirmed(closing())
    step = next(doing.step for doing in restricting(story).steps if doing.step.purpose == "remove" and doing.step.paths)
    said = Said("not_applicable", note="They are on no list")
    story.then(steps.save(story.incident, "a1", step.n, said, person(JANA), story.now), JANA)
    waiting, alone = steps.verifiable(story.incident, person(PETR))
    form = verify_form(story.incident, waiting, person(PETR), alone=alone)
    labels = [
        Translator().plain(o.label)
        for field in form.fields
        if isinstance(field, Chooses | ChoosesSeveral)
        for o in field.options
    ]

    assert len(labels) == 1 and labels[0].endswith(": doesn't apply")


def test_a_path_that_was_closed_and_is_there_again_can_be_entered_again() -> None:
    """It was "in the register already", where no list shows it any more: the only true word about it was refused."""
    register = shop()
    closed = register.grants["g1"].model_copy(update={"state": "verified"})
    register = register.model_copy(update={"grants": register.grants | {"g1": closed}})
    given = {"outside": IVO, "means": "delegated_role", "level": "admin"}
    typed = Typed(given, {}, lambda direct_message: f"{direct_message}99", NOON)

    [fact] = granting.path(register, "a1", typed, ANA)

    assert isinstance(fact, GrantEntered) and (fact.grant.id, fact.grant.state) == ("g99", "active")


def test_the_paths_of_a_keyholder_who_leaves_meanwhile_are_to_be_closed_too() -> None:
    """Somebody says so, or their account is closed: what stayed for them as keyholder counts as open from then on."""
    story = confirmed(closing())
    register = shop()
    petr = register.holders[PETR.id].model_copy(update={"status": Status.left})
    left = register.model_copy(update={"holders": register.holders | {PETR.id: petr}})

    assert more(register, BOOK, restricting(story), story.now) is None
    found = more(left, BOOK, restricting(story), story.now)

    assert found is not None and {path.holder.reveal() for path in found.paths} == {PETR.id}
    assert all(step.to != PETR for step in found.steps)
