"""How ready the organisation is: counted from what can be known, each gap with its next step and who can take it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.crisis.incident import Incident
from bot.crisis.opening.state import Opening
from bot.crisis.room.state import NotDone, RoomState
from bot.learning.cards import headline, lines
from bot.learning.readiness import Readiness, readiness, to_look_up
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Someone, Standing
from bot.text import Translator
from tests.record.story import ANA, EVA, JANA, NOON, PETR, TOM

READY = Organisation(
    set_up=True,
    language="hr",
    zone="Europe/Zagreb",
    announce_in="C1",
    announce_checked_at=NOON,
    responders=(Responder(person=ANA, deputy=JANA), Responder(person=PETR, deputy=JANA)),
    hr=EVA,
    legal=TOM,
    admins=(EVA.id,),
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
        "✔ Announcement: a channel hears that a room is open (checked Mon 2 Mar, 12:00 UTC)",
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

    assert ready[1] == "✔ Setup: it has an admin"
    assert ready[4] == "✖ HR and legal: legal is not named. Next: name HR and legal (by an admin)"


def test_somebody_unknown_is_not_said_to_have_left() -> None:
    assert read(readiness(READY, (), {}))[-1].startswith("✔ People")


# the channel for announcements


def heard(organisation: Organisation, *crises: Incident) -> str:
    (line,) = [
        said for said in read(readiness(organisation, (), EVERYBODY, crises=crises))[1:] if "Announcement" in said
    ]
    return line


def refused(reason: str, minutes: int, place: str = "C1") -> Incident:
    """A crisis whose announcement was refused so many minutes after noon."""
    why = NotDone(reason=reason, since=NOON + timedelta(minutes=minutes))
    return Incident(
        id="i1",
        tenant="T1",
        number=1,
        opening=Opening(announce_in=place),
        room=RoomState(refused={"announcement": why}),
    )


def test_a_channel_nobody_tried_is_not_taken_for_good() -> None:
    unchecked = READY.model_copy(update={"announce_checked_at": None})

    assert heard(unchecked) == (
        "✖ Announcement: the channel was not checked yet. Next: open the setup and save it again (by Eva Malá)"
    )


@pytest.mark.parametrize(
    ("reason", "says", "step"),
    [
        ("is_archived", "the channel was archived (seen {at}).", "choose another channel"),
        ("not_in_channel", "the bot is not in the channel (seen {at}).", "invite the bot to the channel, then save"),
        ("channel_not_found", "the bot is not in the channel (seen {at}).", "invite the bot to the channel, then save"),
        ("restricted_action", "the chat refused it (restricted_action, {at}).", "choose another channel"),
    ],
)
def test_a_refused_announcement_counts_until_the_channel_is_checked_again(reason: str, says: str, step: str) -> None:
    said = says.format(at="Mon 2 Mar, 12:05 UTC")

    assert heard(READY, refused(reason, 5)).startswith(f"✖ Announcement: {said} Next: {step}")
    assert heard(READY, refused(reason, -5)).startswith("✔ ")
    assert heard(READY, refused(reason, 5, place="C2")).startswith("✔ ")
