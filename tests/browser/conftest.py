"""
A rehearsal workspace with nobody at the app's end, one with the bot, and a Chromium that reports every complaint.

``SCREENSHOTS=docs/img pytest tests/browser`` takes the pictures of the documents anew; pngquant, if there is one, makes
them small.
"""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearse import rehearsal
from tests.browser.stage import mid_crisis
from tests.conversation import Rehearsal, manifest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PNGQUANT = shutil.which("pngquant")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDE = (1280, 800)
PATIENCE_MS = 15_000  # how long a fact may take to come true on a busy machine
Json = dict[str, Any]
OpenPage = Callable[..., Awaitable[Page]]
Picture = Callable[[Page | Locator, str], Awaitable[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One Chromium, and so one event loop, for all tests of this folder; a test has windows of its own."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True)
class Others:
    """The other people of the workspace, and the app's own token: what happens beside the page."""

    running: Running
    browser: Browser

    async def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> str:
        """Somebody says something; its ts."""
        body = {"channel": channel, "text": text} | ({"thread_ts": thread_ts} if thread_ts else {})
        return str((await self._post(f"/control/as/{user}/say", self.running.key, body))["ts"])

    async def app(self, method: str, **arguments: object) -> Json:
        """The app calls a method of the Web API."""
        return await self._post(f"/api/{method}", self.running.workspace.tokens.bot, arguments)

    async def _post(self, path: str, token: str, body: Json) -> Json:
        context = await self.browser.new_context()
        headers = {"Authorization": f"Bearer {token}"}
        response = await context.request.post(self.running.url + path, data=body, headers=headers)
        answer: Json = await response.json()
        await context.close()
        assert answer["ok"], answer
        return answer


@pytest_asyncio.fixture(loop_scope="session")
async def running() -> AsyncIterator[Running]:
    async with serve(Workspace(manifest(), seed=load_seed())) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def with_bot(tmp_path: Path) -> AsyncIterator[Running]:
    """A workspace with the bot in it, set up as `crisis rehearse` sets it up."""
    async with rehearsal(tmp_path, port=0) as (running, _app):
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """A workspace in which a crisis is under way, by a clock of its own."""
    async with mid_crisis(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def look_in(stage: Rehearsal, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the page as a person, at a size, in the room of the crisis that is under way."""
    room = await stage.petr.go_to_room()
    async with windows(browser, stage.running, place=room["id"], now=stage.clock.now) as open_as:
        yield open_as


@pytest.fixture
def others(running: Running, browser: Browser) -> Others:
    return Others(running, browser)


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(running: Running, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the page as a person, at a size, where nobody is at the app's end."""
    async with windows(browser, running) as open_as:
        yield open_as


@pytest_asyncio.fixture(loop_scope="session")
async def sit_down(with_bot: Running, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the page as a person, at a size, where the bot is running."""
    async with windows(browser, with_bot) as open_as:
        yield open_as


@pytest.fixture
def picture() -> Picture:
    """Takes a picture for the documents, where pictures are asked for. The mouse points at nothing in it."""
    folder = os.environ.get("SCREENSHOTS")

    async def take(shown: Page | Locator, name: str) -> None:
        if not folder:
            return
        page = shown if isinstance(shown, Page) else shown.page
        await page.mouse.move(0, 0)
        await expect(page.locator(".message:hover")).to_have_count(0)
        await page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        path = Path(folder) / f"{name}.png"
        await shown.screenshot(path=path)
        if PNGQUANT:
            subprocess.run([PNGQUANT, "--force", "--strip", "--quality=80-98", "--output", path, path], check=True)

    return take


@asynccontextmanager
async def windows(
    browser: Browser, running: Running, place: str = "", now: datetime | None = None
) -> AsyncIterator[OpenPage]:
    """One window a person; afterwards no console error and no refused resource may have been."""
    complaints: list[str] = []

    async with AsyncExitStack() as contexts:

        async def open_as(
            person: str = "petr", size: tuple[int, int] = WIDE, place: str = place, *, dark: bool = False
        ) -> Page:
            width, height = size
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
                color_scheme="dark" if dark else "light",
            )
            contexts.push_async_callback(context.close)
            page = await context.new_page()
            if now is not None:
                await page.clock.set_fixed_time(now)
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(f"{running.page_url}&as={person}#{place}")
            await page.locator(".message").first.wait_for()
            return page

        yield open_as

    assert complaints == []
