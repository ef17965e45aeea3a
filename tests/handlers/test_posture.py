"""Access before anything is closed, as people live it: what is proposed, what is asked, what the commander decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access.register.entities import Account
from bot.access.register.facts import AccountEntered, GrantsConfirmed
from bot.access.register.state import register_id
from bot.approval import mark
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.rehearsal.acting import Actor, words
from bot.rehearsal.model import Notice
from bot.speech.holding_statement.facts import StatementApproved, StatementDrafted
from tests.access.brands import NAMES, entered, shop
from tests.conversation import PEOPLE, Rehearsal, rehearsal

PETR = Someone(id="slack:U0PETR", name="Petr Novák")
JANA = Someone(id="slack:U0JANA", name="Jana Horvat")
EVA = Someone(id="slack:U0EVA", name="Eva Malá")
LINE = "We are looking into it. We will say more soon."
TENANT = "T0REHEARSAL"
HR = "@brand_hr · Facebook Page and Meta Business"


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """The register has three accounts; Petr opened a crisis; Ana commands and is inside."""
    async with rehearsal(tmp_path) as running:
        await enter(running, entered(shop(PETR, JANA, TENANT)))
        petr = await running.opened()
        await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
        await running.later(seconds=3)
        await running.ana.go_to_room()
        await running.ana.press("Take command")
        await running.later(seconds=3)
        yield running


async def enter(crisis: Rehearsal, facts: list[Fact]) -> None:
    key = f"entered {(await crisis.app.store.register(TENANT)).seq}"
    async with crisis.app.store.happened(register_id(TENANT), key) as change:
        change.record(facts)
    await crisis.later(seconds=3)


async def root(crisis: Rehearsal, who: str = "ana") -> list[str]:
    """The access post."""
    await crisis.settled()
    found = [words(m) for m in await getattr(crisis, who).messages() if words(m).startswith("*Access")]
    assert len(found) == 1, found
    return found[0].splitlines()


async def thread(crisis: Rehearsal) -> list[str]:
    """What stands under it."""
    await crisis.settled()
    [post] = [m for m in await crisis.ana.messages() if words(m).startswith("*Access")]
    return [words(reply) for reply in await crisis.ana.thread(post["ts"])]


async def touches(crisis: Rehearsal, *accounts: str) -> None:
    await crisis.petr.press("Answer…", on="Which of our accounts are touched?")
    sent = await crisis.petr.fill({"Accounts in the register": list(accounts)})
    assert sent["ok"], sent
    await crisis.later(seconds=3)


def heard(crisis: Rehearsal, who: str, since: int) -> list[str]:
    notices: list[Notice] = crisis.workspace.model.notices[since:]
    return [notice.why for notice in notices if notice.user == PEOPLE[who]]


async def test_closing_is_reachable_before_anything_is_proposed(crisis: Rehearsal) -> None:
    assert await root(crisis) == [
        "*Access · nothing proposed yet · 3 accounts in the register*",
        "12 ways go · 2 keyholders stay · 2 secrets to change",
        "Can post now: 6 people, 1 tool",
        "Decides: the commander (Ana)",
        "1 person left and is still listed",
        "[Close access…] [All hands…] [Leave as is…] [Pause everything] [Who has access]",
    ]


async def test_the_post_counts_the_keyholders_whom_the_form_proposes(crisis: Rehearsal) -> None:
    """Nobody has said which accounts are meant, and one more has no keyholder at all: both say the same."""
    async with crisis.app.store.happened(register_id("T0REHEARSAL"), "one more") as change:
        change.record([AccountEntered(account=Account(id="a9", platform="x", handle="@new"))])
    shown = await root(crisis)
    await crisis.ana.press("Close access…")
    form = await crisis.ana.form()
    assert form is not None
    block = next(block for block in form["blocks"] if block["block_id"] == "keyholders")

    n = len(block["element"]["initial_users"])
    assert f"{n} keyholder" in shown[1]


async def test_an_account_that_is_touched_is_proposed_to_be_closed_in_numbers_alone(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")

    shown = await root(crisis)
    assert shown[:3] == [
        "*Access · @brand*",
        "Proposed: close access, replies closed",
        "Why: treat as compromise until known",
    ]
    assert "Decides: the commander (Ana)" in shown
    room = await crisis.read(crisis.ana)
    assert not [name for name in NAMES.values() if name in room]
    assert "Accounts: @brand · X (Twitter) · proposed: close access, replies closed" in words(
        await crisis.board(crisis.ana)
    )
    assert (await crisis.incident()).questions.answers["accounts"].answer.values["registered"] == ("a1",)


async def test_a_handle_that_is_typed_counts_as_ticked(crisis: Rehearsal) -> None:
    await crisis.petr.press("Answer…", on="Which of our accounts are touched?")
    assert (await crisis.petr.fill({"Account names": "@brand on X"}))["ok"]
    await crisis.later(seconds=3)

    values = (await crisis.incident()).questions.answers["accounts"].answer.values
    assert (values["registered"], values["whose"]) == (("a1",), "main")


async def test_with_nothing_chosen_the_form_asks_what_kind_it_is(crisis: Rehearsal) -> None:
    await crisis.petr.press("Answer…", on="Which of our accounts are touched?")
    sent = await crisis.petr.fill({"Account names": "@rival"})

    assert sent["errors"] == {"whose": "Choose one."}


async def test_the_opening_form_offers_the_accounts(crisis: Rehearsal) -> None:
    await crisis.petr.command("/crisis open")
    sent = await crisis.petr.fill(
        {
            "What are people seeing?": "A wrong post",
            "Accounts in the register": [HR],
        }
    )
    assert sent["ok"], sent
    await crisis.later(seconds=3)

    values = (await crisis.incident(2)).questions.answers["accounts"].answer.values
    assert values == {"registered": ("a2",), "whose": "ours", "accounts": HR}


async def test_questions_about_access_are_asked_beside_the_others_with_one_mention(crisis: Rehearsal) -> None:
    since = len(crisis.workspace.model.notices)
    await touches(crisis, "@brand · X (Twitter)")

    [first] = await thread(crisis)
    assert first.splitlines() == [
        "Question A1 of 4",
        "*Does the register say right who has access?*",
        "Why: who is not on the list is not shut out.",
        "Names stay in the form. The room does not see them.",
        "@U0ANA, can you answer? Nobody leads access yet.",  # a mention
        "[Look at the list…] [Don't know yet] [⋯ Skip… / Back / Ask someone… / Add a note…]",
    ]
    assert "mention" in heard(crisis, "ana", since)
    assert "Question 2 of 9" in await crisis.read(crisis.petr)

    since = len(crisis.workspace.model.notices)
    await crisis.ana.press("Don't know yet", on="Question A1 of 4")
    await crisis.later(seconds=3)
    assert "Question A2 of 4" in (await thread(crisis))[1]
    assert "Ana Kovač, can you answer?" in (await thread(crisis))[1]
    assert "mention" not in heard(crisis, "ana", since)


async def test_who_confirms_the_list_has_seen_it_and_confirms_it_in_the_register(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")
    await crisis.ana.press("Look at the list…")
    form = await crisis.ana.form()
    assert form is not None
    seen = words({"blocks": form["blocks"]})
    assert (await crisis.ana.fill({"Is the list right?": "Yes, all of it"}))["ok"]
    await crisis.later(seconds=3)

    assert NAMES["ivo"] in seen
    assert seen.index(NAMES["ivo"]) < seen.index(NAMES["agency"])  # who left stands on top
    assert "The register says right who has access: Yes, all of it" in (await thread(crisis))[0]
    events = await crisis.app.store.all_events(f"register-{TENANT}")
    [confirmed] = [event.fact for event in events if isinstance(event.fact, GrantsConfirmed)]
    assert set(confirmed.grants) == {f"g{n}" for n in range(1, 9)}
    assert confirmed.by.name == "Ana Kovač"


async def test_who_may_not_read_the_register_sees_no_name_and_confirms_nothing(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")
    await crisis.petr.press("Look at the list…")
    form = await crisis.petr.form()
    assert form is not None
    seen = words({"blocks": form["blocks"]})
    sent = await crisis.petr.fill({"Is the list right?": "Yes, all of it"})

    assert "Names are private." in seen
    assert not [name for name in NAMES.values() if name in seen]
    assert not sent["ok"] or "The register is kept by a few." in str(sent)
    assert "who_has_access" not in (await crisis.incident()).questions.answers


async def test_how_access_is_restricted_is_filled_in_from_the_runbooks(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)", HR)
    await crisis.ana.press("Don't know yet", on="Question A1")
    await crisis.later(seconds=3)
    await crisis.ana.press("Answer…", on="Question A2")
    sent = await crisis.ana.fill({HR: "Yes, and it was tried"})
    assert sent["ok"], sent
    await crisis.later(seconds=3)

    answer = (await crisis.incident()).questions.answers["can_restrict"].answer.values["restrict"]
    assert answer == ("a1=untested", "a2=tested")
    shown = next(each for each in await thread(crisis) if "We know how to shut others out" in each)
    assert "Yes, and it was tried (1) · Written down, never tried (1)" in shown


async def test_who_is_chosen_to_keep_access_is_counted_in_the_room(crisis: Rehearsal) -> None:
    await to_keyholders(crisis)
    await crisis.ana.press("Choose…", on="Question A3")
    three = await crisis.ana.fill({"One or two people": [PEOPLE[who] for who in ("petr", "jana", "eva")]})
    guest = await crisis.ana.fill({"One or two people": [PEOPLE["guest"]]})
    sent = await crisis.ana.fill({"One or two people": [PEOPLE["petr"]]})
    assert sent["ok"], sent
    await crisis.later(seconds=3)

    assert three["errors"] == {"keyholders": "Choose one or two people."}
    assert "can't be keyholder" in str(guest["errors"])
    assert any("To keep access: 1 person. Name kept private." in each for each in await thread(crisis))
    assert any("13 ways go · 1 keyholder stays" in line for line in await root(crisis))
    assert not (await crisis.incident()).has_conflict("slack:U0PETR"), "who keeps access is not who caused it"
    assert not any("Must not see this…" in each for each in await thread(crisis))


async def to_keyholders(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")
    for nth in ("A1", "A2"):
        await crisis.ana.press("Don't know yet", on=f"Question {nth}")
        await crisis.later(seconds=3)


async def test_a_former_employee_who_may_log_in_starts_the_sweep(crisis: Rehearsal) -> None:
    await to_keyholders(crisis)
    await crisis.ana.press("Don't know yet", on="Question A3")
    await crisis.later(seconds=3)
    before = await root(crisis)
    await crisis.ana.press("Don't know yet", on="Question A4")
    await crisis.later(seconds=3)

    assert not [line for line in before if line.startswith("Sweep")]
    assert "Sweep: 1 person who left or is unknown. They stand on top of the list." in await root(crisis)


async def test_questions_about_access_neither_wait_nor_count_among_the_others(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")
    await crisis.petr.press("Yes", on="Is it still happening?")
    await crisis.later(seconds=3)

    assert "Question 3 of 9" in await crisis.read(crisis.petr)
    assert "Questions · 2 of 9 answered" in await crisis.read(crisis.petr)


async def test_one_that_is_not_known_is_asked_again_in_its_own_thread(crisis: Rehearsal) -> None:
    await to_keyholders(crisis)
    await crisis.ana.press("Don't know yet", on="Question A3")
    await crisis.later(seconds=3)
    await crisis.ana.press("No", on="Question A4")
    await crisis.later(minutes=25)

    assert any(each.startswith("*Asked again · A1 ·") for each in await thread(crisis))


async def test_leaving_access_as_it_is_is_decided_with_a_reason(crisis: Rehearsal) -> None:
    await touches(crisis, "@brand · X (Twitter)")
    await crisis.petr.press("Leave as is…")
    refused = await crisis.read(crisis.petr)
    await crisis.ana.press("Leave as is…")
    assert (await crisis.ana.fill({"Accounts": ["@brand · X (Twitter)"], "Why?": "A typo, nobody is inside"}))["ok"]
    await crisis.later(seconds=3)

    assert "Only the commander can do this." in refused
    assert "Decided: leave access as it is · @brand (Ana)" in await root(crisis)
    assert "decided: leave access as it is (Ana)" in words(await crisis.board(crisis.ana))
    await crisis.ana.command("/crisis timeline")
    [said] = [e for e in await crisis.events() if e.fact.kind == "posture_set"]
    assert said.by == "slack:U0ANA"


async def test_nobody_is_called_in_before_a_line_is_approved(crisis: Rehearsal) -> None:
    told = await crisis.ana.press("All hands…")
    await crisis.settled()

    assert await crisis.ana.form() is None
    assert "Approve one line first, or they will improvise." in str(told) + await crisis.read(crisis.ana)


async def with_line(crisis: Rehearsal) -> None:
    """Drafted and approved in this crisis."""
    async with crisis.app.store.happened((await crisis.incident()).id, "a line") as change:
        change.record([StatementDrafted(playbook="other", text=LINE, by=PETR)])
        change.record([StatementApproved(playbook="other", mark=mark(LINE), by=EVA)])


async def all_hands(crisis: Rehearsal, *who: str) -> dict[str, object]:
    await crisis.ana.press("All hands…")
    sent = await crisis.ana.fill({"Who answers": [PEOPLE[each] for each in who]})
    await crisis.later(seconds=3)
    return dict(sent)


async def test_all_hands_calls_people_in_with_their_lines_and_a_path_out(crisis: Rehearsal) -> None:
    await with_line(crisis)
    since = len(crisis.workspace.model.notices)
    assert (await all_hands(crisis, "tom", "maja"))["ok"]

    direct_message = (await crisis.direct_messages("tom")).splitlines()
    assert direct_message[0] == "Crisis 1 · you are asked to answer people"
    assert "You answer people on all our accounts." in direct_message
    assert f"> {LINE}" in direct_message or LINE in direct_message
    assert direct_message[-2].startswith("Why you: Ana Kovač called you in, ")
    assert direct_message[-1] == "[Go to room] [I can't…]"
    assert await crisis.tom.room() is not None
    assert "direct" in heard(crisis, "tom", since)
    assert "Decided: all hands · all accounts (Ana) · 2 people answer" in await root(crisis)


async def test_who_cant_answer_says_why_and_is_not_counted(crisis: Rehearsal) -> None:
    await with_line(crisis)
    await all_hands(crisis, "tom", "maja")
    await crisis.tom.press("I can't…")
    assert (await crisis.tom.fill({"One line": "I am on a plane"}))["ok"]
    await crisis.later(seconds=3)

    assert "You said that you can't" in await crisis.direct_messages("tom")
    assert "Decided: all hands · all accounts (Ana) · 1 person answers" in await root(crisis)


async def test_a_guest_is_not_called_in(crisis: Rehearsal) -> None:
    await with_line(crisis)

    assert "can't be asked here." in str((await all_hands(crisis, "guest"))["errors"])


async def test_the_commander_looks_again_while_nobody_knows_the_author(crisis: Rehearsal) -> None:
    """Control is rated as whole, and still nobody knows who wrote it."""
    await touches(crisis, "@brand · X (Twitter)")
    incident = await crisis.incident()
    await rated(crisis)
    before = await crisis.direct_messages("ana")
    await crisis.later(minutes=16)

    assert incident.posture.proposed is not None and incident.posture.proposed.why == "author_unknown"
    assert "look at access again" not in before
    direct_message = (await crisis.direct_messages("ana")).splitlines()
    assert "Crisis 1 · look at access again" in direct_message
    assert "Nobody is named as the author yet. Next: name them, or decide about access." in direct_message
    assert any(line.startswith("Why you: you command this crisis") for line in direct_message)


async def rated(crisis: Rehearsal) -> None:
    """All is skipped but the damage: none anywhere."""
    calm = Answer(values={"empty_lines": "none", "spread": "limited"})
    async with crisis.app.store.happened((await crisis.incident()).id, "rated") as change:
        change.record([QuestionAnswered(question="damage", answer=calm, by=PETR)])
    await crisis.later(seconds=3)


async def test_from_opening_to_a_started_closing_it_is_three_interactions(tmp_path: Path) -> None:
    async with rehearsal(tmp_path) as crisis:
        await enter(crisis, entered(shop(PETR, JANA, TENANT)))
        petr = await crisis.opened()  # 1

        await petr.press("Close access…")  # 2
        sent = await petr.fill({"Accounts": [await label_of(petr, "@brand ")]})  # 3
        if not (await crisis.incident()).restrictions.all:  # other numbers than were shown: shown first, then started
            sent = await petr.fill({})
        await crisis.later(seconds=3)

        assert sent["ok"], sent
        assert [each.handle for each in (await crisis.incident()).restrictions.all] == ["@brand"]


async def label_of(who: Actor, begins: str) -> str:
    """The whole label of an option of the open form."""
    form = await who.form()
    assert form is not None
    texts = [
        option["text"]["text"]
        for block in form["blocks"]
        for option in block.get("element", {}).get("options", [])
        if option["text"]["text"].startswith(begins)
    ]
    return str(texts[0])
