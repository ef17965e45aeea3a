"""A crisis room in its middle, at every width and in both colours: it fits, axe-core accepts it, and its pictures."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Picture
from tests.browser.looking import no_grave_finding, no_sideways_scroll
from tests.browser.states import board, open_questions, states

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DESK, TABLET, PHONE, SMALL_PHONE, ZOOMED = (1280, 800), (768, 1024), (390, 844), (360, 740), (320, 640)


async def test_no_state_of_the_page_has_a_serious_finding_of_axe(look_in: OpenPage) -> None:
    for size in (DESK, PHONE):
        for dark in (False, True):
            page = await look_in("petr", size, dark=dark)
            async for state in states(page):
                await no_grave_finding(page, f"{state}, {size[0]} px, {'dark' if dark else 'light'}")
            await page.close()


async def test_no_state_of_the_page_scrolls_sideways_at_any_width(look_in: OpenPage) -> None:
    for size in (DESK, TABLET, PHONE, SMALL_PHONE, ZOOMED):
        page = await look_in("petr", size)
        async for _state in states(page):
            await no_sideways_scroll(page)
        await page.close()


async def test_a_crisis_ten_minutes_old_as_everybody_sees_it(look_in: OpenPage, picture: Picture) -> None:
    """The pictures of the documents, in five sizes and colours."""
    petr = await look_in("petr")
    await open_questions(petr)
    await board(petr).evaluate("node => node.scrollIntoView()")
    await expect(board(petr)).to_be_in_viewport()
    await picture(petr, "crisis-1280-light")

    jana = await look_in("jana", dark=True)
    await expect(jana.get_by_text("Only you can see this").last).to_be_in_viewport()
    await picture(jana, "crisis-1280-dark")

    for name, size in (("768", TABLET), ("390", PHONE)):
        ana = await look_in("ana", size)
        await board(ana).evaluate("node => node.scrollIntoView()")
        await picture(ana, f"crisis-{name}")

    eva = await look_in("petr", SMALL_PHONE)
    await open_questions(eva)
    await picture(eva, "crisis-360")
