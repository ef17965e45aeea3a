"""A message used as an answer: of which crisis, what the question's form says of it, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.card import Button, Option, on
from bot.chat.carried import Carried
from bot.chat.form import Asks, Chooses, Form, Says, Sent
from bot.chat.incoming import Message
from bot.chat.outcome import Reply
from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.playbook import Question
from bot.crisis.questions.forms.answer import OfQuestion
from bot.crisis.timeline.rules import NOTE_CHARS
from bot.record.fact import MessageRef
from bot.room.pointed import COPIED, begun, crisis_label, cut, pointed, too_long
from bot.text import Words, _

QUOTED_CHARS = 500  # of a message no field takes


class UsedIn(Sent):
    """Of which crisis, and what of the message."""

    crisis = Chooses("crisis", _("Which crisis?"))
    what = Asks("what", _("The message"), long=True, max_chars=NOTE_CHARS)


@dataclass(frozen=True, slots=True)
class OfReply(Carried):
    """A reply of one's own, in the thread of a question."""

    question: str
    place: str
    ref: str
    thread: str = ""


def use_form(message: Message, mine: Sequence[Incident]) -> Form:
    """Which of the person's own crises the message answers a question of."""
    crises = tuple(Option(one.id, crisis_label(one)) for one in mine)
    return Form(
        action="question.use_in",
        title=_("Use as answer"),
        submit=_("Go on"),
        carried=on("", pointed(message)),
        fields=(
            replace(UsedIn.crisis, options=crises),
            Says((COPIED, *too_long(message))),
            replace(UsedIn.what, initial=begun(message.text) or None),
        ),
    )


def above(message: Message, filled: str, is_copied: bool) -> tuple[Words, ...]:
    """
    What a question's form says of the message it was opened with; its words, where no field has them.

    Args:
        filled: What a field of the form has of them.
    """
    name = message.author.name if message.author else "–"
    lines = [_("From a message of {name}. Check it, then save.", name=name)]
    if filled and (over := len(message.text.strip()) - len(filled)) > 0:
        lines.append(_("Its last {over} characters do not fit. They stay in the message.", over=over))
    if not filled and message.text.strip():
        lines.append(_("It says: “{text}”", text=cut(message.text.strip(), QUOTED_CHARS)))
    return (*lines, COPIED) if is_copied else tuple(lines)


def not_taken(incident: Incident, question: Question, source: MessageRef, why: Words | None) -> Reply:
    """Of a message in a question's thread that was not taken: *why*, where it was meant as an answer; what to do."""
    said = why or _("Your message was not taken as the answer to “{question}”.", question=Words(question.text))
    how = _("If it is the answer, press Use as answer: it is taken, or the form opens with your words.")
    value = on(incident.id, OfReply(question.id, source.place, source.ref, source.thread or ""))
    return Reply((said, how), (Button("question.use_reply", _("Use as answer"), value),))


def stays(incident: Incident, question: Question, why: Words | None) -> Reply:
    """Of an edit that cannot be taken as the answer: that is what it was, and how it is changed."""
    known, name = incident.questions.answers[question.id], Words(question.text)
    said = why or _("Your edit was not taken as the answer to “{question}”.", question=name)
    value = on(incident.id, OfQuestion(question.id, known.version))
    how = _("The answer stays as it was. Press Change to say it anew.")
    return Reply((said, how), (Button("question.change", _("Change…"), value),))


def was_used(incident: Incident, question: Question, is_copied: bool) -> Reply:
    """What the message answered, and the way back."""
    known = incident.questions.answers[question.id]
    said = _("{question} {answer}", question=Words(question.text), answer=wording.in_words(question, known))
    lines = (_("Used as the answer:"), said, *((COPIED,) if is_copied else ()))
    if known.answer.source is None:
        return Reply(lines)
    value = on(incident.id, OfQuestion(question.id, known.version))
    return Reply(lines, (Button("question.not_answer", _("Not an answer"), value),))
