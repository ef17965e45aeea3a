"""A workspace that delivers everything three times at once, as a bad network may."""

from __future__ import annotations

import asyncio

from bot.rehearsal import Workspace
from bot.rehearsal.delivery import Answer, Envelope, Kind
from bot.rehearsal.shapes import Json


def thrice(workspace: Workspace) -> list[list[Answer]]:
    """From now on everything is delivered three times at once; the answers are kept, three by three."""
    answers = list[list[Answer]]()
    ask, tell = workspace.ask, workspace.delivery.tell

    async def asked(kind: Kind, payload: Json) -> Answer:
        three = await asyncio.gather(*(ask(kind, payload) for _time in range(3)))
        answers.append(three)
        return three[0]

    def told(envelope: Envelope) -> None:
        tell(envelope)
        workspace.delivery.tell_again(envelope)
        workspace.delivery.tell_again(envelope)

    workspace.ask, workspace.delivery.tell = asked, told  # type: ignore[method-assign]
    return answers
