"""A form's class: its fields as they are asked, and as they were given."""

import ast
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.chat.card import Option, on
from bot.chat.carried import Carried
from bot.chat.form import (
    Asks,
    Attaches,
    Chooses,
    ChoosesPlace,
    ChoosesSeveral,
    Dates,
    Days,
    Picks,
    PicksSeveral,
    Reads,
    Sent,
)
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.text import Words, _

ROOT = Path(__file__).resolve().parents[2]
OPENED = ("given", "files", "carried", "value", "chosen")
AT = datetime(2026, 11, 21, 14, 21, tzinfo=UTC)


class Entry(Sent):
    """One of each sort of field."""

    what = Asks("what", _("What happened?"), max_chars=20)
    weight = Chooses("weight", _("Type"), (Option("fact", _("Fact")), Option("rumour", _("Rumour"))))
    of = ChoosesSeveral("of", _("Of"), required=False)
    by = Picks("by", _("Who?"), refusal=_("Choose somebody."))
    also = PicksSeveral("also", _("Who else?"), required=False)
    at = Dates("at", _("When?"), required=False)
    day = Days("day", _("Which day?"), required=False)
    where = ChoosesPlace("where", _("Where?"))
    files = Attaches("files", _("Files"), required=False)


GIVEN: dict[str, Given] = {"what": " a post ", "weight": "fact", "of": ("a", "b"), "by": "ana", "also": ("tom",)}


def sent(**given: Given) -> Entry:
    return Entry({**GIVEN, **given}, {})


def test_on_the_class_a_field_is_how_it_is_asked() -> None:
    assert Entry.what.label == _("What happened?")
    assert replace(Entry.what, required=False, initial="so far").initial == "so far"


def test_on_what_was_sent_it_is_what_was_given() -> None:
    given = sent(at=AT, day=date(2026, 11, 22), where="C1")

    assert (given.what, given.weight, given.of, given.by, given.also) == ("a post", "fact", ("a", "b"), "ana", ("tom",))
    assert (given.at, given.day, given.where) == (AT, date(2026, 11, 22), "C1")


def test_what_was_left_empty_is_empty_of_its_own_sort() -> None:
    given = sent(what=None, weight=None, of=(), also=None)

    assert (given.what, given.weight, given.of, given.also) == ("", "", (), ())
    assert (given.at, given.day, given.where, given.files) == (None, None, "", ())


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("what", "x" * 23, _("Shorten by {over}.", over=3)),
        ("weight", "lie", _("Choose one.")),
        ("by", None, _("Choose somebody.")),
    ],
)
def test_what_a_field_cannot_be_is_refused_under_it_before_anything_else_is_read(
    field: str, value: Given, words: Words
) -> None:
    with pytest.raises(Refused) as refused:
        sent(**{field: value})

    assert (refused.value.field, refused.value.words) == (field, words)


def test_the_forms_of_the_house_name_each_field_as_their_attribute_is_named() -> None:
    def kinds(form: type[Sent]) -> list[type[Sent]]:
        return [form, *(each for kind in form.__subclasses__() for each in kinds(kind))]

    named = [(kind.__name__, name, field) for kind in kinds(Sent) for name, field in vars(kind).items()]

    assert [(kind, name) for kind, name, field in named if getattr(field, "name", name) != name] == []


AS_A_WHOLE = {"access", "opening", "questions"}  # whose fields the playbook's questions name, or an entry's own


NAMED_ELSEWHERE = {  # how they are asked is made for each row, place, question or entry; who reads them asks there too
    "bot/crisis/setup_forms.py",
    "bot/speech/holding_statement/cards.py",
    "bot/crisis/questions/forms/answer.py",
    "bot/access/register/forms/entries.py",
}


def test_what_a_form_asks_is_a_field_of_the_class_that_reads_it() -> None:
    """A field made beside a class would be asked, and read by nobody."""
    kinds = {kind.__name__ for kind in Reads.__subclasses__()}
    beside = set()
    for path in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        within = {id(node) for each in ast.walk(tree) if isinstance(each, ast.ClassDef) for node in ast.walk(each)}
        made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in within]
        if any(isinstance(node.func, ast.Name) and node.func.id in kinds for node in made):
            beside.add(str(path.relative_to(ROOT)))

    assert beside == NAMED_ELSEWHERE


def test_no_handler_reads_a_form_or_a_button_by_a_string() -> None:
    """Nor opens them: what came in is read by the class that wrote it, and by nothing else."""
    raw = [
        (path.stem, node.attr)
        for path in (ROOT / "handlers").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        if node.attr in ("by_name", "files_by_name", "parts")
        or (ast.unparse(node.value) in ("act", "incoming", "request.incoming") and node.attr in OPENED)
    ]

    assert {handler for handler, _attribute in raw} == AS_A_WHOLE
    assert {attribute for _handler, attribute in raw} == {"by_name"}


@dataclass(frozen=True, slots=True)
class OfFile(Carried):
    """A file, and where it was seen."""

    entry: int
    thread: str = ""
    ref: str = ""


@pytest.mark.parametrize(
    ("of", "value"),
    [(OfFile(3), "in1 3"), (OfFile(3, "", "2.0"), "in1 3 - 2.0"), (OfFile(3, "1.0", "2.0"), "in1 3 1.0 2.0")],
)
def test_what_a_button_carries_is_read_by_the_class_that_wrote_it(of: OfFile, value: str) -> None:
    assert on("in1", of) == value
    assert OfFile.read(value.split()[1:]) == of


@pytest.mark.parametrize("parts", [[], ["-"], ["three"], ["-3"], ["٣"], ["1" * 10]])
def test_what_is_missing_or_no_number_is_a_button_of_another_version(parts: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        OfFile.read(parts)

    assert refused.value.code == "unknown_action"
