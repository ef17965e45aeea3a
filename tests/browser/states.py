"""The main states of the page in a crisis room, one after the other, at any width."""

from collections.abc import AsyncIterator

from playwright.async_api import Locator, Page, expect

TABS_UP_TO = 767  # pixels; below, one pane at a time with tabs


async def states(page: Page) -> AsyncIterator[str]:
    """Brings the page from state to state, naming each; what was opened is put away again."""
    yield "room"
    async for name in _on_a_message(page):
        yield name
    async for name in _in_a_form(page):
        yield name
    async for name in _finding(page):
        yield name
    has_tabs = (page.viewport_size or {"width": 0})["width"] <= TABS_UP_TO
    async for name in _tabs(page) if has_tabs else _beside(page):
        yield name


async def _on_a_message(page: Page) -> AsyncIterator[str]:
    last = log(page).get_by_role("article").last
    await last.focus()
    for key, name in (("m", "message menu"), ("r", "reactions")):
        await said(page, "Nobody answers comments").focus()
        await page.keyboard.press(key)
        await expect(page.get_by_role("menu")).to_be_visible()
        yield name
        await page.keyboard.press("Escape")
    await open_questions(page)
    yield "thread"
    await page.keyboard.press("Escape")
    await expect(thread(page)).to_be_hidden()


async def _in_a_form(page: Page) -> AsyncIterator[str]:
    await board(page).get_by_role("button", name="More").click()
    yield "overflow menu"
    await page.get_by_role("menuitem", name="Add to timeline…").click()
    form = page.get_by_role("dialog", name="Add to timeline")
    await expect(form).to_be_visible()
    yield "form"
    await form.get_by_role("button", name="Add", exact=True).click()
    await expect(form.get_by_text("This field needs an answer.")).to_be_visible()
    yield "refused form"
    await form.get_by_role("combobox", name="Type").click()
    await expect(page.get_by_role("listbox", name="Type")).to_be_visible()
    yield "list of a form"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()


async def _finding(page: Page) -> AsyncIterator[str]:
    await page.get_by_role("combobox", name="Write a message").fill("/")
    await page.get_by_role("combobox", name="Write a message").press("End")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("post")
    await expect(page.get_by_role("menuitem").filter(has_text="Jana Horvat · #crisis-1")).to_be_visible()
    yield "find"
    await page.keyboard.press("Escape")


async def _beside(page: Page) -> AsyncIterator[str]:
    await page.keyboard.press("Control+.")
    await expect(page.get_by_role("listbox", name="Act as")).to_be_visible()
    yield "act as"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Weather").click()
    await expect(page.get_by_role("region", name="Request log").locator("code").first).to_be_visible()
    yield "weather"
    await page.keyboard.press("Escape")
    await page.get_by_role("navigation", name="Places").get_by_role("button", name="Home").click()
    await expect(page.get_by_role("button", name="Open a crisis…")).to_be_visible()
    yield "Home"


async def _tabs(page: Page) -> AsyncIterator[str]:
    await page.get_by_role("main").get_by_role("button", name="Back").click()
    for tab, shows in (("You", "Other organisation"), ("Drill", "Every call is answered at once."), ("Home", "Help")):
        await page.get_by_role("navigation", name="Views").get_by_role("button", name=tab, exact=True).click()
        await expect(page.get_by_text(shows, exact=True).locator("visible=true").first).to_be_visible()
        yield tab
    await page.get_by_role("button", name="Chats", exact=True).click()
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    yield "Chats"


async def open_questions(page: Page) -> None:
    """The thread of the questions, at its end."""
    await log(page).get_by_role("article", name="Questions ·").get_by_role("button", name="replies").click()
    await expect(thread(page).get_by_role("article", name="do we know who pressed")).to_be_visible()


def log(page: Page) -> Locator:
    """The conversation of the place."""
    return page.get_by_role("log", name="Conversation")


def thread(page: Page) -> Locator:
    """The pane of the thread."""
    return page.get_by_role("complementary", name="Thread")


def board(page: Page) -> Locator:
    """The board of crisis 1."""
    return log(page).get_by_role("article", name="Crisis 1, ")


def said(page: Page, words: str) -> Locator:
    """What somebody said in the conversation."""
    return log(page).get_by_role("article").filter(has_text=words)
