"""What falls due in the register by itself."""

from __future__ import annotations

from bot.access.leavers import rules as leavers
from bot.access.register.derived import is_live
from bot.access.register.facts import GrantsMarked
from bot.access.register.state import Register
from bot.record.due import Due


def due(register: Register) -> list[Due]:
    """Temporary grants are over by their date; somebody leaves; and whoever owns an account is asked about it."""
    return [*_expiring(register), *leavers.due(register)]


def _expiring(register: Register) -> list[Due]:
    """Each end of each grant once: a grant that is given anew has another. What was closed and seen is over anyway."""
    return [
        Due(at, f"expired/{grant.id}/{at.isoformat()}", (GrantsMarked(grants=(grant.id,), state="expired"),))
        for grant in register.grants.values()
        if (at := grant.expires_at) is not None and is_live(grant) and grant.state != "expired"
    ]
