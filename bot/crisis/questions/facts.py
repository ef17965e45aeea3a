"""Facts of the questions and of the severity their answers give."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, MessageRef, Value, Weight
from bot.record.frozen import Frozen, Restricted


class Answer(Frozen):
    """What a question's fields were given. Restricted fields are kept apart, so that no view meets them by accident."""

    values: dict[str, Value] = {}
    private: dict[str, Restricted] = {}
    private_people: dict[str, tuple[Restricted, ...]] = {}  # ids of people named in a people field
    source: MessageRef | None = None
    author: Someone | None = None  # who wrote that message, where it was somebody else
    copied: bool = False  # that message stands outside the room: later changes of it are not seen


class QuestionAsked(Fact):
    """
    A question is put into the thread. ``nth`` counts how often; each is a post of its own. ``handed``: to one person,
    which is an entry of its own. ``mentions``: whom, where it is the first of a thread that one person leads.
    """

    kind: Literal["question_asked"] = "question_asked"
    question: str
    nth: int = 1
    handed: bool = False
    mentions: Someone | None = None


class QuestionAnswered(Fact):
    weight: ClassVar[Weight] = Weight.unconfirmed
    kind: Literal["question_answered"] = "question_answered"
    question: str
    answer: Answer
    by: Someone
    version: int = 1  # how many answers this question has had


class QuestionUnknown(Fact):
    kind: Literal["question_unknown"] = "question_unknown"
    question: str
    by: Someone
    times: int = 1  # how often it was not known; after the third it is not asked again by itself
    reason: str = ""


class QuestionSkipped(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["question_skipped"] = "question_skipped"
    question: str
    by: Someone
    reason: str


class QuestionReopened(Fact):
    """Somebody went back to a question; what was answered stays until it is answered anew."""

    kind: Literal["question_reopened"] = "question_reopened"
    question: str
    by: Someone


class QuestionAssigned(Fact):
    kind: Literal["question_assigned"] = "question_assigned"
    question: str
    to: Someone
    by: Someone
    note: str = ""


class AssignmentDeclined(Fact):
    kind: Literal["assignment_declined"] = "assignment_declined"
    question: str
    by: Someone
    reason: str = ""


class AnswerWithdrawn(Fact):
    """*Not an answer*: the message was no answer after all."""

    kind: Literal["answer_withdrawn"] = "answer_withdrawn"
    question: str
    by: Someone
    version: int  # of that answer


FACTS = (
    QuestionAsked,
    QuestionAnswered,
    QuestionUnknown,
    QuestionSkipped,
    QuestionReopened,
    QuestionAssigned,
    AssignmentDeclined,
    AnswerWithdrawn,
)
