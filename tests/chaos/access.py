"""How closing access stands in the database: every step of every closing, and whether the register agrees with it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Engine

from bot.access.register.state import Register
from bot.access.restriction.register_sync import carried
from bot.crisis.incident import Incident
from tests.chaos.records import records

# How many facts say how far a closing is, depends on when the register was told; what it says in the end is compared.
CARRIED = ("grants_marked", "account_marked")


def _records(outside: Engine) -> tuple[list[Incident], list[Register]]:
    with outside.connect() as connection:
        found = records(connection)
    return [each for each in found if isinstance(each, Incident)], [
        each for each in found if isinstance(each, Register)
    ]


def steps(outside: Engine) -> Iterator[str]:
    """Each step of each closing with its one state, each item to pause, each entry of the register with its state."""
    incidents, registers = _records(outside)
    for restriction in (each for incident in incidents for each in incident.restrictions.all):
        checks = {check.person.id: check.state for check in restriction.keyholders}
        done, verified = len(restriction.done), len(restriction.verified)
        yield f"{restriction.account}: {checks}, {done} done, {verified} verified of {len(restriction.paths)}"
        for doing in restriction.steps:
            how = json.dumps({"results": doing.results, "verified": doing.verified, "doers": doing.doers})
            yield f"{restriction.account} {doing.step.n} {doing.step.purpose} by {doing.by and doing.by.id}: {how}"
    for task in (task for incident in incidents for task in incident.tasks.values()):
        yield f"{task.id} {task.subject.name}: {task.result}, by {task.doers}, verified {task.verified_by is not None}"
    for register in registers:
        yield f"accounts {sorted(register.states.items())}"
        yield f"grants {sorted((grant.id, grant.state) for grant in register.grants.values())}"
        yield f"changed {sorted(secret.id for secret in register.secrets.values() if secret.rotated_at)}"
        yield f"leavers {sorted((leaver.holder, leaver.reminded) for leaver in register.leavers.values())}"


def out_of_step(outside: Engine) -> list[str]:
    """What the register was not told of a closing, though nothing is left to do."""
    incidents, registers = _records(outside)
    return [
        f"the register does not know: {each.key}"
        for register in registers
        for incident in incidents
        for each in carried(register, incident)
    ]
