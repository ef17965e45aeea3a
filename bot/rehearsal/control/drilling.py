"""The drawer behind the page: weather, request log, sockets, and changing people."""

from zoneinfo import available_timezones

from bot.rehearsal.control.asked import Asked
from bot.rehearsal.control.looking import person_shape
from bot.rehearsal.errors import NotPossible
from bot.rehearsal.people import Person
from bot.rehearsal.rooms import changed
from bot.rehearsal.shapes import Json
from bot.rehearsal.workspace import Workspace

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
    """All of them, or the one that `socket` counts from 0."""
    index = asked.body.get("socket")
    sockets = asked.workspace.sockets
    if index is not None and not (type(index) is int and 0 <= index < sockets.number):
        raise NotPossible("no_such_socket", f"There are {sockets.number}, counted from 0.", 404)
    return {"ok": True, "dropped": sockets.drop(index), "open": sockets.number}


async def change_person(asked: Asked) -> Json:
    """Lets somebody leave or come back, become a guest, or change language or zone; the app hears of it."""
    workspace = asked.workspace
    person = workspace.model.person(asked.request.path_params["id"])
    for name, value in asked.body.items():
        _check(name, value)
        setattr(person, CHANGEABLE[name], value)
    person.updated = workspace.seconds()
    if person.deleted:
        _put_out(workspace, person)
    _tell(workspace, "user_change", person)
    return {"ok": True, "person": person_shape(workspace, person)}


async def add_person(asked: Asked) -> Json:
    """A new colleague, who is in no place yet; the app hears of it."""
    workspace = asked.workspace
    tz = asked.optional("tz") or "Europe/London"
    _check("tz", tz)
    person = Person(
        workspace.model.fresh_id("U"),
        asked.text("name"),
        asked.text("real_name"),
        asked.optional("job"),
        asked.optional("locale") or "en-GB",
        tz,
        workspace.model.team_id,
        tint=len(workspace.people) % 9 + 1,
        updated=workspace.seconds(),
    )
    workspace.people[person.id] = person
    _tell(workspace, "team_join", person)
    return {"ok": True, "person": person_shape(workspace, person)}


def _check(name: str, value: object) -> None:
    if name not in CHANGEABLE or not isinstance(value, bool if name in ("deactivated", "guest") else str):
        raise NotPossible("invalid_arguments", f"{name} cannot be changed to that.")
    if name == "tz" and value not in available_timezones():
        raise NotPossible("invalid_arguments", "There is no such time zone.")


def _put_out(workspace: Workspace, person: Person) -> None:
    """Somebody who left is in no place any more and has nothing open; direct conversations stay for the others."""
    workspace.views.of(person.id).clear()
    for place in workspace.places.values():
        if place.kind != "direct" and person.id in place.members:
            place.members.remove(person.id)
            changed(workspace, place)


def _tell(workspace: Workspace, kind: str, person: Person) -> None:
    user = person.as_slack(workspace.clock(), with_locale=True)
    workspace.tell({"type": kind, "user": user, "event_ts": workspace.next_ts()})
    workspace.stream.publish("people", user=person.id)
