"""Writing the memory to a file and reading it back, so that a rehearsal survives a restart."""

import os
from pathlib import Path

from pydantic import TypeAdapter

from bot.rehearsal.model import Model


def adapter() -> TypeAdapter[Model]:
    """Reads and writes a whole memory as JSON."""
    return TypeAdapter(Model)


def written(model: Model) -> bytes:
    """The memory as JSON."""
    return adapter().dump_json(model)


def keep(content: bytes, path: Path) -> None:
    """Replaces the file at once: a reader sees the old memory or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def reload(path: Path) -> Model:
    """
    Reads a kept memory.

    Raises:
        OSError: the file cannot be read.
        pydantic.ValidationError: it is not a memory of this version.

    """
    return adapter().validate_json(path.read_bytes())
