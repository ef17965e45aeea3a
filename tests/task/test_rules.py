"""What holds for every task, whatever its kind: with a kind made up for these tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.task import rules
from bot.task.facts import Result, TaskAnswered, TasksVerified
from bot.task.rules import Said, TaskKind
from bot.task.state import Task, after
from bot.text import _
from tests.record.crew import person, refusal
from tests.record.story import ANA, EVA, JANA, PETR, TOM

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """All that a task needs of a record, and who is there."""

    tasks: dict[str, Task] = field(default_factory=dict)
    leads: tuple[Someone, ...] = (EVA, ANA)
    inside: tuple[Someone, ...] = (ANA, JANA, PETR)
    out: tuple[str, ...] = ()


CALL = TaskKind[Record](
    name="call",
    next=lambda record, task: record.leads,
    leads=lambda record, by: by.id in {one.id for one in record.leads},
    verifiers=lambda record, task: record.inside,
    is_out=lambda record, person: person in record.out,
    is_inside=lambda record, person: person in {one.id for one in record.inside},
)


@dataclass
class Life:
    """A record on which things happen, one after the other."""

    record: Record = field(default_factory=Record)
    now: datetime = NOON
    kind: TaskKind[Record] = CALL
    facts: list[Fact] = field(default_factory=list)

    def then(self, *facts: Fact) -> Life:
        for fact in facts:
            self.facts.append(fact)
            self.record = replace(self.record, tasks=self.record.tasks | after(self.record.tasks, fact, self.now))
        return self

    def asked(self, to: Someone | None = JANA, of: object = 1, within: int | None = 10) -> Life:
        span = None if within is None else timedelta(minutes=within)
        return self.then(rules.ask(self.kind, of, to, ANA, within=span))

    def says(self, by: Someone, said: Said | None = None, of: object = 1) -> Life:
        task = rules.must_be_theirs(self.kind, self.record, self.kind.id(of), person(by))
        return self.then(*rules.answer(self.kind, self.record, task, person(by), said or Said(note="it is")))

    def verified(self, by: Someone, *of: int, saw: str = "seen", alone: str = "") -> Life:
        ids = [self.kind.id(each) for each in of or (1,)]
        return self.then(*rules.verify(self.kind, self.record, ids, person(by), saw, alone))

    def passes(self, minutes: float) -> Life:
        """Time passes, and what falls due meanwhile happens, each once."""
        until, seen = self.now + timedelta(minutes=minutes), set[str]()
        while dues := [each for each in rules.due(self.kind, self.record) if each.at <= until and each.key not in seen]:
            first = min(dues, key=lambda each: each.at)
            seen.add(first.key)
            self.now = max(self.now, first.at)
            self.then(*first.facts)
        self.now = until
        return self

    @property
    def task(self) -> Task:
        return self.record.tasks["call/1"]

    @property
    def names(self) -> list[str]:
        return [someone.name.split()[0] for someone in self.task.asked]


def test_who_was_asked_and_who_leads_may_answer_and_nobody_else() -> None:
    life = Life().asked()

    assert refusal(lambda: life.says(TOM)) == ("not_asked", "You were not asked this. Nothing was changed.")
    assert life.says(JANA).task.is_done
    assert Life().asked().says(EVA).task.said_by == EVA


@pytest.mark.parametrize("result", ["could_not", "not_applicable", "unknown"])
def test_whatever_is_not_done_says_why(result: Result) -> None:
    life = Life().asked()

    assert refusal(lambda: life.says(JANA, Said(result, " "))) == ("no_reason", "A few words are enough.")


def test_who_cant_is_followed_at_once_and_nobody_is_asked_twice() -> None:
    life = Life().asked()
    for who in (JANA, EVA, ANA):
        life.says(who, Said("could_not", "no log-in"))

    assert life.names == ["Jana", "Eva", "Ana"]
    assert rules.due(CALL, life.record) == []


def test_who_says_later_that_they_cant_asks_nobody_again() -> None:
    """Somebody else is asked already."""
    life = Life().asked().passes(20).says(JANA, Said("could_not", "no log-in"))

    assert life.names == ["Jana", "Eva"]


def test_silence_is_followed_by_one_reminder_then_by_the_next_until_nobody_is_left() -> None:
    life = Life().asked()

    assert life.passes(9).task.reminded == ()
    assert life.passes(1).task.reminded == (JANA.id,)
    assert life.passes(10).names == ["Jana", "Eva"]
    assert life.passes(600).names == ["Jana", "Eva", "Ana"]
    assert len([fact for fact in life.facts if fact.kind == "task_late"]) == 5


def test_a_kind_may_ask_the_next_without_a_reminder() -> None:
    life = Life(kind=replace(CALL, reminds=False)).asked().passes(10)

    assert (life.names, life.task.reminded) == (["Jana", "Eva"], ())


def test_a_reminder_says_whether_it_is_heard_in_the_room() -> None:
    assert Life().asked(JANA).passes(10).task.mentioned == (JANA.id,)
    assert Life().asked(TOM).passes(10).task.mentioned == ()


def test_who_is_kept_out_is_followed_at_once_without_a_reminder() -> None:
    life = Life(Record(out=(JANA.id,))).asked().passes(0)

    assert (life.names, life.task.reminded) == (["Jana", "Eva"], ())


def test_what_has_no_hurry_and_what_is_done_waits_for_nobody() -> None:
    assert rules.due(CALL, Life().asked(within=None).record) == []
    assert rules.due(CALL, Life().asked().says(JANA).record) == []
    assert rules.due(CALL, Life().asked(None).record) == []


def test_who_was_asked_first_can_still_do_it() -> None:
    assert Life().asked().passes(25).says(JANA).task.is_done


def test_whoever_ever_did_it_never_verifies_it_while_somebody_else_is_there() -> None:
    """Not after somebody else did it once more either."""
    life = Life().asked().says(JANA).says(EVA)
    refused = (
        "same_person_verifies",
        "You did this, so someone else verifies it. It stays “done, not verified”. Ask Ana Kovač.",
    )

    assert refusal(lambda: life.verified(JANA)) == refused
    assert refusal(lambda: rules.verifiable(CALL, life.record, CALL.all(life.record), person(JANA))) == refused
    assert life.verified(PETR).task.verified_by == PETR


def test_where_nobody_else_is_there_one_verifies_alone_with_a_reason() -> None:
    life = Life(Record(inside=(JANA,))).asked().says(JANA)

    assert rules.verifiable(CALL, life.record, CALL.all(life.record), person(JANA)) == ((life.task,), True)
    assert refusal(lambda: life.verified(JANA, alone="just me"))[0] == "no_reason"
    assert life.verified(JANA, alone="nobody is awake").task.alone == "nobody is awake"


def test_a_mixed_pick_is_split_into_what_others_did_and_ones_own() -> None:
    life = Life(Record(inside=(JANA,))).asked(of=1).asked(EVA, of=2).says(JANA).says(EVA, of=2)
    life.verified(JANA, 1, 2, alone="nobody is awake")
    seen = [fact for fact in life.facts if isinstance(fact, TasksVerified)]

    assert [(fact.tasks, bool(fact.alone)) for fact in seen] == [(("call/2",), False), (("call/1",), True)]


def test_a_later_answer_counts_instead_and_has_to_be_seen_anew() -> None:
    life = Life().asked().says(JANA).verified(PETR).says(EVA, Said("unknown", "it posts again"))

    assert (life.task.is_open, life.task.verified_by, life.task.doers) == (True, None, (JANA.id,))


def test_what_is_not_done_or_seen_already_is_not_verified() -> None:
    life = Life().asked()
    open_ = refusal(lambda: life.verified(PETR))
    seen = refusal(lambda: life.says(JANA).verified(PETR).verified(ANA))

    assert open_ == ("over", "One of these is not done. Open the form again.")
    assert seen == ("over", "Petr Novák verified one of these at 12:00 UTC. Open the form again.")


def test_a_task_of_another_kind_is_not_answered_by_this_one() -> None:
    life = Life().asked()
    other = replace(CALL, name="other")

    assert refusal(lambda: rules.must_be_theirs(other, life.record, "call/1", person(JANA)))[0] == "no_task"


def test_a_kind_says_what_shows_that_it_is_done() -> None:
    def needs_link(record: Record, task: Task, said: Said) -> None:
        if not said.link:
            raise Refused(_("A link, please."), "link", "no_link")

    life = Life(kind=replace(CALL, refused=needs_link)).asked()

    assert refusal(lambda: life.says(JANA))[0] == "no_link"
    assert isinstance(life.says(JANA, Said(link="https://example.com")).facts[-1], TaskAnswered)
