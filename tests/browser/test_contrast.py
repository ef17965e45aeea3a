"""The colours of the page keep the contrast they were chosen for."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "bot" / "rehearsal" / "page" / "tokens.css"
ROUNDED = 0.06  # the ratios were written down to one place
PAIRS = [  # what stands on what, its ratio in light and in dark, and the least that is allowed
    ("text", "paper", 15.9, 14.7, 4.5),
    ("muted", "panel", 5.6, 7.0, 4.5),
    ("link", "paper", 7.2, 9.3, 4.5),
    ("on-primary", "primary", 6.6, 7.0, 4.5),
    ("on-danger", "danger", 6.5, 7.2, 4.5),
    ("on-warning", "warning", 7.6, 9.0, 4.5),
    ("muted", "private-reply", 5.4, 6.5, 4.5),
    ("on-mention", "mention", 14.0, 10.0, 4.5),
    ("side-muted", "side", 7.2, 7.5, 4.5),
    ("on-drill", "drill", 8.7, 8.9, 4.5),
    ("control-edge", "panel", 3.6, 3.7, 3.0),
    ("ring", "panel", 6.6, 8.2, 3.0),
    ("side-ring", "side", 9.4, 9.8, 3.0),
    ("on-side-chosen", "side-chosen", 6.6, 9.8, 4.5),
    ("on-for-me", "for-me", 9.9, 9.9, 4.5),
]
TINTS = 9


def colours() -> dict[str, tuple[str, str]]:
    """Each token in light and in dark."""
    css = TOKENS.read_text("utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    single = re.findall(r"--([\w-]+): (#\w{6});", css)
    return {name: (light, dark) for name, light, dark in pairs} | {name: (one, one) for name, one in single}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2: from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, of "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("front", "back", "light", "dark", "least"), PAIRS, ids=lambda value: str(value))
def test_a_pair_of_colours_has_its_contrast(front: str, back: str, light: float, dark: float, least: float) -> None:
    known = colours()

    found = [contrast(one, other) for one, other in zip(known[front], known[back], strict=True)]

    assert found == pytest.approx([light, dark], abs=ROUNDED)
    assert min(found) >= least


def test_initials_are_read_on_every_tint() -> None:
    tints = re.findall(r"--tint: (#\w{6});", TOKENS.read_text("utf-8"))

    assert len(tints) == TINTS
    assert min(contrast("#ffffff", tint) for tint in tints) >= 4.5
