"""The forms of the timeline: an entry to add, one to change, a message to put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Dates, Form, Says, Sent
from bot.chat.incoming import Message
from bot.crisis.incident import Incident
from bot.crisis.timeline.cards import OfEntry
from bot.crisis.timeline.facts import EntryChanged
from bot.crisis.timeline.rules import NOTE_CHARS, NOTED, may_be_worded
from bot.crisis.timeline.words import words_of
from bot.people.naming import full
from bot.record.entry import Entry
from bot.record.say import weight_words
from bot.room.pointed import COPIED, begun, crisis_label, pointed, too_long
from bot.text import Moment, Words, _

WEIGHTS = tuple(Option(weight.value, weight_words(weight)) for weight in NOTED)
SO_FAR_CHARS = 300  # of the newest words, above a form that was overtaken


class NewEntry(Sent):
    """One thing that happened."""

    what = Asks("what", _("What happened?"), long=True, max_chars=500, hint=_("One thing an entry."))
    weight = Chooses(
        "weight", _("Type"), WEIGHTS, initial=(NOTED[0].value,), refusal=_("Choose what kind of entry it is.")
    )
    at = Dates("at", _("When did it happen?"), required=False, hint=_("Empty means now."))
    link = Asks("link", _("Link"), kind="address", required=False)


class ChangedEntry(Sent):
    """What an entry says from now on."""

    what = Asks("what", _("What happened?"), long=True, max_chars=NOTE_CHARS)
    weight = NewEntry.weight
    at = Dates("at", _("When did it happen?"), required=False, hint=_("Empty keeps it."))


class CapturedEntry(Sent):
    """A message, as it is put on the timeline."""

    crisis = Chooses("crisis", _("Which crisis?"))
    what = ChangedEntry.what
    weight = NewEntry.weight
    at = NewEntry.at
    link = NewEntry.link


def add_form(incident: Incident) -> Form:
    """One thing that happened."""
    return Form(
        action="timeline.add",
        title=_("Add to timeline"),
        submit=_("Add"),
        carried=on(incident.id),
        fields=(NewEntry.what, NewEntry.weight, NewEntry.at, NewEntry.link),
    )


def change_form(incident: Incident, entry: Entry, typed: ChangedEntry | None = None) -> Form:
    """
    An entry as it stands, to be changed; the original stays on the record.

    Args:
        typed: What was filled in when somebody else was faster: it is kept, and what is new is said above it.
    """
    what, weight, at = entry.text or "", entry.weight.value, entry.happened_at
    if typed:
        what, weight, at = typed.what, typed.weight or weight, typed.at or at
    must_say = may_be_worded(entry)
    hint = None if must_say else _("Empty keeps the message's own text.")
    initial = what if len(what) <= NOTE_CHARS else None
    return Form(
        action="timeline.change",
        title=_("Change entry"),
        submit=_("Save"),
        carried=on(incident.id, OfEntry(entry.seq, incident.timeline.altered.get(entry.seq, 0))),
        fields=(
            Says((*(_overtaken(entry) if typed else ()), _("What it said before stays in the record."))),
            replace(ChangedEntry.what, hint=hint, required=must_say, initial=initial or None),
            replace(ChangedEntry.weight, initial=(weight,)),
            replace(ChangedEntry.at, initial=at),
        ),
    )


def _overtaken(entry: Entry) -> tuple[Words, ...]:
    if not entry.later:
        return ()
    event = entry.later[-1]
    so_far = _("So far: {what}", what=words_of(entry, SO_FAR_CHARS))
    if isinstance(event.fact, EntryChanged):
        name, at = full(event.fact.by), Moment(event.at)
        words = _("{name} changed this at {time}. Your words are still here.", name=name, time=at)
    else:
        words = _("The message changed at {time}. Your words are still here.", time=Moment(event.at))
    return (words, _("Compare, then send again."), so_far)


def message_form(message: Message, incident: Incident | None, mine: Sequence[Incident], is_copied: bool) -> Form:
    """
    A message to put on the timeline.

    Args:
        incident: The crisis that is meant; None: the person chooses among *mine*.
        is_copied: Whether it stands outside that crisis's room.
    """
    crises = tuple(Option(one.id, crisis_label(one)) for one in mine)
    which = () if incident else (replace(CapturedEntry.crisis, options=crises),)
    return Form(
        action="timeline.add_message",
        title=_("Add to timeline"),
        submit=_("Add"),
        carried=on("", pointed(message, incident.id if incident else "")),
        fields=(
            *which,
            Says(_about(message, is_copied)),
            replace(CapturedEntry.what, initial=begun(message.text) or None),
            CapturedEntry.weight,
            replace(CapturedEntry.at, initial=message.at),
            replace(CapturedEntry.link, initial=message.link or None),
        ),
    )


def _about(message: Message, is_copied: bool) -> tuple[Words, ...]:
    said: list[Words] = []
    if is_copied:
        said.append(COPIED)
        said.append(_("Only those in the crisis room see what you add."))
    else:
        said.append(_("If the message is edited or deleted later, the entry says so."))
    return (*said, *too_long(message))
