"""What falls due by itself, recorded: one loop for crises and the register."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.record.consequences import due
from bot.store.store import Store
from bot.store.work import Work


async def record_due(store: Store, work: Work, book: Book, ticked: set[str]) -> bool:
    """
    Record the first that is due in this work, unless its key is among *ticked*. True if there was one.

    It is asked again once the record is locked: somebody may have done meanwhile what it waited for.
    """
    record = work.record
    waiting = next((each.key for each in due(record, book) if each.at <= work.now and each.key not in ticked), None)
    if waiting is None:
        return False
    async with store.happened(record.id, waiting) as change:
        still = [each for each in due(change.state, book) if each.key == waiting and each.at <= change.now]
        for each in still:
            ticked.add(each.key)  # recorded now, or long since: not tried again while this work lasts
            change.record(each.facts)
    return True
