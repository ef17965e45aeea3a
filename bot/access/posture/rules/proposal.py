"""
Who should hold the accounts, as the answers speak (domain.md §2.6): proposed with its reason, decided by the commander.

The first condition that holds gives the posture. While nobody has answered anything that speaks for one, none is
proposed; *leave as it is* is proposed once the damage is known, or in place of another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.access.affected_accounts import answered
from bot.access.posture.facts import Posture, PostureProposed, PostureReviewAsked
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN
from bot.crisis.questions.answers import USE, Answers
from bot.record.due import Due
from bot.record.fact import Fact, Level

REVIEW_AFTER: Final = timedelta(minutes=15)  # domain.md §2.6: while nobody knows who wrote it
READS: Final = {
    "accounts": ("whose",),
    USE: (USE,),
    "involved": ("involved", "login", "intent", "who", "who_named"),
    "blame": ("accident",),
    "damage": ("customers", "legal_privacy", "control"),
}
"""What is read of the answers beside the level: question → fields. The playbooks must have them."""

INSIDERS: Final = {"employee", "executive", "ex_employee", "contractor_agency"}
NO_AUTHOR: Final = {
    "campaign_backlash",
    "viral_complaint",
    "data_leak",
    "pr_disaster",
    "misinformation_impersonation",
    "external_tragedy",
}
"""Kinds in which nobody asks who wrote it: a campaign has no single author, the others are about no post of ours."""

TAKEN: Final = {"account_takeover", "ex_employee_access"}
"""Kinds in which somebody is inside, as long as nobody knows better."""

LEGAL_WEIGHT: Final = {"data_leak", "pr_disaster", "employee_misconduct"}
VOLUME: Final = {"viral_complaint", "campaign_backlash"}


def propose(incident: Incident, level: Level | None = None) -> PostureProposed | None:
    """What the answers speak for now; None while they say nothing. *level*: the one that counts from now on."""
    answers = Answers(incident)
    found = next(_conditions(answers, level or incident.level), None)
    if found is None and not answers.rated and incident.posture.proposed is None:
        return None
    posture, reply_open, why = found or ("unchanged", False, "calm")
    return PostureProposed(posture=posture, reply_open=reply_open, why=why, accounts=answered(incident))


def moved(incident: Incident, level: Level) -> list[Fact]:
    """The proposal as a fact where it is another than before."""
    now = propose(incident, level)
    return [] if now is None or now == incident.posture.proposed else [now]


def due(incident: Incident) -> list[Due]:
    """What was proposed for a while only is to be looked at again, once."""
    proposed, at, review = incident.posture.proposed, incident.posture.proposed_at, incident.posture.review
    if proposed is None or at is None or proposed.why != "author_unknown":
        return []
    if review is not None and review.since == at:
        return []
    facts = (PostureReviewAsked(why=proposed.why, to=incident.acting),)
    return [Due(at=at + REVIEW_AFTER, key=f"posture/{at.isoformat()}", facts=facts)]


def _conditions(answers: Answers, level: Level) -> Iterator[tuple[Posture, bool, str]]:
    """Stance, replies open, code of the reason: those that hold, the first first."""
    kind, touched = answers.incident.opening.playbook, answers.touched == "yes"
    if touched and _inside(answers):
        yield "restricted", False, "inside"
    if touched and _author_unknown(answers):
        yield "restricted", False, "author_unknown"
    if kind in LEGAL_WEIGHT or (answers.grade("legal_privacy") or 0) >= 2:
        yield "restricted", True, "legal_weight"
    if level is Level.critical:
        yield "restricted", True, "one_voice"
    if _is_volume(answers) and _has_lines(answers.incident):
        yield "all_hands", True, "volume"
    if kind == "external_tragedy":
        yield "restricted", True, "silence"


def _inside(answers: Answers) -> bool:
    """Whether someone may still be inside. That nobody has rated control yet says nothing by itself."""
    control, involved = answers.grade("control"), answers.many("involved", "involved")
    if control is None and (answers.use_unknown or answers.incident.opening.playbook in TAKEN):
        return True
    return (
        (control or 0) >= 2
        or answers.one(USE, USE) == "doubtful"
        or ("ex_employee" in involved and answers.one("involved", "login") == "yes")
        or ("unknown_outsider" in involved and control != 0)
        or ("employee" in involved and answers.one("involved", "intent") == "intent")
    )


def _author_unknown(answers: Answers) -> bool:
    """Whether a post of ours has no author yet: nobody is named among our own people, or not known who it was."""
    if answers.incident.opening.playbook in NO_AUTHOR:
        return False
    involved = set(answers.many("involved", "involved"))
    if not involved or UNKNOWN in involved:
        return True
    known = answers.incident.questions.answers["involved"].answer
    return bool(involved & INSIDERS) and not (known.private or known.private_people)


def _is_volume(answers: Answers) -> bool:
    """Whether the number of people to be answered is the problem: by kind, or where a service of ours is down."""
    down = answers.one("blame", "accident") == "accident_technical" and (answers.grade("customers") or 0) >= 1
    return answers.incident.opening.playbook in VOLUME or down


def _has_lines(incident: Incident) -> bool:
    """Whether there is something approved to answer with."""
    return incident.speech.published is not None or any(posture.lines for posture in incident.posture.postures)
