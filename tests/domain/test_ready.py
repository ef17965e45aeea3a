"""How ready the organisation is: counted from what can be known, each gap with its next step and who can take it."""

from __future__ import annotations

from bot.domain.organisation import Organisation, Responder
from bot.domain.people import Person, Someone, Standing
from bot.domain.ready import Readiness, readiness, to_look_up
from bot.room.ready import headline, lines
from bot.text import Translator
from tests.domain.story import ANA, EVA, JANA, PETR, TOM

READY = Organisation(
    set_up=True,
    language="hr",
    zone="Europe/Zagreb",
    announce_in="C1",
    responders=(Responder(person=ANA, deputy=JANA), Responder(person=PETR, deputy=JANA)),
    hr=EVA,
    legal=TOM,
    owners=(EVA.id,),
)


def known(*people: Someone, standing: Standing = Standing.member) -> dict[str, Person]:
    return {who.id: Person(id=who.id, name=who.name, standing=standing) for who in people}


EVERYBODY = known(PETR, ANA, JANA, EVA, TOM)


def read(ready: Readiness) -> list[str]:
    plain = Translator().plain
    return [plain(headline(ready)), *map(plain, lines(ready))]


def test_nothing_is_set_up() -> None:
    assert read(readiness(Organisation(), (), {})) == [
        "Ready: 0 of 6 · next: fill in the setup (by any colleague)",
        "✖ Setup: nobody keeps it. Next: fill in the setup (by any colleague)",
        "✖ Responders: nobody is called when a crisis opens. Next: name a responder (by any colleague)",
        "✖ Deputies: none yet. Next: name a deputy for each responder (by any colleague)",
        "✖ HR and legal: neither is named. Next: name HR and legal (by any colleague)",
        "✖ Language and zone: not chosen. Next: choose language and zone (by any colleague)",
        "✖ Announcement: no channel hears that a room is open. Next: choose a channel (by any colleague)",
    ]


def test_all_that_can_be_known_is_ready() -> None:
    assert read(readiness(READY, (), EVERYBODY)) == [
        "Ready: 7 of 7",
        "✔ Setup: kept by Eva Malá",
        "✔ Responders: 2 are called when a crisis opens",
        "✔ Deputies: every responder has one",
        "✔ HR and legal: both named",
        "✔ Language and zone: Hrvatski, Europe/Zagreb",
        "✔ Announcement: a channel hears that a room is open",
        "✔ People: all who are named have a full account",
    ]


def test_who_has_no_deputy_is_named_with_who_can_mend_it() -> None:
    alone = READY.model_copy(update={"responders": (Responder(person=ANA), Responder(person=PETR, deputy=JANA))})

    ready = read(readiness(alone, (), EVERYBODY))

    assert ready[0] == "Ready: 6 of 7 · next: name a deputy for each responder (by Eva Malá)"
    assert ready[3] == "✖ Deputies: none for Ana Kovač. Next: name a deputy for each responder (by Eva Malá)"


def test_one_who_left_is_found_among_those_named() -> None:
    left = EVERYBODY | known(TOM, standing=Standing.gone)

    assert read(readiness(READY, (), left))[-1] == (
        "✖ People: no full account any more: Tom Reed. Next: name somebody else (by Eva Malá)"
    )


def test_an_owner_who_left_keeps_nothing() -> None:
    left = EVERYBODY | known(EVA, standing=Standing.gone)

    assert read(readiness(READY, (), left))[1].startswith("✖ Setup: nobody keeps it.")


def test_owners_of_the_settings_come_before_the_first_who_sent_the_form() -> None:
    assert to_look_up(READY, (ANA.id,)) == {person.id for person in (ANA, JANA, PETR, EVA, TOM)}
    assert read(readiness(READY, (ANA.id,), EVERYBODY))[1] == "✔ Setup: kept by Ana Kovač"


def test_an_owner_nobody_has_met_yet_is_an_owner() -> None:
    ready = read(readiness(READY.model_copy(update={"legal": None}), ("slack:U77",), EVERYBODY))

    assert ready[1] == "✔ Setup: it has an owner"
    assert ready[4] == "✖ HR and legal: legal is not named. Next: name HR and legal (by an owner)"


def test_somebody_unknown_is_not_said_to_have_left() -> None:
    assert read(readiness(READY, (), {}))[-1].startswith("✔ People")
