"""The forms of a closing. Holders' names stand here and nowhere else: each is opened for those allowed alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.chat.card import Option, on
from bot.chat.form import Asks, Attaches, Chooses, Dates, Field, Form, Picks, Says
from bot.chat.why import LINE_CHARS, why
from bot.domain.access.entities import Account
from bot.domain.access.numbers import going, numbers
from bot.domain.access.progress import HANDLE_CHARS, going_on, may_begin, to_see
from bot.domain.access.register import Register
from bot.domain.access.run import Doing, Run
from bot.domain.access.step_words import kind_words, platform_words, step_words, why_words
from bot.domain.access.touched import touched
from bot.domain.events.access import Way
from bot.domain.evidence import counted
from bot.domain.incident import Incident
from bot.domain.naming import first
from bot.domain.people import Person
from bot.domain.permission import leads_access
from bot.domain.playbook import Book
from bot.domain.wording import shortened
from bot.room.status import on_day, when
from bot.text import Joined, Link, Param, Strong, Words, _, _n, raw

PREVIEWED = 8  # accounts whose numbers the form says one by one; of more, the sum
OPTIONS = 100  # Slack: a menu has at most so many
LABEL_CHARS = 24  # of an account in an option, whose text has at most 75 characters, numbers and growth included
WHAT_CHARS = 40  # of what a step is about, in an option
NAMED = 5  # ways of one step by name; more are counted
AT_ONCE = 10  # steps that are verified with one form (Slack: checkboxes have at most ten options)
PAGE = 30  # rows of the list
NOTE_CHARS = 300
TIERS = ("main", "secondary", "dormant")

Line = Words | Strong


def close_form(
    incident: Incident,
    register: Register,
    book: Book,
    now: datetime,
    chosen: tuple[str, ...] | None,
    keyholders: Collection[str],
    lead: str | None,
    *,
    reply_open: bool | None = None,
    digest: str = "",
    changed: bool = False,
) -> Form:
    """
    What would be closed, in numbers, before anything is.

    Args:
        chosen: Accounts that are ticked at first; None: those that the crisis touches.
        keyholders: Ids of who would keep access.
        lead: Id of who would lead access.
        reply_open: Whether ways in that allow replies alone would stay; None: as it was proposed.
        digest: Of the numbers shown; it comes back with the form.
        changed: What was sent differs from what was shown, so it is shown once more.
    """
    open_ones = _to_close(incident, register)
    ticked = [a for a in open_ones if a.id in (touched(incident) if chosen is None else chosen)]
    stance = incident.stance_proposed
    replies = reply_open if reply_open is not None else stance is not None and stance.reply_open
    goes = going(register, now, keyholders, replies)
    listed = (*ticked, *(a for a in open_ones if a not in ticked))[:OPTIONS]
    options = tuple(_account(account, goes.get(account.id, 0), len(keyholders)) for account in listed)
    top = (Strong(_("The numbers are new. Look again, then press Start.")),) if changed else ()
    shown = (*top, *_preview(register, ticked, now, keyholders, replies, goes))
    fields: list[Field] = [Says(shown)]
    if options:
        fields.append(_accounts(options, ticked, len(open_ones)))
    fields += [
        Picks(
            "keyholders",
            _("Keyholders"),
            hint=_("One or two. They keep access and prove a log-in first."),
            many=True,
            initial=tuple(keyholders),
        ),
        Picks("lead", _("Access lead"), hint=_("Walks the steps."), initial=(lead,) if lead else ()),
        Chooses(
            "replies",
            _("Replies"),
            (Option("closed", _("Closed")), Option("approved", _("Approved lines only"))),
            style="list",
            initial=("approved" if replies else "closed",),
        ),
        Asks("reason", _("Reason"), required=False, max_chars=LINE_CHARS),
        Says((_("Nothing is removed until a keyholder proves a log-in."),)),
    ]
    return Form(
        action="lockdown.start",
        title=_("Close access"),
        submit=_("Start"),
        carried=on(incident.id, *([digest] if digest else [])),
        fields=tuple(fields),
    )


def _to_close(incident: Incident, register: Register) -> list[Account]:
    """All accounts but those that are being closed: the most important first."""
    closing = {run.account for run in going_on(incident)}
    accounts = [account for account in register.accounts.values() if account.id not in closing]
    return sorted(accounts, key=lambda account: (TIERS.index(account.tier), account.handle))


def _accounts(options: Sequence[Option], ticked: Sequence[Account], known: int) -> Chooses:
    hint = _n("{n} more account is not listed.", "{n} more accounts are not listed.", known - len(options))
    return Chooses(
        "accounts",
        _("Accounts"),
        tuple(options),
        hint=hint if known > len(options) else None,
        many=True,
        style="list" if len(options) <= AT_ONCE else "menu",
        initial=tuple(account.id for account in ticked[: len(options)]),
    )


def _account(account: Account, go: int, stay: int) -> Option:
    name = shortened(account.handle, LABEL_CHARS)
    return Option(account.id, _("{account} · {go} go, {stay} stay", account=name, go=go, stay=stay))


def _preview(
    register: Register,
    accounts: Sequence[Account],
    now: datetime,
    keyholders: Collection[str],
    reply_open: bool,
    goes: Mapping[str, int],
) -> Iterator[Line]:
    if not accounts:
        yield _("Choose accounts. What goes and what stays is shown before anything starts.")
        return
    stay = _n("{n} keyholder stays", "{n} keyholders stay", len(keyholders))
    for account in accounts if len(accounts) <= PREVIEWED else ():
        go = _n("{n} way goes", "{n} ways go", goes.get(account.id, 0))
        yield Strong(_("{account}: {go}, {stay}", account=shortened(account.handle, HANDLE_CHARS), go=go, stay=stay))
    counted = numbers(register, [account.id for account in accounts], now, keyholders, reply_open)
    if len(accounts) > PREVIEWED:
        what = _n("{n} account", "{n} accounts", len(accounts))
        go = _n("{n} way goes", "{n} ways go", counted.go)
        yield Strong(_("{accounts}: {go}, {stay}", accounts=what, go=go, stay=stay))
    secrets = _n("{n} secret to change", "{n} secrets to change", counted.secrets)
    tools = _n("{n} tool may post by itself", "{n} tools may post by themselves", counted.tools)
    yield _("{secrets} · {tools}", secrets=secrets, tools=tools)
    if counted.gone:
        yield _n("{n} person has left and goes first", "{n} people have left and go first", counted.gone)


def step_form(
    incident: Incident,
    run: Run,
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
    may_be_done = step.purpose != "delete" or bool(doing.exhibits) or counted(incident) > 0
    results = [Option("done", _("Done"))] if may_be_done else []
    results += [Option("could_not", _("Could not")), Option("not_applicable", _("Doesn't apply"))]
    known = {doing.results.get(part) for part in doing.parts}
    before = known.pop() if len(known) == 1 else None
    fields: list[Field] = [
        Says(tuple(_step_lines(incident, run, doing, error, book, may_be_done))),
        Chooses(
            "result",
            _("Result"),
            tuple(results),
            style="list",
            initial=(before,) if before in [option.value for option in results] else (),
        ),
        Asks("link", _("Evidence: link"), kind="address", required=False, initial=doing.link or None),
        Attaches("file", _("Evidence: file"), required=False),
        Asks(
            "note",
            _("Note"),
            required=False,
            max_chars=NOTE_CHARS,
            hint=_("Needed for “Could not”. Never a password."),
            initial=doing.note.reveal() or None,
        ),
    ]
    if step.purpose in ("rotate", "end_sessions", "revoke_apps"):
        hint = _("If a session lives on. Empty: as the runbook says.")
        until = doing.residual_until
        fields.append(Dates("until", _("May still post until"), required=False, hint=hint, initial=until))
    return Form(
        action="lockdown.save",
        title=_("Step {n} of {m}", n=step.n, m=len(run.steps)),
        submit=_("Save"),
        close=_("Close"),
        carried=on(incident.id, run.account, step.n),
        begins=f"{run.account}-{step.n}",  # "Done" of one step is not said of the next
        fields=tuple(fields),
    )


def _step_lines(
    incident: Incident, run: Run, doing: Doing, error: Words | None, book: Book | None, may_be_done: bool
) -> Iterator[Line]:
    step = doing.step
    if error is not None:
        yield Strong(error)
    platform = platform_words(book, run.platform) if book else raw(run.platform)
    yield Strong(_("{account} · {platform}", account=shortened(run.handle, HANDLE_CHARS), platform=platform))
    yield Strong(step_words(step.purpose, _who(run, doing, named=True)))
    if about := step.about.reveal():
        yield _("About: {what}", what=about)
    if step.text:
        yield Words(step.text)
    yield _checked(step.checked_on)
    if step.source:
        yield _("Source: {source}", source=step.source)
    if step.link:
        yield raw(Link(_("Open the page"), url=step.link))
    if step.purpose == "tell":
        yield from _to_tell(incident, run)
    yield _("Why: {why}", why=why_words(step.purpose))
    if not may_be_done:
        yield _("Nothing is saved of this post yet. Add a screenshot or link first.")
    if doing.results and doing.by:
        yield _saved(incident, doing)


def _checked(day: str) -> Words:
    if not day:
        return _("Not checked yet on the live platform. Trust what you see.")
    return _("Menu names change; last checked {day}", day=on_day(datetime.fromisoformat(day).date()))


def _saved(incident: Incident, doing: Doing) -> Words:
    at, name = when(incident, doing.at), first(doing.by) if doing.by else raw("–")
    words = _("So far: {state}, {at} ({name})", state=state_words(doing), at=at, name=name)
    note = doing.note.reveal()
    return _("{state}: {note}", state=words, note=note) if note else words


def _to_tell(incident: Incident, run: Run) -> Iterator[Line]:
    """Ready words, so that nobody who loses access hears an accusation."""
    questions = incident.acting or run.lead
    yield _("Copy this, to each person who lost access:")
    yield _(
        "“Your access to {account} is closed for now. This is a precaution, not an accusation. "
        "We will tell you when it changes. Questions: {name}.”",
        account=run.handle,
        name=questions.name,
    )


def _who(run: Run, doing: Doing, *, named: bool) -> Param | None:
    """Whose ways it closes: by name, or counted; None where it closes no particular one."""
    ways = [way for n in doing.step.ways if (way := run.way(n))]
    if not ways:
        return None
    if not named:
        return _n("{n} way in", "{n} ways in", len(ways))
    names = list(dict.fromkeys(way.name.reveal() for way in ways))
    shown: list[Param] = [*names[:NAMED]]
    if more := len(names) - NAMED if len(names) > NAMED else 0:
        shown.append(_n("{n} more", "{n} more", more))
    who = Joined(tuple(shown))
    return _("{names} (left)", names=who) if any(_left(way) for way in ways) and len(ways) == 1 else who


def _left(way: Way) -> bool:
    return way.leaver


def verify_form(incident: Incident, runs: Iterable[Run], person: Person, now: datetime, *, alone: bool = False) -> Form:
    """
    What is done and waits for somebody else's look.

    Args:
        alone: Fewer than two people could look, so that who did a step may verify it, with a reason.
    """
    waiting = [
        (run, doing)
        for run in runs
        for doing in run.steps
        if to_see(doing) and doing.is_done and not doing.is_verified and (alone or person.id not in doing.doers)
    ]
    shown = waiting[:AT_ONCE]
    named = leads_access(incident, person)
    lines: list[Line] = [_("Check from outside, in another browser.")]
    lines += dict.fromkeys(Words(d.step.text) for run, _d in shown for d in run.steps if _is_look(d))
    if more := len(waiting) - len(shown):
        lines.append(_n("{n} more step waits after these.", "{n} more steps wait after these.", more))
    if not shown:
        lines.append(_("Nothing waits for you. What you did yourself, someone else verifies."))
    fields: list[Field] = [Says(tuple(lines))]
    if shown:
        options = tuple(_look(incident, run, doing, named) for run, doing in shown)
        fields.append(Chooses("steps", _("Steps you checked"), options, many=True, style="list"))
        fields.append(Asks("saw", _("What did you see?"), max_chars=NOTE_CHARS))
    if alone and shown:
        hint = _("Only for what you did yourself. It is shown as verified alone.")
        fields.append(Asks("alone", _("Why alone?"), required=False, max_chars=LINE_CHARS, hint=hint))
    return Form(
        action="lockdown.verified",
        title=_("Verify"),
        submit=_("Verify"),
        carried=on(incident.id),
        fields=tuple(fields),
    )


def _is_look(doing: Doing) -> bool:
    return doing.step.purpose == "verify" and bool(doing.step.text)


def _look(incident: Incident, run: Run, doing: Doing, named: bool) -> Option:
    """ "@brand · 9: Sessions (Jana)", short enough for Slack; the number tells apart what reads the same."""
    label = _(
        "{account} · {n}: {what} ({name})",
        n=doing.step.n,
        account=shortened(run.handle, LABEL_CHARS // 2),
        what=_looked_at(run, doing, named),
        name=shortened(doing.by.name.split()[0], LABEL_CHARS // 2) if doing.by else "–",
    )
    return Option(f"{run.account}/{doing.step.n}", label)


def _looked_at(run: Run, doing: Doing, named: bool) -> Param:
    """Whom or what a step was about; of more than one way in, how many."""
    ways = [way for n in doing.step.ways if (way := run.way(n))]
    if named and doing.step.about.reveal():
        return shortened(doing.step.about.reveal(), LABEL_CHARS)
    if doing.step.purpose not in ("remove", "tools") or not ways:
        return kind_words(doing.step.purpose)
    if named and len(ways) == 1:
        return shortened(ways[0].name.reveal(), LABEL_CHARS)
    counted = _n("{n} way in", "{n} ways in", len(ways))
    return _("{what}, {ways}", what=kind_words(doing.step.purpose), ways=counted)


def cannot_form(incident: Incident, account: str) -> Form:
    """Why a keyholder can't log in."""
    return why("lockdown.cannot", on(incident.id, account), label=_("What is in the way? The room reads it."))


def suspended_form(incident: Incident, runs: Sequence[Run]) -> Form:
    """The platform suspended an account, or gave it back: neither is ours to claim. *runs*: one at least."""
    options = tuple(Option(run.account, raw(shortened(run.handle, WHAT_CHARS))) for run in runs[:OPTIONS])
    there = all(run.suspended_at for run in runs)
    return Form(
        action="lockdown.suspended",
        title=_("Suspended?"),
        submit=_("Save"),
        carried=on(incident.id),
        fields=(
            Says((_("The platform did this, not we. It does not count as closed."),)),
            Chooses("account", _("Account"), options, initial=(options[0].value,)),
            Chooses(
                "state",
                _("What happened?"),
                (
                    Option("suspended", _("The platform suspended it")),
                    Option("over", _("It is there again")),
                ),
                style="list",
                initial=("over" if there else "suspended",),
            ),
        ),
    )


def steps_form(incident: Incident, runs: Sequence[Run], page: int, *, named: bool = True) -> Form:
    """
    All steps as a list, one page of it; sending it shows the next.

    Args:
        page: From 0 on; past the end it begins again.
        named: Whether holders' names may be shown to who asked.
    """
    rows = [(run, doing) for run in runs for doing in run.steps if may_begin(run, doing.step) or doing.results]
    pages = max(1, -(-len(rows) // PAGE))
    page = page % pages
    lines: list[Line] = []
    last: Run | None = None
    for run, doing in rows[page * PAGE : (page + 1) * PAGE]:
        if run is not last:
            lines.append(Strong(raw(shortened(run.handle, HANDLE_CHARS))))
            last = run
        lines.append(_row(incident, run, doing, named))
    if waiting := sum(not may_begin(run, doing.step) for run in runs for doing in run.steps if not doing.results):
        barred = _n("{n} step waits until a log-in is proved.", "{n} steps wait until a log-in is proved.", waiting)
        lines += [barred] if any(not run.is_proven for run in runs) else []
    return Form(
        action="lockdown.steps",
        title=_("Steps"),
        submit=_("Next page") if pages > 1 else _("Show again"),
        close=_("Close"),
        carried=on(incident.id, page + 1 if pages > 1 else 0),
        fields=(Says(tuple(lines or [_("No steps yet.")])),),
    )


def _row(incident: Incident, run: Run, doing: Doing, named: bool) -> Words:
    """One step: its sign and state in words, who and when."""
    step = doing.step
    what = step_words(step.purpose, _who(run, doing, named=named))
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
