"""Where a crisis stands, line by line: for the board, and for a person who asks."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.pausing.rules import counts
from bot.access.posture.cards.proposal import headline, posting
from bot.access.restoration.rules import undecided
from bot.access.restriction.facts import ClosingStep
from bot.access.restriction.progress import (
    access_line,
    as_of,
    can_post,
    closing,
    going_on,
    handles,
    lost,
    newest,
    unverified,
    upcoming,
)
from bot.access.restriction.state import Run
from bot.access.restriction.step_words import next_words
from bot.capabilities import people
from bot.crisis.command.rules import seated, silence
from bot.crisis.command.seeking import since, sought
from bot.crisis.evidence.rules import counted, not_saved
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN, Question
from bot.crisis.questions.order import current, handed, in_order, is_open, number, total
from bot.crisis.resolving.state import Ending
from bot.crisis.resolving.words import outcome_words
from bot.crisis.room.state import Inside
from bot.crisis.severity import explain
from bot.crisis.wording import label, on_day, shortened
from bot.people.naming import first, full
from bot.people.who import Someone, Standing
from bot.people.words import standing_words
from bot.record.fact import Level, Weight
from bot.room.setting_up import not_done, not_yet
from bot.room.surface import Scene
from bot.room.team import board_lines
from bot.room.when import when as when
from bot.speech.holding_statement.rules import due_at, is_late
from bot.text import Joined, Link, Param, Words, _, _n, raw

LINE_CHARS = 120  # of a person's words in one line
OUTSIDERS_SHOWN = 5  # by name; the rest is counted
LINES = 12  # of the board (ux.md §3.1)


def state_words(incident: Incident) -> Words:
    """Where it stands, in two words."""
    if incident.is_resolved:
        return _("resolved")
    if seated(incident) is None:
        return _("nobody commands yet")
    return _("closing access") if closing(incident) else _("finding out")


def severity_words(incident: Incident) -> Words:
    """ "Serious (SEV2, provisional)", and where the commander set it, by whom and against what."""
    level, computed = incident.level, incident.computed
    if incident.is_overtaken and incident.level_set is not None:
        return _(
            "{level} ({code} by the answers; {name} set {set})",
            level=explain.level(level),
            code=level.value,
            name=first(incident.level_set.by),
            set=incident.level_set.level.value,
        )
    if incident.level_set is not None:
        return _(
            "{level} ({code}, set by {name}; computed {computed})",
            level=explain.level(level),
            code=level.value,
            name=first(incident.level_set.by),
            computed=(computed.level if computed else Level.contained).value,
        )
    if computed is None or computed.provisional:
        return _("{level} ({code}, provisional)", level=explain.level(level), code=level.value)
    return _("{level} ({code})", level=explain.level(level), code=level.value)


def lines(scene: Scene) -> list[Words]:
    """At most 12, what is late near the top. What has nothing behind it is left out, but for who can post."""
    incident = scene.incident
    if incident.ending is not None:
        told = [*_access(scene), *pause_lines(incident), *_first_word(incident)]
        return [*_ended(incident, incident.ending), *told, next_step(scene), *_outsiders(incident)]
    shown = [
        _state(incident),
        *_lost(incident),
        *_late(incident),
        _command(incident),
        *board_lines(scene),
        *_access(scene),
        *pause_lines(incident),
        *_first_word(incident),
        *_finding(scene),
        _held(incident),
        next_step(scene),
        *not_yet(scene),
        *_outsiders(incident),
        *_gone(incident),
    ]
    for spare in (_finding(scene), [_held(incident)]):  # what goes first where there is no room
        if len(shown) + bool(incident.refused) > LINES:
            shown = [line for line in shown if line not in spare]
    return [*shown, *not_done(incident, LINES - len(shown))]


def _late(incident: Incident) -> list[Words]:
    """What should have happened by now: a commander who does not react, a first public word."""
    late: list[Words] = [*_nobody(incident)]
    silent = silence(incident)
    if silent is not None and seated(incident) is not None:
        since = when(incident, silent.since)
        late.append(_("Late: the commander does not react, since {at} ({name})", at=since, name=full(silent.commander)))
    if is_late(incident) and incident.first_word_late:
        since, who = when(incident, incident.first_word_late.due), incident.acting
        late.append(_("Late: first public word, since {at} ({name})", at=since, name=full(who) if who else "–"))
    return late


def _nobody(incident: Incident) -> list[Words]:
    """That somebody has to take command, and who was asked last."""
    asked, begun = sought(incident), since(incident)
    if not asked or begun is None:
        return []
    names = Joined(tuple(full(someone) for someone in asked[-1].people))
    return [_("Late: nobody commands, since {at}. Asked: {names}", at=when(incident, begun), names=names)]


def _state(incident: Incident) -> Words:
    severity = severity_words(incident)
    if seated(incident) is None:
        return _("{severity} · Opened {at}", severity=severity, at=when(incident, incident.opened_at))
    if closing(incident):
        return _("{severity} · Closing access", severity=severity)
    return _("{severity} · Finding out", severity=severity)


def _command(incident: Incident) -> Words:
    if holder := seated(incident):
        since = when(incident, incident.commander_since)
        return _("Commander: {name}, since {at}", name=full(holder), at=since)
    if gone := incident.vacated:
        what = standing_words(full(gone.by), gone.standing)
        return _("Commander: nobody. {what}, {at}", what=what, at=when(incident, gone.at))
    if acting := incident.acting:
        return _("Commander: nobody yet · {name} acts", name=full(acting))
    return _("Commander: nobody yet")


def _lost(incident: Incident) -> list[Words]:
    """What nobody can log in to stands above all else."""
    return [_("Lost: {accounts}. We can't log in.", accounts=handles(gone))] if (gone := lost(incident)) else []


def _access(scene: Scene) -> list[Words]:
    """The honest fraction once something is being closed; who can post now, always."""
    incident = scene.incident
    if runs := newest(incident):
        return [access_line(runs), can_post(runs, as_of(incident))]
    accounts = _("Accounts: {accounts}", accounts=_accounts(scene))
    stance = headline(scene)
    return [_("{line} · {stance}", line=accounts, stance=stance) if stance else accounts, posting(scene)]


def pause_lines(incident: Incident) -> list[Words]:
    """How much of what posts by itself is paused, once that was ordered; for the board and the access post."""
    if incident.pausing is None:
        return []
    known = counts(incident)
    line = _("Paused: {n} of {of}, {verified} verified", n=known.paused, of=known.of, verified=known.verified)
    return [_("{line} · may run again: {n}", line=line, n=known.again)] if known.again else [line]


def _first_word(incident: Incident) -> list[Words]:
    """Where the first public word stands; what is late is said further up."""
    if word := incident.first_word:
        at, link = when(incident, word.published_at), Link(_("link"), url=word.link)
        return [_("First word published {at} ({link})", at=at, link=link)]
    at_last = due_at(incident)
    if at_last is None or is_late(incident) or incident.is_resolved:
        return []
    return [_("First public word due {at}", at=when(incident, at_last))]


def _accounts(scene: Scene) -> Param:
    if named := named_accounts(scene):
        return named
    known = scene.incident.answers.get("accounts")
    whose = known.answer.values.get("whose") if known and known.state == "answered" else None
    if whose is None or whose == UNKNOWN:
        return _("not known yet")
    return label(scene.book.question("accounts").field("whose"), str(whose))


def named_accounts(scene: Scene) -> str:
    """The accounts that are touched, as somebody wrote them; empty while nobody did."""
    known = scene.incident.answers.get("accounts")
    if known is None or known.state != "answered":
        return ""
    return shortened(", ".join(str(known.answer.values.get("accounts") or "").splitlines()), LINE_CHARS)


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


def severity_why(incident: Incident) -> Param | None:
    """The commander's own reason where they set the level, else what the answers give."""
    if incident.level_counts is not None:
        return shortened(incident.level_counts.reason, LINE_CHARS)
    if incident.computed is None:
        return None
    return Joined((explain.why(incident.computed), *explain.could_be(incident.computed)[:1]), " · ")


def unsettled(scene: Scene) -> Question | None:
    """The question to go to: the open one, else one that somebody was asked, else the first not known yet."""
    incident, book = scene.incident, scene.book
    waiting = current(incident, book) or next(iter(handed(incident, book)), None)
    if waiting:
        return book.question(waiting.question)
    answers = incident.answers
    unknown = (q for q in in_order(incident, book) if q.id in answers and answers[q.id].state == "unknown")
    return next(unknown, None)


def next_step(scene: Scene) -> Words:
    """The next step and its owner."""
    incident, doer = scene.incident, scene.incident.acting
    if incident.ending is not None:
        return _after(incident.ending)
    if doer is None:
        return _("Next: take command ({who})", who=_("anyone in the room"))
    if words := _next_of_command(incident, doer):
        return words
    question = unsettled(scene)
    if incident.commander is None and not counted(incident) and question is not None:
        return _("Next: save screenshots and links ({name})", name=first(doer))
    if words := next_of_closing(incident):
        return words
    if incident.commander is None and question is None:
        return _("Next: take command ({who})", who=_("anyone in the room"))
    if question is None:
        left = next_of_giving_back(newest(incident)) or _left_of_closing(incident)
        return left or _("Next: resolve when it is over ({name})", name=first(doer))
    where, asking = number(incident, scene.book, question.id), incident.asking(question.id)
    if not is_open(incident, question):
        return _("Next: find out question {where}, not known yet ({name})", where=where, name=first(doer))
    who = full(asking.to) if asking and asking.to else first(doer)
    return _("Next: answer question {where} ({name})", where=where, name=who)


def _next_of_command(incident: Incident, doer: Someone) -> Words | None:
    """Who is to command comes first, then what only they can decide."""
    if incident.offer is not None:
        return _("Next: take over command ({name})", name=full(incident.offer.to))
    if silent := silence(incident):
        who: Param = full(silent.deputy) if silent.deputy else _("anyone in the room")
        return _("Next: take command ({who})", who=who)
    if incident.level_ask is not None:
        return _("Next: decide which severity counts ({name})", name=full(doer))
    return None


def next_of_closing(incident: Incident) -> Words | None:
    """What a closing waits for, of the account that comes first; None where it waits for nothing."""
    for run in closing(incident):
        account = handles((run,))
        if not run.is_proven and not run.is_lost:
            asked = Joined(tuple(first(proof.person) for proof in run.keyholders if proof.state == "asked"))
            return _("Next: prove a log-in to {account} ({names})", account=account, names=asked)
        if doing := upcoming(run):
            return _("Next: {account}, {step}", account=account, step=due_words(incident, doing.step))
    if any(unverified(run) for run in closing(incident)):
        return _("Next: verify what is done (not who did it)")
    return None


def next_of_giving_back(runs: Iterable[Run]) -> Words | None:
    """What giving back waits for, and whose it is; None where nothing is given back, or all of it was seen."""
    begun = [run for run in runs if run.giving_back_at is not None and run.is_on]
    if waiting := next((run for run in begun if undecided(run)), None):
        return _("Next: decide who gets access back ({name})", name=first(waiting.lead))
    return _("Next: verify what was decided (not who did it)") if begun else None


def _left_of_closing(incident: Incident) -> Words | None:
    """What is still to be done once all is closed and verified, as telling those removed."""
    for run in going_on(incident):
        if run.giving_back_at is None and (doing := upcoming(run)):
            return _("Next: {account}, {step}", account=handles((run,)), step=due_words(incident, doing.step))
    return None


def due_words(incident: Incident, step: ClosingStep) -> Words:
    """A step of a closing, who does it, and by when: "end sessions (Jana, by 14:40)"."""
    what = next_words(step.purpose)
    if step.to is None:
        return what
    if step.due_at is None:
        return _("{what} ({name})", what=what, name=first(step.to))
    return _("{what} ({name}, by {at})", what=what, name=first(step.to), at=when(incident, step.due_at))


def _ended(incident: Incident, ending: Ending) -> list[Words]:
    lines = [
        _("{severity} · RESOLVED {at}", severity=severity_words(incident), at=when(incident, ending.at)),
        _("Outcome: {outcome}", outcome=outcome_words(ending.outcome)),
    ]
    if ending.still_open:
        lines.append(_("Still open: {what}", what=shortened(ending.still_open, LINE_CHARS)))
    return lines


def _after(ending: Ending) -> Words:
    if ending.review_owner is None or ending.review_on is None:
        return _("Next: name who reviews it ({name})", name=full(ending.by))
    return _("Next: review ({name}, {day})", name=full(ending.review_owner), day=on_day(ending.review_on))


def _outsiders(incident: Incident) -> list[Words]:
    """Who reads along and is no colleague: an app, too, sees every message."""
    there = [there for there in incident.inside.values() if there.standing is not Standing.member]
    if not there:
        return []
    names: list[Param] = [_reads(each) for each in there[:OUTSIDERS_SHOWN]]
    if more := len(there[OUTSIDERS_SHOWN:]):
        names.append(_n("{n} more", "{n} more", more))
    return [_("Guests and outsiders can read this: {names}", names=Joined(tuple(names)))]


def _gone(incident: Incident) -> list[Words]:
    """Who had or could have a part here, and is no member any more."""
    ids = {someone.id: someone for someone in people(incident)}
    out = [full(ids[id]) for id in incident.standings if id in ids and id not in incident.inside]
    return [_("Not here any more: {names}", names=Joined(tuple(out[:OUTSIDERS_SHOWN])))] if out else []


def _reads(there: Inside) -> Param:
    name = full(there.person)
    if there.standing is Standing.unknown:
        return _("{name} (not known who)", name=name)
    return _("{name} (app)", name=name) if there.standing is Standing.bot else name


def provenance(incident: Incident) -> Words:
    """Who opened it, and when anything last changed."""
    opener = full(incident.opener) if incident.opener else "–"
    return _("Opened by {name} · updated {at}", name=opener, at=when(incident, incident.changed_at))


def _held(incident: Incident) -> Words:
    """How much is held of what happened, and how well."""
    known, reported = (incident.counts.get(weight.value, 0) for weight in (Weight.fact, Weight.unconfirmed))
    return _(
        "Known {known} · Not confirmed {reported} · Evidence {evidence}",
        known=known,
        reported=reported,
        evidence=_evidence(incident),
    )


def _evidence(incident: Incident) -> Param:
    """How much of it there is, leading to the list once there is one; and how much could not be saved."""
    n, missed = counted(incident), not_saved(incident)
    words = _("{n} ({missed} not saved)", n=n, missed=missed) if missed else raw(n)
    return Link(words, to="evidence") if incident.exhibits else words
