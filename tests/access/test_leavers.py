"""Leavers as rules: when they are seen, when who answers for their accounts is asked, and when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access.leavers.facts import LeaverDenied, LeaverPutOff, LeaverSeen
from bot.access.leavers.leaver_tasks import Around, closed, leaving, verified
from bot.access.leavers.rules import next_morning, noticed, seen
from bot.access.register.codes import Level, Means, Status
from bot.access.register.derived import still_know
from bot.access.register.due import due
from bot.access.register.entities import Account, Grant, Holder, Known, Secret
from bot.access.register.facts import (
    AccountEntered,
    GrantEnded,
    GrantEntered,
    GrantsConfirmed,
    GrantsDoubted,
    GrantsMarked,
    HolderEntered,
    SecretEntered,
    ZoneSet,
)
from bot.access.register.state import NUMBER, Register
from bot.people.who import Person, Someone, Standing
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from tests.record.crew import person
from tests.record.story import ANA, NOON

IVO = "slack:U7"
HOLDS = (
    AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner=ANA.id)),
    HolderEntered(holder=Holder(id=IVO, name="Ivo Marić")),
    GrantEntered(grant=Grant(id="g1", of="a1", holder=IVO, means=Means.delegated_role)),
)


class Log:
    """A register told fact by fact."""

    def __init__(self, *facts: Fact) -> None:
        self.now = NOON
        self.register = Register(id="r", tenant="T1", number=NUMBER)
        self.then(facts)

    def then(self, facts: Iterable[Fact]) -> Log:
        for fact in facts:
            around = {"seq": self.register.seq + 1, "at": self.now, "happened_at": self.now, "by": "bot"}
            self.register = apply(self.register, Event.model_validate({**around, "fact": fact}))
        return self

    def passes(self, **by: float) -> list[str]:
        """Time passes, and what fell due meanwhile is recorded, as the worker does it; gives its kinds."""
        until, done = self.now + timedelta(**by), list[str]()
        while waiting := sorted((d for d in due(self.register) if d.at <= until), key=lambda d: d.at):
            self.now = max(self.now, waiting[0].at)
            self.then(waiting[0].facts)
            done += [fact.kind for fact in waiting[0].facts]
            assert len(done) < 100, done
        self.now = until
        return done

    @property
    def next_at(self) -> datetime | None:
        return min((each.at for each in due(self.register)), default=None)


def left(**more: object) -> list[Fact]:
    return [LeaverSeen.model_validate({"holder": IVO, "how": "said", **more})]


def test_who_is_seen_is_asked_about_at_once_then_each_morning() -> None:
    log = Log(*HOLDS, *left())

    assert log.passes(minutes=1) == ["leaver_reminded"]
    assert log.next_at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert log.passes(days=3) == ["leaver_reminded"] * 3


def test_nobody_is_asked_about_who_holds_nothing() -> None:
    log = Log(*HOLDS[:2], *left())

    assert log.passes(days=3) == []


def test_before_a_last_day_nobody_is_asked_unless_the_talk_is_tense() -> None:
    later = Log(*HOLDS, *left(last_day=date(2026, 3, 9)))
    tense = Log(*HOLDS, *left(last_day=date(2026, 3, 9), tense=True))

    assert later.next_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert tense.next_at == NOON


def test_a_talk_that_becomes_tense_is_asked_about_at_once() -> None:
    log = Log(*HOLDS, *left(last_day=date(2026, 3, 9)))
    log.passes(hours=1)

    log.then(seen(log.register, IVO, "said", date(2026, 3, 9), tense=True))

    assert log.passes(minutes=1) == ["leaver_reminded"]


def test_an_open_path_found_later_is_asked_about_then_and_again_after_the_end() -> None:
    log = Log(*HOLDS[:2], *left())
    log.passes(days=2)

    log.then([HOLDS[2]])
    assert log.passes(minutes=1) == ["leaver_reminded"]
    log.then([GrantEnded(grant="g1", reason="removed")])
    assert log.passes(minutes=1) == ["leaver_cleared"]
    assert log.passes(days=2) == []
    log.then([HOLDS[2]])

    assert log.passes(minutes=1) == ["leaver_reminded"]
    assert log.register.leavers[IVO].cleared_at is None


@pytest.mark.parametrize(
    ("holder", "how", "at"),
    [
        ({"last_day": date(2026, 3, 9)}, "last_day", datetime(2026, 3, 8, 23, tzinfo=UTC)),
        ({"contract_ends": date(2026, 3, 9)}, "contract", datetime(2026, 3, 8, 23, tzinfo=UTC)),
        ({"last_day": date(2026, 3, 10), "contract_ends": date(2026, 3, 9)}, "contract", None),
        ({"last_day": date(2026, 3, 1)}, "last_day", NOON),
        ({"status": Status.left}, "listed", NOON),
    ],
)
def test_a_day_of_the_register_begins_in_its_zone_and_is_seen_once(
    holder: dict[str, object], how: str, at: datetime | None
) -> None:
    entered = HolderEntered(holder=Holder.model_validate({"id": IVO, "name": "Ivo", **holder}))
    log = Log(ZoneSet(zone="Europe/Zagreb"), *HOLDS, entered)
    assert at is None or log.next_at == at

    kinds = log.passes(days=30)

    assert kinds.count("leaver_seen") == 1
    assert log.register.leavers[IVO].how == how


def test_what_was_denied_on_every_ground_it_stands_on_is_over() -> None:
    """Neither an account that stays closed nor a day that has passed brings it back; a later day does, or a person."""
    gone = Person(id=IVO, name="Ivo", standing=Standing.gone)
    log = Log(*HOLDS, HolderEntered(holder=Holder(id=IVO, name="Ivo", last_day=date(2026, 3, 1))))
    denials = 0
    while denials < 5:
        log.passes(minutes=1)
        log.then(noticed(log.register, {}, [gone]))
        if not log.register.leavers[IVO].stands:
            break
        log.then([LeaverDenied(holder=IVO, by=ANA, reason="On leave")])
        denials += 1

    assert denials == 2
    assert log.passes(days=3) == []
    assert seen(log.register, IVO, "scim") == []
    assert seen(log.register, IVO, "last_day", date(2026, 4, 1))
    assert seen(log.register, IVO, "said", date(2026, 3, 1))


def test_who_is_back_and_leaves_again_is_seen_again() -> None:
    gone, there = (Person(id=IVO, name="Ivo", standing=s) for s in (Standing.gone, Standing.member))
    log = Log(*HOLDS)
    log.then(noticed(log.register, {}, [gone]))
    assert noticed(log.register, {}, [gone]) == []
    log.then(noticed(log.register, {}, [there]))
    assert log.passes(days=2) == []

    assert [fact.kind for fact in noticed(log.register, {}, [gone])] == ["leaver_seen"]


def test_an_account_in_the_chat_says_nothing_against_what_a_person_said() -> None:
    log = Log(*HOLDS, *left(last_day=date(2026, 3, 9)))

    assert noticed(log.register, {}, [Person(id=IVO, name="Ivo")]) == []


def test_who_is_not_in_the_register_is_none_of_its_business() -> None:
    assert seen(Log(*HOLDS).register, "slack:U99", "scim") == []


def test_put_off_in_the_night_lasts_until_the_morning_after() -> None:
    log = Log(*HOLDS, *left())
    log.passes(hours=13)
    until = next_morning(log.now, "UTC")
    log.then([LeaverPutOff(holder=IVO, until=until, by=ANA)])

    assert log.next_at == until
    assert log.passes(days=2) == ["leaver_reminded"]
    assert log.register.leavers[IVO].put_off_by is None


def test_the_morning_is_the_organisations_in_summer_too() -> None:
    at = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)

    assert next_morning(at, "Europe/Zagreb") == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    assert next_morning(at, "no/zone") == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)


def test_nobody_is_asked_to_verify_that_they_themselves_are_out() -> None:
    """Before their last day they are still an admin who is there."""
    admin = GrantEntered(grant=Grant(id="g2", of="a1", holder=IVO, means=Means.delegated_role, level=Level.admin))
    log = Log(*HOLDS, admin, *left(last_day=date(2026, 3, 9)))
    people = {id: Person(id=id, name=id) for id in (IVO, ANA.id)}

    case = leaving(log.register, log.register.leavers[IVO], Around(people), log.now)

    assert case.verifiers(case.paths[0]) == (ANA.id,)


def test_many_who_left_on_one_day_are_one_occurrence() -> None:
    people = [HolderEntered(holder=Holder(id=f"h{n}", name=f"P{n}", last_day=date(2026, 3, 1))) for n in range(50)]

    waiting = due(Log(*people).register)

    assert [len(each.facts) for each in waiting] == [50]


def test_a_temporary_grant_is_over_once_and_given_anew_once_more() -> None:
    """Its key names the end as well, so that a second end of the same grant is not taken for the first."""
    ends = [NOON + timedelta(hours=1), NOON + timedelta(days=2)]
    log = Log(HOLDS[0], HOLDS[1])
    keys = []
    for at in ends:
        grant = Grant(id="g9", of="a1", holder=IVO, means=Means.delegated_role, expires_at=at)
        log.then([GrantEntered(grant=grant)])
        keys += [each.key for each in due(log.register)]
        assert log.passes(days=2) == ["grants_marked"]

    assert len(set(keys)) == 2
    assert log.register.grants["g9"].state == "expired"


def test_what_was_recorded_is_not_due_any_more() -> None:
    """A restart in between finds the new state, so nothing is asked twice."""
    log = Log(*HOLDS, *left())
    first = due(log.register)
    log.then(first[0].facts)

    assert [each.key for each in due(log.register) if each.at <= log.now] == []
    assert {each.key for each in first}.isdisjoint(each.key for each in due(log.register))


def test_who_said_it_is_kept() -> None:
    by = Someone(id="slack:U5", name="Maja")
    log = Log(*HOLDS)

    log.then(seen(log.register, IVO, "said", date(2026, 3, 2), by=by))

    assert log.register.leavers[IVO].by == by


def test_a_log_in_that_is_closed_and_seen_is_a_changed_password() -> None:
    """Nobody can be taken off a password: whoever knew it before does not know the new one."""
    log_in = Grant(id="g2", of="a1", holder=IVO, means=Means.native_login, level=Level.owner)
    before = Known(holder="h9", until=NOON - timedelta(days=9))
    password = Secret(id="s1", name="@brand", opens=("a1",), known_by=(Known(holder=ANA.id), before))
    log = Log(*HOLDS[:2], GrantEntered(grant=log_in), SecretEntered(secret=password), *left())
    case = leaving(log.register, log.register.leavers[IVO], Around({ANA.id: person(ANA)}), NOON)

    log.then(closed(case, ["grant:g2"], person(ANA)))
    assert "g2" in log.register.grants, "until somebody has looked"
    done = leaving(log.register, log.register.leavers[IVO], case.around, NOON)
    log.then(verified(done, ["grant:g2"], person(ANA), "Logged in with the new one", "Nobody else is there"))

    assert log.register.grants == {} and still_know(log.register.secrets["s1"]) == {ANA.id}


def test_what_a_crisis_closed_and_somebody_saw_is_not_opened_by_the_end_of_its_time() -> None:
    grant = Grant(id="g1", of="a1", holder=IVO, means=Means.delegated_role, expires_at=NOON + timedelta(days=1))
    log = Log(*HOLDS[:2], GrantEntered(grant=grant))
    log.then([GrantsMarked(grants=("g1",), state="verified", incident="i1")])

    assert log.passes(days=2) == []


def test_what_was_doubted_and_is_right_after_all_is_over_by_its_date_still() -> None:
    grant = Grant(id="g1", of="a1", holder=IVO, means=Means.delegated_role, expires_at=NOON + timedelta(days=1))
    log = Log(*HOLDS[:2], GrantEntered(grant=grant))
    log.passes(days=2)
    log.then([GrantsDoubted(grants=("g1",), by=ANA, reason="Not mine")])

    log.then([GrantsConfirmed(grants=("g1",), by=ANA)])

    assert log.register.grants["g1"].state == "expired"
