"""The forms that begin a closing, and say of it what no step says: numbers and accounts, no holder's name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.register.derived import TIERS
from bot.access.register.entities import Account
from bot.access.register.numbers import going, numbers, staying
from bot.access.register.state import Register
from bot.access.restriction.carried import OfAccount, OfPreview
from bot.access.restriction.progress import HANDLE_CHARS, going_on
from bot.access.restriction.state import Restriction
from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, ChoosesSeveral, Field, Form, Picks, PicksSeveral, Says, Sent
from bot.chat.why import LINE_CHARS, why
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.text import Strong, Words, _, _n, raw

PREVIEWED = 8  # accounts whose numbers the form says one by one; of more, the sum
LABEL_CHARS = 24  # of an account in an option, beside its numbers
PLATFORM_CHARS = 14

Line = Words | Strong


class StartedRestriction(Sent):
    """Which accounts are closed, who keeps access, and who leads it."""

    accounts = ChoosesSeveral("accounts", _("Accounts"), style="list")
    keyholders = PicksSeveral(
        "keyholders", _("Keyholders"), hint=_("One or two. They keep access and prove a log-in first.")
    )
    lead = Picks("lead", _("Access lead"), hint=_("Walks the steps."))
    replies = Chooses(
        "replies",
        _("Replies"),
        (Option("closed", _("Closed")), Option("approved", _("Approved lines only"))),
        style="list",
    )
    reason = Asks("reason", _("Reason"), required=False, max_chars=LINE_CHARS)


class Suspended(Sent):
    """What a platform did to an account."""

    account = Chooses("account", _("Account"))
    state = Chooses(
        "state",
        _("What happened?"),
        (Option("suspended", _("The platform suspended it")), Option("over", _("It is there again"))),
        style="list",
    )


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
    seen: str = "",
    changed: bool = False,
) -> Form:
    """
    What would be closed, in numbers, before anything is.

    Args:
        chosen: Accounts that are ticked at first; None: those that the crisis touches.
        keyholders: Ids of who would keep access.
        lead: Id of who would lead access.
        reply_open: Whether access paths that allow replies alone would stay; None: as it was proposed.
        seen: The mark of the numbers; it comes back with the form.
        changed: What was sent differs from what was shown, so it is shown once more.
    """
    open_ones = _to_close(incident, register)
    ticked = [a for a in open_ones if a.id in (touched(incident) if chosen is None else chosen)]
    posture = incident.posture.proposed
    replies = reply_open if reply_open is not None else posture is not None and posture.reply_open
    goes, stays = going(register, now, keyholders, replies), staying(register, now, keyholders)
    listed = (*ticked, *sorted((a for a in open_ones if a not in ticked), key=lambda a: _urgency(a, goes)))
    options = tuple(_account(book, account, goes.get(account.id, 0), stays.get(account.id, 0)) for account in listed)
    top = (Strong(_("The numbers are new. Look again, then press Start.")),) if changed else ()
    shown = (*top, *_preview(register, ticked, now, keyholders, replies, goes, stays))
    fields: list[Field] = [Says(shown)]
    if options:
        fields.append(replace(StartedRestriction.accounts, options=options, initial=tuple(a.id for a in ticked)))
    fields += [
        replace(StartedRestriction.keyholders, initial=tuple(keyholders)),
        replace(StartedRestriction.lead, initial=(lead,) if lead else ()),
        replace(StartedRestriction.replies, initial=("approved" if replies else "closed",)),
        StartedRestriction.reason,
        Says((_("Nothing is removed until a keyholder proves a log-in."),)),
    ]
    return Form(
        action="restriction.start",
        title=_("Close access"),
        submit=_("Start"),
        carried=on(incident.id, OfPreview(seen)),
        fields=tuple(fields),
    )


def _to_close(incident: Incident, register: Register) -> list[Account]:
    """All accounts but those that are being closed: the most important first."""
    closing = {each.account for each in going_on(incident)}
    accounts = [account for account in register.accounts.values() if account.id not in closing]
    return sorted(accounts, key=lambda account: (TIERS[account.tier], account.handle))


def _urgency(account: Account, goes: Mapping[str, int]) -> tuple[int, int]:
    return TIERS[account.tier], -goes.get(account.id, 0)


def _account(book: Book, account: Account, go: int, stay: int) -> Option:
    """How many paths go, and how many of the keyholders have one that stays."""
    runbook, name = book.runbook(account.platform), shortened(account.handle, LABEL_CHARS)
    where = shortened(runbook.title if runbook else account.platform, PLATFORM_CHARS)
    goes = _n("{account} · {platform} · {n} goes", "{account} · {platform} · {n} go", go, account=name, platform=where)
    return Option(account.id, _n("{what}, {n} stays", "{what}, {n} stay", stay, what=goes))


def _preview(
    register: Register,
    accounts: Sequence[Account],
    now: datetime,
    keyholders: Collection[str],
    reply_open: bool,
    goes: Mapping[str, int],
    stays: Mapping[str, int],
) -> Iterator[Line]:
    if not accounts:
        yield _("Choose accounts. What goes and what stays is shown before anything starts.")
        return
    for account in accounts if len(accounts) <= PREVIEWED else ():
        go = _n("{n} way goes", "{n} ways go", goes.get(account.id, 0))
        stay = _n("{n} keyholder stays", "{n} keyholders stay", stays.get(account.id, 0))
        yield Strong(_("{account}: {go}, {stay}", account=shortened(account.handle, HANDLE_CHARS), go=go, stay=stay))
    counted = numbers(register, [account.id for account in accounts], now, keyholders, reply_open)
    if len(accounts) > PREVIEWED:
        what = _n("{n} account", "{n} accounts", len(accounts))
        go = _n("{n} way goes", "{n} ways go", counted.go)
        stay = _n("{n} keyholder stays", "{n} keyholders stay", len(keyholders))
        yield Strong(_("{accounts}: {go}, {stay}", accounts=what, go=go, stay=stay))
    secrets = _n("{n} secret to change", "{n} secrets to change", counted.secrets)
    tools = _n("{n} tool may post by itself", "{n} tools may post by themselves", counted.tools)
    yield _("{secrets} · {tools}", secrets=secrets, tools=tools)
    if counted.gone:
        yield _n("{n} person has left and goes first", "{n} people have left and go first", counted.gone)


def cannot_form(incident: Incident, account: str) -> Form:
    """Why a keyholder can't log in."""
    label = _("What is in the way? The room reads it.")
    return why("restriction.cannot", on(incident.id, OfAccount(account)), title=_("I can't log in"), label=label)


def suspended_form(incident: Incident, restrictions: Sequence[Restriction]) -> Form:
    """The platform suspended an account, or gave it back: neither is ours to claim. *restrictions*: one at least."""
    options = tuple(Option(each.account, raw(shortened(each.handle, HANDLE_CHARS))) for each in restrictions)
    there = all(each.suspended_at for each in restrictions)
    return Form(
        action="restriction.suspended",
        title=_("Suspended?"),
        submit=_("Save"),
        carried=on(incident.id),
        fields=(
            Says((_("The platform did this, not we. It does not count as closed."),)),
            replace(Suspended.account, options=options, initial=(options[0].value,)),
            replace(Suspended.state, initial=("over" if there else "suspended",)),
        ),
    )
