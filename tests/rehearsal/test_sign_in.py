"""Only whoever holds the key, on this machine, from a page of ours."""

from collections.abc import Mapping

import aiohttp
import pytest

from bot.rehearsal import Running
from bot.rehearsal.sign_in import SAFE


async def got(
    session: aiohttp.ClientSession, address: str, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str]]:
    """The status and the headers of one answer, redirects not followed."""
    async with session.get(address, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers


async def test_the_key_leaves_the_address_and_becomes_a_cookie(running: Running) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        status, headers = await got(browser, f"{running.url}/?key={running.key}&as=petr")
        inside, _ = await got(browser, f"{running.url}/control/people")

    assert (status, headers["Location"], inside) == (303, "/?as=petr", 200)
    assert {"httponly", "samesite=strict"} <= set(headers["Set-Cookie"].lower().split("; "))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 401), ("/?key=wrong", 403), ("/control/people", 401), ("/control/as/U0PETR", 401), ("/main.js", 200)],
)
async def test_without_the_key_nothing_but_the_pages_own_files_is_given(
    running: Running, session: aiohttp.ClientSession, path: str, status: int
) -> None:
    assert (await got(session, running.url + path))[0] == status


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", "rebound.example"),
        ("Host", "[::1"),
        ("Origin", "https://elsewhere.example"),
        ("Origin", "http://[::1"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "cross-site"),
    ],
)
async def test_another_name_or_another_page_is_refused_even_with_the_key(
    running: Running, session: aiohttp.ClientSession, name: str, value: str
) -> None:
    headers = {"Authorization": f"Bearer {running.key}", name: value}

    assert (await got(session, f"{running.url}/control/people", headers))[0] == 403


@pytest.mark.parametrize(
    "path", ["/", "/?key=", "/main.js", "/control/people", "/archives/C1/p1", "/none", "/api/api.test"]
)
async def test_every_answer_keeps_itself_to_this_page_and_the_key_out_of_referrers(
    running: Running, session: aiohttp.ClientSession, path: str
) -> None:
    path = path.replace("key=", f"key={running.key}")

    _, headers = await got(session, running.url + path)

    assert {name: headers.get(name) for name in SAFE} == SAFE


@pytest.mark.parametrize("header", [("Host", "rebound.example"), ("Origin", "http://elsewhere.example")])
async def test_a_socket_is_opened_by_no_foreign_page_even_with_a_ticket(
    running: Running, session: aiohttp.ClientSession, header: tuple[str, str]
) -> None:
    ticket = running.workspace.sockets.ticket()

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(f"{running.url}/link?ticket={ticket}", headers=dict([header]))


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff\xfe"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_a_body_nobody_can_read_is_no_fault_of_the_workspace(
    running: Running, session: aiohttp.ClientSession, body: bytes, kind: str
) -> None:
    signed_in = {"Authorization": f"Bearer {running.key}", "Content-Type": kind}

    async with session.post(f"{running.url}/api/auth.test", data=body, headers={"Content-Type": kind}) as answer:
        assert (await answer.json())["error"] == "not_authed"
    async with session.post(f"{running.url}/control/weather", data=body, headers=signed_in) as answer:
        assert (await answer.json())["error"] == "invalid_json"
