"""
The forms of a closing's steps: one to do, those to verify, all as a list. Holders' names stand here and nowhere else:
each is opened for those allowed alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.access.connectors.automatic import also_removed, whys
from bot.access.platforms import platform_name
from bot.access.restriction.carried import OfPage, OfStep
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.plan import GENERAL
from bot.access.restriction.progress import HANDLE_CHARS, may_begin, to_see
from bot.access.restriction.state import Doing, Restriction
from bot.access.restriction.step_words import checked_words, kind_words, step_words, why_words
from bot.access.restriction.steps import AT_ONCE, is_saved
from bot.chat.card import Option, on
from bot.chat.form import Asks, Attaches, Chooses, Dates, Field, Form, Says, Sent
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.naming import first
from bot.people.permission import leads_access
from bot.people.who import Person
from bot.room.status import when
from bot.task.forms import looked_form
from bot.text import Joined, Link, Param, Strong, Words, _, _n, raw

LABEL_CHARS = 24  # of a name in an option, with more behind
NAMED = 5  # paths of one step by name; more are counted
PAGE = 30  # rows of the list
NOTE_CHARS = 300
ANYWHERE = ("evidence", "verify", "tell")  # no menu of a platform, so that none could have changed

LOOK = _("Check from outside, in another browser.")

Line = Words | Strong


class SavedStep(Sent):
    """What became of a step."""

    result = Chooses(
        "result",
        _("Result"),
        (
            Option("done", _("Done")),
            Option("could_not", _("Could not")),
            Option("not_applicable", _("Doesn't apply")),
        ),
        style="list",
    )
    link = Asks("link", _("Evidence: link"), kind="address", required=False)
    file = Attaches("file", _("Evidence: file"), required=False)
    note = Asks(
        "note",
        _("Note"),
        required=False,
        max_chars=NOTE_CHARS,
        hint=_("Needed unless it is done. Never a password."),
    )
    until = Dates(
        "until", _("May still post until"), required=False, hint=_("If a session lives on. Empty: as the runbook says.")
    )


def step_form(
    incident: Incident,
    restriction: Restriction,
    doing: Doing,
    now: datetime,
    error: Words | None = None,
    *,
    book: Book | None = None,
) -> Form:
    """
    One step, in the runbook's words. Sending it shows the next in the same form.

    Args:
        error: Why the step before was not saved.
    """
    step = doing.step
    may_be_done = step.purpose != "delete" or is_saved(incident, restriction)
    results = tuple(each for each in SavedStep.result.options if may_be_done or each.value != "done")
    offered = [option.value for option in results]
    known = {doing.results.get(part) for part in doing.parts}
    before = known.pop() if len(known) == 1 else None
    fields: list[Field] = [
        Says(tuple(_step_lines(incident, restriction, doing, error, book, may_be_done))),
        replace(SavedStep.result, options=results, initial=(before,) if before in offered else ()),
        replace(SavedStep.link, initial=doing.link or None),
        SavedStep.file,
        replace(SavedStep.note, initial=doing.note.reveal() or None),
    ]
    if step.purpose in ("rotate", "end_sessions", "revoke_apps"):
        fields.append(replace(SavedStep.until, initial=doing.residual_until))
    return Form(
        action="restriction.save",
        title=_("Step {n} of {m}", n=step.n, m=_last(restriction)),
        submit=_("Save"),
        close=_("Close"),
        carried=on(incident.id, OfStep(restriction.account, step.n)),
        begins=f"{restriction.account}-{step.n}",  # "Done" of one step is not said of the next
        fields=tuple(fields),
    )


def _step_lines(
    incident: Incident,
    restriction: Restriction,
    doing: Doing,
    error: Words | None,
    book: Book | None,
    may_be_done: bool,
) -> Iterator[Line]:
    step = doing.step
    if error is not None:
        yield Strong(error)
    platform = platform_name(book, restriction.platform) if book else restriction.platform
    yield Strong(_("{account} · {platform}", account=shortened(restriction.handle, HANDLE_CHARS), platform=platform))
    yield Strong(step_words(step.purpose, _who(restriction, doing, named=True)))
    if about := step.about.reveal():
        yield _("About: {what}", what=about)
    if step.text:
        yield Words(step.text)
    if step.purpose not in ANYWHERE and step.text != GENERAL[step.purpose]:
        yield checked_words(date.fromisoformat(step.checked_on) if step.checked_on else None)
    if step.source:
        yield _("Source: {source}", source=step.source)
    if step.link:
        yield raw(Link(_("Open the page"), url=step.link))
    if step.purpose == "tell":
        yield from _to_tell(incident, restriction)
    yield _("Why: {why}", why=why_words(step.purpose))
    if not may_be_done:
        yield _(
            "No screenshot of this post is saved yet. Add one first, or say at the evidence step why there is none."
        )
    if doing.results and doing.by:
        yield _saved(incident, doing)
    yield from _by_connector(restriction, doing)


def _by_connector(restriction: Restriction, doing: Doing) -> Iterator[Line]:
    """Whose way it did not close, and whom it removed by mistake. To let those in again is a person's decision."""
    yield from (_("{name}: {why}", name=name, why=why) for name, why in whys(restriction, doing)[:NAMED])
    if others := also_removed(doing):
        yield Strong(_("Removed by mistake: {names}", names=Joined(others)))
        yield _("Nobody ordered that. Add those who need access again, at {connector}.", connector=doing.step.connector)


def _last(restriction: Restriction) -> int:
    """The number of the last step. Claiming the account back is none of them while it is ours."""
    return max(
        (d.step.n for d in restriction.steps if d.step.purpose != "lost" or restriction.is_lost or d.results), default=0
    )


def _saved(incident: Incident, doing: Doing) -> Words:
    at, name = when(incident, doing.at), first(doing.by) if doing.by else raw("–")
    words = _("So far: {state}, {at} ({name})", state=state_words(doing), at=at, name=name)
    note = doing.note.reveal()
    return _("{state}: {note}", state=words, note=note) if note else words


def _to_tell(incident: Incident, restriction: Restriction) -> Iterator[Line]:
    """Ready words, so that nobody who loses access hears an accusation."""
    questions = incident.acting or restriction.lead
    yield _("Copy this, to each person who lost access:")
    yield _(
        "“Your access to {account} is closed for now. This is a precaution, not an accusation. "
        "We will tell you when it changes. Questions: {name}.”",
        account=restriction.handle,
        name=questions.name,
    )


def _who(restriction: Restriction, doing: Doing, *, named: bool) -> Param | None:
    """Whose paths it closes: by name, or counted; None where it closes no particular one."""
    paths = [path for n in doing.step.paths if (path := restriction.path(n))]
    if not paths:
        return None
    if not named:
        return _n("{n} way in", "{n} ways in", len(paths))
    names = list(dict.fromkeys(path.name.reveal() for path in paths))
    shown: list[Param] = [*names[:NAMED]]
    if more := len(names) - NAMED if len(names) > NAMED else 0:
        shown.append(_n("{n} more", "{n} more", more))
    who = Joined(tuple(shown))
    return _("{names} (left)", names=who) if any(_left(path) for path in paths) and len(paths) == 1 else who


def _left(path: RestrictedPath) -> bool:
    return path.leaver


def verify_form(
    incident: Incident, waiting: Sequence[tuple[Restriction, Doing]], person: Person, *, alone: bool
) -> Form:
    """What is done and waits for this person's look; with the reason, where nobody else could look."""
    shown = waiting[:AT_ONCE]
    lines = [
        LOOK,
        *dict.fromkeys(Words(d.step.text) for restriction, _d in shown for d in restriction.steps if _is_look(d)),
    ]
    if more := len(waiting) - len(shown):
        lines.append(_n("{n} more step waits after these.", "{n} more steps wait after these.", more))
    named = leads_access(incident, person)
    options = tuple(_look(incident, restriction, doing, named) for restriction, doing in shown)
    return looked_form("restriction.verified", on(incident.id), tuple(lines), options, alone)


def _is_look(doing: Doing) -> bool:
    return doing.step.purpose == "verify" and bool(doing.step.text)


def _look(incident: Incident, restriction: Restriction, doing: Doing, named: bool) -> Option:
    """ "@brand · 9: Sessions (Jana)", short enough for a menu; the number tells apart what reads the same."""
    if set(doing.results.values()) == {"not_applicable"}:
        what, account = _looked_at(restriction, doing, named), shortened(restriction.handle, LABEL_CHARS // 2)
        label = _("{account} · {n}: {what}: doesn't apply", n=doing.step.n, account=account, what=what)
        return Option(f"{restriction.account}/{doing.step.n}", label)
    label = _(
        "{account} · {n}: {what} ({name})",
        n=doing.step.n,
        account=shortened(restriction.handle, LABEL_CHARS // 2),
        what=_looked_at(restriction, doing, named),
        name=shortened(doing.by.name.split()[0], LABEL_CHARS // 2) if doing.by else "–",
    )
    return Option(f"{restriction.account}/{doing.step.n}", label)


def _looked_at(restriction: Restriction, doing: Doing, named: bool) -> Param:
    """Whom or what a step was about; of more than one access path, how many."""
    paths = [path for n in doing.step.paths if (path := restriction.path(n))]
    if named and doing.step.about.reveal():
        return shortened(doing.step.about.reveal(), LABEL_CHARS)
    if doing.step.purpose not in ("remove", "tools") or not paths:
        return kind_words(doing.step.purpose)
    if named and len(paths) == 1:
        return shortened(paths[0].name.reveal(), LABEL_CHARS)
    counted = _n("{n} way in", "{n} ways in", len(paths))
    return _("{what}, {paths}", what=kind_words(doing.step.purpose), paths=counted)


def steps_form(incident: Incident, restrictions: Sequence[Restriction], page: int, *, named: bool = True) -> Form:
    """
    All steps as a list, one page of it; sending it shows the next.

    Args:
        page: From 0 on; past the end it begins again.
        named: Whether holders' names may be shown to who asked.
    """
    rows = [
        (each, doing) for each in restrictions for doing in each.steps if may_begin(each, doing.step) or doing.results
    ]
    pages = max(1, -(-len(rows) // PAGE))
    page = page % pages
    lines: list[Line] = []
    last: Restriction | None = None
    for restriction, doing in rows[page * PAGE : (page + 1) * PAGE]:
        if restriction is not last:
            lines.append(Strong(raw(shortened(restriction.handle, HANDLE_CHARS))))
            last = restriction
        lines.append(_row(incident, restriction, doing, named))
    if waiting := sum(
        not may_begin(each, doing.step) for each in restrictions for doing in each.steps if not doing.results
    ):
        barred = _n("{n} step waits until a log-in is proved.", "{n} steps wait until a log-in is proved.", waiting)
        lines += [barred] if any(not each.is_confirmed for each in restrictions) else []
    return Form(
        action="restriction.steps",
        title=_("Steps"),
        submit=_("Next page") if pages > 1 else _("Show again"),
        close=_("Close"),
        carried=on(incident.id, OfPage(page + 1 if pages > 1 else 0)),
        fields=(Says(tuple(lines or [_("No steps yet.")])),),
    )


def _row(incident: Incident, restriction: Restriction, doing: Doing, named: bool) -> Words:
    """One step: its sign and state in words, who and when."""
    step = doing.step
    what = step_words(step.purpose, _who(restriction, doing, named=named))
    line = _("{sign} {n} · {what} · {state}", sign=_sign(doing), n=step.n, what=what, state=state_words(doing))
    if doing.by and doing.at:
        line = _("{line}, {at} ({name})", line=line, at=when(incident, doing.at), name=first(doing.by))
    elif step.to and step.due_at:
        line = _("{line} ({name}, by {at})", line=line, name=first(step.to), at=when(incident, step.due_at))
    return line


def _sign(doing: Doing) -> str:
    if doing.is_done:
        return "✔"
    return "✖" if {"could_not", "unknown"} & set(doing.results.values()) else "▢"


def state_words(doing: Doing) -> Words:
    """How far one step is; nothing is more than was seen."""
    results = set(doing.results.values())
    if "could_not" in results:
        return _("could not")
    if "unknown" in results:
        return _("not known whether it worked")
    if not doing.is_done:
        done = sum(result == "done" for result in doing.results.values())
        return _("{n} of {of} done", n=done, of=len(doing.parts)) if done else _("to do")
    if results == {"not_applicable"}:
        return _("doesn't apply")
    if not to_see(doing):
        return _("done")
    if not doing.is_verified:
        return _("done, not verified")
    return _("verified alone") if doing.alone else _("verified")
