"""When a crisis may be called resolved, and what is missing until then."""

from __future__ import annotations

from datetime import date

from bot.domain import events as e
from bot.domain.access import pausing, steps
from bot.domain.access.run import Paused
from bot.domain.entries import question_words
from bot.domain.entries.pausing import thing_words
from bot.domain.incident import Incident
from bot.domain.people import Someone
from bot.domain.playbook import Book
from bot.errors import Refused
from bot.text import Words, _

REASON_WORDS = 3  # a reason of fewer words says nothing (ux.md §4)


def missing(incident: Incident, book: Book, review_owner: Someone | None, review_on: date | None) -> list[str]:
    """
    Codes of what stands in the way: "commander", "question/<id>", "asked/<id>", "paused/<n>", "not_paused/<n>",
    "review_owner", "review_on".

    A core question is settled when it is answered, skipped with a reason, or not known with a reason.
    """
    codes = [] if incident.commander else ["commander"]
    codes += [f"question/{q.id}" for q in book.questions if q.core and not _is_settled(incident, q.id)]
    newest = {asking.question: asking for asking in incident.asked}
    codes += [f"asked/{id}" for id, asking in newest.items() if asking.to and not _is_settled(incident, id)]
    codes += pausing.undecided(incident)
    codes += steps.unfinished(incident)
    codes += [] if review_owner else ["review_owner"]
    codes += [] if review_on else ["review_on"]
    return codes


def _is_settled(incident: Incident, question: str) -> bool:
    answered = incident.answers.get(question)
    if answered is None or answered.open_again:
        return False
    return answered.state != "unknown" or bool(answered.reason)


def resolve(incident: Incident, book: Book, ending: e.Resolved, today: date) -> list[e.Fact]:
    """The end, if nothing is missing or a reason overrides it. *today* is the day at the organisation."""
    if incident.is_resolved:
        raise Refused(_("This crisis is already resolved. Nothing was changed."), code="already_resolved")
    if ending.review_on and ending.review_on < today:
        raise Refused(_("Choose a day from today."), "review_on")
    _check_reviewer(incident, ending.review_owner)
    codes = missing(incident, book, ending.review_owner, ending.review_on)
    if codes and len(ending.because.split()) < REASON_WORDS:
        raise _not_ready(codes)
    return [ending.model_copy(update={"missing": tuple(codes)})]


def _not_ready(codes: list[str]) -> Refused:
    """What the form itself asks for is named under its field; all else needs the reason."""
    match codes[0]:
        case "review_owner":
            return Refused(_("Choose who reviews it, or write below why nobody does."), "review_owner", "not_ready")
        case "review_on":
            return Refused(_("Choose a day, or write below why there is none."), "review_on", "not_ready")
    say = _("Say why you resolve it now, in at least {n} words.", n=REASON_WORDS)
    return Refused(say, "because", "not_ready")


def _check_reviewer(incident: Incident, reviewer: Someone | None) -> None:
    if reviewer is None:
        return
    if incident.is_involved(reviewer.id):
        raise Refused(_("{name} can't review this crisis. Choose someone else.", name=reviewer.name), "review_owner")
    commander = incident.commander
    if incident.level is e.Level.critical and commander and commander.id == reviewer.id:
        raise Refused(_("At Critical, not the commander. Choose someone else."), "review_owner")


def reopen(incident: Incident, by: Someone, reason: str) -> list[e.Fact]:
    """Open again, with a reason."""
    if not incident.is_resolved:
        raise Refused(_("This crisis is open. Nothing was changed."), code="not_resolved")
    if not reason.strip():
        raise Refused(_("A few words are enough: what came back?"), "reason")
    return [e.Reopened(by=by, reason=reason.strip())]


def say_missing(code: str, incident: Incident, book: Book) -> Words:
    """One missing thing as a line for the form, the timeline and the summary."""
    what, _slash, question = code.partition("/")
    match what:
        case "closing" | "returning":
            return _access(incident, what, question)
        case "commander":
            return _("Nobody has taken command")
        case "question":
            return _("Not answered: {question}", question=question_words(book, question))
        case "asked":
            asking = incident.asking(question)
            who = asking.to.name if asking and asking.to else "–"
            return _("Still waiting for {name}: {question}", name=who, question=question_words(book, question))
        case "paused" | "not_paused":
            return _still_paused(what, incident.paused(int(question)))
        case "review_owner":
            return _("No review owner")
        case _other:
            return _("No review date")


def _still_paused(what: str, paused: Paused | None) -> Words:
    thing = thing_words(paused.item.thing) if paused else "–"
    if what == "paused":
        return _("Still paused, nobody decided: {thing}", thing=thing)
    return _("Nobody said that it is paused: {thing}", thing=thing)


def _access(incident: Incident, what: str, account: str) -> Words:
    run = incident.run(account)
    handle = run.handle if run else "–"
    if what == "returning":
        return _("Access to {account} is not given back yet", account=handle)
    if run is None or run.is_closed:
        return _("Closing access to {account} is not verified yet", account=handle)
    return _("Access to {account} is still being closed", account=handle)
