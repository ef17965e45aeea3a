"""The forms in which the register is entered and changed, one entry each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from bot.access.register.cards.look import begins, name_of
from bot.access.register.carried import OfEntry
from bot.access.register.codes import EMPLOYERS, LEVELS, MEANS, Level, Means
from bot.access.register.entering import Which, entry
from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.access.register.fields import Kept, fields_of
from bot.access.register.granting import YES, changed_on, last_day_of
from bot.access.register.keeping import LINE_CHARS, OTHER, is_in_chat, outside_of
from bot.access.register.state import Register
from bot.approval import mark
from bot.chat.card import Option, on
from bot.chat.form import (
    Asks,
    Attaches,
    Chooses,
    ChoosesPlace,
    ChoosesSeveral,
    Dates,
    Days,
    Field,
    Form,
    Picks,
    PicksSeveral,
    Says,
)
from bot.chat.incoming import Given
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.errors import Refused
from bot.record.frozen import Frozen
from bot.text import Joined, Param, Words, _, raw

LABEL_CHARS = 60  # of a name in a menu
REASON_CHARS = 150
OFF = _("Not there any more? Say why")
YES_OR_NO = {YES: _("Yes"), "no": _("No")}
FIRST = ("platform", "handle", "url", "tier", "owner", "purpose", "market", "legal_owner", "twofa", "twofa_holder")
"""What is asked of an account, in this order; whatever else there is comes after it."""


def account_entry(register: Register, book: Book, was: Account | None) -> Form:
    """An account: where it is, whose it is, how it is recovered."""
    known = {runbook.id: raw(runbook.title) for runbook in book.runbooks if runbook.id != OTHER}
    known[OTHER] = _("Another platform")
    platform = "" if was is None else was.platform if was.platform in known else OTHER
    other = was.platform if was is not None and platform == OTHER else ""

    where: list[Field] = [
        Chooses("platform", _("Platform"), _options(known), initial=_first(platform)),
        _asks("other", _("Which other platform?"), other),
    ]
    fields = [
        *_asked(Account, was, register, FIRST, {"platform": where}),
        *_off(was, _("Not ours any more? Say why")),
    ]
    return _form("account", was, "", _("Account"), fields, register)


def path_entry(register: Register, account: Account) -> Form:
    """*Who has access*: one more way into an account."""
    tools = [tool for tool in register.tools.values() if account.id in tool.accounts]
    where = [Option(account.id, raw(shortened(account.handle, LABEL_CHARS)))]
    where += [Option(tool.id, raw(shortened(tool.name, LABEL_CHARS))) for tool in tools]
    fields: list[Field] = [
        Says((_("Someone in the chat, someone outside, or a system."),)),
        *([Chooses("of", _("Where"), tuple(where), initial=(account.id,))] if tools else []),
        Picks("person", _("Person in the chat"), required=False),
        *_outside(register, "outside", _("Or someone entered before")),
        _asks("name", _("Or a new name"), "", hint=_("An agency, a freelancer, a former intern, an app.")),
        _asks("email", _("E-mail of the new name"), ""),
        _chooses("employer", _("The new name is"), EMPLOYERS, "agency", required=False),
        *_means(None),
        _vault(None),
        _right(),
    ]
    return _form("path", None, account.id, _("Who has access"), fields, register)


def path_change(register: Register, was: Grant, account: str) -> Form:
    """One access path as it stands."""
    where = register.accounts.get(was.of) or register.tools.get(was.of)
    called = where.handle if isinstance(where, Account) else where.name if where else was.of
    said = _("{name} at {account}", name=name_of(register, was.holder), account=called)
    fields: list[Field] = [
        Says((said,)),
        *_means(was, last_day_of(register, was)),
        _vault(None),
        _right(),
        *_off(was, OFF),
    ]
    return _form("path", was, account, _("Who has access"), fields, register)


def secret_entry(register: Register, was: Secret | None, account: str, opens: Sequence[Account | Tool]) -> Form:
    """A password or key: where it is kept, and who is to know it; never what it is."""
    knowing = [known.holder for known in was.known_by if known.until is None] if was else []
    options = tuple(Option(each.id, raw(shortened(_called(each), LABEL_CHARS))) for each in opens)
    here = [id for id in (was.opens if was else (account,)) if any(id == option.value for option in options)]
    changed = (Option(YES, _("It was changed just now. Only those above know it.")),)
    day = changed_on(register, was) if was else None
    fields: list[Field] = [
        Says((_("Never the password itself: only where it is kept, and who knows it."),)),
        _asks("name", _("What is it called?"), was.name if was else _called_id(register, account), required=True),
        ChoosesSeveral("opens", _("What does it open?"), options, initial=tuple(here)),
        _vault(was),
        PicksSeveral("people", _("Who is to know it?"), required=False, initial=tuple(filter(is_in_chat, knowing))),
        *_outside_many(register, knowing),
        Days("changed_on", _("Last changed"), required=False, initial=day),
        ChoosesSeveral("changed_now", _("Changed now?"), changed, required=False, style="list"),
        *_off(was, OFF),
    ]
    return _form("secret", was, account, _("Password or key"), fields, register)


def tool_entry(register: Register, was: Tool | None) -> Form:
    """A scheduler, an inbox, an advertising account: what posts or pays by itself."""
    accounts = sorted(register.accounts.values(), key=lambda account: account.handle.casefold())
    mine = [each for each in accounts if was is not None and each.id in was.accounts]
    options = [Option(a.id, raw(shortened(a.handle, LABEL_CHARS))) for a in dict.fromkeys((*mine, *accounts))]
    first = tuple(each.id for each in mine)
    posts = ChoosesSeveral("accounts", _("Accounts it posts to"), tuple(options), required=False, initial=first)
    fields = [*_asked(Tool, was, register, instead={"accounts": [posts]}), *_off(was, OFF)]
    return _form("tool", was, "", _("Tool"), fields, register)


def person_entry(register: Register, was: Holder) -> Form:
    """Somebody who may hold access. Whoever is in the chat is called as they are there."""
    called: dict[str, list[Field]] = {"name": [Says((raw(was.name),))], "email": []} if is_in_chat(was.id) else {}
    fields = [
        *_asked(Holder, was, register, instead=called),
        *_off(was, _("Entered wrongly? Say why")),
    ]
    return _form("person", was, "", _("Person"), fields, register)


def entry_form(register: Register, book: Book, of: Which, accounts: Sequence[Account]) -> Form:
    """The form of one entry, or of a new one. *accounts* are those the reader may keep."""
    was, register = entry(register, of), _seen(register, accounts)
    match of.kind:
        case "account":
            return account_entry(register, book, was if isinstance(was, Account) else None)
        case "tool":
            return tool_entry(register, was if isinstance(was, Tool) else None)
        case "secret":
            return secret_entry(
                register, was if isinstance(was, Secret) else None, of.account, _opened(register, accounts)
            )
        case "path" if isinstance(was, Grant):
            return path_change(register, was, of.account)
        case "person" if isinstance(was, Holder):
            return person_entry(register, was)
    if of.account not in register.accounts:
        raise Refused(_("That entry is not in the register any more. Nothing was changed."), code="no_entry")
    return path_entry(register, register.accounts[of.account])


def _seen(register: Register, accounts: Sequence[Account]) -> Register:
    """The register without people outside the chat who have nothing to do with these accounts, unless they are all."""
    ids = {account.id for account in accounts}
    if ids >= register.accounts.keys():
        return register
    ids |= {tool.id for tool in register.tools.values() if ids.intersection(tool.accounts)}
    known = {grant.holder for grant in register.grants.values() if grant.of in ids}
    known |= {each.holder for s in register.secrets.values() if ids.intersection(s.opens) for each in s.known_by}
    known |= {getattr(account, kept.name) for account in accounts for kept in fields_of(Account) if kept.outside}
    seen = {id: holder for id, holder in register.holders.items() if is_in_chat(id) or id in known}
    return register.model_copy(update={"holders": seen})


def _opened(register: Register, accounts: Sequence[Account]) -> list[Account | Tool]:
    """What a secret may open: these accounts, and tools that post to none but these."""
    ids = {account.id for account in accounts}
    tools = [tool for tool in register.tools.values() if ids.issuperset(tool.accounts)]
    return [*sorted(accounts, key=lambda a: a.handle.casefold()), *sorted(tools, key=lambda t: t.name.casefold())]


def refilled(form: Form, given: Mapping[str, Given], register: Register, top: Sequence[Words]) -> Form:
    """
    The form of an entry as it stands, filled with what somebody had typed when another was faster.

    Above it stands what is new (*top*), then each field that they wrote otherwise than it is now.
    """
    now = [line for field in form.fields if (line := _as_it_is(field, given, register))]
    return replace(form, fields=(Says((*top, *now)), *(_refilled(field, given) for field in form.fields)))


def _as_it_is(field: Field, given: Mapping[str, Given], register: Register) -> Words | None:
    """ "Owner: Ana Kovač": what stands in the register where somebody typed something else."""
    if isinstance(field, Says | Attaches | ChoosesPlace) or _same(field.initial, given.get(field.name)):
        return None
    match field:
        case Chooses() | ChoosesSeveral():
            labels = {option.value: option.label for option in field.options}
            said: Param = Joined(tuple(labels[value] for value in field.initial))
        case Picks() | PicksSeveral():
            said = Joined(tuple(name_of(register, id) for id in field.initial))
        case Dates() | Days():
            said = field.initial.isoformat()[:10] if field.initial else ""
        case _:
            said = shortened(field.initial or "", LINE_CHARS)
    return _("{label}, as it is now: {what}", label=field.label, what=said if field.initial else _("nothing"))


def _same(now: Given, typed: Given) -> bool:
    """A choice of one is given as a word, and kept as a row of one."""
    several = typed if isinstance(typed, tuple) else (typed,) if typed else ()
    return (now or None) == (typed or None) or (isinstance(now, tuple) and now == several)


def _refilled(field: Field, given: Mapping[str, Given]) -> Field:
    if isinstance(field, Says | Attaches | ChoosesPlace):
        return field
    value = given.get(field.name)
    if isinstance(field, Asks):
        return replace(field, initial=str(value) if value else None)
    if isinstance(field, Dates):
        return replace(field, initial=value if isinstance(value, datetime) else None)
    if isinstance(field, Days):
        return replace(field, initial=value if isinstance(value, date) else None)
    several = value if isinstance(value, tuple) else (str(value),) if value else ()
    if isinstance(field, Chooses | ChoosesSeveral):
        several = tuple(each for each in several if any(option.value == each for option in field.options))
    return replace(field, initial=several)


def _form(
    kind: str, was: Frozen | None, account: str, title: Words, fields: Sequence[Field], register: Register
) -> Form:
    id = getattr(was, "id", "")
    return Form(
        action="access.save",
        title=title,
        submit=_("Save"),
        carried=on(register.id, OfEntry(kind, id, mark(was), account)),
        begins=begins(register, kind, id, account),
        fields=tuple(fields),
    )


def _asked(
    of: type[Frozen],
    was: Frozen | None,
    register: Register,
    first: Sequence[str] = (),
    instead: Mapping[str, Sequence[Field]] = MappingProxyType({}),
) -> list[Field]:
    """
    All that is asked of an entry, as its fields say.

    Args:
        first: Names of fields that come before the others.
        instead: What is asked where the name of a field stands.
    """
    kept = {each.name: each for each in fields_of(of)}
    names = dict.fromkeys((*first, *kept))
    asked = (
        instead[name] if name in instead else _widgets(kept[name], label, was, register)
        for name in names
        if (label := kept[name].question)
    )
    return [field for fields in asked for field in fields]


def _widgets(kept: Kept, label: Words, was: Frozen | None, register: Register) -> list[Field]:
    """One field of an entry, filled with what stands there."""
    name, value = kept.name, getattr(was, kept.name) if was else kept.default
    match kept.holds:
        case "address":
            return [Asks(name, label, kind="address", hint=kept.hint, required=kept.required, initial=value or None)]
        case "code":
            return [_chooses(name, label, kept.codes, value or "", required=bool(kept.default))]
        case "yes":
            return [_chooses(name, label, YES_OR_NO, YES if value else "no")]
        case "day":
            return [Days(name, label, hint=kept.hint, required=kept.required, initial=value)]
        case "person" if kept.outside:
            outside = _outside(register, outside_of(name), _("Or outside the chat"), value)
            return [_picks(name, label, value, kept.hint), *outside]
        case "person":
            return [_picks(name, label, value, kept.hint)]
        case "several" | "begins" | "ends":
            raise TypeError(f"{name}: how it is asked, and read, its own form says")
    return [_asks(name, label, value or "", hint=kept.hint, required=kept.required)]


def _asks(name: str, label: Words, initial: str, *, hint: Words | None = None, required: bool = False) -> Asks:
    return Asks(name, label, hint=hint, required=required, max_chars=LINE_CHARS, initial=initial or None)


def _chooses(name: str, label: Words, words: Mapping[str, Words], initial: str, *, required: bool = True) -> Chooses:
    return Chooses(name, label, _options(words), required=required, initial=_first(initial))


def _picks(name: str, label: Words, initial: str | None, hint: Words | None = None) -> Picks:
    """Somebody in the chat; whoever is outside stands in a list of their own."""
    ids = (initial,) if initial and is_in_chat(initial) else ()
    return Picks(name, label, hint=hint, required=False, initial=ids)


def _outside(register: Register, name: str, label: Words, initial: str | None = None) -> list[Field]:
    """A menu of those who are not in the chat; none where there is nobody."""
    options = _people(register, (initial,) if initial else ())
    known = any(option.value == initial for option in options)
    return [Chooses(name, label, options, required=False, initial=_first(initial if known else ""))] if options else []


def _outside_many(register: Register, knowing: Sequence[str]) -> list[Field]:
    options = _people(register, knowing)
    chosen = tuple(option.value for option in options if option.value in knowing)
    label = _("And outside the chat?")
    return [ChoosesSeveral("outside", label, options, required=False, initial=chosen)] if options else []


def _people(register: Register, first: Iterable[str]) -> tuple[Option, ...]:
    """Those meant first, then by name."""
    wanted = set(first)
    outside = (holder for holder in register.holders.values() if not is_in_chat(holder.id))
    ordered = sorted(outside, key=lambda holder: (holder.id not in wanted, holder.name.casefold(), holder.email))
    return tuple(Option(holder.id, raw(_with_email(holder))) for holder in ordered)


def _with_email(holder: Holder) -> str:
    """Two of one name are told apart by their e-mail."""
    return shortened(f"{holder.name} · {holder.email}" if holder.email else holder.name, LABEL_CHARS)


def _means(was: Grant | None, until: date | None = None) -> list[Field]:
    means, level = (was.means, was.level) if was else (Means.delegated_role, Level.publish)
    return [
        _chooses("means", _("Way in"), MEANS, means),
        _chooses("level", _("Level"), LEVELS, level),
        Days(
            "until",
            _("Until"),
            hint=_("The last day. Empty: as long as nothing is said."),
            required=False,
            initial=until,
        ),
    ]


def _vault(was: Secret | None) -> Field:
    hint = _("Where the password is kept, like op://Marketing/brand. Never the password.")
    return _asks("vault", _("Vault link"), was.vault if was else "", hint=hint)


def _right() -> Field:
    """Whoever is outside the chat is not asked: somebody looks for them, and only they say so."""
    options = (Option(YES, _("I looked: this is right today")),)
    return ChoosesSeveral("right", _("Confirmed?"), options, required=False, style="list")


def _off(was: Frozen | None, label: Words) -> list[Field]:
    """Taking an entry off, with a reason; a new one has nothing to take off."""
    hint = _("Empty keeps it. What stood here stays on the audit trail.")
    return [Asks("off", label, hint=hint, required=False, max_chars=REASON_CHARS)] if was else []


def _options(words: Mapping[str, Words]) -> tuple[Option, ...]:
    return tuple(Option(str(value), label) for value, label in words.items())


def _first(value: str | None) -> tuple[str, ...]:
    return (str(value),) if value else ()


def _called(entry: Account | Tool) -> str:
    return entry.handle if isinstance(entry, Account) else entry.name


def _called_id(register: Register, id: str) -> str:
    entry = register.accounts.get(id)
    return entry.handle if entry else ""
