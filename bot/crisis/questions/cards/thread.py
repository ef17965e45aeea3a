"""The questions: post 2 of the room, and its thread with one reply for each time a question is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.access.access_questions import ACCESS_LEAD, asked_of
from bot.access.restriction.keyholders import QUESTION as KEEPS
from bot.access.restriction.progress import closing
from bot.chat.card import Button, Card, Goto, Lines, Menu, More, Option, Part, Quote, Row, Small, on
from bot.crisis import wording
from bot.crisis.command.rules import seated
from bot.crisis.evidence.rules import counted, not_saved
from bot.crisis.incident import Incident
from bot.crisis.opening.kinds import kind_of
from bot.crisis.playbook import Book, Question
from bot.crisis.questions.forms.answer import OfChoice, OfKind, of_question
from bot.crisis.questions.order import count, current, handed, in_order, is_again, is_open, number, total, unsettled
from bot.crisis.questions.replies import DONT_KNOW, STILL_UNKNOWN, expected
from bot.crisis.questions.rules import TAKEN_BACK_WITHIN, asked_again_at
from bot.crisis.questions.state import Answered, Asking
from bot.crisis.roles.team import holders
from bot.crisis.severity import explain
from bot.crisis.severity.rules import proposed_spread
from bot.people.naming import first, full
from bot.people.who import Someone
from bot.room.next_step import next_step
from bot.room.status import severity_why, when
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank, Ranked, View, Waiting
from bot.text import Joined, Link, Moment, Param, Strong, Words, _, _n, raw

ROOT = "questions"
INLINE_CHARS = 300  # of a person's words on the line of the question; longer ones stand below it, whole


def questions(scene: Scene) -> list[Surface]:
    """The root, each asking in its order, and once all were asked a closing word."""
    asked = replies(scene, ROOT)
    closing = [Surface("questions/closing", _closing(scene), thread=ROOT)] if _all_asked(scene) else []
    return [Surface(ROOT, _root(scene)), *asked, *closing]


def replies(scene: Scene, root: str) -> list[Surface]:
    """The questions of the scene's book, one reply to the root for each time one was asked."""
    ours = {question.id for question in scene.book.questions}
    return [
        Surface(
            f"question/{asking.question}#{asking.nth}",
            _card(scene, asking),
            thread=root,
            again=_waits(scene, asking),
        )
        for asking in scene.incident.questions.asked
        if asking.question in ours  # one the playbooks do not have any more stays as it was shown
    ]


def _root(scene: Scene) -> Card:
    incident, book = scene.incident, scene.book
    answered, of = count(incident, book, "answered"), total(incident, book)
    head = _("Questions · {answered} of {total} answered", answered=answered, total=of)
    lines: list[Words | Strong] = [Strong(head), *_kind_line(scene)]
    if not incident.is_resolved:
        lines += [_("Put screenshots and links in this thread."), *_evidence(incident)]
    lines += _unknown_line(scene)
    if skipped := count(incident, book, "skipped"):
        lines.append(_("Not needed here: {n}", n=skipped))
    menu = () if incident.is_resolved else (Row((*_confirm_kind(scene), _kinds(scene), *_add_evidence(incident))),)
    return Card(text=head, parts=(Lines(tuple(lines)), *menu))


def _kind_line(scene: Scene) -> list[Words]:
    incident = scene.incident
    chosen = kind_of(incident, scene.book)
    kind = next((Words(known.title) for known in scene.book.kinds if known.id == chosen), None)
    if kind is None:
        return [] if incident.is_resolved else [_("Kind: not known yet")]
    return [_("Kind: {kind}", kind=kind) if incident.opening.playbook else _("Kind (suggested): {kind}", kind=kind)]


def _evidence(incident: Incident) -> list[Words]:
    """How much was kept, and how much could not be."""
    n = counted(incident)
    kept = _("They are kept as evidence: {n} so far.", n=n) if n else _("They are kept as evidence.")
    if not (missed := not_saved(incident)):
        return [kept]
    return [kept, _n("{n} was not saved: add it again.", "{n} were not saved: add them again.", missed)]


def _add_evidence(incident: Incident) -> list[Button]:
    add = Button("evidence.form", _("Add evidence…"), on(incident.id))
    show = Button("evidence.show", _("Evidence"), on(incident.id))
    return [add, show] if incident.evidence.exhibits else [add]


def _confirm_kind(scene: Scene) -> list[Button]:
    """One press makes a suggested kind a chosen one."""
    suggested = None if scene.incident.opening.playbook else kind_of(scene.incident, scene.book)
    if suggested is None:
        return []
    return [Button("question.kind", _("Confirm the kind"), on(scene.incident.id, OfKind(suggested)), tail="suggested")]


def _kinds(scene: Scene) -> Menu:
    chosen = kind_of(scene.incident, scene.book)
    options = tuple(Option(kind.id, Words(kind.title)) for kind in scene.book.kinds)
    known = chosen if chosen in {option.value for option in options} else None
    return Menu("question.kind", _("Choose the kind"), options, on(scene.incident.id), initial=known)


def _unknown_line(scene: Scene) -> list[Words]:
    """How many are not known, and when one of them is asked again: never while another question is open."""
    incident, book = scene.incident, scene.book
    unknown = count(incident, book, "unknown")
    at = asked_again_at(incident, book)
    if not unknown:
        return []
    if at is None or incident.is_resolved:
        return [_("Not known yet: {n}", n=unknown)]
    if asking := current(incident, book):
        after = number(incident, book, asking.question)
        return [
            _(
                "Not known yet: {n}, asked again after question {after}, from {at} on",
                n=unknown,
                at=when(incident, at),
                after=after,
            )
        ]
    return [_("Not known yet: {n}, asked again {at}", n=unknown, at=when(incident, at))]


def _card(scene: Scene, asking: Asking) -> Card:
    """What a posting of a question shows now."""
    incident, book = scene.incident, scene.book
    question, newest = book.question(asking.question), incident.questions.asking(asking.question)
    known = incident.questions.answers.get(question.id)
    if newest is not None and newest.nth != asking.nth:
        return _moved(scene, question, newest)
    if is_open(incident, question):
        if asking.to is not None:
            return _handed(scene, question, asking, asking.to)
        now = current(incident, book)
        if now and now.question != question.id and not is_again(incident, asking):
            return _later(scene, question, now)
        return _open(scene, question, known)
    return _settled(scene, question, known)


def _waits(scene: Scene, asking: Asking) -> bool:
    """Whether this posting has buttons that are waited for, so that it must not get lost."""
    newest = scene.incident.questions.asking(asking.question)
    return newest == asking and is_open(scene.incident, scene.book.question(asking.question))


def _open(scene: Scene, question: Question, known: Answered | None) -> Card:
    incident, book = scene.incident, scene.book
    where, of = number(incident, book, question.id), total(incident, book)
    asks = Words(question.text)
    again = known is not None and known.state == "unknown" and not known.open_again
    head = _("Question {n} of {m}", n=where, m=of)
    lines: list[Words | Strong] = [head, Strong(asks)]
    if known and again:
        lines = [Strong(_("Asked again · {n} · {question}", n=where, question=asks))]
        lines.append(_("{name} said “not known yet” at {at}.", name=first(known.by), at=when(incident, known.at)))
    else:
        lines.append(_("Why: {why}", why=Words(question.why)))
        if known:
            lines.append(_("So far: {answer}", answer=wording.in_words(question, known)))
        lines += [Words(note) for note in question.note_text]
        lines += [*_reply_line(scene, question), *_of_whom(scene, question)]
    text = _(
        "Question {n} of {m}: {question} Answers: {answers}.",
        n=where,
        m=of,
        question=asks,
        answers=Joined((*_answers(question), STILL_UNKNOWN if again else DONT_KNOW)),
    )
    return Card(text=text, parts=(Lines(tuple(lines)), *_buttons(scene, question, again)))


def _answers(question: Question) -> tuple[Words, ...]:
    if question.kind == "press":
        return tuple(Words(choice.label) for choice in question.fields[0].options)
    return (Words(question.button_label),)


def _of_whom(scene: Scene, question: Question) -> list[Words]:
    """Questions about access are asked of who leads it: the first of them alerts that person, once."""
    incident, newest = scene.incident, scene.incident.questions.asking(question.id)
    if not scene.book.mark or newest is None or (who := newest.mentions or asked_of(incident)) is None:
        return []
    name = full(who, mention=newest.mentions is not None)
    if any(holder.id == who.id for holder in holders(incident, ACCESS_LEAD)):
        return [_("{name}, can you answer? You lead access.", name=name)]
    if leads := holders(incident, ACCESS_LEAD):
        return [_("{name} leads access now, and answers.", name=full(leads[0]))]
    return [_("{name}, can you answer? Nobody leads access yet.", name=name)]


def _reply_line(scene: Scene, question: Question) -> list[Words]:
    who = expected(scene.incident, scene.book)
    if who is None or not question.reply_field:
        return []
    if question.field(question.reply_field).type == "moment":
        return [_("{name} may also reply here with the time, as 14:20.", name=first(who))]
    return [_("{name} may also reply here in one message.", name=first(who))]


def _buttons(scene: Scene, question: Question, again: bool) -> list[Part]:
    """The answers on one row, *Don't know yet* and the rest on the next."""
    value = _value(scene.incident, question)
    unknown = Button("question.unknown", STILL_UNKNOWN if again else DONT_KNOW, value)
    more = More(
        "question.menu",
        (
            Option("question.skip", _("Skip…")),
            Option("question.back", _("Back")),
            Option("ask.form", _("Ask someone…")),
            Option("timeline.form", _("Add a note…")),
        ),
        value,
    )
    if question.kind == "press":
        return [Row(_choices(scene, question)), Row((unknown, more))]
    return [Row((_form_button(scene, question), unknown, more))]


def _choices(scene: Scene, question: Question) -> tuple[Button, ...]:
    """No primary: no answer is favoured."""
    version = of_question(scene.incident, question).version
    return tuple(
        Button(
            "question.answer",
            Words(choice.label),
            on(scene.incident.id, OfChoice(question.id, version, choice.value)),
            tail=choice.value,
        )
        for choice in question.fields[0].options
    )


def _form_button(scene: Scene, question: Question) -> Button:
    return Button("question.form", Words(question.button_label), _value(scene.incident, question), style="primary")


def _value(incident: Incident, question: Question) -> str:
    return on(incident.id, of_question(incident, question))


def _handed(scene: Scene, question: Question, asking: Asking, to: Someone) -> Card:
    """Somebody in particular is asked: the one message that mentions them."""
    incident, book = scene.incident, scene.book
    where, asks, value = number(incident, book, question.id), Words(question.text), _value(incident, question)
    head = _("→ {n} · {question}", n=where, question=asks)
    lines: list[Words | Strong] = [Strong(head)]
    if question.is_restricted:
        lines.append(_("{name}, can you answer? Press here: names go in the form.", name=full(to, mention=True)))
    else:
        lines.append(_("{name}, can you answer? Reply here or press.", name=full(to, mention=True)))
    small: list[Words] = []
    if asking.by and asking.handed_at:
        small.append(_("Asked by {name}, {at}", name=first(asking.by), at=when(incident, asking.handed_at)))
    note: list[Part] = [Quote(asking.note)] if asking.note else []
    unknown = Button("question.unknown", DONT_KNOW, value)
    decline = Button("ask.decline", _("Not me…"), value)
    rows: list[Part] = [Row((_form_button(scene, question), unknown, decline))]
    if question.kind == "press":
        rows = [Row(_choices(scene, question)), Row((unknown, decline))]
    text = _("{name} is asked question {n}: {question}", name=full(to), n=where, question=asks)
    return Card(text=text, parts=(Lines(tuple(lines)), *note, *([Small(tuple(small))] if small else []), *rows))


def _later(scene: Scene, question: Question, now: Asking) -> Card:
    """Another question was opened again before this one."""
    where, before = (number(scene.incident, scene.book, id) for id in (question.id, now.question))
    head = _("{n} · {question}", n=where, question=Words(question.text))
    says = _("Comes after question {before}, which is open again.", before=before)
    go = Goto(_("Go to question"), f"question/{now.question}#{now.nth}", primary=True)
    return Card(text=_("{head} {says}", head=head, says=says), parts=(Lines((Strong(head), says)), Row((go,))))


def _moved(scene: Scene, question: Question, newest: Asking) -> Card:
    """An earlier posting of a question that stands below once more."""
    head = _("{n} · {question}", n=number(scene.incident, scene.book, question.id), question=Words(question.text))
    says = _("Asked of {name} below.", name=full(newest.to)) if newest.to else _("Asked again below.")
    return Card(text=_("{head} {says}", head=head, says=says), parts=(Lines((head,)), Small((says,))))


def _settled(scene: Scene, question: Question, known: Answered | None) -> Card:
    incident = scene.incident
    where = number(incident, scene.book, question.id)
    if known is None:
        head = _("{n} · {question}", n=where, question=Words(question.text))
        says = _("Not answered.") if incident.is_resolved else _("Not needed any more.")
        return Card(text=_("{head} {says}", head=head, says=says), parts=(Lines((head, says)),))
    head, below = _said(question, known, where)
    small = Small((_provenance(incident, known),))
    parts: list[Part] = [Lines((head,)), *below, small]
    details = wording.details(question, known.answer) if known.state == "answered" else []
    if question.id == "damage" and (spread := proposed_spread(incident)):
        label = wording.label(question.field("spread"), spread)
        details.append(_("The figures say: {spread}. Change it if they are right.", spread=label))
    if details:
        parts.insert(-1, Lines(tuple(details)))
    if known.reason:
        parts.insert(-1, Quote(known.reason))
    if not incident.is_resolved:
        parts.append(_after(incident, question, known))
    return Card(text=head, parts=tuple(parts))


def _said(question: Question, known: Answered, where: str) -> tuple[Words, list[Part]]:
    """The line of an answered question, and below it what is too long for a line."""
    name = Words(question.name)
    if known.state == "answered":
        text = str(known.answer.values.get(question.reply_field) or "")
        if (len(text) > INLINE_CHARS or "\n" in text) and question.reply_field:
            return _("✔ {n} · {question}", n=where, question=name), [Quote(text)]
        answer = wording.in_words(question, known)
        return _("✔ {n} · {question} {answer}", n=where, question=name, answer=answer), []
    if known.state == "unknown":
        return _("? {n} · {question} Not known yet", n=where, question=Words(question.text)), []
    return _("– {n} · {question} Not needed here", n=where, question=Words(question.text)), []


def _provenance(incident: Incident, known: Answered) -> Words:
    at: Param = when(incident, known.at)
    source = known.answer.source
    if source is None:
        return _("{name}, {at}", name=full(known.by), at=at)
    author = known.answer.author or known.by
    link = Link(_("{name}'s message", name=full(author)), to=source.to)
    said = _("{message}, {at}", message=link, at=at)
    if known.answer.author:
        said = _("{message}, used by {name}, {at}", message=link, name=full(known.by), at=at)
    became = _became(incident, known)
    return raw(Joined((said, *became), " · ")) if became else said


def _became(incident: Incident, known: Answered) -> list[Words]:
    """What is to be known of the message an answer was taken from: the answer stays as it is."""
    found: list[Words] = []
    if known.answer.copied:
        found.append(_("copied from elsewhere"))
    if known.source_edited_at:
        found.append(_("edited at its source {at}", at=when(incident, known.source_edited_at)))
    if known.source_deleted_at:
        found.append(_("deleted at its source {at}", at=when(incident, known.source_deleted_at)))
    return found


def _after(incident: Incident, question: Question, known: Answered) -> Row:
    """What can still be done. No clock here: *Not an answer* goes with the first change after its ten minutes."""
    value = _value(incident, question)
    more = [Option("question.change", _("Change…"))]
    if known.state == "unknown":
        more.append(Option("question.why_unknown", _("Why not known…")))
    more += [Option("question.history", _("Earlier answers")), Option("ask.form", _("Ask someone…"))]
    if question.is_restricted and question.id != KEEPS and len(more) < 4:
        more.append(Option("conflict.form", _("Must not see this…")))
    more.append(Option("undo.last", _("Undo")))
    menu = More("question.menu", tuple(more), value)
    fresh = incident.changed_at is not None and incident.changed_at - known.at <= TAKEN_BACK_WITHIN
    if known.answer.source and fresh:
        return Row((Button("question.not_answer", _("Not an answer"), value), menu))
    return Row((menu,))


def _all_asked(scene: Scene) -> bool:
    """Whether every question was asked and the last one settled at least once."""
    incident = scene.incident
    asked = in_order(incident, scene.book)
    return bool(asked) and all(
        question.id in incident.questions.answers
        or (incident.questions.asking(question.id) and question is not asked[-1])
        for question in asked
    )


def _closing(scene: Scene) -> Card:
    incident, book = scene.incident, scene.book
    of, level, code = total(incident, book), explain.level(incident.level), incident.level.value
    if incident.severity.computed and incident.severity.set_and_counts is None:
        why = Joined(
            (explain.why(incident.severity.computed), *explain.could_be(incident.severity.computed)[:1]), " · "
        )
        head = _("All {n} asked. {level} ({code}): {why}.", n=of, level=level, code=code, why=why)
    else:
        head = _("All {n} asked. {level} ({code}), as the commander set it.", n=of, level=level, code=code)
    return Card(text=head, parts=(Lines((head, *_still_asked(scene), next_step(scene))),))


def _still_asked(scene: Scene) -> list[Words]:
    asked = [
        _("{n} ({name})", n=number(scene.incident, scene.book, asking.question), name=full(asking.to))
        for asking in handed(scene.incident, scene.book)
        if asking.to
    ]
    return [_n("Still asked: {which}", "Still asked: {which}", len(asked), which=Joined(tuple(asked)))] if asked else []


# on the board, and for one person


def _board(scene: Scene) -> list[Line]:
    return [] if scene.incident.is_resolved else [Line(Rank.finding, words, spare=True) for words in _finding(scene)]


def _finding(scene: Scene) -> list[Words]:
    """Where the questions are, and why it is as bad as it is; only while somebody commands and nothing is closed."""
    incident = scene.incident
    why = severity_why(incident)
    if seated(incident) is None or why is None or closing(incident):
        return []
    asking = current(incident, scene.book)
    if asking is None:
        return [_("Severity why: {why}", why=why)]
    where, of = number(incident, scene.book, asking.question), total(incident, scene.book)
    return [_("Question {where} of {of} · Severity why: {why}", where=where, of=of, why=why)]


def _next(scene: Scene) -> Iterator[Ranked]:
    incident, book, doer = scene.incident, scene.book, scene.incident.acting
    question = unsettled(incident, book)
    if doer is None or question is None:
        return
    where, asking = number(incident, book, question.id), incident.questions.asking(question.id)
    if not is_open(incident, question):
        words = _("Next: find out question {where}, not known yet ({name})", where=where, name=first(doer))
        yield Ranked(60, words)
        return
    who = full(asking.to) if asking and asking.to else first(doer)
    yield Ranked(60, _("Next: answer question {where} ({name})", where=where, name=who))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    return [*_asked_of(incident, book, person), *_open_to(incident, book, person)]


def _asked_of(incident: Incident, book: Book, person: str) -> list[Waiting]:
    mine = [asking for asking in handed(incident, book) if asking.to and asking.to.id == person]
    return [_waits_for(incident, book, asking) for asking in mine]


def _waits_for(incident: Incident, book: Book, asking: Asking) -> Waiting:
    where, since = number(incident, book, asking.question), Moment(asking.handed_at or asking.at)
    return _waits_there(3, asking, _("question {where} waits for your answer, since {at}", where=where, at=since))


def _open_to(incident: Incident, book: Book, person: str) -> list[Waiting]:
    """The open questions, for who commands or acts: everybody may answer, they see that somebody does."""
    commands = incident.acting is not None and incident.acting.id == person
    found, of = _waits_now(incident, book) if commands else [], asked_of(incident)
    return found + (_waits_now(incident, book.access_questions) if of is not None and of.id == person else [])


def _waits_now(incident: Incident, book: Book) -> list[Waiting]:
    asking = current(incident, book)
    if asking is None:
        return []
    where, since = number(incident, book, asking.question), Moment(asking.at)
    return [_waits_there(4, asking, _("question {where} waits for an answer, since {at}", where=where, at=since))]


def _waits_there(urgency: int, asking: Asking, what: Words) -> Waiting:
    return Waiting(urgency, what, f"question/{asking.question}#{asking.nth}", _("Go to question"))


VIEW = View("questions", shown=questions, board=_board, next=_next, waiting=_waiting)
