"""What was asked of somebody: done, with what shows it; can't, with the reason; verified by somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.card import on
from bot.chat.incoming import Submitted
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import reason, why
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
from bot.task.cards import TaskView
from bot.task.forms import done_form, verify_form
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
        act, id = request.incoming, _id(request)
        view = self._view(id)
        if view.at_once:
            return await self._answered(request, view, id, Said())
        if not isinstance(act, Submitted):
            tasks, chosen = _to_answer(view, request.crisis, id, act.by)
            return OpenForm(done_form(request.crisis, view, tasks, chosen))
        id = request.text("task") or id
        link, note, files = request.text("link"), request.text("note"), act.files.get("files", ())
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
        act, id, because = request.incoming, _id(request), reason(request.incoming)
        view = self._view(id)
        if because is None:
            _answerable(view, request.crisis, id, act.by)
            return OpenForm(why("task.unable", on(request.crisis.id, id)))
        return await self._answered(request, view, id, Said("could_not", because))

    async def _answered(self, request: Request, view: TaskView, id: str, said: Said) -> Outcome:
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            task = _answerable(view, change.incident, id, act.by)
            change.record(rules.answer(view.kind, change.incident, task, act.by, said))
            return change.says(Done())

    async def verify(self, request: Request) -> Outcome:
        """*Verify…*: pressed, it lists what others did; sent, that was seen."""
        act, view = request.incoming, self._view(_id(request))
        must_be_open(request.crisis)
        if not isinstance(act, Submitted):
            tasks, alone = rules.verifiable(view.kind, request.crisis, _there(view, request.crisis), act.by)
            return OpenForm(verify_form(request.crisis, view, tasks, alone))
        given = request.given.get("tasks")
        chosen = given if isinstance(given, tuple) else (str(given),) if given else ()
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            must_be_open(change.incident)
            saw, alone_because = request.text("saw"), request.text("alone")
            change.record(rules.verify(view.kind, change.incident, chosen, act.by, saw, alone_because))
            return change.says(Done())

    def _view(self, id: str) -> TaskView:
        view = self.views.get(id.partition("/")[0])
        if view is None:
            raise Refused(_("That is not on the list any more. Nothing was changed."), code="no_task")
        return view


def _id(request: Request) -> str:
    """The task a button or a form carries; of a button for a whole kind, "pause/"."""
    return request.tail[0] if request.tail else ""


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
