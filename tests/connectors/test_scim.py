"""SCIM against a real server: what is closed was read again, and what cannot be told is not called closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.connectors import ConnectorAway
from bot.connectors.scim import Scim
from tests.connectors.directory import GROUP, Directory, directory

Environ = dict[str, Any]
Start = Callable[..., Any]
CLOSED, ALREADY = Closed(Outcome.closed), Closed(Outcome.already)


@contextmanager
def connector(scim: Directory, timeout_s: float = 5.0, **declared: str) -> Iterator[Scim]:
    made = Scim(scim.declared(**declared), timeout_s)
    try:
        yield made
    finally:
        made.hang_up()


def people(scim: Directory, *names: str) -> list[str]:
    """Members of the group; their ids."""
    ids = [scim.user(name) for name in names]
    scim.make_group(ids)
    return ids


def holding(id: str, name: str = "") -> Holding:
    return Holding("a1", id, name)


def test_the_members_of_a_group_are_its_holders_with_their_e_mails(scim: Directory) -> None:
    ana, ivo = people(scim, "ana", "ivo")
    scim.user("stranger")

    with connector(scim) as publishing:
        found = publishing.holders("a1")

    assert set(found) == {
        Holding("a1", ana, "Ana", "ana@brand.example"),
        Holding("a1", ivo, "Ivo", "ivo@brand.example"),
    }


def test_a_group_is_found_by_its_id_too(scim: Directory) -> None:
    people_there = people(scim, "ana", "ivo")

    with connector(scim, group=scim.group) as publishing:
        assert {each.external for each in publishing.holders("a1")} == set(people_there)


def test_members_are_looked_for_page_after_page(scim: Directory) -> None:
    for n in range(250):
        scim.user(f"other{n}")
    (late,) = people(scim, "late")

    with connector(scim) as publishing:
        assert publishing.holders("a1") == [Holding("a1", late, "Late", "late@brand.example")]


def test_a_member_is_taken_out_and_read_again_and_the_others_stay(scim: Directory) -> None:
    ana, ivo, eva = people(scim, "ana", "ivo", "eva")

    with connector(scim) as publishing:
        assert publishing.close(holding(ivo)) == CLOSED
        assert publishing.close(holding(ivo)) == ALREADY

    assert scim.members() == {ana, eva}
    asked = [said for said in scim.path.requests if said.startswith(("PATCH", f"GET /v2/Groups/{scim.group}"))]
    assert [said.split()[0] for said in asked[:3]] == ["GET", "PATCH", "GET"]


def test_what_the_server_only_says_it_did_is_not_closed(scim: Directory) -> None:
    """A server that answers 204 and does nothing: only reading again shows it."""
    _ana, ivo = people(scim, "ana", "ivo")
    back = scim.path.app

    def lies(environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "PATCH":
            return back(environ, start)
        start("204 No Content", [])
        return []

    scim.path.app = lies
    with connector(scim) as publishing:
        assert publishing.close(holding(ivo)) == Closed(Outcome.open, Why.still_there)


def test_a_member_is_put_back_once(scim: Directory) -> None:
    ana, ivo = people(scim, "ana", "ivo")

    with connector(scim) as publishing:
        publishing.close(holding(ivo))
        assert publishing.restore(holding(ivo)) == CLOSED
        assert publishing.restore(holding(ivo)) == ALREADY

    assert scim.members() == {ana, ivo}


def test_with_everybody_meant_a_user_is_switched_off_and_on(scim: Directory) -> None:
    ana, ivo = scim.user("ana"), scim.user("ivo")
    gone = scim.user("gone", active=False)

    with connector(scim, group="*") as all_users:
        assert {each.external for each in all_users.holders("a1")} == {ana, ivo}
        assert (all_users.close(holding(ivo)), all_users.close(holding(ivo))) == (CLOSED, ALREADY)
        assert (scim.is_active(ivo), scim.is_active(ana)) == (False, True)
        assert all_users.restore(holding(ivo)) == CLOSED
        assert scim.is_active(ivo)
        assert [each.external for each in all_users.inactive()] == [gone]


def test_somebody_else_changing_the_group_meanwhile_is_noticed_and_their_change_kept(scim: Directory) -> None:
    ana, ivo = people(scim, "ana", "ivo")
    late = scim.user("late")
    beside = iter([late])

    def meanwhile(said: str) -> None:
        if said.startswith("PATCH") and '"remove"' in said and (id := next(beside, None)):
            scim.add(id)

    scim.path.meanwhile = meanwhile
    with connector(scim) as publishing:
        assert publishing.close(holding(ivo)) == CLOSED

    assert scim.members() == {ana, late}
    removals = [said for said in scim.path.requests if said.startswith("PATCH") and '"remove"' in said]
    assert len(removals) == 2, "the first met a stale version, the second a fresh one"


def test_a_list_that_never_stands_still_is_told_so(scim: Directory) -> None:
    _ana, ivo = people(scim, "ana", "ivo")
    beside = (scim.user(f"late{n}") for n in range(10))

    def meanwhile(said: str) -> None:
        if said.startswith("PATCH") and '"remove"' in said:
            scim.add(next(beside))

    scim.path.meanwhile = meanwhile
    with connector(scim) as publishing:
        assert publishing.close(holding(ivo)) == Closed(Outcome.open, Why.changing)

    assert ivo in scim.members()


def test_a_wrong_token_is_a_plain_sentence_without_the_token(scim: Directory) -> None:
    _ana, ivo = people(scim, "ana", "ivo")

    with connector(scim, token="wrong-0123456789") as publishing:
        with pytest.raises(ConnectorAway) as away:
            publishing.holders("a1")
        assert publishing.close(holding(ivo)) == Closed(Outcome.unknown, Why.token)
        assert "0123456789" not in repr(publishing)

    assert str(away.value) == "scim:publishing: It does not take our token or password."
    assert len(scim.members()) == 2


def test_a_server_that_is_not_there_is_told_so() -> None:
    with directory() as stopped:
        pass
    with connector(stopped) as publishing:
        with pytest.raises(ConnectorAway, match="out of reach"):
            publishing.holders("a1")
        assert publishing.close(holding("x")) == Closed(Outcome.unknown, Why.unreachable)


def test_a_group_that_is_not_there_is_told_so(scim: Directory) -> None:
    people(scim, "ana")

    with connector(scim, group="Nobody") as publishing, pytest.raises(ConnectorAway, match="is not there"):
        publishing.holders("a1")


def test_a_change_that_gets_no_answer_is_not_known(scim: Directory) -> None:
    ana, ivo = people(scim, "ana", "ivo")
    scim.path.stalls = lambda said: said.startswith("PATCH")

    with connector(scim, timeout_s=1.0) as publishing:
        assert publishing.close(holding(ivo)) == Closed(Outcome.unknown, Why.timeout)

    assert scim.members() == {ana, ivo}


def test_a_change_whose_answer_was_lost_is_seen_to_be_made(scim: Directory) -> None:
    """It was carried out, and only its answer came too late: reading again tells."""
    ana, ivo = people(scim, "ana", "ivo")
    inner, path = scim.path.app, scim.path

    def loses(environ: Environ, start: Start) -> Iterable[bytes]:
        answer = inner(environ, start)
        if environ["REQUEST_METHOD"] == "PATCH":
            path.go_on.wait(30)
        return answer

    path.app = loses
    with connector(scim, timeout_s=1.5) as publishing:
        assert publishing.close(holding(ivo)) == CLOSED

    assert scim.members() == {ana}


def test_a_group_that_lists_nobody_proves_nothing(scim: Directory) -> None:
    ivo = scim.user("ivo")
    scim.make_group([])

    with connector(scim) as publishing:
        assert publishing.close(holding(ivo)) == Closed(Outcome.unknown, Why.silent)


@pytest.mark.parametrize("own", ["robot@brand.example", "ROBOT@brand.example"])
def test_our_own_account_is_never_listed_and_never_closed(scim: Directory, own: str) -> None:
    robot, ana = people(scim, "robot", "ana")

    with connector(scim, own=own) as publishing:
        assert [each.external for each in publishing.holders("a1")] == [ana]
        mine = Holding("a1", robot, "Robot", "robot@brand.example")
        assert publishing.close(mine) == Closed(Outcome.needs_person, Why.own)

    assert robot in scim.members()


def test_what_a_service_adds_of_its_own_is_left_alone(scim: Directory) -> None:
    """Real services send attributes that no schema has."""
    (ana,) = people(scim, "ana")
    inner = scim.path.app

    def adds(environ: Environ, start: Start) -> Iterable[bytes]:
        body = b"".join(inner(environ, start))
        return [body.replace(b'"displayName"', b'"x-plan": "gold", "displayName"')]

    def unsized(status: str, headers: list[tuple[str, str]], start: Start) -> object:
        return start(status, [each for each in headers if each[0].lower() != "content-length"])

    scim.path.app = lambda environ, start: adds(environ, lambda s, h, *_more: unsized(s, h, start))
    with connector(scim, group=GROUP) as publishing:
        assert publishing.holders("a1")[0].external == ana
