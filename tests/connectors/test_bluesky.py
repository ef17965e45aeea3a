"""Bluesky's app passwords: read, revoked and read again; and how long an open session lives on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.connectors import ConnectorAway
from bot.connectors.bluesky import Bluesky
from bot.connectors.declared import BlueskyDeclared
from tests.connectors.personal_data_server import Server, serving

REAL = "CRISIS_TEST_PDS"
"""Set to a server's address, a handle and its account password, separated by blanks: then a real one is asked too."""

CLOSED = Closed(Outcome.closed, residual_minutes=120)
ALREADY = Closed(Outcome.already, residual_minutes=120)


@contextmanager
def connector(pds: Server, password: str = "") -> Iterator[Bluesky]:
    made = Bluesky(pds.declared(password) if password else pds.declared(), timeout_s=2)
    try:
        yield made
    finally:
        made.hang_up()


def holding(name: str) -> Holding:
    return Holding("a1", name, name)


def test_app_passwords_are_paths_in_and_their_names_prove_nobody() -> None:
    """Else whoever is inside names theirs by a keyholder's e-mail, and stays."""
    with serving("ivo@brand.example", "Scheduler") as pds, connector(pds) as bluesky:
        assert bluesky.holders("a1") == [
            Holding("a1", "ivo@brand.example", "ivo@brand.example", ""),
            Holding("a1", "Scheduler", "Scheduler", ""),
        ]


def test_one_is_revoked_and_read_again_and_a_session_may_post_for_two_hours() -> None:
    with serving("Ivo", "Ana") as pds, connector(pds) as bluesky:
        assert (bluesky.close(holding("Ivo")), bluesky.close(holding("Ivo"))) == (CLOSED, ALREADY)

        assert pds.names == ["Ana"]


def test_one_session_serves_all_calls_and_a_new_one_is_made_once_it_has_ended() -> None:
    with serving("Ivo", "Ana", "Eva") as pds, connector(pds) as bluesky:
        bluesky.close(holding("Ivo"))
        bluesky.close(holding("Ana"))
        pds.tokens.clear()
        assert bluesky.close(holding("Eva")) == CLOSED

    assert pds.calls.count("com.atproto.server.createSession") == 2


def test_what_the_server_only_says_it_did_is_not_closed() -> None:
    with serving("Ivo") as pds, connector(pds) as bluesky:
        pds.instead = lambda call: (200, None) if call.endswith("revokeAppPassword") else None

        assert bluesky.close(holding("Ivo")) == Closed(Outcome.open, Why.still_there)


def test_a_wrong_password_is_a_plain_sentence_without_it() -> None:
    with serving("Ivo") as pds, connector(pds, password="other-password-0123") as bluesky:
        with pytest.raises(ConnectorAway) as away:
            bluesky.holders("a1")
        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, Why.token)
        assert "0123" not in repr(bluesky)

    assert str(away.value) == "bluesky:brand: It does not take our token or password."


def test_where_a_code_by_mail_is_asked_for_the_password_is_not_enough() -> None:
    with serving("Ivo") as pds, connector(pds) as bluesky:
        pds.instead = lambda call: (401, {"error": "AuthFactorTokenRequired", "message": "A sign in code was sent"})

        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, Why.mail_code)


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (401, "AuthenticationRequired", Why.token),
        (401, "AccountTakedown", Why.taken_down),
        (403, "AccountSuspended", Why.taken_down),
        (403, "AccountDeactivated", Why.deactivated),
        (400, "InvalidRequest", Why.refused),
        (429, "RateLimitExceeded", Why.busy),
        (502, "UpstreamFailure", Why.failing),
        (503, "", Why.busy),
        (302, "", Why.moved),
    ],
)
def test_each_cause_has_its_own_words(status: int, code: str, why: Why) -> None:
    """A person who hears "wrong password" of a rate limit changes the password, and waits no less."""
    with serving("Ivo") as pds, connector(pds) as bluesky:
        pds.instead = lambda call: (status, {"error": code, "message": ""})

        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, why)


def test_a_session_that_may_not_see_the_others_is_told_from_a_wrong_password() -> None:
    with serving("Ivo") as pds, connector(pds) as bluesky:
        scope = (400, {"error": "InvalidToken", "message": "Bad token scope"})
        pds.instead = lambda call: scope if call.endswith("listAppPasswords") else None

        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, Why.forbidden)


def test_our_own_app_password_is_never_listed_and_never_revoked() -> None:
    with serving("Ivo", "crisis") as pds:
        bluesky = Bluesky(replace(pds.declared(), own="crisis"), timeout_s=2)
        listed = [each.external for each in bluesky.holders("a1")]
        mine = bluesky.close(holding("crisis"))
        bluesky.hang_up()

    assert (listed, mine, pds.names) == (["Ivo"], Closed(Outcome.needs_person, Why.own), ["Ivo", "crisis"])


def test_an_answer_that_makes_no_sense_is_not_known() -> None:
    with serving("Ivo") as pds, connector(pds) as bluesky:
        pds.instead = lambda call: (200, {"passwords": "none"}) if call.endswith("listAppPasswords") else None

        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, Why.unreadable)


def test_a_server_that_is_not_there_is_told_so() -> None:
    with serving() as pds:
        pass
    with connector(pds) as bluesky:
        assert bluesky.close(holding("Ivo")) == Closed(Outcome.unknown, Why.unreachable)


def test_a_new_app_password_is_made_by_a_person() -> None:
    with serving() as pds, connector(pds) as bluesky:
        assert bluesky.restore(holding("Ivo")) == Closed(Outcome.needs_person, Why.by_hand)

    assert pds.calls == []


@pytest.mark.skipif(not os.environ.get(REAL), reason=f"needs {REAL}")
def test_a_real_server_revokes_and_lists() -> None:
    url, handle, password = os.environ[REAL].split()
    name = f"crisis-{secrets.token_hex(4)}"
    with httpx.Client(base_url=f"{url}/xrpc/com.atproto.server.", timeout=30) as http:
        made = http.post("createSession", json={"identifier": handle, "password": password}).raise_for_status()
        headers = {"Authorization": f"Bearer {made.json()['accessJwt']}"}
        http.post("createAppPassword", json={"name": name}, headers=headers).raise_for_status()
    bluesky = Bluesky(BlueskyDeclared("real", url, handle, SecretStr(password)), timeout_s=30)

    assert name in [each.external for each in bluesky.holders("a1")]
    assert (bluesky.close(holding(name)), bluesky.close(holding(name))) == (CLOSED, ALREADY)
    assert name not in [each.external for each in bluesky.holders("a1")]
    bluesky.hang_up()
