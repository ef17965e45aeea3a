"""Rows of access: who gets into what, and how; with a name under *secret*, who knows which shared secret."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.importing import cells
from bot.access.importing.columns import FILES, column
from bot.access.importing.tables import Row, Table
from bot.access.importing.taking import Difference, Taking, Values
from bot.access.register.codes import Means
from bot.access.register.entities import Grant, Known, Secret
from bot.errors import Refused
from bot.text import _

OF_GRANT = tuple(each for each in FILES["access"] if each.of == "grant")
OF_KNOWN = {"known_since": "since", "known_until": "until"}
OF_SECRET = tuple(each for each in FILES["access"] if each.of == "secret" and each.name not in ("secret", *OF_KNOWN))


def take(taking: Taking, rows: Iterable[tuple[Table, Row]]) -> None:
    """Take them in. People, accounts and tools must be there by then."""
    for table, row in rows:
        try:
            (_secret if taking.text(row, "secret") else _grant)(taking, table, row)
        except Refused as refused:
            taking.wrong(table, row, refused)


def _grant(taking: Taking, table: Table, row: Row) -> None:
    of, holder, means = _of(taking, row), _holder(taking, row), _means(taking, row)
    if missing := next((name for name, value in (("platform", of), ("person", holder)) if not value), None):
        raise Refused(_("{column} is missing.", column=missing))
    if means is None:
        raise Refused(_("{column} is missing.", column="means"))
    if not taking.is_first(table, row, of, holder, means) or not taking.fits(table, row, "grant"):
        return
    was = taking.grant(of, holder, means)
    found = taking.values(table, row, OF_GRANT, was, Grant)
    grant = was or Grant(id=taking.make_id("g"), of=of, holder=holder, means=means, origin="imported")
    taking.grants[grant.id] = grant.model_copy(update=found.fields)
    about = _("{name}: {means}, {account}", name=taking.name(holder), means=means.value, account=taking.called(of))
    taking.changed(table, row, about, was is None, found.differences)


def _secret(taking: Taking, table: Table, row: Row) -> None:
    name, of, holder = taking.text(row, "secret"), _of(taking, row), _holder(taking, row)
    if _means(taking, row) not in (None, Means.shared_password):
        raise Refused(_("A shared secret is a shared_password: write that under means, or nothing."))
    if not taking.is_first(table, row, "secret", name.casefold(), of, holder) or not taking.fits(table, row, "secret"):
        return
    was = next((each for each in taking.secrets.values() if each.name.casefold() == name.casefold()), None)
    found = taking.values(table, row, OF_SECRET, was, Secret)
    secret = (was or Secret(id=taking.make_id("s"), name=name)).model_copy(update=found.fields)
    if of and of not in secret.opens:
        secret = secret.model_copy(update={"opens": (*secret.opens, of)})
        found.differences.append(Difference(_("Opens"), "", taking.called(of)))
    if holder:
        secret = _learned(taking, table, row, secret, holder, found)
    taking.secrets[secret.id] = secret
    taking.changed(table, row, _("Secret “{name}”", name=secret.name), was is None, found.differences)


def _learned(taking: Taking, table: Table, row: Row, secret: Secret, holder: str, found: Values) -> Secret:
    """Who knows it, since when, and until when they were entitled to."""
    was = next((known for known in secret.known_by if known.holder == holder), None)
    times = taking.values(table, row, [column("access", name) for name in OF_KNOWN], was, Known, OF_KNOWN)
    now = (was or Known(holder=holder)).model_copy(update=times.fields)
    if was is None:
        found.differences.append(Difference(_("Known by"), "", taking.name(holder)))
    found.differences += times.differences
    known_by = {known.holder: known for known in secret.known_by} | {holder: now}
    return secret.model_copy(update={"known_by": tuple(known_by.values())})


def _of(taking: Taking, row: Row) -> str:
    """The id of the account or the tool that is named; "" where none is. Raises Refused where it is not known."""
    word = taking.text(row, "platform")
    if not word:
        return ""
    platform = taking.platform(word)
    handle = taking.handle(row, platform)
    found = taking.account(platform, handle) if handle else taking.tool(word)
    if found is None and handle:
        says = _(
            "There is no account {handle} on {platform}. Put it into accounts.csv.", handle=handle, platform=platform
        )
        raise Refused(says)
    if found is None:
        raise Refused(_("There is no tool “{name}”. An account needs its name under handle.", name=word))
    return found


def _holder(taking: Taking, row: Row) -> str:
    text = taking.text(row, "person")
    return taking.person(text) if text else ""


def _means(taking: Taking, row: Row) -> Means | None:
    text = taking.text(row, "means")
    return Means(cells.code(column("access", "means"), text)) if text else None
