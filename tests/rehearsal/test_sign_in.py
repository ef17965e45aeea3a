"""Only whoever holds the key, on this machine, from a page of ours."""

from collections.abc import Mapping

import aiohttp
import pytest

from bot.rehearsal import Running


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
    [("Host", "rebound.example"), ("Origin", "https://elsewhere.example"), ("Origin", "null")],
)
async def test_another_name_or_another_page_is_refused_even_with_the_key(
    running: Running, session: aiohttp.ClientSession, name: str, value: str
) -> None:
    headers = {"Authorization": f"Bearer {running.key}", name: value}

    assert (await got(session, f"{running.url}/control/people", headers))[0] == 403


@pytest.mark.parametrize("path", ["/", "/main.js"])
async def test_the_page_may_load_nothing_from_elsewhere(
    running: Running, session: aiohttp.ClientSession, path: str
) -> None:
    _, headers = await got(session, running.url + path)

    assert headers["Content-Security-Policy"] == "default-src 'self'"
