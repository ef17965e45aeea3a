"""From the fields of a form to facts: accounts, tools and people of the register, and what is taken off it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from bot.access.register.entities import Account, Holder, Tool
from bot.access.register.facts import AccountEntered, EntryTakenOff, HolderEntered, ToolEntered
from bot.access.register.fields import Kept, fields_of
from bot.access.register.state import Register
from bot.access.secrets.place_said import is_bare_secret, looks_secret
from bot.access.secrets.secret_seen import CODE, SECRET_SEEN
from bot.crisis.opening.rules import address
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.email_address import email_key, read_email
from bot.people.naming import full
from bot.people.profiles import account_key, handle_of
from bot.people.who import Person, Standing
from bot.record.fact import Fact
from bot.record.frozen import Frozen
from bot.text import _, clean

LINE_CHARS = 80  # of what something is called
OTHER = "other"  # chosen where no runbook is of that platform
OVERTAKEN = "overtaken"

Entity = TypeVar("Entity", Account, Tool, Holder)


@dataclass(frozen=True, slots=True)
class Typed:
    """
    What a form was filled in with, and whoever was picked in it.

    *people* are those of the picked who are known; *make_id* gives a new random id that begins as told; *now* is
    aware UTC.
    """

    given: Mapping[str, Given]
    people: Mapping[str, Person]
    make_id: Callable[[str], str]
    now: datetime
    holders: dict[str, Holder] = field(default_factory=dict)  # entered on the way: they come before what names them

    def text(self, name: str) -> str:
        value = self.given.get(name)
        return clean(str(value[0] if isinstance(value, tuple) and value else value or "")).strip()

    def line(self, name: str, *, required: bool = False) -> str:
        """One line of at most 80 characters."""
        words = " ".join(self.text(name).split())
        if required and not words:
            raise Refused(_("Write a few words."), field=name, code="empty")
        if len(words) > LINE_CHARS:
            raise Refused(_("Shorten by {over}.", over=len(words) - LINE_CHARS), field=name, code="too_long")
        return words

    def place(self, name: str) -> str:
        """Where a secret is kept; refused ("secret_seen") where it is the secret itself."""
        words = self.line(name)
        if is_bare_secret(words):
            raise Refused(SECRET_SEEN, field=name, code=CODE)
        return words

    def name(self, name: str, *, required: bool = False) -> str:
        """What something that opens an account is called; refused ("secret_seen") where it is what opens it."""
        words = self.line(name, required=required)
        if looks_secret(words):
            raise Refused(SECRET_SEEN, field=name, code=CODE)
        return words

    def many(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name)
        several = value if isinstance(value, tuple) else (value,) if value else ()
        return tuple(dict.fromkeys(clean(str(each)).strip() for each in several))  # as ``text`` has it

    def day(self, name: str) -> date | None:
        value = self.given.get(name)
        return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None

    def one_of(self, name: str, known: Mapping[str, object]) -> str:
        """A choice; refused where it is none of these."""
        chosen = self.text(name)
        if (found := next((code for code in known if code == chosen), None)) is None:
            raise Refused(_("Choose one."), field=name, code="no_choice")
        return found

    def member(self, name: str, register: Register) -> str | None:
        """Whoever was picked: a full member of the chat. They stand in the register from now on."""
        ids = self.many(name)
        return self.known(ids[0], name, register) if ids else None

    def known(self, id: str, name: str, register: Register) -> str:
        """A full member of the chat, by id."""
        person = self.people.get(id)
        if person is None:
            words = _("I don't know this person yet. Choose again in a minute.")
            raise Refused(words, field=name, code="unknown_person")
        if person.standing is not Standing.member:
            who = full(person.someone)
            words = _("{name} has no full account. Enter them by name and e-mail instead.", name=who)
            raise Refused(words, field=name, code="not_a_member")
        was = register.holders.get(id, Holder(id=id, name=person.name))
        self.holders[id] = was.model_copy(update={"name": person.name})
        return id

    def kept(self, register: Register, was: Entity, said: Mapping[str, object]) -> Entity:
        """The entry with all that its form asks, as it was filled in; *said* are fields that were read already."""
        asked = (kept for kept in fields_of(type(was)) if kept.question and kept.name not in said)
        return was.model_copy(update={**{kept.name: self._value(kept, was, register) for kept in asked}, **said})

    def _value(self, kept: Kept, was: Frozen, register: Register) -> object:
        name = kept.name
        match kept.holds:
            case "address":
                return _address(self.text(name), name) if self.text(name) else ""
            case "code" if kept.default and not self.text(name):
                return getattr(was, name)
            case "code":
                return self.one_of(name, kept.codes) if self.text(name) else ""
            case "yes":
                return self.text(name) != "no"
            case "day":
                return self.day(name)
            case "person":
                outside = self.text(outside_of(name)) if kept.outside else ""
                return self.member(name, register) or (outside if outside in register.holders else None)
        if kept.guard == "place":
            return self.place(name)
        return (self.name if kept.guard else self.line)(name, required=kept.required)

    def entered(self, register: Register) -> list[Fact]:
        """Those who are new in the register, or are called otherwise."""
        return [HolderEntered(holder=h) for id, h in self.holders.items() if register.holders.get(id) != h]


def account(register: Register, was: Account | None, typed: Typed) -> list[Fact]:
    """A new account, a changed one, or, where *off* says why, one that is not ours any more."""
    if was is not None and (reason := typed.text("off")):
        return [EntryTakenOff(id=was.id, reason=reason)]
    platform = _platform(typed)
    handle = handle_of(typed.line("handle", required=True), platform)
    for other in register.accounts.values():
        if (was is None or other.id != was.id) and _same(other, platform, handle):
            raise Refused(_("{handle} is in the register already.", handle=handle), field="handle", code="twice")
    new = was or Account(id=typed.make_id("a"), platform=platform, handle=handle)
    entered = typed.kept(register, new, {"platform": platform, "handle": handle})
    return [*typed.entered(register), *([AccountEntered(account=entered)] if entered != was else [])]


def tool(register: Register, was: Tool | None, typed: Typed) -> list[Fact]:
    """A scheduler or the like, with the accounts it posts to; or one that is not ours any more."""
    if was is not None and (reason := typed.text("off")):
        return [EntryTakenOff(id=was.id, reason=reason)]
    name = typed.line("name", required=True)
    others = (each for each in register.tools.values() if was is None or each.id != was.id)
    if any(each.name.casefold() == name.casefold() for each in others):
        raise Refused(_("{handle} is in the register already.", handle=name), field="name", code="twice")
    accounts = tuple(id for id in typed.many("accounts") if id in register.accounts)
    new = was or Tool(id=typed.make_id("t"), name=name)
    entered = typed.kept(register, new, {"accounts": accounts})
    return [*typed.entered(register), *([ToolEntered(tool=entered)] if entered != was else [])]


def person(register: Register, was: Holder, typed: Typed) -> list[Fact]:
    """Somebody in the register, as they stand now; or an entry that was made wrongly."""
    if reason := typed.text("off"):
        _must_hold_nothing(register, was)
        return [EntryTakenOff(id=was.id, reason=reason)]
    stays = {"name": was.name, "email": was.email}
    named = stays if is_in_chat(was.id) else {"email": email(register, typed, was)}
    entered = typed.kept(register, was, named)
    return [*typed.entered(register), *([HolderEntered(holder=entered)] if entered != was else [])]


def outside_of(name: str) -> str:
    """The field for somebody who is not in the chat, beside one for who is."""
    return f"{name}_outside"


def is_in_chat(holder: str) -> bool:
    """Whether the id of a holder is the chat's own."""
    return ":" in holder


def email(register: Register, typed: Typed, was: Holder | None = None) -> str:
    """The address, by which people are told apart; refused where it is none, or somebody else's."""
    typed_in = typed.line("email")
    given = read_email(typed_in) if typed_in else ""
    if given is None:
        raise Refused(_("Write it like name@example.com."), field="email", code="no_email")
    others = (each for each in register.holders.values() if was is None or each.id != was.id)
    if other := next((each for each in others if given and email_key(each.email) == given), None):
        raise Refused(_("{name} has this e-mail.", name=other.name), field="email", code="twice")
    return given


def _platform(typed: Typed) -> str:
    chosen = typed.text("platform")
    if not chosen:
        raise Refused(_("Choose one."), field="platform", code="no_choice")
    return chosen if chosen != OTHER else typed.line("other").casefold() or OTHER


def _same(other: Account, platform: str, handle: str) -> bool:
    return account_key(other.platform, other.handle) == account_key(platform, handle)


def _address(text: str, name: str) -> str:
    try:
        return address(text)
    except Refused as refused:
        raise Refused(refused.words, field=name, code=refused.code) from None


def _must_hold_nothing(register: Register, was: Holder) -> None:
    """Somebody with an access path stays in the register until nothing of theirs is left: see the leavers."""
    holds = any(grant.holder == was.id for grant in register.grants.values())
    knows = any(known.holder == was.id for secret in register.secrets.values() for known in secret.known_by)
    if holds or knows:
        words = _("{name} still has a way in. Take these off first.", name=was.name)
        raise Refused(words, field="off", code="holds")
