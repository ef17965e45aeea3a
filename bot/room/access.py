"""
Access: post 3 of the room, and its thread, where who leads access is asked what has to be known of it. Numbers and
states alone: who holds access never stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.access.leavers.cards import still_listed
from bot.access.pausing.words import pause_lines
from bot.access.posture.cards.proposal import ROOT, decided, headline, meant, posting, proposal, sweep
from bot.access.restoration.cards import restoration_card
from bot.access.restriction.cards.thread import restrictions_card
from bot.access.restriction.progress import access_line, as_of, can_post, handles, lost, newest
from bot.access.restriction.summary_words import access_told
from bot.chat.card import Card, Lines, Row
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN
from bot.crisis.questions.cards.thread import replies
from bot.crisis.wording import label
from bot.room.status import named_accounts
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank, Ranked, View
from bot.text import Param, Words, _


def access(scene: Scene) -> list[Surface]:
    """The root, where there is anything to close or to pause."""
    if not is_shown(scene):
        return []
    over = scene.incident.is_resolved
    asked = replies(replace(scene, book=scene.book.access_questions), ROOT)
    return [Surface(ROOT, _root(scene), later=True, settled=over), *asked]


def is_shown(scene: Scene) -> bool:
    """Whether the room speaks of access: from the opening on where accounts are known, else once it is proposed."""
    incident = scene.incident
    known = scene.register is not None and bool(scene.register.accounts)
    return known or bool(incident.posture.proposed or incident.restrictions.all or incident.pausing.order)


def _root(scene: Scene) -> Card:
    """What is proposed; from the first closing on how far it is; at last how far access is given back."""
    restrictions = newest(scene.incident)
    card = restrictions_card(scene) if restrictions else proposal(scene)
    if restrictions and all(each.restoration_at for each in restrictions):
        card = restoration_card(scene)
    beside = [*decided(scene), *sweep(scene)] if restrictions else []
    return _counting(card, [*still_listed(scene, meant(scene)), *beside, *pause_lines(scene.incident)])


def _counting(card: Card, lines: list[Words]) -> Card:
    """The card with what is paused under the rest, above its buttons."""
    if not lines:
        return card
    buttons = tuple(part for part in card.parts if isinstance(part, Row))
    others = tuple(part for part in card.parts if not isinstance(part, Row))
    return Card(card.text, (*others, Lines(tuple(lines)), *buttons))


# on the board


def _board(scene: Scene) -> Iterator[Line]:
    lost_ones = [] if scene.incident.is_resolved else _lost(scene.incident)
    yield from (Line(Rank.lost, words) for words in lost_ones)
    yield from (Line(Rank.access, words) for words in _access(scene))


def _lost(incident: Incident) -> list[Words]:
    """What nobody can log in to stands above all else."""
    return [_("Lost: {accounts}. We can't log in.", accounts=handles(gone))] if (gone := lost(incident)) else []


def _access(scene: Scene) -> list[Words]:
    """The honest fraction once something is being closed; who can post now, always."""
    incident = scene.incident
    if restrictions := newest(incident):
        return [access_line(restrictions), can_post(restrictions, as_of(incident))]
    accounts = _("Accounts: {accounts}", accounts=_accounts(scene))
    posture = headline(scene)
    return [_("{line} · {posture}", line=accounts, posture=posture) if posture else accounts, posting(scene)]


def _accounts(scene: Scene) -> Param:
    if named := named_accounts(scene):
        return named
    known = scene.incident.questions.answers.get("accounts")
    whose = known.answer.values.get("whose") if known and known.state == "answered" else None
    if whose is None or whose == UNKNOWN:
        return _("not known yet")
    return label(scene.book.question("accounts").field("whose"), str(whose))


VIEW = View(
    "access",
    shown=access,
    board=_board,
    summary=lambda scene: (Ranked(20, words) for words in access_told(scene.incident)),
)
