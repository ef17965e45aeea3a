"""
Makes the chat match the room, for one incident, while it is ours: a slow step holds up only what depends on it.

What is in flight is awaited, never cancelled: its end is what tells a double from a first.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.chat.card import Card
from bot.chat.platform import PLACE_GONE, Payload, Platform, Posted
from bot.crisis.outages import A_WHILE, KEY
from bot.errors import Barred, Fenced, Later, MessageGone, NameTaken, NotNow, OutOfReach
from bot.room.plan import NEW, Do, Facts, Plan, Row, Step, plan
from bot.room.surface import Room, Surface, Upload

log = structlog.get_logger(__name__)

LOOK_BACK = timedelta(seconds=60)  # durability.md §5: clocks differ, so a look-up starts this much before the first try
BACKOFF_S = (0.2, 30.0)  # first and longest pause after a fault that may pass
BARRED_S = (1.0, 300.0)  # the same after the chat refused us, whatever we asked
SLOWLY = (timedelta(minutes=10), timedelta(minutes=30))  # the same after it refused this one thing
RARELY, OFTEN = timedelta(hours=6), 50  # and after so many tries, which is a day
TRIED = timedelta(minutes=2)  # without a try for so long, nobody knows whether the chat was still out of reach
NAMES = 20  # how many suffixes are tried for the room's name
UPDATES = 3  # of a room in flight at once: more would wait longer for their turn than a call has patience

Refusal = Callable[[str, str], Awaitable[None]]
"""Told of a step that was refused, and the chat's reason; it is tried again by itself, slowly."""

Done = Callable[[str], Awaitable[None]]
"""Told that a step was taken after all that had been refused."""


class Rows(Protocol):
    """Where the reconciler keeps what it has shown. A write raises ``Fenced`` once somebody else has the incident."""

    async def shown(self) -> Mapping[str, Row]: ...

    async def mark(self, key: str, **values: object) -> Row: ...

    async def suspect(self, key: str) -> None:
        """What this surface shows is not known any more; not fenced."""
        ...

    async def holds(self, place: str) -> bool:
        """Keep *place* as this incident's; False if another incident has it."""
        ...


class _Looked(Mapping[str, str]):
    """Links that remember which of them a card asked for, so that it is rendered anew only when those change."""

    def __init__(self, links: Mapping[str, str], platform: Platform) -> None:
        self._links = links
        self._platform = platform
        self.up: dict[str, str | None] = {}

    def __getitem__(self, key: str) -> str:
        kind, _slash, where = key.partition("/")
        if kind == "message":  # MessageRef.to: a person's own, whose address never changes
            place, ref, thread = where.split("/")
            return self._platform.link(place, ref, thread or None)
        self.up[key] = self._links.get(key)
        return self._links[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._links)

    def __len__(self) -> int:
        return len(self._links)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card as it was rendered last, and what that rested on."""

    card: Card | Upload
    language: str
    zone: str
    looked_up: Mapping[str, str | None]
    payload: Payload
    digest: str

    def still_shows(self, card: Card | Upload, language: str, zone: str, links: Mapping[str, str]) -> bool:
        return (
            self.card == card
            and (self.language, self.zone) == (language, zone)
            and all(links.get(key) == found for key, found in self.looked_up.items())
        )


@dataclass
class Reconciler:
    """One incident in hand. ``poke`` makes it look again; ``stop`` lets what is in flight end."""

    incident: str
    platform: Platform
    rows: Rows
    refused: Refusal
    done: Done
    clock: Callable[[], datetime]
    clicked: set[str] = field(default_factory=set)
    rendered: dict[str, Rendered] = field(default_factory=dict)  # by key; may outlive this hand
    lost: bool = False
    is_behind: bool = True  # something is to be shown still, and was not refused
    _known: dict[str, Row] = field(default_factory=dict)
    _flying: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _poked: asyncio.Event = field(default_factory=asyncio.Event)

    def poke(self, clicked: str | None = None) -> None:
        """Something changed: look again. *clicked* is the message a person just pressed."""
        if clicked:
            self.clicked.add(clicked)
        self._poked.set()

    def leave(self) -> None:
        """Begin no new step; ``settle`` ends with ``Fenced`` once it is noticed."""
        self.lost = True
        self._poked.set()

    async def settle(self, room: Room) -> tuple[bool, datetime | None]:
        """Work until nothing is left to do now, or until poked. Gives (quiet, when to look again)."""
        self._known.update({k: row for k, row in (await self.rows.shown()).items() if k not in self._flying})
        while True:
            if self.lost:
                raise Fenced
            made = self._plan(room)
            for step in self._possible(made.steps):
                self._flying[step.key] = asyncio.create_task(self._take(step, room), name=f"{step.do} {step.key}")
            if not self._flying:
                if made.at is None and self.outage is None and self._known.get(KEY, NEW).first_at:
                    await self.told()  # what failed is not wanted any more, so its end would never be known
                self.is_behind = made.at is not None
                return True, made.again
            if await self._next(made.again):
                return False, None

    @property
    def outage(self) -> tuple[datetime, datetime] | None:
        """Since when and until when the chat was out of reach for a while, if that was not told yet."""
        row = self._known.get(KEY, NEW)
        return (row.first_at, row.shown_at) if row.first_at and row.shown_at else None

    async def told(self) -> None:
        """The outage was told."""
        await self._mark(KEY, first_at=None, shown_at=None)

    async def stop(self) -> None:
        """Wait for what is in flight. Its faults were logged or are raised by ``settle``."""
        await asyncio.gather(*self._flying.values(), return_exceptions=True)

    async def _next(self, at: datetime | None) -> bool:
        """Wait for a step to end, a pause to pass or a poke; True if poked. Raises what a step raised."""
        poke = asyncio.create_task(self._poked.wait())
        timeout = None if at is None else max(0.01, (at - self.clock()).total_seconds())
        try:
            done, _ = await asyncio.wait(
                [poke, *self._flying.values()], return_when=asyncio.FIRST_COMPLETED, timeout=timeout
            )
        finally:
            poke.cancel()
        for key in [key for key, task in self._flying.items() if task in done]:
            self._flying.pop(key).result()
        if self.lost:
            raise Fenced
        if not self._poked.is_set():
            return False
        self._poked.clear()
        return True

    def _possible(self, steps: Sequence[Step]) -> list[Step]:
        """Those that can begin beside what is in flight; what somebody pressed waits for no other update."""
        updating = sum(step.do == "update" and step.key in self._flying for step in steps)
        begin = []
        for step in steps:
            if step.key in self._flying:
                continue
            if step.do == "update" and step.ref not in self.clicked:
                updating += 1
                if updating > UPDATES:
                    continue
            begin.append(step)
        return begin

    def _plan(self, room: Room) -> Plan:
        links = self._links()
        words, limits = self.platform.words, self.platform.limits
        purpose = words(room.purpose, room.language, limits.purpose_chars - len(self.incident) - 3, room.zone)
        topic = words(room.topic, room.language, limits.topic_chars, room.zone)
        facts = Facts(purpose=f"{purpose} · {self.incident}", topic=topic)
        return plan(room, facts, self._known, lambda s: self._shown(s, room, links)[1], self.clock(), self.clicked)

    def _links(self) -> dict[str, str]:
        """Where each surface stands, and the room itself under "place"."""
        place = self._known.get("place", NEW)
        links = {"place": self.platform.link(place.place)} if place.state == "sent" and place.place else {}
        for key, row in self._known.items():
            if row.ref and row.place and row.state == "sent" and "/opener" not in key and key != "place":
                links[key] = self.platform.link(row.place, row.ref, row.thread)
        return links

    def _shown(self, surface: Surface, room: Room, links: Mapping[str, str]) -> tuple[Payload, str]:
        """What the surface shows, and its hash; rendered again only when something in it changed."""
        spoken, zone = surface.language or room.language, surface.zone or room.zone
        before = self.rendered.get(surface.key)
        if before is None or not before.still_shows(surface.card, spoken, zone, links):
            before = self.rendered[surface.key] = self._render(surface.card, spoken, zone, links)
        return before.payload, before.digest

    def _render(self, card: Card | Upload, language: str, zone: str, links: Mapping[str, str]) -> Rendered:
        looked = _Looked(links, self.platform)
        payload: Payload = (
            {"file": card.name} if isinstance(card, Upload) else self.platform.render(card, language, looked, zone)
        )
        text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
        return Rendered(card, language, zone, looked.up, payload, hashlib.sha256(text.encode()).hexdigest()[:24])

    async def _mark(self, key: str, **values: object) -> None:
        self._known[key] = await self.rows.mark(key, **values)

    async def _take(self, step: Step, room: Room) -> None:
        row = self._known.get(step.key, NEW)
        carry_out: dict[Do, Callable[[], Awaitable[None]]] = {
            "create": lambda: self._create(step, row),
            "describe": lambda: self._fact(step, self.platform.describe(step.place or "", step.want)),
            "topic": lambda: self._fact(step, self.platform.topic(step.place or "", step.want)),
            "pin": lambda: self._fact(step, self.platform.pin(step.place or "", step.want)),
            "invite": lambda: self._invite(step, row, room),
            "remove": lambda: self._fact(step, self.platform.remove(step.place or "", step.want)),
            "post": lambda: self._post(step, row, room),
            "update": lambda: self._update(step, room),
            "upload": lambda: self._upload(step, row),
            "delete": lambda: self._delete(step),
        }
        try:
            await carry_out[step.do]()
        except Later as later:
            await self._put_off(step.key, later.after_s, BACKOFF_S)
            if isinstance(later, OutOfReach):
                await self._lost_sight()
            return
        except MessageGone:
            await self._mark(step.key, ref=None, state="new", hash=None, attempts=0, generation=row.generation + 1)
        except NotNow as refused:
            if isinstance(refused, Barred) and refused.is_whole:
                await self._bear(step, row, room, refused)
                return
            await self._refuse(step, row, room, refused)
        else:
            await self._taken(step, room)
        await self._in_sight()

    async def _put_off(self, key: str, after_s: float, backoff: tuple[float, float], **values: object) -> None:
        row, now = self._known.get(key, NEW), self.clock()
        pause = max(after_s, min(backoff[1], backoff[0] * 2 ** min(row.attempts, 10)))
        log.info("step.later", incident=self.incident, step=key, pause_s=round(pause, 2), tries=row.attempts + 1)
        # Since when: what stands was first tried long ago, but failed only now.
        first = row.first_at if row.first_at and (row.attempts or row.state != "sent") else now
        put_off = {"attempts": row.attempts + 1, "not_before": now + timedelta(seconds=pause), "first_at": first}
        await self._mark(key, **{"refused": None, **put_off, **values})

    async def _bear(self, step: Step, row: Row, room: Room, barred: Barred) -> None:
        """We are refused, whatever we ask: tried again soon, then slowly. Where only this is, it is told."""
        log.warning("step.barred", incident=self.incident, step=step.key, reason=barred.reason)
        await self._lost_sight()
        await self._put_off(step.key, 0.0, BARRED_S, refused=step.want, state=row.state)
        now = self.clock()
        since, out = self._known[step.key].first_at or now, self._known.get(KEY, NEW).first_at or now
        if out > since and now - since >= A_WHILE:  # other calls were answered meanwhile
            await self._tell(_blamed(step), room, barred.reason)

    async def _refuse(self, step: Step, row: Row, room: Room, refused: NotNow) -> None:
        """This one thing is refused, or the room is gone: tried again slowly, and what is new of it at once."""
        place = self._known.get("place", NEW)
        if place.state == "sent" and step.place == place.place and refused.reason in PLACE_GONE:
            if place.not_before is None or place.not_before <= self.clock():  # once, however much was to be done in it
                await self._set_aside("place", refused)
            await self._tell("place", room, refused.reason)
        else:
            await self._set_aside(step.key, refused, refused=step.want, state=row.state)
            await self._tell(_blamed(step), room, refused.reason)

    async def _set_aside(self, key: str, why: NotNow, **values: object) -> None:
        """Not before a while; never by itself where its words are at fault."""
        tries, now = self._known.get(key, NEW).attempts + 1, self.clock()
        log.warning("step.refused", incident=self.incident, step=key, reason=why.reason, tries=tries)
        pause = RARELY if tries > OFTEN else min(SLOWLY[1], SLOWLY[0] * tries)
        await self._mark(key, attempts=tries, not_before=None if why.is_final else now + pause, **values)

    async def _tell(self, key: str, room: Room, reason: str) -> None:
        if key not in room.refused:
            await self.refused(key, reason)

    async def _taken(self, step: Step, room: Room) -> None:
        """It was done; what had been refused of it is not any more."""
        row, place = self._known.get(step.key, NEW), self._known.get("place", NEW)
        if row.refused is not None:
            await self._mark(step.key, refused=None, not_before=None)
        inside = {"place"} if step.place is not None and step.place == place.place else set()
        for key in sorted({step.key, *inside} & room.refused):
            await self.done(key)
        if inside and place.not_before is not None:
            await self._mark("place", attempts=0, not_before=None)

    async def _lost_sight(self) -> None:
        """The chat did not answer. In its row: *first_at* since when, *not_before* the last try, *shown_at* the end."""
        row = self._known.get(KEY, NEW)
        await self._mark(KEY, first_at=row.first_at or self.clock(), not_before=self.clock(), shown_at=None)

    async def _in_sight(self) -> None:
        """The chat answered: an outage is over, and a hiccup is forgotten."""
        row = self._known.get(KEY, NEW)
        if row.first_at is None or row.not_before is None or row.shown_at:
            return
        now = self.clock()
        until = now if now - row.not_before <= TRIED else row.not_before
        is_long = until - row.first_at >= A_WHILE
        await self._mark(KEY, first_at=row.first_at if is_long else None, shown_at=until if is_long else None)

    async def _create(self, step: Step, row: Row) -> None:
        tried = row.hash or step.want  # the name settled on before an earlier call
        for n in range(NAMES):
            name = tried if n == 0 else f"{step.want}-{n + 1}"
            await self._mark("place", state="sending", hash=name, attempts=self._known.get("place", NEW).attempts)
            try:
                place: str | None = await self.platform.create(name)
            except NameTaken:
                place = await self.platform.find_place(name, self.incident)
            if place is not None and await self.rows.holds(place):
                await self._mark("place", state="sent", place=place, ref=place, attempts=0, not_before=None)
                return
        raise NotNow("name_taken")

    async def _fact(self, step: Step, call: Awaitable[None]) -> None:
        await call
        await self._mark(step.key, state="sent", hash=step.want, attempts=0)

    async def _invite(self, step: Step, row: Row, room: Room) -> None:
        """Who is refused is tried again alone, and holds up nobody."""
        had = set((row.hash or "").split(","))
        new = [person for person in step.want.split(",") if person not in had]
        refused = await self.platform.invite(step.place or "", new) if new else {}
        if step.want in refused and step.key == _alone(step.want):
            raise refused[step.want]
        for person in new:
            if why := refused.get(person):
                await self._set_aside(_alone(person), why, refused=person)
                await self._tell(_alone(person), room, why.reason)
            elif _alone(person) in room.refused - {step.key}:
                await self.done(_alone(person))
        await self._mark(step.key, state="sent", hash=step.want, attempts=0)

    async def _update(self, step: Step, room: Room) -> None:
        payload, digest = self._shown(step.surface or _none(step), room, self._links())
        await self.platform.update(step.place or "", step.ref or "", payload, step.ref in self.clicked)
        self.clicked.discard(step.ref or "")
        try:
            await self._mark(step.key, state="sent", hash=digest, shown_at=self.clock(), attempts=0)
        except Fenced:
            await self.rows.suspect(step.key)  # ours may have covered a newer one: whoever has it shows that again
            raise

    async def _delete(self, step: Step) -> None:
        await self.platform.delete(step.place or "", step.ref or "")
        generation = self._known.get(step.key, NEW).generation + 1  # shown once more, it is another message
        await self._mark(step.key, ref=None, state="new", hash=None, attempts=0, generation=generation)

    async def _sending(self, step: Step, row: Row) -> datetime | None:
        """Note that a post goes out; gives since when to look for it, if an earlier try may have got through."""
        first = row.first_at if row.state == "sending" and row.first_at else self.clock()
        await self._mark(step.key, state="sending", place=step.place, thread=step.thread, first_at=first)
        return first - LOOK_BACK if row.state == "sending" else None

    async def _post(self, step: Step, row: Row, room: Room) -> None:
        key = opaque_key(self.incident, step.key, row.generation)
        since = await self._sending(step, row)
        place = step.place or ""
        found = list(await self.platform.find(place, step.thread, key, since)) if since else []
        payload, digest = self._shown(step.surface or _none(step), room, self._links())
        posted = found[0] if found else await self.platform.post(place, step.thread, payload, key, _is_awaited(step))
        # Found: what it shows is not known, so no hash is kept and the next plan updates it.
        try:
            await self._mark(
                step.key,
                state="sent",
                place=posted.place,
                ref=posted.ref,
                hash=None if found else digest,
                shown_at=None if found else self.clock(),
                attempts=0,
            )
        except Fenced:
            await self._compensate(step, place, key, posted)
            raise

    async def _compensate(self, step: Step, place: str, key: str, posted: Posted) -> None:
        """We were frozen and somebody else has the incident: ours may be one too many, and then it is taken away."""
        first = self._known.get(step.key, NEW).first_at or self.clock()
        found = list(await self.platform.find(place, step.thread, key, first - LOOK_BACK))
        if posted in found[1:]:
            log.warning("post.doubled", incident=self.incident, surface=step.key)
            await self.platform.delete(posted.place, posted.ref)
        await self.rows.suspect(step.key)

    async def _upload(self, step: Step, row: Row) -> None:
        file = (step.surface or _none(step)).card
        if not isinstance(file, Upload):
            raise TypeError(f"{step.key} is no file")
        title = f"{file.name} · {opaque_key(self.incident, step.key, row.generation)[:8]}"
        since = await self._sending(step, row)
        place = step.place or ""
        posted = await self.platform.find_upload(place, title, since, step.thread) if since else None
        if posted is None:
            text = await asyncio.to_thread(file.text)
            posted = await self.platform.upload(place, step.thread, file.name, title, text)
        ref = posted.ref if posted else title
        await self._mark(step.key, state="sent", place=place, ref=ref, hash=step.want, attempts=0)


def opaque_key(incident: str, key: str, generation: int) -> str:
    """The opaque key a message carries: metadata can be read by the whole workspace, so it says nothing."""
    return hashlib.sha256(f"{incident}/{key}/{generation}".encode()).hexdigest()[:20]


def _alone(person: str) -> str:
    """The step that invites one person who was refused."""
    return f"invite/{person}"


def _blamed(step: Step) -> str:
    """The step as it is told: who cannot be invited is named, where it is one."""
    return _alone(step.want) if step.do == "invite" and "," not in step.want else step.key


def _none(step: Step) -> Surface:
    raise ValueError(f"{step.do} {step.key} has no surface")


def _is_awaited(step: Step) -> bool:
    """Whether somebody waits for this post: the open question, and what stands first in a new room."""
    return step.surface is not None and (step.surface.again or not step.surface.later)
