"""The summary on resolve, and the timeline in its thread: facts and published words only (domain.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from bot.chat.card import Button, Card, Lines, Part, Row, Small, Title, on
from bot.crisis.incident import Incident
from bot.crisis.questions.words import answer_words
from bot.crisis.resolving.milestones import answered_at, commanded_at
from bot.crisis.resolving.rules import say_missing
from bot.crisis.resolving.state import Ending
from bot.crisis.resolving.words import outcome_words
from bot.crisis.wording import moment, on_day, shortened, span
from bot.record.entries import lines, shows
from bot.record.entry import Entry, gathered
from bot.record.fact import Weight
from bot.record.noise import mentions
from bot.report.markdown import timeline_file
from bot.room.surface import Scene, Surface, Upload
from bot.text import Joined, Moment, Param, Strong, Words, _, _n

PAGE = 40  # newest entries shown as text (ux.md §3.8)
A_BLOCK = 10  # entries under each other without a gap
DID = 5  # lines of what was done
SENTENCE_CHARS = 280

NOT_KNOWN = _("not known")
NOT_CONFIRMED = _("not confirmed. What was reported is on the timeline")


def summary(scene: Scene, posts: int = 0) -> list[Surface]:
    """
    Nothing until it is resolved. After a second resolve the same messages show the newest state. *posts* is how many
    others stand at the top level of the room.
    """
    incident = scene.incident
    if incident.resolving.times == 0:
        return []
    if incident.resolving.ending is None:
        return [Surface("summary", _reopened(incident))]
    told = gathered(scene.timeline)
    return [
        Surface("summary", _card(scene, incident.resolving.ending, told, posts + 1)),
        Surface("timeline/1", _timeline(scene, told), thread="summary"),
        Surface(f"timeline.md/{incident.resolving.times}", _file(scene), thread="summary"),
    ]


def _file(scene: Scene) -> Upload:
    text = partial(timeline_file, scene.incident, scene.book, scene.timeline)
    times = scene.incident.resolving.times
    name = f"crisis-{scene.incident.number}" if times == 1 else f"crisis-{scene.incident.number}-{times}"
    return Upload(name=f"{name}.md", text=text)


def _card(scene: Scene, ending: Ending, told: Sequence[Entry], posts: int) -> Card:
    incident = scene.incident
    opened = incident.opening.opened_at or ending.at
    head = _(
        "Crisis {n} resolved {at} · after {span}",
        n=incident.number,
        at=Moment(ending.at),
        span=span(ending.at - opened),
    )
    said = [*_what(scene, told), *_done(told), *_end(scene, ending), _thanks(scene, ending, posts)]
    title = _("Crisis {n} · {title}", n=incident.number, title=incident.opening.title)
    text = _("Crisis {n} resolved. {what}", n=incident.number, what=Joined((said[0], said[1]), " · "))
    reopen = Button("resolve.reopen_form", _("Reopen…"), on(incident.id))
    timeline = Button("timeline.show", _("Timeline"), on(incident.id))
    record = Small((_("Record checksum: {checksum}", checksum=ending.checksum),))
    parts: list[Part] = [Title(title), Lines((Strong(head), *said)), Row((timeline, reopen)), record]
    return Card(text=text, parts=tuple(parts))


def _what(scene: Scene, told: Sequence[Entry]) -> list[Words]:
    incident = scene.incident
    by = incident.opening.opener.name if incident.opening.opener else "–"
    found, delay = _found(incident)
    return [
        _("What happened: {what}", what=_facts(scene, told)),
        _("Affected: {what}", what=_affected(scene)),
        _("Found by {name} at {at}{delay}", name=by, at=Moment(found), delay=delay),
    ]


def _facts(scene: Scene, told: Sequence[Entry]) -> Param:
    """At most three confirmed sentences: what the answer calls certain, then entries marked as facts, oldest first."""
    answered = scene.incident.questions.answers.get("what_happened")
    sure = str(answered.answer.values.get("sure") or "") if answered else ""
    texts = [sure, *(entry.text or "" for entry in _written(told, Weight.fact))]
    known = [shortened(text, SENTENCE_CHARS) for text in texts if text.strip()][:3]
    if known:
        return Joined(tuple(known), " · ")
    return NOT_CONFIRMED if answered and answered.state == "answered" else NOT_KNOWN


def _affected(scene: Scene) -> Param:
    """The accounts as they were named, else which kind they are."""
    answered = scene.incident.questions.answers.get("accounts")
    if answered is None or answered.state != "answered":
        return NOT_KNOWN
    lines = str(answered.answer.values.get("accounts") or "").splitlines()
    named = shortened(", ".join(lines), SENTENCE_CHARS)
    return named or answer_words(scene.book, "accounts", answered.answer)


def _found(incident: Incident) -> tuple[datetime, Words | str]:
    """When it was noticed, and how long after it began; nothing of the latter where that is not known."""
    opened = incident.opening.opened_at or datetime.min.replace(tzinfo=UTC)
    answered = incident.questions.answers.get("when")
    values = answered.answer.values if answered else {}
    found = moment(values["we_noticed_at"]) if values.get("we_noticed_at") else opened
    if not values.get("at") or found < (began := moment(values["at"])):
        return found, ""
    return found, _(", {span} after it began", span=span(found - began))


def _done(told: Sequence[Entry]) -> list[Words]:
    """Up to five lines of what was decided and done, with times."""
    acts = _written(told, Weight.decision, Weight.action)[-DID:]
    if not acts:
        return [_("Did: {what}", what=NOT_KNOWN)]
    return [
        _(
            "Did {at}: {text} ({name})",
            at=Moment(entry.happened_at),
            text=shortened(entry.text or "", SENTENCE_CHARS),
            name=entry.by.name if entry.by else "–",
        )
        for entry in acts
    ]


def _written(told: Sequence[Entry], *weights: Weight) -> list[Entry]:
    """What people wrote or captured that weighs so now and stands, by the time it happened."""
    return [entry for entry in told if entry.is_written and entry.weight in weights and entry.text and not entry.struck]


def _end(scene: Scene, ending: Ending) -> list[Words]:
    command = _since(scene.incident, commanded_at(scene.timeline))
    questions = _since(scene.incident, answered_at(scene.incident, scene.book, scene.timeline))
    told = [line for view in scene.views for line in view.summary(scene)]
    lines = [
        _("Outcome: {outcome}", outcome=outcome_words(ending.outcome)),
        _("Said: {what}", what=shortened(ending.closing_word, SENTENCE_CHARS) or NOT_KNOWN),
        *(line.words for line in sorted(told, key=lambda line: line.rank)),
        _("Still open: {what}", what=shortened(ending.still_open, SENTENCE_CHARS) or _("nothing named")),
        _("Times: command {command} · questions {questions}", command=command, questions=questions),
    ]
    if ending.because:
        lines += _overridden(scene, ending)
    return lines


def _thanks(scene: Scene, ending: Ending, posts: int) -> Words:
    """How loud it was, and what comes."""
    called = _n("{n} mention", "{n} mentions", mentions(scene.timeline))
    review: Param = _("not planned yet")
    if ending.review_owner and ending.review_on:
        review = _("{name}, {day}", name=ending.review_owner.name, day=on_day(ending.review_on))
    said = _n("{n} post", "{n} posts", posts)
    return _("{posts}, {mentions}. Thank you. Review: {review}", posts=said, mentions=called, review=review)


def _overridden(scene: Scene, ending: Ending) -> list[Words]:
    """Who resolved it with things open, why, and which."""
    parts = [say_missing(code, scene.incident, scene.book) for code in ending.missing]
    who = _("Resolved with things open, by {name}, because “{reason}”", name=ending.by.name, reason=ending.because)
    return [who, _("Open then: {what}", what=Joined(tuple(parts), "; "))]


def _since(incident: Incident, at: datetime | None) -> Words:
    return NOT_KNOWN if at is None or incident.opening.opened_at is None else span(at - incident.opening.opened_at)


def _timeline(scene: Scene, told: Sequence[Entry]) -> Card:
    known = [entry for entry in told if shows(entry, scene.book)]
    shown = lines(known[-PAGE:], scene.book, scene.incident.opening.zone)
    n, incident = len(known), scene.incident
    head = _n("Timeline · {n} entry", "Timeline · {n} entries", n)
    more = [_("The newest {shown} are here; all are in the file.", shown=len(shown))] if n > len(shown) else []
    blocks = [Lines(tuple(shown[i : i + A_BLOCK])) for i in range(0, len(shown), A_BLOCK)]
    text = _n(
        "Timeline of Crisis {number}: {n} entry.",
        "Timeline of Crisis {number}: {n} entries.",
        n,
        number=incident.number,
    )
    return Card(text=text, parts=(Lines((Strong(head), *more)), *blocks))


def _reopened(incident: Incident) -> Card:
    at = Moment(incident.resolving.reopened_at) if incident.resolving.reopened_at else "–"
    words = _("Crisis {n} was opened again at {at}. The summary follows when it is resolved.", n=incident.number, at=at)
    return Card(text=words, parts=(Lines((words,)),))
