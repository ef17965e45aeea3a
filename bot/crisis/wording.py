"""What somebody answered, in words for the room. What is restricted is counted, never told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from dateutil import tz

from bot.crisis.playbook import Field, Question
from bot.crisis.questions.facts import Answer
from bot.crisis.questions.state import Answered
from bot.record.fact import Value
from bot.text import Joined, Moment, Words, _, _n, raw


def in_words(question: Question, known: Answered) -> Words:
    """The answer on one line: what was chosen or written first, without the further fields of its form."""
    match known.state:
        case "unknown":
            return _("Not known yet")
        case "skipped":
            return _("Not needed here")
        case "answered":
            return main(question, known.answer)


def shortened(text: str, chars: int | None) -> str:
    """A person's words on one line, cut at a word with an ellipsis; None keeps them whole."""
    line = " ".join(text.split())
    if chars is None or len(line) <= chars:
        return line
    return line[: chars - 1].rsplit(" ", 1)[0] + "…"


def day_of(at: datetime, zone: str) -> date:
    """The day a moment is of in a zone (IANA name; UTC where it is not known)."""
    return at.astimezone(tz.gettz(zone) or UTC).date()


def on_day(day: date) -> Moment:
    """A day, shown as such: its noon in UTC, which is the same day in nearly every zone."""
    return Moment(datetime.combine(day, time(12), UTC), "day")


def on_date(day: date) -> Moment:
    """The same with its year: a day that may be long ago."""
    return Moment(datetime.combine(day, time(12), UTC), "date")


def in_short(answer: Answer, chars: int | None) -> Answer:
    """The answer with each text ``shortened``; None keeps it as it was written, its lines too."""
    if chars is None:
        return answer
    values = {k: shortened(value, chars) if isinstance(value, str) else value for k, value in answer.values.items()}
    return answer.model_copy(update={"values": values})


def main(question: Question, answer: Answer) -> Words:
    """The fields that must be filled in, on one line."""
    if question.is_restricted:
        return _involved(question, answer)
    required = [field for field in question.fields if field.required and field.name != "precision"]
    grades = [graded for field in question.fields if field.type == "grade" if (graded := _line(field, answer))]
    told = [said for field in required if field.name != "empty_lines" if (said := field_words(field, answer))]
    return in_a_row([*grades, *told])


def details(question: Question, answer: Answer) -> list[Words]:
    """One line for each further field that was filled in and that the room may read."""
    further = [
        field for field in question.fields if not field.required and not field.restricted and field.type != "grade"
    ]
    return [line for field in further if (line := _line(field, answer))]


def field_words(field: Field, answer: Answer) -> Words | None:
    """One field's value, None where it is empty."""
    value = answer.values.get(field.name)
    if value is None or value == ():
        return None
    match field.type:
        case "one" | "grade":
            return label(field, str(value))
        case "many":
            return in_a_row([label(field, each) for each in value] if isinstance(value, tuple) else [])
        case "moment":
            return _time(answer, field)
        case "accounts":
            return None  # their names are in the words beside it
        case "each_account":
            return _each(field, value if isinstance(value, tuple) else ())
        case "long_text" | "text" if field.required:
            return _("“{text}”", text=str(value))
        case "number":
            return Words("{number}", {"number": int(str(value))})
        case _:
            return raw(str(value))


def _each(field: Field, said: tuple[str, ...]) -> Words:
    """How many accounts have which answer; one account's answer alone."""
    chosen = [each.partition("=")[2] for each in said]
    if len(chosen) == 1:
        return label(field, chosen[0])
    counted = {choice.value: chosen.count(choice.value) for choice in field.options}
    return in_a_row([_("{answer} ({n})", answer=label(field, each), n=n) for each, n in counted.items() if n])


def label(field: Field, value: str) -> Words:
    """What stands on the button or in the menu; "Not known yet" where it has no label of its own."""
    choice = field.choice(value)
    return Words(choice.label) if choice else _("Not known yet")


def moment(value: Value) -> datetime:
    """A moment as it is kept in an answer, aware UTC. Kept as ISO text: a snapshot gives text back for it."""
    return datetime.fromisoformat(str(value))


def _line(field: Field, answer: Answer) -> Words | None:
    said = field_words(field, answer)
    if said is None:
        return None
    if field.label.endswith("?"):
        return _("{label} {answer}", label=Words(field.label), answer=said)
    return _("{label}: {answer}", label=Words(field.label), answer=said)


def _time(answer: Answer, field: Field) -> Words:
    at = Moment(moment(answer.values[field.name]), "date_time")
    match answer.values.get("precision") if field.required else None:
        case "about":
            return _("about {time}", time=at)
        case "since":
            return _("since {time}", time=at)
    return raw(at)


def _involved(question: Question, answer: Answer) -> Words:
    """ "1 former employee. Name kept private." """
    field = next(field for field in question.fields if field.required)
    if field.type == "people":
        return _n("{n} person. Name kept private.", "{n} people. Names kept private.", _names(answer))
    value = answer.values.get(field.name)
    chosen = [
        choice for each in (value if isinstance(value, tuple) else (str(value),)) if (choice := field.choice(each))
    ]
    names = _names(answer)
    counted = _counted(chosen[0].value, names) if len(chosen) == 1 and names else None
    who = counted or in_a_row([Words(choice.label) for choice in chosen])
    if not names:
        return who
    return _n("{who}. Name kept private.", "{who}. {n} names kept private.", names, who=who)


def _names(answer: Answer) -> int:
    return sum(map(len, answer.private_people.values())) + len(answer.private)


def in_a_row(parts: list[Words]) -> Words:
    """Several answers behind each other; signs between them, no words."""
    return raw(Joined(tuple(parts), " · ")) if len(parts) != 1 else parts[0]


def _counted(who: str, n: int) -> Words | None:
    """So many people of one kind, whose names stay private; None for a kind that has no such words."""
    match who:
        case "employee":
            return _n("{n} employee", "{n} employees", n)
        case "executive":
            return _n("{n} executive", "{n} executives", n)
        case "ex_employee":
            return _n("{n} former employee", "{n} former employees", n)
        case "contractor_agency":
            return _n("{n} external worker or agency", "{n} external workers or agencies", n)
        case "customer":
            return _n("{n} customer", "{n} customers", n)
        case "partner_supplier":
            return _n("{n} partner or supplier", "{n} partners or suppliers", n)
        case "influencer_media":
            return _n("{n} influencer or journalist", "{n} influencers or journalists", n)
    return None


def span(of: timedelta) -> Words:
    """A length of time in minutes, hours, days: "2 h 19 min"."""
    minutes = max(0, int(of.total_seconds() // 60))
    if minutes < 60:
        return _("{n} min", n=minutes)
    if minutes < 48 * 60:
        return _("{h} h {m} min", h=minutes // 60, m=minutes % 60)
    return _n("{n} day", "{n} days", minutes // (24 * 60))
