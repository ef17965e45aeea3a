"""The state of an incident: what its events have made of it so far. How it becomes so is in the folds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.access.pausing.state import Pausing
from bot.access.posture.facts import PostureProposed, PostureSet
from bot.access.posture.state import PostureReview
from bot.access.restriction.state import Run
from bot.crisis.command.state import GivenBack, Offer, Silence, Sought, Vacated
from bot.crisis.evidence.state import Exhibit
from bot.crisis.questions.state import Answered, Asking
from bot.crisis.resolving.state import Ending
from bot.crisis.roles.facts import RolesConflict
from bot.crisis.roles.state import Seat
from bot.crisis.room.facts import ChatReturned
from bot.crisis.room.state import Inside, NotDone
from bot.crisis.severity.state import Computed, LevelAsk, SetLevel
from bot.crisis.timeline.state import Flagged
from bot.crisis.undo.state import Press
from bot.people.conflict.state import Naming
from bot.people.organisation import Responder
from bot.people.who import Someone, Standing
from bot.record.fact import Level
from bot.record.frozen import Restricted
from bot.record.record import Record
from bot.speech.holding_statement.facts import HoldingStatementLate, HoldingStatementPublished
from bot.speech.holding_statement.state import Template
from bot.task.state import Task


class Incident(Record):
    """The state of one incident after ``seq`` events. Timeline entries are not in it, only their counts."""

    title: str = ""
    tag: str = ""
    renamed: str = ""  # what its room is called, where somebody gave it another name
    opened_at: datetime | None = None
    opener: Someone | None = None
    language: str = "en"
    zone: str = "UTC"
    brand: str = ""
    listed: bool = False
    announce_in: str | None = None
    hr: Someone | None = None
    legal: Someone | None = None
    playbook: str | None = None  # code of the kind, None: suggested only
    responders: tuple[Responder, ...] = ()  # as the setup named them when it opened
    inside: dict[str, Inside] = {}
    owners: tuple[Someone, ...] = ()
    small: bool = False
    kept_out: tuple[Restricted, ...] = ()  # ids of those who must not see this
    namings: tuple[Naming, ...] = ()  # of all who are or were kept out or named as involved, in that order
    outages: tuple[ChatReturned, ...] = ()
    refused: dict[str, NotDone] = {}  # by step
    commander: Someone | None = None
    commander_since: datetime | None = None
    commander_seen_at: datetime | None = None  # the last thing the commander did
    vacated: Vacated | None = None  # while nobody commands
    sought: tuple[Sought, ...] = ()
    signs: dict[str, datetime] = {}  # person → the last thing they did here
    standings: dict[str, Standing] = {}  # of those of this crisis who are no members now, and were not always
    offer: Offer | None = None
    past_offers: tuple[Offer, ...] = ()  # so that their messages can say how they ended
    given_back: GivenBack | None = None  # the newest
    silences: tuple[Silence, ...] = ()
    seats: tuple[Seat, ...] = ()  # in the order they were asked or taken
    conflicts: tuple[RolesConflict, ...] = ()  # warned of so far
    asked: tuple[Asking, ...] = ()  # in the order they were posted
    answers: dict[str, Answered] = {}
    computed: Computed | None = None
    level_set: SetLevel | None = None
    level_asks: tuple[LevelAsk, ...] = ()
    counts: dict[str, int] = {}  # weight → notes of that weight: what people captured, answers aside
    sources: dict[str, int] = {}  # MessageRef.key of captured messages → seq of their entry
    altered: dict[int, int] = {}  # seq of an entry → how often it was altered since: by people, or at its source
    to_read: tuple[Flagged, ...] = ()
    secrets_seen: tuple[Flagged, ...] = ()  # captured messages that held a password or key: nothing of them is kept
    exhibits: tuple[Exhibit, ...] = ()
    exhibits_given: int = 0  # the last number given to one
    postures: tuple[PostureSet, ...] = ()  # the newest of each account; "" is all of them
    posture_proposed: PostureProposed | None = None  # the newest
    posture_proposed_at: datetime | None = None  # since when for that reason
    posture_review: PostureReview | None = None  # the newest
    runs: tuple[Run, ...] = ()  # closing access: each account once for each time it was started
    tasks: dict[str, Task] = {}  # by id, in the order they were asked
    pausing: Pausing | None = None  # everything scheduled and paid
    drafts: dict[str, Template] = {}  # by kind of crisis: this crisis' own, which nobody outside it reads
    holding_statement: HoldingStatementPublished | None = None
    holding_statement_late: HoldingStatementLate | None = None
    ending: Ending | None = None
    resolved_times: int = 0
    reopened_at: datetime | None = None
    reopened_by: Someone | None = None
    reopened_because: str = ""  # the newest reason, while it is open again
    undone: tuple[Ending, ...] = ()  # ends that were taken back at once
    presses: dict[str, tuple[Press, ...]] = {}  # person → what they did within a minute, the newest last

    @property
    def notes(self) -> int:
        """How many notes and captured messages stand on the timeline, without the struck."""
        return sum(self.counts.values())

    @property
    def is_resolved(self) -> bool:
        return self.ending is not None

    @property
    def insiders(self) -> frozenset[str]:
        return frozenset(self.inside)

    @property
    def refused_steps(self) -> Collection[str]:
        return self.refused.keys()

    @property
    def level(self) -> Level:
        """The level that counts: set by the commander, else computed, else Contained."""
        return self.level_with(self.computed.level if self.computed else Level.moderate)

    def level_with(self, computed: Level) -> Level:
        """
        The level that counts where the answers give this one.

        One that the answers have overtaken does not count until whoever commands says that it does.
        """
        known = self.level_set
        return computed if known is None or known.overtaken_by(computed) else known.level

    @property
    def is_overtaken(self) -> bool:
        """Whether a level is set that does not count, for the answers give worse by now."""
        known, computed = self.level_set, self.computed
        return known is not None and computed is not None and known.overtaken_by(computed.level)

    @property
    def level_counts(self) -> SetLevel | None:
        """The level that was set, where it is the one that counts."""
        return None if self.is_overtaken else self.level_set

    @property
    def level_ask(self) -> LevelAsk | None:
        """The question which level counts, while it waits."""
        newest = self.level_asks[-1] if self.level_asks else None
        return newest if newest and not newest.ended else None

    @property
    def acting(self) -> Someone | None:
        """Who commands, or acts as commander because nobody has taken command: the opener. Nobody involved does."""
        if self.commander and not self.is_out(self.commander.id):
            return self.commander
        return None if self.opener is None or self.is_out(self.opener.id) else self.opener

    def is_involved(self, person: str) -> bool:
        """Whether this person was named as involved in the cause, or must not see this: they can do nothing here."""
        return any(person == naming.person.reveal() for naming in self.namings if not naming.ended)

    def is_out(self, person: str) -> bool:
        """Whether nothing is asked of this person, and nobody sent to them: involved, or no member any more."""
        return person in self.standings or self.is_involved(person)

    def run(self, account: str) -> Run | None:
        """The newest closing of an account, by its id in the register."""
        return next((run for run in reversed(self.runs) if run.account == account), None)

    def asking(self, question: str) -> Asking | None:
        """The newest posting of a question, or None if it was never asked."""
        return next((a for a in reversed(self.asked) if a.question == question), None)

    def holders(self, role: str) -> tuple[Someone, ...]:
        """Who has a role now, longest first; the commander has a seat of their own."""
        return tuple(seat.person for seat in self.seats if seat.role == role and seat.state == "holds")
