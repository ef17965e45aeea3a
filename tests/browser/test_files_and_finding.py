"""Files, finding, what a person does to messages, and bad weather, with nobody at the app's end."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.rehearsal import Running
from tests.browser.conftest import OpenPage, Others

pytestmark = [pytest.mark.browser]

PICTURE: FilePayload = {"name": "post.png", "mimeType": "image/png", "buffer": b"x" * 4800}
NOTE: FilePayload = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"it said: free coffee"}


async def test_files_are_taken_sent_and_fetched(open_page: OpenPage) -> None:
    page = await open_page("petr")
    box = page.get_by_role("region", name="Write a message")
    await box.get_by_label("Attach a file").set_input_files([PICTURE, NOTE])
    taken = page.get_by_role("list", name="Files to send")
    await expect(taken).to_contain_text("PNG · 4.8 kB")
    await taken.get_by_role("button", name="Take out post.png").click()

    await page.get_by_role("combobox", name="Write a message").press("Enter")

    await expect(taken).to_be_hidden()
    sent = page.get_by_role("article").last
    async with page.expect_download() as coming:
        await sent.get_by_role("link", name="note.txt, 20 B, fetch").click()
    assert Path(await (await coming.value).path()).read_bytes() == NOTE["buffer"]


async def test_a_message_is_found_by_its_words_wherever_it_was_said(open_page: OpenPage, others: Others) -> None:
    root = await others.say("U0ANA", "C0SOCIAL", "Who has the picture?")
    reply = await others.say("U0TOM", "C0SOCIAL", "It lies in the shared tool", root)
    page = await open_page("petr")

    await page.keyboard.press("Control+k")
    await page.keyboard.type("shared lies")
    await expect(page.get_by_role("menuitem")).to_have_count(1)
    await page.keyboard.press("Enter")

    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.locator(f"[data-ts='{reply}']")).to_be_focused()
    await expect(page).to_have_title("Petr · #social · Rehearsal")


async def test_one_s_own_message_is_changed_and_deleted_by_keyboard(open_page: OpenPage) -> None:
    page = await open_page("petr")
    await page.keyboard.type("Post is gon")
    await page.keyboard.press("Enter")
    mine = page.get_by_role("article").last
    await expect(mine).to_contain_text("Post is gon")

    await choose(page, "e")
    await page.keyboard.press("End")
    await page.keyboard.type("e")
    await page.keyboard.press("Enter")
    await expect(mine).to_contain_text("Post is gone (edited)")

    await choose(page, "d")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Post is gone")).to_have_count(0)


async def choose(page: Page, key: str) -> None:
    """In the menu of the last message."""
    if await page.get_by_role("combobox", name="Write a message").evaluate("node => node === document.activeElement"):
        await page.keyboard.press("ArrowUp")
    await page.keyboard.press("m")
    await page.keyboard.press(key)
    await page.keyboard.press("Enter")


async def test_a_shortcut_nobody_answers_says_so(open_page: OpenPage) -> None:
    page = await open_page("petr")
    await page.get_by_role("article").last.focus()

    await page.keyboard.press("m")
    await page.get_by_role("menuitem", name="Open a crisis from this").click()

    await expect(page.get_by_role("status").filter(has_text="Open a crisis from this failed")).to_be_visible()


async def test_a_private_reply_is_put_away_for_good(open_page: OpenPage, others: Others) -> None:
    page = await open_page("petr", place="C0SOCIAL")
    await others.app("chat.postEphemeral", channel="C0GENERAL", user="U0PETR", text="Earlier answers")
    await page.get_by_role("button", name="#general").click()

    await page.get_by_role("button", name="Put away").click()

    await expect(page.get_by_text("Earlier answers")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("article").last).to_contain_text("It was the cable after all.")
    await expect(page.get_by_text("Earlier answers")).to_have_count(0)


async def test_the_weather_is_set_and_stands_in_the_bar(open_page: OpenPage) -> None:
    page = await open_page("petr")
    await page.get_by_role("button", name="Weather: Calm").click()
    drawer = page.get_by_role("complementary", name="Weather")
    await drawer.get_by_role("button", name="Slow").click()
    await expect(drawer.get_by_role("button", name="Slow")).to_have_attribute("aria-pressed", "true")

    await drawer.get_by_role("button", name="Add").click()

    await expect(page.get_by_role("button", name="Weather: Slow, 429")).to_be_visible()
    await expect(drawer.get_by_text("any method 429, retry after 2 s × 1")).to_be_visible()


async def test_without_the_server_the_text_is_kept_and_the_page_says_so(running: Running, browser: Browser) -> None:
    """The strip says when it is tried again; here the browser itself complains, so the window is a plain one."""
    page = await browser.new_page()
    await page.goto(f"{running.page_url}&as=petr")
    await page.get_by_role("combobox", name="Write a message").fill("half a sentence")

    await page.context.set_offline(True)
    running.workspace.stream.close()

    await expect(page.locator(".strip")).to_contain_text("Not connected. Trying again")
    await expect(page.locator("[aria-live=assertive]")).to_contain_text("Not connected.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The rehearsal server did not answer.")).to_be_visible()
    await expect(page.get_by_role("combobox", name="Write a message")).to_have_value("half a sentence")
    await page.close()
