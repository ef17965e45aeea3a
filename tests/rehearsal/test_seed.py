"""The organisation of a first run: believable, in three languages, and as its tests know it."""

from bot.rehearsal import Workspace, load_seed
from tests.conversation import PEOPLE
from tests.rehearsal.conftest import MANIFEST, People, TestClock


def test_whoever_is_named_is_there_and_in_the_place_they_speak_in(clock: TestClock) -> None:
    workspace = Workspace(MANIFEST, seed=load_seed(), clock=clock)

    for place in workspace.places.values():
        assert set(place.members) <= workspace.people.keys()
        for message in place.messages.values():
            assert message.user in place.members
            assert {user for users in message.reactions.values() for user in users} <= set(place.members)
            assert "@" not in message.text.replace("<@", "")
    assert set(PEOPLE.values()) <= workspace.people.keys()


def test_its_people_speak_three_languages_and_there_is_everyone_a_crisis_meets(clock: TestClock) -> None:
    workspace = Workspace(MANIFEST, seed=load_seed(), clock=clock)

    members = [person for person in workspace.people.values() if person.is_full_member and not person.is_bot]
    assert {person.locale[:2] for person in members} >= {"en", "cs", "hr"}
    badges = {person.badge for person in workspace.people.values()}
    assert badges == {None, "guest", "other organisation", "left", "bot"}


async def test_a_thread_stands_under_its_root_and_nothing_is_unread(people: People) -> None:
    said = await people.sees("U0PETR", "C0PRAHA")
    frame = await people.get("/as/U0PETR")

    assert [message.get("reply_count", 0) for message in said] == [2, 0, 0]
    assert {place["unread"] for place in frame["places"]} == {0}
