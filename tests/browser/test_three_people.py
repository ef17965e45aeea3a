"""
A crisis from its holding statement to its summary, played by three people in three windows, through the page alone.

Petr works at a desk and begins without a mouse, Ana commands on a telephone, Jana reads in the dark.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Picture
from tests.browser.looking import no_sideways_scroll
from tests.browser.typing_alone import press_first_button, until_focused

pytestmark = [pytest.mark.browser]

PHONE = (390, 844)
NAMED = "Mirko Uzorak"  # the person involved, whom the room must not see
ACCOUNTS = "@teal_kettle on X and Instagram"
JOKE = "A joke about the flood went out from the shared scheduling tool. It was meant for a private account."
REASON = "The post is gone and the apology stands"


async def test_three_people_play_a_crisis_from_the_hint_to_the_file(sit_down: OpenPage, picture: Picture) -> None:
    petr, ana, jana = await sit_down("petr"), await sit_down("ana", PHONE), await sit_down("jana", dark=True)

    await opens_by_keyboard(petr)
    await comes_and_takes_command(ana)
    await answers_by_keyboard(petr)
    await finds_a_mistake(petr, picture)
    await names_who_has_conflict(petr)
    await sees_the_answer_but_no_name(jana)
    await replies_and_does_not_know_when(petr)
    await writes_notes(jana)
    await sees_the_board_change(ana)
    await rates_the_damage(petr)
    await expect(board(ana)).to_contain_text("Severity why: reputation serious, growing spread")
    await resolves_with_a_reason(ana)
    for person in (petr, ana, jana):
        await expect(summary(person)).to_contain_text(f"because “{REASON}”")
    await reads_the_timeline(petr, picture)
    await fetches_the_file(ana)
    for person in (petr, ana, jana):
        await expect(person.get_by_text(NAMED)).to_have_count(0)


async def opens_by_keyboard(petr: Page) -> None:
    """The hint types the command; Enter sends it; Ctrl K leads to the room and T into the questions."""
    await until_focused(petr, "Shift+Tab", petr.get_by_role("button", name="Type it for me"))
    await petr.keyboard.press("Enter")
    await petr.keyboard.press("Enter")
    await expect(log(petr)).to_contain_text("Crisis 1 is open. Your private room follows in a moment.")
    await expect(petr.get_by_role("button", name="#crisis-1")).to_be_visible()

    await petr.keyboard.press("Control+k")
    await petr.keyboard.type("crisis-1")
    await petr.keyboard.press("Enter")
    await expect(petr.get_by_role("heading", name="crisis-1")).to_be_visible()
    questions = log(petr).get_by_role("article", name="Questions · 0 of 8 answered")
    await expect(questions.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(log(petr)).to_contain_text("@Jana Horvat has joined the channel")  # nothing more is coming
    await expect(petr.get_by_role("combobox", name="Write a message")).to_be_focused()
    await until_focused(petr, "ArrowUp", questions)
    await petr.keyboard.press("t")
    await expect(thread(petr).get_by_role("combobox", name="Reply")).to_be_focused()


async def comes_and_takes_command(ana: Page) -> None:
    """From the direct message to the room and its command, with one hand."""
    await ana.get_by_role("main").get_by_role("button", name="Back").click()
    await ana.get_by_role("button", name="Crisis Commander, 3 unread").click()
    direct_message = log(ana).get_by_role("article", name="Crisis 1 · you are asked to come")
    await direct_message.get_by_role("button", name="I'm coming").click()
    await expect(direct_message).to_contain_text("You said: I'm coming. Next: go to the room.")
    await no_sideways_scroll(ana)

    await direct_message.get_by_role("link", name="Go to room").click()
    await board(ana).get_by_role("button", name="Take command").click()
    await expect(board(ana)).to_contain_text("Commander: Ana Kovač")
    await no_sideways_scroll(ana)


async def answers_by_keyboard(petr: Page) -> None:
    """A form and a choice: the focus stays with the question that was answered, and the next is one step down."""
    first = thread(petr).get_by_role("article", name="Which of our accounts are touched?")
    await expect(first).to_be_visible()
    await until_focused(petr, "ArrowUp", first)
    await press_first_button(petr, first, "Answer…")
    form = petr.get_by_role("dialog", name="Our accounts")
    await expect(form.get_by_role("checkbox").first).to_be_focused()
    await until_focused(petr, "Tab", form.get_by_role("radio", name="A main account"))
    await petr.keyboard.press("Space")
    await until_focused(petr, "Tab", form.get_by_role("textbox", name="Account names"))
    await petr.keyboard.type(ACCOUNTS)
    await until_focused(petr, "Tab", form.get_by_role("button", name="Save"))
    await petr.keyboard.press("Enter")
    await expect(form).to_be_hidden()

    await expect(thread(petr).get_by_role("article", name="✔ 1 · Accounts touched: A main account")).to_be_focused()
    second = thread(petr).get_by_role("article", name="Is it still happening?")
    await expect(second).to_be_visible()
    await until_focused(petr, "ArrowDown", second)
    await press_first_button(petr, second, "Yes")
    await expect(thread(petr).get_by_role("article", name="✔ 2 · Is it still happening? Yes")).to_be_focused()
    await press(asked(petr, "Did someone use our account without our say?"), "No")


async def finds_a_mistake(petr: Page, picture: Picture) -> None:
    mistake = asked(petr, "Was a mistake made?")
    await expect(mistake).to_be_visible()
    await thread(petr).get_by_role("combobox", name="Reply").click()
    await picture(mistake, "question")
    await press(mistake, "Yes")
    await press(asked(petr, "Whose hands was it in?"), "A person")
    await press(asked(petr, "Can it be undone now?"), "Partly")


async def names_who_has_conflict(petr: Page) -> None:
    await press(asked(petr, "someone else involved?"), "Answer…")
    form = petr.get_by_role("dialog", name="Question 5 of 9")
    await form.get_by_role("checkbox", name="An external worker or agency").check()
    await form.get_by_role("textbox", name="Name, if not in chat").fill(NAMED)
    await form.get_by_role("radio", name="A slip").check()
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()


async def sees_the_answer_but_no_name(jana: Page) -> None:
    await jana.get_by_role("button", name="#crisis-1").click()
    await log(jana).get_by_role("article", name="Questions ·").get_by_role("button", name="replies").click()
    answered = thread(jana).get_by_role("article", name="✔ 5 · Involved")
    await expect(answered).to_contain_text("1 external worker or agency. Name kept private.")
    await expect(jana.get_by_text(NAMED)).to_have_count(0)
    await jana.keyboard.press("Escape")
    await expect(thread(jana)).to_be_hidden()


async def replies_and_does_not_know_when(petr: Page) -> None:
    """A message in the thread is an answer, and so is not knowing."""
    await expect(asked(petr, "What exactly went wrong?")).to_be_visible()
    await thread(petr).get_by_role("combobox", name="Reply").fill(JOKE)
    await expect(board(petr).get_by_role("link", name="Go to question")).to_be_visible()
    await expect(log(petr).get_by_role("article", name="Questions · 5 of 9 answered")).to_be_visible()
    await petr.keyboard.press("Enter")
    await expect(thread(petr).get_by_role("article", name="✔ 6 · What went wrong?")).to_contain_text(JOKE)
    await press(asked(petr, "When did it happen?"), "Don't know yet")
    await expect(thread(petr).get_by_role("article", name="When did it happen? Not known yet")).to_be_visible()


async def writes_notes(jana: Page) -> None:
    await notes(jana, "fact", "The post stood for 19 minutes before Petr deleted it")
    await notes(jana, "action", "Ended the agency's login")


async def notes(person: Page, weight: str, text: str) -> None:
    await person.get_by_role("combobox", name="Write a message").fill(f"/crisis note {weight}: {text}")
    await person.keyboard.press("Enter")
    private_reply = log(person).get_by_role("article", name=f"· {weight} “{text}”")
    await expect(private_reply).to_contain_text("Only you can see this")


async def sees_the_board_change(ana: Page) -> None:
    """What the others did since Ana came stands on her board, and the page was never loaded again."""
    for line in (f"Accounts: {ACCOUNTS}", "Serious (SEV2, provisional)", "Question 8 of 9", "Known 1"):
        await expect(board(ana)).to_contain_text(line)
    await expect(board(ana).get_by_role("link", name="Go to question")).to_be_visible()
    await expect(log(ana).get_by_role("article", name="Questions · 6 of 9 answered")).to_be_visible()
    await expect(ana.get_by_text(NAMED)).to_have_count(0)
    await board(ana).evaluate("node => node.scrollIntoView()")
    await no_sideways_scroll(ana)


async def rates_the_damage(petr: Page) -> None:
    await press(asked(petr, "Is someone to blame?"), "Answer…")
    cause = petr.get_by_role("dialog", name="Question 8 of 9")
    await cause.get_by_role("radio", name="A third party").check()
    await cause.get_by_role("radio", name="A person's slip").check()
    await cause.get_by_role("button", name="Save").click()

    await press(asked(petr, "How much damage has been done?"), "Rate damage…")
    damage = petr.get_by_role("dialog", name="Rate the damage")
    await damage.get_by_role("combobox", name="Reputation").click()
    await petr.get_by_role("listbox", name="Reputation").get_by_role("option", name="2 serious").click()
    await damage.get_by_role("radio", name="None").check()
    await damage.get_by_role("radio", name="Growing").check()
    await damage.get_by_role("button", name="Save").click()
    await expect(thread(petr).get_by_role("article", name="All 9 asked. Serious (SEV2)")).to_be_visible()


async def resolves_with_a_reason(ana: Page) -> None:
    """A reason of one word is refused under its field; what was typed stays, and the field has the focus."""
    await board(ana).get_by_role("button", name="More").click()
    await ana.get_by_role("menuitem", name="Resolve…").click()
    form = ana.get_by_role("dialog", name="Resolve crisis 1")
    await expect(form).to_contain_text("Not answered: When did it happen?")
    await form.get_by_role("radio", name="Stopped").check()
    open_still = form.get_by_role("textbox", name="Still open, with owner")
    await open_still.fill("Answer those who were hurt (Petr)")
    await form.get_by_role("textbox", name="Closing word").fill("We apologised on both accounts")
    await form.get_by_role("combobox", name="Review owner").click()
    await ana.get_by_role("listbox", name="Review owner").get_by_role("option", name="Eva Malá").click()
    await form.get_by_label("Review date").fill((datetime.now(UTC) + timedelta(days=4)).date().isoformat())
    reason = form.get_by_role("textbox", name="Why resolve now?")
    await reason.fill("Enough")
    await form.get_by_role("button", name="Resolve").click()
    await expect(reason).to_have_accessible_description("Say why you resolve it now, in at least 3 words.")
    await expect(reason).to_be_focused()
    await expect(reason).to_have_value("Enough")
    await expect(open_still).to_have_value("Answer those who were hurt (Petr)")
    await no_sideways_scroll(ana)

    await reason.fill(REASON)
    await form.get_by_role("button", name="Resolve").click()
    await expect(form).to_be_hidden()
    await expect(board(ana)).to_contain_text("RESOLVED")


async def reads_the_timeline(petr: Page, picture: Picture) -> None:
    await summary(petr).get_by_role("button", name="2 replies").click()
    timeline = thread(petr).get_by_role("article", name="Timeline of Crisis 1")
    await expect(timeline).to_contain_text("Name kept private.")
    await picture(petr, "summary")


async def fetches_the_file(ana: Page) -> None:
    await summary(ana).get_by_role("button", name="2 replies").click()
    async with ana.expect_download() as coming:
        await thread(ana).get_by_role("link", name="crisis-1.md").click()
    text = Path(await (await coming.value).path()).read_text("utf-8")
    assert text.startswith("# Timeline of Crisis 1: Offensive post from our account")
    assert REASON in text
    assert NAMED not in text
    await no_sideways_scroll(ana)


def log(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversation")


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")


def board(page: Page) -> Locator:
    return log(page).get_by_role("article", name="Crisis 1, ")


def summary(page: Page) -> Locator:
    return log(page).get_by_role("article", name="Crisis 1 resolved.")


def asked(page: Page, question: str) -> Locator:
    """The open question; once it is answered its message is called otherwise."""
    return thread(page).get_by_role("article", name="Answers:").filter(has_text=question)


async def press(card: Locator, button: str) -> None:
    await card.get_by_role("button", name=button, exact=True).click()
