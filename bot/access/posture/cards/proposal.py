"""What is proposed about access before any of it is closed, and who decides."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.access.affected_accounts import touched
from bot.access.posture.facts import PostureSet
from bot.access.posture.posture_words import posture_words, why_words
from bot.access.posture.rules.all_hands import answering
from bot.access.register.numbers import numbers, to_sweep
from bot.access.restriction import login_check
from bot.chat.card import Button, Card, Lines, Part, Row, on
from bot.crisis.incident import Incident
from bot.people.naming import first
from bot.room.surface import Scene
from bot.text import Moment, Param, Strong, Words, _, _n, raw

ROOT = "access"


def proposal(scene: Scene) -> Card:
    """What the answers speak for, how much access there is, and who decides."""
    incident = scene.incident
    head = _head(scene)
    lines: list[Words | Strong] = [Strong(head)]
    if proposed := incident.posture.proposed:
        lines.append(_("Proposed: {posture}", posture=posture_words(proposed)))
        lines.append(_("Why: {why}", why=why_words(proposed.why)))
    lines += [*decided(scene), *_numbers(scene), *sweep(scene)]
    if not incident.is_resolved:
        lines.append(_decides(incident))
    buttons: list[Part] = [] if incident.is_resolved else [Row(_buttons(incident))]
    said = next(line for line in lines[1:] if isinstance(line, Words))
    text = _("{head}. {said}", head=head, said=said)
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
    if scene.incident.posture.proposed or not accounts:
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
    now, proposed = _as_of(scene), scene.incident.posture.proposed
    keep = login_check.proposed(scene.incident, register, scene.people, touched(scene.incident), now)
    reply_open = proposed is not None and proposed.reply_open
    n = numbers(register, accounts, now, keep, reply_open)
    secrets = _n("{n} secret to change", "{n} secrets to change", n.secrets)
    if not keep:
        paths = _n("{n} way in", "{n} ways in", n.paths)
        return [_("{paths} · keyholders not chosen yet · {secrets}", paths=paths, secrets=secrets), posting(scene)]
    go = _n("{n} way goes", "{n} ways go", n.go)
    stay = _n("{n} keyholder stays", "{n} keyholders stay", len(keep))
    return [_("{go} · {stay} · {secrets}", go=go, stay=stay, secrets=secrets), posting(scene)]


def headline(scene: Scene) -> Words | None:
    """What is decided or proposed, in a few words for the board; None while the register knows no account."""
    incident = scene.incident
    if scene.register is None or not scene.register.accounts:
        return None
    if said := next((each for each in reversed(incident.posture.postures) if each.posture != "restricted"), None):
        return _("decided: {posture} ({name})", posture=posture_words(said), name=first(said.by))
    proposed = incident.posture.proposed
    if proposed is None or proposed.posture == "unchanged":
        return None
    return _("proposed: {posture}", posture=posture_words(proposed))


def posting(scene: Scene) -> Words:
    """Who can post on the accounts it is about, in numbers, wherever that is told; not known where there is no list."""
    register, accounts = scene.register, meant(scene)
    if register is None or not accounts:
        return _("Can post now: not known yet")
    n = numbers(register, accounts, _as_of(scene))
    people, tools = _n("{n} person", "{n} people", n.people), _n("{n} tool", "{n} tools", n.tools)
    return _("Can post now: {people}, {tools}", people=people, tools=tools)


def decided(scene: Scene) -> list[Words]:
    """What the commander decided, account by account, where it is not closing."""
    return [_decision(scene, each) for each in scene.incident.posture.postures if each.posture != "restricted"]


def _decision(scene: Scene, said: PostureSet) -> Words:
    account, by = said.handle or _("all accounts"), first(said.by)
    line = _("Decided: {posture} · {account} ({name})", posture=posture_words(said), account=account, name=by)
    answer = answering(scene.incident, said.account)
    if said.posture != "all_hands":
        return line
    called = _n("{n} person answers", "{n} people answer", answer)
    if said.until is None:
        return _("{line} · {called}", line=line, called=called)
    return _("{line} · {called} until {at}", line=line, called=called, at=Moment(said.until, "date_time"))


def sweep(scene: Scene) -> list[Words]:
    """Where a former employee or agency may still log in: how many are looked at, and where."""
    known = scene.incident.questions.answers.get("former_access")
    if known is None or scene.register is None:
        return []
    if known.state != "unknown" and known.answer.values.get("former") != "yes":
        return []
    n = to_sweep(scene.register, meant(scene), _as_of(scene))
    who = _n("{n} person who left or is unknown", "{n} people who left or are unknown", n)
    return [_("Sweep: {who}. They stand on top of the list.", who=who)]


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
        Button("restriction.form", _("Close access…"), value, style="primary"),
        Button("posture.all_hands", _("All hands…"), value),
        Button("posture.unchanged", _("Leave as is…"), value),
        Button("pause.order", _("Pause everything"), value),
        Button("access.show", _("Who has access"), value),
    )
