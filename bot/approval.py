"""
One rule for whatever is confirmed: what counts is exactly what was shown, and of a draft another person says so.

A form or button carries the ``mark`` of what it shows. What comes back is held against what is there by then; whoever
was shown something else sees it anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Someone
from bot.record.frozen import REVEAL, Frozen
from bot.text import Moment, Words, _


class Approval(Frozen):
    mark: str  # of the text that was shown
    by: Someone
    at: datetime


class Draft(Frozen):
    """A text that one person wrote and another approves. *asked* is who is to."""

    text: str
    written_by: Someone
    written_at: datetime
    asked: Someone | None = None
    approval: Approval | None = None

    @property
    def is_approved(self) -> bool:
        """An approval of any other text counts no more."""
        return self.approval is not None and self.approval.mark == mark(self.text)

    def approved(self, approval: Approval) -> Self:
        """With that approval; as it was, where it is of another text."""
        return self.model_copy(update={"approval": approval}) if approval.mark == mark(self.text) else self


def mark(thing: object) -> str:
    """
    SHA-256 of the canonical JSON, hex: the same for the same content in every process.

    Args:
        thing: A text, a number, None, a model, a dataclass, or a tuple, list or dict of them. What is restricted in it
            counts as what it is, so the mark goes to nobody but those who were shown it.
    """
    said = json.dumps(thing, default=_plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def _plain(part: object) -> object:
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json", context=REVEAL)
    if is_dataclass(part):
        return {field.name: getattr(part, field.name) for field in fields(part)}
    raise TypeError(f"{type(part).__name__} has no canonical form")


def must_be_as_shown(thing: object, shown: str, words: Words, code: str = "changed") -> None:
    """Refuse whoever was *shown* (a mark) anything else than what is there now."""
    if mark(thing) != shown:
        raise Refused(words, code=code)


def approve(draft: Draft, shown: str, by: Someone) -> None:
    """Whether *by* approves this very text. Raises Refused."""
    must_be_approvable(draft, by)
    at, name = Moment(draft.written_at), full(draft.written_by)
    words = _("{name} changed this text at {at}. Nothing was approved. Open it and read it again.", name=name, at=at)
    must_be_as_shown(draft.text, shown, words, "form_overtaken")


def must_be_approvable(draft: Draft, by: Someone) -> None:
    """Refuse who wrote it, and a second approval."""
    if draft.approval is not None and draft.is_approved:
        name, at = full(draft.approval.by), Moment(draft.approval.at, "date_time")
        raise Refused(_("{name} approved this text, {at}.", name=name, at=at), code="approved")
    if draft.written_by.id == by.id:
        raise Refused(_yours(draft), code="author_is_approver")


def _yours(draft: Draft) -> Words:
    said = _("You wrote this text, so someone else approves it. The draft is safe.")
    if draft.asked is None:
        return _("{said} Ask a colleague.", said=said)
    at = Moment(draft.written_at, "date_time")
    return _("{said} {name} was asked at {at}.", said=said, name=full(draft.asked), at=at)
