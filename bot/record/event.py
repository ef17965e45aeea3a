"""
The facts an incident is made of. A fact says what happened, never how it reads: the words are made by the view.

A fact is recorded with who, when and where around it (``Event``). New fields get a default; a changed meaning gets a
new ``v`` and a line in ``LIFTS`` of chain.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.access.connectors.facts import ClosingOrdered, ReturnOrdered, WayNotReturned
from bot.access.importing.facts import Imported
from bot.access.leavers.facts import (
    LeaverCleared,
    LeaverDenied,
    LeaverPutOff,
    LeaverReminded,
    LeaverReturned,
    LeaverSeen,
)
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.posture.facts import StanceProposed, StanceReviewAsked, StanceSet
from bot.access.register.facts import (
    AccountEntered,
    AccountMarked,
    ConfirmationAsked,
    EntryTakenOff,
    GrantEnded,
    GrantEntered,
    GrantsConfirmed,
    GrantsDoubted,
    GrantsMarked,
    HolderEntered,
    HoldersMerged,
    HoldersRead,
    HoldersReadOrdered,
    SecretEntered,
    SecretRotated,
    ToolEntered,
    ZoneSet,
)
from bot.access.restoration.facts import GivingBackOrdered, GivingBackVerified, WayDecided, WayReturned
from bot.access.restriction.facts import (
    AccountSuspended,
    ClosingStarted,
    ClosingStepLate,
    ClosingStepSaved,
    ClosingStepVerified,
    ClosingStopped,
    KeyholderAsked,
    KeyholderLate,
    KeyholderProved,
    KeyholderUnable,
    WaysFound,
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
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceKept,
    EvidenceMissed,
    EvidenceRepeated,
)
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.questions.facts import (
    AnswerWithdrawn,
    AssignmentDeclined,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionReopened,
    QuestionSkipped,
    QuestionUnknown,
)
from bot.crisis.resolving.facts import Reopened, Resolved
from bot.crisis.roles.facts import (
    RoleAccepted,
    RoleClaimed,
    RoleDeclined,
    RoleOffered,
    RoleReleased,
    RolesConflict,
    RoleUnanswered,
)
from bot.crisis.room.facts import (
    ChatReturned,
    Joined,
    LanguageSet,
    Left,
    RoomRenamed,
    StepDone,
    StepRefused,
    StepRetried,
)
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
from bot.crisis.undo.facts import Undone
from bot.people.conflict.facts import KeptOut, NamingTakenBack, RemovalOrdered
from bot.people.facts import SignOfLife, StandingChanged
from bot.record.fact import Erased, Unreadable
from bot.record.frozen import Frozen
from bot.speech.holding_statement.facts import (
    FirstLineApproved,
    FirstLineWritten,
    FirstWordLate,
    FirstWordPublished,
    StatementApproved,
    StatementDrafted,
)
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
    | GrantEnded
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
