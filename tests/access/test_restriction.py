"""Starting, stopping and suspending: every guard before anything is closed, and what never happens twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.access.posture.facts import PostureSet
from bot.access.register.codes import Level, Means
from bot.access.register.entities import Grant, Holder
from bot.access.register.state import Register
from bot.access.restriction import login_check
from bot.access.restriction import rules as restriction
from bot.access.restriction.facts import AccountSuspended, KeyholderAsked, RestrictionStarted, RestrictionStopped
from bot.access.restriction.rules import Wanted
from bot.access.restriction.state import Restriction
from bot.crisis.opening.facts import KindSet
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles.facts import RoleClaimed, RoleOffered
from bot.errors import Refused
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact
from bot.record.fact import Level as Severity
from bot.speech.holding_statement import rules as holding_statement
from bot.text import Translator, Words
from tests.access.brands import PATHS, shop
from tests.record.crew import BOOK, at, commanded, give, person, refusal
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

PEOPLE = {someone.id: person(someone) for someone in (PETR, ANA, JANA, EVA, TOM)}


def wanted(
    *accounts: str,
    keep: tuple[Person, ...] = (person(PETR), person(JANA)),
    lead: Someone = JANA,
    replies: bool = False,
) -> Wanted:
    return Wanted(accounts=accounts or ("a1",), keyholders=keep, lead=person(lead), reply_open=replies, reason="now")


def start(story: Story, chosen: Wanted | None = None, register: Register | None = None) -> list[Fact]:
    return restriction.start(story.incident, register or shop(), BOOK, chosen or wanted(), person(ANA), story.now)


def closing(*accounts: str, **more: object) -> Story:
    """Ana has started it; nobody has confirmed anything yet."""
    story = commanded()
    return story.then(start(story, wanted(*accounts, **more)), ANA)  # type: ignore[arg-type]


def restricting(story: Story, account: str = "a1") -> Restriction:
    found = story.incident.restriction(account)
    assert found is not None
    return found


def confirmed(story: Story, who: Someone = PETR, account: str = "a1") -> Story:
    return story.then(login_check.confirm(story.incident, account, person(who)), who)


def unable(story: Story, who: Someone = PETR, register: Register | None = None, account: str = "a1") -> Story:
    facts = login_check.unable(
        story.incident, register or shop(), PEOPLE, account, person(who), "no second factor here", story.now
    )
    return story.then(facts, who)


def why(chosen: Wanted, story: Story | None = None, register: Register | None = None) -> tuple[str | None, str, str]:
    """Why it was not started: field, code, sentence."""
    with pytest.raises(Refused) as refused:
        start(story or commanded(), chosen, register)
    assert isinstance(refused.value.words, Words)
    return refused.value.field, refused.value.code or "", Translator().plain(refused.value.words)


# starting


def test_it_starts_with_the_posture_the_snapshot_and_somebody_who_leads() -> None:
    facts = start(commanded())

    assert [fact.kind for fact in facts] == ["posture_set", "restriction_started", "role_offered"]
    begun = facts[1]
    assert isinstance(begun, RestrictionStarted)
    assert (begun.handle, begun.by, begun.lead, begun.keyholders) == ("@brand", ANA, JANA, (PETR, JANA))
    assert len(begun.paths) == PATHS


def test_the_lead_does_the_work_at_once_and_is_asked_for_the_role_only_where_nobody_has_it() -> None:
    story = closing()

    assert restricting(story).lead == JANA
    assert [seat.person for seat in story.incident.roles.seats if seat.role == "access_lead"] == [JANA]
    other = give(commanded(), "access_lead", EVA)
    assert not [fact for fact in start(other) if isinstance(fact, RoleOffered | RoleClaimed)]


def test_whoever_starts_it_may_lead_it_themselves() -> None:
    facts = start(commanded(), wanted(lead=ANA))

    assert [type(fact) for fact in facts][-1] is RoleClaimed


def test_accounts_start_in_the_order_of_their_danger() -> None:
    begun = [fact.account for fact in start(commanded(), wanted("a2", "a1")) if isinstance(fact, RestrictionStarted)]

    assert begun == ["a1", "a2"]


def test_replies_stay_open_where_that_was_chosen() -> None:
    posture, begun, *_rest = start(commanded(), wanted(replies=True))

    assert isinstance(posture, PostureSet) and posture.reply_open
    assert isinstance(begun, RestrictionStarted) and begun.reply_open
    assert len(begun.paths) == PATHS - 1


def test_no_account_is_left_without_a_keyholder() -> None:
    """Case 12: nobody chosen, and somebody of whom the register knows no access path."""
    said = (
        "This would leave @brand with nobody proven able to log in. Nothing was removed. "
        "Choose a keyholder; they confirm first."
    )

    assert why(wanted(keep=())) == ("keyholders", "no_keyholder", said)
    assert why(wanted(keep=(person(EVA),))) == ("keyholders", "no_keyholder", said)


def test_every_account_needs_a_keyholder_of_its_own() -> None:
    """Jana has no way into @brand_hr: with her alone it would be shut for good."""
    field, code, said = why(wanted("a1", "a2", keep=(person(JANA),)))

    assert (field, code) == ("keyholders", "no_keyholder")
    assert "@brand_hr" in said
    kept = {
        f.account: f.keyholders for f in start(commanded(), wanted("a1", "a2")) if isinstance(f, RestrictionStarted)
    }
    assert kept == {"a1": (PETR, JANA), "a2": (PETR,)}


def test_one_or_two_keep_access() -> None:
    three = tuple(person(someone) for someone in (PETR, JANA, EVA))
    said = "Choose one or two keyholders."

    assert why(wanted(keep=three), register=with_eva()) == ("keyholders", "too_many", said)


def test_who_has_no_path_in_is_not_left_out_without_a_word() -> None:
    field, code, said = why(wanted(keep=(person(PETR), person(EVA))))

    assert (field, code) == ("keyholders", "not_fit")
    assert said == "Eva Malá can't be keyholder: the register knows no way of theirs into @brand."


@pytest.mark.parametrize("standing", [Standing.guest, Standing.outsider, Standing.gone, Standing.bot])
def test_a_keyholder_is_a_full_member(standing: Standing) -> None:
    said = "Petr Novák can't be keyholder: they can't act in this crisis."

    assert why(wanted(keep=(person(PETR, standing),))) == ("keyholders", "not_fit", said)


def test_a_person_involved_is_no_keyholder_and_the_sentence_does_not_tell_why() -> None:
    as_guest = why(wanted(keep=(person(PETR, Standing.guest),)))

    assert why(wanted(keep=(person(PETR),)), commanded().involves(PETR)) == as_guest


def test_a_leaver_is_no_keyholder() -> None:
    register = shop()
    left = register.holders[PETR.id].model_copy(update={"last_day": date(2026, 1, 1)})
    register = register.model_copy(update={"holders": register.holders | {PETR.id: left}})

    assert why(wanted(keep=(person(PETR),)), register=register)[1:] == (
        "not_fit",
        "Petr Novák can't be keyholder: the register says that they left.",
    )


def test_a_keyholder_has_the_second_factor_where_the_register_knows_who_has_it() -> None:
    """Jana has a role of her own in @brand, with a second factor of her own; Petr has the password alone."""
    register = shop()
    account = register.accounts["a1"].model_copy(update={"twofa": "app", "twofa_holder": "intern"})
    register = register.model_copy(update={"accounts": register.accounts | {"a1": account}})

    said = "Petr Novák can't be keyholder: somebody else has the second factor of @brand."
    assert why(wanted(keep=(person(PETR),)), register=register) == ("keyholders", "not_fit", said)
    start(commanded(), wanted(keep=(person(JANA),)), register)
    mine = account.model_copy(update={"twofa_holder": PETR.id})
    start(commanded(), wanted(), register.model_copy(update={"accounts": register.accounts | {"a1": mine}}))


@pytest.mark.parametrize("means", login_check.NO_LOG_IN)
def test_who_cannot_log_in_by_what_they_hold_is_no_keyholder(means: Means) -> None:
    register = shop()
    grant = Grant(id="g60", of="a1", holder=EVA.id, means=means, level=Level.admin)
    register = register.model_copy(update={"grants": register.grants | {"g60": grant}})

    assert why(wanted(keep=(person(EVA),)), register=register)[1] == "no_keyholder"


@pytest.mark.parametrize("level", [level for level in Level if level not in login_check.KEEPS])
def test_who_may_only_answer_read_or_pay_is_no_keyholder(level: Level) -> None:
    register = shop()
    grant = Grant(id="g60", of="a1", holder=EVA.id, means=Means.delegated_role, level=level)
    register = register.model_copy(update={"grants": register.grants | {"g60": grant}})

    assert why(wanted(keep=(person(EVA),)), register=register)[1] == "no_keyholder"


def test_where_the_register_knows_nobody_anybody_fit_may_keep_it() -> None:
    begun = start(commanded(), wanted("a3", keep=(person(EVA),)))

    assert isinstance(begun[1], RestrictionStarted) and begun[1].keyholders == (EVA,)


def test_who_leads_is_somebody_who_may_act() -> None:
    story = commanded().involves(TOM)

    assert why(wanted(lead=TOM), story)[:2] == ("lead", "not_fit")


def test_at_critical_the_commander_does_not_lead_access_while_a_keyholder_could() -> None:
    """Case 18. Alone it must still be possible."""
    story = at(commanded(), Severity.critical)

    assert why(wanted(lead=ANA), story)[:2] == ("lead", "role_conflict")
    alone = shop(petr=ANA)
    start(story, wanted(keep=(person(ANA),), lead=ANA), alone)


def test_an_account_that_is_being_closed_is_not_started_twice() -> None:
    story = closing()
    field, code, said = why(wanted(), story)

    assert (field, code) == ("accounts", "already")
    assert said == "Ana Kovač is closing access to @brand since 12:00 UTC. Nothing was doubled."
    both = wanted("a1", "a2", keep=(person(PETR),))
    more = [fact.account for fact in start(story, both) if isinstance(fact, RestrictionStarted)]
    assert more == ["a2"]


def test_what_was_stopped_can_be_started_anew() -> None:
    story = closing()
    story.then(restriction.stop(story.incident, person(ANA)), ANA)

    story.then(start(story), ANA)
    assert [each.is_on for each in story.incident.restrictions.all] == [False, True]


def test_an_account_the_register_does_not_know_is_none() -> None:
    assert why(Wanted(("gone",), (person(PETR),), person(JANA)))[:2] == ("accounts", "no_account")


def test_nothing_starts_once_the_crisis_is_resolved() -> None:
    story = commanded()
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)

    assert why(wanted(), story)[1] == "resolved"


def test_it_is_a_takeover_by_its_kind_or_once_control_is_lost() -> None:
    story = commanded()

    assert not restriction.is_takeover(story.incident, BOOK)
    assert restriction.is_takeover(story.then([KindSet(playbook="account_takeover", by=ANA)]).incident, BOOK)


def test_a_kind_that_is_only_suggested_decides_the_order_as_it_decides_the_holding_statement() -> None:
    began = commanded().incident
    opening = began.opening.model_copy(update={"title": "Our account was hacked"})
    incident = began.model_copy(update={"opening": opening})

    assert restriction.is_takeover(incident, BOOK)
    assert holding_statement.kind_of(incident, BOOK) == "account_takeover"


def test_what_was_shown_changes_with_every_number_of_it() -> None:
    register, now, story = shop(), commanded().now, commanded()
    accounts = tuple(register.accounts)
    shown = restriction.previewed(register, accounts, (PETR.id, JANA.id), False, now)
    more = Grant(id="new", of="a1", holder="new", means=Means.delegated_role)
    grown = register.model_copy(update={"grants": register.grants | {"new": more}})

    assert restriction.previewed(register, accounts, (JANA.id, PETR.id), False, story.now) == shown
    assert restriction.previewed(grown, accounts, (PETR.id, JANA.id), False, now) != shown
    assert restriction.previewed(register, accounts, (PETR.id,), False, now) != shown
    assert restriction.previewed(register, accounts, (PETR.id, JANA.id), True, now) != shown


def test_who_is_proposed_is_an_admin_in_the_chat_who_did_not_leave() -> None:
    story = commanded()

    assert login_check.proposed(story.incident, shop(), PEOPLE, ("a1",), story.now) == (JANA.id, PETR.id)
    assert login_check.proposed(story.incident, shop(), PEOPLE, ("a1", "a2"), story.now) == (PETR.id, JANA.id)
    assert login_check.proposed(story.involves(JANA).incident, shop(), PEOPLE, ("a1",), story.now) == (PETR.id,)


def test_for_more_accounts_those_are_proposed_who_can_keep_them() -> None:
    """@brand is being closed already; into @brand_hr only Petr can get."""
    story = closing()

    assert login_check.proposed(story.incident, shop(), PEOPLE, ("a1",), story.now) == (PETR.id,)


def test_the_lead_that_is_proposed_does_not_command() -> None:
    story = at(commanded(), Severity.critical)
    keep = (ANA.id, JANA.id)

    assert restriction.proposed_lead(story.incident, BOOK, keep, PEOPLE, person(ANA)) == JANA.id
    give(story, "access_lead", TOM)
    assert restriction.proposed_lead(story.incident, BOOK, keep, PEOPLE, person(ANA)) == TOM.id


# proving


def test_only_who_was_asked_proves_a_log_in() -> None:
    story = closing()

    assert refusal(lambda: login_check.confirm(story.incident, "a1", person(EVA)))[0] == "not_asked"
    assert not restricting(story).is_confirmed
    assert restricting(confirmed(story)).is_confirmed


def test_it_is_proved_once() -> None:
    story = confirmed(closing())
    code, said = refusal(lambda: login_check.confirm(story.incident, "a1", person(PETR)))

    assert (code, said) == ("confirmed", "You proved it at 12:00 UTC already. Nothing was changed.")


def test_who_cannot_says_why() -> None:
    story = closing()

    assert refusal(lambda: login_check.unable(story.incident, shop(), PEOPLE, "a1", person(PETR), " ", story.now))[
        0
    ] == ("no_reason")


def test_the_next_of_the_register_is_asked_where_nobody_has_proved_it() -> None:
    """Eva has a role in @brand; she is asked once Petr can't, by nobody else's hand."""
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    unable(story, PETR, register)

    assert [check.person for check in restricting(story).keyholders] == [PETR, JANA, EVA]
    assert not restricting(story).is_lost


def with_eva() -> Register:
    register = shop()
    role = Grant(id="g50", of="a1", holder=EVA.id, means=Means.delegated_role, level=Level.admin)
    return register.model_copy(
        update={
            "grants": register.grants | {"g50": role},
            "holders": register.holders | {EVA.id: Holder(id=EVA.id, name=EVA.name)},
        }
    )


def test_nobody_is_asked_by_itself_while_somebody_has_proved_it() -> None:
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    unable(confirmed(story, PETR), JANA, register)

    assert [check.person for check in restricting(story).keyholders] == [PETR, JANA]
    assert [p.id for p in login_check.others(story.incident, register, PEOPLE, restricting(story), story.now)] == [
        EVA.id
    ]


def test_where_nobody_can_log_in_the_account_is_lost_until_somebody_can_again() -> None:
    story = unable(unable(closing(), PETR), JANA)

    assert restricting(story).is_lost
    assert not restricting(confirmed(story, PETR)).is_lost


def test_who_is_asked_later_keeps_their_own_path_in_and_the_number_of_paths_stays() -> None:
    """Eva's role was among the paths to close; once she keeps the account, nothing is done about it."""
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    before = len(restricting(story).paths)
    unable(story, PETR, register)
    mine = next(path.n for path in restricting(story).paths if path.holder.reveal() == EVA.id)
    assert mine in restricting(story).open
    confirmed(story, EVA)

    assert mine in restricting(story).verified
    assert len(restricting(story).paths) == before


def test_the_commander_asks_another_but_never_more_than_two() -> None:
    register = with_eva()
    story = commanded()
    story.then(start(story, register=register), ANA)
    confirmed(story, PETR)

    def ask(who: Someone) -> list[Fact]:
        return login_check.ask(story.incident, register, "a1", person(who), person(ANA), story.now)

    assert refusal(lambda: ask(EVA))[0] == "enough"
    assert refusal(lambda: ask(JANA))[0] == "asked"
    unable(story, JANA, register)
    assert refusal(lambda: ask(TOM))[0] == "no_keyholder"
    assert [type(fact) for fact in ask(EVA)] == [KeyholderAsked]


def test_a_keyholder_named_as_involved_keeps_nothing_and_is_not_told_apart() -> None:
    story = confirmed(closing())
    story.involves(PETR)

    assert not restricting(story).is_confirmed
    assert restricting(story).keep == (JANA,)
    assert refusal(lambda: login_check.confirm(story.incident, "a1", person(PETR)))[0] == "not_asked"


def test_a_naming_taken_back_lets_the_proof_count_again() -> None:
    story = confirmed(closing()).involves(PETR)
    from_now = story.incident.questions.answers["involved"]
    assert from_now.answer.private_people
    story.involves(EVA)  # the newest answer names somebody else

    assert restricting(story).is_confirmed


def test_a_silent_keyholder_is_reminded_once_then_the_commander_hears_it() -> None:
    story = closing()
    late = sorted(login_check.due(story.incident), key=lambda due: due.at)

    assert [(due.at - story.now, due.facts[0].to) for due in late] == [  # type: ignore[attr-defined]
        (timedelta(minutes=5), PETR),
        (timedelta(minutes=5), JANA),
    ]
    story.then(late[0].facts)
    second = next(due for due in login_check.due(story.incident) if "U1" in due.key)
    assert second.at - story.now == timedelta(minutes=10)
    assert second.facts[0].to == ANA  # type: ignore[attr-defined]
    story.then(second.facts)
    assert len(login_check.due(story.incident)) == 1
    assert login_check.due(confirmed(story, JANA).incident) == []


# stopping and suspending


def test_what_is_stopped_keeps_what_is_done_and_says_what_is_open() -> None:
    story = closing("a1", "a2")
    facts = restriction.stop(story.incident, person(ANA))

    stopped = [fact for fact in facts if isinstance(fact, RestrictionStopped)]
    assert [(fact.account, fact.open) for fact in stopped] == [("a1", PATHS), ("a2", 1)]
    story.then(facts, ANA)
    assert refusal(lambda: restriction.stop(story.incident, person(ANA)))[0] == "no_restriction"


def test_nobody_proves_a_log_in_for_what_was_stopped() -> None:
    story = closing()
    story.then(restriction.stop(story.incident, person(ANA)), ANA)

    assert refusal(lambda: login_check.confirm(story.incident, "a1", person(PETR)))[0] == "over"


def test_a_suspended_account_is_not_closed_by_that() -> None:
    story = closing()
    facts = restriction.suspend(story.incident, "a1", person(JANA), over=False)
    story.then(facts, JANA)

    assert isinstance(facts[0], AccountSuspended)
    assert restricting(story).suspended_at and not restricting(story).is_closed
    assert refusal(lambda: restriction.suspend(story.incident, "a1", person(JANA), over=False))[0] == "same"
    story.then(restriction.suspend(story.incident, "a1", person(JANA), over=True), JANA)
    assert restricting(story).suspended_at is None
