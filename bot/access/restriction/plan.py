"""
What closing access to one account consists of: its access paths as the register has them, and the steps that settle
them, in the runbook's words and in the order of domain.md §5.3.

An access path may need several steps: a new password shuts nobody out whose phone is still signed in. It counts as
closed when all steps about it are done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.access.platforms import platform_of
from bot.access.register.codes import Level, Means
from bot.access.register.derived import ADMINS, TIERS, AccessPath, by_blast_radius, is_gone, paths_into
from bot.access.register.entities import Account, Secret
from bot.access.register.numbers import goes, is_stranger
from bot.access.register.state import Register
from bot.access.restriction.facts import AccessFound, Purpose, RestrictedPath, RestrictionStarted, RestrictionStep
from bot.access.restriction.state import Restriction
from bot.access.runbook import Runbook, RunbookStep
from bot.crisis.playbook import Book
from bot.people.who import Someone
from bot.record.frozen import Restricted
from bot.text import _

PASSWORDS = frozenset({Means.native_login, Means.shared_password, Means.vault_member})
SETTLES: dict[Means, tuple[Purpose, ...]] = {
    # Whoever knew a password may be signed in still.
    Means.native_login: ("rotate", "end_sessions"),
    Means.shared_password: ("rotate", "end_sessions"),
    Means.vault_member: ("rotate", "end_sessions"),
    Means.open_session: ("end_sessions",),
    Means.device_in_store: ("end_sessions",),
    Means.delegated_role: ("remove",),
    Means.business_manager: ("remove",),
    Means.partner_agency: ("remove",),
    Means.ad_account: ("remove",),
    Means.private_profile_owner: ("remove",),
    Means.tool_seat: ("tools",),
    Means.api_app: ("revoke_apps",),
    Means.app_password: ("revoke_apps",),
    Means.recovery_email: ("recovery",),
    Means.recovery_phone: ("recovery",),
    Means.twofa_device: ("recovery",),
    Means.backup_codes: ("recovery",),
    Means.domain_dns: ("recovery",),
}
"""Which steps settle an access path; ours, after domain.md §5.1 and §5.3."""

ORDER: tuple[Purpose, ...] = (
    *("evidence", "pause", "remove", "rotate", "end_sessions", "revoke_apps", "recovery"),
    *("tools", "verify", "tell", "lost"),
)
TAKEOVER: tuple[Purpose, ...] = (  # whoever is inside goes first: they would undo all else (domain.md §5.3)
    *("evidence", "pause", "rotate", "end_sessions", "recovery", "remove", "revoke_apps", "delete"),
    *("tools", "verify", "tell", "lost"),
)
"""In which order the steps of an account are done; what is done where nobody can log in stands last."""

BY_CONNECTOR: tuple[Purpose, ...] = ("remove", "tools", "revoke_apps")
BEGIN = timedelta(minutes=5)  # ours: until a keyholder has confirmed their log-in
STEP = timedelta(minutes=5)  # ours: for what is done once an account
ONE = timedelta(minutes=2)  # ours: for one person
GENERAL: dict[Purpose, str] = {
    "evidence": _("Save screenshots and links of what stands there, before anything changes.").msgid,
    "pause": _("Pause everything scheduled and paid on this account: its own queue, its tools, its campaigns.").msgid,
    "remove": _("Look at every list of people, roles and partners, and remove whoever is no keyholder.").msgid,
    "rotate": _("Change the password, if there is one. Keep the new one in the vault, for the keyholders alone.").msgid,
    "end_sessions": _("Log out of all other sessions and devices.").msgid,
    "revoke_apps": _("Look through connected apps and app passwords, and revoke what is not the keyholders'.").msgid,
    "recovery": _("Check recovery e-mail, phone, second factor and backup codes. All must be ours.").msgid,
    "tools": _("Take away the seat in the tool, or let an admin approve all that is posted from it.").msgid,
    "delete": _("Delete what others posted in our name, once it is saved. Restore the profile.").msgid,
    "verify": _("Look from another browser, signed out: no new post, and only keyholders on every list.").msgid,
    "tell": _("Tell those removed: closed for now, as a precaution, not an accusation. Say whom to ask.").msgid,
    "lost": _("Send the platform's form for a lost account. Keep the case number in the note.").msgid,
}
"""What is said where the runbook has nothing; message ids."""


@dataclass(slots=True)
class _Draft:
    """A step that has no number yet."""

    purpose: Purpose
    says: RunbookStep
    paths: list[int] = field(default_factory=list)
    secret: str | None = None
    about: str = ""
    connector: str = ""
    own: bool = False  # made for one path: another never joins it


def plan(
    register: Register,
    book: Book,
    account: str,
    keyholders: Sequence[Someone],
    lead: Someone,
    takeover: bool,
    reply_open: bool,
    now: datetime,
    *,
    by: Someone | None = None,
    reason: str = "",
) -> RestrictionStarted:
    """
    The beginning of one account's closing: its snapshot and all its steps.

    Args:
        account: Id of one in the register; KeyError if there is none.
        keyholders: Whose own access paths stay.
        reply_open: Paths that allow replies alone stay too.
        by: Who starts it; the lead unless given.

    """
    owned = register.accounts[account]
    found = to_close(register, account, {person.id for person in keyholders}, reply_open, now)
    numbered = list(enumerate(found, start=1))
    drafts = _drafts(register, book, owned, numbered, takeover)
    return RestrictionStarted(
        account=account,
        handle=owned.handle,
        platform=owned.platform,
        tier=owned.tier,
        paths=tuple(_path(register, n, path, now) for n, path in numbered),
        steps=tuple(_steps(drafts, _Hands(paths_into(register, account, now), keyholders, lead), 1, now, takeover)),
        keyholders=tuple(keyholders),
        lead=lead,
        reply_open=reply_open,
        takeover=takeover,
        reason=reason,
        by=by or lead,
    )


def more(register: Register, book: Book, restriction: Restriction, now: datetime) -> AccessFound | None:
    """The access paths into an account that came to light since its closing began; None where there are no more."""
    if restriction.account not in register.accounts:
        return None
    # A keyholder who left since then keeps nothing: what stayed for them is among what is found.
    keepers = [person for person in restriction.keep if not is_gone(register, person.id, now)]
    keep = {person.id for person in keepers}
    known = {path.key.reveal() for path in restriction.paths}
    found = [
        w for w in to_close(register, restriction.account, keep, restriction.reply_open, now) if w.key not in known
    ]
    if not found:
        return None
    owned, numbered = register.accounts[restriction.account], list(enumerate(found, start=len(restriction.paths) + 1))
    drafts = [
        d for d in _drafts(register, book, owned, numbered, restriction.takeover) if d.paths or _is_new(restriction, d)
    ]
    hands = _Hands(paths_into(register, restriction.account, now), keepers, restriction.lead)
    joins, new = [], []
    for draft in drafts:
        step = None if draft.own else _same(restriction, draft)
        if step is None:
            new.append(draft)
        else:
            joins += [(step, path) for path in draft.paths]
    first = max((doing.step.n for doing in restriction.steps), default=0) + 1
    return AccessFound(
        account=restriction.account,
        paths=tuple(_path(register, n, path, now) for n, path in numbered),
        steps=tuple(_steps(new, hands, first, now, restriction.takeover)),
        joins=tuple(joins),
    )


def to_close(
    register: Register, account: str, keyholders: Collection[str], reply_open: bool, now: datetime
) -> list[AccessPath]:
    """Every way into an account outside the keyholders, leavers' first, then the most dangerous."""
    found = (path for path in paths_into(register, account, now) if goes(path, keyholders, reply_open))
    return by_blast_radius(register, found, now)


def in_order(register: Register, accounts: Iterable[str], now: datetime) -> list[str]:
    """Accounts by blast radius: main before secondary before dormant, then whose leavers still have an access path."""

    def rank(id: str) -> tuple[int, bool, int, str]:
        paths = paths_into(register, id, now)
        leavers = any(is_gone(register, path.holder, now) for path in paths)
        return TIERS[register.accounts[id].tier], not leavers, -len(paths), id

    return sorted(dict.fromkeys(accounts), key=rank)


def secrets_of(register: Register, account: str, paths: Iterable[AccessPath]) -> list[Secret]:
    """The secrets to change: all that open the account itself, and those of its tools that somebody here knows."""
    known = {path.secret for path in paths}
    of_grants = {register.grants[w.grant].of for w in paths if w.grant and w.tool and w.means in PASSWORDS}
    return [
        secret
        for secret in register.secrets.values()
        if account in secret.opens or secret.id in known or of_grants & set(secret.opens)
    ]


def _path(register: Register, n: int, path: AccessPath, now: datetime) -> RestrictedPath:
    holder, grant = register.holders.get(path.holder), register.grants.get(path.grant or "")
    return RestrictedPath(
        n=n,
        key=Restricted(path.key),
        holder=Restricted(path.holder),
        name=Restricted(holder.name if holder else path.holder),
        means=path.means,
        level=path.level,
        grant=path.grant,
        secret=path.secret,
        leaver=is_gone(register, path.holder, now),
        restorable=grant is not None and grant.restorable and not is_stranger(register, path.holder),
        connector=_connector(register, path),
        external=Restricted(grant.external_id if grant else ""),
    )


def _connector(register: Register, path: AccessPath) -> str:
    """The name of what closes it by itself: never a secret, a session or a way back in."""
    if path.grant is None or settled_by(register, path)[0] not in BY_CONNECTOR:
        return ""
    tool = register.tools.get(path.tool or "")
    return tool.connector if tool else register.accounts[path.account].connector


def settled_by(register: Register, path: AccessPath) -> tuple[Purpose, ...]:
    """The kinds of steps that settle a path. A seat in a tool goes as a seat, unless it is a password of the tool's."""
    if path.tool and not (path.means in PASSWORDS and any(path.tool in s.opens for s in register.secrets.values())):
        return ("tools",)
    return SETTLES[path.means]


def _drafts(
    register: Register, book: Book, account: Account, numbered: list[tuple[int, AccessPath]], takeover: bool
) -> list[_Draft]:
    """All steps in the order they are done."""
    made: list[_Draft] = []
    for purpose in TAKEOVER if takeover else ORDER:
        mine = [(n, path) for n, path in numbered if purpose in settled_by(register, path)]
        runbook = book.runbook(account.platform)
        if purpose in BY_CONNECTOR:
            made += _by_connector(register, runbook, purpose, mine)
            mine = [(n, path) for n, path in mine if not _connector(register, path)]
        match purpose:
            case "rotate":
                made += _rotate(register, runbook, account, mine)
            case "tools":
                made += [_seat(register, book, runbook, n, path) for n, path in mine]
                made += [] if mine else [_Draft("tools", _says(runbook, "tools")[0])]
            case "remove":
                made += _remove(runbook, mine)
            case "tell" if not numbered:
                continue
            case _shared:
                paths = [n for n, _path in mine]
                made += [_Draft(purpose, says, list(paths)) for says in _says(runbook, purpose)]
    return made


def _by_connector(
    register: Register, runbook: Runbook | None, purpose: Purpose, mine: list[tuple[int, AccessPath]]
) -> Iterator[_Draft]:
    """What one connector closes is one step, whoever they are."""
    for name in dict.fromkeys(_connector(register, path) for _n, path in mine):
        if name:
            paths = [n for n, path in mine if _connector(register, path) == name]
            yield _Draft(purpose, _says(runbook, purpose)[0], paths, connector=name, own=True)


def _remove(runbook: Runbook | None, mine: list[tuple[int, AccessPath]]) -> Iterator[_Draft]:
    """Each a step of its own; what else has to be looked at for them is one step for all."""
    says, paths = _says(runbook, "remove"), [n for n, _path in mine]
    if mine and runbook:
        yield from (_Draft("remove", before) for before in runbook.of("keyholders"))
    yield from (_Draft("remove", says[0], [n], own=True) for n in paths)
    # Whoever the register does not know is found only by looking at the lists.
    yield from (_Draft("remove", each, list(paths)) for each in (says[1:] if mine else says))


def _rotate(
    register: Register, runbook: Runbook | None, account: Account, mine: list[tuple[int, AccessPath]]
) -> Iterator[_Draft]:
    """Every secret, with all who know it; one at least, for a password may be in nobody's list."""
    first, *others = _says(runbook, "rotate")
    secrets = secrets_of(register, account.id, [path for _n, path in mine])
    direct = [secret for secret in secrets if account.id in secret.opens]
    for secret in secrets:
        paths = [n for n, path in mine if _knows(register, path, secret)]
        says = first if secret in direct else _in_general("rotate")
        yield _Draft("rotate", says, paths, secret=secret.id, about=secret.name)
    rest = [n for n, path in mine if not any(_knows(register, path, secret) for secret in secrets)]
    if rest or not direct:
        yield _Draft("rotate", first, rest)
    for each in others:
        yield _Draft("rotate", each, [n for n, _path in mine])


def _knows(register: Register, path: AccessPath, secret: Secret) -> bool:
    """Whether changing the secret has to do with this way: of a grant it is not known which of several it is."""
    if path.secret is not None:
        return path.secret == secret.id
    return (path.tool or path.account) in secret.opens


def _seat(register: Register, book: Book, runbook: Runbook | None, n: int, path: AccessPath) -> _Draft:
    """In the words of the tool's own runbook, else as the platform's says it of all tools."""
    tool = register.tools.get(path.tool or "")
    says = _says(runbook, "tools")[0]
    if tool and (known := book.runbook(platform_of(tool.name, book.runbooks) or "")):
        says = next(iter(known.of("remove")), says)
    return _Draft("tools", says, [n], about=tool.name if tool else "", own=True)


def _says(runbook: Runbook | None, purpose: Purpose) -> tuple[RunbookStep, ...]:
    """The runbook's steps of a purpose; one in general words where it has none."""
    known = runbook.of(purpose) if runbook else ()
    return known or (_in_general(purpose, runbook.recovery if runbook and purpose == "lost" else ""),)


def _in_general(purpose: Purpose, link: str = "") -> RunbookStep:
    by = {"verify": "second person", "evidence": "anyone", "tell": "anyone"}.get(purpose, "admin")
    return RunbookStep(purpose=purpose, text=GENERAL[purpose], by=by, link=link)


@dataclass(frozen=True, slots=True)
class _Hands:
    """Who does a step: whoever the runbook says may, among keyholders and lead."""

    paths: Sequence[AccessPath]  # all into the account
    keyholders: Sequence[Someone]
    lead: Someone

    def of(self, by: str) -> Someone:
        """The lead, unless only a keyholder may do it, or it takes a second person."""
        if by == "second person":
            return next((person for person in self.keyholders if person.id != self.lead.id), self.lead)
        if by == "anyone":
            return self.lead
        wanted = (Level.owner,) if by == "owner" else ADMINS
        able = {path.holder for path in self.paths if path.level in wanted}
        if self.lead.id in able:
            return self.lead
        return next((person for person in self.keyholders if person.id in able), self.lead)


def _steps(
    drafts: Iterable[_Draft], hands: _Hands, first: int, now: datetime, takeover: bool
) -> Iterator[RestrictionStep]:
    """The drafts with numbers, who does them, and by when: one after another, in a takeover twice as fast."""
    due = now + BEGIN
    for n, draft in enumerate(drafts, start=first):
        says = draft.says
        due += (ONE if draft.own else STEP) / (2 if takeover else 1)
        yield RestrictionStep(
            n=n,
            purpose=draft.purpose,
            text=says.text,
            paths=tuple(draft.paths),
            secret=draft.secret,
            about=Restricted(draft.about),
            to=hands.of(says.by),
            due_at=due,
            link=says.link,
            source=says.source,
            checked_on=says.checked_on.isoformat() if says.checked_on else "",
            residual_minutes=says.residual_minutes,
            connector=draft.connector,
        )


def _same(restriction: Restriction, draft: _Draft) -> int | None:
    """The number of the step that this one would repeat."""
    for doing in restriction.steps:
        step = doing.step
        same = (step.purpose, step.secret, step.text) == (draft.purpose, draft.secret, draft.says.text)
        if same and not step.connector:
            return step.n
    return None


def _is_new(restriction: Restriction, draft: _Draft) -> bool:
    """Whether a step without a path, as telling those removed, is not there yet."""
    return draft.purpose == "tell" and all(doing.step.purpose != "tell" for doing in restriction.steps)
