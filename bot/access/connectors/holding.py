"""What a connector reads and does on a platform, in our words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.text import Words, _


class Outcome(StrEnum):
    """What became of one access path. Only the first two count as closed, and only because it was read again."""

    closed = "closed"
    already = "already"  # it was not there when we came
    open = "open"  # the platform says that it is still there
    unknown = "unknown"  # nobody can tell
    needs_person = "needs_person"  # no connector can do this


class Why(StrEnum):
    """Why an access path was not closed, or not given back."""

    timeout = "timeout"
    unreachable = "unreachable"
    token = "token"
    gone = "gone"
    refused = "refused"
    still_there = "still_there"
    not_there = "not_there"
    changing = "changing"
    unreadable = "unreadable"
    silent = "silent"
    no_keyholder = "no_keyholder"
    keyholder = "keyholder"
    own = "own"
    not_found = "not_found"
    leaver = "leaver"
    by_hand = "by_hand"
    forbidden = "forbidden"
    busy = "busy"
    failing = "failing"
    moved = "moved"
    partial = "partial"
    two_groups = "two_groups"
    later = "later"
    nested = "nested"
    others = "others"
    mail_code = "mail_code"
    taken_down = "taken_down"
    deactivated = "deactivated"


WHY: Final[dict[str, Words]] = {
    Why.timeout: _("It did not answer in time."),
    Why.unreachable: _("It is out of reach."),
    Why.token: _("It does not take our token or password."),
    Why.gone: _("What the settings name is not there."),
    Why.refused: _("It refused that."),
    Why.still_there: _("It took that, and still lists this way in."),
    Why.not_there: _("It took that, and does not list this way in."),
    Why.changing: _("Somebody else is changing the same list."),
    Why.unreadable: _("I can't read its answer."),
    Why.silent: _("It lists nobody at all, which proves nothing."),
    Why.no_keyholder: _("It lists no keyholder, so nobody was removed."),
    Why.keyholder: _("It belongs to a keyholder, so it stays."),
    Why.own: _("It is my own account there, so it stays."),
    Why.not_found: _("I can't tell who this is there."),
    Why.leaver: _("They left, so I don't give it back by myself."),
    Why.by_hand: _("Only a person can do this."),
    Why.forbidden: _("It takes our token or password, but does not allow this with it."),
    Why.busy: _("It asks us to wait. Try again in a few minutes."),
    Why.failing: _("It has a fault of its own. Try again in a few minutes."),
    Why.moved: _("It sends us to another address. I don't follow: compare the address in the settings."),
    Why.partial: _("I can't tell whether its list is complete, so nobody missing on it counts as out."),
    Why.two_groups: _("It has several groups of that name. Put the group's id in the settings."),
    Why.later: _("It took that, and does it later. Look again."),
    Why.nested: _("It is a group: I can't see who is in it. A person looks there."),
    Why.others: _("It removed other people too, so I stopped. A person goes on by hand."),
    Why.mail_code: _("It wants a code sent by e-mail, which I can't read. Put an app password in the settings."),
    Why.taken_down: _("The platform has taken this account down. Appeal there; nothing is changed until then."),
    Why.deactivated: _("This account is deactivated. Activate it there first."),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody's access path, as the platform lists it."""

    account: str  # id in the register: of an account, or of a tool
    external: str  # the platform's own id of it; "": its entry there can't be read
    name: str
    email: str = ""
    is_group: bool = False  # a group inside the group: its people were not seen


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of one: closed, or given back, and read again."""

    outcome: Outcome
    why: Why | None = None
    residual_minutes: int | None = None  # how long an open session may still post; None: not known
    lost: tuple[Holding, ...] = ()  # who else is gone since, though nobody ordered that
    again_s: float | None = field(default=None, compare=False)  # after which another try may help; None: it will not

    @property
    def is_settled(self) -> bool:
        return self.outcome in (Outcome.closed, Outcome.already)
