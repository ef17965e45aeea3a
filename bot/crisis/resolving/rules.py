"""When a crisis may be called resolved, and what is missing until then."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.capabilities import unfinished, unfinished_words
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN, Book
from bot.crisis.questions.answers import DAMAGE, USE, Answers
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.questions.words import question_words
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.wording import label
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact, Level
from bot.text import Words, _

REASON_WORDS = 3  # a reason of fewer words says nothing (ux.md §4)


def missing(incident: Incident, book: Book, review_owner: Someone | None, review_on: date | None) -> list[str]:
    """Codes of what stands in the way: what each capability calls unfinished, "review_owner", "review_on"."""
    codes = unfinished(incident, book)
    codes += [] if review_owner else ["review_owner"]
    codes += [] if review_on else ["review_on"]
    return codes


SAYS_OTHERWISE: Final = {
    "live": ("live", ("yes", UNKNOWN), (Outcome.stopped, Outcome.faded, Outcome.no_crisis)),
    "mistake": ("mistake", ("yes",), (Outcome.no_crisis,)),
    USE: (USE, ("controlled", "doubtful"), (Outcome.no_crisis,)),
    DAMAGE: ("personal_data", ("yes",), (Outcome.no_crisis,)),
}
"""Question → its field, the values that say otherwise, and than which outcomes."""


def against(incident: Incident, outcome: Outcome) -> list[str]:
    """Codes of the answers that stand against this outcome: "against/<question>"."""
    answers = Answers(incident)
    return [
        f"against/{id}"
        for id, (field, values, outcomes) in SAYS_OTHERWISE.items()
        if id in incident.questions.answers and outcome in outcomes and answers.one(id, field) in values
    ]


def is_over(incident: Incident, by: Someone) -> list[Fact]:
    """That it does not go on any more, said as it is resolved; nothing where nothing else was answered."""
    known = incident.questions.answers.get("live")
    if known is None or "against/live" not in against(incident, Outcome.stopped):
        return []
    return [QuestionAnswered(question="live", answer=Answer(values={"live": "no"}), by=by, version=known.version + 1)]


def resolve(incident: Incident, book: Book, ending: Resolved, today: date) -> list[Fact]:
    """The end, if nothing is missing or a reason overrides it. *today* is the day at the organisation."""
    if incident.is_resolved:
        raise Refused(_("This crisis is already resolved. Nothing was changed."), code="already_resolved")
    if ending.review_on and ending.review_on < today:
        raise Refused(_("Choose a day from today."), "review_on")
    _check_reviewer(incident, ending.review_owner)
    codes = missing(incident, book, ending.review_owner, ending.review_on) + against(incident, ending.outcome)
    if codes and len(ending.because.split()) < REASON_WORDS:
        raise _not_ready(codes, incident, book)
    return [ending.model_copy(update={"missing": tuple(codes)})]


def _not_ready(codes: list[str], incident: Incident, book: Book) -> Refused:
    """What the form itself asks for is named under its field; all else needs the reason."""
    match codes[0]:
        case "review_owner":
            return Refused(_("Choose who reviews it, or write below why nobody does."), "review_owner", "not_ready")
        case "review_on":
            return Refused(_("Choose a day, or write below why there is none."), "review_on", "not_ready")
    if codes[0].startswith("against/"):
        what = say_missing(codes[0], incident, book)
        return Refused(_("{what}. Change the answer, or say below why.", what=what), "outcome", "not_ready")
    say = _("Say why you resolve it now, in at least {n} words.", n=REASON_WORDS)
    return Refused(say, "because", "not_ready")


def _check_reviewer(incident: Incident, reviewer: Someone | None) -> None:
    if reviewer is None:
        return
    if incident.has_conflict(reviewer.id):
        raise Refused(_("{name} can't review this crisis. Choose someone else.", name=reviewer.name), "review_owner")
    commander = incident.command.commander
    if incident.level is Level.critical and commander and commander.id == reviewer.id:
        raise Refused(_("At Critical, not the commander. Choose someone else."), "review_owner")


def reopen(incident: Incident, by: Someone, reason: str) -> list[Fact]:
    """Open again, with a reason."""
    if not incident.is_resolved:
        raise Refused(_("This crisis is open. Nothing was changed."), code="not_resolved")
    if not reason.strip():
        raise Refused(_("A few words are enough: what came back?"), "reason")
    return [Reopened(by=by, reason=reason.strip())]


def say_missing(code: str, incident: Incident, book: Book) -> Words:
    """One missing thing as a line for the form, the timeline and the summary."""
    what, _slash, of = code.partition("/")
    match what:
        case "against":
            return _answered(incident, book, of)
        case "review_owner":
            return _("No review owner")
        case "review_on":
            return _("No review date")
    return unfinished_words(what, of, incident, book)


def _answered(incident: Incident, book: Book, id: str) -> Words:
    """The answer that stands against the outcome."""
    known, name = book.find(id), SAYS_OTHERWISE[id][0]
    if known is None:
        return _("Still answered: {question}", question=question_words(book, id))
    field = known.field(name)
    answer = label(field, Answers(incident).one(id, name))
    return _("Still answered: {question} {answer}", question=Words(field.label), answer=answer)
