"""The forms of a closing: numbers before anything starts, one step in the runbook's words, somebody else's look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from bot.access.posture.facts import PostureProposed
from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.state import Register
from bot.access.restriction import steps
from bot.access.restriction.facts import RestrictionStepSaved
from bot.access.restriction.forms.start import cannot_form, close_form, suspended_form
from bot.access.restriction.forms.steps import PAGE, step_form, steps_form, verify_form
from bot.access.restriction.progress import unverified
from bot.access.restriction.state import Doing, Restriction
from bot.access.restriction.steps import AT_ONCE
from bot.chat.form import Asked, Chooses, ChoosesSeveral, Form, Picks, PicksSeveral, Says
from bot.crisis.evidence.facts import EvidenceAdded, FileRef
from bot.crisis.evidence.rules import kept
from bot.people.who import Someone
from bot.platforms.slack.forms import view
from bot.record.frozen import Restricted
from bot.text import PSEUDO, Link, Strong, Translator, Words, _
from tests.access.restrictions import confirmed, restriction_of, saved, started, step, verified
from tests.record.crew import BOOK, commanded, person, refusal
from tests.record.story import ANA, JANA, NOON, PETR, TOM, Story
from tests.room.plain import said

SHOT = FileRef(id="F1", name="shot.png", mime="image/png", size=10)
ALL = tuple(range(1, 14))


def lines(form: Form) -> list[str]:
    """What it says, without its fields."""
    return [said(line) for field in form.fields if isinstance(field, Says) for line in field.lines]


def field(form: Form, name: str) -> Asked:
    found = [f for f in form.fields if isinstance(f, Asked) and f.name == name]
    assert len(found) == 1
    return found[0]


def names(form: Form) -> list[str]:
    return [f.name for f in form.fields if isinstance(f, Asked)]


def initial(form: Form, name: str) -> tuple[str, ...]:
    chosen = field(form, name)
    assert isinstance(chosen, Chooses | ChoosesSeveral | Picks | PicksSeveral)
    return chosen.initial


def waiting(restriction: Restriction) -> list[tuple[Restriction, Doing]]:
    """What is done there, and nobody else has seen."""
    return [(restriction, doing) for doing in unverified(restriction)]


def look_form(story: Story, by: Someone) -> Form:
    """*Verify…*, as it opens for this person."""
    seen, alone = steps.verifiable(story.incident, person(by))
    return verify_form(story.incident, seen, person(by), alone=alone)


def options(form: Form, name: str) -> dict[str, str]:
    chosen = field(form, name)
    assert isinstance(chosen, Chooses | ChoosesSeveral)
    return {option.value: said(option.label) for option in chosen.options}


def register(accounts: int = 2) -> Register:
    """@brand_1 is a main account with a delegate, a shared password and a scheduler; the others have one delegate."""
    holders = {PETR.id: Holder(id=PETR.id, name=PETR.name), "h1": Holder(id="h1", name="Ivo Marić", status=Status.left)}
    grants = [Grant(id="g0", of="a1", holder=PETR.id, means=Means.delegated_role, level=Level.admin)]
    for n in range(1, accounts + 1):
        grants.append(Grant(id=f"g{n}", of=f"a{n}", holder="h1", means=Means.delegated_role))
    tiers = {1: "main"}
    known = (Known(holder="h1"), Known(holder=PETR.id))
    return Register(
        id="register-T1",
        tenant="T1",
        number=0,
        holders=holders,
        accounts={
            f"a{n}": Account.model_validate(
                {"id": f"a{n}", "platform": "x", "handle": f"@brand_{n}", "tier": tiers.get(n, "secondary")}
            )
            for n in range(1, accounts + 1)
        },
        grants={grant.id: grant for grant in grants},
        tools={"t1": Tool(id="t1", name="Hootsuite", accounts=("a1",))},
        secrets={"s1": Secret(id="s1", name="password of @brand_1", opens=("a1",), known_by=known)},
    )


def close(
    story: Story, known: Register, chosen: tuple[str, ...] | None = ("a1",), keep: Iterable[str] = (PETR.id,)
) -> Form:
    return close_form(story.incident, known, BOOK, NOON, chosen, tuple(keep), JANA.id)


def test_the_preview_says_what_goes_what_stays_and_what_is_to_change() -> None:
    form = close(commanded(), register())

    assert lines(form) == [
        "@brand_1: 2 ways go, 1 keyholder stays",
        "1 secret to change · 1 tool may post by itself",
        "1 person has left and goes first",
        "Nothing is removed until a keyholder proves a log-in.",
    ]
    assert names(form) == ["accounts", "keyholders", "lead", "replies", "reason"]
    assert options(form, "accounts") == {
        "a1": "@brand_1 · X (Twitter) · 2 go, 1 stays",
        "a2": "@brand_2 · X (Twitter) · 1 goes, 0 stay",
    }
    assert [initial(form, name) for name in ("accounts", "keyholders", "lead")] == [
        ("a1",),
        (PETR.id,),
        (JANA.id,),
    ]


def test_before_an_account_is_chosen_no_number_is_claimed() -> None:
    form = close(commanded(), register(), None)

    assert lines(form)[0] == "Choose accounts. What goes and what stays is shown before anything starts."
    assert initial(form, "accounts") == ()


def test_what_is_being_closed_is_not_offered_again() -> None:
    form = close(started(), register())

    assert list(options(form, "accounts")) == ["a2"]


def test_numbers_that_changed_are_shown_once_more_with_what_was_chosen() -> None:
    form = close_form(commanded().incident, register(), BOOK, NOON, ("a2",), (), None, seen="abc", changed=True)

    assert lines(form)[0] == "The numbers are new. Look again, then press Start."
    assert form.carried == "i1 abc"
    assert initial(form, "accounts") == ("a2",)


def test_replies_are_as_they_were_proposed() -> None:
    proposed = PostureProposed(posture="restricted", reply_open=True, why="volume")

    form = close(commanded().then([proposed]), register())

    assert initial(form, "replies") == ("approved",)
    assert initial(close(commanded(), register()), "replies") == ("closed",)


def test_two_hundred_accounts_are_a_menu_and_one_sum() -> None:
    known = register(200)
    form = close(commanded(), known, tuple(known.accounts))

    assert lines(form)[0] == "200 accounts: 201 ways go, 1 keyholder stays"
    shown: Any = view(form, Translator())["blocks"]
    [accounts] = [block for block in shown if block.get("block_id") == "accounts"]
    assert accounts["element"]["type"] == "multi_static_select" and len(accounts["element"]["options"]) == 100
    assert accounts["hint"]["text"] == "100 more are not listed."


def test_a_step_has_the_runbooks_words_and_the_holders_name() -> None:
    story = confirmed(
        started(steps=(step(1, "remove", 1, source="help.example", checked_on="2026-10-12", link="https://x.example"),))
    )
    restriction = restriction_of(story)

    form = step_form(story.incident, restriction, restriction.steps[0], story.now, book=BOOK)

    assert said(form.title) == "Step 1 of 1" and form.carried == "i1 a1 1"
    assert lines(form) == [
        "@brand · X (Twitter)",
        "Remove: Agency North",
        "Settings › People › the person › Remove",
        "Menu names change; last checked 12 Oct 2026",
        "Source: help.example",
        "Open the page",
        "Why: this way in stays open until then.",
    ]
    assert names(form) == ["result", "link", "file", "note"]
    assert options(form, "result") == {
        "done": "Done",
        "could_not": "Could not",
        "not_applicable": "Doesn't apply",
    }


def test_a_step_from_memory_says_so() -> None:
    story = confirmed(started())
    restriction = restriction_of(story)

    assert "Not checked yet on the live platform. Trust what you see." in lines(
        step_form(story.incident, restriction, restriction.steps[1], story.now)
    )


def test_a_step_for_many_names_some_and_counts_the_rest() -> None:
    paths = tuple(range(1, 12))
    story = started(steps=(step(1, "end_sessions", *paths),))
    restriction = restriction_of(story)
    many = restriction.model_copy(
        update={"paths": tuple(w.model_copy(update={"name": Restricted(f"Name {w.n}")}) for w in restriction.paths)}
    )

    shown = lines(step_form(story.incident, many, many.steps[0], story.now))

    assert "End sessions: Name 1, Name 2, Name 3, Name 4, Name 5, 6 more" in shown


def test_only_what_may_leave_a_session_asks_until_when() -> None:
    story = started()
    restriction = restriction_of(story)

    asked = [
        d.step.purpose
        for d in restriction.steps
        if "until" in names(step_form(story.incident, restriction, d, story.now))
    ]

    assert asked == ["rotate", "rotate", "end_sessions", "revoke_apps"]


def test_nothing_is_deleted_before_it_is_saved() -> None:
    story = started(steps=(step(1, "delete"),))
    restriction = restriction_of(story)
    form = step_form(story.incident, restriction, restriction.steps[0], story.now)
    assert list(options(form, "result")) == ["could_not", "not_applicable"]
    assert lines(form)[-1] == (
        "No screenshot of this post is saved yet. Add one first, or say at the evidence step why there is none."
    )

    story.then([EvidenceAdded(n=1, by=PETR, shows="the post", link="https://x.example/1")], PETR)
    assert "done" not in options(step_form(story.incident, restriction, restriction.steps[0], story.now), "result")
    story.then([EvidenceAdded(n=2, by=PETR, shows="the post", file=SHOT)], PETR)
    story.then(kept(story.incident, story.incident.evidence.exhibits[-1].seq, "ab" * 32, 10))

    assert "done" in options(step_form(story.incident, restriction, restriction.steps[0], story.now), "result")


def test_those_removed_get_words_that_accuse_nobody() -> None:
    story = started()
    restriction = restriction_of(story)
    tell = restriction.steps[-1]

    shown = lines(step_form(story.incident, restriction, tell, story.now))

    assert (
        "“Your access to @brand is closed for now. This is a precaution, not an accusation. "
        "We will tell you when it changes. Questions: Ana Kovač.”"
    ) in shown


def test_a_step_said_before_shows_what_was_said_and_why_it_was_not_saved() -> None:
    story = confirmed(started())
    given = {
        "account": "a1",
        "step": 11,
        "purpose": "recovery",
        "result": "could_not",
        "by": JANA,
        "note": "it is Ivo's",
    }
    story.then([RestrictionStepSaved.model_validate(given)], JANA)
    restriction = restriction_of(story)

    form = step_form(story.incident, restriction, restriction.steps[10], story.now, _("Say what was in the way."))

    assert lines(form)[0] == "Say what was in the way."
    assert "So far: could not, 12:00 UTC (Jana): it is Ivo's" in lines(form)
    assert initial(form, "result") == ("could_not",)


def test_somebody_verifies_what_others_did_never_their_own() -> None:
    story = saved(saved(confirmed(started()), 1, 2, 9), 7, by=PETR)

    assert options(look_form(story, PETR), "tasks") == {
        "a1/1": "@brand · 1: Scheduled and paid (Jana)",
        "a1/2": "@brand · 2: Removals, 1 way in (Jana)",
        "a1/9": "@brand · 9: Sessions (Jana)",
    }
    assert options(look_form(story, JANA), "tasks") == {"a1/7": "@brand · 7: Secrets (Petr)"}


def test_holders_are_named_to_who_leads_or_commands_alone() -> None:
    story = saved(confirmed(started()), 2)
    restrictions = [restriction_of(story)]

    assert options(look_form(story, ANA), "tasks") == {"a1/2": "@brand · 2: Agency North (Jana)"}
    assert "Agency North" not in "".join(lines(steps_form(story.incident, restrictions, 0, named=False)))
    assert "Agency North" in "".join(lines(steps_form(story.incident, restrictions, 0)))


def test_ten_at_once_and_the_rest_is_counted() -> None:
    story = saved(confirmed(started()), *ALL)

    form = look_form(story, PETR)

    assert len(options(form, "tasks")) == AT_ONCE
    assert "1 more step waits after these." in lines(form)


def test_alone_asks_why() -> None:
    story = saved(confirmed(started()), 1)

    form = verify_form(story.incident, waiting(restriction_of(story)), person(JANA), alone=True)

    assert names(form) == ["tasks", "saw", "alone"]
    assert "alone" not in names(look_form(story, PETR))


def test_where_nothing_waits_it_says_so() -> None:
    story = started()

    assert refusal(lambda: look_form(story, PETR)) == ("nothing", "Nothing waits to be verified. Nothing was changed.")


def test_the_list_says_of_each_step_how_far_it_is() -> None:
    story = verified(saved(confirmed(started()), 1, 2), 1)
    saved(story, 10, result="unknown")

    form = steps_form(story.incident, [restriction_of(story)], 0)

    assert lines(form)[:4] == [
        "@brand",
        "✔ 1 · Pause scheduled and paid · verified, 12:00 UTC (Jana)",
        "✔ 2 · Remove: Agency North · done, not verified, 12:00 UTC (Jana)",
        "▢ 3 · Remove: Lucie Stará · to do (Jana, by 12:14 UTC)",
    ]
    assert "✖ 10 · Review apps: Ivo Marić, Agency North · not known whether it worked, 12:00 UTC (Jana)" in lines(form)


def test_before_a_proof_the_list_says_what_waits_for_it() -> None:
    story = started()

    shown = lines(steps_form(story.incident, [restriction_of(story)], 0))

    assert not any("Remove" in line for line in shown)
    assert shown[-1] == "11 steps wait until a log-in is proved."


def test_a_long_list_has_pages_and_begins_again_after_the_last() -> None:
    story = confirmed(started())
    restrictions = [
        restriction_of(confirmed(started(story, f"a{n}", f"@brand_{n}"), account=f"a{n}"), f"a{n}") for n in range(2, 6)
    ]

    first, second = (steps_form(story.incident, restrictions, page) for page in (0, 1))

    assert (said(first.submit), first.carried, second.carried) == ("Next page", "i1 1", "i1 2")
    assert sum(line[0] in "✔✖▢" for line in lines(first)) == PAGE
    assert lines(steps_form(story.incident, restrictions, 2)) == lines(first)


def test_a_keyholder_who_can_not_says_why_in_one_line() -> None:
    form = cannot_form(started().incident, "a1")

    assert (form.action, form.carried, names(form)) == ("restriction.cannot", "i1 a1", ["reason"])


def test_a_suspension_is_the_platforms_and_does_not_close() -> None:
    story = started()
    form = suspended_form(story.incident, [restriction_of(story)])

    assert lines(form) == ["The platform did this, not we. It does not count as closed."]
    assert options(form, "state") == {"suspended": "The platform suspended it", "over": "It is there again"}


@pytest.mark.parametrize("language", ["en", PSEUDO])
def test_every_form_fits_slack_in_any_language(language: str) -> None:
    """No label, option, title or text is too long, even 40 % longer than English."""
    translator = Translator(language)
    story = saved(confirmed(started()), *ALL)
    restriction = restriction_of(story)
    forms = [
        close(story, register(12), ("a2", "a3")),
        close(commanded(), register(), None),
        *(
            step_form(story.incident, restriction, doing, story.now, _("Saved. The next step:"), book=BOOK)
            for doing in restriction.steps
        ),
        verify_form(story.incident, waiting(restriction), person(TOM), alone=True),
        steps_form(story.incident, [restriction, restriction, restriction], 0),
        cannot_form(story.incident, "a1"),
        suspended_form(story.incident, [restriction]),
    ]

    for form in forms:
        view(form, translator)


@pytest.mark.parametrize("paths", [(1,), (1, 2, 3)])
def test_the_longest_names_fit_an_option(paths: tuple[int, ...]) -> None:
    long = "Maximiliana Konstantina von und zu Hohenlohe-Schillingsfürst"
    jana = JANA.model_copy(update={"name": long})
    story = confirmed(
        started(steps=(step(1, "remove", *paths),), handle="@a_very_long_handle_of_a_brand_with_a_market")
    )
    saved(story, 1, by=jana)
    restriction = restriction_of(story)
    many = restriction.model_copy(
        update={"paths": tuple(path.model_copy(update={"name": Restricted(long)}) for path in restriction.paths)}
    )

    for form in (
        verify_form(story.incident, waiting(many), person(ANA), alone=False),
        step_form(story.incident, many, many.steps[0], story.now),
        steps_form(story.incident, [many], 0),
        suspended_form(story.incident, [many]),
    ):
        view(form, Translator(PSEUDO))


def test_titles_fit_a_run_of_a_hundred_steps() -> None:
    story = started(steps=tuple(step(n, "remove", 1) for n in range(1, 131)))
    restriction = restriction_of(story)

    view(step_form(story.incident, restriction, restriction.steps[-1], story.now), Translator(PSEUDO))


def test_a_link_in_a_step_can_be_followed() -> None:
    story = started(steps=(step(1, "lost", link="https://forms.example/lost"),))
    restriction = restriction_of(story)

    form = step_form(story.incident, restriction, restriction.steps[0], story.now)

    shown = [line for f in form.fields if isinstance(f, Says) for line in f.lines]
    linked = [p for line in shown if isinstance(line, Words) for p in line.params.values() if isinstance(p, Link)]
    assert [link.url for link in linked] == ["https://forms.example/lost"]
    assert any(isinstance(line, Strong) for line in shown)
