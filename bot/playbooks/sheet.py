"""One playbook file as plain values, each with its line, so that every mistake says where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.record.frozen import Frozen

Checked = TypeVar("Checked", bound=Frozen)

Path = tuple[str | int, ...]
"""Where in a file: keys and, in lists, positions."""


PLACES: Final = (("template",),)
"""The last step to texts in which braces stand for empty places."""

MUST: Final = {
    ("missing",): "is missing.",
    ("string_type",): "must be words; put them in quotes if they look like a number.",
    ("int_type", "int_parsing", "int_from_float"): "must be a whole number.",
    ("bool_type", "bool_parsing"): "must be true or false.",
    ("tuple_type",): "must be a list.",
    ("date_type", "date_parsing", "date_from_datetime_parsing"): "must be a day like 2026-11-20.",
    ("model_type", "model_attributes_type"): "must hold keys with values, one a line.",
}
"""What pydantic calls a mistake, and what it asks for."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong, and where; *line* counts from 1."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


@dataclass
class Sheet:
    """One file: its values, the line of each of them, and what is wrong."""

    file: str
    values: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, path: Path, says: str) -> None:
        """Note a mistake at *path*, or at the nearest place above it that has a line."""
        while path and path not in self.lines:
            path = path[:-1]
        self.mistakes.append(Mistake(self.file, self.lines.get(path, 1), says))


def missing(name: str) -> Sheet:
    """In place of a file that is not there."""
    return Sheet(name, mistakes=[Mistake(name, 1, "this file is missing.")])


def read(name: str, text: str) -> Sheet:
    """The file as values; what is no YAML at all is a mistake with its line."""
    sheet = Sheet(name)
    try:
        node = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        sheet.mistakes.append(Mistake(name, line, f"this is not YAML: {fault.problem}."))
        return sheet
    if node is not None:
        sheet.values = _value(node, (), sheet)
    return sheet


def _value(node: Node, path: Path, sheet: Sheet) -> object:
    """The node as plain Python; lines are noted on the way, and keys that stand twice."""
    sheet.lines.setdefault(path, node.start_mark.line + 1)
    match node:
        case MappingNode():
            return dict(_pairs(node, path, sheet))
        case SequenceNode():
            return [_value(item, (*path, place), sheet) for place, item in enumerate(node.value)]
        case ScalarNode():
            return _scalar(node, path, sheet)
    raise TypeError(f"{type(node)} is no kind of node")


def _pairs(node: MappingNode, path: Path, sheet: Sheet) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        sheet.lines[(*path, name)] = line = key.start_mark.line + 1
        if name in seen:
            sheet.mistakes.append(Mistake(sheet.file, line, f"{name} stands here twice."))
        seen.add(name)
        yield name, _value(value, (*path, name), sheet)


def _scalar(node: ScalarNode, path: Path, sheet: Sheet) -> object:
    text = str(node.value)
    match str(node.tag).rpartition(":")[2]:
        case "bool":
            return text.lower() == "true"
        case "int" if text.lstrip("+-").isdigit():
            return int(text)
        case "null":
            return None
        case "str" if ("{" in text or "}" in text) and path[-1:] not in PLACES:
            sheet.wrong(path, "braces { } have no meaning here; leave them out.")
    return text


def checked(sheet: Sheet, model: type[Checked]) -> Checked | None:
    """What the file holds, as *model*; None where it does not fit, and why is noted in the sheet."""
    if sheet.mistakes and sheet.values is None:
        return None
    try:
        return model.model_validate(sheet.values, extra="forbid")
    except ValidationError as wrong:
        for error in wrong.errors():
            sheet.wrong(error["loc"], _sentence(error, model))
        return None


def _sentence(error: ErrorDetails, model: type[Frozen]) -> str:
    name = next((str(step) for step in reversed(error["loc"]) if isinstance(step, str)), "this")
    if must := next((says for types, says in MUST.items() if error["type"] in types), None):
        return f"{name} {must}"
    match error["type"]:
        case "extra_forbidden":
            near = get_close_matches(name, _known(model), 1)
            return f"{name} is not known here." + (f" Did you mean {near[0]}?" if near else "")
        case "literal_error":
            return f"{name} must be {error['ctx']['expected']}; here it is {error['input']!r}."
        case "value_error":
            return f"{error['ctx']['error']}."
        case _:
            return f"{name}: {error['msg']}."


def _known(model: type[Frozen]) -> set[str]:
    """Every key that occurs anywhere in the model, for *Did you mean*."""
    found: set[str] = set()
    schema = model.model_json_schema()
    shapes: Mapping[str, Mapping[str, object]] = schema.get("$defs", {})
    for shape in (schema, *shapes.values()):
        properties = shape.get("properties")
        if isinstance(properties, dict):
            found |= set(properties)
    return found
