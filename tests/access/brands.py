"""
Registers for the tests of closing access: a shop's account with eleven access paths beside two keyholders, and others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Holder, Known, Secret, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, SecretEntered, ToolEntered
from bot.access.register.state import NUMBER, Register, register_id
from bot.people.who import Someone
from bot.record.fact import Fact
from tests.record.story import EVA, JANA, PETR

IVO, INTERN, AGENCY, LUCIE, ZAPIER = "ivo", "intern", "agency", "lucie", "zapier"
NAMES = {IVO: "Ivo Zxqjmar", INTERN: "Nina Zxqjint", AGENCY: "Zxqj North", LUCIE: "Lucie Zxqjova", ZAPIER: "Zxqjzap"}
PATHS = 11


def shop(petr: Someone = PETR, jana: Someone = JANA, tenant: str = "T1") -> Register:
    """
    @brand on X: eleven access paths besides Petr's and Jana's, two secrets; Ivo left in March and still knows both.

    Beside it @brand_hr (secondary), which Petr and Ivo post to, and a dormant one that nobody is known to hold.
    """
    return of(
        tenant,
        accounts=(
            Account(id="a1", platform="x", handle="@brand"),
            Account(id="a2", platform="facebook", handle="@brand_hr", tier="secondary"),
            Account(id="a3", platform="mastodon", handle="@brand_old", tier="dormant"),
        ),
        holders=(
            Holder(id=petr.id, name=petr.name),
            Holder(id=jana.id, name=jana.name),
            Holder(id=IVO, name=NAMES[IVO], status=Status.left, last_day=date(2026, 1, 12)),
            Holder(id=INTERN, name=NAMES[INTERN]),
            Holder(id=AGENCY, name=NAMES[AGENCY], employer="agency"),
            Holder(id=LUCIE, name=NAMES[LUCIE]),
            Holder(id=ZAPIER, name=NAMES[ZAPIER], employer="system"),
        ),
        tools=(Tool(id="t1", name="Hootsuite", accounts=("a1",), owner=jana.id),),
        secrets=(
            _secret("s1", "password of @brand", ("a1",), petr.id, jana.id, IVO, INTERN, AGENCY),
            _secret("s2", "password of Hootsuite", ("t1",), IVO, LUCIE),
        ),
        grants=(
            Grant(id="g1", of="a1", holder=IVO, means=Means.delegated_role),
            Grant(id="g2", of="a1", holder=AGENCY, means=Means.delegated_role),
            Grant(id="g3", of="a1", holder=LUCIE, means=Means.delegated_role, level=Level.reply),
            Grant(id="g4", of="a1", holder=INTERN, means=Means.recovery_email),
            Grant(id="g5", of="a1", holder=ZAPIER, means=Means.api_app),
            Grant(id="g6", of="t1", holder=LUCIE, means=Means.tool_seat),
            Grant(id="g7", of="a1", holder=petr.id, means=Means.native_login, level=Level.owner),
            Grant(id="g8", of="a1", holder=jana.id, means=Means.delegated_role, level=Level.admin),
            Grant(id="g9", of="a2", holder=petr.id, means=Means.business_manager, level=Level.admin),
            Grant(id="g10", of="a2", holder=IVO, means=Means.business_manager, level=Level.admin),
        ),
    )


def burger(petr: Someone = PETR, jana: Someone = JANA, eva: Someone = EVA, tenant: str = "T1") -> Register:
    """@burger on X, whose password four people know besides three who could keep it; two more with the same mailbox."""
    known = (petr.id, jana.id, eva.id, IVO, INTERN, LUCIE)
    accounts = (
        Account(id="b1", platform="x", handle="@burger"),
        Account(id="b2", platform="x", handle="@burger_uk", tier="secondary"),
        Account(id="b3", platform="instagram", handle="@burger_pics", tier="secondary"),
    )
    return of(
        tenant,
        accounts=accounts,
        holders=(
            *(Holder(id=who.id, name=who.name) for who in (petr, jana, eva)),
            *(Holder(id=id, name=NAMES[id]) for id in (IVO, INTERN, LUCIE, AGENCY)),
        ),
        tools=(Tool(id="t1", name="Buffer", accounts=("b1",), owner=jana.id),),
        secrets=(
            _secret("s1", "password of @burger", ("b1",), *known),
            _secret("s2", "mailbox of the shop", ("b2", "b3"), *known),
        ),
        grants=(
            *(Grant(id=f"g{n}", of="b1", holder=IVO, means=means) for n, means in enumerate(OF_IVO)),
            Grant(id="g20", of="t1", holder=INTERN, means=Means.tool_seat),
        ),
    )


OF_IVO = (Means.delegated_role, Means.api_app, Means.ad_account, Means.recovery_phone)


def of(
    tenant: str,
    accounts: Iterable[Account] = (),
    holders: Iterable[Holder] = (),
    tools: Iterable[Tool] = (),
    secrets: Iterable[Secret] = (),
    grants: Iterable[Grant] = (),
) -> Register:
    """A register of these."""
    return Register(
        id=register_id(tenant),
        tenant=tenant,
        number=NUMBER,
        accounts={each.id: each for each in accounts},
        holders={each.id: each for each in holders},
        tools={each.id: each for each in tools},
        secrets={each.id: each for each in secrets},
        grants={each.id: each for each in grants},
    )


def entered(register: Register) -> list[Fact]:
    """All of it as facts, to be recorded in a store."""
    return [
        *(AccountEntered(account=each) for each in register.accounts.values()),
        *(HolderEntered(holder=each) for each in register.holders.values()),
        *(ToolEntered(tool=each) for each in register.tools.values()),
        *(SecretEntered(secret=each) for each in register.secrets.values()),
        *(GrantEntered(grant=each) for each in register.grants.values()),
    ]


def _secret(id: str, name: str, opens: tuple[str, ...], *known: str) -> Secret:
    return Secret(id=id, name=name, opens=opens, vault="vault/shop", known_by=tuple(Known(holder=h) for h in known))
