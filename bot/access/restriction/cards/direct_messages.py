"""
What a closing says to single people: to each keyholder who is to confirm that they can log in, to who leads access, and
to who has to do a step that is late or failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.access.restriction.carried import OfAccount, OfStep
from bot.access.restriction.facts import RestrictionStep
from bot.access.restriction.forms.steps import state_words
from bot.access.restriction.progress import HANDLE_CHARS, closing, going_on, handles, keep, unverified, upcoming
from bot.access.restriction.state import Doing, LoginCheck, Restriction
from bot.access.restriction.step_words import next_words
from bot.chat.card import Button, Card, Goto, Lines, Row, Small, Title, on
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.people.who import Someone
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.room.view import Ranked, View, Waiting
from bot.text import Joined, Moment, Name, Param, Words, _, _n, raw

ROOT = "access"
GO = Goto(_("Go to room"), to="place")
REASON_CHARS = 120


def restriction_messages(scene: Scene) -> list[Surface]:
    """
    Replies under the access post, and direct messages. Nobody involved gets any; what they got before is left as it is.
    """
    found = [surface for each in scene.incident.restrictions.all for surface in _of(scene, each)]
    return [*found, *_leads(scene)]


def asked(incident: Incident) -> Iterator[Someone]:
    """All who may get one."""
    for restriction in incident.restrictions.all:
        yield restriction.lead
        yield from (check.person for check in restriction.keyholders)
        for doing in restriction.steps:
            yield from (someone for someone in (doing.step.to, *(r.to for r in doing.reminders)) if someone)


def _of(scene: Scene, restriction: Restriction) -> Iterator[Surface]:
    for check in restriction.keyholders:
        yield from _check(scene, restriction, check)
    for doing in restriction.steps:
        yield from _late(scene, restriction, doing)
        if doing.failed_at:
            yield _failed(scene, restriction, doing)


def _goes_on(incident: Incident, restriction: Restriction) -> bool:
    """Whether anybody still has to do something about this closing: none after it follows for the same account."""
    return restriction.is_on and not incident.is_resolved and incident.restriction(restriction.account) is restriction


def _reply(key: str, card: Card, settled: bool) -> Surface:
    return Surface(key, card, thread=ROOT, later=True, settled=settled)


def _account(restriction: Restriction) -> str:
    return shortened(restriction.handle, HANDLE_CHARS)


def _called(incident: Incident, who: Someone, waits: bool) -> Name:
    """Alerted while something waits for them."""
    return full(who, mention=waits and not incident.is_out(who.id))


# Keyholders


def _check(scene: Scene, restriction: Restriction, check: LoginCheck) -> Iterator[Surface]:
    """Whoever is to keep access must not miss it: a mention in the room, and a direct message."""
    incident, person = scene.incident, check.person
    waits = check.state == "asked" and not check.barred and _goes_on(incident, restriction)
    key = f"check-{restriction.seq}-{int(check.asked_at.timestamp())}"  # asked once more is a post of its own
    yield _reply(f"{key}/{person.id}", _check_card(incident, restriction, check, waits, in_room=True), not waits)
    if not incident.is_out(person.id):
        card = _check_card(incident, restriction, check, waits, in_room=False)
        yield direct_message(scene, f"{key}/{person.id}", person, card, settled=not waits)


def _check_card(incident: Incident, restriction: Restriction, check: LoginCheck, waits: bool, *, in_room: bool) -> Card:
    person = check.person.id
    if not waits:
        said, items = _check_over(incident, restriction, check), () if in_room else (GO,)
        if check.state == "unable" and not check.barred and _goes_on(incident, restriction):  # control may come back
            can = Button(
                "restriction.confirm",
                _("I can log in, with 2FA, right now"),
                on(incident.id, OfAccount(restriction.account), to=person),
            )
            return Card(said, (Lines((said,)), Row((can, *items))))
        return Card(said, (Lines((said,)), *((Row(items),) if items else ())))
    account, value = _account(restriction), on(incident.id, OfAccount(restriction.account), to=person)
    keeps = _("{name}, you keep access to {account}", name=full(check.person), account=account)
    how = (_("Log in now, with your second factor."), _before(restriction))
    can = Button("restriction.confirm", _("I can log in, with 2FA, right now"), value, style="primary")
    can_not = Button("restriction.cannot", _("I can't…"), value)
    text = _("{keeps}. {next}", keeps=keeps, next=how[0])
    if in_room:
        name = _called(incident, check.person, waits)
        called = _("{name}, you keep access to {account}", name=name, account=account)
        return Card(text, (Lines((called, *how)), Row((can, can_not))))
    heading = _("Crisis {n} · you keep access to {account}", n=incident.number, account=account)
    why = _(
        "Why you: {name} chose you as keyholder, {at}.", name=full(restriction.by), at=when(incident, check.asked_at)
    )
    return Card(text, (Title(heading), Lines(how), Small((why,)), Row((can, can_not, GO))))


def _before(restriction: Restriction) -> Words:
    confirmed = next((p.person for p in restriction.keyholders if p.state == "confirmed" and not p.barred), None)
    if confirmed is None:
        return _("Nobody is removed before you confirm.")
    return _("{name} has proved a log-in. Two are safer than one.", name=full(confirmed))


def _check_over(incident: Incident, restriction: Restriction, check: LoginCheck) -> Words:
    name, account, at = full(check.person), _account(restriction), when(incident, check.at)
    match check.state:
        case "confirmed":
            return _("{name} proved the log-in to {account}, {at}.", name=name, account=account, at=at)
        case "unable":
            reason = shortened(check.reason, REASON_CHARS) or "–"
            said = _(
                "{name} can't log in to {account}, {at}: “{reason}”.", name=name, account=account, at=at, reason=reason
            )
            return _("{said} {next}", said=said, next=_instead(incident, restriction, check))
    return _("{name} need not prove a log-in to {account} any more.", name=name, account=account)


def _instead(incident: Incident, restriction: Restriction, check: LoginCheck) -> Words:
    """Who is asked next; where nobody is, who still can, else who decides."""
    since = check.at or check.asked_at
    known = [p for p in restriction.keyholders if p is not check and not p.barred]
    later = [p.person for p in known if p.asked_at >= since and p.asked_at > restriction.at]
    if later:
        return _("{name} is asked.", name=full(later[-1]))
    if confirmed := [p.person for p in known if p.state == "confirmed"]:
        return _("{name} keeps access.", name=full(confirmed[0]))
    if others := [p.person for p in known if p.state == "asked"]:
        return _("{name} is asked.", name=full(others[0]))
    decides: Param = full(incident.acting) if incident.acting else raw("–")
    return _("Nobody can log in. Next: claim the account back, or ask another keyholder ({name}).", name=decides)


# Who leads access


def _leads(scene: Scene) -> Iterator[Surface]:
    """
    One direct message for all accounts whose closing began at once; none to who chose themselves, or was asked for the
    role in the same press: that direct message has the same duties.
    """
    incident = scene.incident
    begun: dict[tuple[str, object], list[Restriction]] = {}
    for restriction in incident.restrictions.all:
        begun.setdefault((restriction.lead.id, restriction.at), []).append(restriction)
    for restrictions in begun.values():
        lead = restrictions[0].lead
        asked_too = any(
            s.role == "access_lead" and s.person.id == lead.id and s.at == restrictions[0].at
            for s in incident.roles.seats
        )
        if lead.id != restrictions[0].by.id and not asked_too and not incident.is_out(lead.id):
            over = not any(_goes_on(incident, each) for each in restrictions)
            card = _lead_over(restrictions) if over else _lead_card(incident, restrictions)
            yield direct_message(scene, f"closing-{restrictions[0].seq}/{lead.id}", lead, card, settled=over)


def _lead_card(incident: Incident, restrictions: list[Restriction]) -> Card:
    heading = _("Crisis {n} · you lead closing access", n=incident.number)
    by = restrictions[0].by
    lines = (
        _("Accounts: {accounts}", accounts=handles(restrictions)),
        _("Walk the steps. Next step… shows each in its exact words."),
        _("Done is not verified: somebody else looks, from outside."),
        _("At last send those removed a calm word. It is ready."),
    )
    why = _("Why you: {name} chose you, {at}.", name=full(by), at=when(incident, restrictions[0].at))
    out = _("Can't? Tell {name}: Roles… names somebody else.", name=first(by))
    step = Button("restriction.step", _("Next step…"), on(incident.id), style="primary")
    text = _("{heading}. {next}", heading=heading, next=lines[1])
    return Card(text, (Title(heading), Lines(lines), Small((why, out)), Row((step, GO))))


def _lead_over(restrictions: list[Restriction]) -> Card:
    said = _(
        "Closing access to {accounts} is over. Thank you; there is nothing more to do.", accounts=handles(restrictions)
    )
    return Card(said, (Lines((said,)), Row((GO,))))


# Steps that are late, or failed


def _late(scene: Scene, restriction: Restriction, doing: Doing) -> Iterator[Surface]:
    """Each reminder is a reply of its own, so that it is heard; only the newest alerts."""
    incident = scene.incident
    for nth, reminder in enumerate(doing.reminders, start=1):
        waits = doing.is_open and _goes_on(incident, restriction) and nth == len(doing.reminders)
        if reminder.to is None:
            continue
        card = _late_card(incident, restriction, doing, reminder.to, nth) if waits else _stands(restriction, doing)
        yield _reply(f"late-{restriction.seq}-{doing.step.n}-{nth}", card, not waits)


def _late_card(incident: Incident, restriction: Restriction, doing: Doing, to: Someone, nth: int) -> Card:
    what, due, owner = next_words(doing.step.purpose), when(incident, doing.step.due_at), doing.step.to
    name = _called(incident, to, True)
    if nth == 1 or owner is None or owner.id == to.id:
        said = _(
            "{name}, “{what}” of {account} was due {at}. Done, or in the way?",
            name=name,
            what=what,
            account=_account(restriction),
            at=due,
        )
        why = _("Why you: it is your step. Could not? Say so in the form.")
    else:
        said = _(
            "{name}, “{what}” of {account} was due {at}, and {owner} has not said. Please see to it.",
            name=name,
            what=what,
            account=_account(restriction),
            at=due,
            owner=full(owner),
        )
        why = _("Why you: you come next for {account}. Could not? Say so in the form.", account=_account(restriction))
    return _to_do(incident, restriction, doing, said, why)


def _failed(scene: Scene, restriction: Restriction, doing: Doing) -> Surface:
    """Once, whatever becomes of it: to whose step it is; where they said it themselves, to who commands."""
    incident = scene.incident
    failed = {"could_not", "unknown"} & set(doing.results.values())
    waits = bool(failed) and _goes_on(incident, restriction)
    card = _failed_card(incident, restriction, doing) if waits else _stands(restriction, doing)
    return _reply(f"failed-{restriction.seq}-{doing.step.n}", card, not waits)


def _failed_card(incident: Incident, restriction: Restriction, doing: Doing) -> Card:
    owner, by = doing.step.to or restriction.lead, doing.by
    said_it = by is not None and by.id == owner.id
    to = incident.acting if said_it and incident.acting else owner
    said = _(
        "{name}, “{what}” of {account}: {state}, {at} ({by}).",
        name=_called(incident, to, by is None or to.id != by.id),
        what=next_words(doing.step.purpose),
        account=_account(restriction),
        state=state_words(doing),
        at=when(incident, doing.at),
        by=first(by) if by else raw("–"),
    )
    why = _("Why you: you command here.") if to.id != owner.id else _("Why you: it is your step.")
    return _to_do(incident, restriction, doing, said, why)


def _to_do(incident: Incident, restriction: Restriction, doing: Doing, said: Words, why: Words) -> Card:
    step = Button(
        "restriction.step", _("Next step…"), on(incident.id, OfStep(restriction.account, doing.step.n)), style="primary"
    )
    return Card(said, (Lines((said,)), Small((why,)), Row((step,))))


def _stands(restriction: Restriction, doing: Doing) -> Card:
    said = _(
        "“{what}” of {account}: {state}.",
        what=next_words(doing.step.purpose),
        account=_account(restriction),
        state=state_words(doing),
    )
    return Card(said, (Lines((said,)),))


# what is next, and for whom


def _next(scene: Scene) -> Iterator[Ranked]:
    if scene.incident.acting is None:
        return
    if words := next_of_restriction(scene.incident):
        yield Ranked(40, words)
    if words := _left_of_restriction(scene.incident):
        yield Ranked(72, words)


def next_of_restriction(incident: Incident) -> Words | None:
    """What a closing waits for, of the account that comes first; None where it waits for nothing."""
    for restriction in closing(incident):
        account = handles((restriction,))
        if not restriction.is_confirmed and not restriction.is_lost:
            asked = Joined(tuple(first(check.person) for check in restriction.keyholders if check.state == "asked"))
            return _("Next: prove a log-in to {account} ({names})", account=account, names=asked)
        if doing := upcoming(restriction):
            return _("Next: {account}, {step}", account=account, step=due_words(incident, doing.step))
    if any(unverified(each) for each in closing(incident)):
        return _("Next: verify what is done (not who did it)")
    return None


def _left_of_restriction(incident: Incident) -> Words | None:
    """What is still to be done once all is closed and verified, as telling those removed."""
    for restriction in going_on(incident):
        if restriction.restoration_at is None and (doing := upcoming(restriction)):
            return _("Next: {account}, {step}", account=handles((restriction,)), step=due_words(incident, doing.step))
    return None


def due_words(incident: Incident, step: RestrictionStep) -> Words:
    """A step of a closing, who does it, and by when: "end sessions (Jana, by 14:40)"."""
    what = next_words(step.purpose)
    if step.to is None:
        return what
    if step.due_at is None:
        return _("{what} ({name})", what=what, name=first(step.to))
    return _("{what} ({name}, by {at})", what=what, name=first(step.to), at=when(incident, step.due_at))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    return [*_check_of(incident, person), *_steps_of(incident, person)]


def _check_of(incident: Incident, person: str) -> list[Waiting]:
    """Accounts they are to keep, and have not shown that they can log in to: nobody is removed before."""
    found = []
    for restriction in going_on(incident):
        for check in restriction.keyholders:
            if check.person.id == person and check.state == "asked" and not check.barred:
                value = on(incident.id, OfAccount(restriction.account))
                can = Button("restriction.confirm", _("I can log in, with 2FA, right now"), value)
                can_not = Button("restriction.cannot", _("I can't…"), value)
                what = _(
                    "prove a log-in to {account}, since {at}",
                    account=handles((restriction,)),
                    at=Moment(check.asked_at),
                )
                found.append(Waiting(0, what, items=(can, can_not)))
    return found


def _steps_of(incident: Incident, person: str) -> list[Waiting]:
    """The next step of each closing where it is theirs; what others did, for who leads and who commands."""
    found = []
    for restriction in closing(incident):
        account, doing = handles((restriction,)), upcoming(restriction)
        if doing is not None and doing.step.to is not None and doing.step.to.id == person:
            step = Button("restriction.step", _("Next step…"), on(incident.id))
            words, due = next_words(doing.step.purpose), doing.step.due_at
            what = _("{step}, {account}", step=words, account=account)
            if due is not None:
                what = _("{what}, by {at}", what=what, at=Moment(due))
            found.append(Waiting(1 if doing.late else 2, what, items=(step,)))
        look = sum(person not in doing.doers for doing in unverified(restriction))
        if look and person in {
            restriction.lead.id,
            *(keeper.id for keeper in keep(restriction)),
            *([incident.acting.id] if incident.acting else []),
        }:
            verify = Button("restriction.verify", _("Verify…"), on(incident.id))
            what = _n("verify {n} step of {account}", "verify {n} steps of {account}", look, account=account)
            found.append(Waiting(3, what, items=(verify,)))
    return found


VIEW = View("restriction", told=restriction_messages, next=_next, waiting=_waiting)
