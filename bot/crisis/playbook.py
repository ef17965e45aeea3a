"""What the playbooks say: questions, kinds of crisis, roles. Read from YAML and checked in bot/playbooks/."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import model_validator

from bot.access.runbook import Runbook
from bot.record.fact import Level
from bot.record.frozen import Frozen
from bot.text import _

UNKNOWN: Final = "unknown"
"""The value every choice may have: not known yet."""


class Choice(Frozen):
    """One answer a person can press or tick."""

    value: str
    label: str  # English; a message id
    alone: bool = False  # cannot be ticked with others


GRADES: Final = (
    Choice(value="0", label=_("0 none").msgid),
    Choice(value="1", label=_("1 slight").msgid),
    Choice(value="2", label=_("2 serious").msgid),
    Choice(value="3", label=_("3 severe").msgid),
    Choice(value=UNKNOWN, label=_("Not known yet (counts as serious)").msgid),
)
"""How bad one dimension of damage is. Labels are message ids here too; _ only shows them to the translators."""

ANSWER: Final = _("Answer…").msgid


class Condition(Frozen):
    """A follow-up is asked only where a field of another question holds one of these values."""

    question: str
    field: str
    among: tuple[str, ...]


FieldType = Literal[
    "text",
    "long_text",
    "number",
    "address",
    "one",
    "many",
    "people",
    "moment",
    "grade",
    "accounts",  # several of the register's
    "each_account",  # one choice for each account touched, kept as "id=value"
]


class Field(Frozen):
    """One field of a question's form. Names are unique within the question."""

    name: str
    type: FieldType
    label: str
    hint: str = ""
    options: tuple[Choice, ...] = ()
    required: bool = False
    restricted: bool = False  # read only by commander, deputy, HR, legal, access lead and who typed it
    max_chars: int = 3000
    initial: Literal["", "opened"] = ""  # "opened": a moment starts at when the crisis was opened
    not_before: str = ""  # name of the moment that comes first
    filled_by: str = ""  # name of a field from which this one follows, so that it may be left empty beside it
    only_listed: bool = False  # asked only where setup says the company is on a stock exchange

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen; a grade's choices are always the same."""
        return GRADES if self.type == "grade" else self.options

    def choice(self, value: str) -> Choice | None:
        """The choice of that value."""
        return next((choice for choice in self.choices if choice.value == value), None)

    @model_validator(mode="after")
    def _choices_fit_the_type(self) -> Self:
        chooses = ("one", "many", "each_account")
        if self.type in chooses and len(self.options) < 2:
            raise ValueError("a choice needs at least two options")
        if self.type not in chooses and self.options:
            raise ValueError(f"a field of type {self.type} has no options")
        values = [choice.value for choice in self.options]
        if twice := {value for value in values if values.count(value) > 1}:
            raise ValueError(f"two options are called {', '.join(sorted(twice))}")
        if self.restricted and self.type not in ("text", "long_text", "people"):
            raise ValueError("only words and people can be restricted")
        if self.type == "people" and not self.restricted:
            raise ValueError("a field for people must be restricted: names never stand in the room")
        return self


class Question(Frozen):
    """
    One question of the thread.

    *press*: one field of type "one" with up to four options, shown as buttons. *form*: everything else.
    *reply_field* names the field that a plain reply in the thread fills; empty where replies are not taken.
    """

    id: str
    text: str
    short_text: str = ""  # stands before the answer on the card; empty: the text
    why: str  # follows "Why: "
    kind: Literal["press", "form"]
    button_label: str = ANSWER  # of the button that opens the form: Answer… Write… Choose time… Rate damage…
    note_text: tuple[str, ...] = ()  # further lines on the question's card
    title: str = ""  # of the form; empty: "Question {n} of {m}"
    fields: tuple[Field, ...]
    follows: str = ""  # id of the question this one is a follow-up of: numbered 3a, 3b
    only_if: Condition | None = None  # asked only while that answer stands, as a follow-up or with a number of its own
    reply_field: str = ""
    when: Literal["", "touched", "closing"] = ""  # only while accounts of the register are touched; are to be closed
    intake: bool = False  # asked only where the opening form did not say
    core: bool = False  # one of the six that must be settled before resolving

    @property
    def is_restricted(self) -> bool:
        """Whether any field is restricted, so that it is answered in a form only."""
        return any(field.restricted for field in self.fields)

    @property
    def name(self) -> str:
        """What the card calls it once answered; a message id."""
        return self.short_text or self.text

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @model_validator(mode="after")
    def _is_one_shape(self) -> Self:
        names = [field.name for field in self.fields]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two fields are called {', '.join(sorted(twice))}")
        if self.kind == "press" and not (
            len(self.fields) == 1 and self.fields[0].type == "one" and len(self.fields[0].options) <= 4
        ):
            raise ValueError("a question to press has one field of type one, with two to four options")
        if self.reply_field and self.reply_field not in names:
            raise ValueError(f"reply_field: there is no field {self.reply_field}")
        if self.reply_field and self.is_restricted:
            raise ValueError(
                "a question with a restricted field is answered in its form only, so it has no reply_field"
            )
        if missing := [field.filled_by for field in self.fields if field.filled_by and field.filled_by not in names]:
            raise ValueError(f"filled_by: there is no field {missing[0]}")
        if missing := [field.not_before for field in self.fields if field.not_before and field.not_before not in names]:
            raise ValueError(f"not_before: there is no field {missing[0]}")
        if self.follows and not self.only_if:
            raise ValueError("a follow-up says in only_if when it is asked")
        return self


class Kind(Frozen):
    """One kind of crisis: its name and the words of a title that suggest it."""

    id: str
    order: int = 100  # its place in the menu
    title: str
    suggested_by: tuple[str, ...] = ()  # words of a title in any language; whole words or, ending in *, beginnings
    template: str  # what the first public statement starts from, with empty places like {when}; no message id


class Wanted(Frozen):
    """When a role is wanted: at these levels (none: at every level), and while something holds."""

    at: tuple[Level, ...] = ()
    when: Literal["", "account_touched", "insider", "personal_data", "customers_hit", "control_in_doubt", "long"] = ""


class Combination(Frozen):
    """A role the same person may have too, at these levels (none: at every level)."""

    role: str
    at: tuple[Level, ...] = ()


class Role(Frozen):
    """One role: its duties, and who is asked next. All texts are message ids."""

    id: str
    title: str
    name_text: str  # in a sentence: "that is not the access lead"
    does_text: str  # after a name: "Jana leads access here"
    asked_text: str  # in a direct message: "Crisis 12 · you are asked to lead access"
    duties_text: tuple[str, ...]
    many: bool = False  # several people may have it
    wanted: tuple[Wanted, ...] = ()
    backup: tuple[str, ...] = ()  # roles whose holders are asked next, in this order
    may_combine: tuple[Combination, ...] = ()


class Forbidden(Frozen):
    """Two roles one person never has at these levels (none: at every level)."""

    roles: tuple[str, str]
    at: tuple[Level, ...] = ()
    small: bool = False  # holds in a small company too

    def holds(self, level: Level, small: bool) -> bool:
        """Whether it is forbidden at this level."""
        return self.small if small else not self.at or level in self.at


class Team(Frozen):
    """The seats somebody should fill; any role of a seat fills it. *on_call*: wanted, but not counted."""

    seats: tuple[tuple[str, ...], ...]
    on_call: tuple[str, ...] = ()


class Roles(Frozen):
    """What roles.yaml says."""

    minutes_to_answer: int = 10
    roles: tuple[Role, ...] = ()
    never_together: tuple[Forbidden, ...] = ()
    minimum_team: dict[Level, Team] = {}
    small_team: Team = Team(seats=())

    def find(self, id: str) -> Role | None:
        """The role of that id. None where there is none, or not any more: playbooks change during a crisis."""
        return next((role for role in self.roles if role.id == id), None)

    def team(self, level: Level, small: bool) -> Team:
        """The smallest team that is enough at this level."""
        return self.small_team if small else self.minimum_team.get(level, Team(seats=()))


class Book(Frozen):
    """All playbooks together."""

    questions: tuple[Question, ...] = ()
    access: tuple[Question, ...] = ()  # asked in the access thread, beside the others
    mark: str = ""  # stands before the number of a question: "A1"
    kinds: tuple[Kind, ...] = ()
    roles: Roles = Roles()
    runbooks: tuple[Runbook, ...] = ()
    reask_after_minutes: int = 20  # a question not known is asked again then, next at double the gap
    reask_times: int = 3  # once it was not known so often, it is never asked again by itself
    deputy_after_minutes: int = 5

    def find(self, id: str) -> Question | None:
        """The question of that id. None where there is none, or not any more: playbooks change during a crisis."""
        return next((question for question in (*self.questions, *self.access) if question.id == id), None)

    def question(self, id: str) -> Question:
        """KeyError if there is none."""
        if question := self.find(id):
            return question
        raise KeyError(id)

    @property
    def access_questions(self) -> Book:
        """The same with the questions of the access thread alone: a list of its own, with its own numbers."""
        return self.model_copy(update={"questions": self.access, "mark": "A"})

    def thread(self, id: str) -> Book:
        """The same with the questions of that thread alone in which this one is asked."""
        return self.access_questions if any(question.id == id for question in self.access) else self

    def runbook(self, platform: str) -> Runbook | None:
        """How it is done on that platform; None where nobody has written it down."""
        return next((runbook for runbook in self.runbooks if runbook.id == platform), None)

    def kind(self, id: str) -> Kind:
        """KeyError if there is none."""
        for kind in self.kinds:
            if kind.id == id:
                return kind
        raise KeyError(id)
