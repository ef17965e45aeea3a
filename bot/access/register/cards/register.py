"""
The register as people see it: forms, never the room. Each shows its rows and asks
what to open next, so that nothing of it is left in the chat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.access.register.cards.look import (
    Look,
    begins,
    counts,
    gone_words,
    how,
    last,
    name_of,
    riskiest_first,
    title,
    warnings,
)
from bot.access.register.codes import EMPLOYERS, SECOND_FACTORS, TIERS
from bot.access.register.derived import AccessPath, admins, by_blast_radius
from bot.access.register.entities import Account
from bot.access.register.words import Told
from bot.chat.card import Option, on
from bot.chat.form import Chooses, Form, Says, Sent
from bot.crisis.wording import shortened
from bot.text import Joined, Moment, Param, Strong, Words, _, _n, raw

PAGE = 20  # rows, ux.md §9
LABEL_CHARS = 30  # of a name in a menu
WARNED = 2  # warnings in a line of the list
CHANGES = 20  # newest of them at a time


@dataclass(frozen=True, slots=True)
class Seeing:
    """A look at the register by somebody. *all* of it, or only these *accounts*."""

    look: Look
    all: bool
    accounts: frozenset[str]

    @property
    def may_see(self) -> list[Account]:
        known = self.look.register.accounts.values()
        return [account for account in known if self.all or account.id in self.accounts]


ALL = "-"  # what changed of all of it


class Opened(Sent):
    """What is to be opened next."""

    next = Chooses("next", _("What next?"))


def accounts_form(seen: Seeing, page: int = 0, said: Sequence[Words] = (), then: str = "", named: int = 0) -> Form:
    """Every account the reader may see, the riskiest first; and how many more were *named* in crises."""
    look, register = seen.look, seen.look.register
    ordered = riskiest_first(look, seen.may_see)
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    lines: list[Words | Strong] = [*said, Strong(_head(seen))]
    lines += [_account_line(look, account) for account in shown]
    if not ordered and not named:
        lines.append(_("No account is entered yet. Next: add the first one."))
    if named:
        says = _n("{n} account was named in crises: add it.", "{n} accounts were named in crises: add them.", named)
        lines.append(says)
    options = [Option(f"account {account.id} 0", _label(look, account)) for account in shown]
    options += _pages("list", page, len(ordered))
    if seen.all:
        options += [Option("named", _("Add what crises named…"))] if named else []
        options.append(Option("new account", _("Add an account…")))
        options += [Option("new tool", _("Add a tool…"))] if ordered else []
        options += [Option("tools 0", _("Tools"))] if register.tools else []
        options += [Option("people 0", _("People"))] if register.holders else []
        options += [Option(f"changes {ALL} 0", _("What changed"))] if register.seq else []
        options.append(Option("import", _("Import CSV files…")))
    return _form(seen, lines, options, then)


def account_form(seen: Seeing, account: Account, page: int = 0, said: Sequence[Words] = (), then: str = "") -> Form:
    """Who can get into one account and how, the most dangerous first."""
    look = seen.look
    ordered = by_blast_radius(look.register, look.of(account.id), look.now)
    shown = list(enumerate(ordered, start=1))[page * PAGE : (page + 1) * PAGE]
    lines: list[Words | Strong] = [*said, *_account_head(seen, account)]
    lines += [_row(n, name_of(look.register, path.holder), look, path) for n, path in shown]
    options = _pages(f"account {account.id}", page, len(ordered))
    options += [
        Option(f"new path {account.id}", _("Add a way in…")),
        Option(f"edit account {account.id}", _("Edit the account…")),
        Option(f"new secret {account.id}", _("Add a password or key…")),
        Option(f"ask {account.id}", _("Ask to confirm")),
        Option("left -", _("Someone left…")),
        *((Option(f"read {account.id}", _("Read whom the platform lists")),) if account.connector else ()),
        Option(f"changes {account.id} 0", _("What changed")),
        Option("list 0", _("All accounts")),
    ]
    options += [Option(_target(path, account.id), _row_label(n, look, path)) for n, path in shown]
    kept = look.secrets.get(account.id, [])[:PAGE]
    options += [
        Option(f"edit secret {secret.id} {account.id}", _("Key: {name}", name=shortened(secret.name, LABEL_CHARS)))
        for secret in kept
    ]
    return _form(seen, lines, options, then)


def person_form(seen: Seeing, holder: str, page: int = 0, said: Sequence[Words] = ()) -> Form:
    """All that one person can get into, over all means."""
    look = seen.look
    known = look.register.holders[holder]
    paths = [path for paths in look.paths.values() for path in paths if path.holder == holder]
    ordered = by_blast_radius(look.register, paths, look.now)
    shown = list(enumerate(ordered, start=1))[page * PAGE : (page + 1) * PAGE]
    about: list[Param] = [known.name, EMPLOYERS[known.employer], *gone_words(look, holder)]
    n = len({path.account for path in paths})
    into = _n("Ways into {n} account", "Ways into {n} accounts", n) if n else _("No way in is known")
    lines: list[Words | Strong] = [*said, Strong(raw(Joined(tuple(about), " · "))), into]
    lines += [_row(i, look.register.accounts[path.account].handle, look, path) for i, path in shown]
    options = _pages(f"person {holder}", page, len(ordered))
    options.append(Option(f"edit person {holder}", _("Edit the person…")))
    options.append(Option(f"left {holder}", _("Someone left…")))
    options += [
        Option(f"account {account} 0", _label(look, look.register.accounts[account]))
        for account in dict.fromkeys(path.account for _n_, path in shown)
    ]
    options.append(Option("list 0", _("All accounts")))
    return _form(seen, lines, options)


def people_form(seen: Seeing, page: int = 0) -> Form:
    """Everybody in the register: who left first, then by name."""
    look = seen.look
    held = {path.holder for paths in look.paths.values() for path in paths}
    people = sorted(
        look.register.holders.values(),
        key=lambda holder: (not (holder.id in look.gone and holder.id in held), holder.name.casefold(), holder.id),
    )
    shown = people[page * PAGE : (page + 1) * PAGE]
    lines: list[Words | Strong] = [Strong(_n("{n} person", "{n} people", len(people)))]
    for holder in shown:
        nothing: list[Param] = [] if holder.id in held else [_("no way in")]
        says: list[Param] = [holder.name, EMPLOYERS[holder.employer], *gone_words(look, holder.id), *nothing]
        lines.append(raw(Joined(tuple(says), " · ")))
    options = [Option(f"person {h.id} 0", raw(shortened(h.name, LABEL_CHARS))) for h in shown]
    options += [*_pages("people", page, len(people)), Option("list 0", _("All accounts"))]
    return _form(seen, lines, options)


def tools_form(seen: Seeing, page: int = 0, said: Sequence[Words] = (), then: str = "") -> Form:
    """Every tool, with the number of accounts it posts to."""
    register = seen.look.register
    tools = sorted(register.tools.values(), key=lambda tool: tool.name.casefold())
    shown = tools[page * PAGE : (page + 1) * PAGE]
    lines: list[Words | Strong] = [*said, Strong(_n("{n} tool", "{n} tools", len(tools)))]
    for tool in shown:
        n = len(tool.accounts)
        to = _n("posts to {n} account", "posts to {n} accounts", n)
        owner: Param = name_of(register, tool.owner) if tool.owner else _("nobody yet")
        lines.append(_("{name} · {to} · paused by {owner}", name=tool.name, to=to, owner=owner))
    options = [Option(f"edit tool {tool.id}", raw(shortened(tool.name, LABEL_CHARS))) for tool in shown]
    options += [*_pages("tools", page, len(tools)), Option("new tool", _("Add a tool…"))]
    return _form(seen, lines, [*options, Option("list 0", _("All accounts"))], then)


def changes_form(seen: Seeing, told: Sequence[Told], names: Mapping[str, str], about: str, skipped: int) -> Form:
    """
    Who changed what, newest first.

    Args:
        told: Oldest first.
        names: Of whoever did it, by id; without one it happened by itself.
        about: The id of an account, or "-" for all of it.
        skipped: How many newer ones come before these.
    """
    newest = list(reversed(told))[skipped:]
    lines: list[Words | Strong] = [Strong(_("What changed, newest first"))]
    for each in newest[:CHANGES]:
        by: Param = names.get(each.event.by) or _("by itself")
        lines.append(_("{at} · {name}: {what}", at=Moment(each.event.at, "date_time"), name=by, what=each.words))
    if not newest:
        lines.append(_("Nothing has changed yet."))
    more = len(newest) > CHANGES
    options = [Option(f"changes {about} {skipped + CHANGES}", _("Earlier changes"))] if more else []
    options += [Option(f"account {about} 0", _("Back to the account"))] if about != ALL else []
    return _form(seen, lines, [*options, Option("list 0", _("All accounts"))])


def numbers_alone(look: Look, account: Account) -> Words:
    """What everybody else may hear of an account: that it is looked after, by how many, and no name."""
    return _(
        "{handle} has {owner}, {keyholders} and {runbook}. Names are private.",
        handle=account.handle,
        owner=_("an owner") if account.owner else _("no owner"),
        keyholders=_keyholders(look, account),
        runbook=_("a runbook") if look.book.runbook(account.platform) else _("no runbook"),
    )


def _keyholders(look: Look, account: Account) -> Words:
    """Whoever could stay when access is closed: those who can do everything there, and work here."""
    return _n("{n} keyholder", "{n} keyholders", len(admins(look.register, look.of(account.id), look.now)))


def _form(seen: Seeing, lines: Sequence[Words | Strong], options: Sequence[Option], then: str = "") -> Form:
    initial = (then,) if any(option.value == then for option in options) else (options[0].value,) if options else ()
    return Form(
        action="access.page",
        title=_("Who has access"),
        submit=_("Open"),
        close=_("Close"),
        carried=on(seen.look.register.id),
        begins=begins(seen.look.register, *(option.value for option in options)),
        fields=(Says(tuple(lines)), replace(Opened.next, options=tuple(options), initial=initial)),
    )


def _pages(where: str, page: int, n: int) -> list[Option]:
    found = [Option(f"{where} {page + 1}", _("Next page"))] if (page + 1) * PAGE < n else []
    return [*found, *([Option(f"{where} {page - 1}", _("Page before"))] if page else [])]


def _head(seen: Seeing) -> Words:
    accounts = seen.may_see
    said = _n("{n} account", "{n} accounts", len(accounts))
    return _("{accounts} · riskiest first", accounts=said) if len(accounts) > 1 else said


def _account_line(look: Look, account: Account) -> Words:
    paths, who = counts(look, account)
    wrong = warnings(look, account)
    parts: list[Param] = [title(look, account), paths, who]
    if wrong:
        more = _n("{n} more", "{n} more", len(wrong) - WARNED) if len(wrong) > WARNED else None
        told: tuple[Param, ...] = (*wrong[:WARNED], *([more] if more else []))
        parts.append(_("! {what}", what=Joined(told, "; ")))
    return raw(Joined(tuple(parts), " · "))


def _account_head(seen: Seeing, account: Account) -> list[Words | Strong]:
    look = seen.look
    paths, who = counts(look, account)
    head: list[Param] = [title(look, account), TIERS[account.tier], who]
    lines: list[Words | Strong] = [
        Strong(raw(Joined(tuple(head), " · "))),
        raw(Joined((paths, last(look, account)), " · ")),
    ]
    lines += [_("! {what}", what=warning) for warning in warnings(look, account)]
    owner: Param = name_of(look.register, account.owner) if account.owner else _("nobody yet")
    about: list[Param] = [_("Owner: {name}", name=owner)]
    if account.twofa:
        holder: list[Param] = [name_of(look.register, account.twofa_holder)] if account.twofa_holder else []
        kind = Joined((SECOND_FACTORS[account.twofa], *holder))
        about.append(_("second factor: {what}", what=kind))
    for words in (account.recovery_email, account.recovery_phone):
        about += [_("recovery: {what}", what=words)] if words else []
    return [*lines, raw(Joined(tuple(about), " · "))]


def _row(n: int, name: str, look: Look, path: AccessPath) -> Words:
    said = Joined((*gone_words(look, path.holder), *how(look, path)), " · ")
    return _("{n}. {name} · {says}", n=n, name=name, says=said)


def _row_label(n: int, look: Look, path: AccessPath) -> Words:
    return _("{n}. {name}", n=n, name=shortened(name_of(look.register, path.holder), LABEL_CHARS))


def _target(path: AccessPath, account: str) -> str:
    return f"edit path {path.grant} {account}" if path.grant else f"edit secret {path.secret} {account} {path.holder}"


def _label(look: Look, account: Account) -> Words:
    shown = account.model_copy(update={"handle": shortened(account.handle, LABEL_CHARS)})
    return title(look, shown)
