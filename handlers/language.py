"""Changing the language of a room: the board, the questions and the rest are shown anew."""

from __future__ import annotations

from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.language import change_language, known_languages, language_name
from bot.people.who import Right
from bot.store.store import Store
from bot.text import _


class Language:
    """``/crisis language hr``."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [Route("command.language", Right.commander, self.change)]

    async def change(self, request: Request) -> Outcome:
        """The commander chooses; the room follows."""
        incoming = request.incoming
        if not request.words:
            there, known = language_name(request.crisis.room.language), known_languages()
            return Reply((_("This room speaks {language}. There is: {known}.", language=there, known=known),))
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(change_language(change.incident, request.words, incoming.by.someone))
            speaks = language_name(change.incident.room.language)
            return change.says(Reply((_("The room speaks {language} now.", language=speaks),)))
