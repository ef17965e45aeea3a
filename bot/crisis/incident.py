"""The state of an incident: what its events have made of it so far. How it becomes so is in the folds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from bot.access.pausing.state import Pausing
from bot.access.posture.facts import StanceProposed, StanceSet
from bot.access.restriction.state import Run
from bot.crisis.evidence.facts import FileRef
from bot.crisis.questions.facts import Answer
from bot.crisis.resolving.facts import Outcome
from bot.crisis.roles.facts import RolesConflict
from bot.crisis.room.facts import ChatReturned
from bot.people.organisation import Responder
from bot.people.who import Someone, Standing
from bot.record.fact import Level, MessageRef, Weight
from bot.record.frozen import Frozen, Restricted
from bot.record.record import Record
from bot.speech.holding_statement.facts import FirstWordLate, FirstWordPublished
from bot.speech.holding_statement.state import FirstLine
from bot.task.state import Task


class Inside(Frozen):
    """Somebody who is in the room."""

    person: Someone
    standing: Standing = Standing.member
    since: datetime


class Asking(Frozen):
    """One posting of a question in the thread. A question asked again is another one, with the next ``nth``."""

    question: str
    nth: int
    at: datetime
    calls: Someone | None = None  # who is mentioned, though everybody inside may answer
    to: Someone | None = None  # the person it was handed to
    by: Someone | None = None  # who handed it
    note: str = ""
    handed_at: datetime | None = None


class Answered(Frozen):
    """Where a question stands. ``answer`` is the newest one; earlier ones are on the timeline."""

    state: Literal["answered", "unknown", "skipped"]
    answer: Answer = Answer()
    by: Someone
    at: datetime
    version: int = 0  # how many answers there have been
    times_unknown: int = 0
    reason: str = ""  # of a skip, or of a not-known
    open_again: bool = False  # somebody went back to it; the answer counts until it is answered anew
    before: Answered | None = None  # the answer it replaced, should this one turn out to be none
    source_edited_at: datetime | None = None  # when the message it was taken from changed, and was no answer any more
    source_deleted_at: datetime | None = None  # when that message was deleted


class Offer(Frozen):
    """A handover that waits for *I have command*."""

    to: Someone
    by: Someone
    at: datetime
    open_decisions: str
    resting: tuple[Someone, ...] = ()
    ended: Literal["", "accepted", "refused", "over"] = ""  # over: command went another way meanwhile
    ended_at: datetime | None = None


class Ending(Frozen):
    """How it was resolved, for the board and the summary."""

    by: Someone
    at: datetime
    outcome: Outcome
    still_open: str = ""
    closing_word: str = ""
    review_owner: Someone | None = None
    review_on: date | None = None
    missing: tuple[str, ...] = ()
    because: str = ""
    nth: int = 1  # how many times it was resolved by then
    head: str = ""  # "seq:hash" of the event that resolved it: a tail cut later is found by it


class Silence(Frozen):
    """A commander who did not react in time, and who was called."""

    commander: Someone
    deputy: Someone | None = None
    since: datetime  # the last thing the commander did
    at: datetime
    ended: Literal["", "present", "taken", "gone"] = ""  # gone: the commander is no member any more
    ended_by: Someone | None = None  # who said so, or took command; None: the commander did something
    ended_at: datetime | None = None


class Seat(Frozen):
    """One person and one role: asked for it, holding it, or how that ended. Each asking is a seat of its own."""

    seq: int  # of the event that made it: what buttons and letters call it
    role: str  # code in playbooks/roles.yaml; never "commander"
    person: Someone
    by: Someone  # who asked them; themselves where they took it
    at: datetime
    since: datetime | None = None  # when they took it on
    # over: the asking, by someone else; gone: they are no member any more
    state: Literal["asked", "holds", "declined", "released", "over", "gone"] = "asked"
    late: bool = False  # did not answer in time; may still
    before: Someone | None = None  # who has it until it is accepted
    briefing: str = ""  # of who hands it over
    on_call: Level | None = None  # the level at which they are asked by themselves
    given: bool = False  # by who gives out roles, or the setup; or handed on by who had it so
    stands_in_for: Someone | None = None  # the first who was asked, and can't or did not answer
    reason: str = ""
    next: Someone | None = None  # who was asked instead
    ended_by: Someone | None = None
    ended_at: datetime | None = None

    @property
    def first(self) -> Someone:
        """Who was asked first: all that were asked in their stead belong together."""
        return self.stands_in_for or self.person


class Naming(Frozen):
    """Somebody named as involved, or kept out: who said so, and whether they are to leave the room."""

    n: int  # 1, 2, 3 …: what buttons and letters call it, for an id would tell who it is
    person: Restricted  # id
    by: Someone
    at: datetime
    led: bool = False  # they commanded, or acted as commander: their removal is the owners' matter
    since: datetime | None = None  # when they last came into the room, as far as they were in it while named
    ordered: int = 0  # seq of the removal that is not done yet
    removed_at: datetime | None = None
    ended: Literal["", "changed", "taken_back"] = ""  # changed: no answer names them any more
    ended_by: Someone | None = None
    ended_at: datetime | None = None
    reason: Restricted = Restricted("")  # why it was taken back; it may hold the name

    @property
    def step(self) -> str:
        """The removal that was ordered, as a step of the room; it tells nobody whom it is about."""
        return f"remove/{self.ordered}"


class SetLevel(Frozen):
    level: Level
    reason: str
    by: Someone
    at: datetime
    computed: Level = Level.contained  # what the answers gave when it was set

    def overtaken_by(self, computed: Level) -> bool:
        """Whether the answers now give worse than this, and worse than they gave then."""
        return computed < min(self.level, self.computed)


class LevelAsk(Frozen):
    """Whoever commands was asked whether the level they set still counts; who was asked before is told how it ended."""

    seq: int  # of the event: what buttons and surfaces call it
    set: Level
    computed: Level
    to: Someone | None = None
    at: datetime
    ended: Literal["", "kept", "released", "over"] = ""  # over: the answers changed, or somebody else is asked
    by: Someone | None = None
    ended_at: datetime | None = None


class Press(Frozen):
    """An act of a person that can be taken back within a minute, and what stood before it."""

    seq: int
    at: datetime
    what: Literal["answer", "command", "role", "resolve", "note", "evidence", "level"]  # captured: a note too
    of: str = ""  # id of the question, code of the role
    as_: Weight | None = None  # of a note
    source: MessageRef | None = None  # of the message that an answer, a note or evidence was taken from
    exhibits: tuple[int, ...] = ()  # events that put in evidence in the same act
    freed: bool = False  # took a role from somebody: from several, it is one press with an event for each
    over: bool = False  # somebody has changed the same thing since
    answer: Answered | None = None
    commander: Someone | None = None
    commander_since: datetime | None = None
    commander_seen_at: datetime | None = None
    offer: Offer | None = None
    silences: tuple[Silence, ...] = ()
    seats: tuple[Seat, ...] = ()  # of that role
    level_set: SetLevel | None = None
    level_asks: tuple[LevelAsk, ...] = ()


class Sought(Frozen):
    """That people were asked to take command, because nobody has it."""

    group: Literal["deputy", "responders", "deputies", "admins"]
    people: tuple[Someone, ...]
    at: datetime


class Vacated(Frozen):
    """Command that is free because who had it is no member any more."""

    by: Someone
    standing: Standing
    at: datetime


class GivenBack(Frozen):
    """Command that somebody has again because who took it took that back."""

    to: Someone
    by: Someone
    at: datetime


class Flagged(Frozen):
    """A captured message whose text is still to be read."""

    seq: int
    source: MessageRef
    by: Someone  # who captured it
    at: datetime


class Exhibit(Frozen):
    """One piece of evidence. The bytes of a file are kept beside the incident, or in the folder."""

    seq: int  # of the event that added it
    n: int  # 1, 2, 3 …, as people call it; a number is given once
    by: Someone
    at: datetime  # when it was put in
    seen_at: datetime
    shows: str
    state: Literal["link", "waiting", "kept", "missed", "same"]
    link: str = ""
    file: FileRef | None = None
    source: MessageRef | None = None
    sha256: str = ""
    size: int = 0  # bytes
    reason: str = ""  # why it is missed
    same_as: int = 0  # number of the one whose bytes it has
    struck: bool = False


class Computed(Frozen):
    level: Level
    reason: str
    provisional: bool = True
    could_be: tuple[tuple[Level, str], ...] = ()
    harm: int = 0
    spread: int = 0


class StanceReview(Frozen):
    """What was proposed for a while only, and when the commander was asked to look at it again."""

    proposed: StanceProposed
    since: datetime
    at: datetime


class NotDone(Frozen):
    """A step that the chat refused: its own reason, and since when."""

    reason: str
    since: datetime


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
    stances: tuple[StanceSet, ...] = ()  # the newest of each account; "" is all of them
    stance_proposed: StanceProposed | None = None  # the newest
    stance_proposed_at: datetime | None = None  # since when for that reason
    stance_review: StanceReview | None = None  # the newest
    runs: tuple[Run, ...] = ()  # closing access: each account once for each time it was started
    tasks: dict[str, Task] = {}  # by id, in the order they were asked
    pausing: Pausing | None = None  # everything scheduled and paid
    drafts: dict[str, FirstLine] = {}  # by kind of crisis: this crisis' own, which nobody outside it reads
    first_word: FirstWordPublished | None = None
    first_word_late: FirstWordLate | None = None
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
        return self.level_with(self.computed.level if self.computed else Level.contained)

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
