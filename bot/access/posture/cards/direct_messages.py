"""Letters about who should hold the accounts: to those called in to answer, and to the commander who looks again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.access.posture.posture_words import stance_words, why_words
from bot.access.posture.proposal import REVIEW_AFTER
from bot.access.posture.state import Answering
from bot.chat.card import Button, Card, Goto, Item, Lines, Part, Quote, Row, Small, Title, on
from bot.people.naming import full
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene, Surface, letter
from bot.text import Joined, Words, _

GO_FIRST = Goto(_("Go to room"), to="place", primary=True)
GO = Goto(_("Go to room"), to="place")


def stance_letters(scene: Scene) -> list[Surface]:
    """All of them. Nobody involved gets one; what they got before is left as it is."""
    found = [*(_called_in(scene, each) for each in scene.incident.answering), *_look_again(scene)]
    return [surface for surface in found if surface.to is None or not scene.incident.is_out(surface.to)]


def _called_in(scene: Scene, each: Answering) -> Surface:
    incident, over = scene.incident, each.state != "asked" or scene.incident.is_resolved
    heading = _("Crisis {n} · you are asked to answer people", n=incident.number)
    how = _how(scene, each)
    parts: list[Part] = [Title(heading)]
    if over:
        parts += [Lines((how,)), Row((GO,))]
    else:
        stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
        parts += [Quote(incident.title), Lines((stands, *_duties(each))), *(Quote(line) for line in each.lines)]
        parts += [Lines((_("Whatever they do not cover: ask in the room first."), how)), Small((_why(scene, each),))]
        parts.append(Row((GO_FIRST, Button("stance.cannot", _("I can't…"), on(incident.id, to=each.person.id)))))
    card = Card(_("{heading}. {how}", heading=heading, how=how), tuple(parts))
    return letter(scene, f"all-hands/{each.person.id}", each.person, card, settled=over)


def _duties(each: Answering) -> Iterator[Words]:
    handles = tuple(handle for handle in each.accounts.values() if handle)
    what = Joined(handles) if handles else _("all our accounts")
    yield _("You answer people on {accounts}.", accounts=what)
    yield _("Use these lines alone, word for word:")


def _how(scene: Scene, each: Answering) -> Words:
    incident = scene.incident
    if each.state == "unable":
        return _("You said you can't, {at}. Nothing more to do.", at=when(incident, each.ended_at))
    if each.state == "over":
        return _("You need not answer any more, {at}. Thank you.", at=when(incident, each.ended_at))
    if incident.is_resolved:
        return _("Crisis {n} is resolved. Thank you; there is nothing more to do.", n=incident.number)
    if each.until is None:
        return _("Next: go to the room. Your shift ends when you are told.")
    return _("Next: go to the room. Your shift ends {at}.", at=when(incident, each.until))


def _why(scene: Scene, each: Answering) -> Words:
    return _("Why you: {name} called you in, {at}.", name=full(each.by), at=when(scene.incident, each.at))


def _look_again(scene: Scene) -> Iterator[Surface]:
    """Who commands is asked, once, whether what was proposed for a while still holds."""
    incident, who, review = scene.incident, scene.incident.acting, scene.incident.stance_review
    if who is None or review is None:
        return
    over = incident.is_resolved or incident.stance_proposed_at != review.since
    minutes = int(REVIEW_AFTER.total_seconds()) // 60
    heading = _("Crisis {n} · look at access again", n=incident.number)
    stance, why = stance_words(review.proposed), why_words(review.proposed.why)
    said = _("Proposed {minutes} minutes before: {stance}, {why}.", minutes=minutes, stance=stance, why=why)
    following = _("Nobody is named as the author yet. Next: name them, or decide about access.")
    if over:
        following = _("That holds no more. The access post in the room says what does.")
    why_you = Small((_("Why you: you command this crisis, {at}.", at=when(incident, review.at)),))
    parts = (Title(heading), Lines((said, following)), why_you, Row(_ways_out(incident.id, over)))
    card = Card(_("{heading}. {next}", heading=heading, next=following), parts)
    yield letter(scene, f"stance-review-{int(review.since.timestamp())}/{who.id}", who, card, settled=over)


def _ways_out(incident: str, over: bool) -> tuple[Item, ...]:
    if over:
        return (GO,)
    close = Button("lockdown.form", _("Close access…"), on(incident))
    return (GO_FIRST, close, Button("stance.steady", _("Leave as is…"), on(incident)))
