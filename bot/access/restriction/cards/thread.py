"""
The card of closings: account by account what is done, what somebody else has seen, and who can still post. Keyholders
and who did a step are named; who else holds access is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.access.connectors.automatic import closable
from bot.access.connectors.carried import OfShown
from bot.access.platforms import platform_name
from bot.access.restoration import cards as restoration_cards
from bot.access.restoration import rules as restoration
from bot.access.restriction.cards.direct_messages import due_words
from bot.access.restriction.facts import Purpose
from bot.access.restriction.progress import (
    as_of,
    can_post,
    fraction,
    fraction_read,
    handles,
    newest,
    others,
    residual,
    tally,
    to_see,
    unverified,
    upcoming,
)
from bot.access.restriction.state import Doing, LoginCheck, Restriction
from bot.access.restriction.step_words import done_words, kind_words
from bot.chat.card import Button, Card, Confirm, Item, Lines, More, Option, Part, Row, on
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.naming import first, full
from bot.room.status import when
from bot.room.surface import Scene
from bot.text import Joined, Strong, Words, _, _n, raw

SHOWN = 8  # accounts on the card; the rest is counted
KINDS_SHORT = 2  # kinds of step that went wrong, in the short form of an account

Line = Words | Strong


def restrictions_card(scene: Scene) -> Card:
    """All accounts that are or were being closed, the newest closing of each. *scene* has one at least."""
    incident = scene.incident
    restrictions = newest(incident)
    head = Strong(heading(incident, restrictions))
    if len(restrictions) == 1:
        parts: list[Part] = [Lines((head, *section(incident, restrictions[0])))]
    else:
        parts = [
            Lines((head,)),
            *(Lines((_name(scene.book, each), *short(incident, each))) for each in restrictions[:SHOWN]),
        ]
    if more := len(restrictions) - SHOWN if len(restrictions) > SHOWN else 0:
        parts.append(Lines((_n("and {n} more", "and {n} more", more),)))
    items = buttons(incident, restrictions)
    return Card(text=text(restrictions, as_of(incident)), parts=(*parts, *((Row(items),) if items else ())))


def heading(incident: Incident, restrictions: Iterable[Restriction]) -> Words:
    """Which accounts, since when, and whether it still goes on."""
    restrictions = tuple(restrictions)
    accounts, at = handles(restrictions), when(incident, min(each.at for each in restrictions))
    if any(not each.is_closed and each.is_on for each in restrictions):
        return _("Closing access · {accounts} · since {at}", accounts=accounts, at=at)
    return _("Access · {accounts} · closing began {at}", accounts=accounts, at=at)


def text(restrictions: Iterable[Restriction], now: datetime) -> Words:
    """To be heard: "@brand: 7 done, 5 verified, 2 failed of 11. Up to 4 others can still post." """
    restrictions = tuple(restrictions)
    said = _("{accounts}: {fraction}.", accounts=handles(restrictions), fraction=fraction_read(tally(restrictions)))
    lost = [each for each in restrictions if each.is_lost and each.is_on]
    if lost:
        return _("Lost: {accounts}. We can't log in. {said}", accounts=handles(lost), said=said)
    more = others(restrictions)
    if not more:
        return _("{said} {state}", said=said, state=can_post(restrictions, now))
    return _n("{said} Up to {n} other can still post.", "{said} Up to {n} others can still post.", more, said=said)


def section(incident: Incident, restriction: Restriction) -> Iterator[Line]:
    """One account, in full."""
    yield _paths(restriction)
    yield from _state(incident, restriction)
    yield from _by_mistake(restriction)
    yield from _checks(incident, restriction)
    yield can_post((restriction,), as_of(incident))
    yield from _residual(incident, restriction)
    yield from (line for kind in _kinds(restriction) if (line := _kind_line(incident, kind)))
    yield from _next(incident, restriction)


def short(incident: Incident, restriction: Restriction) -> Iterator[Line]:
    """One of several accounts: what is done, what went wrong, what comes next; or how far it is given back."""
    if restriction.restoration_at:
        yield from restoration_cards.section(incident, restriction)
        return
    yield _paths(restriction)
    yield from _state(incident, restriction)
    yield from _by_mistake(restriction)
    yield can_post((restriction,), as_of(incident))
    yield from _residual(incident, restriction)
    wrong = [kind for kind in _kinds(restriction) if _went_wrong(kind)]
    yield from (line for kind in wrong[:KINDS_SHORT] if (line := _kind_line(incident, kind)))
    yield from _next(incident, restriction)


def _name(book: Book, restriction: Restriction) -> Strong:
    return Strong(
        _("{account} · {platform}", account=handles((restriction,)), platform=platform_name(book, restriction.platform))
    )


def _paths(restriction: Restriction) -> Words:
    """The honest fraction; it never says less than it said before."""
    counted = tally((restriction,))
    if not counted.of:
        return _("No other way in is known. Passwords, sessions and apps are seen to.")
    said = _n("{fraction} way in", "{fraction} ways in", counted.of, fraction=fraction(counted))
    if not restriction.found:
        return said
    more = _n("{n} more found", "{n} more found", restriction.found)
    return _("{fraction} · {more}", fraction=said, more=more)


def _state(incident: Incident, restriction: Restriction) -> Iterator[Line]:
    """What the account is, in a word; nothing while it is being closed and all goes on."""
    if restriction.suspended_at:
        yield Strong(_("Suspended by the platform, not by us, since {at}", at=when(incident, restriction.suspended_at)))
    if restriction.stopped_at:
        name = full(restriction.stopped_by) if restriction.stopped_by else raw("–")
        yield _("Stopped by {name}, {at}", name=name, at=when(incident, restriction.stopped_at))
        if left := len(restriction.open):
            yield _n("{n} way in stays open", "{n} ways in stay open", left)
    elif restriction.is_verified:
        yield Strong(_("Closed and verified"))
    elif restriction.is_closed:
        yield Strong(_("Closed"))
    elif restriction.is_lost:
        yield Strong(_("Lost. We can't log in."))
        yield _claimed(restriction)
    elif not restriction.is_confirmed:
        yield _("Nobody is removed before a keyholder proves a log-in.")


def _by_mistake(restriction: Restriction) -> Iterator[Line]:
    """Whom a connector removed though nobody ordered that: counted here, named in the step."""
    for doing in restriction.steps:
        if n := len(doing.also_removed):
            connector = doing.step.connector
            yield Strong(
                _n(
                    "{connector} removed {n} more person by mistake, and was stopped. Next step… has the name.",
                    "{connector} removed {n} more people by mistake, and was stopped. Next step… has their names.",
                    n,
                    connector=connector,
                )
            )


def _claimed(restriction: Restriction) -> Words:
    """What is waited for where nobody can log in."""
    if any(doing.step.purpose == "lost" and doing.is_done for doing in restriction.steps):
        return _("Claimed at the platform. Whoever can log in again says so in the thread.")
    return _("Nobody is removed. Claim the account back first.")


def _checks(incident: Incident, restriction: Restriction) -> Iterator[Words]:
    """Who keeps access, while not all of them have confirmed it."""
    keyholders = [check for check in restriction.keyholders if not check.barred]
    if all(check.state == "confirmed" for check in keyholders):
        return
    said = tuple(_check(incident, check) for check in keyholders)
    yield _("Keyholders: {people}", people=Joined(said, " · "))


def _check(incident: Incident, check: LoginCheck) -> Words:
    name, at = full(check.person), when(incident, check.at)
    match check.state:
        case "confirmed":
            return _("✔ {name} proved, {at}", name=name, at=at)
        case "unable":
            return _("✖ {name} can't log in, {at}", name=name, at=at)
    return _("▢ {name} asked, {at}", name=name, at=when(incident, check.asked_at))


def _residual(incident: Incident, restriction: Restriction) -> Iterator[Words]:
    left = residual(restriction, as_of(incident))
    if left is None:
        return
    if left.until is None:
        yield _("An open session may still post; end not known")
    else:
        yield _("An open session may still post until {at}", at=when(incident, left.until))


def _kinds(restriction: Restriction) -> list[list[Doing]]:
    """The steps of each kind that somebody has touched, in the order they are done."""
    found: dict[Purpose, list[Doing]] = {}
    for doing in sorted(restriction.steps, key=lambda doing: doing.step.n):
        found.setdefault(doing.step.purpose, []).append(doing)
    return [kind for kind in found.values() if any(doing.results for doing in kind)]


def _went_wrong(kind: list[Doing]) -> bool:
    return any(result in ("could_not", "unknown") for doing in kind for result in doing.results.values())


def _kind_line(incident: Incident, kind: list[Doing]) -> Words | None:
    """A sign and its word: each kind as bad as the worst of its steps."""
    purpose = kind[0].step.purpose
    for result in ("could_not", "unknown"):
        bad = [doing for doing in kind if result in doing.results.values()]
        if bad:
            who, at = bad[-1].by, when(incident, bad[-1].at)
            how = _("could not") if result == "could_not" else _("not known whether it worked")
            by = first(who) if who else raw("–")
            return _("✖ {what} · {how}, {at} ({name})", what=kind_words(purpose), how=how, at=at, name=by)
    done = [doing for doing in kind if doing.is_done]
    if len(done) < len(kind):
        return _("▢ {what} · {n} of {of} done", what=kind_words(purpose), n=len(done), of=len(kind))
    what = done_words(purpose, len(kind))
    if not to_see(kind[0]):
        return _("✔ {what}", what=what)
    if not all(doing.is_verified for doing in kind):
        return _("✔ {what} · done, not verified", what=what)
    if any(doing.alone for doing in kind):
        return _("✔ {what} · verified alone", what=what)
    return _("✔ {what} · verified", what=what)


def _next(incident: Incident, restriction: Restriction) -> Iterator[Words]:
    """What comes next, and who does it."""
    if not restriction.is_on or incident.is_resolved:
        return
    doing = upcoming(restriction)
    if doing is None:
        if left := len(unverified(restriction)):
            words = _n("▢ Next: verify {n} step (not who did it)", "▢ Next: verify {n} steps (not who did them)", left)
            yield words
        return
    yield _("▢ Next: {what}", what=due_words(incident, doing.step))


def buttons(incident: Incident, restrictions: Iterable[Restriction]) -> tuple[Item, ...]:
    """The next thing to do is primary; nothing but a look is left of what is over."""
    restrictions, value = tuple(restrictions), on(incident.id)
    steps = Button("restriction.steps", _("Steps"), value)
    if incident.is_resolved:
        return (steps,)
    on_now = [each for each in restrictions if each.is_on and each.restoration_at is None]
    next_ = any(upcoming(each) for each in on_now)
    look = any(unverified(each) for each in restrictions if each.restoration_at is None)
    automatic = next((each for each in on_now if each.is_confirmed and closable(each)), None)
    items = [*_buttons_on(incident, on_now, automatic)]
    back = any(restoration.unverified(each) for each in restrictions if each.restoration_at)
    if look or back:
        action = "restriction.verify" if look else "restore.verify"
        items.append(Button(action, _("Verify…"), value, style="plain" if next_ else "primary"))
    if not (next_ or look or back):
        items.append(_after(value, bool(on_now)))
    items += [_more(value, steps)] if automatic else [steps, _more(value)]  # a message has five buttons at most
    if any(not each.is_closed for each in on_now):
        items.append(Button("restriction.stop", _("Stop closing"), value, style="danger", confirm=stop_confirm(on_now)))
    return tuple(items)


def _buttons_on(incident: Incident, on_now: Iterable[Restriction], automatic: Restriction | None) -> Iterator[Item]:
    """What a connector closes, where one can; and the next step of people."""
    if automatic:
        value = on(incident.id, OfShown(automatic.account))
        yield Button("restriction.automatic", _("Close by itself…"), value, style="primary")
    if any(upcoming(each) for each in on_now):
        value = on(incident.id)
        yield Button("restriction.step", _("Next step…"), value, style="plain" if automatic else "primary")


def _after(value: str, closed: bool) -> Button:
    """Where nothing is left to do or to see: access is given back, or, where it was stopped, closed once more."""
    if closed:
        return Button("restore.form", _("Give back…"), value, style="primary")
    return Button("restriction.form", _("Close access…"), value, style="primary")


def _more(value: str, instead: Button | None = None) -> More:
    """What is needed less. It has five entries at most: *instead* takes the place of one that has a command too."""
    options = (
        Option("restriction.form", _("Close more accounts…")),
        Option(instead.action, instead.label) if instead else Option("pause.order", _("Pause everything")),
        Option("access.show", _("Who has access")),
        Option("restore.form", _("Give back…")),
        Option("restriction.suspended", _("Suspended by platform…")),
    )
    return More("restriction.menu", options, value)


def stop_confirm(restrictions: Iterable[Restriction]) -> Confirm:
    """What stopping leaves open, said before it is done."""
    left = sum(len(each.open) for each in restrictions)
    stays = _n(
        "Steps done stay done. {n} way in stays open, and the board will say so.",
        "Steps done stay done. {n} ways in stay open, and the board will say so.",
        left,
    )
    return Confirm(_("Stop closing access?"), stays, _("Stop closing"), _("Keep going"))
