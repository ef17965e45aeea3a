"""Forms about leavers: who left, what of theirs is closed, and what somebody else saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.access.leavers.cards import handle, means_words
from bot.access.leavers.carried import OfHolder
from bot.access.leavers.leaver_tasks import Leaving, once
from bot.access.platforms import platform_name
from bot.access.register.derived import AccessPath
from bot.access.register.state import Register
from bot.access.restriction.plan import GENERAL, settled_by
from bot.access.restriction.step_words import checked_words
from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, ChoosesSeveral, Days, Field, Form, Picks, Says, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.task.forms import AT_ONCE, looked_form
from bot.task.state import Task
from bot.text import Link, Strong, Words, _, _n, raw

OPTION_CHARS: Final = 30  # of an account, and of a path, in a menu


class SomeoneLeft(Sent):
    """Who leaves, and when."""

    who = Picks("who", _("Who"), hint=_("Somebody of this chat."))
    other = Chooses("other", _("Or somebody else of the register"), required=False)
    last_day = Days("last_day", _("Last day"))
    tense = ChoosesSeveral(
        "tense",
        _("Talk is tense?"),
        (Option("tense", _("Yes: access goes before the talk")),),
        required=False,
        style="list",
    )


class ClosedPaths(Sent):
    """What of theirs was closed by who sends it."""

    paths = ChoosesSeveral("paths", _("Closed"), style="list")
    link = Asks("link", _("Evidence link"), kind="address", required=False)
    note = Asks(
        "note", _("What you see"), hint=_("Somebody else looks afterwards."), required=False, max_chars=LINE_CHARS
    )


def left_form(register: Register, who: str = "", *, lists_others: bool = False) -> Form:
    """
    *Someone left…*

    Args:
        who: Id of somebody it begins with.
        lists_others: Whether the reader may see who of the register is not in this chat.
    """
    others = sorted((holder.name, id) for id, holder in register.holders.items() if ":" not in id)
    fields: list[Field] = [
        replace(SomeoneLeft.who, required=not (lists_others and others), initial=(who,) if ":" in who else ())
    ]
    if lists_others and others:
        options = tuple(Option(id, raw(shortened(name, OPTION_CHARS * 2))) for name, id in others)
        chosen = (who,) if who in {id for _name, id in others} else ()
        fields.append(replace(SomeoneLeft.other, options=options, initial=chosen))
    fields += [SomeoneLeft.last_day, SomeoneLeft.tense]
    return Form("access.leaver", _("Someone left"), _("Save"), tuple(fields))


def close_form(case: Leaving, paths: Sequence[AccessPath], book: Book) -> Form:
    """What of theirs is open, with how it is closed; whatever is ticked was done by who sends it."""
    shown = once(paths)
    fields: list[Field] = [Says(tuple(_how(case.register, path, book))) for path in shown[:AT_ONCE]]
    if more := len(shown[AT_ONCE:]):
        fields.append(Says((_n("And {n} more, once these are done.", "And {n} more, once these are done.", more),)))
    options = _options(case, shown[:AT_ONCE])
    fields += [replace(ClosedPaths.paths, options=options), ClosedPaths.link, ClosedPaths.note]
    carried = on(case.register.id, OfHolder(case.leaver.holder))
    return Form("access.leaver_close", _("Close access"), _("Save"), tuple(fields), carried=carried)


def verify_form(case: Leaving, paths: Sequence[AccessPath], alone: bool) -> Form:
    """What was closed: looked at from outside, then ended."""
    shown = paths[:AT_ONCE]
    lines = [_closed(_what(case.register, path), task) for path in shown if (task := case.done(path))]
    look, carried = _("Look yourself, best from another browser."), on(case.register.id, OfHolder(case.leaver.holder))
    return looked_form("access.leaver_verify", carried, (look, *lines), _options(case, shown), alone)


def _closed(what: Words, task: Task) -> Words:
    by = full(task.said_by) if task.said_by else "–"
    if not task.link:
        return _("{what}: closed by {name}", what=what, name=by)
    return _("{what}: closed by {name}, {link}", what=what, name=by, link=Link(_("evidence"), url=task.link))


def _options(case: Leaving, paths: Iterable[AccessPath]) -> tuple[Option, ...]:
    return tuple(Option(path.key, _what(case.register, path)) for path in paths)


def _what(register: Register, path: AccessPath) -> Words:
    account = shortened(handle(register, path.account), OPTION_CHARS)
    if path.secret is not None:
        name = shortened(register.secrets[path.secret].name, OPTION_CHARS)
        return _("{account}: {what}", account=account, what=name)
    return _("{account}: {what}", account=account, what=means_words(register, path))


def _how(register: Register, path: AccessPath, book: Book) -> Iterable[Words | Strong]:
    account = register.accounts[path.account]
    yield Strong(_("{what} · {platform}", what=_what(register, path), platform=platform_name(book, account.platform)))
    runbook = book.runbook(account.platform)
    for purpose in settled_by(register, path):
        steps = [step for step in runbook.steps if step.purpose == purpose] if runbook and not path.tool else []
        for step in steps:
            yield Words(step.text)
            yield checked_words(step.checked_on)
        if not steps:
            yield Words(GENERAL[purpose])
    if path.secret is not None and register.secrets[path.secret].vault:
        yield _("Kept in: {vault}", vault=shortened(register.secrets[path.secret].vault, 80))
    if path.secret is not None:
        yield _("The new one is only for those who still need it.")
