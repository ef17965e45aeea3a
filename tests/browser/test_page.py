"""The rehearsal page, looked at with a real browser and no app behind it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Others
from tests.browser.looking import no_sideways_scroll

pytestmark = [pytest.mark.browser]

CARD = [
    {"type": "header", "text": {"type": "plain_text", "text": "Crisis 12"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Serious* for <@U0PETR> since <!date^0^{time}|earlier>"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "roles.claim", "text": {"type": "plain_text", "text": "Take command"}},
            {
                "type": "button",
                "action_id": "restriction.stop",
                "style": "danger",
                "text": {"type": "plain_text", "text": "Stop closing"},
                "confirm": {
                    "title": {"type": "plain_text", "text": "Stop closing access?"},
                    "text": {"type": "plain_text", "text": "Steps done stay done."},
                    "confirm": {"type": "plain_text", "text": "Stop closing"},
                    "deny": {"type": "plain_text", "text": "Keep going"},
                },
            },
        ],
    },
]


async def room_with_a_card(others: Others) -> str:
    """A private room with Petr in it and one card of the app's; its id."""
    room = str((await others.app("conversations.create", name="crisis-0131-a7", is_private=True))["channel"]["id"])
    await others.app("conversations.invite", channel=room, users="U0PETR")
    await others.app("chat.postMessage", channel=room, text="Crisis 12", blocks=CARD)
    return room


async def test_the_frame_has_its_landmarks_and_says_who_looks_at_what(open_page: OpenPage) -> None:
    page = await open_page("petr")

    await expect(page).to_have_title("Petr · #general · Rehearsal")
    await expect(page.get_by_role("banner")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.get_by_role("log", name="Conversation")).to_contain_text("The new rota is up")
    await expect(page.get_by_role("combobox", name="Write a message")).to_be_focused()
    await expect(page).to_have_url(re.compile(r"\?as=petr#C0GENERAL$"))


async def test_without_an_app_the_page_says_how_to_start_it(open_page: OpenPage) -> None:
    page = await open_page()

    await expect(page.get_by_text("No app is connected. Start it with crisis serve.")).to_be_visible()


async def test_a_message_of_somebody_else_appears_without_reloading(open_page: OpenPage, others: Others) -> None:
    page = await open_page("petr")

    await others.say("U0ANA", "C0GENERAL", "Lunch is at *one*")

    await expect(page.get_by_role("log").get_by_text("Lunch is at one")).to_be_visible()
    await expect(page.locator("[aria-live=polite]")).to_contain_text("Ana Kovač in #general: Lunch is at one")


async def test_what_one_looks_at_is_read_and_what_one_does_not_is_counted(open_page: OpenPage, others: Others) -> None:
    page = await open_page("petr")

    await others.say("U0ANA", "C0GENERAL", "@Petr Novák, lunch?")
    await others.say("U0ANA", "C0SOCIAL", "@Petr Novák, a picture?")

    await expect(page.get_by_role("button", name="#social, 1 unread, 1 for you")).to_be_visible()
    await expect(page.get_by_role("button", name="#general", exact=True)).to_be_visible()


async def test_a_mention_in_a_thread_marks_the_place_until_the_thread_is_opened(
    open_page: OpenPage, others: Others
) -> None:
    root = await others.say("U0ANA", "C0SOCIAL", "Who took the picture?")
    page = await open_page("petr", place="C0SOCIAL")
    await page.get_by_role("button", name="#general").click()
    await others.say("U0ANA", "C0SOCIAL", "@Petr Novák, you?", root)

    place = page.get_by_role("button", name="#social, 1 for you")
    await expect(place).to_have_class(re.compile("unread"))
    await place.click()
    summary = page.locator(f".main [data-ts='{root}']").get_by_role("button", name="1 reply")
    await expect(summary).to_contain_text("1 for you")
    await expect(place).to_be_visible()
    await summary.click()
    await expect(page.get_by_role("button", name="#social", exact=True)).to_be_visible()
    await expect(summary).not_to_contain_text("for you")


async def test_what_is_written_and_sent_stands_in_the_conversation(open_page: OpenPage) -> None:
    page = await open_page("petr")

    await page.keyboard.type("I am on it")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("article").last).to_contain_text("I am on it")
    await expect(page.get_by_role("combobox", name="Write a message")).to_have_value("")


async def test_a_permalink_leads_to_its_message(open_page: OpenPage, others: Others) -> None:
    ts = await others.say("U0ANA", "C0SOCIAL", "This one")
    page = await open_page("petr")

    await page.goto(f"{others.running.url}/archives/C0SOCIAL/p{ts.replace('.', '')}")

    await expect(page.locator(f".main [data-ts='{ts}']")).to_be_focused()


async def test_somebody_s_markup_stays_text(open_page: OpenPage, others: Others) -> None:
    page = await open_page("petr")

    await others.say("U0ANA", "C0GENERAL", "<img src=x onerror=alert(1)> <b>bold</b>")

    await expect(page.get_by_role("article").last).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")
    assert await page.locator(".history img, .history b").count() == 0


async def test_a_thread_opens_and_closes_by_keyboard_and_focus_returns(open_page: OpenPage, others: Others) -> None:
    root = await others.say("U0ANA", "C0GENERAL", "Who has the key?")
    page = await open_page("petr")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(f".main [data-ts='{root}']")).to_be_focused()

    await page.keyboard.press("t")
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("combobox", name="Reply")).to_be_focused()
    await page.keyboard.type("I do")
    await page.keyboard.press("Enter")

    await expect(thread.get_by_role("article").last).to_contain_text("I do")
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    await expect(page.locator(f".main [data-ts='{root}']")).to_be_focused()
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_slash_lists_the_commands_and_tab_completes(open_page: OpenPage) -> None:
    page = await open_page()

    await page.keyboard.type("/")
    await expect(page.get_by_role("listbox", name="Commands")).to_contain_text("/crisis")
    await page.keyboard.press("Tab")

    await expect(page.get_by_role("combobox", name="Write a message")).to_have_value("/crisis ")


async def test_somebody_is_taken_into_a_place_by_name(open_page: OpenPage) -> None:
    """The chat's own command: without it nobody could come late to a crisis room."""
    page = await open_page("ana", place="C0LEADS")
    await page.keyboard.type("/invite @Tom")
    await expect(page.get_by_role("listbox", name="Mention")).to_contain_text("Tom Reed")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("article").last).to_contain_text("@Tom Reed has joined the channel")


async def test_a_private_reply_is_scrolled_to_from_wherever_one_reads(open_page: OpenPage, others: Others) -> None:
    """It answers what this person has just done, so they wait for it."""
    for n in range(40):
        await others.say("U0ANA", "C0GENERAL", f"Line {n}")
    page = await open_page("petr", place="C0GENERAL")
    await page.locator(".main .history").evaluate("node => node.scrollTop = 0")

    await others.app("chat.postEphemeral", channel="C0GENERAL", user="U0PETR", text="Earlier answers")

    await expect(page.get_by_text("Earlier answers")).to_be_in_viewport()


async def test_a_command_nobody_answers_keeps_its_words(open_page: OpenPage) -> None:
    page = await open_page()

    await page.keyboard.type("/crisis open Wrong post")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("/crisis failed")).to_be_visible()
    await expect(page.get_by_role("combobox", name="Write a message")).to_have_value("/crisis open Wrong post")


async def test_a_card_shows_its_blocks_and_danger_asks_first(open_page: OpenPage, others: Others) -> None:
    room = await room_with_a_card(others)
    page = await open_page("petr", place=room)
    await expect(page.get_by_role("heading", name="Crisis 12", exact=True)).to_be_visible()
    await expect(page.locator(".mention.of-me", has_text="@Petr Novák").last).to_be_visible()

    await page.get_by_role("button", name="Stop closing").click()

    question = page.get_by_role("dialog", name="Stop closing access?")
    await expect(question.get_by_role("button", name="Keep going")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(question).to_be_hidden()
    await expect(page.get_by_role("button", name="Stop closing")).to_be_focused()


async def test_a_press_nobody_answers_says_so_beside_the_button(open_page: OpenPage, others: Others) -> None:
    room = await room_with_a_card(others)
    page = await open_page("petr", place=room)

    await page.get_by_role("button", name="Take command").click()

    await expect(page.locator(".press-note")).to_contain_text("failed")


async def test_acting_as_another_changes_what_is_seen_and_keeps_drafts_apart(open_page: OpenPage) -> None:
    page = await open_page("ana", place="C0LEADS")
    box = page.get_by_role("combobox", name="Write a message")
    await box.fill("half a sentence")

    await page.keyboard.press("Control+.")
    await page.get_by_role("option", name="Petr Novák").click()
    await expect(page.get_by_text("Petr can't see this place.")).to_be_visible()
    await page.get_by_role("button", name="Go to Petr's places").click()
    await expect(page).to_have_title("Petr · #general · Rehearsal")
    await expect(box).to_have_value("")

    await page.goto(page.url.replace("as=petr", "as=ana").split("#")[0] + "#C0LEADS")
    await expect(box).to_have_value("half a sentence")


async def test_a_long_address_makes_no_narrow_page_scroll_sideways(open_page: OpenPage, others: Others) -> None:
    room = await room_with_a_card(others)
    await others.say("U0PETR", room, "https://example.org/" + "a-very-long-address" * 20)

    page = await open_page("petr", size=(320, 700), place=room)

    await no_sideways_scroll(page)


async def test_what_is_pressed_on_a_narrow_page_is_large_enough(open_page: OpenPage, others: Others) -> None:
    page = await open_page("petr", size=(390, 844), place=await room_with_a_card(others))

    small = await page.evaluate(
        """[...document.querySelectorAll("button, a.button, textarea")]
        .filter((node) => node.offsetParent && Math.min(node.offsetWidth, node.offsetHeight) < 44)
        .map((node) => node.outerHTML)"""
    )

    assert small == []
