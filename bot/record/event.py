"""
The facts an incident is made of. A fact says what happened, never how it reads: the words are made by the view.

A fact is recorded with who, when and where around it (``Event``). New fields get a default; a changed meaning gets a
new ``v`` and a line in ``LIFTS`` of chain.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.access.facts import (
    AccountSuspended,
    ClosingOrdered,
    ClosingStarted,
    ClosingStep,
    ClosingStepLate,
    ClosingStepSaved,
    ClosingStepVerified,
    ClosingStopped,
    GivingBackOrdered,
    GivingBackVerified,
    KeyholderAsked,
    KeyholderLate,
    KeyholderProved,
    KeyholderUnable,
    ReturnOrdered,
    StanceProposed,
    StanceReviewAsked,
    StanceSet,
    Way,
    WayDecided,
    WayNotReturned,
    WayReturned,
    WaysFound,
)
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.register.facts import (
    AccountEntered,
    AccountMarked,
    AccountTakenOff,
    ConfirmationAsked,
    EntryTakenOff,
    FirstLineApproved,
    FirstLineWritten,
    GrantEnded,
    GrantEntered,
    GrantExpired,
    GrantsConfirmed,
    GrantsDoubted,
    GrantsMarked,
    HolderEntered,
    HoldersMerged,
    HoldersRead,
    HoldersReadOrdered,
    Imported,
    LeaverCleared,
    LeaverDenied,
    LeaverPutOff,
    LeaverReminded,
    LeaverReturned,
    LeaverSeen,
    LeaverWaysClosed,
    LeaverWaysVerified,
    SecretEntered,
    SecretRotated,
    ToolEntered,
    ZoneSet,
)
from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandSought,
    CommandTaken,
)
from bot.crisis.evidence.facts import (
    UNNAMED,
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceKept,
    EvidenceMissed,
    EvidenceRepeated,
    FileRef,
)
from bot.crisis.opening.facts import (
    ChatReturned,
    Joined,
    KeptOut,
    KindSet,
    LanguageSet,
    Left,
    NamingTakenBack,
    Opened,
    RemovalOrdered,
    RoomRenamed,
    SignOfLife,
    StandingChanged,
    StepDone,
    StepRefused,
    StepRetried,
)
from bot.crisis.questions.facts import (
    Answer,
    AnswerWithdrawn,
    AssignmentDeclined,
    LevelQuestioned,
    LevelReleased,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionReopened,
    QuestionSkipped,
    QuestionUnknown,
    SeverityComputed,
    SeveritySet,
)
from bot.crisis.resolving.facts import Erased, Outcome, Reopened, Resolved, Undone, Unreadable
from bot.crisis.roles.facts import (
    RoleAccepted,
    RoleClaimed,
    RoleDeclined,
    RoleOffered,
    RoleReleased,
    RolesConflict,
    RoleUnanswered,
)
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
from bot.record.fact import Fact, Level, MessageRef, Value, Weight
from bot.record.frozen import Frozen
from bot.speech.holding_statement.facts import FirstWordLate, FirstWordPublished, StatementApproved, StatementDrafted
from bot.task.facts import TaskAnswered, TaskAsked, TaskLate, TasksVerified

AnyFact = Annotated[
    Opened
    | RoomRenamed
    | StepDone
    | StepRefused
    | StepRetried
    | Joined
    | Left
    | StandingChanged
    | SignOfLife
    | KeptOut
    | RemovalOrdered
    | NamingTakenBack
    | KindSet
    | LanguageSet
    | ChatReturned
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
    | LevelQuestioned
    | LevelReleased
    | CommandTaken
    | CommandOffered
    | CommandAccepted
    | CommandRefused
    | CommanderSilent
    | CommanderPresent
    | CommandSought
    | RoleOffered
    | RoleAccepted
    | RoleDeclined
    | RoleClaimed
    | RoleReleased
    | RoleUnanswered
    | RolesConflict
    | Noted
    | MessageFlagged
    | MessageRead
    | MessageUnread
    | EntryChanged
    | EntryStruck
    | SourceEdited
    | SourceDeleted
    | EvidenceAdded
    | EvidenceKept
    | EvidenceMissed
    | EvidenceRepeated
    | EvidenceDescribed
    | StanceProposed
    | StanceReviewAsked
    | StanceSet
    | ClosingStarted
    | WaysFound
    | KeyholderAsked
    | KeyholderProved
    | KeyholderUnable
    | KeyholderLate
    | ClosingStepSaved
    | ClosingStepVerified
    | ClosingOrdered
    | ReturnOrdered
    | WayNotReturned
    | ClosingStepLate
    | ClosingStopped
    | AccountSuspended
    | GivingBackOrdered
    | WayDecided
    | WayReturned
    | GivingBackVerified
    | PauseOrdered
    | PauseDecided
    | TaskAsked
    | TaskAnswered
    | TaskLate
    | TasksVerified
    | StatementDrafted
    | StatementApproved
    | FirstWordPublished
    | FirstWordLate
    | AccountEntered
    | HolderEntered
    | HoldersMerged
    | ToolEntered
    | GrantEntered
    | SecretEntered
    | AccountTakenOff
    | GrantEnded
    | GrantExpired
    | GrantsConfirmed
    | GrantsDoubted
    | EntryTakenOff
    | ConfirmationAsked
    | SecretRotated
    | Imported
    | LeaverSeen
    | LeaverDenied
    | LeaverPutOff
    | LeaverReminded
    | LeaverReturned
    | LeaverWaysClosed
    | LeaverWaysVerified
    | LeaverCleared
    | ZoneSet
    | HoldersReadOrdered
    | HoldersRead
    | GrantsMarked
    | AccountMarked
    | FirstLineWritten
    | FirstLineApproved
    | Resolved
    | Reopened
    | Undone
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


__all__ = [
    "BOT",
    "UNNAMED",
    "AccountEntered",
    "AccountMarked",
    "AccountSuspended",
    "AccountTakenOff",
    "Answer",
    "AnswerWithdrawn",
    "AnyFact",
    "AssignmentDeclined",
    "ChatReturned",
    "ClosingOrdered",
    "ClosingStarted",
    "ClosingStep",
    "ClosingStepLate",
    "ClosingStepSaved",
    "ClosingStepVerified",
    "ClosingStopped",
    "CommandAccepted",
    "CommandOffered",
    "CommandRefused",
    "CommandSought",
    "CommandTaken",
    "CommanderPresent",
    "CommanderSilent",
    "ConfirmationAsked",
    "EntryChanged",
    "EntryStruck",
    "EntryTakenOff",
    "Erased",
    "Event",
    "EvidenceAdded",
    "EvidenceDescribed",
    "EvidenceKept",
    "EvidenceMissed",
    "EvidenceRepeated",
    "Fact",
    "FileRef",
    "FirstLineApproved",
    "FirstLineWritten",
    "FirstWordLate",
    "FirstWordPublished",
    "GivingBackOrdered",
    "GivingBackVerified",
    "GrantEnded",
    "GrantEntered",
    "GrantExpired",
    "GrantsConfirmed",
    "GrantsDoubted",
    "GrantsMarked",
    "HolderEntered",
    "HoldersMerged",
    "HoldersRead",
    "HoldersReadOrdered",
    "Imported",
    "Joined",
    "KeptOut",
    "KeyholderAsked",
    "KeyholderLate",
    "KeyholderProved",
    "KeyholderUnable",
    "KindSet",
    "LanguageSet",
    "LeaverCleared",
    "LeaverDenied",
    "LeaverPutOff",
    "LeaverReminded",
    "LeaverReturned",
    "LeaverSeen",
    "LeaverWaysClosed",
    "LeaverWaysVerified",
    "Left",
    "Level",
    "LevelQuestioned",
    "LevelReleased",
    "MessageFlagged",
    "MessageRead",
    "MessageRef",
    "MessageUnread",
    "NamingTakenBack",
    "Noted",
    "Opened",
    "Outcome",
    "PauseDecided",
    "PauseOrdered",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionAssigned",
    "QuestionReopened",
    "QuestionSkipped",
    "QuestionUnknown",
    "RemovalOrdered",
    "Reopened",
    "Resolved",
    "ReturnOrdered",
    "RoleAccepted",
    "RoleClaimed",
    "RoleDeclined",
    "RoleOffered",
    "RoleReleased",
    "RoleUnanswered",
    "RolesConflict",
    "RoomRenamed",
    "SecretEntered",
    "SecretRotated",
    "SeverityComputed",
    "SeveritySet",
    "SignOfLife",
    "SourceDeleted",
    "SourceEdited",
    "StanceProposed",
    "StanceReviewAsked",
    "StanceSet",
    "StandingChanged",
    "StatementApproved",
    "StatementDrafted",
    "StepDone",
    "StepRefused",
    "StepRetried",
    "TaskAnswered",
    "TaskAsked",
    "TaskLate",
    "TasksVerified",
    "ToolEntered",
    "Undone",
    "Unreadable",
    "Value",
    "Way",
    "WayDecided",
    "WayNotReturned",
    "WayReturned",
    "WaysFound",
    "Weight",
    "ZoneSet",
]
