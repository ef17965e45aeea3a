"""files.getUploadURLExternal and completeUploadExternal: a file is announced, uploaded, then shared; files.info."""

from bot.rehearsal import files as all_files
from bot.rehearsal import talk
from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.model import BOT_ID, BOT_USER, File
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import needs, open_place
from bot.rehearsal.workspace import Workspace


def get_upload_url(workspace: Workspace, args: Args) -> Json:
    needs(workspace, "files:write")
    name, size = args.needed("filename"), args.number("length", 0, all_files.MAX_BYTES)
    file = all_files.announce(workspace, BOT_USER, name, size)
    return {"upload_url": f"{workspace.url}/upload/{file.id}/{file.key}", "file_id": file.id}


def info(workspace: Workspace, args: Args) -> Json:
    """A file the app may know of; one whose message was deleted is not there any more."""
    needs(workspace, "files:read")
    file = workspace.model.files.get(args.needed("file"))
    if file is None or file.base64 is None or not all_files.is_open_to_app(workspace, file):
        raise SlackError("file_not_found")
    return {"file": all_files.shape(workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


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
    message.files = [all_files.shape(workspace, file) for file in files]
    talk.post(workspace, place, message)
