"""What the playbooks say: the questions and the kinds of crisis. Read and checked from YAML in bot/playbooks.py."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from bot.domain.frozen import Frozen


class Choice(Frozen):
    """One answer a person can press or tick."""

    value: str
    label: str  # English; a message id


class When(Frozen):
    """Shown only where an earlier answer holds one of these values: another question's, or a field of the same form."""

    question: str
    field: str
    among: tuple[str, ...]


class Field(Frozen):
    """One field of a question's form. Names are unique within the question."""

    name: str
    type: Literal["text", "long_text", "number", "address", "one", "many", "people", "moment", "grade"]
    label: str
    hint: str = ""
    options: tuple[Choice, ...] = ()
    required: bool = False
    restricted: bool = False  # read only by commander, deputy, HR, legal, access lead and who typed it
    max_chars: int = 3000
    initial: str = ""  # "now" for a moment
    only_listed: bool = False  # asked only where setup says the company is on a stock exchange


class Question(Frozen):
    """
    One question of the thread.

    *press*: one field of type "one" with up to four options, shown as buttons. *form*: everything else.
    *reply_field* names the field that a plain reply in the thread fills; empty where replies are not taken.
    """

    id: str
    text: str
    why: str
    kind: Literal["press", "form"]
    verb: str = "Answer…"  # label of the button that opens the form: Answer… Write… Choose time… Rate damage…
    note: tuple[str, ...] = ()  # further lines on the question's card
    title: str = ""  # of the form; empty: "Question {n} of {m}"
    fields: tuple[Field, ...]
    follows: str = ""  # id of the question this one is a follow-up of: numbered 3a, 3b
    when: When | None = None  # asked only then
    reply_field: str = ""
    intake: bool = False  # asked only where the opening form did not say
    core: bool = False  # one of the six that must be settled before resolving

    @property
    def is_restricted(self) -> bool:
        """Whether any field is restricted, so that it is answered in a form only."""
        return any(field.restricted for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @model_validator(mode="after")
    def _press_is_one_choice(self) -> Self:
        if self.kind == "press" and not (len(self.fields) == 1 and 2 <= len(self.fields[0].options) <= 4):
            raise ValueError("a question to press has one field with two to four options")
        if self.reply_field and self.reply_field not in [field.name for field in self.fields]:
            raise ValueError(f"reply_field: there is no field {self.reply_field!r}")
        return self


class Kind(Frozen):
    """One kind of crisis: its name and the words of a title that suggest it."""

    id: str
    title: str
    words: tuple[str, ...] = ()  # lower case, any language; whole words or, ending in *, beginnings


class Book(Frozen):
    """All playbooks together."""

    questions: tuple[Question, ...] = ()
    kinds: tuple[Kind, ...] = ()
    reask_after_minutes: int = 20  # a question not known is asked again then, next at double the gap
    reask_times: int = 3  # never again by itself after that many
    deputy_after_minutes: int = 5

    def question(self, id: str) -> Question:
        """KeyError if there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    def kind(self, id: str) -> Kind:
        """KeyError if there is none."""
        for kind in self.kinds:
            if kind.id == id:
                return kind
        raise KeyError(id)
