"""One spelling for what people paste: addresses and handles are compared by it."""

from __future__ import annotations

import unicodedata


def spelled(text: str) -> str:
    """Without signs that show nothing (zero-width spaces, soft hyphens), full-width signs as plain ones, trimmed."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Cc")).strip()
