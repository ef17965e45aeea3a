"""Who sees to what about a leaver, and the facts of what they do. Nobody is asked about themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from bot.access.leavers.facts import LeaverDenied, LeaverPutOff
from bot.access.leavers.rules import next_morning
from bot.access.permission import is_free, may_keep
from bot.access.register.derived import AccessPath, admins, all_gone, by_blast_radius, every_path, is_gone
from bot.access.register.entities import Secret
from bot.access.register.facts import GrantEnded, SecretRotated
from bot.access.register.granting import BY_PASSWORD, password_of
from bot.access.register.state import Leaver, Register
from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.task import rules as task_rules
from bot.task.facts import Subject, TaskAnswered
from bot.task.rules import TaskKind
from bot.task.state import Task
from bot.text import _

Why = Literal["owner", "manager", "keeper", "verifier"]


@dataclass(frozen=True, slots=True)
class Around:
    """Who there is to ask: *people* as the chat knows them, who keeps the setup, the open crises, and who is HR."""

    people: Mapping[str, Person] = field(default_factory=dict)
    kept_by: Collection[str] = ()
    crises: Sequence[Incident] = ()
    hr: str | None = None

    def is_there(self, id: str) -> bool:
        """Whether this is a full member, and not involved in the cause of an open crisis."""
        person = self.people.get(id)
        return person is not None and is_free(person, self.crises)


@dataclass(frozen=True, slots=True)
class Share:
    """What one person is asked to see to: paths to *close*, paths that others closed to *verify*; the worst first."""

    why: Why
    close: list[AccessPath] = field(default_factory=list)
    verify: list[AccessPath] = field(default_factory=list)

    @property
    def paths(self) -> list[AccessPath]:
        return [*self.close, *self.verify]


@dataclass(frozen=True)
class Leaving:
    """One leaver as things stand *now*, with who there is to ask about them."""

    register: Register
    leaver: Leaver
    around: Around
    now: datetime
    every: Mapping[str, Sequence[AccessPath]]  # every path into every account

    @property
    def paths(self) -> list[AccessPath]:
        """What of theirs is open, the worst first."""
        mine = [path for paths in self.every.values() for path in paths if path.holder == self.leaver.holder]
        return by_blast_radius(self.register, mine, self.now) if self.leaver.stands else []

    @property
    def tasks(self) -> dict[str, Task]:
        return self.register.tasks

    def task_id(self, path: AccessPath) -> str:
        return LEAVER.id(f"{self.leaver.seq}/{path.key}")

    def done(self, path: AccessPath) -> Task | None:
        """Its task, where somebody closed it and nobody has looked yet."""
        task = self.tasks.get(self.task_id(path))
        return task if task and task.is_done and not task.is_verified else None

    def shares(self) -> dict[str, Share]:
        """
        By person. Of each account its owner; where the owner left, the owner's manager, else those who keep the setup.
        What is done is looked at by another of the account's people.
        """
        found: dict[str, Share] = {}
        for path in self.paths:
            done = self.done(path)
            others = tuple(id for id in self.verifiers(path) if id not in done.doers)[:1] if done else ()
            why: Why
            ids, why = (others, "verifier") if others else self.answering(path.account)
            for id in ids:
                share = found.setdefault(id, Share(why))
                (share.verify if done else share.close).append(path)
        return found

    def answering(self, account: str) -> tuple[tuple[str, ...], Why]:
        """Who answers for an account now that this person leaves, and as what; empty where nobody can be asked."""
        owner = self.register.accounts[account].owner
        if owner is not None and self._can_be_asked(owner):
            return (owner,), "owner"
        known = self.register.holders.get(owner or "")
        if known is not None and known.manager is not None and self._can_be_asked(known.manager):
            return (known.manager,), "manager"
        return tuple(sorted(id for id in self.around.kept_by if self._can_be_asked(id))), "keeper"

    def verifiers(self, path: AccessPath) -> tuple[str, ...]:
        """Who can look whether a path is closed: the account's owner, then its other admins."""
        owner = self.register.accounts[path.account].owner
        able = admins(self.register, self.every.get(path.account, ()), self.now)
        ids = [*([owner] if owner else []), *sorted(able - {owner})]
        return tuple(id for id in ids if self._can_be_asked(id))

    def may_see(self, person: Person) -> list[AccessPath]:
        """The open paths that this person may see and act on, the worst first."""
        if person.id == self.leaver.holder or not self.around.is_there(person.id):
            return []
        mine = self.shares().get(person.id)
        asked = {path.key for path in mine.paths} if mine else set()
        kept_by, crises = self.around.kept_by, self.around.crises
        return [
            path
            for path in self.paths
            if path.key in asked or may_keep(self.register, person, kept_by, crises, path.account)
        ]

    def has_no_owner(self, account: str) -> bool:
        """Whether nobody answers for an account once this person has left."""
        owner = self.register.accounts[account].owner
        return owner is None or owner == self.leaver.holder or is_gone(self.register, owner, self.now)

    def _can_be_asked(self, id: str) -> bool:
        """Never the leaver, nobody who left, nobody whom the chat refused to write to about this."""
        if id == self.leaver.holder or direct_message_key(self.leaver, id) in self.register.refused:
            return False
        return self.around.is_there(id) and not is_gone(self.register, id, self.now)


def leaving(register: Register, leaver: Leaver, around: Around, now: datetime) -> Leaving:
    """Looked up in the register as it stands; for several leavers share ``every_path``."""
    return Leaving(register, leaver, around, now, every_path(register, now))


def direct_message_key(leaver: Leaver, to: str) -> str:
    """
    The key of this day's direct message to a person. It names nobody but who gets it: a refused step stands in the log.
    """
    return f"direct_message/leaver-{leaver.seq}@{leaver.reminded}/{to}"


def may_say(register: Register, holder: str, person: Person, around: Around) -> bool:
    """Whether this person may say of somebody that they leave: who keeps the setup, HR, owners, their manager."""
    if person.id == holder or not around.is_there(person.id):
        return False
    known = register.holders.get(holder)
    owns = any(account.owner == person.id for account in register.accounts.values())
    manages = known is not None and known.manager == person.id
    return person.id in around.kept_by or person.id == around.hr or owns or manages


def denied(leaver: Leaver, reason: str, by: Someone) -> list[Fact]:
    """They did not leave, and a person says why."""
    if not reason:
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    return [LeaverDenied(holder=leaver.holder, by=by, reason=reason)] if leaver.stands else []


def put_off(register: Register, leaver: Leaver, by: Someone, now: datetime) -> list[Fact]:
    """Who answers for their accounts is asked again tomorrow morning."""
    return [LeaverPutOff(holder=leaver.holder, until=next_morning(now, register.zone), by=by)] if leaver.stands else []


def closed(case: Leaving, keys: Collection[str], by: Person, note: str = "", link: str = "") -> list[Fact]:
    """This person closed these paths. They end once somebody has looked. Raises Refused where none is theirs to see."""
    mine = [path for path in case.may_see(by) if path.key in keys and case.done(path) is None]
    if not mine:
        raise Refused(_("Nothing of this is open any more. Nothing was changed."), code="closed_already")
    return [_closed(case, path, by.someone, note.strip(), link) for path in once(mine)]


def _closed(case: Leaving, path: AccessPath, by: Someone, note: str, link: str) -> Fact:
    """Its subject are ids: how entries and holders are called is the register's."""
    subject = Subject(what=path.grant or path.secret or "", name=path.holder)
    return TaskAnswered(task=case.task_id(path), subject=subject, result="done", by=by, note=note, link=link)


def to_verify(case: Leaving, by: Person) -> tuple[list[AccessPath], bool]:
    """What of theirs this person may verify, and whether alone. Raises Refused as ``tasks.verifiable``."""
    waiting = {task.id: path for path in once(case.may_see(by)) if (task := case.done(path))}
    tasks, alone = task_rules.verifiable(LEAVER, case, [case.tasks[id] for id in waiting], by)
    return [waiting[task.id] for task in tasks], alone


def verified(case: Leaving, keys: Collection[str], by: Person, saw: str, alone: str = "") -> list[Fact]:
    """Somebody looked, and these are closed: they end. Raises Refused as ``tasks.verify``."""
    mine = [path for path in once(case.may_see(by)) if path.key in keys and case.done(path)]
    if keys and not mine:
        raise Refused(_("Nothing of this is open any more. Nothing was changed."), code="closed_already")
    looked = task_rules.verify(LEAVER, case, [case.task_id(path) for path in mine], by, saw, alone)
    return [*looked, *_ended(case, mine)]


def once(paths: Iterable[AccessPath]) -> list[AccessPath]:
    """Each, though it may lead into several accounts."""
    found: dict[str, AccessPath] = {}
    for path in paths:
        found.setdefault(path.key, path)
    return list(found.values())


def _verifiers(case: Leaving, task: Task) -> list[Someone]:
    paths = (path for path in case.paths if case.task_id(path) == task.id)
    ids = dict.fromkeys(id for path in paths for id in case.verifiers(path))
    return [case.around.people[id].someone for id in ids]


LEAVER: Final = TaskKind[Leaving](name="leaver", verifiers=_verifiers)
"""One access path of a leaver that is to be closed. Who is asked is seen in the register each day: see ``shares``."""


def _ended(case: Leaving, paths: Iterable[AccessPath]) -> list[Fact]:
    """What is true of the register from then on. A changed secret shuts out all who are not entitled to it."""
    register, gone = case.register, all_gone(case.register, case.now) | {case.leaver.holder}
    facts: dict[str, Fact] = {}
    for path in paths:
        if path.grant is not None:
            facts[path.key] = GrantEnded(grant=path.grant, reason="removed")
        if secret := _changed(register, path):
            entitled = (known.holder for known in secret.known_by if known.until is None)
            stay = tuple(dict.fromkeys(id for id in entitled if id not in gone))
            facts[secret.id] = SecretRotated(secret=secret.id, known_by=stay)
    return list(facts.values())


def _changed(register: Register, path: AccessPath) -> Secret | None:
    """What was changed where a path is closed: of a log-in the password, for nobody can be taken off one."""
    if path.secret is not None:
        return register.secrets[path.secret]
    return password_of(register, path.tool or path.account) if path.means in BY_PASSWORD else None
