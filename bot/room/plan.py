"""
plan(room, rows, shown, now): which steps can be taken now, and when to look again. The whole order of a room is here.

    create → {invite the opener ∥ board ∥ questions, then the first question} → {direct messages, topic, pin, others}

A step waits only for its place, its root and, for a new reply, the new reply before it; updates wait for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.crisis.outages import A_WHILE
from bot.room.surface import Room, Surface, Upload

PACE = timedelta(seconds=2)  # design.md §5: per surface at most one update every 2 s, the clicked one at once
LATE = timedelta(seconds=10)  # what of setting up was tried for so long is said to be not done yet
SETTING_UP = frozenset(
    {"place", "invite", "topic", "purpose", "pin", "direct_message", "announcement"}
)  # what is named so
GENERATIONS = 3  # a surface people keep deleting is posted again at most so often


class Row(Protocol):
    """What is known of one surface or step: the store's row of it."""

    @property
    def place(self) -> str | None: ...
    @property
    def thread(self) -> str | None: ...
    @property
    def ref(self) -> str | None: ...
    @property
    def hash(self) -> str | None: ...
    @property
    def state(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def first_at(self) -> datetime | None: ...
    @property
    def shown_at(self) -> datetime | None: ...
    @property
    def not_before(self) -> datetime | None: ...
    @property
    def generation(self) -> int: ...
    @property
    def refused(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NewRow:
    """Nothing was done yet."""

    place: str | None = None
    thread: str | None = None
    ref: str | None = None
    hash: str | None = None
    state: str = "new"
    attempts: int = 0
    first_at: datetime | None = None
    shown_at: datetime | None = None
    not_before: datetime | None = None
    generation: int = 0
    refused: str | None = None


NEW = NewRow()

Do = Literal["create", "describe", "invite", "remove", "topic", "pin", "post", "update", "upload", "delete"]


@dataclass(frozen=True, slots=True)
class Step:
    """One call to make. *want* is what the row's hash will be once it is done."""

    do: Do
    key: str
    want: str = ""
    place: str | None = None
    thread: str | None = None
    ref: str | None = None
    surface: Surface | None = None


@dataclass
class Plan:
    """The steps possible now, and when to look again if nothing else happens."""

    steps: list[Step] = field(default_factory=list)
    at: datetime | None = None
    slowly_at: datetime | None = None  # the same for what the chat refused: without it, the room is up to date

    @property
    def again(self) -> datetime | None:
        """When to look again, whatever for."""
        return min((at for at in (self.at, self.slowly_at) if at), default=None)

    def wait(self, at: datetime, is_refused: bool) -> None:
        """Look again at this moment, if not before."""
        if is_refused:
            self.slowly_at = min(self.slowly_at or at, at)
        else:
            self.at = min(self.at or at, at)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the place itself should be like, in words: the platform has put them into the room's language."""

    purpose: str
    topic: str


Digest = Callable[[Surface], str]
"""A hash of what a surface shows."""


def plan(
    room: Room, facts: Facts, rows: Mapping[str, Row], digest: Digest, now: datetime, clicked: Collection[str] = ()
) -> Plan:
    """The steps that can be taken now. *clicked* are refs of messages somebody just pressed: they are not paced."""
    return _Planner(room, facts, rows, digest, now, clicked).plan()


def tried(room: Room, rows: Mapping[str, Row]) -> dict[str, datetime]:
    """The steps that were tried and are neither done nor refused, and since when."""
    wanted = {surface.key for surface in room.surfaces if not surface.removed and not surface.settled}
    wanted |= {key for key in rows if key.partition("/")[0] in SETTING_UP - {"direct_message", "announcement"}}
    return {
        key: row.first_at
        for key, row in rows.items()
        if row.attempts and row.first_at and row.state != "sent" and key in wanted - room.refused
    }


def late_at(key: str, since: datetime) -> datetime:
    """When a step that was first tried *since* then is said to be not done yet: of a post, after a while."""
    return since + (LATE if key.partition("/")[0] in SETTING_UP else A_WHILE)


@dataclass
class _Planner:
    room: Room
    facts: Facts
    rows: Mapping[str, Row]
    digest: Digest
    now: datetime
    clicked: Collection[str]
    made: Plan = field(default_factory=Plan)

    def plan(self) -> Plan:
        if self.room.name:
            self._there(self._row("place"))
        settled = self._is_set_up()
        for surface in self.room.surfaces:
            if surface.to is not None and (settled or not surface.later):
                self._show(surface, surface.to, None)
        return self.made

    def _there(self, place: Row) -> None:
        """The place and all in it; where it is gone, one step now and then, which tells whether it is back."""
        if place.state != "sent":
            self._add(Step("create", "place", want=self.room.name))
        elif place.not_before and place.not_before > self.now:
            self.made.wait(place.not_before, is_refused=True)
        else:
            self._inside(place.place)
            if place.not_before:
                del self.made.steps[1:]

    def _inside(self, place: str | None) -> None:
        for step, person in self.room.removed.items():
            self._fact("remove", step, place, person)
        self._fact("invite", "invite/opener", place, self.room.opener)
        roots = [s for s in self.room.surfaces if s.thread is None and s.to is None]
        for root in roots:
            self._show(root, place, None)
            self._replies(root, place)
        if not self._is_set_up():
            return
        self._fact("topic", "topic", place, self.facts.topic)
        self._fact("describe", "purpose", place, self.facts.purpose)
        if self.room.people:
            self._fact("invite", "invite", place, ",".join(self.room.people))
        for person in (self.room.opener, *self.room.people):
            if (alone := f"invite/{person}") in self.room.refused:
                self._fact("invite", alone, place, person)
        for root in roots:
            if root.pinned and (ref := self._row(root.key).ref):
                self._fact("pin", f"pin/{root.key}", place, ref, ref)

    def _replies(self, root: Surface, place: str | None) -> None:
        thread = self._row(root.key).ref
        if thread is None:
            return
        for reply in (s for s in self.room.surfaces if s.thread == root.key):
            row = self._row(reply.key)
            if reply.again and row.ref and row.thread != thread:  # its root was deleted, and stands anew without it
                self._add(Step("delete", reply.key, place=row.place, ref=row.ref))
                continue
            is_new = row.ref is None and not reply.removed
            held = is_new and self._may_post(reply)
            if (held or not is_new) and not self._show(reply, place, thread) and reply.key not in self.room.refused:
                return  # new replies go one after another: their order is meaning

    def _is_set_up(self) -> bool:
        """Whether all that comes first stands or was refused, so that the rest may follow."""
        if "place" in self.room.refused:
            return True
        first = [s.key for s in self.room.surfaces if not s.later and s.to is None and not s.removed]
        return all(self._is_done(key) for key in ("place", "invite/opener", *first))

    def _is_done(self, key: str) -> bool:
        row = self._row(key)
        return key in self.room.refused or row.state == "sent" or row.generation > 0

    def _may_post(self, surface: Surface) -> bool:
        """Posted for the first time, or deleted by somebody and worth posting again."""
        generation = self._row(surface.key).generation
        lasting = surface.thread is None or surface.again
        return generation == 0 or (lasting and generation <= GENERATIONS)

    def _show(self, surface: Surface, place: str | None, thread: str | None) -> bool:
        """Plan what this surface needs; True if the replies after it need not wait."""
        row = self._row(surface.key)
        if row.ref is None:
            if surface.removed or surface.settled or not self._may_post(surface):
                return True
            do: Do = "upload" if isinstance(surface.card, Upload) else "post"
            self._add(Step(do, surface.key, self.digest(surface), place, thread, surface=surface))
            return False
        if surface.removed:
            self._add(Step("delete", surface.key, place=row.place, ref=row.ref))
        elif row.hash != (want := self.digest(surface)) and not isinstance(surface.card, Upload):
            paced = row.shown_at + PACE if row.shown_at and row.ref not in self.clicked else None
            self._add(Step("update", surface.key, want, row.place, thread, row.ref, surface), paced)
        return True

    def _fact(self, do: Do, key: str, place: str | None, want: str, ref: str | None = None) -> None:
        if self._row(key).hash != want:
            self._add(Step(do, key, want, place, ref=ref))

    def _add(self, step: Step, paced: datetime | None = None) -> None:
        row = self._row(step.key)
        is_same = row.refused in (None, step.want)  # what was refused was this, or nothing was
        if row.refused is not None and is_same and row.not_before is None:
            return  # refused for ever
        at = max((t for t in (row.not_before if is_same else None, paced) if t), default=None)
        if at is None or at <= self.now:
            self.made.steps.append(step)
        else:
            self.made.wait(at, step.key in self.room.refused)

    def _row(self, key: str) -> Row:
        return self.rows.get(key, NEW)
