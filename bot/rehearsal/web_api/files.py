"""files.getUploadURLExternal and completeUploadExternal: a file is announced, uploaded, then shared."""

import secrets

from bot.rehearsal import talk
from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.model import BOT_ID, BOT_USER, File
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import needs, open_place
from bot.rehearsal.workspace import Workspace

MAX_BYTES = 20_000_000  # ours: enough for a rehearsal


def get_upload_url(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "files:write")
    name, size = args.needed("filename"), args.number("length", 0, MAX_BYTES)
    file = File(workspace.model.fresh_id("F"), name, name, size, secrets.token_urlsafe(16))
    workspace.model.files[file.id] = file
    return {"upload_url": f"{workspace.url}/upload/{file.id}/{file.key}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Args) -> Json:
    """Without a channel the file stays the app's own; with one it is shared there by a message."""
    needs(workspace, "files:write")
    files = [_uploaded(workspace, row) for row in _rows(args)]
    if args.text("channel_id"):
        place = open_place(workspace, Args(args.given | {"channel": args.text("channel_id")}))
        _share(workspace, args, place, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _rows(args: Args) -> list[Json]:
    rows = args.shape("files")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise invalid_arguments("missing required field: files")
    return rows


def _uploaded(workspace: Workspace, row: Json) -> File:
    file = workspace.model.files.get(str(row.get("id")))
    if file is None or file.base64 is None:
        raise SlackError("file_not_found")
    file.title = str(row.get("title") or file.title)
    return file


def _share(workspace: Workspace, args: Args, place: Place, files: list[File]) -> None:
    thread_ts = args.text("thread_ts")
    if thread_ts and thread_ts not in place.messages:
        raise SlackError("invalid_thread_ts")
    message = Message(workspace.next_ts(), BOT_USER, args.text("initial_comment"), [], thread_ts, BOT_ID, "file_share")
    for file in files:
        file.channel = place.id
    message.files = [_shape(workspace, file) for file in files]
    talk.post(workspace, place, message)


def _shape(workspace: Workspace, file: File) -> Json:
    address = f"{workspace.url}/control/files/{file.id}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": file.size,
        "user": BOT_USER,
        "mode": "hosted",
        "url_private": address,
        "permalink": address,
    }
