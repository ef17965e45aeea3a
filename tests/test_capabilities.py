"""The capabilities as they are declared: nothing is forgotten when one is added."""

from __future__ import annotations

from collections.abc import Iterator

from bot.access.register.words import said
from bot.capabilities import CAPABILITIES, FACTS, OF, TASKS, UNFINISHED, folds, register_folds
from bot.crisis.incident import Incident
from bot.people.facts import SignOfLife
from bot.record.fact import Fact
from bot.record.record import Record
from bot.room.tasks import TASKS as TASK_VIEWS
from bot.room.view import View
from bot.task.facts import FACTS as OF_TASKS
from bot.views import VIEWS


def every_fact(of: type[Fact] = Fact) -> Iterator[type[Fact]]:
    for cls in of.__subclasses__():
        yield from every_fact(cls)
        if cls.__module__.startswith("bot."):
            yield cls


def test_every_fact_there_is_is_declared_by_one_capability() -> None:
    assert {cls.__name__ for cls in every_fact()} == {cls.__name__ for cls in FACTS.values()}
    assert sum(len(each.facts) for each in CAPABILITIES) == len(FACTS)


def test_every_fact_has_words_or_is_said_to_be_silent() -> None:
    told = {cls for cls, each in OF.items() if each.say.dispatch(cls) is not each.say.dispatch(object)} | {*OF_TASKS}
    silent = {cls for each in CAPABILITIES for cls in each.silent}

    assert told | silent == {*OF}
    assert told & silent == set()


def test_every_fact_changes_something_or_stands_on_the_timeline_alone() -> None:
    """Somebody reads what changes nothing: it has words, here or in the register's changes."""
    nothing = [cls for cls in OF if not folds(cls) and not register_folds(cls) and cls is not SignOfLife]
    unread = [cls for cls in nothing if cls in OF[cls].silent and said.dispatch(cls) is said.dispatch(object)]

    assert unread == []


def test_what_changes_a_crisis_changes_a_part_of_its_own() -> None:
    folded = [each for each in CAPABILITIES if each.becomes.registry.keys() - {object}]

    assert {each.state for each in folded} <= Incident.model_fields.keys() - Record.model_fields.keys()


def test_what_is_asked_of_somebody_has_a_message_and_words() -> None:
    """So whoever is late is waited for: at Home, by a reminder, by the next who is asked."""
    assert {view.kind.name for view in TASK_VIEWS} == {*TASKS}


def test_what_is_unfinished_is_said_in_one_way() -> None:
    codes = [what for each in CAPABILITIES for what in each.unfinished_words]

    assert len(codes) == len({*codes}) == len(UNFINISHED)


def test_what_is_unfinished_is_seen_before_the_end() -> None:
    """On the board, or as the next step; and it waits for somebody, so it cannot be forgotten in silence."""
    nothing = View("nothing")
    seen = {view.name for view in VIEWS if view.board is not nothing.board or view.next is not nothing.next}
    waits = {view.name for view in VIEWS if view.waiting is not nothing.waiting} | {
        each.name for each in CAPABILITIES if each.tasks
    }
    unfinished = {each.name for each in CAPABILITIES if each.unfinished_words}

    assert unfinished - seen == set()
    assert unfinished - waits == set()


def test_every_view_is_declared_once() -> None:
    assert len({view.name for view in VIEWS}) == len(VIEWS)
