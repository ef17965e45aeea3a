"""A rehearsal workspace with nobody at the app's end, and a Chromium that reports every complaint about its page."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright
from ruamel.yaml import YAML

from bot.rehearsal import Running, Workspace, load_seed, serve

MANIFEST = Path(__file__).parents[2] / "app.yaml"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDE = (1280, 800)
Json = dict[str, Any]
OpenPage = Callable[..., Awaitable[Page]]


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


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    manifest = YAML(typ="safe", pure=True).load(MANIFEST.read_text("utf-8"))
    async with serve(Workspace(manifest, seed=load_seed())) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest.fixture
def others(running: Running, browser: Browser) -> Others:
    return Others(running, browser)


@pytest.fixture
async def open_page(running: Running, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the page as a person, at a size; afterwards no console error and no refused resource may have been."""
    complaints: list[str] = []

    async with AsyncExitStack() as contexts:

        async def open_as(person: str = "petr", size: tuple[int, int] = WIDE, place: str = "") -> Page:
            width, height = size
            context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
            contexts.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(f"{running.page_url}&as={person}#{place}")
            await page.locator(".message").first.wait_for()
            return page

        yield open_as

    assert complaints == []
