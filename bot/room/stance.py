"""What is proposed about access before any of it is closed, and who decides."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.chat.card import Button, Card, Lines, Part, Row, on
from bot.domain.access.numbers import numbers
from bot.domain.access.stance_words import stance_words, why_words
from bot.domain.access.touched import touched
from bot.domain.incident import Incident
from bot.domain.naming import first
from bot.room.surface import Scene
from bot.text import Param, Strong, Words, _, _n, raw

ROOT = "access"


def proposal(scene: Scene) -> Card:
    """What the answers speak for, how much access there is, and who decides."""
    incident = scene.incident
    head = _head(scene)
    lines: list[Words | Strong] = [Strong(head)]
    if proposed := incident.stance_proposed:
        lines.append(_("Proposed: {stance}", stance=stance_words(proposed)))
        lines.append(_("Why: {why}", why=why_words(proposed.why)))
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
