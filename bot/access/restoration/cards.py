"""Giving access back: its card in the room, and the forms in which each path is decided and verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.access.register.codes import LEVELS as LEVEL_WORDS
from bot.access.register.codes import MEANS
from bot.access.restoration.rules import LEVELS, proposed, undecided, unverified
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.progress import newest
from bot.access.restriction.state import Restriction
from bot.access.runbook import Runbook
from bot.chat.card import Button, Card, Lines, Option, Row, on
from bot.chat.carried import Carried
from bot.chat.form import Asks, Chooses, Dates, Field, Form, Says, Sent
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.room.status import when
from bot.room.surface import Scene
from bot.room.view import Ranked, View
from bot.task.forms import AT_ONCE, looked_form
from bot.text import Joined, Moment, Strong, Words, _, _n, raw

SHOWN = 8  # accounts on the card
LABEL_CHARS = 16  # of an account or a name in a menu


def restrictions(incident: Incident) -> list[Restriction]:
    """The newest restriction of each account whose access is being given back, or was."""
    return [each for each in newest(incident) if each.restoration_at is not None]


def restoration_card(scene: Scene) -> Card:
    """How far it is, account by account, without a name."""
    incident = scene.incident
    shown = restrictions(incident)
    accounts = Joined(tuple(each.handle for each in shown[:SHOWN]))
    title = _("Giving back · {accounts}", accounts=accounts)
    parts = [Lines((Strong(title), *section(incident, each))) for each in shown[:SHOWN]]
    more = _n("and {n} more", "and {n} more", max(1, len(shown) - SHOWN))
    text = Joined(tuple(fraction(each) for each in shown[:SHOWN]), " ")
    extra = (Lines((more,)),) if len(shown) > SHOWN else ()
    return Card(raw(text), (*parts, *extra, *_row(incident, shown)))


def section(incident: Incident, restriction: Restriction) -> Iterator[Words]:
    """The lines of one account."""
    yield fraction(restriction)
    if restriction.is_normal:
        return
    decided = restriction.decided.values()
    counts = (
        _n("{n} back", "{n} back", sum(each.decision == "back" for each in decided)),
        _n("{n} lowered", "{n} lowered", sum(each.decision == "lowered" for each in decided)),
        _n("{n} stays out", "{n} stay out", sum(each.decision == "out" for each in decided)),
        _n("{n} to decide", "{n} to decide", len(restriction.paths) - len(restriction.decided)),
    )
    yield raw(Joined(counts, " · "))
    if waiting := len(undecided(restriction)) - (len(restriction.paths) - len(restriction.decided)):
        yield _n("{n} decided, not done yet", "{n} decided, not done yet", waiting)
    temporary = sorted(each.until for each in decided if each.until is not None)
    if temporary:
        ends = when(incident, temporary[0])
        yield _n("Temporary: {n}, ends {at}", "Temporary: {n}, the first ends {at}", len(temporary), at=ends)
    yield _("Former staff and unknown: stay out")
    if not incident.is_resolved and (words := next_of_restoration((restriction,))):
        yield words


def fraction(restriction: Restriction) -> Words:
    """ "@brand: 9 of 11 decided"; once it is over, since when and by whom it was seen."""
    if restriction.is_normal:
        last = max((d for d in restriction.decided.values() if d.verified_at), key=lambda d: d.verified_at or d.at)
        by, at = last.verified_by, last.verified_at
        if by is not None and at is not None:
            return _(
                "{account}: access normal since {at}, verified by {name}.",
                account=restriction.handle,
                at=Moment(at),
                name=full(by),
            )
    seen = sum(each.verified_by is not None for each in restriction.decided.values())
    return _(
        "{account}: {n} of {of} decided, {seen} verified.",
        account=restriction.handle,
        n=len(restriction.decided),
        of=len(restriction.paths),
        seen=seen,
    )


def _row(incident: Incident, shown: Sequence[Restriction]) -> Iterator[Row]:
    """The next thing to do first. What a connector can give back by itself is ordered after a look at whom it is."""
    items: list[Button] = []
    value = on(incident.id)
    if any(undecided(each) for each in shown):
        items.append(Button("restore.form", _("Decide next…"), value, style="primary"))
    if any(unverified(each) for each in shown):
        items.append(Button("restore.verify", _("Verify…"), value, style="plain" if items else "primary"))
    if any(path.connector and each.decided[path.n].decision == "back" for each in shown for path in _waiting(each)):
        items.append(Button("restore.automatic", _("Give back by itself…"), value))
    if items:
        yield Row((*items, Button("restriction.steps", _("Steps"), value)))


def _waiting(restriction: Restriction) -> list[RestrictedPath]:
    """Decided, and not done on the platform yet."""
    return [path for path in undecided(restriction) if path.n in restriction.decided]


@dataclass(frozen=True, slots=True)
class OfPath(Carried):
    """One access path of an account."""

    account: str
    n: int


class Decided(Sent):
    """What becomes of one access path."""

    decision = Chooses(
        "decision",
        _("Decision"),
        (
            Option("back", _("Give back as it was")),
            Option("lowered", _("Give back less")),
            Option("out", _("Keep out")),
        ),
        style="list",
        refusal=_("Choose one."),
    )
    level = Chooses("level", _("Level, if less"), required=False, hint=_("The least needed."))
    until = Dates("until", _("Until"), required=False, hint=_("Empty: for good. Temporary access is taken back then."))
    reason = Asks("reason", _("Reason"), max_chars=300)
    why_leaver = Asks("why_leaver", _("Why a former employee?"), required=False, max_chars=300)
    returned = Chooses(
        "returned",
        _("Done on the platform?"),
        (Option("yes", _("Yes, done there")), Option("no", _("Not yet"))),
        style="list",
        initial=("no",),
        hint=_("Not for “Keep out”."),
    )


def decide_form(
    incident: Incident,
    restriction: Restriction,
    path: RestrictedPath,
    runbook: Runbook | None,
    note: Words | None = None,
) -> Form:
    """One access path, with what is proposed; sending it shows the next. The name is seen here alone."""
    position = next(n for n, each in enumerate(restriction.paths, start=1) if each.n == path.n)
    decision, level = proposed(path)
    lower = tuple(each for each in LEVELS[LEVELS.index(path.level) + 1 :])
    before = restriction.decided.get(path.n)
    words = [Strong(_("{account} · {name}", account=restriction.handle, name=path.name.reveal()))]
    had = _("Had: {means}, {level}", means=MEANS[path.means], level=LEVEL_WORDS[path.level])
    leaver = (_("Former staff: stays out unless you say why."),) if path.leaver else ()
    fields: list[Field] = [
        Says((*((note,) if note else ()), *words, had, *leaver, *_how(runbook))),
        replace(
            Decided.decision,
            options=tuple(each for each in Decided.decision.options if lower or each.value != "lowered"),
            initial=(before.decision if before else decision,),
        ),
    ]
    if lower:
        options = tuple(Option(each.value, LEVEL_WORDS[each]) for each in lower)
        fields.append(replace(Decided.level, options=options, initial=(level.value,) if level in lower else ()))
    fields += [Decided.until, replace(Decided.reason, initial=before.reason.reveal() if before else None)]
    if not path.leaver and not path.restorable:
        fields.append(replace(Decided.why_leaver, label=_("Why in spite of the register?")))
    elif path.leaver:
        fields.append(Decided.why_leaver)
    fields.append(Decided.returned)
    return Form(
        action="restore.save",
        title=_("Give back {n} of {m}", n=position, m=len(restriction.paths)),
        submit=_("Save"),
        close=_("Close"),
        fields=tuple(fields),
        carried=on(incident.id, OfPath(restriction.account, path.n)),
        begins=f"{restriction.account}-{path.n}",  # what was decided of one path is not said of the next
    )


def _how(runbook: Runbook | None) -> Iterator[Words]:
    for step in runbook.of("restore")[:1] if runbook else ():
        yield Words(step.text)


def verify_form(incident: Incident, waiting: Sequence[tuple[Restriction, RestrictedPath]], *, alone: bool) -> Form:
    """What is decided and done, to be looked at; with the reason, where nobody else could look."""
    look = (_("Check from outside, in another browser."),)
    options = tuple(
        Option(
            f"{restriction.account}/{path.n}",
            _(
                "{account}: {what} · {means}",
                account=shortened(restriction.handle, LABEL_CHARS),
                what=_result(restriction, path),
                means=MEANS[path.means],
            ),
        )
        for restriction, path in waiting[:AT_ONCE]
    )
    return looked_form("restore.verified", on(incident.id), look, options, alone)


def _result(restriction: Restriction, path: RestrictedPath) -> Words:
    decided, name = restriction.decided[path.n], shortened(path.name.reveal(), LABEL_CHARS)
    match decided.decision:
        case "out":
            return _("{name} stays out", name=name)
        case "lowered":
            level = LEVEL_WORDS[decided.level or path.level]
            return _("{name} has {level} now", name=name, level=level)
    return _("{name} has it back", name=name)


def nothing_left() -> Words:
    """All is decided."""
    return _("Everything is decided. Somebody else verifies it now.")


def _next(scene: Scene) -> Iterator[Ranked]:
    if scene.incident.acting is not None and (words := next_of_restoration(newest(scene.incident))):
        yield Ranked(70, words)


def next_of_restoration(restrictions: Iterable[Restriction]) -> Words | None:
    """What giving back waits for, and whose it is; None where nothing is given back, or all of it was seen."""
    begun = [each for each in restrictions if each.restoration_at is not None and each.is_on]
    if waiting := next((each for each in begun if undecided(each)), None):
        return _("Next: decide who gets access back ({name})", name=first(waiting.lead))
    return _("Next: verify what was decided (not who did it)") if begun else None


VIEW = View("restoration", next=_next)
