"""The drawer behind the page: weather, request log, sockets, and changing people."""

from bot.rehearsal.control.asked import Asked
from bot.rehearsal.control.looking import person_shape
from bot.rehearsal.errors import NotPossible
from bot.rehearsal.shapes import Json

CHANGEABLE = {"deactivated": "deleted", "guest": "is_restricted", "locale": "locale", "tz": "tz", "job": "job"}


async def weather(asked: Asked) -> Json:
    return asked.workspace.weather.as_json()


async def set_weather(asked: Asked) -> Json:
    workspace = asked.workspace
    try:
        workspace.weather.set_from(asked.body)
    except (KeyError, TypeError, ValueError) as fault:
        raise NotPossible("invalid_weather", f"This weather cannot be read: {fault}") from fault
    if workspace.weather.is_down:
        workspace.sockets.drop()
    workspace.stream.publish("weather", preset=workspace.weather.preset)
    return workspace.weather.as_json()


async def calls(asked: Asked) -> list[Json]:
    """The request log after call number `since`."""
    since = asked.request.query_params.get("since", "0")
    if not since.isdigit():
        raise NotPossible("invalid_arguments", "since must be a number.")
    return [call.as_json() for call in asked.workspace.calls if call.number > int(since)]


async def drop_sockets(asked: Asked) -> Json:
    return {"ok": True, "dropped": asked.workspace.sockets.drop()}


async def change_person(asked: Asked) -> Json:
    """Lets somebody leave or come back, become a guest, or change language or zone; the app hears of it."""
    workspace = asked.workspace
    person = workspace.model.person(asked.request.path_params["id"])
    unknown = set(asked.body) - set(CHANGEABLE)
    if unknown:
        raise NotPossible("invalid_arguments", f"Cannot be changed: {', '.join(sorted(unknown))}.")
    for name, value in asked.body.items():
        field = CHANGEABLE[name]
        setattr(person, field, type(getattr(person, field))(value))
    person.updated = workspace.seconds()
    if person.deleted:
        for place in workspace.places.values():
            if place.kind != "direct" and person.id in place.members:
                place.members.remove(person.id)
    user = person.as_slack(workspace.clock(), with_locale=True)
    workspace.tell({"type": "user_change", "user": user, "event_ts": workspace.next_ts()})
    workspace.stream.publish("people", user=person.id)
    return {"ok": True, "person": person_shape(workspace, person)}
