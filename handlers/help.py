"""Help, one's own crises, and what was typed wrong: the nearest command."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.address import given_back
from bot.chat.card import Button, Item
from bot.chat.incoming import Commanded
from bot.chat.nearest import nearest, not_yet
from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.people.who import Right
from bot.room.status import state_words
from bot.store.store import Store
from bot.text import Moment, Words, _

LISTED = 40  # newest crises of a person that are looked at: Home shows ten of a list and leads here for the rest
OPEN = "open.start"


class Help:
    """What a person reads who does not know the commands by heart."""

    def __init__(self, store: Store, command: str, words: Mapping[str, bool]) -> None:
        """*words* are the commands there are, and whether each belongs in a room."""
        self.store = store
        self.command = command
        self.words = words

    def routes(self) -> list[Route]:
        return [
            Route("command.help", Right.anyone, self.show, about=False),
            Route("help.show", Right.anyone, self.show, about=False),
            Route("command.unknown", Right.staff, self.unknown, about=False, free_text=True),
            Route("command.list", Right.staff, self.rooms, about=False),
            Route("help.rooms", Right.staff, self.rooms, about=False),
        ]

    async def show(self, request: Request) -> Outcome:
        """How to start, and what there is."""
        start = _("{command} open <what you see> starts. In a room use its buttons.", command=self.command)
        here = _("In a room also: {words}.", words=self._listed(in_room=True))
        anywhere = _("Anywhere: {words}.", words=self._listed(in_room=False))
        stuck = _("Stuck? Ask the commander of your room, or an admin of this app.")
        return Reply((start, here, anywhere, stuck), (_OPEN, _ROOMS))

    def _listed(self, *, in_room: bool) -> str:
        """The commands of one kind; *open* and *help* are known to who reads this."""
        words = (word for word, belongs in self.words.items() if belongs is in_room and word not in ("open", "help"))
        return " · ".join(sorted(words))

    async def unknown(self, request: Request) -> Outcome:
        """The command that was meant, or that there is none yet; and what was typed, so that nothing is lost."""
        word = next(iter(request.words.split()), "")
        said = _("I don't know “{command} {word}”. Nothing was changed.", command=self.command, word=word[:40])
        back = await given_back(_typed(request))
        if missing := not_yet(word):
            return Reply((missing, *back), (_HELP, _ROOMS))
        near = nearest(word, self.words)
        if near is None:
            return Reply((said, *back), (_HELP, _ROOMS))
        ask = _("Did you mean “{command} {word}”?", command=self.command, word=near)
        return Reply((said, ask, *back), (_HELP,))

    async def rooms(self, request: Request) -> Outcome:
        """The crises this person is in: open ones first, then recent ones."""
        by = request.incoming.by
        rooms = await self.store.incidents_of(request.incoming.tenant, by.id, LISTED)
        mine = [incident for incident in rooms if not incident.has_conflict(by.id)]
        if not mine:
            nothing = _("You are in no crisis room. If something looks wrong, open a crisis; small ones are welcome.")
            return Reply((nothing,), (_OPEN,))
        ordered = sorted(mine, key=lambda i: (i.is_resolved, -i.number))
        return Reply((_("Crises you are in"), *(_one(incident) for incident in ordered)))


def _typed(request: Request) -> str:
    return request.incoming.typed if isinstance(request.incoming, Commanded) else ""


def _one(incident: Incident) -> Words:
    opened = Moment(incident.opening.opened_at, "date_time") if incident.opening.opened_at else "–"
    return _(
        "Crisis {n} · {title} · {state} · opened {at}",
        n=incident.number,
        title=incident.opening.title,
        state=state_words(incident),
        at=opened,
    )


_HELP: Item = Button("help.show", _("Help"))
_OPEN: Item = Button(OPEN, _("Open a crisis…"), style="primary")
_ROOMS: Item = Button("help.rooms", _("My rooms"))
