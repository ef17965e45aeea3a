"""Closing access and giving it back in the page: it fits, axe-core accepts it, its pictures, and it needs no mouse."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.closing import give_back, mid_restriction
from tests.browser.conftest import OpenPage, Picture, windows
from tests.browser.looking import no_grave_finding, no_sideways_scroll
from tests.browser.states import log, thread
from tests.browser.typing_alone import press_first_button, until_focused
from tests.conversation import Rehearsal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DESK, PHONE, ZOOMED = (1280, 800), (390, 844), (320, 640)


@pytest_asyncio.fixture(loop_scope="session")
async def closing(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with mid_restriction(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def open_as(closing: Rehearsal, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the page as a person, in the room in which access is closed."""
    room = await closing.petr.go_to_room()
    async with windows(browser, closing.running, place=room["id"], now=closing.clock.now) as open_page:
        yield open_page


async def test_closing_access_fits_every_page_and_axe_finds_nothing(closing: Rehearsal, open_as: OpenPage) -> None:
    for size, dark in ((DESK, False), (DESK, True), (PHONE, False), (PHONE, True), (ZOOMED, False)):
        tom = await open_as("tom", size, dark=dark)
        async for state in restriction_states(tom):
            await no_grave_finding(tom, f"{state}, {size[0]} px, {'dark' if dark else 'light'}")
            await no_sideways_scroll(tom)
        await tom.close()
        ana = await open_as("ana", size, dark=dark)
        await access(ana).get_by_role("button", name="Verify…").click()
        await expect(ana.get_by_role("dialog", name="Verify")).to_be_visible()
        await no_grave_finding(ana, f"verifying, {size[0]} px, {'dark' if dark else 'light'}")
        await no_sideways_scroll(ana)
        await put_away(ana)
        await ana.close()
        ana = await open_as("ana", size, await direct_messages_of(closing), dark=dark)
        async for state in leaver_states(ana):
            await no_grave_finding(ana, f"{state}, {size[0]} px, {'dark' if dark else 'light'}")
            await no_sideways_scroll(ana)
        await ana.close()


async def test_restoration_fits_every_page_and_axe_finds_nothing(closing: Rehearsal, open_as: OpenPage) -> None:
    await give_back(closing)

    for size, dark in ((DESK, False), (PHONE, True), (ZOOMED, False)):
        tom = await open_as("tom", size, dark=dark)
        await expect(access(tom)).to_contain_text("1 of 10 decided")
        await no_grave_finding(tom, "giving back")
        await access(tom).get_by_role("button", name="Decide next…").click()
        await expect(tom.get_by_role("dialog", name="Give back 2 of 10")).to_be_visible()
        await no_grave_finding(tom, "deciding")
        await no_sideways_scroll(tom)
        await put_away(tom)
        await tom.close()


async def test_the_pictures_of_closing_access(open_as: OpenPage, picture: Picture) -> None:
    tom = await open_as("tom")
    await access(tom).evaluate("node => node.scrollIntoView({block: 'center'})")
    await access(tom).get_by_role("button", name="replies").click()
    await expect(thread(tom).get_by_role("article").last).to_be_visible()
    await picture(tom, "crisis-closing")
    await tom.keyboard.press("Escape")
    await look_at_register(tom)
    await picture(tom, "crisis-register")

    ana = await open_as("ana", PHONE)
    await access(ana).evaluate("node => node.scrollIntoView({block: 'start'})")
    await picture(ana, "crisis-closing-390")


async def test_access_is_closed_to_a_saved_step_by_keyboard_alone(sit_down: OpenPage) -> None:
    """From the command to the form, the login check in the thread, and the first step with its evidence."""
    petr = await sit_down("petr")
    await petr.keyboard.type("/crisis open Wrong post")
    await petr.keyboard.press("Enter")
    await expect(petr.get_by_role("button", name="#crisis-1")).to_be_visible()
    await petr.keyboard.press("Control+k")
    await petr.keyboard.type("crisis-1")
    await petr.keyboard.press("Enter")
    await expect(access(petr)).to_be_visible()
    await expect(log(petr)).to_contain_text("@Jana Horvat has joined the channel")  # nothing more is coming
    await expect(petr.get_by_role("combobox", name="Write a message")).to_be_focused()

    await until_focused(petr, "ArrowUp", access(petr))
    await press_first_button(petr, access(petr), "Close access…")
    form = petr.get_by_role("dialog", name="Close access")
    await until_focused(petr, "Tab", form.get_by_role("checkbox", name="@teal_kettle"))
    await petr.keyboard.press("Space")
    await until_focused(petr, "Tab", form.get_by_role("button", name="Start"))
    await petr.keyboard.press("Enter")
    await expect(form).to_be_hidden()
    await expect(access(petr)).to_contain_text("Nobody is removed before a keyholder proves a log-in.")

    await until_focused(petr, "ArrowDown", access(petr))
    await petr.keyboard.press("t")
    await expect(thread(petr).get_by_role("combobox", name="Reply")).to_be_focused()
    check = thread(petr).get_by_role("article", name="you keep access to @teal_kettle")
    await until_focused(petr, "ArrowUp", check)
    await press_first_button(petr, check, "I can log in, with 2FA, right now")
    await expect(thread(petr)).to_contain_text("Petr Novák proved the log-in to @teal_kettle")
    await petr.keyboard.press("Escape")

    await until_focused(petr, "ArrowUp", access(petr))
    await press_first_button(petr, access(petr), "Next step…")
    step = petr.get_by_role("dialog", name="Step 1 of")
    await expect(step.get_by_role("radio", name="Done")).to_be_focused()
    await petr.keyboard.press("Space")
    await until_focused(petr, "Tab", step.get_by_role("textbox", name="Evidence: link"))
    await petr.keyboard.type("https://social.example/teal_kettle/101")
    await until_focused(petr, "Tab", step.get_by_role("textbox", name="Note"))
    await petr.keyboard.type("The platform shows no post any more, so there is no screenshot")
    await until_focused(petr, "Tab", step.get_by_role("button", name="Save"))
    await petr.keyboard.press("Enter")
    await expect(petr.get_by_role("dialog", name="Step 2 of")).to_be_visible()
    await put_away(petr)
    await expect(access(petr)).to_contain_text("✔ Evidence saved")


async def restriction_states(tom: Page) -> AsyncIterator[str]:
    """What whoever leads access sees, one after the other."""
    await expect(access(tom)).to_contain_text("Closing access · @teal_kettle")
    await access(tom).evaluate("node => node.scrollIntoView()")
    yield "run card"
    await access(tom).get_by_role("button", name="replies").click()
    await expect(thread(tom)).to_contain_text("Petr Novák proved the log-in")
    yield "thread of access"
    await tom.keyboard.press("Escape")
    await expect(thread(tom)).to_be_hidden()
    for button, form in (("Next step…", "Step 10 of"), ("Steps", "Steps")):
        await access(tom).get_by_role("button", name=button, exact=True).click()
        await expect(tom.get_by_role("dialog", name=form)).to_be_visible()
        yield form
        await put_away(tom)
    await look_at_register(tom)
    yield "register"
    await put_away(tom)


async def leaver_states(ana: Page) -> AsyncIterator[str]:
    """The direct message about somebody who left, and what it opens."""
    direct_message = log(ana).get_by_role("article", name="Ivo Marić left on")
    await direct_message.evaluate("node => node.scrollIntoView()")
    yield "leaver letter"
    await direct_message.get_by_role("button", name="Not a leaver…").click()
    await expect(ana.get_by_role("dialog", name="Not a leaver")).to_be_visible()
    yield "not a leaver"
    await put_away(ana)
    await direct_message.get_by_role("button", name="Close").click()
    await expect(log(ana)).to_contain_text("Crisis 1 touches @teal_kettle. Close it there, so that the room counts it.")
    yield "sent to the crisis"


async def look_at_register(tom: Page) -> None:
    box = tom.get_by_role("combobox", name="Write a message")
    await box.fill("/crisis access @teal_kettle")
    await box.press("Enter")
    await expect(tom.get_by_role("dialog", name="Who has access")).to_contain_text("left and are still listed")


async def direct_messages_of(stage: Rehearsal) -> str:
    """Where the app writes to Ana."""
    return next(str(place["id"]) for place in await stage.ana.places() if place["kind"] == "direct")


async def put_away(page: Page) -> None:
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


def access(page: Page) -> Locator:
    """The access post, before, in and after a closing."""
    return (
        log(page)
        .get_by_role("article")
        .filter(has_text=re.compile("^.*(Access ·|Closing access ·|Giving back ·)"))
        .first
    )
