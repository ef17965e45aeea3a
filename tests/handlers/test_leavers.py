"""Somebody left and can still get in: who is asked, how it is closed and verified, and who never hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Known, Secret
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, SecretEntered
from bot.access.register.state import Register, register_id
from bot.chat.incoming import Given, Submitted
from bot.chat.outcome import Outcome
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.errors import StorageAway
from bot.people.who import Person, Someone, Standing
from bot.record.consequences import due
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.rehearsal.acting import words
from bot.rehearsal.shapes import Json
from bot.rehearsal.weather import Refusal
from bot.task.facts import TasksVerified
from tests.conversation import Rehearsal, rehearsal
from tests.handlers.test_first_minutes import set_up

TENANT = "T0REHEARSAL"
TOM, ANA, JANA, PETR, MAJA = "slack:U0TOM", "slack:U0ANA", "slack:U0JANA", "slack:U0PETR", "slack:U0MAJA"
TENSE = "Yes: access goes before the talk"


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with rehearsal(tmp_path) as made:
        await entered(made, *BEGUN)
        yield made


def holder(id: str, name: str, **more: object) -> HolderEntered:
    return HolderEntered(holder=Holder.model_validate({"id": id, "name": name, **more}))


def grant(id: str, of: str, who: str, means: Means = Means.delegated_role, level: Level = Level.publish) -> Fact:
    return GrantEntered(grant=Grant(id=id, of=of, holder=who, means=means, level=level))


# Ana owns @brand, Jana @shop. Tom has a role on @brand and knows its password; Petr and Ana are its admins.
BEGUN: tuple[Fact, ...] = (
    holder(TOM, "Tom Reed", manager=MAJA),
    holder(ANA, "Ana Kovač", manager=MAJA),
    holder(JANA, "Jana Horvat"),
    holder(PETR, "Petr Novák"),
    holder(MAJA, "Maja Babić"),
    AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner=ANA)),
    AccountEntered(account=Account(id="a2", platform="linkedin", handle="@shop", owner=JANA, tier="secondary")),
    grant("g1", "a1", TOM),
    grant("g2", "a1", PETR, level=Level.admin),
    grant("g3", "a1", ANA, level=Level.admin),
    SecretEntered(
        secret=Secret(
            id="s1", name="password of @brand", opens=("a1",), known_by=(Known(holder=TOM), Known(holder=PETR))
        )
    ),
)


async def entered(crisis: Rehearsal, *facts: Fact) -> None:
    """Facts of the register, as a form or a file would bring them."""
    async with crisis.app.store.happened(register_id(TENANT), f"test {(await register(crisis)).seq}") as change:
        change.record(facts)
    await crisis.settled()


async def register(crisis: Rehearsal) -> Register:
    return await crisis.app.store.register(TENANT)


async def leaves(crisis: Rehearsal, who: str = "U0TOM", **changed: bool) -> None:
    """Their account in the chat changes: deactivated, if nothing else is said."""
    await crisis.http.post(f"/control/people/{who}", json=changed or {"deactivated": True})
    await crisis.settled()


async def kinds(crisis: Rehearsal, *, after: int = len(BEGUN)) -> list[str]:
    """What happened in the register since it was entered."""
    events = await crisis.app.store.events((await register(crisis)).id, limit=1_000)
    return [str(event.fact.kind) for event in events][after:]


@pytest.mark.requirement("S1.34", partly="no way in is kept for when everything else fails")
async def test_the_owner_hears_of_somebody_who_left_and_can_still_get_in(crisis: Rehearsal) -> None:
    await leaves(crisis)

    direct_message = await crisis.direct_messages("ana")
    assert "Tom Reed left, seen on" in direct_message
    assert "Still listed: @brand (Shared password, Delegated role)" in direct_message
    assert "Do first: change password of @brand" in direct_message
    assert "Why you: you own @brand." in direct_message
    assert "[Close these…] [Not a leaver…] [Tomorrow]" in direct_message
    for other in ("jana", "petr", "eva", "maja"):
        assert "Tom Reed" not in await crisis.direct_messages(other)


async def test_who_holds_nothing_is_written_down_and_nobody_is_asked(crisis: Rehearsal) -> None:
    await entered(crisis, holder("slack:U0SAM", "Sam Okafor"))

    await leaves(crisis, "U0SAM")

    assert (await kinds(crisis))[1:] == ["leaver_seen"]
    assert await direct_messages_about(crisis, "Sam Okafor") == []


async def test_who_is_not_in_the_register_leaves_no_trace_in_it(crisis: Rehearsal) -> None:
    await leaves(crisis, "U0KAREL")

    assert await kinds(crisis) == []


async def test_a_member_who_becomes_a_guest_has_left_and_a_guest_who_always_was_one_has_not(crisis: Rehearsal) -> None:
    await entered(
        crisis, holder("slack:U0GUEST", "Lukáš Dvořák", employer="agency"), grant("g9", "a1", "slack:U0GUEST")
    )

    await leaves(crisis, "U0GUEST", guest=True)
    await leaves(crisis, guest=True)

    assert [leaver.how for leaver in (await register(crisis)).leavers.values()] == ["guest"]
    assert "Tom Reed is a guest here since" in await crisis.direct_messages("ana")
    assert "Lukáš" not in await crisis.direct_messages("ana")


async def test_who_left_while_nobody_told_us_is_found_by_the_nightly_look(crisis: Rehearsal) -> None:
    crisis.workspace.people["U0TOM"].deleted = True

    await crisis.app.sweep()
    await crisis.settled()
    await crisis.app.sweep()
    await leaves(crisis)

    assert (await kinds(crisis)).count("leaver_seen") == 1
    assert "Tom Reed left" in await crisis.direct_messages("ana")


async def test_a_guest_is_told_from_what_was_kept_before_even_if_we_stopped_in_between(
    crisis: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leaving is recorded before the person is kept anew: cut off in between, the next look finds them again."""
    store, heard = crisis.app.store, crisis.app.leavers.heard
    tom = (await store.people([TOM], TENANT))[TOM].model_copy(update={"standing": Standing.guest})

    def away(_tenant: str, _key: str) -> None:
        raise StorageAway("no answer")

    monkeypatch.setattr(store, "happened", away)
    with pytest.raises(StorageAway):
        await heard("slack", TENANT, [tom])
    monkeypatch.undo()
    await heard("slack", TENANT, [tom])
    await crisis.settled()

    assert (await kinds(crisis)).count("leaver_seen") == 1


async def test_somebody_entered_who_is_gone_already_is_asked_about_at_once(crisis: Rehearsal) -> None:
    await entered(crisis, holder("slack:U0LEFT", "Marko Jurić"), grant("g8", "a2", "slack:U0LEFT"))

    assert "Marko Jurić left" in await crisis.direct_messages("jana")


async def test_one_direct_message_a_day_stands_and_each_is_heard(crisis: Rehearsal) -> None:
    """An edit makes no sound, so each day's is a new message, and the one before goes."""
    await leaves(crisis)
    before = len(await crisis.ana.notified())

    await crisis.later(hours=3)
    assert len(await crisis.ana.notified()) == before
    await crisis.later(hours=30)

    assert len(await direct_messages_about(crisis, "Tom Reed", "ana")) == 1
    assert len(await crisis.ana.notified()) == before + 1
    assert (await kinds(crisis)).count("leaver_reminded") == 2


async def test_who_is_asked_again_is_asked_in_the_morning_of_the_organisation(crisis: Rehearsal) -> None:
    await zone(crisis, "Europe/Zagreb")
    await leaves(crisis)

    assert await next_due(crisis) == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


async def test_put_off_it_says_so_and_comes_back_the_next_morning(crisis: Rehearsal) -> None:
    await leaves(crisis)
    await crisis.ana.press("Tomorrow", "Tom Reed")
    assert "Ana Kovač put it off until tomorrow." in await crisis.direct_messages("ana")
    assert "[Tomorrow]" not in await crisis.direct_messages("ana")

    await crisis.later(hours=30)

    assert "put it off" not in await crisis.direct_messages("ana")
    assert "[Tomorrow]" in await crisis.direct_messages("ana")


async def test_what_was_no_leaving_is_said_with_a_reason_and_not_seen_again(crisis: Rehearsal) -> None:
    await leaves(crisis)
    await crisis.ana.press("Not a leaver…")
    refused = await crisis.ana.fill({"One line": " "})
    await crisis.ana.fill({"One line": "On parental leave"})
    await crisis.settled()

    direct_message = await crisis.direct_messages("ana")
    assert refused["errors"]
    assert "Ana Kovač said that Tom Reed did not leave" in direct_message and direct_message.endswith(
        "On parental leave"
    )
    await crisis.app.sweep()
    await crisis.later(hours=30)
    assert (await kinds(crisis)).count("leaver_seen") == 1
    assert (await kinds(crisis)).count("leaver_reminded") == 1


async def test_who_is_back_has_not_left_and_leaves_anew(crisis: Rehearsal) -> None:
    await leaves(crisis)
    await leaves(crisis, deactivated=False)
    await crisis.later(seconds=3)
    assert "Tom Reed has a full account again" in await crisis.direct_messages("ana")

    await leaves(crisis)

    assert (await kinds(crisis)).count("leaver_seen") == 2
    assert len(await direct_messages_about(crisis, "Tom Reed", "ana")) == 1
    assert "[Close these…]" in await crisis.direct_messages("ana")


async def test_one_closes_another_verifies_and_the_direct_message_takes_its_last_form(crisis: Rehearsal) -> None:
    await leaves(crisis)
    await crisis.ana.press("Close these…")
    form = words_of(await crisis.ana.form())
    assert "@brand: password of @brand" in form
    assert "Settings and privacy › Security and account access › Delegate" in form
    sent = await crisis.ana.fill({"Closed": ["@brand: password of @brand", "@brand: Delegated role"]})
    assert sent["ok"], sent
    await crisis.settled()

    assert "Nothing about Tom Reed waits for you any more." in await crisis.direct_messages("ana")
    assert "Done by Ana Kovač, not verified: @brand (Shared password, Delegated role)" in await crisis.direct_messages(
        "petr"
    )
    assert "g1" in (await register(crisis)).grants, "nothing ends before somebody else has looked"
    await crisis.petr.press("Verify…", "Tom Reed")
    await crisis.petr.fill(
        {
            "What is done": ["@brand: password of @brand", "@brand: Delegated role"],
            "What did you see?": "Delegates: two, both ours",
        }
    )
    await crisis.later(seconds=3)

    now = await register(crisis)
    assert "g1" not in now.grants
    assert {known.holder for known in now.secrets["s1"].known_by if known.until is None} == {PETR}
    for who in ("ana", "petr"):
        assert "Tom Reed has no access any more, Sat 21 Nov, 03:00 CET" in await crisis.direct_messages(who)
    await crisis.later(hours=48)
    assert (await kinds(crisis)).count("leaver_reminded") == 1


async def test_who_closed_it_does_not_verify_it(crisis: Rehearsal) -> None:
    await leaves(crisis)
    await crisis.ana.press("Close these…")
    await crisis.ana.fill({"Closed": ["@brand: Delegated role"]})
    await crisis.settled()
    ana = (await crisis.app.store.people([ANA], TENANT))[ANA]

    answer = await submit(crisis, ana, "access.leaver_verify", tasks=("grant:g1",), saw="gone")

    assert "You did this, so someone else verifies it." in str(answer)
    assert "Ask" in str(answer) and "Petr Novák" in str(answer)
    assert "g1" in (await register(crisis)).grants


async def test_where_there_is_nobody_else_it_is_verified_alone_and_said_so(crisis: Rehearsal) -> None:
    await entered(crisis, grant("g5", "a2", TOM))
    await leaves(crisis)
    await crisis.jana.press("Close these…")
    await crisis.jana.fill({"Closed": ["@shop: Delegated role"]})
    await crisis.settled()
    assert "Done by Jana Horvat, not verified: @shop (Delegated role)" in await crisis.direct_messages("jana")
    await crisis.jana.press("Verify…", "Tom Reed")
    seen: dict[str, str | list[str] | datetime] = {
        "What is done": ["@shop: Delegated role"],
        "What did you see?": "The list is empty",
    }
    refused = await crisis.jana.fill(seen | {"Why do you verify alone?": "no time"})
    assert "Say why alone, in at least 3 words." in str(refused)
    await crisis.jana.fill(seen | {"Why do you verify alone?": "Nobody else knows it"})
    await crisis.settled()

    events = await crisis.app.store.events((await register(crisis)).id, limit=1_000)
    looked = next(event.fact for event in events if isinstance(event.fact, TasksVerified))
    assert looked.alone == "Nobody else knows it" and looked.saw == "The list is empty"
    assert "g5" not in (await register(crisis)).grants


@pytest.mark.requirement("S2.1", partly="an account may be entered without one")
async def test_an_owner_who_leaves_gets_no_direct_message_and_their_manager_hears_that_nobody_owns_it(
    crisis: Rehearsal,
) -> None:
    await leaves(crisis, "U0ANA")

    direct_message = await crisis.direct_messages("maja")
    assert "Ana Kovač left" in direct_message
    assert "@brand has no owner. Next: name one." in direct_message
    assert "Why you: Ana Kovač owned @brand and you are their manager." in direct_message
    assert await direct_messages_about(crisis, "Ana Kovač left", "eva", "jana", "petr") == []


async def test_where_nobody_owns_it_those_who_keep_the_setup_are_asked(crisis: Rehearsal) -> None:
    await entered(crisis, AccountEntered(account=Account(id="a3", platform="x", handle="@old")), grant("g6", "a3", TOM))

    await leaves(crisis)

    assert "Still listed: @old (Delegated role)" in await crisis.direct_messages("eva")
    assert "Why you: you keep the setup, and nobody owns @old." in await crisis.direct_messages("eva")
    assert "@old" not in await crisis.direct_messages("ana")


async def test_who_has_conflict_in_an_open_crisis_gets_no_direct_message_and_can_do_nothing(crisis: Rehearsal) -> None:
    await crisis.opened(by="jana")
    incident = await crisis.incident()
    async with crisis.app.store.happened(incident.id, "test") as change:
        answer = Answer(private_people={"who": (Restricted(ANA),)})
        change.record([QuestionAnswered(question="involved", answer=answer, by=Someone(id=JANA, name="Jana Horvat"))])

    await leaves(crisis)

    assert await direct_messages_about(crisis, "Tom Reed", "ana") == []
    assert "Tom Reed left" in await crisis.direct_messages("maja"), "the owner's manager instead"
    ana = (await crisis.app.store.people([ANA], TENANT))[ANA]
    assert "That is not yours to see to." in str(await submit(crisis, ana, "access.not_leaver", reason="He is here"))


async def test_a_last_day_begins_in_the_zone_of_the_organisation(crisis: Rehearsal) -> None:
    await zone(crisis, "Europe/Zagreb")
    await entered(crisis, holder(TOM, "Tom Reed", last_day=date(2026, 11, 30)))
    assert await next_due(crisis) == datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
    await crisis.later(days=8, hours=20)
    assert await direct_messages_about(crisis, "Tom Reed", "ana") == []

    await crisis.later(hours=1)

    assert "Tom Reed left on 30 Nov 2026" in await crisis.direct_messages("ana")


async def test_the_end_of_a_contract_is_a_leaving(crisis: Rehearsal) -> None:
    await entered(crisis, holder("h1", "Agency North", employer="agency", contract_ends=date(2026, 11, 22)))
    await entered(crisis, grant("g7", "a1", "h1"))

    await crisis.later(days=1)

    assert "The contract of Agency North ended on 22 Nov 2026" in await crisis.direct_messages("ana")


async def test_the_chat_refuses_a_direct_message_once_and_somebody_else_is_asked(crisis: Rehearsal) -> None:
    post = crisis.workspace.weather.refuse_next
    post("chat.postMessage", Refusal("cannot_dm_bot"))

    await leaves(crisis)

    tried = [call for call in crisis.workspace.calls if call.method == "chat.postMessage"]
    assert len(tried) == 2
    assert (await kinds(crisis)).count("step_refused") == 1
    assert "Tom Reed left" in await crisis.direct_messages("maja")
    assert await direct_messages_about(crisis, "Tom Reed", "ana") == []


async def test_in_a_crisis_that_touches_the_account_it_is_closed_there(crisis: Rehearsal) -> None:
    await crisis.opened(by="ana")
    incident = await crisis.incident()
    ana = Someone(id=ANA, name="Ana Kovač")
    async with crisis.app.store.happened(incident.id, "test") as change:
        answer = Answer(values={"registered": ("a1",)})
        change.record([QuestionAnswered(question="accounts", answer=answer, by=ana)])
    await leaves(crisis)

    await crisis.ana.press("Close these…")

    assert await crisis.ana.form() is None
    told = await said_to(crisis, "ana")
    assert "Crisis 1 touches @brand. Close it there, so that the room counts it." in told
    assert "[Close access…]" in told


async def test_a_person_says_that_somebody_leaves(crisis: Rehearsal) -> None:
    """Before a tense talk the owner is asked at once; who said so stands in the direct message."""
    await crisis.maja.command("/crisis access leaver @tom")
    sent = await crisis.maja.fill({"Last day": datetime(2026, 11, 27, tzinfo=UTC), "Talk is tense?": [TENSE]})
    assert sent["ok"], sent

    direct_message = await crisis.direct_messages("ana")
    assert "Tom Reed leaves on 27 Nov 2026" in direct_message
    assert "The talk is tense. Close access first, then talk." in direct_message
    assert "Maja Babić said so, Sat 21 Nov, 03:00 CET." in direct_message
    assert "asked now" in await said_to(crisis, "maja")


async def test_without_a_tense_talk_the_owner_is_asked_on_the_last_day(crisis: Rehearsal) -> None:
    await crisis.ana.command("/crisis access leaver @tom")
    await crisis.ana.fill({"Last day": datetime(2026, 11, 27, tzinfo=UTC)})
    await crisis.settled()
    assert await direct_messages_about(crisis, "Tom Reed leaves", "ana", "jana", "eva") == []

    await crisis.later(days=6)

    assert "Tom Reed left on 27 Nov 2026" in await crisis.direct_messages("ana")


async def test_somebody_not_in_this_chat_is_chosen_from_the_register_by_who_keeps_it(crisis: Rehearsal) -> None:
    await entered(crisis, holder("h1", "Agency North", employer="agency"), grant("g7", "a1", "h1"))
    await crisis.ana.command("/crisis access leaver")
    assert "Or somebody else" not in words_of(await crisis.ana.form())
    await crisis.eva.command("/crisis access leaver")

    sent = await crisis.eva.fill(
        {"Or somebody else of the register": "Agency North", "Last day": datetime(2026, 11, 20, tzinfo=UTC)}
    )

    assert sent["ok"], sent
    assert "Agency North left on 20 Nov 2026" in await crisis.direct_messages("ana")
    assert "asked now" in await said_to(crisis, "eva")


async def test_not_everybody_may_say_that_somebody_leaves(crisis: Rehearsal) -> None:
    await crisis.petr.command("/crisis access leaver @tom")

    await crisis.petr.fill({"Last day": datetime(2026, 11, 27, tzinfo=UTC)})

    assert "Not saved: That is not yours to see to." in words_of(await crisis.petr.form())
    assert await kinds(crisis) == []


async def test_readiness_of_access_shows_names_only_to_who_keeps_the_register(crisis: Rehearsal) -> None:
    await leaves(crisis)

    numbers = str((await crisis.petr.command("/crisis ready access"))["text"])
    names = str((await crisis.eva.command("/crisis ready access"))["text"])

    assert "1 person left and still has a way in." in numbers and "Tom Reed" not in numbers and "@brand" not in numbers
    assert "(Tom Reed)" in names
    await crisis.eva.press("Close these…")
    assert "Delegate" in words_of(await crisis.eva.form())


async def test_readiness_leads_to_the_details_of_access(crisis: Rehearsal) -> None:
    ready = str((await crisis.petr.command("/crisis ready"))["text"])
    assert "✖ Access: 2 accounts: nobody confirmed access in 90 days." in ready

    await crisis.petr.press("Access details…")

    assert "Access: 3 people" in await said_to(crisis, "petr")


async def test_the_room_of_an_open_crisis_counts_who_left_and_names_nobody(crisis: Rehearsal) -> None:
    await crisis.opened(by="jana")
    assert "still listed" not in await crisis.read(crisis.jana)

    await leaves(crisis)
    await crisis.later(seconds=3)

    room = await crisis.read(crisis.jana)
    assert "1 person left and is still listed" in room
    assert "Tom Reed" not in room


async def test_a_new_zone_of_the_setup_counts_from_the_next_night(crisis: Rehearsal) -> None:
    store = crisis.app.store
    organisation = (await store.organisation(TENANT)).model_copy(update={"zone": "Europe/Zagreb"})
    await store.save_organisation(TENANT, organisation, (await store.people(["slack:U0EVA"]))["slack:U0EVA"])

    await crisis.app.sweep()
    await crisis.settled()

    assert (await register(crisis)).zone == "Europe/Zagreb"


async def direct_messages_about(crisis: Rehearsal, what: str, *names: str) -> list[str]:
    """Direct messages that say it, of these people or of everybody."""
    everybody = names or ("petr", "ana", "jana", "eva", "maja")
    found = []
    for name in everybody:
        await crisis.settled()
        found += [words(message) for message in await getattr(crisis, name).direct_messages() if what in words(message)]
    return found


async def said_to(crisis: Rehearsal, name: str) -> str:
    await crisis.settled()
    person = getattr(crisis, name)
    seen = [*await person.direct_messages(), *await person.everything()]
    return "\n".join(words(message) for message in seen)


async def zone(crisis: Rehearsal, name: str) -> None:
    store = crisis.app.store
    organisation = (await store.organisation(TENANT)).model_copy(update={"zone": name})
    await store.save_organisation(TENANT, organisation, (await store.people(["slack:U0EVA"]))["slack:U0EVA"])
    await entered(crisis, holder("h9", "Somebody"))


async def next_due(crisis: Rehearsal) -> datetime | None:
    await crisis.settled()
    waiting = [each.at for each in due(await register(crisis), crisis.app.book)]
    return min((at for at in waiting if at > crisis.clock.now), default=None)


async def submit(crisis: Rehearsal, by: Person, action: str, **given: Given) -> Outcome:
    """A form somebody sends who could not open it, as a button pressed long ago would."""
    carried = f"{(await register(crisis)).id} {TOM}"
    return await crisis.app.hear(
        Submitted(
            action=action, by=by, platform="slack", tenant=TENANT, key=f"test {action}", carried=carried, given=given
        )
    )


def words_of(form: Json | None) -> str:
    assert form is not None
    return words({"blocks": form["blocks"]})


async def test_of_an_accounts_log_in_the_password_is_what_is_changed_first(crisis: Rehearsal) -> None:
    """Nobody can be taken off a password."""
    await entered(crisis, grant("g9", "a2", TOM, Means.native_login))

    await leaves(crisis)

    assert "Do first: change the password of @shop" in await crisis.direct_messages("jana")


async def test_the_direct_message_about_a_leaver_waits_until_the_call_of_a_crisis_is_answered(
    crisis: Rehearsal,
) -> None:
    """The page comes first, and alone."""
    await set_up(crisis)
    await crisis.opened()

    await leaves(crisis)
    held = await crisis.direct_messages("ana")
    await crisis.ana.press("I'm coming")
    await crisis.later(minutes=1, seconds=5)

    assert "you are asked to come" in held and "Tom Reed left" not in held
    assert "Tom Reed left" in await crisis.direct_messages("ana")
