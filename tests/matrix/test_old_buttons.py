"""Every old button and form, in every later state, by everybody: a sane answer, and no effect the state forbids."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator

import pytest

from bot.chat.incoming import Pressed
from bot.chat.outcome import Done, FieldErrors, OpenForm, Reply, ShowHome
from bot.crisis.command.facts import CommandAccepted, CommandTaken
from bot.text import Translator
from tests.conversation import ROOT, rehearsal
from tests.matrix.pressing import LATER, UNENTITLED, Press, Presser
from tests.matrix.whole import Whole

pytestmark = pytest.mark.timeout(400)  # whoever comes first plays a whole crisis

# Pressed again these mean what is so already, and the card shows it.
SAID_ALREADY = {"task.done", "question.kind"}
# What the commander alone may do: the facts, and the forms that lead to them.
OF_COMMANDERS = {"pause_decided", "severity_set", "command_offered", "resolved", "reopened", "language_set", "kept_out"}
FORMS_OF_COMMANDERS = {
    "pause.resume",
    "statements.write",
    "severity.form",
    "roles.hand_over",
    "resolve.form",
    "resolve.reopen_form",
    "conflict.form",
}
# What a person may do who is called, wherever they are.
OF_THE_CALLED = {"task_answered", "task_asked"}
AFTER_THE_END = {"resolve.reopen": {"reopened"}, "timeline.add": {"noted"}}
# Who must not see it must not read it afterwards either; and the end itself can be taken back for a minute.
AFTER_THE_END |= {"conflict.keep_out": {"kept_out", "naming_taken_back"}, "conflict.remove": {"removal_ordered"}}
AFTER_THE_END |= {"timeline.change": {"entry_changed"}, "timeline.strike": {"entry_struck"}}
AFTER_THE_END |= {"timeline.add_message": {"noted"}}
AFTER_THE_END |= {"conflict.clear": {"naming_taken_back"}, "undo.last": {"undone"}}
OPENS_AGAIN = {"resolve.reopen", "undo.last"}
SANE_CHARS = 15  # a reply of fewer characters tells nobody anything


# Buttons of what is no crisis, or of what the whole crisis has not: tests/handlers presses each of these.
ELSEWHERE = {
    *("access.later", "access.leaver_close", "access.leaver_form", "access.leaver_verify", "access.not_leaver"),
    *("access.taken_back", "statements.line_approve", "ready.show"),  # of the register, of Home
    *("restriction.automatic", "restore.automatic"),  # of connectors, which the seed has none of
    *("evidence.keep", "open.retry", "severity.keep", "severity.release"),  # of what does not happen there
}


def drawn() -> set[str]:
    """The action of each button that a view draws, read from its source: a new one is found by itself."""
    calls = [
        node
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Button"
    ]
    named = [call.args[0] for call in calls if call.args]
    return {str(each.value) for each in named if isinstance(each, ast.Constant)}


@pytest.fixture(scope="module")
def presses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Press]]:
    """All presses of a whole crisis. A fault in one of them fails every test here."""

    async def play(monkeypatch: pytest.MonkeyPatch) -> list[Press]:
        async with rehearsal(tmp_path_factory.mktemp("pressed")) as crisis:
            whole = Whole(crisis)
            presser = Presser(crisis, whole)
            presser.listen(monkeypatch)
            whole.after = presser.after
            await whole.play()
            return presser.presses

    with pytest.MonkeyPatch.context() as monkeypatch:
        yield asyncio.run(play(monkeypatch))


def test_every_action_of_a_button_is_among_them(presses: list[Press]) -> None:
    """Whatever can be pressed; a new button must stand somewhere in the crisis of whole.py."""
    assert drawn() - {press.incoming.action for press in presses} == ELSEWHERE
    assert {press.stage for press in presses} == set(LATER)


def test_every_press_is_answered_sanely(presses: list[Press]) -> None:
    """Words, a form, or something that happened; a fault would have been raised."""
    assert [str(press) for press in presses if not _is_sane(press)] == []


def _is_sane(press: Press) -> bool:
    match press.outcome:
        case OpenForm() | FieldErrors() | ShowHome():
            return True
        case Reply():
            return len("".join(Translator().plain(line) for line in press.outcome.lines)) >= SANE_CHARS
        case Done():
            return bool(press.facts) or press.incoming.action in SAID_ALREADY


def test_what_is_resolved_stays_as_it_is(presses: list[Press]) -> None:
    """A button alone changes nothing any more. Sent, the commander's reason opens it again, and a note is a note."""
    late = [press for press in presses if press.before.is_resolved]
    wrong = [
        str(press)
        for press in late
        if {fact.kind for fact in press.facts} - AFTER_THE_END.get(press.incoming.action, set())
        or (press.incoming.action not in OPENS_AGAIN and not press.after.is_resolved)
    ]

    assert len(late) > 100
    assert wrong == []


def test_no_form_opens_that_could_not_be_sent_any_more(presses: list[Press]) -> None:
    """After the end a person is told before they type, not after."""
    opened = {p.incoming.action for p in presses if p.before.is_resolved and isinstance(p.outcome, OpenForm)}

    always = {"open.start", "setup.form", "resolve.reopen_form", "timeline.form"}
    # The register's, which is of no crisis.
    always |= {"access.show", "access.page", "access.not_mine", "access.confirm_all"}
    always |= {"restriction.steps"}  # a list to read
    always |= {"access.import_look", "access.import_save"}
    assert opened == always | {"conflict.form", "conflict.clear", "timeline.change", "timeline.strike"}


def test_who_is_out_changes_nothing(presses: list[Press]) -> None:
    """A guest, who has left, and who is involved; a responder who was called may still say that they come."""
    wrong = [
        str(press)
        for press in presses
        if press.who in UNENTITLED and press.stage in ("visiting", "resolving", "reopening")
        if {fact.kind for fact in press.facts} - (OF_THE_CALLED if press.who == "tom" else set())
    ]

    assert wrong == []


def test_who_is_out_gets_no_form_of_the_crisis(presses: list[Press]) -> None:
    anywhere = {"open.start"} | {"task.unable"}
    wrong = [
        str(press)
        for press in presses
        if press.who in UNENTITLED and press.stage in ("visiting", "resolving", "reopening")
        if isinstance(press.outcome, OpenForm) and not (press.incoming.action in anywhere and press.who != "guest")
    ]

    assert wrong == []


def test_only_the_commander_does_what_is_the_commanders(presses: list[Press]) -> None:
    others = [press for press in presses if press.before.acting and press.before.acting.id != press.incoming.by.id]

    assert [str(press) for press in others if {fact.kind for fact in press.facts} & OF_COMMANDERS] == []
    forms = [press for press in others if isinstance(press.outcome, OpenForm)]
    assert [str(press) for press in forms if press.incoming.action in FORMS_OF_COMMANDERS] == []


def test_command_is_never_taken_from_somebody(presses: list[Press]) -> None:
    """An old *Take command* takes only an empty seat, an old *I have command* only what is offered to that person."""
    for press in presses:
        for fact in press.facts:
            if isinstance(fact, CommandTaken):
                assert press.before.command.commander is None, str(press)
            if isinstance(fact, CommandAccepted):
                assert press.before.command.offer and press.before.command.offer.to.id == press.incoming.by.id, str(
                    press
                )


def test_no_answer_is_written_over_by_an_old_button(presses: list[Press]) -> None:
    """A choice counts only for the answer its presser saw; the second is told who answered."""
    answers = [press for press in presses if press.incoming.action == "question.answer"]

    assert len(answers) > 50
    for press in answers:
        assert isinstance(press.incoming, Pressed)
        question, version = press.incoming.value.split()[1:3]
        known = press.before.questions.answers.get(question)
        settled = known is not None and known.state == "answered" and known.version != int(version)
        assert not (settled and press.facts), str(press)


def test_there_are_never_more_answers_than_questions(presses: list[Press]) -> None:
    for press in presses:
        asked = {asking.question for asking in press.after.questions.asked}
        assert press.after.questions.answers.keys() <= asked, str(press)
        assert press.after.seq == press.before.seq + len(press.facts), str(press)
