"""Ways of somebody who uses no mouse."""

from playwright.async_api import Locator, Page, expect

BACK = {"ArrowUp": "ArrowDown", "ArrowDown": "ArrowUp", "Tab": "Shift+Tab", "F6": "Shift+F6", "Shift+Tab": "Tab"}
STEPS = 14


async def press_first_button(page: Page, message: Locator, name: str) -> None:
    """Enter on a message leads to its buttons; Enter on a button presses it."""
    await page.keyboard.press("Enter")
    await expect(message.get_by_role("button", name=name, exact=True)).to_be_focused()
    await page.keyboard.press("Enter")


async def until_focused(page: Page, key: str, target: Locator) -> None:
    """Press a key until the target has the focus, as somebody does who watches where it goes, and back if past it."""
    for each in (key, BACK[key]):
        for _ in range(STEPS):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await page.keyboard.press(each)
    await expect(target).to_be_focused()
