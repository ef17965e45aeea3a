"""pins.add."""

from bot.rehearsal import talk
from bot.rehearsal.errors import SlackError
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import message_of, needs, open_place
from bot.rehearsal.workspace import Workspace

MAX_PINS = 100  # Slack: pins.add, too_many_pins


def add(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "pins:write")
    place = open_place(workspace, args)
    message = message_of(place, args.needed("timestamp"))
    if message.ts in place.pins:
        raise SlackError("already_pinned")
    if len(place.pins) >= MAX_PINS:
        raise SlackError("too_many_pins")
    talk.pin(workspace, place, message)
    return {}
