"""The timeline is never changed; the snapshot is what the events give."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from bot.crisis.command.facts import CommandOffered, CommandTaken
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.questions.facts import (
    Answer,
    AnswerWithdrawn,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionReopened,
    QuestionSkipped,
    QuestionUnknown,
)
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.room.facts import Joined, Left, StepRefused
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.timeline.facts import (
    EntryChanged,
    EntryStruck,
    MessageFlagged,
    MessageRead,
    MessageUnread,
    Noted,
    SourceDeleted,
    SourceEdited,
)
from bot.errors import Refused
from bot.people.who import Someone, Standing
from bot.record.chain import Broken, Checksum, Sealed, verify
from bot.record.fact import Erased, Fact, Level, MessageRef, Unreadable, Weight
from bot.record.fold import fold
from bot.record.frozen import Restricted
from bot.store import tables
from bot.store.store import Store
from bot.task.facts import TaskAsked
from tests.store.conftest import PETR, noted, opened

IVAN = "Ivan Kos"


async def execute(store: Store, statement: object) -> None:
    async with store.database.writing() as connection:
        await connection.execute(statement)  # type: ignore[call-overload]


async def rows(store: Store, incident: str) -> list[Sealed]:
    return await store.event_rows(incident, limit=1000)


async def folded(store: Store, incident: Incident) -> Incident:
    blank = Incident(id=incident.id, tenant=incident.tenant, number=incident.number)
    return fold(blank, await store.events(incident.id, limit=1000))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = '{}' WHERE seq = 1",
        "UPDATE event SET data = NULL, salt = NULL, kind = 'noted' WHERE seq = 1",
        "UPDATE event SET data = NULL, salt = NULL, key = 'k' WHERE seq = 1",
        "UPDATE event SET data = NULL WHERE seq = 1",
        "UPDATE event SET seq = 7 WHERE seq = 1",
        "UPDATE event SET data = data",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 2",
    ],
)
async def test_the_database_itself_refuses_to_change_the_timeline(store: Store, statement: str) -> None:
    incident = await noted(store, (await opened(store)).id, "x")
    before = await rows(store, incident.id)

    with pytest.raises(IntegrityError, match="events are never changed or deleted"):
        await execute(store, text(statement))

    assert await rows(store, incident.id) == before


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_postgresql_refuses_to_empty_the_timeline(store: Store) -> None:
    await opened(store)

    with pytest.raises(IntegrityError, match="never"):
        await execute(store, text("TRUNCATE event"))


@pytest.mark.parametrize("database", ["sqlite"])
async def test_sqlite_refuses_to_replace_an_event(store: Store) -> None:
    """INSERT OR REPLACE deletes without asking the trigger that watches deletions."""
    await opened(store)

    with pytest.raises(IntegrityError, match="never"):
        await execute(store, text("INSERT OR REPLACE INTO event SELECT * FROM event"))


async def test_words_are_taken_away_once_and_not_put_back(store: Store) -> None:
    incident = await noted(store, (await opened(store)).id, "x")
    await execute(store, update(tables.event).where(tables.event.c.seq == 2).values(data=None, salt=None))

    with pytest.raises(IntegrityError, match="never"):
        await execute(store, update(tables.event).where(tables.event.c.seq == 2).values(data="{}", salt="s"))

    assert verify(await rows(store, incident.id)) == Broken(2, "unrecorded_erasure")


async def test_the_chain_holds_and_ends_in_the_checksum(store: Store) -> None:
    incident = await opened(store)
    for n in range(3):
        incident = await noted(store, incident.id, f"note/{n}")

    kept = await rows(store, incident.id)

    assert verify(kept, Checksum(incident.seq, incident.checksum)) is None
    assert verify(kept[:-1], Checksum(incident.seq, incident.checksum)) == Broken(4, "cut")


async def test_erasing_takes_the_words_and_keeps_the_chain(store: Store) -> None:
    incident = await opened(store)
    answer = Answer(private={"who": Restricted(IVAN)}, private_people={"who": (Restricted("slack:U5"),)})
    async with store.happened(incident.id, "answer") as change:
        change.record([QuestionAnswered(question="involved", answer=answer, by=PETR.someone)])
    assert change.incident.has_conflict("slack:U5")
    await noted(store, incident.id, "after")

    await store.erase(incident.id, 2, PETR.someone, "asked for")

    after = await store.incident(incident.id) or incident
    kept = await rows(store, incident.id)
    assert verify(kept, Checksum(after.seq, after.checksum)) is None
    assert [type(event.fact) for event in await store.events(incident.id)] == [
        Opened,
        Unreadable,
        Noted,
        Erased,
    ]
    assert not after.has_conflict("slack:U5")
    assert after == await folded(store, after)
    assert IVAN not in str(kept) + after.model_dump_json()


@pytest.mark.parametrize("named", [2, 3, 4])
async def test_an_entry_is_erased_with_all_that_became_of_it(store: Store, named: int) -> None:
    """Whichever of its events is named; a captured message is not read again, and another entry stays."""
    incident = await opened(store)
    source = MessageRef(place="C1", ref="7")
    weight = Weight.fact
    async with store.happened(incident.id, "captured") as change:
        change.record([MessageFlagged(source=source, by=PETR.someone)])
        change.record([MessageRead(entry=2, text=IVAN, said_at=change.now)])
        change.record([EntryChanged(entry=2, by=PETR.someone, text=f"{IVAN} again", was=weight, as_=weight)])
        change.record([Noted(text="Two posts", by=PETR.someone), SourceEdited(entry=21, text="of another")])

    await store.erase(incident.id, named, PETR.someone, "asked for")

    after = await store.incident(incident.id) or incident
    kept = await rows(store, incident.id)
    words = " ".join(row.data or "" for row in kept)
    facts = [event.fact for event in await store.events(incident.id)]
    assert IVAN not in words and "Two posts" in words and "of another" in words
    assert [fact.seq for fact in facts if isinstance(fact, Erased)] == [2, 3, 4]
    assert (after.timeline.to_read, after == await folded(store, after)) == ((), True)
    assert verify(kept, Checksum(after.seq, after.checksum)) is None


async def test_the_opening_and_an_erasure_stay(store: Store) -> None:
    incident = await noted(store, (await opened(store)).id, "x")
    await store.erase(incident.id, 2, PETR.someone)

    for seq in (1, 2, 3, 99):
        with pytest.raises(Refused) as error:
            await store.erase(incident.id, seq, PETR.someone)
        assert error.value.code == "not_erasable"


async def test_restricted_values_are_kept_in_full_and_never_printed(store: Store) -> None:
    incident = await opened(store)
    answer = Answer(private={"who": Restricted(IVAN)}, private_people={"who": (Restricted("slack:U5"),)})
    async with store.happened(incident.id, "answer") as change:
        change.record([QuestionAnswered(question="involved", answer=answer, by=PETR.someone)])

    again = await store.incident(incident.id) or incident

    assert again == change.incident
    assert again.questions.answers["involved"].answer.private["who"].reveal() == IVAN
    assert again.has_conflict("slack:U5")
    read = (await store.events(incident.id))[1]
    for shown in (str(again), repr(again), again.model_dump_json(), repr(read), repr(await rows(store, incident.id))):
        assert IVAN not in shown
        assert "slack:U5" not in shown


someone = some.builds(Someone, id=some.sampled_from(["slack:U1", "slack:U2", "slack:U5"]), name=some.text(max_size=5))
question = some.sampled_from(["what", "where", "involved"])
words = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
secret = words.map(Restricted)
value = some.one_of(words, some.integers(-(2**53), 2**53), some.booleans(), some.lists(words).map(tuple), some.none())
answer = some.builds(
    Answer,
    values=some.dictionaries(some.text("abc", max_size=2), value, max_size=3),
    private=some.dictionaries(some.text("abc", max_size=2), secret, max_size=2),
    private_people=some.dictionaries(
        some.text("abc", max_size=2), some.lists(secret, max_size=2).map(tuple), max_size=2
    ),
)
level = some.sampled_from(list(Level))
source = some.builds(MessageRef, place=words, ref=words)
entry, weight = some.integers(1, 9), some.sampled_from(list(Weight))
moment = some.just(datetime(2026, 3, 2, 11, 0, tzinfo=UTC))
facts = some.one_of(
    some.builds(Noted, text=words, by=someone, as_=weight, source=some.one_of(some.none(), source)),
    some.builds(MessageFlagged, source=source, by=someone),
    some.builds(MessageRead, entry=entry, text=words, said_at=moment),
    some.builds(MessageUnread, entry=entry, reason=words),
    some.builds(EntryChanged, entry=entry, by=someone, text=words, was=weight, as_=weight, happened_at=moment),
    some.builds(EntryStruck, entry=entry, by=someone, as_=weight, reason=words),
    some.builds(SourceEdited, entry=entry, question=question, text=words),
    some.builds(SourceDeleted, entry=some.one_of(some.none(), entry), question=question),
    some.builds(Joined, person=someone, standing=some.sampled_from(list(Standing))),
    some.builds(Left, person=someone),
    some.builds(KindSet, playbook=words, by=someone),
    some.builds(QuestionAsked, question=question, nth=some.integers(1, 5)),
    some.builds(QuestionAnswered, question=question, answer=answer, by=someone),
    some.builds(QuestionUnknown, question=question, by=someone, reason=words),
    some.builds(QuestionSkipped, question=question, by=someone, reason=words),
    some.builds(QuestionReopened, question=question, by=someone),
    some.builds(QuestionAssigned, question=question, to=someone, by=someone),
    some.builds(AnswerWithdrawn, question=question, by=someone),
    some.builds(
        SeverityComputed,
        level=level,
        reason=words,
        could_be=some.lists(some.tuples(level, words), max_size=2).map(tuple),
    ),
    some.builds(SeveritySet, level=level, reason=words, by=someone),
    some.builds(LevelQuestioned, set=level, computed=level, to=someone),
    some.builds(LevelReleased, level=level, by=someone),
    some.builds(CommandTaken, by=someone),
    some.builds(CommandOffered, to=someone, by=someone, open_decisions=words),
    some.builds(TaskAsked, task=some.just("page/slack:U1"), to=someone, by=someone, instead_of=someone),
    some.builds(StepRefused, step=words, reason=words),
    some.builds(
        Resolved,
        by=someone,
        outcome=some.sampled_from(list(Outcome)),
        review_on=some.one_of(some.none(), some.dates()),
    ),
    some.builds(Reopened, by=someone, reason=words),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=some.lists(some.lists(facts, max_size=4), max_size=4))
async def test_the_snapshot_is_the_fold_of_the_events(store: Store, told: list[Iterable[Fact]]) -> None:
    incident = await opened(store, key=f"open/{next(COUNTER)}")
    for n, several in enumerate(told):
        async with store.happened(incident.id, f"told/{n}") as change:
            change.record(several)
        incident = change.incident

    kept = await store.incident(incident.id)

    assert kept == incident == await folded(store, incident)
    assert verify(await rows(store, incident.id), Checksum(incident.seq, incident.checksum)) is None


COUNTER = iter(range(10_000))
