"""
Reads playbooks/*.yaml (YAML 1.2) into a Book and checks all of it: whoever edits them gets every mistake at once,
each with its file and line and a plain sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.domain.frozen import Frozen
from bot.domain.playbook import Book, Kind, Question
from bot.domain.severity import READS
from bot.errors import CrisisError

QUESTIONS: Final = "questions.yaml"

Checked = TypeVar("Checked", bound=Frozen)

Path = tuple[str | int, ...]
"""Where in a file: keys and, in lists, positions."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong, and where; *line* counts from 1."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


class PlaybooksWrong(CrisisError):
    """The playbooks cannot be used."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """
        Args:
            mistakes: All of them, by file and line.
        """
        super().__init__("The playbooks cannot be used:\n" + "\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class _Questions(Frozen):
    """What questions.yaml holds."""

    questions: tuple[Question, ...]
    reask_after_minutes: int = 20
    reask_times: int = 3


@dataclass
class _Sheet:
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


def load(folder: Traversable | None = None) -> Book:
    """The playbooks of *folder*, by default those that come with the product. Raises PlaybooksWrong."""
    folder = folder or files("playbooks")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    sheets = {name: _read(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names}
    asked = sheets.pop(QUESTIONS, None) or _missing(QUESTIONS)
    questions = _checked(asked, _Questions)
    kinds = {name: _checked(sheet, Kind) for name, sheet in sheets.items()}
    if questions:
        _refer(asked, questions.questions)
    for name, kind in kinds.items():
        if kind and f"{kind.id}.yaml" != name:
            sheets[name].wrong(("id",), f"the id is {kind.id}, so the file must be called {kind.id}.yaml.")
    mistakes = [mistake for sheet in (asked, *sheets.values()) for mistake in sheet.mistakes]
    if mistakes or questions is None:
        raise PlaybooksWrong(sorted(mistakes))
    known = sorted((kind for kind in kinds.values() if kind), key=lambda kind: kind.order)
    return Book(
        questions=questions.questions,
        kinds=tuple(known),
        reask_after_minutes=questions.reask_after_minutes,
        reask_times=questions.reask_times,
    )


def _missing(name: str) -> _Sheet:
    return _Sheet(name, mistakes=[Mistake(name, 1, "this file is missing.")])


def _read(name: str, text: str) -> _Sheet:
    sheet = _Sheet(name)
    try:
        node = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        sheet.mistakes.append(Mistake(name, line, f"this is not YAML: {fault.problem}."))
        return sheet
    if node is not None:
        sheet.values = _value(node, (), sheet)
    return sheet


def _value(node: Node, path: Path, sheet: _Sheet) -> object:
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


def _pairs(node: MappingNode, path: Path, sheet: _Sheet) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        sheet.lines[(*path, name)] = line = key.start_mark.line + 1
        if name in seen:
            sheet.mistakes.append(Mistake(sheet.file, line, f"{name} stands here twice."))
        seen.add(name)
        yield name, _value(value, (*path, name), sheet)


def _scalar(node: ScalarNode, path: Path, sheet: _Sheet) -> object:
    text = str(node.value)
    match str(node.tag).rpartition(":")[2]:
        case "bool":
            return text.lower() == "true"
        case "int" if text.lstrip("+-").isdigit():
            return int(text)
        case "null":
            return None
        case "str" if "{" in text or "}" in text:
            sheet.wrong(path, "braces { } have no meaning here; leave them out.")
    return text


def _checked(sheet: _Sheet, model: type[Checked]) -> Checked | None:
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
    match error["type"]:
        case "missing":
            return f"{name} is missing."
        case "extra_forbidden":
            near = get_close_matches(name, _known(model), 1)
            return f"{name} is not known here." + (f" Did you mean {near[0]}?" if near else "")
        case "literal_error":
            return f"{name} must be {error['ctx']['expected']}; here it is {error['input']!r}."
        case "string_type":
            return f"{name} must be words; put them in quotes if they look like a number."
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{name} must be a whole number."
        case "bool_type" | "bool_parsing":
            return f"{name} must be true or false."
        case "tuple_type":
            return f"{name} must be a list."
        case "model_type" | "model_attributes_type":
            return f"{name} must hold keys with values, one a line."
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


def _refer(sheet: _Sheet, questions: tuple[Question, ...]) -> None:
    """What one question says of another, and what the severity reads must exist."""
    before: dict[str, Question] = {}
    for place, question in enumerate(questions):
        here: Path = ("questions", place)
        if question.id in before:
            sheet.wrong((*here, "id"), f"two questions are called {question.id}.")
        if question.follows and question.follows not in before:
            sheet.wrong((*here, "follows"), f"there is no question {question.follows} before this one.")
        if question.follows and not _stands_behind(question, questions[place - 1]):
            sheet.wrong((*here, "follows"), f"a follow-up stands directly behind {question.follows}.")
        if condition := question.only_if:
            asked = before.get(condition.question)
            for says in _unmet(condition.question, condition.field, condition.among, asked):
                sheet.wrong((*here, "only_if"), says)
        before[question.id] = question
    _needed(sheet, before)


def _stands_behind(question: Question, previous: Question) -> bool:
    return previous.id == question.follows or previous.follows == question.follows


def _unmet(id: str, name: str, among: tuple[str, ...], asked: Question | None) -> Iterator[str]:
    if asked is None:
        yield f"there is no question {id} before this one."
        return
    fields = {field.name: field for field in asked.fields}
    if name not in fields:
        yield f"question {id} has no field {name}."
        return
    for value in among:
        if fields[name].choice(value) is None:
            yield f"question {id} has no answer {value}."


def _needed(sheet: _Sheet, questions: Mapping[str, Question]) -> None:
    for id, names in READS.items():
        known = {field.name for field in questions[id].fields} if id in questions else set()
        for name in sorted(set(names) - known):
            sheet.wrong(("questions",), f"the severity needs the field {name} of a question {id}.")
