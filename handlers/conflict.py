"""Who must not see a crisis: kept out, named, removed from the room, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, ChoosesSeveral, Field, Form, PicksSeveral, Says, Sent
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import LINE_CHARS, Why, why
from bot.crisis.incident import Incident, Naming
from bot.errors import Refused
from bot.people.conflict import rules as conflict
from bot.people.conflict.cards import OfNaming
from bot.people.naming import full
from bot.people.permission import commands
from bot.people.who import Person, Right
from bot.room.status import when
from bot.store.store import Store
from bot.text import Words, _, raw


class KeptOut(Sent):
    """Who else must not see it, and who may again."""

    kept_out = PicksSeveral(
        "kept_out", _("Must not see this"), hint=_("Kept out of room and roles. They are told nothing.")
    )
    back = ChoosesSeveral("back", _("May see it again"), required=False)
    reason = Asks(
        "reason",
        _("Why may they?"),
        hint=_("Needed to let somebody back."),
        required=False,
        max_chars=LINE_CHARS,
    )


class Involved:
    """Their names stand in forms, whispers and letters alone, and only for those who may read them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("command.keepout", Right.inside, self.form),
            Route("involved.form", Right.inside, self.form),
            Route("involved.keep_out", Right.commander, self.keep_out),
            Route("involved.remove", Right.staff, self.remove),
            Route("involved.clear", Right.staff, self.clear),
        ]

    async def form(self, request: Request) -> Outcome:
        """The commander's form; who else may read the names is told them."""
        incident, by = request.crisis, request.incoming.by
        known = conflict.readable(incident, by)
        people = await self.store.people(naming.person.reveal() for naming in known)
        if commands(incident, by):
            return OpenForm(_form(incident, known, people))
        if not known:
            raise Refused(_("Only the commander can do this. Nothing was changed."), code="not_allowed")
        return Reply((_("Must not see Crisis {n}, for you only", n=incident.number), *_lines(incident, known, people)))

    async def keep_out(self, request: Request) -> Outcome:
        """The form, sent: both who else is kept out and who is not any more."""
        act, given = request.incoming, request.read(KeptOut)
        people = conflict.chosen(given.kept_out, await self.store.people(given.kept_out))
        back = [int(n) for n in given.back if n.isascii() and n.isdigit()]
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(conflict.keep_out(change.incident, act.by, people, back, given.reason))
            inside = any(person.id in change.incident.inside for person in people)
            lines = [_("Saved. They are told nothing, and the room sees no name.")]
            if inside:
                lines.append(_("Somebody of them is in the room: a letter asks whether to remove them."))
            return change.says(Reply(tuple(lines)))

    async def remove(self, request: Request) -> Outcome:
        """*Remove from the room*: the letter shows it; nothing more is said."""
        act, of = request.incoming, request.carried(OfNaming)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right) as change:
            change.record(conflict.remove(change.incident, act.by, of.naming))
            return change.says(Done())

    async def clear(self, request: Request) -> Outcome:
        """*Take it back…*: pressed, it asks why; sent, they may act again."""
        act, of, given = request.incoming, request.carried(OfNaming), request.sent(Why)
        if given is None:
            conflict.must_decide(request.crisis, act.by, of.naming)
            return OpenForm(why("involved.clear", on(request.crisis.id, of), _("Take it back"), _("Why?")))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right) as change:
            change.record(conflict.take_back(change.incident, act.by, of.naming, given.reason))
            return change.says(Done())


def _lines(incident: Incident, known: list[Naming], people: Mapping[str, Person]) -> list[Words]:
    return [
        _(
            "{name} · {by}, {at}",
            name=_name(naming, people),
            by=full(naming.by),
            at=when(incident, naming.at),
        )
        for naming in known
    ]


def _name(naming: Naming, people: Mapping[str, Person]) -> str:
    id = naming.person.reveal()
    return people[id].name if id in people else id


def _form(incident: Incident, known: list[Naming], people: Mapping[str, Person]) -> Form:
    options = tuple(Option(str(naming.n), raw(_name(naming, people))) for naming in known)
    fields: list[Field] = [replace(KeptOut.kept_out, required=not known)]
    if known:
        fields += [
            Says((_("So far, and who said so:"), *_lines(incident, known, people))),
            replace(KeptOut.back, options=options),
            KeptOut.reason,
        ]
    return Form("involved.keep_out", _("Must not see this"), _("Save"), fields=tuple(fields), carried=on(incident.id))
