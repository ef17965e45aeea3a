"""
The card for the day when the chat is down: one page of HTML to print or to keep on a phone. No scripts, no pictures.

It shows names and phones openly: whoever prints it sees to where it lies.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from typing import Final

from babel.dates import format_date
from dateutil import tz

from bot.access.register.codes import SECOND_FACTORS
from bot.access.register.derived import ADMINS, TIERS, is_gone, paths_into, still_know
from bot.access.register.entities import Account, Holder, Secret
from bot.access.register.state import Register
from bot.crisis.playbook import Book
from bot.people.organisation import Organisation
from bot.people.who import Someone
from bot.speech.holding_statement.rules import is_approved
from bot.speech.holding_statement.state import Template
from bot.text import Translator, Words, _, clean, raw, translator

VALID: Final = timedelta(days=90)  # as long as a confirmed access path counts as known (domain.md §5.2)
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
STYLE: Final = """
:root { color-scheme: light; }
body { font: 11pt/1.4 system-ui, sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 48rem;
  padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; border-bottom: 2px solid #000; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
dl, ol, ul, p { margin: .25rem 0; }
dt { font-weight: bold; }
dd { margin: 0 0 .35rem 1rem; }
a { color: #00318c; }
blockquote { margin: .25rem 0 .25rem 1rem; border-left: 3px solid #000; padding-left: .5rem; white-space: pre-line; }
@media print, (min-width: 40rem) { dl { display: grid; grid-template-columns: 16rem 1fr; } dd { margin: 0; } }
@page { size: A4; margin: 15mm; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } a { color: #000; }
  h2, h3 { break-after: avoid; } section.account, li, dd { break-inside: avoid; } }
"""


def card(register: Register, organisation: Organisation, book: Book, now: datetime) -> str:
    """The page, in the organisation's language. *now* is aware."""
    return _Card(register, organisation, book, now).page()


def without_phone(register: Register, organisation: Organisation) -> list[str]:
    """Names of those on the phone tree whose phone nobody has entered."""
    return [person.name for _role, person in _tree(organisation) if not _phone(register, person.id)]


def _phone(register: Register, id: str) -> str:
    holder = register.holders.get(id)
    return holder.phone if holder else ""


def _tree(organisation: Organisation) -> Iterable[tuple[Words, Someone]]:
    """Who is called, in this order."""
    for row, responder in enumerate(organisation.responders, start=1):
        yield _("Responder {row}", row=row), responder.person
        if responder.deputy:
            yield _("Deputy of responder {row}", row=row), responder.deputy
    if organisation.hr:
        yield _("HR"), organisation.hr
    if organisation.legal:
        yield _("Legal"), organisation.legal


class _Card:
    """The parts of the page; each gives HTML in which everything that was typed is escaped."""

    def __init__(self, register: Register, organisation: Organisation, book: Book, now: datetime) -> None:
        self.register = register
        self.organisation = organisation
        self.book = book
        self.now = now
        self.words: Translator = translator(organisation.language, zone=organisation.zone)

    def page(self) -> str:
        title = self.say(_("Crisis card: when the chat is down"))
        brand = f"<p><strong>{_text(self.organisation.brand)}</strong></p>" if self.organisation.brand else ""
        day, until = self.day(self.now), self.day(self.now + VALID)
        dates = self.say(_("Printed {day}. Valid until {until}.", day=day, until=until))
        keep = self.say(_("It names people and phones. Keep it locked away, and destroy it when a new one is printed."))
        body = [self._first(), self._calls(), self._accounts(), self._lines()]
        return "\n".join(
            [
                "<!doctype html>",
                f'<html lang="{escape(self.words.language)}">',
                '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
                f"<title>{title}</title><style>{STYLE}</style></head>",
                f"<body><header><h1>{title}</h1>{brand}<p>{dates}</p><p>{keep}</p></header><main>",
                *body,
                "</main></body></html>",
                "",
            ]
        )

    def say(self, words: Words) -> str:
        return _text(self.words.plain(words))

    def day(self, at: datetime) -> str:
        language = "en_GB" if self.words.language in ("en", "qps") else self.words.language
        on = at.astimezone(tz.gettz(self.organisation.zone) or tz.UTC).date()
        return format_date(on, "long", locale=language)

    def _first(self) -> str:
        steps = (
            _("Call the first person of the phone tree who answers. Agree who commands."),
            _("Save screenshots and links before anything is deleted."),
            _("Write down on paper what you do, with the time."),
            _("Close access only while one keyholder shows that they can log in."),
            _("Say the first line, if one is approved."),
        )
        return self._section(_("First"), f"<ol>{''.join(f'<li>{self.say(step)}</li>' for step in steps)}</ol>")

    def _calls(self) -> str:
        called = [(self.say(role), self._who(person.id, person.name)) for role, person in _tree(self.organisation)]
        rows = "".join(f"<li>{role}: {who}</li>" for role, who in called)
        nobody = f"<p>{self.say(_('Nobody is named. Write in who is called:'))} ______________________</p>"
        return self._section(_("Phone tree"), f"<ol>{rows}</ol>" if rows else nobody)

    def _accounts(self) -> str:
        accounts = sorted(self.register.accounts.values(), key=lambda a: (TIERS[a.tier], a.platform, a.handle))
        none = f"<p>{self.say(_('No account is in the register.'))}</p>"
        return self._section(_("Accounts"), "".join(map(self._account, accounts)) or none)

    def _account(self, account: Account) -> str:
        runbook = self.book.runbook(account.platform)
        platform = runbook.title if runbook else account.platform
        recovery = _link(runbook.recovery) if runbook and runbook.recovery else self.say(_("not known yet"))
        facts: list[tuple[Words, str]] = [
            (_("Answers for it"), self._person(account.owner)),
            (_("Can give and take access"), self._keyholders(account)),
            (_("Lost? Claim it at"), recovery),
            (
                _("Recovery e-mail and phone"),
                _joined(account.recovery_email, account.recovery_phone) or self._unknown(),
            ),
            (_("Second factor"), self._second_factor(account)),
            (_("Where backup codes are"), _text(account.backup_codes) or self._unknown()),
            (_("Where passwords are kept"), self._vaults(account)),
            (_("Contact at the platform"), _text(account.platform_contact) or self._unknown()),
        ]
        rows = "".join(f"<dt>{self.say(label)}</dt><dd>{said}</dd>" for label, said in facts)
        return f'<section class="account"><h3>{_text(account.handle)} · {_text(platform)}</h3><dl>{rows}</dl></section>'

    def _keyholders(self, account: Account) -> str:
        paths = paths_into(self.register, account.id, self.now)
        ids = dict.fromkeys(path.holder for path in paths if path.level in ADMINS and not path.tool)
        here = [id for id in ids if not is_gone(self.register, id, self.now)]
        return "<br>".join(map(self._person, here)) or self._unknown()

    def _second_factor(self, account: Account) -> str:
        kind = SECOND_FACTORS.get(account.twofa)
        held = f": {self._person(account.twofa_holder)}" if account.twofa_holder else ""
        return f"{self.say(kind)}{held}" if kind else self._unknown()

    def _vaults(self, account: Account) -> str:
        tools = {tool.id for tool in self.register.tools.values() if account.id in tool.accounts}
        secrets = [s for s in self.register.secrets.values() if {account.id, *tools} & set(s.opens)]
        return "<br>".join(map(self._vault, secrets)) or self._unknown()

    def _vault(self, secret: Secret) -> str:
        knowing = (self.register.holders.get(id) for id in sorted(still_know(secret)))
        names = ", ".join(holder.name for holder in knowing if holder)
        kept = secret.vault or self.words.plain(_("not known yet"))
        return self.say(_("{secret}: {vault}. Known by: {names}", secret=secret.name, vault=kept, names=names or "–"))

    def _lines(self) -> str:
        lines = sorted(self.register.templates.values(), key=lambda line: line.playbook)
        none = f"<p>{self.say(_('No first line is approved.'))}</p>"
        return self._section(_("First lines"), "".join(map(self._line, filter(is_approved, lines))) or none)

    def _line(self, line: Template) -> str:
        titles = {kind.id: Words(kind.title) for kind in self.book.kinds}
        by, on = (line.approval.by.name, self.day(line.approval.at)) if line.approval else ("", "")
        title, approved = (
            titles.get(line.playbook, raw(line.playbook)),
            _("Approved by {name}, {day}.", name=by, day=on),
        )
        said = f"<blockquote>{_text(line.text)}</blockquote>"
        return f"<section><h3>{self.say(title)}</h3>{said}<p>{self.say(approved)}</p></section>"

    def _section(self, title: Words, content: str) -> str:
        return f"<section><h2>{self.say(title)}</h2>{content}</section>"

    def _unknown(self) -> str:
        return self.say(_("not known yet"))

    def _person(self, id: str | None) -> str:
        holder = self.register.holders.get(id or "")
        return self._who(holder.id, holder.name) if holder else self._unknown()

    def _who(self, id: str, name: str) -> str:
        """A name with its phone, and the manager's."""
        holder = self.register.holders.get(id)
        manager = self.register.holders.get(holder.manager or "") if holder else None
        said = f"{_text(name)}, {self._tel(holder)}"
        return f"{said} ({self.say(_('manager'))}: {_text(manager.name)}, {self._tel(manager)})" if manager else said

    def _tel(self, holder: Holder | None) -> str:
        if holder is None or not holder.phone:
            return self.say(_("no phone known")) + " ______________"
        digits = "".join(sign for sign in holder.phone if sign.isdecimal() or sign == "+")
        return f'<a href="tel:{escape(digits)}">{_text(holder.phone)}</a>' if digits else _text(holder.phone)


def _text(text: str) -> str:
    return escape(clean(text))


def _joined(*texts: str) -> str:
    return ", ".join(_text(text) for text in texts if text)


def _link(address: str) -> str:
    """The address stands there in full: paper has no links."""
    return f'<a href="{escape(address)}" rel="noreferrer">{_text(address)}</a>'
