"""What is proposed about access before any of it is closed, and who decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bot.chat.card import Button, Card, Lines, Part, Row, on
from bot.domain.access.numbers import numbers
from bot.domain.access.touched import touched
from bot.domain.events import StanceProposed
from bot.domain.events.access import Stance
from bot.domain.incident import Incident
from bot.domain.naming import first
from bot.room.surface import Scene
from bot.text import Param, Strong, Words, _, _n, raw

ROOT = "access"

STANCES: Final = {
    "steady": _("leave access as it is"),
    "all_hands": _("all hands"),
    "close_access": _("close access"),
}

WHY: Final = {
    "inside": _("someone may still be inside"),
    "author_unknown": _("treat as compromise until known"),
    "legal_weight": _("each sentence has legal weight"),
    "one_voice": _("one voice"),
    "volume": _("people need answers faster than two can write"),
    "silence": _("silence first"),
    "calm": _("nothing speaks for closing it"),
}


def stance_words(stance: Stance, reply_open: bool) -> Words:
    """A stance, with what becomes of replies where access is closed."""
    if stance != "close_access":
        return STANCES[stance]
    return _("close access, replies open") if reply_open else _("close access, replies closed")


def why_words(proposed: StanceProposed) -> Words:
    """Why it is proposed; a reason that this version does not know is in the answers."""
    return WHY.get(proposed.why, _("see the answers"))


def proposal(scene: Scene) -> Card:
    """What the answers speak for, how much access there is, and who decides."""
    incident = scene.incident
    head = _head(scene)
    lines: list[Words | Strong] = [Strong(head)]
    if proposed := incident.stance_proposed:
        lines.append(_("Proposed: {stance}", stance=stance_words(proposed.stance, proposed.reply_open)))
        lines.append(_("Why: {why}", why=why_words(proposed)))
    lines += _numbers(scene)
    if not incident.is_resolved:
        lines.append(_decides(incident))
    buttons: list[Part] = [] if incident.is_resolved else [Row(_buttons(incident))]
    said = [line for line in lines[1:3] if isinstance(line, Words)]
    text = _("{head}. {said}", head=head, said=said[0]) if said else head
    return Card(text=text, parts=(Lines(tuple(lines)), *buttons))


def meant(scene: Scene) -> tuple[str, ...]:
    """The accounts it is about: those touched; all of the register while it is not known which."""
    accounts = scene.register.accounts if scene.register else {}
    return tuple(id for id in touched(scene.incident) if id in accounts) or tuple(accounts)


def _head(scene: Scene) -> Words:
    accounts = scene.register.accounts if scene.register else {}
    named = [accounts[id].handle for id in touched(scene.incident) if id in accounts]
    if len(named) == 1:
        return _("Access · {what}", what=named[0])
    if named:
        return _n("Access · {n} account", "Access · {n} accounts", len(named))
    if scene.incident.stance_proposed or not accounts:
        return _("Access")
    n = len(accounts)
    return _n(
        "Access · nothing proposed yet · {n} account in the register",
        "Access · nothing proposed yet · {n} accounts in the register",
        n,
    )


def _numbers(scene: Scene) -> list[Words]:
    register, accounts = scene.register, meant(scene)
    if register is None or not accounts:
        return [_("The register has no accounts yet. Next: enter them.")]
    n = numbers(register, accounts, _as_of(scene))
    secrets = _n("{n} secret to change", "{n} secrets to change", n.secrets)
    ways = _n("{n} way in", "{n} ways in", n.ways)
    people, tools = _n("{n} person", "{n} people", n.people), _n("{n} tool", "{n} tools", n.tools)
    return [
        _("{ways} · keyholders not chosen yet · {secrets}", ways=ways, secrets=secrets),
        _("Can post now: {people}, {tools}", people=people, tools=tools),
    ]


def _as_of(scene: Scene) -> datetime:
    """No clock here: a grant that expires changes the register, which has the room looked at again."""
    times = [scene.incident.changed_at, scene.register.changed_at if scene.register else None]
    return max((at for at in times if at), default=datetime.min.replace(tzinfo=UTC))


def _decides(incident: Incident) -> Words:
    acting: Param = first(incident.acting) if incident.acting else raw("–")
    return _("Decides: the commander ({name})", name=acting)


def _buttons(incident: Incident) -> tuple[Button, ...]:
    value = on(incident.id)
    return (
        Button("lockdown.form", _("Close access…"), value, style="primary"),
        Button("stance.all_hands", _("All hands…"), value),
        Button("stance.steady", _("Leave as is…"), value),
        Button("pause.order", _("Pause everything"), value),
        Button("access.show", _("Who has access"), value),
    )
