"""Pausing, as people meet it: the list in the access thread, a letter to who is asked, reminders, the forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.card import Button, Card, Goto, Item, Lines, Option, Part, Row, Small, Title, on
from bot.chat.form import Asks, Attaches, Chooses, Field, Form, Says
from bot.chat.why import LINE_CHARS as NOTE_CHARS
from bot.domain.access.pausing import answer_by, current
from bot.domain.access.run import Paused, Pausing
from bot.domain.access.step_words import checked_words
from bot.domain.entries.pausing import thing_words
from bot.domain.incident import Incident
from bot.domain.naming import first, full
from bot.domain.people import Someone
from bot.domain.wording import shortened
from bot.room.status import pause_lines, when
from bot.room.surface import Scene, Surface, letter
from bot.text import Joined, Link, Param, Strong, Words, _, _n

THREAD = "access"
SHOWN = 20  # items on the card; the rest is counted
CHOSEN = 10  # Slack: checkboxes of one field
REASON_CHARS = 80  # of a person's words in a line
FILES = 3
GO = Goto(_("Go to room"), to="place")


def pausing(scene: Scene) -> list[Surface]:
    """All of it. Nobody involved gets a letter; what they got before is left as it is."""
    incident, order = scene.incident, scene.incident.pausing
    if order is None:
        return []
    found = [Surface("pausing", _card(incident, order), thread=THREAD, later=True)]
    newest = {paused.item.n for paused in current(incident)}
    for paused in order.items:
        for nth, someone in enumerate(paused.asked):
            if not incident.is_out(someone.id):
                found += _to(scene, paused, nth, paused.item.n in newest)
        if paused.state == "resumed" and paused.by and not incident.is_out(paused.by.id):
            found += _again(scene, paused, paused.by)
    return found


# the card in the thread


def _card(incident: Incident, order: Pausing) -> Card:
    head = _("Pausing everything · {name}, {at}", name=full(order.by), at=when(incident, order.at))
    items = current(incident)
    lines: list[Words | Strong] = [Strong(head), *pause_lines(incident)]
    lines += [_line(incident, paused) for paused in items[:SHOWN]]
    if more := len(items[SHOWN:]):
        lines.append(_n("and {n} more", "and {n} more", more))
    buttons = _buttons(incident, items)
    text = _("{head}. {counted}", head=head, counted=pause_lines(incident)[0])
    return Card(text, (Lines(tuple(lines)), *((Row(buttons),) if buttons else ())))


def _buttons(incident: Incident, items: Sequence[Paused]) -> tuple[Item, ...]:
    if incident.is_resolved:
        return ()
    states, value = {paused.state for paused in items}, on(incident.id)
    found: list[Item] = []
    if "paused" in states:
        found.append(Button("pause.verify", _("Verify…"), value, style="primary", name=_("Verify what is paused")))
    if states & {"asked", "unable"}:
        found.append(Button("pause.paused", _("Paused…"), value))
    if states & {"paused", "verified", "stays"}:
        found.append(Button("pause.resume", _("Run again…"), value))
    return tuple(found)


def _line(incident: Incident, paused: Paused) -> Words:
    """The sign, what it is, and how it stands: who did it, or who is asked and by when."""
    sign = {"asked": "▢", "unable": "✖", "resumed": "▶"}.get(paused.state, "✔")
    how = _how(incident, paused)
    return _("{sign} {thing} · {how}", sign=sign, thing=thing_words(paused.item.thing), how=how)


def _how(incident: Incident, paused: Paused) -> Words:
    by, at = full(paused.by) if paused.by else "–", when(incident, paused.at)
    match paused.state:
        case "asked":
            return _asked(incident, paused)
        case "unable":
            reason = shortened(paused.reason, REASON_CHARS)
            could_not = _("could not, {at} ({name}): {reason}", at=at, name=by, reason=reason)
            if paused.asked and paused.by and paused.asked[-1].id != paused.by.id:
                return _("{could_not} · {asked}", could_not=could_not, asked=_asked(incident, paused))
            return could_not
        case "paused":
            return _("{paused}, not verified", paused=_proven(incident, paused))
        case "verified":
            return _("{paused}, {verified}", paused=_proven(incident, paused), verified=_verified(paused))
        case "resumed" | "stays":
            return _decided(incident, paused)


def _asked(incident: Incident, paused: Paused) -> Words:
    if not paused.asked:
        return _("nobody is asked yet")
    name, until = full(paused.asked[-1]), when(incident, answer_by(incident, paused))
    if paused.asked[-1].id in paused.reminded:
        return _("late since {at}, {name} was reminded", at=until, name=name)
    return _("asked: {name}, by {at}", name=name, at=until)


def _proven(incident: Incident, paused: Paused) -> Words:
    name, at = full(paused.by) if paused.by else "–", when(incident, paused.at)
    shown: list[Param] = [Link(_("link"), url=paused.link)] if paused.link and not paused.exhibits else []
    shown += [Link(_("evidence {n}", n=n), to="evidence") for n in paused.exhibits]
    if not shown:
        return _("paused {at} ({name})", at=at, name=name)
    return _("paused {at} ({name}, {shown})", at=at, name=name, shown=Joined(tuple(shown)))


def _verified(paused: Paused) -> Words:
    name = full(paused.verified_by) if paused.verified_by else "–"
    return _("verified alone by {name}", name=name) if paused.alone else _("verified by {name}", name=name)


def _decided(incident: Incident, paused: Paused) -> Words:
    at, reason = when(incident, paused.decided_at), shortened(paused.reason, REASON_CHARS)
    name = full(paused.decided_by) if paused.decided_by else "–"
    if paused.state == "stays":
        return _("stays paused, {name} {at}: {reason}", name=name, at=at, reason=reason)
    return _("may run again, {name} {at}: {reason}", name=name, at=at, reason=reason)


# letters and reminders


def _to(scene: Scene, paused: Paused, nth: int, is_newest: bool) -> Iterator[Surface]:
    """Their letter; and where they did not answer, one reminder: a mention where they read it, else a letter."""
    incident, item, someone = scene.incident, paused.item, paused.asked[nth]
    over = incident.is_resolved or not paused.is_open or not is_newest
    last = nth == len(paused.asked) - 1
    card = _over(incident, paused) if over else _letter(scene, paused, nth)
    yield letter(scene, f"pause-{item.n}/{someone.id}", someone, card, settled=over)
    if someone.id not in paused.reminded:
        return
    if someone.id in paused.mentioned:
        reminder = _reminder(incident, paused, someone, waits=last and not over)
        yield Surface(f"pause-late/{item.n}/{nth}", reminder, thread=THREAD, later=True, settled=over or not last)
    else:
        reminder = _told_once_more(incident, paused, nth)
        yield letter(scene, f"pause-late-{item.n}/{someone.id}", someone, reminder, settled=over or not last)


def _heading(incident: Incident, paused: Paused) -> Words:
    return _("Crisis {n} · pause {thing}", n=incident.number, thing=thing_words(paused.item.thing))


def _letter(scene: Scene, paused: Paused, nth: int) -> Card:
    """It says nothing of what happened: who is asked need not be in the room."""
    incident, item = scene.incident, paused.item
    heading, value = _heading(incident, paused), on(incident.id, item.n, to=paused.asked[nth].id)
    lines: list[Words] = []
    if item.accounts and item.thing.what == "tool":
        lines.append(_("It posts to {accounts}.", accounts=", ".join(item.accounts)))
    lines += _ways(scene, paused)
    next_ = _next(incident, paused, nth)
    pressed = Button("pause.paused", _("Paused…"), value, style="primary")
    items: tuple[Item, ...] = (pressed, Button("pause.unable", _("I can't…"), value))
    items += (GO,) if paused.asked[nth].id in incident.inside else ()
    parts: tuple[Part, ...] = (
        Title(heading),
        Lines((*lines, next_)),
        Small((_why(incident, paused, nth),)),
        Row(items),
    )
    return Card(_("{heading}. {next}", heading=heading, next=next_), parts)


def _next(incident: Incident, paused: Paused, nth: int) -> Words:
    if nth < len(paused.asked) - 1:
        return _("{name} is asked too. You can still do it, then press Paused.", name=full(paused.asked[-1]))
    return _("Next: pause it, then press Paused, by {at}.", at=when(incident, answer_by(incident, paused)))


def _why(incident: Incident, paused: Paused, nth: int) -> Words:
    if nth:
        before = full(paused.asked[nth - 1])
        return _("Why you: {name} has not paused it, and you come next.", name=before)
    by, at = full(paused.ordered_by), when(incident, paused.ordered_at)
    match paused.item.why:
        case "owner":
            return _("Why you: you are its owner in the register. {name} ordered it, {at}.", name=by, at=at)
        case "access_lead":
            return _("Why you: you lead access, and nobody else is known. {name} ordered it, {at}.", name=by, at=at)
        case "commander":
            return _("Why you: you command, and nobody else is known. {name} ordered it, {at}.", name=by, at=at)


def _ways(scene: Scene, paused: Paused) -> list[Words]:
    """How it is done, as the runbooks say; each with how sure that is."""
    found = [step for id in paused.item.runbooks if (book := scene.book.runbook(id)) for step in book.of("pause")]
    if found:
        return [line for step in found for line in (Words(step.text), checked_words(step.checked_on))]
    match paused.item.thing.what:
        case "scheduled":
            return [_("Look in every tool that posts by itself, and in each platform's own planner.")]
        case "paid":
            return [_("Stop every running advert and every boosted post.")]
        case "ads":
            return [_("Stop every running advert and every boosted post of this account.")]
        case "tool":
            return [_("Stop everything it has scheduled. Nobody has written down yet how.")]


def _over(incident: Incident, paused: Paused) -> Card:
    heading = _heading(incident, paused)
    if incident.is_resolved and paused.is_open:
        how = _("Crisis {n} is resolved. Thank you; there is nothing more to do.", n=incident.number)
    else:
        how = _("{how}. Thank you.", how=_how(incident, paused))
    return Card(_("{heading}. {how}", heading=heading, how=how), (Title(heading), Lines((how,))))


def _reminder(incident: Incident, paused: Paused, someone: Someone, waits: bool) -> Card:
    thing, value = thing_words(paused.item.thing), on(incident.id, paused.item.n, to=someone.id)
    if not paused.is_open:
        said = _("{thing}: {how}", thing=thing, how=_how(incident, paused))
        return Card(said, (Lines((said,)),))
    said = _("{name}, nobody has said yet that it is paused: {thing}.", name=full(someone, mention=waits), thing=thing)
    next_ = _("Next: press Paused, or say that you can't.")
    buttons = (
        Button("pause.paused", _("Paused…"), value, style="primary"),
        Button("pause.unable", _("I can't…"), value),
    )
    parts: tuple[Part, ...] = (Lines((said, next_)),)
    return Card(said, (*parts, Row(buttons)) if not incident.is_resolved else parts)


def _told_once_more(incident: Incident, paused: Paused, nth: int) -> Card:
    """The reminder as a letter: it says too why them."""
    card = _reminder(incident, paused, paused.asked[nth], waits=False)
    return Card(card.text, (card.parts[0], Small((_why(incident, paused, nth),)), *card.parts[1:]))


def _again(scene: Scene, paused: Paused, by: Someone) -> Iterator[Surface]:
    """Whoever paused it hears that it may run again: only they can do it."""
    incident, decider = scene.incident, paused.decided_by
    if decider is None or decider.id == by.id:
        return
    n, thing = incident.number, thing_words(paused.item.thing)
    said = _("Crisis {n} · {thing} may run again", n=n, thing=thing)
    reason = _("{name} decided: {reason}", name=full(decider), reason=paused.reason)
    next_ = _("Next: read again what it has scheduled, then let it run.")
    why = _(
        "Why you: you paused it, {at}. If you can't, tell {name}.", at=when(incident, paused.at), name=first(decider)
    )
    yield letter(
        scene,
        f"pause-again-{paused.item.n}/{by.id}",
        by,
        Card(said, (Title(said), Lines((reason, next_)), Small((why,)))),
    )


# the forms


def paused_form(incident: Incident, items: Sequence[Paused], n: int) -> Form:
    """*Paused…* of one item; from the room, of the one that is chosen."""
    label = _("What is paused")
    chosen = next((paused for paused in items if paused.item.n == n), None)
    about: Field = (
        Says((thing_words(chosen.item.thing),))
        if chosen
        else Chooses("item", label, _options(items), initial=_only(items))
    )
    return Form(
        action="pause.paused",
        title=_("Paused"),
        submit=_("Save"),
        carried=on(incident.id, n) if chosen else on(incident.id),
        fields=(
            about,
            Asks("link", _("Link"), kind="address", required=False),
            Attaches("files", _("Files"), required=False, many=FILES),
            Asks(
                "note",
                _("What you see"),
                max_chars=NOTE_CHARS,
                required=False,
                hint=_("A link, a file, or a few words."),
            ),
        ),
    )


def verify_form(incident: Incident, items: Sequence[Paused], alone: bool) -> Form:
    """Somebody else looked. Where there is nobody else, with the reason."""
    items = items[:CHOSEN]
    lines = (_("Look yourself: is the queue stopped, does no advert run?"),)
    why = Asks("alone", _("Why do you verify alone?"), max_chars=NOTE_CHARS)
    return Form(
        action="pause.verify",
        title=_("Verify"),
        submit=_("Verify"),
        carried=on(incident.id),
        fields=(
            Says(lines),
            Chooses("items", _("What is paused"), _options(items), many=True, style="list"),
            Asks("saw", _("What did you see?"), max_chars=NOTE_CHARS),
            *((why,) if alone else ()),
        ),
    )


def resume_form(incident: Incident, items: Sequence[Paused]) -> Form:
    """One item at a time."""
    decisions = (Option("resume", _("May run again")), Option("stays", _("Stays paused")))
    return Form(
        action="pause.resume",
        title=_("Run again"),
        submit=_("Save"),
        carried=on(incident.id),
        begins=str(items[0].item.n),  # what was decided of one is not said of the next
        fields=(
            Says((_("Each is decided by itself. Have its posts read again first."),)),
            Chooses("item", _("What is paused"), _options(items), initial=(str(items[0].item.n),)),
            Chooses("decision", _("Decision"), decisions, style="list"),
            Asks("reason", _("Reason"), max_chars=NOTE_CHARS),
        ),
    )


def _options(items: Sequence[Paused]) -> tuple[Option, ...]:
    return tuple(Option(str(paused.item.n), thing_words(paused.item.thing)) for paused in items)


def _only(items: Sequence[Paused]) -> tuple[str, ...]:
    return (str(items[0].item.n),) if len(items) == 1 else ()
