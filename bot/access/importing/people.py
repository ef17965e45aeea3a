"""Rows of people: matched by e-mail or chat ID, never by name; a system, which has neither, by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.access.importing import cells
from bot.access.importing.columns import FILES, column, meant
from bot.access.importing.tables import Row, Table
from bot.access.importing.taking import Taking
from bot.access.register.codes import EMPLOYERS, Employer
from bot.access.register.entities import Holder
from bot.access.register.merging import merged
from bot.errors import Refused
from bot.text import _, raw

MEMBER = re.compile(r"(?:[a-z]+:)?[A-Z0-9]{2,}")  # as a chat writes its ids; with the chat's name before it or without
OURS = re.compile(r"h[0-9a-f]+")  # of who has neither: an export writes it
COLUMNS = FILES["people"]
FILLED = tuple(each for each in COLUMNS if each.holds != "id")

Rows = Iterable[tuple[Table, Row]]


def take(taking: Taking, rows: Rows) -> dict[str, str]:
    """Take them in; gives whose entry became whose, where a chat ID joins two of one person."""
    joined: dict[str, str] = {}
    met: list[tuple[Table, Row, str]] = []
    for table, row in rows:  # all are met first: a manager may stand below those who have them
        try:
            id = _meet(taking, row, joined)
        except Refused as refused:
            taking.wrong(table, row, refused)
            continue
        if taking.is_first(table, row, id):
            met.append((table, row, id))
    for table, row, id in met:
        _fill(taking, table, row, id, joined)
    return joined


def _meet(taking: Taking, row: Row, joined: dict[str, str]) -> str:
    """The id of whom the row is about; whoever is new is in the register from then on. Raises Refused."""
    email, wanted = cells.email(text) if (text := taking.text(row, "email")) else "", _chat_id(taking, row)
    known = taking.with_email(email) if email else None
    if wanted and known and wanted != known:
        _join(taking, known, wanted, email)
        joined[known] = wanted
    name = taking.text(row, "name")
    id = wanted or known
    if id is None and not email:
        if not name or not _is_system(taking, row):
            raise Refused(_("A person needs an e-mail or a chat ID: nobody is matched by name."))
        id = taking.system(name)
    id = id or taking.make_id("h")
    if id not in taking.holders:
        if not name:
            raise Refused(_("{column} is missing.", column="name"))
        employer: Employer = "system" if _is_system(taking, row) else "staff"
        taking.put_holder(Holder(id=id, name=name, email=email, employer=employer))
    return id


def _is_system(taking: Taking, row: Row) -> bool:
    return meant(EMPLOYERS, taking.text(row, "employer")) == "system"


def _chat_id(taking: Taking, row: Row) -> str | None:
    text = taking.text(row, "chat_id")
    if not text:
        return None
    if known := taking.with_id(text):
        return known
    if OURS.fullmatch(text):
        return text
    if not MEMBER.fullmatch(text):
        raise Refused(
            _("“{text}” is no chat ID. Copy the member ID from the person's profile, like U012ABC.", text=text)
        )
    return text if ":" in text else f"{taking.chat}:{text}"


def _join(taking: Taking, known: str, wanted: str, email: str) -> None:
    """Who stood there by e-mail alone and who is in the chat are one. Raises Refused where each is somebody else."""
    other = taking.holders.get(wanted)
    if ":" in known or (other is not None and other.email not in ("", email)):
        raise Refused(_("The e-mail and the chat ID are of two people in the register. Check both."))
    whole = taking.whole()
    taking.become(whole.model_copy(update=merged(whole, known, wanted)))


def _fill(taking: Taking, table: Table, row: Row, id: str, joined: dict[str, str]) -> None:
    old = next((old for old, new in joined.items() if new == id), None)
    known = taking.register.holders
    start = known.get(id) or known.get(old or "")
    found = taking.values(table, row, FILLED, start, Holder)
    if old is not None:
        found.differences.append(taking.difference(column("people", "chat_id"), old, id))
    holder = taking.holders[id].model_copy(update=found.fields)
    taking.put_holder(holder)
    taking.changed(table, row, raw(holder.name), start is None, found.differences)
