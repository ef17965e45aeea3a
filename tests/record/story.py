"""A crisis told fact by fact, with a clock that only moves when the test says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.paging.rules import PAGE, page
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.room.facts import Joined
from bot.people.organisation import Responder
from bot.people.who import Person, Someone, Standing
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from bot.record.frozen import Restricted
from bot.task.facts import Result
from bot.task.rules import Said, answer

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

PETR = Someone(id="slack:U1", name="Petr Novák")
ANA = Someone(id="slack:U2", name="Ana Kovač")
JANA = Someone(id="slack:U3", name="Jana Horvat")
EVA = Someone(id="slack:U4", name="Eva Malá")
TOM = Someone(id="slack:U9", name="Tom Reed")


class Story:
    """What happened so far. Petr opened it."""

    def __init__(self, *responders: Responder, title: str = "Offensive post", opened: Opened | None = None) -> None:
        self.now = NOON
        self.events: list[Event] = []
        self.incident = Incident(id="i1", tenant="T1", number=12)
        first = opened or Opened(title=title, opener=PETR, tag="a7c2", responders=responders)
        self.then([first], PETR)
        self.then(page(self.incident, timedelta(minutes=5)))

    def then(self, facts: Iterable[Fact], by: Someone | None = None) -> Story:
        """These facts were recorded, by this person or by the bot."""
        for fact in facts:
            around = {"seq": self.incident.seq + 1, "at": self.now, "happened_at": self.now}
            event = Event.model_validate({**around, "by": by.id if by else "bot", "fact": fact})
            self.events.append(event)
            self.incident = apply(self.incident, event)
        return self

    def answers_page(self, who: Someone, result: Result = "done", note: str = "") -> Story:
        """Who was paged says whether they are coming."""
        task, by = self.incident.tasks[PAGE.id(who.id)], Person(id=who.id, name=who.name)
        return self.then(answer(PAGE, self.incident, task, by, Said(result, note)), who)

    def pages(self) -> list[tuple[Someone, str]]:
        """Who was paged, and what they said."""
        return [(task.asked[0], task.result or "asked") for task in PAGE.all(self.incident)]

    def later(self, minutes: float) -> Story:
        """Time passes."""
        self.now += timedelta(minutes=minutes)
        return self

    def joined(self, *people: Someone, standing: Standing = Standing.member) -> Story:
        """They come into the room."""
        return self.then(Joined(person=person, standing=standing) for person in people)

    def involves(self, person: Someone) -> Story:
        """This person is named as involved in the cause."""
        answer = Answer(private_people={"who": (Restricted(person.id),)})
        return self.then([QuestionAnswered(question="involved", answer=answer, by=PETR)], PETR)
