"""
Closings of two accounts, pressed at in any order: an account is never shown as closed while a path outside its
keyholders is open, never left without a keyholder who confirmed that they can log in, and the number of paths never
shrinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Known, Secret
from bot.access.register.facts import GrantEntered
from bot.access.register.state import Register
from bot.access.restoration import rules as restoration
from bot.access.restriction import login_check, register_sync, steps
from bot.access.restriction import rules as restriction
from bot.access.restriction.facts import KeyholderConfirmed, KeyholderUnable, RestrictionStepSaved
from bot.access.restriction.plan import to_close
from bot.access.restriction.progress import BARRED, unverified
from bot.access.restriction.state import Restriction
from bot.errors import Refused
from bot.people.conflict import rules as conflict
from bot.people.who import Person
from bot.record.consequences import due
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from bot.room.room import room
from bot.views import staged
from tests.record.crew import BOOK, commanded, person
from tests.record.story import ANA, EVA, JANA, PETR, Story

PEOPLE = [person(who) for who in (ANA, PETR, JANA, EVA)]
ACCOUNTS = ("a1", "a2")
OUTSIDE = ("Ivo Marić", "Agency North", "Lucie Stará")


def _grant(n: int, account: str, holder: str, means: Means) -> Grant:
    return Grant(id=f"g{n}", of=account, holder=holder, means=means, level=Level.admin if n < 4 else Level.publish)


MEANS = (Means.delegated_role, Means.shared_password, Means.open_session, Means.api_app, Means.recovery_email)
REGISTER = Register(
    id="register-T1",
    tenant="T1",
    number=0,
    accounts={id: Account(id=id, platform="x", handle=f"@{id}") for id in ACCOUNTS},
    grants={
        grant.id: grant
        for grant in (
            _grant(0, "a1", PETR.id, Means.delegated_role),
            _grant(1, "a1", JANA.id, Means.delegated_role),
            _grant(2, "a2", PETR.id, Means.native_login),
            _grant(3, "a2", JANA.id, Means.native_login),
            *(_grant(4 + n, "a1", OUTSIDE[n % 3], means) for n, means in enumerate(MEANS)),
            _grant(9, "a2", OUTSIDE[0], Means.shared_password),
        )
    },
    secrets={
        "s1": Secret(id="s1", name="password", opens=ACCOUNTS, known_by=(Known(holder=PETR.id), Known(holder="h9")))
    },
)


@dataclass
class World:
    """The crisis, the register beside it, and what each fact said, remembered on its own."""

    story: Story = field(default_factory=commanded)
    register: Register = REGISTER
    said: dict[tuple[int, int, int], str] = field(default_factory=dict)  # (run, step, way) → the newest result
    confirmed: set[tuple[int, str]] = field(default_factory=set)
    sizes: dict[int, list[int]] = field(default_factory=dict)
    entered: int = 100

    def record(self, facts: list[Fact], by: Person | None = None) -> None:
        for fact in facts:
            before = self.story.incident
            self.story.then([fact], by.someone if by else None)
            self._remember(fact, before.restriction(getattr(fact, "account", "")))

    def _remember(self, fact: Fact, restriction: Restriction | None) -> None:
        match fact:
            case RestrictionStepSaved() if restriction and (doing := restriction.doing(fact.step)):
                barred = doing.step.purpose in BARRED
                assert not barred or any((restriction.seq, p.id) in self.confirmed for p in restriction.keep), (
                    "nobody had proved a log-in"
                )
                for path in fact.paths or doing.parts:
                    self.said[restriction.seq, fact.step, path] = fact.result
            case KeyholderConfirmed() if restriction:
                self.confirmed.add((restriction.seq, fact.who.id))
            case KeyholderUnable() if restriction:
                self.confirmed.discard((restriction.seq, fact.who.id))

    def enters(self, grant: Grant) -> None:
        at = self.story.now
        given = {"seq": self.register.seq + 1, "at": at, "happened_at": at, "by": "bot"}
        self.register = apply(self.register, Event.model_validate({**given, "fact": GrantEntered(grant=grant)}))

    def settle(self) -> None:
        """What the worker does after each commit."""
        self.record(register_sync.found(self.register, BOOK, self.story.incident, self.story.now))
        for each in register_sync.carried(self.register, self.story.incident):
            for fact in each.facts:
                at, seq = self.story.now, self.register.seq + 1
                event = {"seq": seq, "at": at, "happened_at": at, "by": "bot", "fact": fact}
                self.register = apply(self.register, Event.model_validate(event))

    def is_open(self, restriction: Restriction, path: int) -> bool:
        """Whether somebody can still come in by it, as far as anybody has said."""
        about = [doing.step.n for doing in restriction.steps if path in doing.step.paths]
        return not about or any(
            self.said.get((restriction.seq, n, path)) not in ("done", "not_applicable") for n in about
        )


Act = Callable[[World, Person, int], list[Fact]]


def _restriction(world: World, n: int) -> Restriction:
    restrictions = world.story.incident.restrictions.all
    if not restrictions:
        raise Refused("none")
    return restrictions[n % len(restrictions)]


def _start(world: World, by: Person, n: int) -> list[Fact]:
    keep = [PEOPLE[1], PEOPLE[2]][: 1 + n % 2]
    wanted = restriction.Wanted(ACCOUNTS[: 1 + n % 2], keep, PEOPLE[2])
    return restriction.start(world.story.incident, world.register, BOOK, wanted, by, world.story.now)


def _save(world: World, by: Person, n: int, result: str = "done") -> list[Fact]:
    restriction = _restriction(world, n)
    said = steps.Said(result, link="https://x.example/1", note="it did not work")
    number = restriction.steps[n % len(restriction.steps)].step.n
    return steps.save(world.story.incident, restriction.account, number, said, by, world.story.now)


def _walk(world: World, by: Person, n: int) -> list[Fact]:
    """Everything of one closing is done, by one person."""
    found: list[Fact] = []
    restriction = _restriction(world, n)
    for doing in restriction.steps:
        said = steps.Said("done", link="https://x.example/2")
        try:
            found += steps.save(world.story.incident, restriction.account, doing.step.n, said, by, world.story.now)
        except Refused:
            continue
    return [fact for fact in found if isinstance(fact, RestrictionStepSaved)]


def _verify(world: World, by: Person, n: int) -> list[Fact]:
    restriction = _restriction(world, n)
    picked = [(restriction.account, doing.step.n) for doing in unverified(restriction) if by.id not in doing.doers]
    return steps.verify(world.story.incident, picked[:10], by, "I saw it", "")


def _enter(world: World, _by: Person, n: int) -> list[Fact]:
    """The register learns of one more access path, or one is given anew."""
    world.entered += 1
    holder = (*OUTSIDE, PETR.id)[n % 4]
    world.enters(_grant(world.entered, ACCOUNTS[n % 2], holder, MEANS[n % len(MEANS)]))
    return []


def _decide(world: World, by: Person, n: int, all_of_them: bool = False) -> list[Fact]:
    restriction, reason = _restriction(world, n), "they answer customers again"
    chosen = restoration.Decision("back" if n % 2 else "out", reason=reason, why_leaver=reason, returned=True)
    paths = restriction.paths if all_of_them else restriction.paths[n % len(restriction.paths) :][:1]
    incident, now = world.story.incident, world.story.now
    return [
        fact
        for path in paths
        for fact in restoration.decide(incident, restriction.account, path.n, chosen, by.someone, now)
    ]


def _seen(world: World, by: Person, n: int) -> list[Fact]:
    restriction = _restriction(world, n)
    picked = [(restriction.account, path.n) for path in restoration.unverified(restriction)]
    return restoration.verify(world.story.incident, picked, by, "I saw it")


ACTS: dict[str, Act] = {
    "starts": _start,
    "confirms": lambda w, by, n: login_check.confirm(w.story.incident, _restriction(w, n).account, by),
    "can't": lambda w, by, n: login_check.unable(
        w.story.incident, w.register, {p.id: p for p in PEOPLE}, _restriction(w, n).account, by, "no phone", w.story.now
    ),
    "does": _save,
    "could not": lambda w, by, n: _save(w, by, n, "could_not"),
    "says it does not apply": lambda w, by, n: _save(w, by, n, "not_applicable"),
    "does all": _walk,
    "verifies": _verify,
    "stops": lambda w, by, n: restriction.stop(w.story.incident, by),
    "suspends": lambda w, by, n: restriction.suspend(w.story.incident, _restriction(w, n).account, by, bool(n % 2)),
    "enters": _enter,
    "gives back": lambda w, by, n: restoration.order(w.story.incident, [_restriction(w, n).account], by.someone),
    "decides": _decide,
    "decides all": lambda w, by, n: _decide(w, by, n, True),
    "sees it back": _seen,
    "keeps out": lambda w, by, n: conflict.keep_out(w.story.incident, by, [PEOPLE[n % 4].someone], (), ""),
    "waits": lambda w, by, n: [
        fact for d in due(w.story.incident, BOOK) if d.at <= w.story.now + timedelta(minutes=n) for fact in d.facts
    ],
}

PRESSES = some.tuples(some.sampled_from(sorted(ACTS)), some.sampled_from(PEOPLE), some.integers(0, 40))
HURRIED = some.sampled_from(
    [
        "starts",
        "confirms",
        "does all",
        "verifies",
        "verifies",
        "verifies",
        "gives back",
        "decides all",
        "sees it back",
        "enters",
    ]
)
CLOSING = some.tuples(HURRIED, some.sampled_from(PEOPLE[:3]), some.integers(0, 40))


@given(some.lists(some.one_of(CLOSING, PRESSES), max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_is_shown_as_closed_that_is_open(presses: list[tuple[str, Person, int]]) -> None:
    world = World()
    for what, by, n in [("starts", PEOPLE[0], 1), ("confirms", PEOPLE[1], 0), *presses]:
        world.story.later(n % 3)
        try:
            world.record(ACTS[what](world, by, n), by)
        except Refused:
            continue
        world.settle()
        _holds(world)


def _holds(world: World) -> None:
    incident = world.story.incident
    for one in incident.restrictions.all:
        sizes = world.sizes.setdefault(one.seq, [])
        sizes.append(len(one.paths))
        assert all(before <= after for before, after in pairwise(sizes)), "the number of ways shrank"
        really_open = {path.n for path in one.paths if world.is_open(one, path.n)}
        assert one.open == really_open
        keeps = [someone for someone in one.keep if (one.seq, someone.id) in world.confirmed]
        if one.is_closed:
            assert not really_open and keeps
        if incident.restriction(one.account) is one and one.is_on and one.restoration_at is None:
            _register_agrees(world, one)
    shown = str(room(staged(incident=incident, book=BOOK, register=world.register)))
    assert not any(name in shown for name in OUTSIDE), "a holder's name stands in the room"


def _register_agrees(world: World, restriction: Restriction) -> None:
    """
    Whatever the register knows as an access path outside the keyholders is in the restriction, and open where it is.
    """
    state = world.register.states.get(restriction.account, "normal")
    keep = {someone.id for someone in restriction.keep}
    alive = {
        path.key
        for path in to_close(world.register, restriction.account, keep, restriction.reply_open, world.story.now)
    }
    known = {path.key.reveal(): path.n for path in restriction.paths}
    assert alive <= known.keys()
    if state in ("restricted", "verified"):
        assert all(known[key] in restriction.done for key in alive)
