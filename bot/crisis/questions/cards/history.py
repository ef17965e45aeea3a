"""Earlier answers to a question, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.playbook import Question
from bot.crisis.questions.facts import QuestionAnswered, QuestionSkipped, QuestionUnknown
from bot.people.naming import full
from bot.people.permission import may_read_restricted
from bot.people.who import Person
from bot.record.event import Event
from bot.room.status import when
from bot.text import Joined, Words, _


def history(
    incident: Incident, question: Question, events: Iterable[Event], reader: Person, people: Mapping[str, Person]
) -> tuple[Words, ...]:
    """
    One line for each answer, "not known yet" and "not needed here" included, the oldest first; under it the names it
    holds, if the reader may see them.
    """
    lines = [_("Answers so far · {question}", question=Words(question.text))]
    for event in events:
        fact = event.fact
        if not isinstance(fact, QuestionAnswered | QuestionUnknown | QuestionSkipped) or fact.question != question.id:
            continue
        if not isinstance(fact, QuestionAnswered):
            lines.append(_not_answered(incident, event, fact))
            continue
        said = wording.main(question, fact.answer)
        lines.append(_("{at} · {name}: {answer}", at=when(incident, event.at), name=full(fact.by), answer=said))
        lines += wording.details(question, fact.answer)
        names = _names(fact, people)
        if names and may_read_restricted(incident, reader, fact.by.id):
            lines.append(_("Names, for you only: {names}", names=Joined(tuple(names))))
    return tuple(lines) if len(lines) > 1 else (*lines, _("No answer yet."))


def _not_answered(incident: Incident, event: Event, fact: QuestionUnknown | QuestionSkipped) -> Words:
    said = _("Not known yet") if isinstance(fact, QuestionUnknown) else _("Not needed here")
    at, name = when(incident, event.at), full(fact.by)
    if fact.reason:
        return _("{at} · {name}: {answer}, because {reason}", at=at, name=name, answer=said, reason=fact.reason)
    return _("{at} · {name}: {answer}", at=at, name=name, answer=said)


def named(events: Iterable[Event]) -> set[str]:
    """Ids of the people whose names a history may need."""
    return {
        id.reveal()
        for event in events
        if isinstance(event.fact, QuestionAnswered)
        for ids in event.fact.answer.private_people.values()
        for id in ids
    }


def _names(fact: QuestionAnswered, people: Mapping[str, Person]) -> list[str]:
    ids = [id.reveal() for several in fact.answer.private_people.values() for id in several]
    chosen = [people[id].name if id in people else id for id in ids]
    return [*chosen, *(secret.reveal() for secret in fact.answer.private.values())]
