"""A changed, missing or added row is found; an erased one is not one of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.capabilities import FACTS
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.timeline.facts import Noted
from bot.people.who import Someone
from bot.record import chain
from bot.record.chain import GENESIS, Broken, Checksum, Sealed, lift, name_of, seal, unseal, verify
from bot.record.fact import Erased, Fact, Unreadable
from bot.record.frozen import Restricted

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PETR = Someone(id="slack:U1", name="Petr Novák")


def sealed(prev: Sealed | None, fact: Fact, at: datetime = NOON, key: str | None = None) -> Sealed:
    return seal(
        prev.hash if prev else GENESIS,
        fact,
        tenant="T1",
        incident="i1",
        seq=prev.seq + 1 if prev else 1,
        at=at,
        happened_at=at,
        by=PETR.id,
        name=PETR.name,
        key=key,
    )


def told(*facts: Fact) -> list[Sealed]:
    rows = list[Sealed]()
    for fact in facts:
        rows.append(sealed(rows[-1] if rows else None, fact))
    return rows


def note(text: str) -> Noted:
    return Noted(text=text, by=PETR)


@pytest.fixture
def rows() -> list[Sealed]:
    return told(note("one"), note("two"), note("three"), note("four"))


def erase(row: Sealed) -> Sealed:
    return replace(row, data=None, salt=None)


def test_what_was_sealed_holds(rows: list[Sealed]) -> None:
    assert verify(rows) is None
    assert verify(rows, Checksum(4, rows[3].hash)) is None
    assert verify(rows, Checksum(2, rows[1].hash)) is None, "a checksum noted earlier still fits"
    assert verify([]) is None


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("data", '{"name":"Petr","fact":{"kind":"noted"}}', "words"),
        ("salt", "00", "words"),
        ("digest", "00", "words"),
        ("at", NOON + timedelta(seconds=1), "row"),
        ("happened_at", NOON - timedelta(hours=1), "row"),
        ("by", "slack:U2", "row"),
        ("place", "C1", "row"),
        ("key", "cadence/1", "row"),
        ("kind", "resolved", "row"),
        ("v", 2, "row"),
        ("tenant", "T2", "row"),
        ("incident", "i2", "row"),
        ("hash", "00", "row"),
        ("prev_hash", "00", "link"),
        ("seq", 9, "gap"),
    ],
)
def test_a_changed_row_is_named(rows: list[Sealed], column: str, value: object, why: str) -> None:
    rows[1] = replace(rows[1], **{column: value})  # type: ignore[arg-type]

    assert verify(rows) == Broken(2, why)


def test_a_missing_row_is_named(rows: list[Sealed]) -> None:
    assert verify([rows[0], *rows[2:]]) == Broken(2, "gap")


def test_a_row_sealed_anew_breaks_its_link(rows: list[Sealed]) -> None:
    """Whoever forges one row must forge all after it; then the checksum no longer fits."""
    forged = sealed(rows[0], note("another"))

    assert verify([rows[0], forged, *rows[2:]]) == Broken(3, "link")

    all_new = [*rows[:1], forged]
    for text in ("three", "four"):
        all_new.append(sealed(all_new[-1], note(text)))
    assert verify(all_new) is None
    assert verify(all_new, Checksum(4, rows[3].hash)) == Broken(4, "checksum")


def test_a_cut_tail_is_found_by_the_checksum(rows: list[Sealed]) -> None:
    checksum = Checksum(4, rows[3].hash)

    assert verify(rows[:3]) is None
    assert verify(rows[:3], checksum) == Broken(4, "cut")
    assert verify([], checksum) == Broken(1, "cut")


def test_an_erased_event_still_verifies() -> None:
    rows = told(note("one"), note("a name"), Erased(seq=2, by=PETR))

    rows[1] = erase(rows[1])

    assert verify(rows, Checksum(3, rows[2].hash)) is None
    assert unseal(rows[1]).fact == Unreadable(was="noted")
    assert name_of(rows[1]) == ""


def test_words_that_vanished_without_a_record_are_found(rows: list[Sealed]) -> None:
    rows[1] = erase(rows[1])

    assert verify(rows) == Broken(2, "unrecorded_erasure")


def test_the_same_words_have_another_digest_each_time() -> None:
    """So an erased answer cannot be guessed by trying yes and no."""
    one, two = told(note("yes"))[0], told(note("yes"))[0]

    assert one.digest != two.digest


def test_what_was_sealed_is_read_back_whole() -> None:
    answer = Answer(
        values={
            "count": 3,
            "sure": True,
            "text": "2026-03-02T12:00:00Z",
            "which": ("a", "b"),
            "none": None,
        },
        private={"who": Restricted("Ivan Kos")},
        private_people={"who": (Restricted("slack:U5"),)},
    )
    fact = QuestionAnswered(question="involved", answer=answer, by=PETR)

    row = told(fact)[0]

    assert unseal(row).fact == fact
    assert name_of(row) == "Petr Novák"


def test_a_printed_row_shows_no_words() -> None:
    row = told(QuestionAnswered(question="q", answer=Answer(private={"who": Restricted("Ivan Kos")}), by=PETR))[0]

    assert "Ivan" not in repr(row)
    assert "Ivan" in (row.data or "")


def test_the_zone_of_a_time_does_not_change_the_hash() -> None:
    """What a database gives back as UTC must hash to the same."""
    row = sealed(None, note("x"), NOON.astimezone(timezone(timedelta(hours=9))))

    assert row.at.tzinfo is UTC
    assert verify([row]) is None


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        sealed(None, note("x"), NOON.replace(tzinfo=None))


def test_nul_is_kept_nowhere_but_in_words() -> None:
    """PostgreSQL refuses it, and the hash must be of what is kept."""
    row = sealed(None, note("a\x00b"), key="k\x00ey")

    assert row.key == "key"
    assert "\x00" not in (row.data or "")
    assert unseal(row).fact == note("a\x00b")


def test_old_versions_are_lifted_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {
        ("noted", 1): lambda data: {**data, "text": data["message"]},
        ("noted", 2): lambda data: {**data, "text": data["text"] + "!"},
    }
    monkeypatch.setattr(chain, "LIFTS", steps)

    assert lift("noted", 1, {"message": "hi"})["text"] == "hi!"
    assert lift("noted", 2, {"text": "hi"})["text"] == "hi!"
    assert lift("noted", 3, {"text": "hi"})["text"] == "hi"


def test_a_row_of_an_older_version_is_read_as_the_newest_would_have_written_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up fact: notes that once had a *message* and no *text*. The chain holds, for the row stays as it was."""
    row = told(note("hi"))[0]
    data = json.dumps({"name": "Petr", "fact": {"kind": "noted", "message": "hi", "by": PETR.model_dump()}})
    monkeypatch.setattr(Noted, "v", 2)
    monkeypatch.setattr(chain, "LIFTS", {("noted", 1): lambda fact: {**fact, "text": fact["message"]}})

    assert unseal(replace(row, data=data)).fact == Noted(text="hi", by=PETR)


def test_every_raised_version_has_a_lift_from_each_version_before() -> None:
    for kind, fact in FACTS.items():
        assert all((kind, v) in chain.LIFTS for v in range(1, fact.v)), kind


def test_a_newer_version_or_kind_is_unreadable_not_wrong() -> None:
    row = told(note("x"))[0]

    assert unseal(replace(row, v=2)).fact == Unreadable(was="noted")
    assert unseal(replace(row, kind="weather")).fact == Unreadable(was="weather")
