"""
How bad it is: the same answers give the same level to everybody. The commander may set another; both are kept.

    the damage's matrix (harm × spread) → still happening lifts it by one → floors nothing may fall below
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import UNKNOWN
from bot.crisis.questions.answers import USE, Answers
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.severity.state import SetLevel
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact, Level
from bot.text import _

DIMENSIONS: Final = ("people_safety", "reputation", "customers", "money", "legal_privacy", "control", "staff")
SPREADS: Final = ("internal_only", "limited", "growing", "mass")
READS: Final = {
    "accounts": ("whose",),
    "live": ("live",),
    USE: (USE,),
    "involved": ("involved", "login", "credible"),
    "damage": (*DIMENSIONS, "empty_lines", "spread", "personal_data", "public_many", "price_sensitive"),
}
"""What is read of the answers: question → fields. The playbooks must have them."""

NOT_KNOWN_IN: Final = {
    "live": ("live",),
    "whose": ("accounts",),
    "control": (USE, "damage"),
    **dict.fromkeys(("involved", "credible", "login"), ("involved",)),
    **dict.fromkeys(("people_safety", "personal_data", "public_many", "price_sensitive"), ("damage",)),
}
"""Which questions would settle what is not known."""

SERIOUS: Final = 2  # what is not known counts as serious
WORST: Final = Level.critical
LEVELS: Final = (Level.critical, Level.high, Level.moderate, Level.low)
# Rows: harm 0 to 3; columns: spread 0 to 3. Our own scale: no published universal threshold exists.
MATRIX: Final = ((4, 4, 3, 3), (4, 3, 3, 2), (3, 3, 2, 1), (2, 2, 1, 1))


@dataclass(frozen=True)
class Floor:
    """The level is never below *level* where *holds* is "yes"; where it is "unknown" it could be that level."""

    level: Level
    code: str
    holds: str
    unknown: str  # what is not known


def compute(incident: Incident) -> SeverityComputed:
    """The level the answers give now, with its reason and what it could still become."""
    answers = Answers(incident)
    if not answers.rated:
        return _before_damage(answers)
    level, reason, harm, spread = _matrix(answers)
    floors = list(_floors(answers))
    for floor in floors:
        if floor.holds == "yes" and floor.level < level:
            level, reason = floor.level, floor.code
    could_be = {
        (floor.level, floor.unknown): None for floor in floors if floor.holds == UNKNOWN and floor.level < level
    }
    return SeverityComputed(
        level=level,
        reason=reason,
        provisional=incident.questions.answers["damage"].state != "answered",
        could_be=tuple(sorted(could_be, key=lambda item: item[0])),
        harm=harm,
        spread=spread,
    )


def recompute(incident: Incident) -> list[SeverityComputed]:
    """The new level as a fact where the level, its reason or what it could be has moved; else nothing."""
    now = compute(incident)
    was = incident.severity.computed
    return [] if was is not None and was.model_dump() == now.model_dump(exclude={"kind"}) else [now]


def set_level(incident: Incident, level: str, reason: str, by: Someone) -> list[Fact]:
    """The commander's own level. Raises Refused: it is over, no such level, or a reason of less than three words."""
    must_be_open(incident)
    if level not in set(Level):
        raise Refused(_("Choose one of the four levels."), field="level", code="unknown_level")
    if len(reason.split()) < 3:
        raise Refused(_("Say why, in a few words."), field="reason", code="reason_too_short")
    return [SeveritySet(level=Level(level), reason=reason.strip(), by=by)]


def level_after(incident: Incident) -> Level:
    """The level that counts once what the answers give is recorded."""
    moved = recompute(incident)
    computed = moved[0] if moved else incident.severity.computed
    return incident.severity.level_with(computed.level) if computed else incident.level


def questioned(incident: Incident, computed: Level) -> list[Fact]:
    """
    Whoever commands is asked, once for each rise, whether the level they set still counts; who takes command is too.

    Args:
        computed: That the answers give now.
    """
    known, ask = incident.severity.set, incident.severity.ask
    if known is None or not known.overtaken_by(computed):
        return []
    to = incident.acting
    if ask is not None and ask.to == to and ask.computed <= computed:
        return []
    return [LevelQuestioned(set=known.level, computed=computed, to=to)]


def keep(incident: Incident, ask: int, reason: str, by: Someone) -> list[Fact]:
    """The level that was set still counts, with a reason. *ask*: number of the question it answers."""
    known = must_be_asked(incident, ask)
    return set_level(incident, known.level.value, reason, by)


def release(incident: Incident, ask: int, by: Someone) -> list[Fact]:
    """The level the answers give counts from now on."""
    must_be_asked(incident, ask)
    return [LevelReleased(level=incident.level, by=by)]


def must_be_asked(incident: Incident, ask: int) -> SetLevel:
    """The level that was set; Refused where that question waits no more."""
    must_be_open(incident)
    waits = incident.severity.ask
    if waits is None or waits.seq != ask or incident.severity.set is None:
        words = _("That was decided meanwhile. Nothing was changed. Use Change severity on the board.")
        raise Refused(words, code="not_asked")
    return incident.severity.set


def proposed_spread(incident: Incident) -> str | None:
    """
    The spread the figures speak for, where it is worse than the one chosen.

    From three times the usual mentions it grows, from ten times it is everywhere: our own multipliers.
    """
    known = incident.questions.answers.get("damage")
    if known is None or known.state != "answered":
        return None
    mentions, usual = known.answer.values.get("mentions"), known.answer.values.get("usual")
    if not isinstance(mentions, int) or not isinstance(usual, int) or usual < 1:
        return None
    figures = "mass" if mentions >= 10 * usual else "growing" if mentions >= 3 * usual else "limited"
    return figures if SPREADS.index(figures) > _spread(str(known.answer.values.get("spread"))) else None


def _spread(chosen: str) -> int:
    return SPREADS.index(chosen) if chosen in SPREADS else SERIOUS


def _before_damage(answers: Answers) -> SeverityComputed:
    """
    Serious where an account is touched and it goes on; where just one of both is not known it could be.

    What is known of its control counts before anybody rates it.
    """
    touched, live = answers.touched, answers.one("live", "live")
    if answers.grade("control"):
        for floor in _control(answers):
            if floor.holds == "yes":
                return SeverityComputed(level=floor.level, reason=floor.code)
    if (touched, live) == ("yes", "yes"):
        return SeverityComputed(level=Level.high, reason="touched_live")
    could_be: tuple[tuple[Level, str], ...] = ()
    if (touched, live) == ("yes", UNKNOWN) and "live" in answers.incident.questions.answers:
        could_be = ((Level.high, "live"),)
    if (touched, live) == (UNKNOWN, "yes") and "accounts" in answers.incident.questions.answers:
        could_be = ((Level.high, "whose"),)
    return SeverityComputed(level=Level.moderate, reason="not_rated", could_be=could_be)


def _matrix(answers: Answers) -> tuple[Level, str, int, int]:
    grades = {dimension: answers.grade(dimension) for dimension in DIMENSIONS}
    harm = max(SERIOUS if grade is None else grade for grade in grades.values())
    chosen = answers.one("damage", "spread")
    spread = _spread(chosen)
    level = LEVELS[MATRIX[harm][spread] - 1]
    calm = harm == 0 or (harm <= 1 and spread <= 1)
    lifted = answers.one("live", "live") != "no" and level in (Level.moderate, Level.low) and not calm
    # A known dimension explains better than one that is not known.
    worst = next((name for name, grade in grades.items() if grade == harm), None)
    because = f"{worst} {harm}" if worst else f"{next(n for n, g in grades.items() if g is None)} {UNKNOWN}"
    if harm == 0:
        because = "none 0"
    reason = f"matrix {because} {chosen}" + (" live" if lifted else "")
    return (LEVELS[LEVELS.index(level) - 1] if lifted else level), reason, harm, spread


def _floors(answers: Answers) -> Iterator[Floor]:
    """Never weaker than. What is not known raises nothing, but for the control of an account of ours."""
    yield Floor(WORST, "people_safety", _at_least(answers.grade("people_safety"), 2), "people_safety")
    yield from _control(answers)
    yield from _personal_data(answers)
    involved, anybody = answers.many("involved", "involved"), "involved"
    executive = _among("executive", involved)
    yield Floor(
        Level.high,
        "executive",
        _both(executive, answers.one("involved", "credible")),
        _first(executive, anybody, "credible"),
    )
    if answers.incident.opening.listed:
        yield Floor(WORST, "price_sensitive", answers.one("damage", "price_sensitive"), "price_sensitive")
    former = _among("ex_employee", involved)
    yield Floor(
        Level.high, "ex_employee", _both(former, answers.one("involved", "login")), _first(former, anybody, "login")
    )


def _control(answers: Answers) -> Iterator[Floor]:
    control, main = answers.grade("control"), answers.main
    lost = _at_least(control, 3)
    yield Floor(WORST, "control_lost", _both(main, lost), _first(main, "whose", "control"))
    doubtful = "yes" if control is None or control >= 1 else "no"
    code = "control" if control is not None else "control_unknown"
    yield Floor(Level.high, code, _both(answers.touched, doubtful), "whose")


def _personal_data(answers: Answers) -> Iterator[Floor]:
    """However the harm to it was rated: that data is exposed is a fact, how grave that is an opinion."""
    exposed, public = answers.exposed, answers.one("damage", "public_many")
    yield Floor(WORST, "data_public", _both(exposed, public), _first(exposed, "personal_data", "public_many"))
    yield Floor(Level.high, "personal_data", exposed, "personal_data")


def _at_least(grade: int | None, floor: int) -> str:
    return UNKNOWN if grade is None else "yes" if grade >= floor else "no"


def _both(one: str, other: str) -> str:
    """ "yes" if both hold, "no" if one does not, else "unknown"."""
    if "no" in (one, other):
        return "no"
    return "yes" if one == other == "yes" else UNKNOWN


def _among(who: str, involved: tuple[str, ...]) -> str:
    """Whether *who* is involved. Not known is what nobody answered, or answered so."""
    return "yes" if who in involved else UNKNOWN if not involved or UNKNOWN in involved else "no"


def _first(fact: str, unknown: str, other: str) -> str:
    """Which of two things is not known, the first first."""
    return unknown if fact == UNKNOWN else other
