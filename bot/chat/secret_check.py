"""The look for passwords and keys in what people wrote, off the event loop where there is much of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from bot.access.secrets import secret_seen

AT_ONCE: Final = 1_000  # characters that are looked at in a millisecond or two; more holds up whoever else waits


async def must_hold_no_secret(fields: Mapping[str, str]) -> None:
    """As the rule of that name; raises Refused ("secret_seen")."""
    if sum(map(len, fields.values())) <= AT_ONCE:
        return secret_seen.must_hold_no_secret(fields)
    return await asyncio.to_thread(secret_seen.must_hold_no_secret, fields)


async def holds_secret(text: str) -> bool:
    """As the rule of that name."""
    if len(text) <= AT_ONCE:
        return secret_seen.holds_secret(text)
    return await asyncio.to_thread(secret_seen.holds_secret, text)
