"""What was asked of somebody: done, with what shows it; can't, with the reason; verified by somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import EvidenceAdded, EvidenceRepeated
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Person, Right
from bot.record.fact import Fact
from bot.store.store import Store
from bot.task import rules
from bot.task.cards import OfTask, TaskView
from bot.task.forms import Looked, SaidDone, done_form, verify_form
from bot.task.rules import Said
from bot.task.state import Task
from bot.text import Moment, _


class Tasks:
    """Who is asked may be outside the room: they answer from their message, and the rule checks that they were."""

    def __init__(self, store: Store, views: Iterable[TaskView]) -> None:
        self.store = store
        self.views = {view.kind.name: view for view in views}

    def routes(self) -> list[Route]:
        return [
            Route("task.done", Right.staff, self.done),
            Route("task.unable", Right.staff, self.unable),
            Route("task.verify", Right.inside, self.verify),
        ]

    async def done(self, request: Request) -> Outcome:
        """*Done…*: pressed, it asks for what shows it; sent, the task waits for somebody else to look."""
        act, id, given = request.incoming, request.carried(OfTask).task, request.sent(SaidDone)
        view = self._view(id)
        if view.at_once:
            return await self._answered(request, view, id, Said())
        if given is None:
            tasks, chosen = _to_answer(view, request.crisis, id, act.by)
            return OpenForm(done_form(request.crisis, view, tasks, chosen))
        id, link, note, files = given.task or id, given.link, given.note, given.files
        if link:
            evidence.given(link, (), link[: evidence.SHOWS_CHARS])
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            task = _answerable(view, change.incident, id, act.by)
            put_in = evidence.put_in(change.incident, act.by.someone, note, (link,) if link else (), files)
            said = Said("done", note, link, numbers(put_in))
            change.record(rules.answer(view.kind, change.incident, task, act.by, said))
            change.record(put_in)
            return change.says(Done())

    async def unable(self, request: Request) -> Outcome:
        """*I can't…*: pressed, it asks why; sent, the next is asked."""
        act, id, given = request.incoming, request.carried(OfTask).task, request.sent(Why)
        view = self._view(id)
        if given is None:
            _answerable(view, request.crisis, id, act.by)
            return OpenForm(why("task.unable", on(request.crisis.id, OfTask(id))))
        return await self._answered(request, view, id, Said("could_not", given.reason))

    async def _answered(self, request: Request, view: TaskView, id: str, said: Said) -> Outcome:
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            task = _answerable(view, change.incident, id, act.by)
            change.record(rules.answer(view.kind, change.incident, task, act.by, said))
            return change.says(Done())

    async def verify(self, request: Request) -> Outcome:
        """*Verify…*: pressed, it lists what others did; sent, that was seen."""
        act, given = request.incoming, request.sent(Looked)
        view = self._view(request.carried(OfTask).task)
        must_be_open(request.crisis)
        if given is None:
            tasks, alone = rules.verifiable(view.kind, request.crisis, _there(view, request.crisis), act.by)
            return OpenForm(verify_form(request.crisis, view, tasks, alone))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            must_be_open(change.incident)
            change.record(rules.verify(view.kind, change.incident, given.tasks, act.by, given.saw, given.alone))
            return change.says(Done())

    def _view(self, id: str) -> TaskView:
        view = self.views.get(id.partition("/")[0])
        if view is None:
            raise Refused(_("That is not on the list any more. Nothing was changed."), code="no_task")
        return view


def _there(view: TaskView, incident: Incident) -> list[Task]:
    return [task for task in view.kind.all(incident) if not view.kind.is_over(incident, task)]


def _to_answer(view: TaskView, incident: Incident, id: str, by: Person) -> tuple[list[Task], Task | None]:
    """That one task; of a whole kind, whatever is open and theirs to answer. Raises Refused."""
    must_be_open(incident)
    if id != view.kind.id(""):
        return [], _answerable(view, incident, id, by)
    waiting = [task for task in _there(view, incident) if task.is_open]
    if not waiting:
        raise Refused(_("Nothing waits to be done. Nothing was changed."), code="nothing")
    mine = [task for task in waiting if rules.may_answer(view.kind, incident, task, by)]
    return mine or [rules.must_be_theirs(view.kind, incident, waiting[0].id, by)], None


def _answerable(view: TaskView, incident: Incident, id: str, by: Person) -> Task:
    """A task that waits, for who may answer it. Raises Refused."""
    must_be_open(incident)
    task = rules.must_be_theirs(view.kind, incident, id, by)
    if view.kind.is_over(incident, task):
        raise Refused(_("This is not needed any more. Nothing was changed."), code="over")
    if task.is_done and not view.kind.may_change:
        at = Moment(task.said_at) if task.said_at else "–"
        name = full(task.said_by) if task.said_by else "–"
        raise Refused(_("{name} did this at {at}. Nothing was changed.", name=name, at=at), code="done")
    return task


def numbers(facts: Iterable[Fact]) -> tuple[int, ...]:
    """The numbers of the evidence that was put in, or was there already."""
    return tuple(fact.n for fact in facts if isinstance(fact, EvidenceAdded | EvidenceRepeated))
