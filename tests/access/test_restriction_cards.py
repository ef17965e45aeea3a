"""The card of closings: honest numbers, the state in its own words, the next thing to do; never a holder's name."""

from __future__ import annotations

import pytest

from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered
from bot.access.restriction.cards.thread import SHOWN, restrictions_card, stop_confirm
from bot.access.restriction.facts import AccessFound, AccountSuspended, RestrictionStopped
from bot.chat.card import Button, Card, Row
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.platforms.slack.render import render
from bot.record.frozen import Restricted
from bot.room.access import access
from bot.room.board import board
from bot.text import PSEUDO, Translator
from tests.access.restrictions import confirmed, path, restriction_of, saved, scene, started, unable, verified
from tests.record.crew import commanded
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story
from tests.room.plain import read, said

MENU = "⋯ Close more accounts… · Pause everything · Who has access · Give back… · Suspended by platform…"
ALL = tuple(range(1, 14))


def lines(story: Story) -> list[str]:
    return read(restrictions_card(scene(story)))


def text(story: Story) -> str:
    return said(restrictions_card(scene(story)).text)


def fraction(story: Story) -> str:
    return next(line for line in lines(story) if " of " in line and "ways in" in line)


def test_before_a_proof_it_says_that_nobody_is_removed() -> None:
    assert lines(started()) == [
        "Closing access · @brand · since 12:00 UTC",
        "0 done / 0 verified of 11 ways in",
        "Nobody is removed before a keyholder proves a log-in.",
        "Keyholders: ▢ Petr Novák asked, 12:00 UTC · ▢ Jana Horvat asked, 12:00 UTC",
        "Can post now: Petr Novák, Jana Horvat and up to 5 others",
        "▢ Next: pause scheduled and paid (Jana, by 12:14 UTC)",
        f"[[Next step…]] [Steps] {MENU} [Stop closing]",
    ]


def test_midway_each_kind_of_step_has_its_sign_and_its_word() -> None:
    story = confirmed(confirmed(started()), JANA)
    story.later(3)
    saved(story, 1, 2, 3, 7, 8)
    verified(story, 1, 2)
    story.later(30)
    saved(story, 10, result="could_not")

    assert lines(story) == [
        "Closing access · @brand · since 12:00 UTC",
        "2 done / 1 verified / 2 failed of 11 ways in",
        "Can post now: Petr Novák, Jana Horvat and up to 5 others",
        "An open session may still post until 15:03 UTC",
        "✔ Scheduled and paid paused · verified",
        "▢ Removals · 2 of 5 done",
        "✔ 2 secrets changed · done, not verified",
        "✖ Apps · could not, 12:33 UTC (Jana)",
        "▢ Next: remove a way in (Jana, by 12:14 UTC)",
        f"[[Next step…]] [Verify…] [Steps] {MENU} [Stop closing]",
    ]
    assert text(story) == "@brand: 2 done, 1 verified, 2 failed of 11. Up to 5 others can still post."


def test_a_new_password_settles_nobody_until_sessions_are_ended() -> None:
    story = saved(confirmed(started()), 7, 8)
    assert fraction(story) == "0 done / 0 verified of 11 ways in"

    saved(story, 9)

    assert fraction(story) == "4 done / 0 verified of 11 ways in"


def test_what_is_not_known_is_named_like_a_failure() -> None:
    story = saved(confirmed(started()), 2, result="unknown")

    assert fraction(story) == "0 done / 0 verified / 1 unknown of 11 ways in"
    assert "✖ Removals · not known whether it worked, 12:00 UTC (Jana)" in lines(story)
    assert text(story).startswith("@brand: 0 done, 0 verified, 1 unknown of 11.")


def test_paths_that_came_to_light_later_make_it_more_never_less() -> None:
    story = saved(confirmed(started()), *range(2, 7))
    story.then([AccessFound(account="a1", paths=(path(12, "Ben"), path(13, "Ben")), joins=((9, 12), (9, 13)))])

    assert fraction(story) == "5 done / 0 verified of 13 ways in · 2 more found"


def test_done_by_one_is_closed_only_when_nothing_is_left() -> None:
    story = saved(confirmed(confirmed(started()), JANA), *(n for n in ALL if n != 9))
    assert "Closed" not in lines(story)

    saved(story, 9)

    assert "Closed" in lines(story) and "Closed and verified" not in lines(story)
    assert lines(story)[-1] == f"[[Verify…]] [Steps] {MENU}"
    assert "▢ Next: verify 11 steps (not who did them)" in lines(story)


def test_closed_and_verified_takes_somebody_else_who_has_seen_all_of_it() -> None:
    story = verified(saved(confirmed(confirmed(started()), JANA), *ALL), *(n for n in ALL if n != 10))
    assert "Closed and verified" not in lines(story)

    verified(story, 10)

    assert "Closed and verified" in lines(story)
    assert lines(story)[0] == "Access · @brand · closing began 12:00 UTC"
    assert lines(story)[-1].startswith("[[Give back…]] [Steps]")


def test_who_is_signed_in_still_may_post_even_after_the_last_step() -> None:
    """The password's sessions live on for three hours: until then it is not said that only the keyholders can."""
    story = saved(confirmed(confirmed(started()), JANA), *ALL)
    assert "Can post now: Petr Novák, Jana Horvat and whoever is still signed in" in lines(story)
    assert "An open session may still post until 15:00 UTC" in lines(story)

    verified(story.later(181), *ALL)

    assert "Can post now: Petr Novák, Jana Horvat" in lines(story)
    assert not any("session may still" in line for line in lines(story))


def test_a_session_whose_end_nobody_knows_is_said_to_have_none() -> None:
    story = saved(confirmed(started()), 2)

    assert "An open session may still post; end not known" in lines(story)


def test_lost_stands_in_plain_words_and_offers_no_removal() -> None:
    story = unable(unable(started()), PETR)

    shown = lines(story)

    assert "Lost. We can't log in." in shown and "Can post now: not known" in shown
    assert any(line.startswith("▢ Next: pause") for line in shown)
    saved(story, 1)
    assert "▢ Next: check recovery e-mail and phone (Jana, by 12:14 UTC)" in lines(story)
    assert text(story).startswith("Lost: @brand. We can't log in.")


def test_somebody_inside_makes_who_can_post_not_known() -> None:
    story = confirmed(started(takeover=True))

    assert "Can post now: not known, somebody else may be inside" in lines(story)


def test_a_platform_that_suspends_it_does_not_close_it() -> None:
    story = confirmed(started()).then([AccountSuspended(account="a1", by=ANA)], ANA)

    assert "Suspended by the platform, not by us, since 12:00 UTC" in lines(story)
    assert "Can post now: nobody while it is suspended" in lines(story)
    assert "Closed" not in lines(story)

    story.then([AccountSuspended(account="a1", by=ANA, over=True)], ANA)
    assert not any("Suspended" in line for line in lines(story)[:-1])


def test_stopped_says_what_stays_open() -> None:
    story = saved(confirmed(started()), 2, 3).then([RestrictionStopped(account="a1", by=ANA)], ANA)

    shown = lines(story)

    assert shown[2:4] == ["Stopped by Ana Kovač, 12:00 UTC", "9 ways in stay open"]
    assert "[[Verify…]]" in shown[-1] and "Stop closing" not in shown[-1] and "Next step" not in shown[-1]


def test_stopping_asks_first_and_says_what_it_leaves() -> None:
    story = saved(confirmed(started()), 2, 3)
    row = restrictions_card(scene(story)).parts[-1]
    assert isinstance(row, Row)
    (stop,) = [item for item in row.items if isinstance(item, Button) and item.style == "danger"]

    assert stop.confirm == stop_confirm([restriction_of(story)])
    assert stop.confirm is not None
    assert said(stop.confirm.text) == "Steps done stay done. 9 ways in stay open, and the board will say so."


def test_a_step_verified_alone_is_shown_so() -> None:
    story = verified(saved(confirmed(started()), 1), 1, by=JANA, alone="nobody else is awake")

    assert "✔ Scheduled and paid paused · verified alone" in lines(story)


def test_a_person_barred_since_is_no_keyholder_any_more() -> None:
    story = confirmed(started())
    story.involves(PETR)

    shown = "\n".join(lines(story))
    assert "Petr" not in shown


def test_of_several_accounts_eight_are_shown_and_the_rest_is_counted() -> None:
    story = commanded()
    for n in range(SHOWN + 3):
        started(story, f"a{n}", f"@brand_{n}")
    confirmed(story, account="a0")
    saved(story, 2, result="could_not", account="a0")

    shown = lines(story)

    assert shown[0] == "Closing access · 11 accounts · since 12:00 UTC"
    assert sum(line.endswith("X (Twitter)") for line in shown) == SHOWN
    assert shown[-2] == "and 3 more"
    assert "✖ Removals · could not, 12:00 UTC (Jana)" in shown


def test_eight_accounts_at_their_worst_fit_one_block_each_of_350() -> None:
    story = commanded()
    for n in range(SHOWN):
        started(story, f"a{n}", f"@a_rather_long_handle_of_a_brand_{n}")
        confirmed(story, account=f"a{n}")
        saved(story, 2, 9, result="could_not", account=f"a{n}")
        story.then([AccountSuspended(account=f"a{n}", by=ANA)], ANA)

    blocks = render(restrictions_card(scene(story)), Translator(), {})["blocks"]

    assert isinstance(blocks, list)
    sizes = [len(block["text"]["text"]) for block in blocks if block["type"] == "section"]
    assert len(sizes) == SHOWN + 1 and max(sizes) <= 450  # date tokens of Slack are longer than what people read
    assert max(len("\n".join(part)) for part in _accounts(lines(story))) <= 350


def _accounts(shown: list[str]) -> list[list[str]]:
    heads = [n for n, line in enumerate(shown) if line.endswith("X (Twitter)")]
    return [shown[begin:end] for begin, end in zip(heads, [*heads[1:], len(shown) - 1], strict=True)]


def test_the_access_post_turns_to_restoration_once_that_is_ordered_everywhere() -> None:
    story = verified(saved(confirmed(started()), *ALL), *ALL)
    started(story, "a2", "@brand_hr")
    story.then([RestorationOrdered(account="a1", by=ANA)], ANA)
    assert "Closing access" in lines(story)[0]
    assert "@brand: 0 of 11 decided, 0 verified." in lines(story)

    story.then([RestorationOrdered(account="a2", by=ANA)], ANA)

    (root, *_questions) = access(scene(story))
    assert isinstance(root.card, Card)
    assert read(root.card)[0].startswith("Giving back")


def test_what_is_given_back_can_be_verified_while_another_account_is_lost() -> None:
    story = verified(saved(confirmed(started()), *ALL), *ALL)
    unable(unable(started(story, "a2", "@brand_hr"), PETR, account="a2"), account="a2")
    out = AccessDecided(account="a1", paths=(1,), decision="out", reason=Restricted("not any more"), by=ANA)
    done = AccessRestored(account="a1", paths=(1,), by=ANA)
    story.then([RestorationOrdered(account="a1", by=ANA), out, done], ANA)

    (root, *_questions) = access(scene(story))
    assert isinstance(root.card, Card)
    rows = [part for part in root.card.parts if isinstance(part, Row)]
    assert "restore.verify" in [item.action for row in rows for item in row.items if isinstance(item, Button)]


def test_who_has_access_again_can_post_again() -> None:
    story = verified(saved(confirmed(started()), *ALL), *ALL).later(200)
    back = AccessDecided(account="a1", paths=(1, 6), decision="back", reason=Restricted("needed for replies"), by=ANA)
    story.then([RestorationOrdered(account="a1", by=ANA), back], ANA)

    (surface,) = board(scene(story))
    assert isinstance(surface.card, Card)
    assert "Can post now: Petr Novák, Jana Horvat and up to 1 other" in read(surface.card)


def test_the_board_says_the_fraction_who_can_post_and_the_next_step() -> None:
    story = saved(confirmed(started()), 2, 3)
    saved(story, 10, result="could_not")
    (surface,) = board(scene(story))
    assert isinstance(surface.card, Card)

    shown = read(surface.card)

    assert shown[1] == "Contained (SEV3, set by Ana; computed SEV3) · Closing access"
    assert "Access: @brand 2 done / 0 verified / 2 failed of 11" in shown
    assert "Can post now: Petr Novák, Jana Horvat and up to 5 others" in shown
    assert "Next: @brand, pause scheduled and paid (Jana, by 12:14 UTC)" in shown
    assert len(shown) <= 12 + 3  # its title, its small print and its buttons beside the lines


def test_the_board_puts_what_is_lost_first() -> None:
    story = unable(unable(started()), PETR)
    (surface,) = board(scene(story))
    assert isinstance(surface.card, Card)

    assert read(surface.card)[2] == "Lost: @brand. We can't log in."


def test_while_a_proof_is_awaited_that_is_the_next_step() -> None:
    (surface,) = board(scene(unable(started())))
    assert isinstance(surface.card, Card)

    assert "Next: prove a log-in to @brand (Petr)" in read(surface.card)


def lives() -> list[Story]:
    """A closing in each state it can be in."""
    done = saved(confirmed(started()), *ALL)
    back = RestorationOrdered(account="a1", by=ANA)
    return [
        started(),
        saved(confirmed(started()), 2, 7),
        saved(confirmed(started()), 2, 10, result="could_not"),
        saved(confirmed(started()), 2, result="unknown"),
        unable(unable(started()), PETR),
        confirmed(started(takeover=True)),
        done,
        verified(saved(confirmed(started()), *ALL), *ALL),
        saved(confirmed(started()), 2).then([RestrictionStopped(account="a1", by=ANA)], ANA),
        confirmed(started()).then([AccountSuspended(account="a1", by=ANA)], ANA),
        started(confirmed(started()), "a2", "@brand_hr"),
        started(saved(confirmed(started()), 2).then([back], ANA), "a2", "@brand_hr"),
        started(paths=(), steps=()),
    ]


@pytest.mark.parametrize("story", lives())
@pytest.mark.parametrize("language", ["en", PSEUDO])
def test_every_state_fits_slack_in_any_language(story: Story, language: str) -> None:
    """At most five buttons, one primary, and no text too long, even 40 % longer than English."""
    card = restrictions_card(scene(story))

    render(card, Translator(language), {})  # raises where it breaks a rule of Slack's

    row = card.parts[-1]
    assert isinstance(row, Row) and len(row.items) <= 5
    assert sum(isinstance(item, Button) and item.style == "primary" for item in row.items) == 1


@pytest.mark.parametrize("story", lives())
def test_lines_can_be_read_on_a_phone(story: Story) -> None:
    assert max(len(line) for line in lines(story)[:-1]) <= 90


def test_once_resolved_it_can_only_be_looked_at() -> None:
    story = saved(confirmed(started()), 2).then([Resolved(by=ANA, outcome=Outcome.faded)], ANA)

    assert lines(story)[-1] == "[Steps]"
    assert not any("Next" in line for line in lines(story))


def test_a_second_closing_of_an_account_is_the_one_that_is_shown() -> None:
    story = saved(confirmed(started()), 2).then([RestrictionStopped(account="a1", by=ANA)], ANA).later(60)
    started(story, keyholders=(EVA, TOM))

    assert lines(story)[:2] == ["Closing access · @brand · since 13:00 UTC", "0 done / 0 verified of 11 ways in"]
