"""
The facts an incident is made of. A fact says what happened, never how it reads: the words are made by the view.

A fact is recorded with who, when and where around it (``Event``). New fields get a default; a changed meaning gets a
new ``v`` and a line in ``lift``.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.domain.frozen import Frozen, Restricted
from bot.domain.organisation import Responder
from bot.domain.people import Someone, Standing


class Weight(StrEnum):
    """How much an entry says: only a fact may be quoted outside."""

    fact = "fact"
    unconfirmed = "unconfirmed"
    decision = "decision"
    action = "action"
    statement = "statement"


class Level(StrEnum):
    """Severity; the lower number is the more urgent (domain.md §2.3)."""

    critical = "SEV1"
    serious = "SEV2"
    contained = "SEV3"
    watch = "SEV4"


class Fact(Frozen):
    """What happened. Subclasses name themselves in ``kind``."""

    v: ClassVar[int] = 1
    weight: ClassVar[Weight] = Weight.action
    kind: str


class Opened(Fact):
    kind: Literal["opened"] = "opened"
    title: str
    opener: Someone
    language: str = "en"
    zone: str = "UTC"
    brand: str = ""
    listed: bool = False
    announce_in: str | None = None
    responders: tuple[Responder, ...] = ()
    hr: Someone | None = None
    legal: Someone | None = None
    tag: str = ""  # the four random characters of the room's name


class StepRefused(Fact):
    """The chat refused a step of the room for good, so the board says so."""

    kind: Literal["step_refused"] = "step_refused"
    step: str  # "place", "pin/board", "invite/slack:U1", "post/<surface>"
    reason: str  # the chat's own code: "restricted_action"


class StepRetried(Fact):
    """A person asked to try a refused step again."""

    kind: Literal["step_retried"] = "step_retried"
    step: str
    by: Someone


class Joined(Fact):
    kind: Literal["joined"] = "joined"
    person: Someone
    standing: Standing = Standing.member


class Left(Fact):
    kind: Literal["left"] = "left"
    person: Someone


class ResponderComing(Fact):
    kind: Literal["responder_coming"] = "responder_coming"
    person: Someone


class ResponderUnable(Fact):
    kind: Literal["responder_unable"] = "responder_unable"
    person: Someone
    reason: str = ""


class DeputyAsked(Fact):
    """A responder stayed silent or cannot come: the deputy gets the letter."""

    kind: Literal["deputy_asked"] = "deputy_asked"
    responder: Someone
    deputy: Someone


class KindSet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["kind_set"] = "kind_set"
    playbook: str  # code of the kind of crisis
    by: Someone


class MessageRef(Frozen):
    """A message an answer was taken from."""

    place: str
    ref: str
    thread: str | None = None


Value = str | int | bool | tuple[str, ...] | None
"""What a field holds. A moment is ISO 8601 text in UTC: see wording.moment."""


class Answer(Frozen):
    """What a question's fields were given. Restricted fields are kept apart, so that no view meets them by accident."""

    values: dict[str, Value] = {}
    private: dict[str, Restricted] = {}
    private_people: dict[str, tuple[Restricted, ...]] = {}  # ids of people named in a people field
    source: MessageRef | None = None


class QuestionAsked(Fact):
    """A question is put into the thread. ``nth`` counts how often; each is a post of its own."""

    kind: Literal["question_asked"] = "question_asked"
    question: str
    nth: int = 1


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


class SeverityComputed(Fact):
    """The level the answers give, recorded whenever it moves."""

    kind: Literal["severity_computed"] = "severity_computed"
    level: Level
    reason: str  # code of the rule: see severity.py
    provisional: bool = True
    could_be: tuple[tuple[Level, str], ...] = ()  # levels an unknown answer may still raise it to, and which
    harm: int = 0
    spread: int = 0


class SeveritySet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["severity_set"] = "severity_set"
    level: Level
    reason: str
    by: Someone


class CommandTaken(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["command_taken"] = "command_taken"
    by: Someone
    before: Someone | None = None
    reason: str = ""


class CommandOffered(Fact):
    """A handover, not yet accepted: who offers stays in command until the other presses."""

    kind: Literal["command_offered"] = "command_offered"
    to: Someone
    by: Someone
    open_decisions: str
    resting: tuple[Someone, ...] = ()


class CommandAccepted(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["command_accepted"] = "command_accepted"
    by: Someone
    before: Someone | None = None


class CommandRefused(Fact):
    kind: Literal["command_refused"] = "command_refused"
    by: Someone
    reason: str = ""


class Noted(Fact):
    kind: Literal["noted"] = "noted"
    text: str
    as_: Weight = Weight.unconfirmed
    by: Someone
    source: MessageRef | None = None


class LanguageSet(Fact):
    kind: Literal["language_set"] = "language_set"
    language: str
    by: Someone


class Outcome(StrEnum):
    """How a crisis ended."""

    stopped = "stopped"
    faded = "faded"
    no_crisis = "no_crisis"
    duplicate = "duplicate"


class Resolved(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["resolved"] = "resolved"
    by: Someone
    outcome: Outcome
    still_open: str = ""
    closing_word: str = ""
    review_owner: Someone | None = None
    review_on: date | None = None
    missing: tuple[str, ...] = ()  # codes of what was missing
    because: str = ""  # why it was resolved all the same


class Reopened(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["reopened"] = "reopened"
    by: Someone
    reason: str


class Erased(Fact):
    """The words of an earlier event were erased; its place in the chain stays."""

    kind: Literal["erased"] = "erased"
    seq: int
    by: Someone
    reason: str = ""


class Unreadable(Fact):
    """An event whose kind this code does not know, or whose words were erased: it counts, and says nothing."""

    kind: Literal["unreadable"] = "unreadable"
    was: str


AnyFact = Annotated[
    Opened
    | StepRefused
    | StepRetried
    | Joined
    | Left
    | ResponderComing
    | ResponderUnable
    | DeputyAsked
    | KindSet
    | QuestionAsked
    | QuestionAnswered
    | QuestionUnknown
    | QuestionSkipped
    | QuestionReopened
    | QuestionAssigned
    | AssignmentDeclined
    | AnswerWithdrawn
    | SeverityComputed
    | SeveritySet
    | CommandTaken
    | CommandOffered
    | CommandAccepted
    | CommandRefused
    | Noted
    | LanguageSet
    | Resolved
    | Reopened
    | Erased
    | Unreadable,
    Field(discriminator="kind"),
]


BOT = "bot"
"""Who does what nobody did: what follows, falls due, or was seen."""


class Event(Frozen):
    """A fact with who, when and where around it. Times are aware UTC."""

    seq: int  # 1, 2, 3 … without a gap
    at: datetime  # when it was recorded; never earlier than the event before
    happened_at: datetime  # when it happened; a note may say so
    by: str  # id of the person, or BOT
    place: str | None = None
    key: str | None = None  # names an occurrence that must be recorded once
    fact: AnyFact
    hash: str = ""
