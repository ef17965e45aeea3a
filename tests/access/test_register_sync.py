"""The register and the closings keep in step: what one knows, the other learns, once."""

from datetime import timedelta

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Known, Secret
from bot.access.register.facts import GrantEntered, GrantsDoubted, SecretRotated
from bot.access.register.state import Register
from bot.access.restoration import rules as restoration
from bot.access.restoration.facts import RestorationVerified
from bot.access.restoration.rules import Decision
from bot.access.restriction import register_sync
from bot.access.restriction.register_sync import carried
from bot.access.restriction.state import Restrictions
from bot.record.event import Event
from bot.record.fact import Fact
from bot.record.fold import apply
from tests.access.restrictions import MANY, confirmed, restriction_of, saved, started, steps, verified
from tests.record.crew import BOOK, commanded
from tests.record.story import ANA, JANA, PETR, Story

REGISTER = Register(
    id="register-T1",
    tenant="T1",
    number=0,
    accounts={"a1": Account(id="a1", platform="x", handle="@brand")},
    grants={
        f"g{n}": Grant(id=f"g{n}", of="a1", holder=f"h{n}", means=Means.delegated_role) for n in range(1, MANY + 1)
    },
    secrets={"s1": Secret(id="s1", name="password", opens=("a1",), known_by=(Known(holder="slack:U9"),))},
)


class Desk:
    """The register, told what a crisis did to it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.register = REGISTER

    def told(self) -> int:
        """Everything the register does not know yet is entered. How many facts that were."""
        facts = [fact for each in carried(self.register, self.story.incident) for fact in each.facts]
        for fact in facts:
            self.happens(fact)
        return len(facts)

    def states(self) -> tuple[str, str]:
        """Of the first two grants."""
        return self.register.grants["g1"].state, self.register.grants["g2"].state

    def happens(self, fact: Fact) -> None:
        at = self.story.now
        given = {"seq": self.register.seq + 1, "at": at, "happened_at": at, "by": "bot", "fact": fact}
        self.register = apply(self.register, Event.model_validate(given))


def test_the_register_learns_what_was_closed_and_what_was_seen_and_no_more() -> None:
    desk = Desk(confirmed(started()))
    desk.told()
    assert desk.register.states == {"a1": "restricting"}

    saved(desk.story, 2)
    desk.told()
    assert desk.states() == ("restricted", "active")

    verified(desk.story, 2)
    desk.told()
    assert desk.states() == ("verified", "active")


def test_told_twice_it_says_nothing_the_second_time() -> None:
    desk = Desk(verified(saved(confirmed(started()), 2), 2))

    assert desk.told() > 0
    assert desk.told() == 0


def test_what_failed_after_all_is_told_too() -> None:
    desk = Desk(saved(confirmed(started()), 2))
    desk.told()

    saved(desk.story, 2, result="could_not")
    desk.told()

    assert desk.register.grants["g1"].state == "failed"


def test_a_secret_counts_as_changed_only_once_somebody_else_has_seen_it() -> None:
    story = commanded()
    with_secret = tuple(s.model_copy(update={"secret": "s1"}) if s.n == 7 else s for s in steps(story))
    confirmed(started(story, steps=with_secret))
    desk = Desk(story)

    saved(story.later(5), 7)
    desk.told()
    assert desk.register.secrets["s1"].rotated_at is None

    verified(story.later(1), 7)
    desk.told()
    changed = desk.register.secrets["s1"]
    assert changed.rotated_at is not None
    assert {known.holder for known in changed.known_by if known.until is None} == {PETR.id}
    assert desk.told() == 0


def test_what_is_given_back_stands_in_the_register_with_its_level_and_its_end() -> None:
    """Who stays out is listed until somebody else has seen that they are."""
    story = confirmed(started())
    saved(story, *range(2, 11))
    desk = Desk(story)
    desk.told()
    story.then(restoration.order(story.incident, ["a1"], ANA), ANA)
    until = story.now + timedelta(days=3)
    lower = Decision("lowered", level="reply", until=until, reason="Answers customers this week", returned=True)
    story.then(restoration.decide(story.incident, "a1", 1, lower, JANA, story.now), JANA)
    story.then(
        restoration.decide(story.incident, "a1", 2, Decision("out", reason="Left us in spring"), JANA, story.now), JANA
    )

    desk.told()

    given = desk.register.grants["g1"]
    assert (given.state, given.level, given.expires_at) == ("active", Level.reply, until)
    assert desk.register.grants["g2"].state == "restricted"

    desk.story.then([RestorationVerified(account="a1", paths=(2,), by=PETR)], PETR)
    desk.told()
    assert "g2" not in desk.register.grants
    assert desk.register.states == {"a1": "restoring"}
    assert desk.told() == 0


def test_what_was_never_closed_stays_in_the_register_though_it_was_to_stay_out() -> None:
    story = saved(confirmed(started()), 2, result="could_not")
    story.then(restoration.order(story.incident, ["a1"], ANA), ANA)
    story.then(
        restoration.decide(story.incident, "a1", 1, Decision("out", reason="Left us in spring"), JANA, story.now), JANA
    )
    desk = Desk(story)

    desk.told()

    assert desk.register.grants["g1"].state == "failed"


def test_what_somebody_changes_afterwards_in_the_register_stays() -> None:
    story = confirmed(started())
    saved(story, 2)
    desk = Desk(story)
    desk.told()
    story.then(restoration.order(story.incident, ["a1"], ANA), ANA)
    back = Decision("back", reason="She answers customers again", returned=True)
    story.then(restoration.decide(story.incident, "a1", 1, back, JANA, story.now), JANA)
    desk.told()

    desk.happens(GrantEntered(grant=desk.register.grants["g1"].model_copy(update={"level": Level.analyst})))

    assert desk.told() == 0


def test_a_path_that_comes_to_light_belongs_to_the_closing_that_goes_on() -> None:
    desk = Desk(confirmed(started()))
    assert register_sync.found(desk.register, BOOK, desk.story.incident, desk.story.now) != []  # the secret's

    new = Grant(id="g99", of="a1", holder="h99", means=Means.delegated_role)
    desk.happens(GrantEntered(grant=new))
    desk.story.then(register_sync.found(desk.register, BOOK, desk.story.incident, desk.story.now))

    restriction = restriction_of(desk.story)
    assert "grant:g99" in {path.key.reveal() for path in restriction.paths} and restriction.found == 2
    assert register_sync.found(desk.register, BOOK, desk.story.incident, desk.story.now) == []


def test_what_comes_to_light_once_access_is_given_back_is_no_part_of_it() -> None:
    desk = Desk(confirmed(started()))
    desk.story.then(restoration.order(desk.story.incident, ["a1"], ANA), ANA)

    desk.happens(SecretRotated(secret="s1", known_by=("h5",)))

    assert register_sync.found(desk.register, BOOK, desk.story.incident, desk.story.now) == []


def test_a_seat_that_posts_to_two_accounts_is_closed_once_whichever_closing_saw_it() -> None:
    """Each closing has it as a path of its own: else the two would contradict each other without end."""
    story = confirmed(started(confirmed(started()), account="a2", handle="@other"), account="a2")
    desk = Desk(verified(saved(story, 2), 2))

    desk.told()
    desk.told()

    assert desk.told() == 0
    assert desk.register.grants["g1"].state == "verified"


def test_two_crises_that_close_one_account_do_not_contradict_each_other() -> None:
    """The register says how far either of them got."""
    first, second = Desk(confirmed(started())), confirmed(started())
    second.incident = second.incident.model_copy(update={"id": "i2"})
    verified(saved(first.story, 2), 2)
    both = (first.story.incident, second.incident)

    for _turn in range(2):
        for incident in both:
            for each in carried(first.register, incident, both):
                for fact in each.facts:
                    first.happens(fact)

    assert [carried(first.register, incident, both) for incident in both] == [[], []]
    assert first.states() == ("verified", "active")


def test_what_its_holder_doubts_stays_so_until_the_closing_comes_to_it() -> None:
    desk = Desk(confirmed(started()))
    desk.told()

    desk.happens(GrantsDoubted(grants=("g1",), by=ANA, reason="Not mine"))

    assert desk.told() == 0 and desk.states()[0] == "unknown"


def test_who_has_conflict_does_not_count_as_knowing_the_new_password() -> None:
    story = commanded()
    with_secret = tuple(s.model_copy(update={"secret": "s1"}) if s.n == 7 else s for s in steps(story))
    confirmed(confirmed(started(story, steps=with_secret)), JANA)
    verified(saved(story.later(5), 7), 7)
    restriction = restriction_of(story)
    barred = tuple(check.model_copy(update={"barred": check.person == JANA}) for check in restriction.keyholders)
    restrictions = Restrictions(all=(restriction.model_copy(update={"keyholders": barred}),))
    story.incident = story.incident.model_copy(update={"restrictions": restrictions})
    desk = Desk(story)

    desk.told()

    assert {known.holder for known in desk.register.secrets["s1"].known_by if known.until is None} == {PETR.id}
