"""What falls due in the register by itself."""

from __future__ import annotations

from bot.domain.access.register import Register
from bot.domain.due import Due
from bot.domain.events import GrantEnded


def due(register: Register) -> list[Due]:
    """Temporary grants end by themselves."""
    return [
        Due(at=grant.expires_at, key=f"expired/{grant.id}", facts=(GrantEnded(grant=grant.id, reason="expired"),))
        for grant in register.grants.values()
        if grant.expires_at is not None
    ]
