"""Who must not see a crisis: kept out, named, removed from the room, and taken back."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.carried import number
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.errors import Refused
from bot.people.conflict import rules as conflict
from bot.people.conflict.cards import OfNaming
from bot.people.conflict.forms import KeptOut, keep_out_form, known_lines
from bot.people.permission import commands
from bot.people.who import Right
from bot.store.store import Store
from bot.text import _


class Conflict:
    """Their names stand in forms, private replies and direct messages alone, and only for those who may read them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("command.conflict", Right.inside, self.form),
            Route("conflict.form", Right.inside, self.form),
            Route("conflict.keep_out", Right.commander, self.keep_out),
            Route("conflict.remove", Right.staff, self.remove),
            Route("conflict.clear", Right.staff, self.clear),
        ]

    async def form(self, request: Request) -> Outcome:
        """The commander's form; who else may read the names is told them."""
        incident, by = request.crisis, request.incoming.by
        known = conflict.readable(incident, by)
        people = await self.store.people(naming.person.reveal() for naming in known)
        if commands(incident, by):
            return OpenForm(keep_out_form(incident, known, people))
        if not known:
            raise Refused(_("Only the commander can do this. Nothing was changed."), code="not_allowed")
        head = _("Must not see Crisis {n}, for you only", n=incident.number)
        return Reply((head, *known_lines(incident, known, people)))

    async def keep_out(self, request: Request) -> Outcome:
        """The form, sent: both who else is kept out and who is not any more."""
        act, given = request.incoming, request.read(KeptOut)
        people = conflict.chosen(given.kept_out, await self.store.people(given.kept_out))
        back = [n for text in given.back if (n := number(text)) is not None]
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(conflict.keep_out(change.incident, act.by, people, back, given.reason))
            inside = any(person.id in change.incident.room.inside for person in people)
            lines = [_("Saved. They are told nothing, and the room sees no name.")]
            if inside:
                lines.append(_("Somebody of them is in the room: a letter asks whether to remove them."))
            return change.says(Reply(tuple(lines)))

    async def remove(self, request: Request) -> Outcome:
        """*Remove from the room*: the direct message shows it; nothing more is said."""
        act, of = request.incoming, request.carried(OfNaming)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right) as change:
            change.record(conflict.remove(change.incident, act.by, of.naming))
            return change.says(Done())

    async def clear(self, request: Request) -> Outcome:
        """*Take it back…*: pressed, it asks why; sent, they may act again."""
        act, of, given = request.incoming, request.carried(OfNaming), request.sent(Why)
        if given is None:
            conflict.must_decide(request.crisis, act.by, of.naming)
            return OpenForm(why("conflict.clear", on(request.crisis.id, of), _("Take it back"), _("Why?")))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right) as change:
            change.record(conflict.take_back(change.incident, act.by, of.naming, given.reason))
            return change.says(Done())
