"""Pausing everything: what there is to pause, who is asked, who may verify, and what becomes of silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access.pausing import rules as pausing
from bot.access.pausing.facts import PauseOrdered
from bot.access.pausing.rules import PAUSE
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, ToolEntered
from bot.access.register.state import Register
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.resolving.rules import missing
from bot.people.who import Someone, Standing
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from bot.task import rules
from bot.task.facts import TaskAnswered, TaskAsked
from bot.task.rules import Said
from bot.task.state import Task
from tests.record.crew import BOOK, EVERYBODY, commanded, person, refusal, take
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

MAIN = Account(id="a1", platform="x", handle="@brand", owner=JANA.id)
SHOP = Account(id="a2", platform="facebook", handle="@shop", owner=TOM.id, tier="secondary")
BUFFER = Tool(id="t1", name="Buffer Pro", accounts=("a1", "a2"), owner=JANA.id)
SPROUT = Tool(id="t2", name="Sprout", kind="inbox", accounts=("a1",), owner=EVA.id)
PAID = Tool(id="t3", name="Business Suite", kind="ads", accounts=("a2",), owner=TOM.id)
PEOPLE = {one.id: person(one) for one in EVERYBODY}


def register(*entries: Fact) -> Register:
    made = Register(id="register-T1", tenant="T1", number=0)
    for seq, fact in enumerate((AccountEntered(account=MAIN), AccountEntered(account=SHOP), *entries), start=1):
        at = datetime(2026, 3, 1, tzinfo=UTC)
        around = {"seq": seq, "at": at, "happened_at": at, "by": "bot"}
        made = apply(made, Event.model_validate({**around, "fact": fact}))
    return made


def tools(*several: Tool) -> Register:
    return register(*(ToolEntered(tool=tool) for tool in several))


def ordered(story: Story, known: Register, by: Someone = ANA) -> Story:
    return story.then(pausing.order(story.incident, known, PEOPLE, BOOK, by, story.now), by)


def things(story: Story) -> list[tuple[str, str | None, str]]:
    """What is to be paused, who is asked now, how it stands."""
    items = pausing.items(story.incident)
    return [(p.item.thing.name or p.item.thing.what, _first(p.task.asked), _state(p)) for p in items]


def _state(paused: pausing.Paused) -> str:
    if paused.decided is not None:
        return "runs again" if paused.runs_again else "stays"
    return "verified" if paused.task.is_verified else paused.task.result or "asked"


def task(story: Story, item: int) -> Task:
    return story.incident.tasks[PAUSE.id(item)]


def verified(story: Story, item: int, by: Someone, why: str = "") -> Story:
    return story.then(rules.verify(PAUSE, story.incident, [PAUSE.id(item)], person(by), "empty", why), by)


def can_not(story: Story, item: int, by: Someone) -> Story:
    known = task(story, item)
    return story.then(rules.answer(PAUSE, story.incident, known, person(by), Said("could_not", "no log-in")), by)


def _first(asked: tuple[Someone, ...]) -> str | None:
    return asked[-1].name.split()[0] if asked else None


def says(story: Story, item: int, by: Someone, note: str = "the queue is empty") -> Story:
    known = rules.must_be_theirs(PAUSE, story.incident, PAUSE.id(item), person(by))
    return story.then(rules.answer(PAUSE, story.incident, known, person(by), Said("done", note)), by)


def passes(story: Story, minutes: float) -> Story:
    """Time passes, and what falls due of pausing meanwhile happens, each once."""
    until, seen = story.now + timedelta(minutes=minutes), set[str]()
    while dues := [due for due in rules.due(PAUSE, story.incident) if due.at <= until and due.key not in seen]:
        first = min(dues, key=lambda due: due.at)
        seen.add(first.key)
        story.now = max(story.now, first.at)
        story.then(first.facts)
    story.now = until
    return story


def test_the_tools_that_post_most_come_first_and_each_owner_is_asked() -> None:
    story = ordered(commanded(), tools(SPROUT, PAID, BUFFER))

    assert things(story) == [
        ("Buffer Pro", "Jana", "asked"),
        ("Business Suite", "Tom", "asked"),
        ("Sprout", "Eva", "asked"),
    ]


def test_advertising_that_no_tool_has_is_an_item_of_its_account() -> None:
    """One whose account a tool for advertising has is not asked for twice."""
    ads = GrantEntered(grant=Grant(id="g1", of="a1", holder="h1", means=Means.ad_account))
    same = GrantEntered(grant=Grant(id="g2", of="a2", holder="h1", means=Means.ad_account))
    story = ordered(commanded(), register(ToolEntered(tool=PAID), ads, same))

    assert [(p.item.thing.what, p.item.thing.name) for p in pausing.items(story.incident)] == [
        ("ads", "@brand"),
        ("tool", "Business Suite"),
    ]


@pytest.mark.parametrize(
    "tool",
    [
        BUFFER.model_copy(update={"can_pause": False}),
        BUFFER.model_copy(update={"accounts": ("gone",)}),
    ],
    ids=["cannot be paused", "posts to no account of ours"],
)
def test_a_tool_is_left_out_that(tool: Tool) -> None:
    assert pausing.found(tools(tool)) == []


def test_a_tool_whose_accounts_nobody_named_may_post_to_any() -> None:
    story = ordered(commanded(), tools(BUFFER.model_copy(update={"accounts": ()})))

    assert things(story) == [("Buffer Pro", "Jana", "asked")]


def test_an_empty_register_still_pauses_what_every_company_has() -> None:
    story = ordered(commanded(), register())

    assert things(story) == [("scheduled", "Ana", "asked"), ("paid", "Ana", "asked")]


@pytest.mark.parametrize("why", ["left", "involved", "guest", "not in the chat"])
def test_an_owner_who_cannot_act_is_not_asked(why: str) -> None:
    """The access lead is, and where there is none the commander."""
    known, people, story = tools(BUFFER), dict(PEOPLE), commanded()
    match why:
        case "left":
            gone = Holder(id=JANA.id, name=JANA.name, last_day=date(2026, 3, 1))
            known = register(HolderEntered(holder=gone), ToolEntered(tool=BUFFER))
        case "involved":
            story.involves(JANA)
        case "guest":
            people[JANA.id] = person(JANA, Standing.guest)
        case _:
            del people[JANA.id]
    to_ana = pausing.order(story.incident, known, people, BOOK, ANA, story.now)
    take(story, "access_lead", EVA)
    to_eva = pausing.order(story.incident, known, people, BOOK, ANA, story.now)

    assert [(_asked(facts).to, _asked(facts).why) for facts in (to_ana, to_eva)] == [
        (ANA, "commander"),
        (EVA, "access_lead"),
    ]


def _asked(facts: list[Fact]) -> TaskAsked:
    ordered, asked = facts
    assert isinstance(ordered, PauseOrdered)
    assert isinstance(asked, TaskAsked)
    return asked


def test_the_runbook_of_a_tool_is_known_by_its_name() -> None:
    story = ordered(commanded(), tools(BUFFER, PAID))
    assert [paused.item.runbooks for paused in pausing.items(story.incident)] == [("buffer",), ("facebook",)]


def test_pressed_twice_nothing_is_doubled() -> None:
    story = ordered(ordered(commanded(), tools(BUFFER)), tools(BUFFER), PETR)

    assert things(story) == [("Buffer Pro", "Jana", "asked")]


def test_pressed_later_it_adds_what_the_register_has_learned() -> None:
    story = says(ordered(commanded(), register()), 1, ANA)
    ordered(story, tools(BUFFER))

    assert things(story) == [("scheduled", "Ana", "done"), ("paid", "Ana", "asked"), ("Buffer Pro", "Jana", "asked")]


def test_what_may_run_again_can_be_paused_once_more() -> None:
    story = says(ordered(commanded(), tools(BUFFER)), 1, JANA)
    story.then(pausing.decide(story.incident, 1, person(ANA), False, "it is calm"), ANA)
    ordered(story, tools(BUFFER))

    assert things(story) == [("Buffer Pro", "Jana", "runs again"), ("Buffer Pro", "Jana", "asked")]
    assert [paused.n for paused in pausing.current(story.incident)] == [2]


def test_only_who_was_asked_or_leads_says_that_it_is_paused() -> None:
    story = ordered(commanded(), tools(BUFFER))

    assert refusal(lambda: says(story, 1, PETR)) == (
        "not_asked",
        "You were not asked this. Nothing was changed. Ask Ana Kovač.",
    )
    assert things(says(story, 1, ANA)) == [("Buffer Pro", "Jana", "done")]


def test_paused_needs_something_that_shows_it() -> None:
    story = ordered(commanded(), tools(BUFFER))

    assert refusal(lambda: says(story, 1, JANA, " "))[1] == "Add a link or a file, or say what you see."


def alone() -> Story:
    """Nobody but Petr is in the room."""
    story = Story().joined(PETR).joined(TOM, standing=Standing.guest)
    return says(ordered(story, register(), PETR), 1, PETR)


def test_where_there_is_nobody_else_one_verifies_alone_and_says_why() -> None:
    """A guest is nobody else."""
    story = alone()

    tasks, by_oneself = rules.verifiable(PAUSE, story.incident, [task(story, 1)], person(PETR))
    without = refusal(lambda: verified(story, 1, PETR, "alone"))
    verified(story, 1, PETR, "nobody else is awake")

    assert ([task.id for task in tasks], by_oneself) == (["pause/1"], True)
    assert without[1] == "Say why alone, in at least 3 words."
    assert pausing.counts(story.incident) == pausing.Counts(paused=1, verified=1, of=2, again=0)
    assert task(story, 1).alone == "nobody else is awake"


def test_who_cant_is_followed_by_the_access_lead_then_the_commander() -> None:
    story = take(commanded(), "access_lead", EVA)
    ordered(story, tools(BUFFER))

    for who in (JANA, EVA, ANA):
        can_not(story, 1, who)
    asked = [someone.name.split()[0] for someone in task(story, 1).asked]

    assert asked == ["Jana", "Eva", "Ana"]
    assert things(story) == [("Buffer Pro", "Ana", "could_not")]
    assert rules.due(PAUSE, story.incident) == []


def test_silence_is_followed_by_one_reminder_then_by_the_next() -> None:
    story = passes(ordered(commanded(), tools(BUFFER)), 20)

    assert task(story, 1).reminded == (JANA.id,)
    assert things(story) == [("Buffer Pro", "Ana", "asked")]


def test_who_was_asked_first_can_still_do_it() -> None:
    story = passes(ordered(commanded(), tools(BUFFER)), 25)

    assert things(says(story, 1, JANA)) == [("Buffer Pro", "Ana", "done")]


def test_once_it_is_paused_nobody_is_waited_for() -> None:
    assert rules.due(PAUSE, says(ordered(commanded(), tools(BUFFER)), 1, JANA).incident) == []


def test_an_owner_who_turns_out_to_be_involved_is_followed_at_once() -> None:
    story = ordered(commanded(), tools(BUFFER)).involves(JANA)

    assert things(passes(story, 0)) == [("Buffer Pro", "Ana", "asked")]


def test_while_it_was_resolved_nobody_was_waited_for() -> None:
    story = ordered(commanded(), tools(BUFFER)).later(3)
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA).later(60).then([Reopened(by=ANA, reason="again")], ANA)

    assert rules.due(PAUSE, story.incident)[0].at == story.now + pausing.CONFIRM_WITHIN


def test_only_the_commander_lets_it_run_again_and_says_why() -> None:
    story = says(ordered(commanded(), tools(BUFFER)), 1, JANA)

    assert refusal(lambda: pausing.decide(story.incident, 1, person(PETR), False, "calm"))[0] == "not_allowed"
    assert refusal(lambda: pausing.decide(story.incident, 1, person(ANA), False, " "))[0] == "no_reason"


def test_what_is_not_paused_cannot_run_again() -> None:
    story = ordered(commanded(), tools(BUFFER))

    assert refusal(lambda: pausing.decide(story.incident, 1, person(ANA), False, "calm"))[0] == "open"


def test_what_stays_paused_may_run_later() -> None:
    story = says(ordered(commanded(), tools(BUFFER)), 1, JANA)
    story.then(pausing.decide(story.incident, 1, person(ANA), True, "until Monday"), ANA)
    stays = pausing.counts(story.incident)
    story.then(pausing.decide(story.incident, 1, person(ANA), False, "Monday"), ANA)

    assert (stays.paused, stays.again) == (1, 0)
    assert pausing.counts(story.incident) == pausing.Counts(paused=0, verified=0, of=1, again=1)


def test_at_the_end_what_nobody_decided_is_said() -> None:
    """What stays paused was decided; what was never confirmed is said too."""
    story = ordered(commanded(), tools(BUFFER, SPROUT, PAID))
    says(says(story, 1, JANA), 2, TOM)
    story.then(pausing.decide(story.incident, 2, person(ANA), True, "until Monday"), ANA)

    assert [code for code in missing(story.incident, BOOK, None, None) if "paused" in code] == [
        "paused/1",
        "not_paused/3",
    ]


def test_a_fact_says_what_it_is_about() -> None:
    story = says(ordered(commanded(), tools(BUFFER)), 1, JANA)
    fact = story.events[-1].fact

    assert isinstance(fact, TaskAnswered) and fact.subject.name == "Buffer Pro"
