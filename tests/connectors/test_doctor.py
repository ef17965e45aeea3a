"""The doctor says of each connector whether it answers and takes our token, without changing anything."""

from __future__ import annotations

from bot.doctor import examine as everything
from bot.doctor import report
from bot.doctor.connectors import examine
from tests.connectors.directory import TOKEN, Directory, directory
from tests.connectors.personal_data_server import PASSWORD, serving


async def test_one_that_answers_is_fine_and_nothing_was_changed(scim: Directory) -> None:
    scim.make_group([scim.user("ana"), scim.user("ivo")])
    before = len(scim.path.requests)

    with serving("Ivo") as pds:
        found = await examine([scim.declared(), pds.declared()])

    assert [each.what for each in found] == [
        "The connector scim:publishing answers: it lists 2 ways in.",
        "The connector bluesky:brand answers: it lists one way in.",
    ]
    assert all(said.startswith("GET") for said in scim.path.requests[before:])
    assert {call.rpartition(".")[2] for call in pds.calls} == {"createSession", "listAppPasswords"}


async def test_a_refused_token_is_said_with_the_variable_to_set(scim: Directory) -> None:
    (found,) = await examine([scim.declared(token="wrong-0123456789")])

    assert found.is_failure
    assert found.what == "The connector scim:publishing: It does not take our token or password."
    assert "CRISIS_SCIM_PUBLISHING_TOKEN" in found.way_on
    assert not [secret for secret in ("wrong-0123456789", TOKEN, PASSWORD) if secret in report([found])]


async def test_one_out_of_reach_is_said_and_the_others_are_looked_at() -> None:
    with directory() as stopped:
        pass
    with serving("Ivo") as pds:
        away, there = await examine([stopped.declared(), pds.declared()])

    assert away.what == "The connector scim:publishing: It is out of reach."
    assert not there.is_failure


async def test_a_group_that_is_not_there_or_lists_nobody_is_said(scim: Directory) -> None:
    scim.make_group([])

    (nobody,), (gone,) = await examine([scim.declared()]), await examine([scim.declared(group="Nobody")])

    assert nobody.what == "The connector scim:publishing answers, and lists nobody."
    assert (nobody.word, gone.word) == ("note", "wrong")
    assert "CRISIS_SCIM_PUBLISHING_GROUP" in gone.way_on


async def test_one_that_is_declared_wrongly_is_told_and_not_looked_at() -> None:
    declared = {"CRISIS_CONNECTORS": "scim:team2", "CRISIS_SCIM_TEAM2_TOKEN": TOKEN}

    found = await everything({**declared, "SLACK_API_URL": "http://127.0.0.1:9/api/"})

    assert "CRISIS_SCIM_TEAM2_URL is missing." in [each.what for each in found if each.is_failure]
    assert "the connectors" in found[-1].what


async def test_without_connectors_nothing_is_said() -> None:
    assert await examine([]) == []
