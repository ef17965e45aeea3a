"""What falls due in the register by itself."""

from __future__ import annotations

from bot.domain.access import leavers
from bot.domain.access.derived import is_live
from bot.domain.access.register import Register
from bot.domain.due import Due
from bot.domain.events import GrantExpired


def due(register: Register) -> list[Due]:
    """Temporary grants are over by their date; somebody leaves; and whoever owns an account is asked about it."""
    return [*_expiring(register), *leavers.due(register)]


def _expiring(register: Register) -> list[Due]:
    """Each end of each grant once: a grant that is given anew has another. What was closed and seen is over anyway."""
    return [
        Due(at=at, key=f"expired/{grant.id}/{at.isoformat()}", facts=(GrantExpired(grant=grant.id),))
        for grant in register.grants.values()
        if (at := grant.expires_at) is not None and is_live(grant) and grant.state != "expired"
    ]
