"""What a test looks for in any state of the page."""

from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page

GRAVE = ("serious", "critical")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def no_sideways_scroll(page: Page) -> None:
    """The page is not wider than its window."""
    assert await page.evaluate(WIDER) == 0


async def no_grave_finding(page: Page, state: str) -> None:
    """axe-core finds nothing serious or critical in what is shown now; *state* names it in the report."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    results: Any = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [found for found in results["violations"] if found["impact"] in GRAVE]
    assert grave == [], f"{state}: " + "; ".join(f"{found['id']} at {found['nodes'][0]['html']}" for found in grave)
