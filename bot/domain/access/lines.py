"""Approved first lines: an approval is bound to the text by its digest."""

from __future__ import annotations

import hashlib


def digest_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode()).hexdigest()
