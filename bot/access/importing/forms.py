"""The forms by which files become entries of the register: which files, then what they would change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from bot.access.importing import Change, Mistake, Plan
from bot.access.importing.from_crises import Named
from bot.access.importing.signs import READINGS
from bot.access.register.entities import Account
from bot.access.register.state import Register
from bot.approval import mark
from bot.chat.card import Option, on
from bot.chat.carried import Carried
from bot.chat.form import Attaches, Chooses, ChoosesSeveral, Field, Form, Says, Sent
from bot.crisis.evidence.facts import FileRef
from bot.crisis.wording import shortened
from bot.text import Joined, Param, Strong, Words, _, _n, raw

FILES = 3  # people, accounts, access
MOST_SHOWN = 40  # nobody reads more
SHOWN = 15  # changes, and mistakes, told one by one; the rest is counted
NAMED = 10  # accounts to tick at once
CELL_CHARS = 60
NAME_CHARS = 60  # of a file; the form carries them all, quoted


@dataclass(frozen=True, slots=True)
class OfPreview(Carried):
    """The mark of what a preview showed, and the files it was made of."""

    mark: str = ""
    files: str = ""


class ImportedFiles(Sent):
    """Which files, how their direct messages are read, and which accounts named in crises come with them."""

    files = Attaches(
        "files", _("Files"), hint=_("Never passwords: only where they are kept."), required=False, many=FILES
    )
    reading = Chooses(
        "reading",
        _("If names look wrong, read them as"),
        tuple(Option(name, label) for name, label in READINGS.items()),
        hint=_("Another one is shown first."),
    )
    named = ChoosesSeveral("named", raw(""), required=False, style="list")  # its label counts them


def import_form(
    register: Register,
    named: Named,
    said: Sequence[Words | Strong] = (),
    chosen: Sequence[str] = (),
    made: Plan | None = None,
) -> Form:
    """
    Which files; and the accounts that were named in crises and are not in the register, with those *chosen*.

    Args:
        made: What was read of the files before, whose direct messages may be read otherwise.
    """
    about = _("CSV files of people, accounts and access. You see what would change before it does.")
    fields: list[Field] = [
        Says((*said, about)),
        ImportedFiles.files,
        *(_reading(made) if made else ()),
        *_named(named, chosen),
    ]
    return Form(
        action="access.import_look",
        title=_("Import"),
        submit=_("See what changes"),
        fields=tuple(fields),
        carried=on(register.id),
    )


def refused_form(register: Register, named: Named, made: Plan) -> Form:
    """The same once more, and above it what is wrong in the files."""
    lines: list[Words | Strong] = [Strong(_("Nothing was imported. Put these rows right, then send the files again."))]
    lines += [_place(mistake) for mistake in made.mistakes[:SHOWN]]
    if more := len(made.mistakes) - SHOWN:
        lines += [_n("and {n} more", "and {n} more", more)] if more > 0 else []
    lines += [_place(note) for note in made.notes[:SHOWN]]
    return import_form(register, named, lines, made=made)


def preview_form(register: Register, made: Plan, named: Named, chosen: Sequence[str], files: Sequence[FileRef]) -> Form:
    """What would change. *chosen* are keys of named accounts; see ``key_of``."""
    lines: list[Words | Strong] = [Strong(_counted(made.changes))] if files else []
    lines += _told_one_by_one(made.changes)
    lines += [_place(note) for note in made.notes[:SHOWN]]
    lines.append(_("Nothing is imported yet."))
    seen = mark(previewed(made))
    carried = ",".join(f"{file.id}/{quote(file.name, safe='')}" for file in files)
    return Form(
        action="access.import_save",
        title=_("Import"),
        submit=_("Import"),
        fields=(Says(tuple(lines)), *_reading(made), *_named(named, chosen)),
        carried=on(register.id, OfPreview(seen, carried)),
        begins=seen,
    )


def _told_one_by_one(changes: Sequence[Change]) -> list[Words]:
    """
    What is written over comes first, that by which an account is got back before all else. Of the latter each is told,
    as many as a form can hold; the others are counted where they are many.
    """
    changing = [change for change in changes if change.changes]
    changing.sort(key=lambda change: (not change.recovers, not change.overwrites))  # otherwise in the files' order
    always = sum(change.recovers for change in changing)
    shown = min(max(SHOWN, always), MOST_SHOWN)
    lines = [_changed(change) for change in changing[:shown]]
    if always > shown:
        lines.append(
            _n(
                "{n} more row changes how an account is got back. Send fewer rows at once, to see it.",
                "{n} more rows change how accounts are got back. Send fewer rows at once, to see them.",
                always - shown,
            )
        )
    if more := len(changing) - max(shown, always):
        lines.append(_n("and {n} more", "and {n} more", more))
    return lines


def _reading(made: Plan) -> list[Field]:
    """
    Where direct messages were guessed: another reading. Chosen, what it
    makes of them is shown before anything is taken.
    """
    guessed = next((table.guessed for table in made.tables if table.guessed), "")
    if not guessed:
        return []
    return [replace(ImportedFiles.reading, initial=(guessed,))]


def carried_files(of: OfPreview) -> tuple[FileRef, ...]:
    """The files that a preview carries."""
    parts = (each.partition("/") for each in of.files.split(",") if each)
    return tuple(FileRef(id=id, name=unquote(name)) for id, _slash, name in parts)


def ends_of(name: str) -> str:
    """A file's name as it is shown and carried: a long one loses its middle, for often its end tells it from others."""
    if len(name) <= NAME_CHARS:
        return name
    half = NAME_CHARS // 2
    return f"{name[: half - 1]}…{name[-half:]}"


def key_of(account: Account) -> str:
    """A named account as an option's value, the same each time it is read out of the crises."""
    return hashlib.sha256(f"{account.platform}\n{account.handle}".encode()).hexdigest()[:16]


def previewed(made: Plan) -> list[object]:
    """What the preview says that the files would change; ids of new entries say nothing."""
    return [(change.file, change.line, change.is_new, change.differences) for change in made.changes]


def imported_words(rows: int) -> Words:
    return _n("{n} row is imported.", "{n} rows are imported.", rows) if rows else _("Nothing is different.")


def _named(named: Named, chosen: Sequence[str]) -> list[Field]:
    if not named.accounts:
        return []
    options = tuple(
        Option(key_of(account), raw(f"{account.handle} · {account.platform}")) for account in named.accounts[:NAMED]
    )
    label = _n("{n} account was named in crises: add it?", "{n} accounts were named in crises: add them?", len(options))
    initial = tuple(option.value for option in options if option.value in chosen)
    return [replace(ImportedFiles.named, label=label, options=options, initial=initial)]


def _counted(changes: Sequence[Change]) -> Words:
    new = sum(change.is_new for change in changes)
    changed = sum(change.changes and not change.is_new for change in changes)
    same = len(changes) - new - changed
    return _("New: {new} · changed: {changed} · unchanged: {same}", new=new, changed=changed, same=same)


def _changed(change: Change) -> Words:
    parts: list[Param] = [change.about]
    for each in change.differences:
        was, now = shortened(each.was, CELL_CHARS), shortened(each.now, CELL_CHARS)
        nothing = _("nothing")
        parts.append(_("{label}: {was} → {now}", label=each.label, was=was or nothing, now=now or nothing))
    where = _("{file}, line {line}", file=shortened(change.file, CELL_CHARS), line=change.line)
    kind = _("new") if change.is_new else _("changed")
    return _("{where}: {kind}: {what}", where=where, kind=kind, what=Joined(tuple(parts), " · "))


def _place(mistake: Mistake) -> Words:
    where = _("{file}, line {line}", file=shortened(mistake.file, CELL_CHARS), line=mistake.line)
    return _("{where}: {what}", where=where, what=mistake.says)
