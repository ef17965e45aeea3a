"""
The steps of a closing: who may do the next one, what became of it, who has seen it, and who is asked when nobody says.

    to do ──Save──▶ done ──somebody else looked──▶ verified          a later result counts instead of an earlier one
      └───────────▶ could not, doesn't apply
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from bot.access.restriction import login_check
from bot.access.restriction.facts import RestrictionStepLate, RestrictionStepSaved, RestrictionStepVerified, Result
from bot.access.restriction.login_check import must_be_on
from bot.access.restriction.progress import BARRED, CLOSING, going_on, may_begin, newest, to_see, unverified, upcoming
from bot.access.restriction.state import Doing, Restriction
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceRepeated, FileRef
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.errors import Refused
from bot.people.permission import leads_access, who_helps
from bot.people.who import Person, Someone, Standing
from bot.record.due import Due
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.task.rules import Look, looked_at, same_person, to_look_at
from bot.text import Moment, _

AT_ONCE: Final = 10  # steps verified with one form, ours: of a longer list one ticks what one has not looked at
NEXT_IS_ASKED: Final = timedelta(minutes=5)  # ours: after who has the step was reminded of it
LOOKS: Final = ("verify",)  # steps that are themselves somebody else's look
VERIFIERS: Final = ("access_lead", "deputy", "security")  # roles


@dataclass(frozen=True, slots=True)
class Said:
    """What the form of a step was filled in with."""

    result: str
    link: str = ""
    files: Sequence[FileRef] = ()
    note: str = ""
    until: datetime | None = None  # a session may still post until then, aware UTC


def may_work(incident: Incident, restriction: Restriction, doing: Doing, person: Person) -> bool:
    """
    Whether this person may do a step: who leads access, who confirmed that they keep the account, whose step it is.
    """
    to = doing.step.to
    keeps = any(check.person.id == person.id and check.counts for check in restriction.keyholders)
    return leads_access(incident, person) or keeps or (to is not None and to.id == person.id)


def next_step(
    incident: Incident, person: Person, account: str = "", after: int = 0, again: bool = True
) -> tuple[Restriction, Doing] | None:
    """
    The next step for this person: what nobody has touched before what failed, one account after another.

    Args:
        account: That is gone on with first.
        after: Number of the step that was said last; what stands behind it comes first.
        again: Whether what was tried in vain comes round again.
    """
    mine = [
        (each, doing)
        for each in sorted(going_on(incident), key=lambda restriction: restriction.account != account)
        for doing in sorted(
            each.steps,
            key=lambda d: (d.step.purpose != "lost", each.account == account and d.step.n <= after),
        )
        if may_begin(each, doing.step)
        and may_work(incident, each, doing, person)
        and not _own_look(each, doing, person)
    ]
    untouched = next(((restriction, doing) for restriction, doing in mine if doing.is_open), None)
    if untouched is not None or not again:
        return untouched
    return next(((restriction, doing) for restriction, doing in mine if not doing.is_done), None)


def must_work(incident: Incident, account: str, n: int, by: Person) -> tuple[Restriction, Doing]:
    """The step, for who may do it now. Raises Refused."""
    restriction = must_be_on(incident, account)
    doing = restriction.doing(n)
    if doing is None:
        raise Refused(_("That step is not on the list any more. Nothing was changed."), code="no_step")
    if not may_work(incident, restriction, doing, by):
        words = _("This step is not yours. Nothing was changed. {help}", help=who_helps(incident, by))
        raise Refused(words, code="not_allowed")
    if doing.step.purpose in BARRED and not restriction.is_confirmed:
        raise Refused(login_check.no_keyholder(restriction.handle), code="no_keyholder")
    if not may_begin(restriction, doing.step):
        words = _("A keyholder can log in to {account}. This step is not needed now.", account=restriction.handle)
        raise Refused(words, code="not_lost")
    return restriction, doing


def save(incident: Incident, account: str, n: int, said: Said, by: Person, now: datetime) -> list[Fact]:
    """
    What became of a step, with what shows it kept as evidence.

    Raises:
        Refused: With the field it stands under; "no_keyholder" while nobody has confirmed that they can log in (case
        12),
            "evidence_missing" where a post would be deleted of which nothing is saved (case 13).
    """
    restriction, doing = must_work(incident, account, n, by)
    if said.result not in ("done", "could_not", "not_applicable"):
        raise Refused(_("Choose one."), "result", "no_result")
    if said.link:
        evidence.given(said.link, (), "link")
    if said.result == "could_not" and not said.note.strip():
        raise Refused(_("Say what was in the way, in a few words."), "note", "no_note")
    if said.result == "not_applicable" and not said.note.strip():  # it counts as closed, and nobody did anything
        raise Refused(_("Say why it doesn't apply, in a few words."), "note", "no_note")
    if said.until is not None and said.until <= now:
        words = _("This is over already: {time}. Give a time to come.", time=Moment(said.until, "date_time"))
        raise Refused(words, "until", "past")
    if said.result == "done":
        _must_be_saved(incident, restriction, doing, said)
    if said.result == "done" and _own_look(restriction, doing, by):
        raise _own_look_refused(incident, restriction, by)
    put_in = evidence.put_in(incident, by.someone, "", (said.link,) if said.link else (), said.files)
    saved = RestrictionStepSaved(
        account=account,
        handle=restriction.handle,
        step=n,
        purpose=doing.step.purpose,
        result=cast(Result, said.result),
        by=by.someone,
        link=said.link,
        exhibits=tuple(fact.n for fact in put_in if isinstance(fact, EvidenceAdded | EvidenceRepeated)),
        note=Restricted(said.note.strip()),
        residual_until=until(doing, said, now),
        mentions=_mentioned(incident, restriction, doing, by)
        if said.result == "could_not" and doing.failed_at is None
        else None,
    )
    return [*put_in, saved]


def _mentioned(incident: Incident, restriction: Restriction, doing: Doing, by: Person) -> Someone | None:
    """Of a step that failed whoever's it is; where they said so themselves, whoever commands, unless that is they."""
    owner = doing.step.to or restriction.lead
    to = incident.acting if owner.id == by.id else owner
    return None if to is None or to.id == by.id or incident.is_out(to.id) else to


def is_saved(incident: Incident, restriction: Restriction) -> bool:
    """
    Whether a post may be deleted: a screenshot or file is kept, or the evidence step says why there is none.

    What that step says beside a file of its own is no reason: where that file could not be kept, there is nothing.
    """
    return evidence.has_file(incident, kept=True) or any(
        doing.results and doing.note.reveal().strip() and not _had_file(incident, doing)
        for doing in restriction.steps
        if doing.step.purpose == "evidence"
    )


def _had_file(incident: Incident, doing: Doing) -> bool:
    return any(exhibit.file is not None and exhibit.n in doing.exhibits for exhibit in incident.evidence.exhibits)


def _must_be_saved(incident: Incident, restriction: Restriction, doing: Doing, said: Said) -> None:
    """Case 13: a link alone shows nothing of a post that is gone."""
    match doing.step.purpose:
        case "evidence" if not (said.files or said.note.strip() or evidence.has_file(incident)):
            words = _("A link shows nothing once the post is gone. Add a screenshot or file, or say in Note why not.")
            raise Refused(words, "file", "evidence_missing")
        case "delete" if not (said.files or is_saved(incident, restriction)):
            words = _("No screenshot of this post is saved yet. This step stays open. Add a screenshot or file first.")
            raise Refused(words, "file", "evidence_missing")


def _own_look(restriction: Restriction, doing: Doing, person: Person) -> bool:
    """Whether the step is to look at what this person did themselves."""
    return doing.step.purpose in LOOKS and person.id in _doers(restriction)


def _doers(restriction: Restriction) -> set[str]:
    """Who did anything that somebody else has to see."""
    return {doer for doing in restriction.steps if to_see(doing) for doer in doing.doers}


def until(doing: Doing, said: Said, now: datetime) -> datetime | None:
    """When the last session ends: as it was said, else as the runbook knows."""
    minutes = doing.step.residual_minutes
    if said.result != "done" or said.until is not None or minutes is None:
        return said.until
    return now + timedelta(minutes=minutes)


def verifiers(incident: Incident) -> list[Someone]:
    """Those inside who may look at what others did: the commander first, then who leads, keeps or secures access."""
    kept = [check.person.id for each in incident.restrictions.all for check in each.keyholders if not check.barred]
    held = [someone.id for role in VERIFIERS for someone in incident.holders(role)]
    leads = [each.lead.id for each in incident.restrictions.all]
    acting = [incident.acting.id] if incident.acting else []
    inside = incident.room.inside
    wanted = dict.fromkeys((*acting, *held, *leads, *kept))
    fit = (id for id in wanted if id in inside and inside[id].standing is Standing.member)
    return [inside[id].person for id in fit if not incident.is_out(id)]


def must_verify(incident: Incident, by: Person) -> None:
    """Refuse who may not look at what others did."""
    must_be_open(incident)
    if all(someone.id != by.id for someone in verifiers(incident)):
        words = _(
            "Only who commands, leads or keeps access can verify. Nothing was changed. {help}",
            help=who_helps(incident, by),
        )
        raise Refused(words, code="not_allowed")


def verifiable(incident: Incident, by: Person) -> tuple[tuple[tuple[Restriction, Doing], ...], bool]:
    """As ``to_look_at``, for who may look at what others did."""
    must_verify(incident, by)
    return to_look_at(
        _look(incident),
        [(each, doing) for each in newest(incident) for doing in unverified(each)],
        by,
    )


def verify(incident: Incident, picked: Sequence[tuple[str, int]], by: Person, saw: str, alone: str = "") -> list[Fact]:
    """
    Somebody has looked, from outside: never who ever did the step (case 22), unless there is nobody else to look.

    Args:
        picked: Accounts and numbers of steps, 10 at most.
        alone: Why who did it verifies it themselves; it is kept where nobody else may.
    """
    must_verify(incident, by)
    if len(set(picked)) > AT_ONCE:
        raise Refused(_("Ten at once. Verify the others after these."), "tasks", "too_many")
    done = [_done(incident, account, n) for account, n in dict.fromkeys(picked)]
    return [
        RestrictionStepVerified(
            account=each.account,
            handle=each.handle,
            steps=tuple(doing.step.n for of, doing in looked if of is each),
            by=by.someone,
            saw=Restricted(saw.strip()),
            alone=why,
        )
        for looked, why in looked_at(_look(incident), done, by, saw, alone)
        for each in {of.account: of for of, _doing in looked}.values()
    ]


def _look(incident: Incident) -> Look[tuple[Restriction, Doing]]:
    able = verifiers(incident)
    return Look(lambda each: each[1].doers, lambda each: able)


def _done(incident: Incident, account: str, n: int) -> tuple[Restriction, Doing]:
    restriction = incident.restriction(account)
    doing = restriction.doing(n) if restriction else None
    if restriction is None or doing is None or not doing.is_done or not to_see(doing):
        raise Refused(_("That is not done yet, so nobody can verify it."), "tasks", "not_done")
    return restriction, doing


def _own_look_refused(incident: Incident, restriction: Restriction, by: Person) -> Refused:
    """Case 22, of the look itself: also where nobody else is there, for it says that somebody else looked."""
    others = [someone for someone in verifiers(incident) if someone.id not in _doers(restriction)]
    if others:
        return same_person(others[0], "result")
    words = _("You did some of it, so someone else looks. {help}", help=who_helps(incident, by))
    return Refused(words, "result", "same_person_verifies")


def due(incident: Incident) -> list[Due]:
    """Of each closing the next step that nobody has said anything about: who has it is asked once, then another."""
    return [late for each in going_on(incident) if (late := _late(incident, each)) is not None]


def _late(incident: Incident, restriction: Restriction) -> Due | None:
    """Nothing while it is suspended or given back: then nobody can do it."""
    if restriction.suspended_at or restriction.restoration_at:
        return None
    doing = upcoming(restriction)
    if doing is None or not doing.is_open or doing.ordered:
        return None
    if doing.step.due_at is None or doing.late >= 2:
        return None
    nth = doing.late + 1
    begun = _begun(incident, restriction, doing)
    fact = RestrictionStepLate(
        account=restriction.account,
        handle=restriction.handle,
        step=doing.step.n,
        nth=nth,
        to=assignee(incident, restriction, doing) if nth == 1 else second(incident, restriction, doing),
    )
    at = begun + (nth - 1) * NEXT_IS_ASKED
    return Due(at=at, key=f"step/{restriction.seq}/{doing.step.n}/{nth}@{begun.isoformat()}", facts=(fact,))


def _begun(incident: Incident, restriction: Restriction, doing: Doing) -> datetime:
    """
    When it is late for the first time: as it was planned, but no sooner after what it waited for than it was planned.

    That is the first login check, what the step before it became, the end of a suspension, and a reopening.
    """
    planned = cast(datetime, doing.step.due_at)
    waits = doing.step.purpose in BARRED
    confirmed = [check.at for check in restriction.keyholders if waits and check.state == "confirmed" and check.at]
    before = [other.at for other in restriction.steps if other.at and other.step.n < doing.step.n]
    begun = [
        *([min(confirmed)] if confirmed else []),
        *before,
        *([incident.resolving.reopened_at] if incident.resolving.reopened_at else []),
    ]
    return max([planned, *(at + NEXT_IS_ASKED for at in begun)])


def assignee(incident: Incident, restriction: Restriction, doing: Doing) -> Someone | None:
    """Whose step it is now: where they are involved by now, who leads access, else who commands."""
    return next(iter(_hands(incident, restriction, doing)), None)


def second(incident: Incident, restriction: Restriction, doing: Doing) -> Someone | None:
    """Who is asked next: another keyholder who can log in, else who leads access, else who commands."""
    return next(iter(list(_hands(incident, restriction, doing))[1:]), None)


def _hands(incident: Incident, restriction: Restriction, doing: Doing) -> Iterator[Someone]:
    confirmed = (check.person for check in restriction.keyholders if check.state == "confirmed")
    acting = [incident.acting] if incident.acting else []
    known: Sequence[Someone | None] = (
        doing.step.to,
        *confirmed,
        restriction.lead,
        *incident.holders("access_lead"),
        *acting,
    )
    seen: set[str] = set()
    for someone in known:
        if someone is not None and someone.id not in seen and not incident.is_out(someone.id):
            seen.add(someone.id)
            yield someone


def unfinished(incident: Incident) -> list[str]:
    """
    Codes of what stands in the way of resolving: "closing/<account>", "returning/<account>"; and of what is given
    back, or was stopped, "looked/<account>", "told/<account>", "unseen/<account>": what was still to be done about it.
    """
    codes: list[str] = []
    for restriction in newest(incident):
        if restriction.is_on and not (restriction.is_verified or restriction.restoration_at):
            codes.append(f"closing/{restriction.account}")
            continue
        codes += [f"returning/{restriction.account}"] if restriction.is_on else []
        codes += [f"{left}/{restriction.account}" for left in _left(restriction)]
    return codes


def _left(restriction: Restriction) -> Iterator[str]:
    """Nothing where nobody was shut out, as where it was stopped at once."""
    if not any("done" in doing.results.values() for doing in restriction.steps if doing.step.purpose in CLOSING):
        return
    open_ = {doing.step.purpose for doing in restriction.steps if not doing.is_done}
    if restriction.stopped_at is None and "verify" in open_:
        yield "looked"
    if "tell" in open_:
        yield "told"
    if unverified(restriction):
        yield "unseen"
