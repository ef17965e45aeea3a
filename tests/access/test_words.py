"""What the timeline says of a closing, fact by fact: accounts and numbers, never who holds access."""

from __future__ import annotations

import pytest

from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.facts import (
    AccessFound,
    AccountSuspended,
    KeyholderAsked,
    KeyholderConfirmed,
    KeyholderUnable,
    Purpose,
    RestrictionStarted,
    RestrictionStepLate,
    RestrictionStepSaved,
    RestrictionStepVerified,
    RestrictionStopped,
    Result,
)
from bot.capabilities import say
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.text import Translator
from tests.access.restrictions import started
from tests.record.crew import BOOK
from tests.record.story import ANA, EVA, JANA, PETR, Story

AT = {"account": "a1", "handle": "@brand"}
OF_ACCESS = {f"bot.access.{each}.facts" for each in ("posture", "restriction", "restoration", "connectors")}
HIDDEN = Restricted("Ivo Marić")


def said(fact: Fact) -> str:
    words = say(fact, BOOK, None)
    assert words is not None
    return Translator().plain(words)


def saved(purpose: Purpose, result: Result = "done", paths: tuple[int, ...] = (), by: Someone = JANA) -> Fact:
    given = {"step": 4, "purpose": purpose, "result": result, "paths": paths, "by": by, "note": HIDDEN}
    return RestrictionStepSaved.model_validate(AT | given)


FACTS: list[tuple[Fact, str]] = [
    (
        AccessFound.model_validate(AT | {"paths": started().incident.restrictions.all[0].paths[:4]}),
        "4 more ways into @brand found",
    ),
    (KeyholderAsked.model_validate(AT | {"who": EVA, "by": ANA}), "Ana Kovač asks Eva Malá to keep access to @brand"),
    (KeyholderConfirmed.model_validate(AT | {"who": PETR}), "Petr Novák proved a log-in to @brand"),
    (
        KeyholderUnable.model_validate(AT | {"who": JANA, "reason": "no 2FA"}),
        "Jana Horvat can't log in to @brand: no 2FA",
    ),
    (saved("rotate"), "@brand · 1 secret changed (Jana Horvat)"),
    (saved("remove", paths=(1, 2, 3)), "@brand · 3 removals (Jana Horvat)"),
    (saved("end_sessions"), "@brand · Sessions ended (Jana Horvat)"),
    (saved("recovery", "could_not"), "@brand · Recovery e-mail and phone: could not (Jana Horvat)"),
    (saved("revoke_apps", "unknown"), "@brand · Apps: not known whether it worked (Jana Horvat)"),
    (saved("tools", "not_applicable"), "@brand · Seats in tools: doesn't apply (Jana Horvat)"),
    (
        RestrictionStepVerified.model_validate(AT | {"steps": (1, 2), "by": PETR, "saw": HIDDEN}),
        "Petr Novák verified 2 steps of @brand",
    ),
    (
        RestrictionStepVerified.model_validate(AT | {"steps": (1,), "by": JANA, "alone": "all others sleep"}),
        "Jana Horvat verified 1 step of @brand alone: all others sleep",
    ),
    (
        RestrictionStepLate.model_validate(AT | {"step": 9, "nth": 1, "to": JANA}),
        "Step 9 of @brand is late: Jana Horvat is asked",
    ),
    (
        RestrictionStopped.model_validate(AT | {"by": ANA, "open": 4}),
        "Ana Kovač stopped closing access to @brand. 4 ways in stay open",
    ),
    (RestrictionStopped.model_validate(AT | {"by": ANA}), "Ana Kovač stopped closing access to @brand"),
    (AccountSuspended.model_validate(AT | {"by": ANA}), "The platform suspended @brand, says Ana Kovač"),
    (AccountSuspended.model_validate(AT | {"by": ANA, "over": True}), "@brand is there again, says Ana Kovač"),
    (RestorationOrdered.model_validate(AT | {"by": ANA}), "Ana Kovač gives access to @brand back"),
    (
        AccessDecided.model_validate(AT | {"paths": (1, 2), "decision": "back", "reason": HIDDEN, "by": ANA}),
        "Ana Kovač decides: 2 ways into @brand are given back",
    ),
    (
        AccessDecided.model_validate(AT | {"paths": (1,), "decision": "lowered", "reason": HIDDEN, "by": ANA}),
        "Ana Kovač decides: 1 way into @brand is given back, at a lower level",
    ),
    (
        AccessDecided.model_validate(AT | {"paths": (3,), "decision": "out", "reason": HIDDEN, "by": ANA}),
        "Ana Kovač decides: 1 way into @brand stays closed",
    ),
    (
        AccessRestored.model_validate(AT | {"paths": (1,), "by": JANA}),
        "What was decided of 1 way into @brand is done (Jana Horvat)",
    ),
    (
        RestorationVerified.model_validate(AT | {"paths": (1,), "by": PETR, "saw": HIDDEN}),
        "Petr Novák verified 1 way into @brand, as it was decided",
    ),
]


@pytest.mark.parametrize(("fact", "words"), FACTS, ids=[f"{n} {fact.kind}" for n, (fact, _w) in enumerate(FACTS)])
def test_a_fact_is_one_line(fact: Fact, words: str) -> None:
    assert said(fact) == words
    assert "Ivo" not in said(fact)


def test_the_beginning_names_who_keeps_access_and_who_leads() -> None:
    (fact,) = [event.fact for event in started(Story()).events if isinstance(event.fact, RestrictionStarted)]

    assert said(fact) == (
        "Ana Kovač closes access to @brand: 11 ways in to close. "
        "Keyholders Petr Novák, Jana Horvat, access lead Jana Horvat"
    )
    assert said(fact.model_copy(update={"reason": "two posts are not ours"})).endswith(": two posts are not ours")


def test_a_fact_without_the_accounts_name_still_says_something() -> None:
    assert said(KeyholderConfirmed(account="a1", who=PETR)) == "Petr Novák proved a log-in to an account"
