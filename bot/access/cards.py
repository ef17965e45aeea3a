"""How ready access is, in words: numbers for all, names for those alone who may read the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.access.leavers.carried import OfHolder
from bot.access.readiness import AccessReady, Code, Finding
from bot.access.register.state import Register
from bot.chat.card import Button, Item, on
from bot.crisis.wording import shortened
from bot.text import Joined, Words, _, _n

NAMED: Final = 5  # of each finding; the rest is counted above
NAME_CHARS: Final = 40
OF_PEOPLE: Final = ("leavers", "unknown_people")


def access_headline(ready: AccessReady) -> Words:
    """How much access there is, over all means."""
    people = _n("{n} person", "{n} people", ready.people)
    paths = _n("{n} way", "{n} ways", ready.paths)
    into = _n("{paths} into {n} account", "{paths} into {n} accounts", ready.accounts, paths=paths)
    if not ready.programs:
        return _("Access: {people} · {paths}", people=people, paths=into)
    programs = _n("{n} program", "{n} programs", ready.programs)
    return _("Access: {people}, {programs} · {paths}", people=people, programs=programs, paths=into)


def access_lines(ready: AccessReady, register: Register, named: bool) -> list[Words]:
    """Each finding with its number and the next step; *named*: whose and of what, too."""
    if ready.passed:
        return [_("✔ Nothing to mend.")]
    lines = []
    for finding in ready.findings:
        what, step = finding_words(finding), step_words(finding.code)
        names = _names(register, finding) if named and finding.about else None
        if names is None:
            lines.append(_("✖ {what} Next: {step}", what=what, step=step))
        else:
            lines.append(_("✖ {what} {names} Next: {step}", what=what, names=names, step=step))
    return lines


def access_items(ready: AccessReady, register: Register, named: bool) -> tuple[Item, ...]:
    """What can be done now: what is left by somebody who left first."""
    items: list[Item] = []
    leaver = next((finding.about[0] for finding in ready.findings if finding.code == "leavers"), None)
    if leaver is not None and named:
        name = _("Close what {name} still holds", name=_holder(register, leaver))
        items.append(
            Button(
                "access.leaver_close", _("Close these…"), on(register.id, OfHolder(leaver)), style="primary", name=name
            )
        )
    items.append(Button("access.show", _("Who has access")))
    items.append(Button("access.leaver_form", _("Someone left…")))
    return tuple(items)


def finding_words(finding: Finding) -> Words:
    """What is wrong, counted."""
    return WRONG[finding.code](len(finding.about))


def step_words(code: Code) -> Words:
    """What to do about it."""
    return STEPS[code]


WRONG: Final[dict[Code, Callable[[int], Words]]] = {
    "empty": lambda _accounts: _("The register is empty."),
    "leavers": lambda n: _n("{n} person left and still has a way in.", "{n} people left and still have a way in.", n),
    "exposed": lambda n: _n(
        "{n} secret is known to somebody not entitled any more.",
        "{n} secrets are known to somebody not entitled any more.",
        n,
    ),
    "recovery_of_leaver": lambda n: _n(
        "Recovery of {n} account leads to somebody who left.",
        "Recovery of {n} accounts leads to somebody who left.",
        n,
    ),
    "unknown_people": lambda n: _n("{n} person with access is not known.", "{n} people with access are not known.", n),
    "unknown_access": lambda n: _n(
        "{n} account: nobody confirmed access in 90 days.", "{n} accounts: nobody confirmed access in 90 days.", n
    ),
    "few_admins": lambda n: _n("{n} account has fewer than two admins.", "{n} accounts have fewer than two admins.", n),
    "no_twofa": lambda n: _n("{n} account: no second factor known.", "{n} accounts: no second factor known.", n),
    "recovery_not_ours": lambda n: _n(
        "Recovery of {n} account is not ours.", "Recovery of {n} accounts is not ours.", n
    ),
    "owned_privately": lambda n: _n(
        "{n} account is not known to be the company's.", "{n} accounts are not known to be the company's.", n
    ),
    "no_owner": lambda n: _n("{n} account has no owner.", "{n} accounts have no owner.", n),
    "expired": lambda n: _n(
        "{n} temporary way in is over and still open.", "{n} temporary ways in are over and still open.", n
    ),
    "twofa_one_person": lambda n: _n(
        "The second factor of {n} account hangs on one person.",
        "The second factor of {n} accounts hangs on one person.",
        n,
    ),
    "recovery_one_person": lambda n: _n(
        "Recovery of {n} account hangs on one person.", "Recovery of {n} accounts hangs on one person.", n
    ),
}
STEPS: Final[dict[Code, Words]] = {
    "empty": _("enter your accounts"),
    "leavers": _("close what they hold"),
    "exposed": _("change these secrets"),
    "recovery_of_leaver": _("replace the recovery e-mail or phone"),
    "unknown_people": _("find out who they are"),
    "unknown_access": _("ask the holders to confirm"),
    "few_admins": _("add an admin"),
    "no_twofa": _("switch on a second factor"),
    "recovery_not_ours": _("make recovery lead to us"),
    "owned_privately": _("make it the company's"),
    "no_owner": _("name an owner"),
    "expired": _("take it back on the platform"),
    "twofa_one_person": _("add a second device or a key"),
    "recovery_one_person": _("use a mailbox that several read"),
}


def _names(register: Register, finding: Finding) -> Words:
    """In brackets: the first few of those it is about."""
    if finding.code in OF_PEOPLE:
        names = [_holder(register, id) for id in finding.about]
    elif finding.code == "exposed":
        names = [shortened(register.secrets[id].name, NAME_CHARS) for id in finding.about]
    else:
        names = [shortened(register.accounts[id].handle, NAME_CHARS) for id in finding.about]
    shown = Joined(tuple(names[:NAMED]))
    more = len(names) - NAMED
    return _("({names}, and {n} more)", names=shown, n=more) if more > 0 else _("({names})", names=shown)


def _holder(register: Register, id: str) -> str:
    known = register.holders.get(id)
    return shortened(known.name if known else id, NAME_CHARS)
