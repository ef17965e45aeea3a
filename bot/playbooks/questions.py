"""What one question says of another, and what severity and posture read, must exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.access.posture.rules import proposal
from bot.crisis.playbook import Question
from bot.crisis.severity import rules as severity
from bot.playbooks.sheet import Path, Sheet
from bot.record.frozen import Frozen


class Questions(Frozen):
    """What questions.yaml holds."""

    questions: tuple[Question, ...]
    access: tuple[Question, ...] = ()
    reask_after_minutes: int = 20
    reask_times: int = 3


def refer(sheet: Sheet, given: Questions) -> None:
    """Note in the sheet what one question says wrongly of another."""
    before: dict[str, Question] = {}
    _list(sheet, "questions", given.questions, before)
    _list(sheet, "access", given.access, before)
    _needed(sheet, before)


def _list(sheet: Sheet, key: str, questions: tuple[Question, ...], before: dict[str, Question]) -> None:
    """One list of questions; *before* are those that stand before it, and then these too."""
    for place, question in enumerate(questions):
        here: Path = (key, place)
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


def _needed(sheet: Sheet, questions: Mapping[str, Question]) -> None:
    for what, reads in (("severity", severity.READS), ("posture", proposal.READS)):
        for id, names in reads.items():
            known = {field.name for field in questions[id].fields} if id in questions else set()
            for name in sorted(set(names) - known):
                sheet.wrong(("questions",), f"the {what} needs the field {name} of a question {id}.")
