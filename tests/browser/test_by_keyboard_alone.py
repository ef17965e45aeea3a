"""A whole case by somebody who has no mouse: open, command, answer, capture twice, resolve."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.states import board, log, said, thread
from tests.browser.typing_alone import press_first_button, until_focused

pytestmark = [pytest.mark.browser]

SEEN = "The post is still on Instagram"
PROMISED = "The agency promised to take it down"


async def test_a_whole_case_is_played_by_keyboard_alone(sit_down: OpenPage) -> None:
    petr = await sit_down("petr")

    await opens(petr)
    await takes_command(petr)
    await answers(petr)
    await pins(petr)
    await adds_from_the_menu(petr)
    await resolves(petr)


async def opens(petr: Page) -> None:
    """Slash lists the command, Tab completes it, Enter sends it; Ctrl K leads to the room."""
    await petr.keyboard.type("/")
    await expect(petr.get_by_role("listbox", name="Commands")).to_be_visible()
    await petr.keyboard.press("Tab")
    await petr.keyboard.type("open Wrong post")
    await petr.keyboard.press("Enter")
    await expect(petr.get_by_role("button", name="#crisis-1")).to_be_visible()
    await petr.keyboard.press("Control+k")
    await petr.keyboard.type("crisis-1")
    await petr.keyboard.press("Enter")
    await expect(petr.get_by_role("heading", name="crisis-1")).to_be_visible()
    await expect(log(petr)).to_contain_text("@Jana Horvat has joined the channel")  # nothing more is coming
    await expect(petr.get_by_role("combobox", name="Write a message")).to_be_focused()


async def takes_command(petr: Page) -> None:
    await until_focused(petr, "ArrowUp", board(petr))
    await press_first_button(petr, board(petr), "Take command")
    await expect(board(petr)).to_contain_text("Commander: Petr Novák")
    await expect(log(petr)).to_contain_text("You have command of Crisis 1.")


async def answers(petr: Page) -> None:
    """T opens the questions; the first has a form, the second a press."""
    await until_focused(petr, "ArrowDown", log(petr).get_by_role("article", name="Questions ·"))
    await petr.keyboard.press("t")
    await expect(thread(petr).get_by_role("combobox", name="Reply")).to_be_focused()
    first = thread(petr).get_by_role("article", name="Which of our accounts are touched?")
    await until_focused(petr, "ArrowUp", first)
    await press_first_button(petr, first, "Answer…")
    form = petr.get_by_role("dialog", name="Our accounts")
    await expect(form.get_by_role("checkbox").first).to_be_focused()
    await until_focused(petr, "Tab", form.get_by_role("checkbox", name="@teal_kettle · X (Twitter)"))
    await petr.keyboard.press("Space")
    await until_focused(petr, "Tab", form.get_by_role("button", name="Save"))
    await petr.keyboard.press("Enter")
    second = thread(petr).get_by_role("article", name="Is it still happening?")
    await expect(second).to_be_visible()
    await until_focused(petr, "ArrowDown", second)
    await press_first_button(petr, second, "Yes")
    await expect(thread(petr).get_by_role("article", name="✔ 2 · Is it still happening? Yes")).to_be_focused()
    await petr.keyboard.press("Escape")
    await expect(thread(petr)).to_be_hidden()


async def pins(petr: Page) -> None:
    """R and Enter pin a message: it is on the timeline."""
    mine = await says(petr, SEEN)
    await petr.keyboard.press("r")
    await expect(petr.get_by_role("menuitem", name="Pin")).to_be_focused()
    await petr.keyboard.press("Enter")
    await expect(mine.get_by_role("button", name="Pin, 1")).to_be_visible()
    await expect(private_replies(petr).last).to_contain_text("On the timeline")


async def adds_from_the_menu(petr: Page) -> None:
    """M opens the menu of a message; the first letter leads to the app's shortcut."""
    await says(petr, PROMISED)
    await petr.keyboard.press("m")
    await petr.keyboard.press("a")
    await expect(petr.get_by_role("menuitem", name="Add to crisis timeline")).to_be_focused()
    await petr.keyboard.press("Enter")
    form = petr.get_by_role("dialog")
    await expect(form.get_by_role("textbox").first).to_have_value(PROMISED)
    await until_focused(petr, "Tab", form.get_by_role("button", name="Add", exact=True))
    await petr.keyboard.press("Enter")
    await expect(form).to_be_hidden()
    await expect(private_replies(petr).filter(has_text=PROMISED)).to_contain_text("On the timeline")


async def resolves(petr: Page) -> None:
    await until_focused(petr, "ArrowUp", board(petr))
    await until_focused(petr, "Tab", board(petr).get_by_role("button", name="More"))
    await petr.keyboard.press("Enter")
    await petr.keyboard.press("r")
    await petr.keyboard.press("Enter")
    form = petr.get_by_role("dialog", name="Resolve crisis 1")
    still = form.get_by_role("combobox", name="Is it still happening?")
    await expect(still).to_be_focused()
    await petr.keyboard.press("Enter")
    await petr.keyboard.type("No")
    await petr.keyboard.press("Enter")
    await expect(still).to_contain_text("No")
    await until_focused(petr, "Tab", form.get_by_role("radio", name="Stopped"))
    await petr.keyboard.press("Space")
    await types(petr, form.get_by_role("textbox", name="Still open, with owner"), "Nothing")
    await types(petr, form.get_by_role("textbox", name="Closing word"), "None was needed")
    await until_focused(petr, "Tab", form.get_by_role("combobox", name="Review owner"))
    await petr.keyboard.press("Enter")
    await petr.keyboard.type("Eva")
    await petr.keyboard.press("Enter")
    await expect(form.get_by_role("combobox", name="Review owner")).to_contain_text("Eva Malá")
    day = (datetime.now(UTC) + timedelta(days=4)).strftime("%m%d%Y")
    await types(petr, form.get_by_label("Review date"), day)
    await types(petr, form.get_by_role("textbox", name="Why resolve now?"), "The post is gone everywhere")
    await until_focused(petr, "Tab", form.get_by_role("button", name="Resolve"))
    await petr.keyboard.press("Enter")
    await expect(form).to_be_hidden()
    await expect(board(petr)).to_contain_text("RESOLVED")


async def says(petr: Page, words: str) -> Locator:
    """F6 leads to the box, the arrow from the empty box back to what was said; its message has the focus."""
    box = petr.get_by_role("combobox", name="Write a message")
    await until_focused(petr, "F6", box)
    await petr.keyboard.type(words)
    await petr.keyboard.press("Enter")
    mine = said(petr, words).last
    await expect(mine).to_be_visible()
    await until_focused(petr, "ArrowUp", mine)
    return mine


async def types(petr: Page, field: Locator, words: str) -> None:
    await until_focused(petr, "Tab", field)
    await petr.keyboard.type(words)


def private_replies(petr: Page) -> Locator:
    """What only Petr sees in the conversation."""
    return log(petr).get_by_role("article").filter(has_text="Only you can see this")
