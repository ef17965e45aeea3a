"""Files: put in by people or by the app, shared by a message or given in a form, and read with the app's token."""

import mimetypes
import secrets
from pathlib import PurePath
from urllib.parse import quote

from bot.rehearsal.errors import NotPossible
from bot.rehearsal.model import BOT_USER, File
from bot.rehearsal.shapes import Json
from bot.rehearsal.workspace import Workspace

MAX_BYTES = 20_000_000  # ours: enough for a rehearsal
MOST = 10  # Slack: file-input-element page, and as many in one message
MAX_GIVEN_BYTES = 10_000_000  # Slack: file-input-element page: 10 MB


def announce(workspace: Workspace, owner: str, name: str, size: int) -> File:
    """A file whose bytes are still to come."""
    key, made = secrets.token_urlsafe(16), workspace.seconds()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.model.fresh_id("F"), name, name, size, key, mimetype=kind, owner=owner, made=made)
    workspace.model.files[file.id] = file
    return file


def put_in(workspace: Workspace, owner: str, name: str, content: bytes) -> File:
    """
    A file from somebody's own device, which nobody else sees yet.

    Raises:
        NotPossible: it has no bytes or too many, or no name.

    """
    if not name or not content:
        raise NotPossible("no_file_data", "There is nothing in this file.")
    if len(content) > MAX_BYTES:
        raise NotPossible("file_too_large", f"A file has at most {MAX_BYTES // 1_000_000} MB here.", 413)
    file = announce(workspace, owner, PurePath(name.replace("\\", "/")).name, len(content))
    file.take(content)
    return file


def own(workspace: Workspace, user: str, ids: object, most: int = MOST) -> list[File]:
    """
    Files that *user* put in, by their ids.

    Raises:
        NotPossible: there is none such, or there are too many.

    """
    if not isinstance(ids, list):
        raise NotPossible("invalid_arguments", "Files are named by a list of ids.")
    if len(ids) > most:
        raise NotPossible("too_many_files", f"Please choose at most {most}.")
    found = [workspace.model.files.get(str(each.get("id") if isinstance(each, dict) else each)) for each in ids]
    files = [file for file in found if file is not None and file.owner == user and file.base64 is not None]
    if len(files) != len(ids):
        raise NotPossible("file_not_found", "This file is not here any more.", 404)
    return files


def is_open_to_app(workspace: Workspace, file: File) -> bool:
    """Whether the app may know of a file: its own, one given to it, or one shared where it is."""
    place = workspace.places.get(file.channel)
    return file.owner == BOT_USER or file.is_given or (place is not None and BOT_USER in place.members)


def shape(workspace: Workspace, file: File) -> Json:
    """Slack's file object."""
    address = f"{workspace.url}/files-pri/{workspace.model.team_id}-{file.id}"
    name = quote(file.name)
    return {
        "id": file.id,
        "created": file.made,
        "timestamp": file.made,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": PurePath(file.name).suffix.removeprefix(".").lower() or "binary",
        "user": file.owner,
        "mode": "hosted",
        "size": file.size,
        "is_external": False,
        "is_public": False,
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        "permalink": f"{workspace.url}/control/files/{file.id}",
    }
