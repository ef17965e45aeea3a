"""The questions of a crisis told act by act: what follows by itself does follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st

from bot.crisis.incident import Incident
from bot.crisis.questions import order, replies
from bot.crisis.questions import rules as questions_rules
from bot.crisis.questions.values import Given
from bot.people.who import Person, Someone, Standing
from bot.playbooks import load
from bot.record import consequences
from bot.record.fact import Fact, MessageRef
from bot.text import Translator
from tests.record.story import ANA, JANA, NOON, PETR, Story

BOOK = load()
ENGLISH = Translator()


def person(someone: Someone, standing: Standing = Standing.member) -> Person:
    return Person(id=someone.id, name=someone.name, standing=standing, zone="Europe/Zagreb")


class Room(Story):
    """A crisis in which what follows by itself does follow."""

    def __init__(self) -> None:
        super().__init__()
        self.joined(ANA, JANA)
        self.does(lambda incident: [])

    def does(self, act: Callable[[Incident], list[Fact]], by: Someone = PETR) -> Room:
        """Somebody does something, a minute later."""
        self.later(1)
        self.then(act(self.incident), by)
        self.then(consequences.follow(self.incident, BOOK))
        return self

    def answers(self, id: str, by: Someone = PETR, /, **given: Given) -> Room:
        now = self.now + timedelta(minutes=1)
        return self.does(lambda i: questions_rules.answer(i, BOOK, id, given, person(by), now, self.version(id)), by)

    def does_not_know(self, id: str, by: Someone = PETR) -> Room:
        return self.does(lambda i: questions_rules.unknown(i, BOOK, id, person(by), self.version(id)), by)

    def hands(self, id: str, to: Someone) -> Room:
        return self.does(lambda i: questions_rules.assign(i, BOOK, id, person(to), person(PETR), ""))

    def says(self, text: str, by: Someone = PETR, ref: str = "7.0") -> Room:
        source = MessageRef(place="C1", ref=ref, thread="1.0")
        now = self.now + timedelta(minutes=1)
        return self.does(lambda i: replies.taken(i, BOOK, text, person(by), now, source, ENGLISH), by)

    def waits(self, minutes: float) -> Room:
        """Time passes, and somebody does a thing that is nothing of the questions'."""
        self.later(minutes)
        return self.does(lambda i: [])

    def falls_due(self) -> Room:
        """The next thing that happens by itself happens."""
        due = questions_rules.due(self.incident, BOOK)[0]
        self.now = due.at
        self.then(due.facts)
        self.then(consequences.follow(self.incident, BOOK))
        return self

    def version(self, id: str) -> int:
        known = self.incident.questions.answers.get(id)
        return known.version if known else 0

    @property
    def open(self) -> str | None:
        asking = order.current(self.incident, BOOK)
        return asking.question if asking else None

    @property
    def number(self) -> str:
        return order.number(self.incident, BOOK, self.open or "")


def intake_done() -> Room:
    return Room().answers("accounts", whose="none").answers("live", live="yes")


def core_done() -> Room:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    room.answers("what_happened", what="A post went out.")
    room.answers("when", at=room.now, precision="exact").answers("blame", blame="nobody", accident="not_applicable")
    return room.answers("damage", empty_lines="none", spread="limited")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "unknown", "skip", "back", "hand", "decline", "say", "withdraw", "wait", "due"]),
        st.sampled_from([question.id for question in BOOK.questions]),
        st.integers(0, 9),
    ),
    max_size=40,
)
GIVEN: dict[str, list[dict[str, Given]]] = {
    "accounts": [{"whose": "main"}, {"whose": "unknown"}],
    "live": [{"live": "yes"}, {"live": "no"}],
    "unauthorised_use": [{"unauthorised_use": "no"}, {"unauthorised_use": "doubtful"}],
    "mistake": [{"mistake": "yes"}, {"mistake": "no"}, {"mistake": "alleged"}],
    "mistake_source": [{"source": "person"}],
    "reversible": [{"reversible": "no"}],
    "rumour": [{"claim": "a journalist"}],
    "involved": [{"involved": ("ex_employee",), "who_named": "Xaver Geheim"}, {"involved": ("unknown",)}],
    "what_happened": [{"what": "a post"}],
    "when": [{"at": NOON, "precision": "about"}],
    "blame": [{"blame": "us", "accident": "negligence"}],
    "damage": [{"empty_lines": "unknown", "spread": "mass", "control": "3"}, {"empty_lines": "none", "spread": "mass"}],
}  # fmt: skip


def act(room: Room, what: str, id: str, n: int) -> object:
    version, given_values = room.version(id), GIVEN[id][n % len(GIVEN[id])]
    acts: dict[str, Callable[[], object]] = {
        "answer": lambda: room.answers(id, PETR, **given_values),
        "unknown": lambda: room.does_not_know(id),
        "skip": lambda: room.does(lambda i: questions_rules.skip(i, BOOK, id, person(PETR), version, "not here")),
        "back": lambda: room.does(lambda i: questions_rules.back(i, BOOK, id, person(PETR))),
        "hand": lambda: room.hands(id, (ANA, JANA)[n % 2]),
        "decline": lambda: room.does(lambda i: questions_rules.decline(i, BOOK, id, person(JANA), "no"), JANA),
        "say": lambda: room.says(("Yes", "12:21", "something", "don't know yet")[n % 4], ref=str(n)),
        "withdraw": lambda: room.does(lambda i: questions_rules.withdraw(i, BOOK, id, person(PETR), version, room.now)),
        "wait": lambda: room.waits(n * 10),
        "due": lambda: questions_rules.due(room.incident, BOOK) and room.falls_due(),
    }
    return acts[what]()
