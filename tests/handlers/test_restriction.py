"""Closing access as people live it: previewed, started, confirmed, walked step by step, verified by somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.access.register.codes import Means
from bot.access.register.entities import Grant
from bot.access.register.facts import EntryTakenOff, GrantEntered
from bot.access.register.state import Register, register_id
from bot.access.restriction.state import Restriction
from bot.people.who import Someone
from bot.rehearsal.acting import Actor, Typed, words
from bot.rehearsal.model import Notice
from tests.access.brands import NAMES, entered, shop
from tests.conversation import PEOPLE, Rehearsal, rehearsal

TENANT = "T0REHEARSAL"
PETR, JANA, EVA = (
    Someone(id=f"slack:{PEOPLE[who]}", name=name)
    for who, name in (("petr", "Petr Novák"), ("jana", "Jana Horvat"), ("eva", "Eva Malá"))
)
BRAND = "@brand"
CASE_12 = (
    "This would leave @brand with nobody proven able to log in. Nothing was removed. "
    "Choose a keyholder; they confirm first."
)


async def enter(crisis: Rehearsal, register: Register, key: str = "entered") -> None:
    async with crisis.app.store.happened(register_id(TENANT), key) as change:
        change.record(entered(register))
    await crisis.later(seconds=3)


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Petr opened it and acts as commander; the register knows the shop's accounts."""
    async with rehearsal(tmp_path) as running:
        await enter(running, shop(PETR, JANA, TENANT))
        await running.opened()
        yield running


async def commanded(crisis: Rehearsal) -> Rehearsal:
    """Ana commands; Jana and Tom are inside too."""
    people = [PEOPLE[who] for who in ("ana", "jana", "tom")]
    await crisis.petr.do("invite", channel=crisis.petr.place, users=people)
    await crisis.later(seconds=3)
    for who in ("ana", "jana", "tom"):
        await getattr(crisis, who).go_to_room()
    await press(crisis, "ana", "Take command")
    return crisis


async def press(crisis: Rehearsal, who: str, label: str, on: str | None = None) -> None:
    pressed = await getattr(crisis, who).press(label, on)
    assert pressed["ok"], pressed
    await crisis.later(seconds=3)


async def fill(crisis: Rehearsal, who: str, fields: Mapping[str, Typed]) -> str:
    """Fill and send; the errors as one text, "" where it went through. Accounts are named by their handles."""
    person: Actor = getattr(crisis, who)
    handles = fields.get("Accounts")
    if isinstance(handles, list):
        labels: list[str] = [await option(person, f"{handle} ·") for handle in handles]
        fields = {**fields, "Accounts": labels}
    sent = await person.fill(fields)
    await crisis.later(seconds=3)
    if sent["errors"]:
        return " ".join(sent["errors"].values())
    return ""


async def option(who: Actor, begins: str) -> str:
    """The label of the account in the open form that begins so."""
    shown = await who.form()
    assert shown is not None
    block = next(block for block in shown["blocks"] if block.get("block_id") == "accounts")
    labels = [str(each["text"]["text"]) for each in block["element"]["options"]]
    return next(label for label in labels if label.startswith(begins))


async def form(who: Actor) -> str:
    """What the open form says; "" where none is open."""
    shown = await who.form()
    return f"{shown['title']['text']}\n{words({'blocks': shown['blocks']})}" if shown else ""


async def started(crisis: Rehearsal, *accounts: str) -> Rehearsal:
    """Ana commands and has started closing @brand; Petr and Jana are asked, Jana leads."""
    await commanded(crisis)
    await press(crisis, "ana", "Close access…")
    assert not await fill(crisis, "ana", {"Accounts": list(accounts or (BRAND,)), "Access lead": PEOPLE["jana"]})
    return crisis


async def confirmed(crisis: Rehearsal) -> Rehearsal:
    await started(crisis)
    await press(crisis, "petr", "I can log in, with 2FA, right now")
    return crisis


async def restriction(crisis: Rehearsal, account: str = "a1") -> Restriction:
    found = (await crisis.incident()).restriction(account)
    assert found is not None
    return found


async def private_reply(crisis: Rehearsal, who: str) -> str:
    """The newest thing only that person was told in the room."""
    said = [words(m) for m in await getattr(crisis, who).everything() if m.get("ephemeral")]
    return said[-1] if said else ""


# starting


@pytest.mark.requirement("S1.33")
async def test_three_interactions_from_opening_to_a_started_closing(crisis: Rehearsal) -> None:
    """Open (done), Close access…, Start: with the accounts chosen in the form, and whoever opened it acting."""
    await press(crisis, "petr", "Close access…")
    assert not await fill(crisis, "petr", {"Accounts": [BRAND]})
    seen = await crisis.read(crisis.petr)

    assert "*Closing access · @brand · since" in seen
    assert "0 done / 0 verified of 11 ways in" in seen
    assert (await restriction(crisis)).keyholders[0].state == "asked"


async def test_the_form_proposes_keyholders_and_says_what_would_go(crisis: Rehearsal) -> None:
    await press(crisis, "petr", "Close access…")
    shown = await crisis.petr.form()
    assert shown is not None
    picked = [b["element"]["initial_users"] for b in shown["blocks"] if b.get("block_id") == "keyholders"]

    assert picked == [[PEOPLE["petr"], PEOPLE["jana"]]]
    assert (await option(crisis.petr, "@brand ·")).endswith(" · 11 go, 2 stay")


async def test_nothing_starts_that_was_not_shown(crisis: Rehearsal) -> None:
    """With Petr alone Jana's two paths go too: the form comes back with the new numbers, and starts nothing."""
    await press(crisis, "petr", "Close access…")
    assert not await fill(crisis, "petr", {"Accounts": [BRAND], "Keyholders": [PEOPLE["petr"]], "Reason": "My own"})
    shown = await form(crisis.petr)

    assert (await crisis.incident()).restrictions.all == ()
    assert "The numbers are new. Look again, then press Start." in shown
    assert "@brand: 13 ways go, 1 keyholder stays" in shown
    assert not await fill(crisis, "petr", {})
    assert len((await restriction(crisis)).paths) == 13
    assert (await restriction(crisis)).reason == "My own"


async def test_what_the_register_learned_meanwhile_is_shown_first(crisis: Rehearsal) -> None:
    await press(crisis, "petr", "Close access…")
    new = Grant(id="new", of="a1", holder="ivo", means=Means.open_session)
    async with crisis.app.store.happened(register_id(TENANT), "learned") as change:
        change.record([GrantEntered(grant=new)])
    assert not await fill(crisis, "petr", {"Accounts": [BRAND]})

    assert (await crisis.incident()).restrictions.all == ()
    assert "@brand: 12 ways go, 2 keyholders stay" in await form(crisis.petr)


async def test_no_account_is_left_without_a_keyholder(crisis: Rehearsal) -> None:
    """Case 12, under its field; what was typed stays."""
    await press(crisis, "petr", "Close access…")
    said = await fill(crisis, "petr", {"Accounts": [BRAND], "Keyholders": [PEOPLE["tom"]], "Reason": "So he says"})

    assert said == CASE_12
    assert (await crisis.incident()).restrictions.all == ()


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("guest", "can't be keyholder: they can't act in this crisis."),
        ("stranger", "can't be keyholder: they can't act in this crisis."),
    ],
)
async def test_a_keyholder_is_a_colleague(crisis: Rehearsal, who: str, says: str) -> None:
    await press(crisis, "petr", "Close access…")

    assert says in await fill(crisis, "petr", {"Accounts": [BRAND], "Keyholders": [PEOPLE[who]]})


async def test_only_the_commander_starts_it(crisis: Rehearsal) -> None:
    """Jana leads access, so the form opens for her; Tom is told whom to ask."""
    await commanded(crisis)
    await crisis.tom.press("Close access…")
    await crisis.settled()

    assert "Only the commander or access lead can do this. Nothing was changed. Ask Ana Kovač." in await private_reply(
        crisis, "tom"
    )


async def test_the_same_account_is_not_started_twice(crisis: Rehearsal) -> None:
    """Petr had the form open while Ana started it."""
    await press(crisis, "petr", "Close access…")
    await commanded(crisis)
    await press(crisis, "ana", "Close access…")
    assert not await fill(crisis, "ana", {"Accounts": [BRAND]})
    await press(crisis, "ana", "Close more accounts…")
    shown = await crisis.ana.form()

    assert "@brand · " not in str(shown)
    refused = await crisis.petr.fill({"Accounts": [await option(crisis.petr, "@brand ·")]})
    assert "Only the commander can do this." in str(refused)
    assert len((await crisis.incident()).restrictions.all) == 1


async def test_keyholders_and_lead_get_into_the_room_and_hear_why(crisis: Rehearsal) -> None:
    """Jana was not in the room when Petr started it."""
    await press(crisis, "petr", "Close access…")
    assert not await fill(crisis, "petr", {"Accounts": [BRAND]})
    await crisis.jana.go_to_room()

    assert "you keep access to @brand" in await crisis.direct_messages("jana")
    await press(crisis, "jana", "I can log in, with 2FA, right now")
    assert (await restriction(crisis)).is_confirmed


# proving


async def test_only_who_was_asked_proves_a_log_in(crisis: Rehearsal) -> None:
    await started(crisis)
    await crisis.tom.press("I can log in, with 2FA, right now")
    await crisis.settled()

    assert "This button is for " in await private_reply(crisis, "tom")
    assert not (await restriction(crisis)).is_confirmed


async def test_nothing_is_removed_before_a_proof(crisis: Rehearsal) -> None:
    """The next step skips what is barred; a late button of one that is barred is refused with case 12."""
    await started(crisis)
    await press(crisis, "jana", "Next step…")
    assert "Save evidence" in await form(crisis.jana)
    await fill(
        crisis,
        "jana",
        {"Result": "Done", "Evidence: link": "https://x.com/brand/status/1", "Note": "The post is gone already"},
    )
    assert "Pause scheduled and paid" in await form(crisis.jana)
    await fill(crisis, "jana", {"Result": "Done"})
    assert "Remove" not in await form(crisis.jana)

    await press(crisis, "petr", "I can log in, with 2FA, right now")
    await press(crisis, "jana", "Next step…")
    assert "Remove: Ivo Zxqjmar" in await form(crisis.jana)


async def test_who_cannot_says_why_and_the_commander_chooses_another(crisis: Rehearsal) -> None:
    """
    Petr has confirmed it, so nobody is asked by itself; Ana gets a direct
    message, and the form knows who could be second.
    """
    eva = Grant(id="g50", of="a1", holder=EVA.id, means=Means.delegated_role)
    async with crisis.app.store.happened(register_id(TENANT), "eva") as change:
        change.record([GrantEntered(grant=eva)])
    await commanded(crisis)
    await press(crisis, "ana", "Close access…")
    await fill(crisis, "ana", {"Accounts": [BRAND], "Access lead": PEOPLE["jana"]})
    await press(crisis, "petr", "I can log in, with 2FA, right now")
    await press(crisis, "jana", "I can't…", "you keep access to @brand")
    assert await fill(crisis, "jana", {"What is in the way? The room reads it.": "no second factor here"}) == ""

    assert "Petr Novák alone can log in now. Two are safer than one." in await crisis.direct_messages("ana")
    await press(crisis, "ana", "Ask another…")
    assert "The register knows: Eva Malá." in await form(crisis.ana)
    assert not await fill(crisis, "ana", {})
    assert {check.person.id for check in (await restriction(crisis)).keyholders} == {PETR.id, JANA.id, EVA.id}
    assert "you keep access to @brand" in await crisis.direct_messages("eva")


async def test_where_nobody_can_log_in_the_account_is_lost_and_recovery_is_what_is_next(crisis: Rehearsal) -> None:
    await started(crisis)
    for who in ("petr", "jana"):
        await press(crisis, who, "I can't…", "you keep access to @brand")
        await fill(crisis, who, {"What is in the way? The room reads it.": "password refused"})
    seen = await crisis.read(crisis.ana)

    assert "Lost. We can't log in." in seen
    assert "Can post now: not known" in seen
    await press(crisis, "jana", "Next step…")
    assert "Send the form for a compromised account" in await form(crisis.jana)
    assert "Nobody who was asked can log in." in await crisis.direct_messages("ana")


# walking


async def test_sending_a_step_shows_the_next_one_empty(crisis: Rehearsal) -> None:
    """One press, then one Save each; what was typed for one is not said of the next."""
    await confirmed(crisis)
    await press(crisis, "jana", "Next step…")
    await fill(
        crisis,
        "jana",
        {"Result": "Done", "Evidence: link": "https://x.com/brand/status/1", "Note": "The post is gone already"},
    )
    shown = await crisis.jana.form()
    assert shown is not None

    assert shown["title"]["text"].startswith("Step 2 of ")
    values = [e for block in shown["state"]["values"].values() for e in block.values()]
    assert not any(e.get("value") or e.get("selected_option") for e in values)


async def test_holders_are_named_in_the_form_alone(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await walk(crisis)
    seen = await crisis.read(crisis.tom)
    timeline = [str(event.fact) for event in await crisis.events()]

    for name in NAMES.values():
        assert name not in seen
        assert not any(name in fact for fact in timeline)


async def walk(crisis: Rehearsal, who: str = "jana") -> list[str]:
    """Every step is done, one Save each; their titles."""
    titles = []
    await press(crisis, who, "Next step…")
    while shown := await form(getattr(crisis, who)):
        titles.append(shown.splitlines()[0])
        filled: dict[str, Typed] = {"Result": "Done"}
        if "Save evidence" in shown:
            filled |= {"Evidence: link": "https://x.com/brand/status/1", "Note": "The post is gone already"}
        assert not await fill(crisis, who, filled)
    return titles


async def test_all_steps_are_walked_in_one_form_and_the_account_is_closed(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    titles = await walk(crisis)

    found = await restriction(crisis)
    assert found.is_closed and not found.is_verified
    assert len(titles) == len(found.steps) - 2  # the look from outside is somebody else's; nobody is locked out
    assert "11 done / 0 verified of 11 ways in" in await crisis.read(crisis.ana)


async def test_evidence_of_a_step_is_kept_like_any_other(crisis: Rehearsal) -> None:
    await started(crisis)
    await press(crisis, "jana", "Next step…")
    missing = await fill(crisis, "jana", {"Result": "Done", "Evidence: link": "https://x.com/brand/status/1"})
    assert missing == ("A link shows nothing once the post is gone. Add a screenshot or file, or say in Note why not.")
    picture = await crisis.jana.upload("list.png", b"\x89PNG not really")
    assert not await fill(crisis, "jana", {"Result": "Done", "Evidence: file": [picture]})
    incident = await crisis.incident()

    assert [(x.n, x.state) for x in incident.evidence.exhibits] == [(1, "link"), (2, "kept")]
    assert incident.restrictions.all[0].steps[0].exhibits == (1, 2)


async def test_could_not_says_what_was_in_the_path_and_calls_somebody_once(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await press(crisis, "jana", "Next step…")
    assert await fill(crisis, "jana", {"Result": "Could not"}) == "Say what was in the way, in a few words."
    assert not await fill(crisis, "jana", {"Result": "Could not", "Note": "The page does not load"})

    assert [d.step.purpose for d in (await restriction(crisis)).steps if "could_not" in d.results.values()] == [
        "evidence"
    ]


async def test_somebody_else_may_not_walk_it(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await crisis.tom.press("Next step…")
    await crisis.settled()

    assert "No step waits for you now." in await private_reply(crisis, "tom")
    assert await form(crisis.tom) == ""


async def test_a_step_nobody_confirms_is_asked_for_once_then_of_another(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await press(crisis, "jana", "I can log in, with 2FA, right now")
    since = len(crisis.workspace.model.notices)
    await crisis.later(minutes=12)
    assert heard(crisis, "jana", since) == ["mention"]
    since = len(crisis.workspace.model.notices)
    await crisis.later(minutes=6)
    assert heard(crisis, "petr", since) == ["mention"]
    since = len(crisis.workspace.model.notices)
    await crisis.later(minutes=60)

    assert heard(crisis, "jana", since) == heard(crisis, "petr", since) == []


def heard(crisis: Rehearsal, who: str, since: int) -> list[str]:
    notices: list[Notice] = crisis.workspace.model.notices[since:]
    return [notice.why for notice in notices if notice.user == PEOPLE[who]]


async def test_a_silent_keyholder_is_called_once_then_the_commander(crisis: Rehearsal) -> None:
    await started(crisis)
    since = len(crisis.workspace.model.notices)
    await crisis.later(minutes=6)
    assert "mention" in heard(crisis, "petr", since)
    assert "can you log in to @brand? Everybody waits for that." in await crisis.read(crisis.petr)
    await crisis.later(minutes=6)

    assert "needs another keyholder" in await crisis.direct_messages("ana")


# verifying


async def test_nobody_verifies_what_they_did(crisis: Rehearsal) -> None:
    """Jana is offered nothing of her own; Petr sees it, looks, and it counts."""
    await confirmed(crisis)
    await walk(crisis)
    await crisis.jana.press("Verify…")
    await crisis.settled()
    assert "You did this, so someone else verifies it." in await private_reply(crisis, "jana")

    await press(crisis, "petr", "Verify…")
    shown = await crisis.petr.form()
    assert shown is not None
    options = next(b for b in shown["blocks"] if b.get("block_id") == "tasks")["element"]["options"]
    label = options[0]["text"]["text"]
    assert not await fill(crisis, "petr", {"What is done": [label], "What did you see?": "It is paused"})
    assert any(doing.verified for doing in (await restriction(crisis)).steps)


async def test_closed_and_verified_is_said_only_after_somebody_elses_look(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await walk(crisis)
    assert "Closed and verified" not in await crisis.read(crisis.ana)
    await see_all(crisis, "petr")

    assert (await restriction(crisis)).is_verified
    assert "Closed and verified" in await crisis.read(crisis.ana)


async def see_all(crisis: Rehearsal, who: str, account: str = "a1") -> None:
    """Whatever waits for this person's look, ten at once, until that account is verified."""
    actor: Actor = getattr(crisis, who)
    while not (await restriction(crisis, account)).is_verified:
        await actor.press("Verify…")
        await crisis.later(seconds=3)
        shown = await actor.form()
        assert shown is not None
        options = next(b for b in shown["blocks"] if b.get("block_id") == "tasks")["element"]["options"]
        labels = [option["text"]["text"] for option in options]
        assert not await fill(crisis, who, {"What is done": labels, "What did you see?": "As it should be"})


# the rest


async def test_stopping_asks_and_says_what_stays_open(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await press(crisis, "ana", "Stop closing")
    seen = await crisis.read(crisis.ana)

    assert "Stopped by Ana Kovač" in seen
    assert "11 ways in stay open" in seen
    assert not (await restriction(crisis)).is_on


async def test_only_the_commander_stops_it(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await crisis.jana.press("Stop closing")
    await crisis.settled()

    assert (await restriction(crisis)).is_on


async def test_what_the_platform_suspended_is_not_closed(crisis: Rehearsal) -> None:
    await started(crisis)
    await press(crisis, "jana", "Suspended by platform…")
    assert not await fill(crisis, "jana", {"What happened?": "The platform suspended it"})

    assert "Suspended by the platform, not by us" in await crisis.read(crisis.ana)
    assert not (await restriction(crisis)).is_closed


async def test_the_command_says_where_it_stands_and_opens_the_form_where_nothing_goes_on(crisis: Rehearsal) -> None:
    await crisis.petr.command("/crisis restrict")
    assert (await form(crisis.petr)).startswith("Close access")
    await fill(crisis, "petr", {"Accounts": [BRAND]})
    said = await crisis.petr.command("/crisis restrict")

    assert "0 done / 0 verified of 11 ways in" in said["text"]
    await press(crisis, "petr", "Next step…")
    assert "Save evidence" in await form(crisis.petr)


async def test_who_is_named_as_involved_keeps_nothing_and_does_nothing(crisis: Rehearsal) -> None:
    """Petr confirmed it; named, his login check counts no more, and his own access paths are found to be closed too."""
    await confirmed(crisis)
    await crisis.ana.command("/crisis conflict")
    sent = await crisis.ana.fill({"Must not see this": [PEOPLE["petr"]]})
    assert sent["ok"], sent
    await crisis.later(seconds=3)
    found = await restriction(crisis)

    assert not found.is_confirmed
    assert [someone.id for someone in found.keep] == [JANA.id]
    assert {path.holder.reveal() for path in found.paths} >= {PETR.id}
    assert "Jana Horvat was asked, and has not proved a log-in yet." in await crisis.direct_messages("ana")
    before = len(await crisis.events())
    await crisis.petr.press("Next step…")
    await crisis.settled()
    assert len(await crisis.events()) == before


async def test_all_steps_are_listed_page_by_page_and_named_to_those_allowed_alone(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    await press(crisis, "jana", "Steps")
    assert "Remove: Ivo Zxqjmar" in await form(crisis.jana)
    await press(crisis, "tom", "Steps")

    assert "Zxqj" not in await form(crisis.tom)


async def test_an_account_taken_off_the_register_does_not_stop_its_closing(crisis: Rehearsal) -> None:
    await confirmed(crisis)
    async with crisis.app.store.happened(register_id(TENANT), "off") as change:
        change.record([EntryTakenOff(id="a1", reason="sold")])
    await crisis.later(seconds=3)
    await walk(crisis)

    assert (await restriction(crisis)).is_closed
