"""Forms of what connectors close and give back: who loses access, who keeps it, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.access.connectors.automatic import closable, whys
from bot.access.connectors.carried import OfShown
from bot.access.restriction.state import Restriction
from bot.approval import mark
from bot.chat.card import Option, on
from bot.chat.form import Chooses, Form, Says, Sent
from bot.crisis.incident import Incident
from bot.people.naming import full
from bot.text import Joined, Strong, Words, _, _n, raw

HANDLE_CHARS = 60
NAMED = 8  # people by name; more are counted

Line = Words | Strong


class Automatic(Sent):
    """Whether a connector closes it, or a person."""

    how = Chooses(
        "how",
        _("How?"),
        (Option("automatic", _("Close by itself")), Option("by_hand", _("A person does it by hand"))),
        style="list",
    )


def automatic_form(incident: Incident, restriction: Restriction, *, changed: bool = False) -> Form:
    """
    What a connector would close, before it does. Holders are named: it is opened for those allowed alone.

    Args:
        changed: What was sent differs from what was shown, so it is shown once more.
    """
    return Form(
        action="restriction.automatic",
        title=_("Close by itself"),
        submit=_("Go on"),
        carried=on(incident.id, OfShown(restriction.account, mark(closable(restriction)))),
        fields=(
            Says(tuple(_closing_lines(restriction, changed))),
            replace(Automatic.how, initial=("by_hand" if _is_for_people(restriction) else "automatic",)),
        ),
    )


def _closing_lines(restriction: Restriction, changed: bool) -> Iterator[Line]:
    if changed:
        yield Strong(_("This has changed. Look again, then press Go on."))
    for share in closable(restriction):
        names = _names(restriction, share.paths)
        loses = _n("{n} person loses access", "{n} people lose access", len(names))
        yield Strong(
            _("{account}: {loses}, by {connector}", account=restriction.handle, loses=loses, connector=share.connector)
        )
        yield _shown(names)
        if doing := restriction.doing(share.step):
            yield from (
                _("{name}, so far: {why}", name=name, why=why) for name, why in whys(restriction, doing)[:NAMED]
            )
    keep = tuple(full(check.person) for check in restriction.keyholders)
    yield _n("{names} keeps it", "{names} keep it", len(keep), names=Joined(keep))
    yield _("Each is read again before it counts as closed.")


def _is_for_people(restriction: Restriction) -> bool:
    """Whether a connector has tried all of it, and said that it can't."""
    shares = [(doing, share) for share in closable(restriction) if (doing := restriction.doing(share.step))]
    return all(doing.results.get(n) == "could_not" for doing, share in shares for n in share.paths)


def return_form(incident: Incident, restriction: Restriction, paths: Iterable[int]) -> Form:
    """Who would get access back, before anybody does. *paths*: what may be given back by connector."""
    names = _names(restriction, paths)
    back = _n("{n} person gets access back", "{n} people get access back", len(names))
    lines: tuple[Line, ...] = (
        Strong(_("{account}: {back}", account=restriction.handle, back=back)),
        _shown(names),
        _("Former staff, lower levels and temporary access are given back by people."),
        _("Each is read again before it counts as given back."),
    )
    return Form(
        action="restore.automatic",
        title=_("Give back by itself"),
        submit=_("Give back"),
        carried=on(incident.id, OfShown(restriction.account)),
        fields=(Says(lines),),
    )


def _names(restriction: Restriction, paths: Iterable[int]) -> list[str]:
    """Whose paths they are, each person once."""
    found = (path for n in paths if (path := restriction.path(n)))
    return list({path.holder.reveal(): path.name.reveal() for path in found}.values())


def _shown(names: list[str]) -> Words:
    more, shown = len(names) - NAMED, Joined(tuple(names[:NAMED]))
    return _n("{names} and {n} more", "{names} and {n} more", more, names=shown) if more > 0 else raw(shown)
