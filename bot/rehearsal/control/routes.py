"""The one table of the control API's addresses."""

from starlette.responses import StreamingResponse
from starlette.routing import Route

from bot.rehearsal.control import drilling, looking, talking, using
from bot.rehearsal.control.asked import Asked, Control, route
from bot.rehearsal.workspace import Workspace

AS = "/as/{user}"


def routes(workspace: Workspace) -> list[Route]:
    """Every route under /control."""
    reading: dict[str, Control] = {
        "/people": looking.people,
        AS: looking.frame,
        f"{AS}/places/{{channel}}": looking.place,
        f"{AS}/places/{{channel}}/threads/{{ts}}": looking.thread,
        f"{AS}/places/{{channel}}/pins": looking.pins,
        f"{AS}/search": looking.search,
        f"{AS}/views": looking.views,
        f"{AS}/notified": looking.notified,
        f"{AS}/stream": stream,
        "/files/{id}": looking.file,
        "/weather": drilling.weather,
        "/calls": drilling.calls,
    }
    changing: dict[str, Control] = {
        f"{AS}/say": talking.say,
        f"{AS}/edit": talking.edit,
        f"{AS}/delete": talking.delete,
        f"{AS}/upload": talking.upload,
        f"{AS}/pin": talking.pin,
        f"{AS}/unpin": talking.unpin,
        f"{AS}/react": talking.react,
        f"{AS}/unreact": talking.unreact,
        f"{AS}/read": talking.read,
        f"{AS}/join": talking.join,
        f"{AS}/leave": talking.leave,
        f"{AS}/invite": talking.invite,
        f"{AS}/direct": talking.direct,
        f"{AS}/command": using.command,
        f"{AS}/shortcut": using.shortcut,
        f"{AS}/press": using.press,
        f"{AS}/submit": using.submit,
        f"{AS}/close": using.close,
        f"{AS}/home": using.home,
        "/weather": drilling.set_weather,
        "/people": drilling.add_person,
        "/people/{id}": drilling.change_person,
        "/socket/drop": drilling.drop_sockets,
    }
    return [route(workspace, "GET", path, control) for path, control in reading.items()] + [
        route(workspace, "POST", path, control) for path, control in changing.items()
    ]


async def stream(asked: Asked) -> StreamingResponse:
    """Server-Sent Events of what this person may see."""
    last = asked.request.headers.get("last-event-id") or asked.request.query_params.get("last-event-id", "")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    listening = asked.workspace.stream.listen(asked.user, last)
    return StreamingResponse(listening, media_type="text/event-stream", headers=headers)
