"""SCIM servers that ignore, cut, lie and break: nobody is called out who may be in, and nothing wrong is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.connectors import ConnectorAway
from bot.connectors.declared import EVERYBODY
from bot.connectors.scim import Scim
from tests.connectors.sloppy import Sloppy, a_group, person, sloppy

CLOSED, ALREADY = Closed(Outcome.closed), Closed(Outcome.already)
PARTIAL = Closed(Outcome.unknown, Why.partial)


@contextmanager
def connector(server: Sloppy, group: str = "Publishing") -> Iterator[Scim]:
    made = Scim(server.declared(group), timeout_s=2)
    try:
        yield made
    finally:
        made.hang_up()


def holding(id: str) -> Holding:
    return Holding("a1", id, id)


def externals(found: list[Holding]) -> list[str]:
    return [each.external for each in found]


def test_with_a_server_that_ignores_filters_only_who_is_switched_off_is_a_leaver() -> None:
    with sloppy("ana", "ivo") as server, connector(server) as scim:
        server.users.append(person("eva", active="False"))
        server.filters = False

        assert externals(scim.inactive()) == ["eva"]


def test_where_a_filter_is_refused_the_whole_list_is_read() -> None:
    with sloppy("ana") as server, connector(server) as scim:
        server.users.append(person("eva", active=False))
        server.instead = lambda call: (400, {"scimType": "invalidFilter"}, {}) if "filter" in call else None

        assert externals(scim.inactive()) == ["eva"]


@pytest.mark.parametrize("filters", [True, False])
def test_a_group_is_ours_only_by_its_name_or_id(filters: bool) -> None:
    """Else whoever stands first on the list of groups loses their members, "verified"."""
    with sloppy("ana", "ivo") as server, connector(server, "Editors") as scim:
        server.filters = filters
        became = scim.close(holding("ivo"))
        server.groups.insert(0, a_group("editors", "ana", "ivo", id="g2"))
        assert (became, scim.close(holding("ivo"))) == (Closed(Outcome.unknown, Why.gone), CLOSED)

        assert (server.inside(0), server.inside(1)) == ({"ana"}, {"ana", "ivo"})


def test_of_two_groups_in_another_case_the_one_that_is_written_so_is_ours() -> None:
    with sloppy("ana", "ivo") as server, connector(server) as scim:
        server.groups.insert(0, a_group("PUBLISHING", "ana", "ivo", id="g2"))
        assert scim.close(holding("ivo")) == CLOSED
        assert server.inside(0) == {"ana", "ivo"}

    with sloppy("ana", "ivo") as server, connector(server) as scim:
        server.groups.append(a_group("Publishing", "ana", id="g2"))
        assert scim.close(holding("ivo")) == Closed(Outcome.unknown, Why.two_groups)


def test_a_group_that_is_renamed_meanwhile_is_ours_no_more() -> None:
    with sloppy("ana", "ivo", "eva") as server, connector(server) as scim:
        assert scim.close(holding("ivo")) == CLOSED
        server.groups[0]["displayName"] = "Board"

        assert scim.close(holding("eva")) == Closed(Outcome.unknown, Why.gone)


def test_who_is_missing_on_a_list_that_was_cut_is_not_out() -> None:
    with sloppy(*(f"p{n}" for n in range(6))) as server, connector(server) as scim:
        server.shown = 3
        assert scim.close(holding("p5")) == PARTIAL, "found by its member, though not shown"
        server.filters = False
        assert scim.close(holding("p5")) == PARTIAL, "nobody can tell"
        server.users[5]["groups"] = [{"value": "g1"}]
        assert scim.close(holding("p5")) == PARTIAL, "their own entry says so"
        server.users[5]["groups"] = [{"value": "other"}]
        assert scim.close(holding("p5")) == ALREADY


def test_who_is_not_there_any_more_is_out_only_where_others_can_be_read() -> None:
    with sloppy("ana") as server, connector(server) as scim:
        assert scim.close(holding("gone")) == ALREADY
        server.instead = lambda call: (404, {}, {}) if call.startswith("GET /Users/") else None
        assert scim.close(holding("gone")) == PARTIAL


def test_a_list_of_users_is_read_until_a_page_is_empty() -> None:
    """The total of some is that of the page."""
    with sloppy(*(f"p{n}" for n in range(7))) as server, connector(server, EVERYBODY) as scim:
        server.most, server.total = 3, lambda _all, here: here

        assert len(scim.holders("a1")) == 7


@pytest.mark.parametrize("lie", [lambda every, here: here, lambda every, here: every])
def test_a_list_whose_start_is_ignored_is_not_known_to_be_whole(lie: object) -> None:
    with sloppy(*(f"p{n}" for n in range(7))) as server, connector(server, EVERYBODY) as scim:
        server.most, server.pages, server.total = 3, False, lie  # type: ignore[assignment]

        with pytest.raises(ConnectorAway) as away:
            scim.holders("a1")
    assert away.value.why is Why.partial


def test_a_list_that_says_more_than_it_gives_is_not_whole_and_repeated_people_count_once() -> None:
    with sloppy("ana", "ivo") as server, connector(server, EVERYBODY) as scim:
        server.users.append(person("ana"))
        with pytest.raises(ConnectorAway):
            scim.holders("a1")
        server.total = lambda _all, _here: None

        assert externals(scim.holders("a1")) == ["ana", "ivo"]


def test_who_else_is_gone_after_a_change_is_told_and_the_next_is_not_tried() -> None:
    with sloppy("petr", "ana", "ivo") as server, connector(server) as scim:
        server.empties = True
        became = scim.close(holding("ivo"))

    assert (became.outcome, became.why) == (Outcome.unknown, Why.others)
    assert [each.external for each in became.lost] == ["petr", "ana"]


def test_who_is_gone_is_told_even_where_reading_again_failed_at_first() -> None:
    with sloppy("petr", "ana", "ivo") as server, connector(server) as scim:
        server.empties, fails = True, iter([True])
        server.instead = lambda call: (
            (500, {}, {}) if any(c.startswith("PATCH") for c in server.calls) and next(fails, False) else None
        )
        scim.close(holding("ivo"))
        became = scim.close(holding("ana"))

    assert "petr" in [each.external for each in became.lost]


ODD = [
    {"emails": [{"value": ""}]},
    {"emails": None, "displayName": None, "name": None},
    {"emails": "odd@brand.example"},
    {"externalId": 17, "meta": {"created": "yesterday"}},
    {"userName": None},
    {"schemas": ["urn:example:more"], "urn:example:more": {"plan": 1}},
    {"active": "maybe"},
    {"groups": "none"},
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("group", ["Publishing", EVERYBODY])
def test_one_odd_user_does_not_hide_the_others(odd: dict[str, object], group: str) -> None:
    with sloppy("ana", "odd") as server, connector(server, group) as scim:
        server.users[1] |= odd
        assert externals(scim.holders("a1")) == ["ana", "odd"]


@pytest.mark.parametrize("odd", [{"userName": "odd"}, {"id": None, "userName": "odd"}, {"id": {}, "userName": "odd"}])
def test_a_user_without_an_id_is_named_and_nothing_is_said_of_them(odd: dict[str, object]) -> None:
    with sloppy("ana") as server, connector(server, EVERYBODY) as scim:
        server.users.append(odd)
        found = scim.holders("a1")

        assert [(each.external, each.name) for each in found] == [("ana", "Ana"), ("", "odd")]
        assert scim.close(found[1]) == Closed(Outcome.needs_person, Why.not_found)


def test_names_of_attributes_are_the_same_in_any_case_and_active_may_be_a_text() -> None:
    with sloppy("ana") as server, connector(server, EVERYBODY) as scim:
        server.users.append({"ID": "ivo", "UserName": "IVO@Brand.example", "Active": "True", "Emails": []})
        server.users.append({"id": "eva", "ACTIVE": "FALSE"})
        server.filters = False

        assert scim.holders("a1")[1] == Holding("a1", "ivo", "IVO@Brand.example", "IVO@Brand.example")
        assert len(scim.holders("a1")) == 2


@pytest.mark.parametrize("said", [{"type": "Group"}, {"$ref": "https://x.example/v2/Groups/g9"}, {}])
def test_a_group_inside_the_group_is_no_person_and_a_person_looks(said: dict[str, str]) -> None:
    with sloppy("ana") as server, connector(server) as scim:
        server.groups.append(a_group("Agency", "eva", id="g9"))
        server.groups[0]["members"].append({"value": "g9", "display": "Agency", **said})
        nested = scim.holders("a1")[1]

        assert (nested.name, nested.is_group) == ("Agency", True)
        assert scim.close(nested) == Closed(Outcome.needs_person, Why.nested)
        assert server.inside() == {"ana", "g9"}


@pytest.mark.parametrize(
    ("status", "body", "headers", "why", "again_s"),
    [
        (401, {}, {}, Why.token, None),
        (403, {}, {}, Why.forbidden, None),
        (404, {}, {}, Why.gone, None),
        (429, {}, {"Retry-After": "30"}, Why.busy, 30),
        (429, {}, {"Retry-After": "soon"}, Why.busy, 0),
        (429, {}, {"Retry-After": "-5"}, Why.busy, 0),
        (429, {}, {"Retry-After": "86400"}, Why.busy, None),
        (503, b"<html>", {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, Why.busy, 0),
        (500, b"<html>", {}, Why.failing, 0),
        (501, {}, {}, Why.refused, None),
        (302, b"", {"Location": "http://127.0.0.1:9/v2"}, Why.moved, None),
        (200, b"<html>Sign in</html>", {}, Why.unreadable, None),
        (200, b"[]", {}, Why.unreadable, None),
        (200, b"", {}, Why.unreadable, None),
        (200, b"[" * 100_000, {}, Why.unreadable, None),
    ],
)
def test_each_answer_that_is_none_has_a_cause_of_its_own(
    status: int, body: object, headers: dict[str, str], why: Why, again_s: float | None
) -> None:
    with sloppy("ana") as server, connector(server) as scim:
        server.instead = lambda _call: (status, body, headers)
        with pytest.raises(ConnectorAway) as away:
            scim.holders("a1")
        assert (away.value.why, away.value.again_s) == (why, again_s)


def test_a_body_without_end_is_given_up() -> None:
    with sloppy("ana") as server, connector(server) as scim:
        scim.service.most_bytes = 1000
        server.users[0]["title"] = "x" * 5000
        with pytest.raises(ConnectorAway, match="can't read"):
            scim.holders("a1")


@pytest.mark.parametrize("patched", [(200, {}), (204, b""), (200, b"<html>"), (202, b"")])
def test_a_change_counts_by_what_is_read_again_whatever_was_answered(patched: tuple[int, object]) -> None:
    with sloppy("ana", "ivo") as server, connector(server) as scim:
        server.patched = patched

        assert scim.close(holding("ivo")) == CLOSED
