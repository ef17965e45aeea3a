"""Setup: one form, kept by its admins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.form import Asks, Attaches, Picks, Says
from bot.chat.outcome import FieldErrors, OpenForm
from bot.people.organisation import Responder
from tests.handlers.desk import ANA, EVA, JANA, PETR, TENANT, TOM, Desk, lines
from tests.handlers.desk import desk as at


@pytest.fixture
async def owned(tmp_path: Path) -> AsyncIterator[Desk]:
    """Eva is an admin by the settings."""
    async with at(tmp_path, admins=[EVA.id]) as made:
        yield made


@pytest.mark.requirement("S2.13", partly="nobody is named beforehand for watching")
async def test_the_form_is_saved(desk: Desk) -> None:
    said = await desk.submit(
        PETR,
        "setup.save",
        brand="Acme",
        zone="Europe/Zagreb",
        language="en",
        announce_in="C1",
        responder_1=ANA.id,
        deputy_1=JANA.id,
        responder_2=EVA.id,
        hr=EVA.id,
        listed=("listed",),
        small=("small",),
    )

    kept = await desk.store.organisation(TENANT)
    assert lines(said) == ["The setup is saved.", "2 responders are called when a crisis opens."]
    assert kept.responders == (
        Responder(person=ANA.someone, deputy=JANA.someone),
        Responder(person=EVA.someone),
    )
    assert (kept.brand, kept.zone, kept.announce_in, kept.hr, kept.legal, kept.listed, kept.set_up) == (
        "Acme",
        "Europe/Zagreb",
        "C1",
        EVA.someone,
        None,
        True,
        True,
    )
    assert (await desk.opened()).opening.small is kept.small is True


async def test_the_form_shows_what_is_kept(desk: Desk) -> None:
    await desk.submit(PETR, "setup.save", brand="Acme", zone="Europe/Zagreb", responder_1=ANA.id, deputy_1=JANA.id)

    opened = await desk.command(PETR, "setup")

    assert isinstance(opened, OpenForm)
    initial = {f.name: f.initial for f in opened.form.fields if not isinstance(f, Says | Attaches) and f.initial}
    assert initial == {
        "brand": "Acme",
        "zone": "Europe/Zagreb",
        "language": ("en",),
        "responder_1": (ANA.id,),
        "deputy_1": (JANA.id,),
    }


async def test_everything_has_a_default(desk: Desk) -> None:
    """An untouched form can be sent; its zone is that of who opened it."""
    opened = await desk.command(PETR, "setup")
    assert isinstance(opened, OpenForm)
    zone = next(f for f in opened.form.fields if isinstance(f, Asks) and f.name == "zone")
    required = [f.name for f in opened.form.fields if not isinstance(f, Says) and f.required]

    said = await desk.submit(PETR, "setup.save", language="en")

    assert (zone.initial, required) == ("Europe/Prague", ["language"])
    assert lines(said) == ["The setup is saved.", "Nobody is called when a crisis opens. Next: name a responder."]


async def test_the_first_who_sends_it_keeps_it(desk: Desk) -> None:
    """Looking at it makes nobody an admin."""
    await desk.command(ANA, "setup")
    await desk.submit(PETR, "setup.save", language="en")

    refused = [await desk.command(ANA, "setup"), await desk.press(ANA, "setup.form")]
    sent = await desk.submit(ANA, "setup.save", language="en")

    says = "Only an admin can change the setup. Nothing was changed. Ask Petr Novák."
    assert [lines(each) for each in refused] == [[says], [says]]
    assert lines(sent) == [f"Not saved: {says}"]
    assert isinstance(await desk.command(PETR, "setup"), OpenForm)


async def test_of_two_who_send_it_first_at_the_same_moment_one_keeps_it(desk: Desk) -> None:
    said = await asyncio.gather(*(desk.submit(by, "setup.save", zone="UTC", brand=by.name) for by in (PETR, ANA)))

    kept = await desk.store.organisation(TENANT)
    told = sorted(lines(outcome)[0] for outcome in said)
    assert told[0].startswith("Not saved: Only an admin can change the setup. Nothing was changed.")
    assert told[1] == "The setup is saved."
    assert (kept.admins, kept.brand) in [((by.id,), by.name) for by in (PETR, ANA)]


async def test_an_opening_at_the_same_moment_takes_no_setup_away(desk: Desk) -> None:
    await asyncio.gather(
        desk.command(PETR, "open", "Offensive post"), desk.submit(ANA, "setup.save", zone="UTC", brand="Acme")
    )

    kept = await desk.store.organisation(TENANT)
    assert (kept.brand, kept.admins, kept.set_up) == ("Acme", (ANA.id,), True)


async def test_owners_of_the_settings_keep_it(owned: Desk) -> None:
    assert lines(await owned.command(PETR, "setup")) == [
        "Only an admin can change the setup. Nothing was changed. Ask Eva Malá."
    ]
    await owned.submit(EVA, "setup.save", language="en")
    assert (await owned.store.organisation(TENANT)).admins == ()


async def test_who_may_not_set_up_is_not_asked_to(owned: Desk) -> None:
    petr, eva = await owned.command(PETR, "open", "Hacked"), await owned.command(EVA, "open", "A leak of data")

    assert len(lines(petr)) == 2
    assert "The setup is still empty" in lines(eva)[2]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"zone": "Zagreb!"}, "zone: I don't know this zone. Write it like Europe/Zagreb."),
        ({"zone": "Europe/Atlantis"}, "zone: I don't know this zone. Write it like Europe/Zagreb."),
        ({"responder_1": TOM.id}, "responder_1: Tom Reed has no full account. Choose a colleague."),
        ({"responder_1": "slack:U77"}, "responder_1: I don't know this person yet. Choose again in a minute."),
        ({"deputy_2": ANA.id}, "responder_2: Choose the responder first."),
        (
            {"responder_1": ANA.id, "responder_3": ANA.id},
            "responder_3: Already in the list. Choose someone else.",
        ),
        (
            {"responder_1": ANA.id, "deputy_1": ANA.id},
            "deputy_1: Nobody is their own deputy. Choose someone else.",
        ),
        ({"legal": TOM.id}, "legal: Tom Reed has no full account. Choose a colleague."),
    ],
)
async def test_a_wrong_field_keeps_the_form_open(desk: Desk, given: dict[str, str], says: str) -> None:
    said = await desk.submit(PETR, "setup.save", **given)

    assert isinstance(said, FieldErrors)
    assert lines(said) == [says]
    assert not (await desk.store.organisation(TENANT)).set_up


async def test_who_saved_what_is_kept(desk: Desk) -> None:
    """Sent again without a change, it is kept once."""
    for brand in ("Acme", "Acme", "Acme Corp"):
        await desk.submit(PETR, "setup.save", brand=brand)

    history = await desk.store.organisation_history(TENANT)

    assert [(saved.by, saved.organisation.brand) for saved in history] == [(PETR.id, "Acme Corp"), (PETR.id, "Acme")]


async def test_responders_of_the_setup_are_called(desk: Desk) -> None:
    """Each with their deputy, in the order of the form; never the opener."""
    await desk.submit(PETR, "setup.save", responder_1=ANA.id, deputy_1=JANA.id, responder_2=PETR.id)

    incident = await desk.opened("Hacked")

    assert list(incident.tasks) == [f"page/{ANA.id}"]
    assert incident.opening.responders[0].deputy == JANA.someone


async def test_a_form_has_a_row_for_each_of_five_responders(desk: Desk) -> None:
    opened = await desk.command(PETR, "setup")

    assert isinstance(opened, OpenForm)
    names = [f.name for f in opened.form.fields if isinstance(f, Picks)]
    assert names == [*(f"{who}_{row}" for row in range(1, 6) for who in ("responder", "deputy")), "hr", "legal"]
