"""A closing of @brand, told fact by fact: eleven access paths, Petr and Jana stay."""

from __future__ import annotations

from datetime import timedelta

from bot.access.register.codes import Level, Means
from bot.access.restriction.facts import (
    KeyholderConfirmed,
    KeyholderUnable,
    Purpose,
    RestrictedPath,
    RestrictionStarted,
    RestrictionStep,
    RestrictionStepSaved,
    RestrictionStepVerified,
    Result,
)
from bot.access.restriction.state import Restriction
from bot.people.who import Someone
from bot.record.frozen import Restricted
from bot.room.surface import Scene
from bot.views import staged
from tests.record.crew import BOOK, commanded
from tests.record.story import ANA, JANA, PETR, Story

HOLDERS = ("Ivo Marić", "Agency North", "Lucie Stará", "Old Phone", "Zapier")
MANY = 11


def path(n: int, name: str = "", leaver: bool = False) -> RestrictedPath:
    """An access path, of one of a few holders."""
    holder = name or HOLDERS[n % len(HOLDERS)]
    return RestrictedPath(
        n=n,
        key=Restricted(f"grant:g{n}"),
        holder=Restricted(f"h-{holder}"),
        name=Restricted(holder),
        means=Means.delegated_role,
        level=Level.publish,
        grant=f"g{n}",
        leaver=leaver,
    )


def step(n: int, purpose: Purpose, *paths: int, to: Someone = JANA, **more: object) -> RestrictionStep:
    given = {"n": n, "purpose": purpose, "text": "Settings › People › the person › Remove", "paths": paths, "to": to}
    return RestrictionStep.model_validate(given | more)


def steps(story: Story) -> tuple[RestrictionStep, ...]:
    """As a plan has them: paths 1-5 are delegates, 6-9 know the password, 10 and 11 are apps."""
    due = story.now + timedelta(minutes=14)
    know, apps = tuple(range(6, 10)), (10, 11)
    return (
        step(1, "pause", due_at=due),
        *(step(1 + n, "remove", n, due_at=due) for n in range(1, 6)),
        step(7, "rotate", *know, due_at=due, residual_minutes=180),
        step(8, "rotate", *know, due_at=due),
        step(9, "end_sessions", *know, due_at=due),
        step(10, "revoke_apps", *apps, due_at=due),
        step(11, "recovery", due_at=due),
        step(12, "verify", to=PETR, due_at=due),
        step(13, "tell", due_at=due),
    )


def started(story: Story | None = None, account: str = "a1", handle: str = "@brand", **more: object) -> Story:
    """Ana starts it; Petr and Jana are asked to confirm that they can log in."""
    story = story or commanded()
    given = {
        "account": account,
        "handle": handle,
        "platform": "x",
        "tier": "main",
        "paths": tuple(path(n) for n in range(1, MANY + 1)),
        "steps": steps(story),
        "keyholders": (PETR, JANA),
        "lead": JANA,
        "by": ANA,
    }
    return story.then([RestrictionStarted.model_validate(given | more)], ANA)


def confirmed(story: Story, who: Someone = PETR, account: str = "a1") -> Story:
    return story.then([KeyholderConfirmed(account=account, handle="@brand", who=who)], who)


def unable(story: Story, who: Someone = JANA, reason: str = "no second factor here", account: str = "a1") -> Story:
    return story.then([KeyholderUnable(account=account, handle="@brand", who=who, reason=reason)], who)


def saved(story: Story, *numbers: int, result: Result = "done", by: Someone = JANA, account: str = "a1") -> Story:
    restriction = story.incident.restriction(account)
    assert restriction is not None
    for n in numbers:
        doing = restriction.doing(n)
        assert doing is not None
        given = {"account": account, "handle": "@brand", "step": n, "purpose": doing.step.purpose, "result": result}
        story.then([RestrictionStepSaved.model_validate({**given, "by": by})], by)
    return story


def verified(story: Story, *numbers: int, by: Someone = PETR, alone: str = "", account: str = "a1") -> Story:
    fact = RestrictionStepVerified(account=account, handle="@brand", steps=numbers, by=by, alone=alone)
    return story.then([fact], by)


def restriction_of(story: Story, account: str = "a1") -> Restriction:
    restriction = story.incident.restriction(account)
    assert restriction is not None
    return restriction


def scene(story: Story) -> Scene:
    return staged(incident=story.incident, book=BOOK)
