"""One whole crisis in which everything is done that can be done, stage after stage, in any language."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.access.register.codes import MEANS, Level, Means
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, ToolEntered
from bot.access.register.state import register_id
from bot.crisis.incident import Incident
from bot.crisis.playbook import Field, Question
from bot.record.event import Event
from bot.record.fact import Fact
from bot.rehearsal import reading as page
from bot.rehearsal.acting import PIN, Actor, Typed
from bot.rehearsal.elements import options
from bot.rehearsal.model import BOT_USER, Notice
from bot.rehearsal.shapes import Json
from bot.rehearsal.weather import Refusal
from bot.text import Param, Translator, Words
from tests.conversation import BEGIN, Rehearsal
from tests.matrix import closing

TENANT = "T0REHEARSAL"


@dataclass(frozen=True)
class Act:
    """What was recorded, and for whom a message made a sound, since the act before; the crisis as it then stood."""

    events: tuple[Event, ...]
    heard: tuple[Notice, ...]
    incident: Incident | None
    register: tuple[Event, ...] = ()  # what was recorded in the register


class Secrets:
    """A name for each restricted field, which occurs nowhere else. Filled while the fields are."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}  # "question.field" → the name

    def typed(self, question: Question, field: Field) -> str:
        """Something to type into a restricted field."""
        name = f"Zxqj{len(self.planted)}{question.id.replace('_', '')}{field.name.replace('_', '')}"
        return self.planted.setdefault(f"{question.id}.{field.name}", name)


@dataclass
class Whole:
    """
    A crisis on its way. ``play`` runs every stage; *after* is called with the name of each that has ended.

    Petr opens and types names, Ana commands, then Eva (legal); Maja is HR. Jana, Tom and Olga may not read names.
    Whatever people press, they find by its label in *language*, so the room and every person speak it.
    """

    crisis: Rehearsal
    language: str = "en"
    after: Callable[[str], Awaitable[None]] | None = None
    secrets: Secrets = field(default_factory=Secrets)
    involved: str = ""  # id of who is picked as involved
    olga: str = ""  # id of who joins late
    acts: list[Act] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # people's own words
    elsewhere_typed: set[str] = field(default_factory=set)  # those of them that are not this crisis' own
    turned: list[list[Json]] = field(default_factory=list)  # the room in another language, and back in its own
    refused: list[Json] = field(default_factory=list)  # forms that did not go through

    STAGES = (
        "set_up",
        "opening",
        "calling",
        "commanding",
        "inviting",
        "answering",
        "naming",
        "asking_again",
        "rating",
        "reading",
        "noting",
        "capturing",
        "keeping",
        "pausing",
        "giving_roles",
        "running_again",
        "informing",
        "speaking",
        "registering",
        "deciding",
        "closing",
        "handing_over",
        "keeping_out",
        "visiting",
        "losing_sight",
        "resolving",
        "reopening",
        "ending_again",
        "leaving",
        "turning",
    )

    async def play(self) -> None:
        """Everything, from the setup to the second end."""
        for stage in self.STAGES:
            await getattr(self, stage)()
            await self.pause(seconds=5)
            if self.after:
                await self.after(stage)
        await self.elsewhere()

    async def pause(self, **by: float) -> None:
        """Let time pass, and write down what was recorded meanwhile and for whom it made a sound."""
        await self.crisis.later(**by)
        incident = await self.crisis.app.store.incident_numbered(TENANT, 1)
        done = sum(len(act.events) for act in self.acts)
        events = await self.crisis.app.store.events(incident.id, after=done, limit=1_000) if incident else []
        heard = self.crisis.workspace.model.notices[sum(len(act.heard) for act in self.acts) :]
        entered = sum(len(act.register) for act in self.acts)
        kept = await self.crisis.app.store.events(register_id(TENANT), after=entered, limit=1_000)
        self.acts.append(Act(tuple(events), tuple(heard), incident, tuple(kept)))

    # how people act

    def s(self, msgid: str, **params: Param) -> str:
        """A label as it stands on the screen."""
        return Translator(self.language).plain(Words(msgid, params))

    async def press(self, who: str, label: str, on: str | None = None, **params: Param) -> Json:
        """A button by its *label*, on a message that says *on*; *params* are the label's."""
        pressed = await self.person(who).press(self.s(label, **params), self.s(on) if on else None)
        await self.pause(seconds=3)
        assert pressed["ok"], pressed
        return pressed

    def w(self, text: str) -> str:
        """A person's own words, remembered so that they can be looked for."""
        self.typed.append(text)
        return text

    def r(self, text: str) -> str:
        """Words typed into the register, or in another crisis."""
        self.elsewhere_typed.add(text)
        return self.w(text)

    async def fill(self, who: str, fields: Mapping[str, Typed]) -> Json:
        """The form that is open, by the English of its labels; choices are given as they are shown."""
        sent = await self.person(who).fill({self.s(label): typed for label, typed in fields.items()})
        if not sent["ok"]:
            self.refused.append(sent)
        await self.pause(seconds=3)
        return sent

    async def command(self, who: str, words: str) -> str:
        answer = await self.person(who).command(f"/crisis {words}".strip())
        await self.pause(seconds=3)
        return str(answer["text"])

    def person(self, who: str) -> Actor:
        actor: Actor = self.crisis.people.get(who) or getattr(self.crisis, who)
        return actor

    async def inside(self, *names: str) -> None:
        for who in names:
            await self.person(who).go_to_room()

    async def add(self, real_name: str) -> str:
        """A new colleague; the bot hears of it."""
        body = {"name": real_name.split()[0].lower(), "real_name": real_name, "locale": self.language}
        answer = await self.crisis.http.post("/control/people", json=body)
        await self.pause(seconds=0)
        return str(answer.json()["person"]["id"])

    async def speak(self) -> None:
        """Everybody's chat speaks the language."""
        for person in list(self.crisis.workspace.people.values()):
            if not (person.is_bot or person.deleted or person.id == "USLACKBOT"):
                await self.crisis.http.post(f"/control/people/{person.id}", json={"locale": self.language})
        await self.pause(seconds=0)

    async def rooms_speak(self) -> None:
        """Every room to come speaks it; no menu offers the pseudo-locale."""
        store = self.crisis.app.store
        organisation = (await store.organisation(TENANT)).model_copy(update={"language": self.language})
        await store.save_organisation(TENANT, organisation, (await store.people(["slack:U0EVA"]))["slack:U0EVA"])

    def field(self, question: str, field: str) -> str:
        """What the playbook calls it."""
        return self.crisis.app.book.question(question).field(field).label

    # the stages

    async def set_up(self) -> None:
        if self.language != "en":
            await self.speak()
        await self.crisis.petr.do("invite", channel="C0SOCIAL", users=["U0APP"])
        await self.command("eva", "setup")
        people: dict[str, Typed] = {
            self.s("Announce in"): "C0SOCIAL",
            self.s("Responder {row}", row=1): "U0ANA",
            self.s("Deputy of responder {row}", row=1): "U0TOM",
            self.s("Responder {row}", row=2): "U0JANA",
            self.s("HR"): "U0MAJA",
            self.s("Legal"): "U0EVA",
        }
        sent = await self.crisis.eva.fill(people)
        assert sent["ok"], sent
        await self.pause(seconds=0)
        if self.language != "en":
            await self.rooms_speak()
        self.involved = await self.add("Zxqjvera Picked")
        self.secrets.planted["involved.who"] = "Zxqjvera"

    async def opening(self) -> None:
        await self.command("tom", "")
        await self.command("tom", "list")
        await self.press("tom", "Open a crisis…")
        await self.command("petr", f"open {self.w('Offensive post from our account')}")
        await self.inside("petr")
        await self.command("petr", f"open {self.w('Offensive post from our account')}")
        await self.pause(seconds=0)

    async def calling(self) -> None:
        await self.press("jana", "I can't…")
        await self.fill("jana", {"One line": self.w("On a train")})
        await self.pause(minutes=5)
        await self.press("jana", "I'm coming")
        await self.press("ana", "I'm coming")

    async def commanding(self) -> None:
        await self.inside("ana", "jana", "tom")
        await self.press("ana", "Take command")
        await self.gives("jana", "Commander", "U0JANA")
        await self.closes("jana")
        await self.gives("ana", "Access lead", "U0ANA")  # until it becomes Serious that may be one person

    async def inviting(self) -> None:
        self.olga = await self.add("Olga Nová")
        room = self.crisis.petr.place
        await self.crisis.petr.do("invite", channel=room, users=["U0MAJA", "U0EVA", self.olga])
        await self.pause(seconds=0)
        await self.inside("maja", "eva")
        self.crisis.people["olga"] = Actor(self.crisis.http, self.olga)
        self.crisis.people["olga"].place = room

    async def answering(self) -> None:
        await self.choose_kind()
        await self.press("petr", "Answer…", "Which of our accounts are touched?")
        whose = self.s("A main account")
        await self.fill("petr", {"What kind of account is touched?": whose, "Account names": self.w("@teal on X")})
        await self.press("petr", "Yes", "Is it still happening?")
        await self.press("petr", "Back", "Did someone use our account without our say?")
        await self.press("petr", "No", "Is it still happening?")
        await self.press("petr", "Yes, and we may not", "Did someone use our account without our say?")
        await self.press("petr", "Others say so", "Was a mistake made?")
        await self.reply("petr", "Who says so, and what proof is there?", self.w("A customer, with a picture"))
        await self.press("petr", "Not an answer", "Who says so:")
        await self.reply("petr", "Who says so, and what proof is there?", self.w("A customer, with two pictures"))

    async def gives(self, who: str, role: str, person: str) -> None:
        """A role to somebody, from the board."""
        await self.press(who, "Roles…")
        await self.fill(who, {"Role": self.s(role), "Person": person})

    async def closes(self, who: str) -> None:
        """The form that is open, if one is."""
        if form := await self.person(who).form():
            await self.person(who).do("close", view_id=form["id"])

    async def choose_kind(self) -> None:
        kinds = {kind.id: self.s(kind.title) for kind in self.crisis.app.book.kinds}
        menu = self.s("Choose the kind")
        await self.crisis.petr.choose(menu, kinds["account_takeover"])
        await self.pause(seconds=3)

    async def reply(self, who: str, question: str, text: str) -> None:
        """In the thread of the questions, as a person writes."""
        said = await self.person(who).say(text, under=self.s(question))
        assert said["ok"]
        await self.pause(seconds=3)

    async def naming(self) -> None:
        """Petr is handed the question, says not him, and then types names."""
        question = "Is an employee, a former or external one, or someone else involved?"
        await self.press("ana", "Ask someone…", question)
        await self.fill("ana", {"Who?": "U0PETR", "Note": self.w("You know the shift")})
        await self.pause(seconds=3)
        await self.press("petr", "Not me…", question)
        await self.fill("petr", {"Why can't you answer it?": self.w("Not my shift")})
        await self.pause(seconds=3)
        await self.reply("petr", question, self.w("Somebody of the agency"))
        await self.press("petr", "Answer…", question)
        await self.fill("petr", self.names())
        await self.plant()

    def names(self) -> dict[str, Typed]:
        """Every restricted field of the question that asks who is involved."""
        fields: dict[str, Typed] = {"Who is involved?": [self.s("An employee")]}
        return fields | self.restricted(self.crisis.app.book.question("involved"))

    def restricted(self, question: Question) -> dict[str, Typed]:
        fields: dict[str, Typed] = {}
        for each in question.fields:
            if not each.restricted:
                continue
            if each.type == "people":
                fields[each.label] = [self.involved]
                self.secrets.planted[f"{question.id}.{each.name}"] = "Zxqjvera"
            else:
                fields[each.label] = self.secrets.typed(question, each)
        return fields

    async def plant(self) -> None:
        """A name in whatever other question has a restricted field, so that a new one is not forgotten."""
        for question in self.crisis.app.book.questions:
            if question.is_restricted and question.id != "involved":
                raise AssertionError(f"this crisis does not answer {question.id}: plant a name there")

    async def asking_again(self) -> None:
        await self.reply("petr", "What exactly went wrong?", self.w("A private post went out on the main account"))
        await self.press("petr", "Don't know yet", "When did it happen?")
        await self.press("petr", "Why not known…", "When did it happen?")
        await self.fill("petr", {"Why is it not known?": self.w("The tool keeps no times")})
        await self.press("petr", "Skip…", "Is someone to blame? Was it an accident?")
        await self.fill("petr", {"Why is it not needed here?": self.w("Too early")})
        await self.press("petr", "Change…", "Is someone to blame? Was it an accident?")
        chosen: dict[str, Typed] = {
            "Is someone to blame?": self.s("Nobody"),
            "Was it an accident?": self.s("Negligence"),
        }
        await self.fill("petr", chosen)

    async def rating(self) -> None:
        await self.press("petr", "Rate damage…", "How much damage has been done?")
        damage: dict[str, Typed] = {"Reputation": self.s("2 serious"), "Mentions in the last hour": "900"}
        damage |= {"Usual mentions per hour": "10", "Empty lines mean": self.s("Not known yet (counts as serious)")}
        await self.fill("petr", damage | {"How far has it spread?": self.s("Growing")})
        await self.pause(minutes=21)
        await self.press("petr", "Add a note…", "When did it happen?")
        await self.fill("petr", {"What happened?": self.w("The shop is quiet"), "Type": self.s("fact")})
        await self.gives("petr", "Commander", "U0PETR")
        await self.fill("petr", {"One line": " "})
        for _undone in range(2):
            await self.press("petr", "Still not known", "When did it happen?")
            if not _undone:
                await self.press("petr", "Undo", "When did it happen?")
        await self.press("jana", "{name} is here", name="Ana")
        await self.press("ana", "Change severity…")
        level = self.s("{level} ({code})", level=Words("Critical"), code="SEV1")
        await self.fill("ana", {"Level": level, "Reason": self.w("The press calls")})

    async def reading(self) -> None:
        """Those who may read names and those who may not look at everything there is to read."""
        for who in ("petr", "ana", "maja", "eva", "jana", "tom", "olga"):
            await self.press(who, "Earlier answers", "Involved:")
            await self.press(who, "Change…", "Involved:")
            await self.closes(who)
            for words in ("status", "brief", "ready", "timeline", "list", "help", "staus"):
                await self.command(who, words)
            await self.press(who, "Timeline")
            await self.press(who, "Catch me up")
            await self.home(who)
        await self.overtaking()

    async def home(self, who: str) -> None:
        await self.person(who).come_home()
        await self.pause(seconds=3)

    async def overtaking(self) -> None:
        """Ana and Petr change the names at the same time; Petr is second and finds his words still there."""
        await self.press("petr", "Change…", "Involved:")
        await self.press("ana", "Change…", "Involved:")
        await self.fill("ana", {"Who is involved?": [self.s("An executive")]})
        await self.fill("petr", {"Name, if not in chat": "Zxqjsecond Typed"})
        self.secrets.planted["involved.who_named, typed second"] = "Zxqjsecond"
        await self.fill("petr", {"Who is involved?": [self.s("An employee")]})

    async def noting(self) -> None:
        await self.command("jana", f"note fact: {self.w('two posts, both deleted')}")
        await self.command("jana", "note")
        await self.fill("jana", {"What happened?": self.w("A journalist calls"), "Type": self.s("action")})
        await self.press("tom", "Add to timeline…")
        future = self.crisis.clock.now + timedelta(days=1)
        await self.fill("tom", {"What happened?": self.w("Another call"), "When did it happen?": future})
        await self.fill("tom", {"What happened?": "Another call", "When did it happen?": self.crisis.clock.now})

    async def capturing(self) -> None:
        """Tom's words: pinned, edited, changed, struck; one that cannot be read and goes; one from its menu."""
        pinned, unread, added = self.w("A customer writes"), self.w("The shop calls"), self.w("The press asks")
        for text in (pinned, unread, added):
            await self.person("tom").say(text)
        await self.points("jana", "react", pinned)
        newer = self.w("Two customers write")
        await self.points("tom", "edit", pinned, text=newer)
        await self.points("ana", "react", newer)  # stands there already
        await self.points("ana", "unreact", newer)  # hers did not put it there, but she commands
        self.crisis.workspace.weather.refuse_next("conversations.replies", Refusal(error="thread_not_found"))
        await self.points("jana", "react", unread)
        await self.points("tom", "delete", unread)
        await self.points("petr", "shortcut", added, callback_id="timeline.from_message")
        await self.fill("petr", {"Type": self.s("decision")})
        for who in ("olga", "petr"):
            await self.command(who, "timeline")
        await self.person("petr").choose(self.s("Change an entry"), added)
        await self.pause(seconds=3)
        await self.pointed_at("petr", "Change…", added)
        await self.fill("petr", {"What happened?": self.w("Two papers ask")})
        await self.pointed_at("petr", "Strike…", added)
        await self.fill("petr", {"One line": " "})
        await self.fill("petr", {"One line": self.w("Only one did")})
        for callback in ("question.use_message", "open.from_message"):
            await self.points("petr", "shortcut", added, callback_id=callback)
            if form := await self.person("petr").form():
                await self.person("petr").do("close", view_id=form["id"])

    async def elsewhere(self) -> None:
        """Somebody who is in two crises points at a message of a public channel: each form asks which is meant."""
        for title in ("Another one", "Yet another"):
            await self.person("eva").command(f"/crisis open {self.r(title)}")
            await self.crisis.later(seconds=3)
        await self.person("eva").go("C0GENERAL")
        await self.person("eva").say(self.r("They write about us"))
        for callback in ("timeline.from_message", "question.use_message"):
            message = (await self.person("eva").messages())[-1]["ts"]
            await self.person("eva").do("shortcut", channel="C0GENERAL", ts=message, callback_id=callback)
            await self.crisis.later(seconds=3)
            form = await self.person("eva").form()
            assert form is not None and form["callback_id"] in ("timeline.add_message", "question.use_in")
            await self.person("eva").do("close", view_id=form["id"])

    async def points(self, who: str, verb: str, words: str, **body: str) -> None:
        """Do something to a person's own message, by its words."""
        person = self.person(who)
        said = [m for m in await person.messages() if m["text"] == words and not m["author"]["bot"]]
        given = {"name": PIN} if "react" in verb else {}
        await person.do(verb, channel=person.place, ts=said[-1]["ts"], **given, **body)
        await self.pause(seconds=3)

    async def pointed_at(self, who: str, label: str, text: str) -> None:
        """Press a button on the private reply that quotes these words."""
        await self.person(who).press(self.s(label), text)
        await self.pause(seconds=3)

    async def keeping(self) -> None:
        """Evidence: a screenshot, one that cannot be saved, a link twice, by form; described, struck, shown."""
        await self.post("2041.x", self.w("the post, with forty replies"))
        self.crisis.workspace.weather.refuse_next("files.info", Refusal(error="file_not_found"))
        await self.post("2042.x", "")
        for _mention in range(2):
            await self.reply("petr", "Put screenshots and links in this thread.", self.w("https://x.example/post/1"))
        await self.press("tom", "Add evidence…")
        link = self.w("https://x.example/post/2")
        await self.fill("tom", {"Link": link, "What it shows": self.w("a journalist quotes it")})
        await self.press("tom", "Show with hashes")
        await self.press("tom", "Change evidence…")
        await self.fill("tom", {"What it shows": self.w("two journalists quote it")})
        await self.press("tom", "Change evidence…")
        await self.fill("tom", {"Put in wrongly? Say why": self.w("It is about others")})
        await self.command("olga", "evidence")

    async def post(self, name: str, text: str) -> None:
        """A file of Petr's in the questions' thread. Its name has no word: the people's own client logs it."""
        under = self.s("Put screenshots and links in this thread.")
        await self.crisis.petr.say(text, under=under, files=[await self.crisis.petr.upload(name, name.encode())])
        await self.pause(seconds=5)

    async def informing(self) -> None:
        """Petr says who is informed; one audience need not be."""
        for who, value in ((["customers", "media"], "Informed"), (["partners", "staff", "authorities"], "Not needed")):
            await self.command("petr", "informed")
            given: dict[str, Typed] = {"Who": [self.s(each) for each in who], "Informed?": self.s(value)}
            await self.fill("petr", given | {"How, or why not": self.w(f"for {who[0]} by the board's letter")})

    async def pausing(self) -> None:
        """Ana has everything paused. Jana can't; Ana is asked, and is late while roles are given."""
        tool = ToolEntered(tool=Tool(id="t1pause", name=self.r("Tealpost"), owner="slack:U0JANA"))
        async with self.crisis.app.store.happened(register_id(TENANT), "a tool to pause") as change:
            change.record([tool])
        await self.pause(seconds=0)
        await self.command("ana", "pause")
        await self.pointed_at("jana", "I can't…", "Tealpost")
        await self.fill("jana", {"One line": self.w("It wants a code")})

    async def running_again(self) -> None:
        """Ana pauses it, Petr looks, and it may run again."""
        await self.pointed_at("ana", "Paused…", "Tealpost")
        await self.fill("ana", {"What you see": self.w("the queue is empty")})
        await self.pointed_at("petr", "Verify…", "Tealpost")
        what = self.s("pause {tool}", tool="Tealpost")
        await self.fill("petr", {"What is done": [what], "What did you see?": self.w("nothing is due")})
        await self.pointed_at("ana", "Run again…", "Tealpost")
        again: dict[str, Typed] = {"What is paused": "Tealpost", "Decision": self.s("May run again")}
        await self.fill("ana", again | {"Reason": self.w("it is calm")})

    async def speaking(self) -> None:
        """No holding statement is approved: Ana writes one, Petr approves it, Ana fills its place and publishes it."""
        self.r(self.crisis.app.book.kind("account_takeover").template)  # what is said outside is not translated
        self.r("{brand}, {account}, {channel}, {when}")
        await self.press("petr", "First word…")
        await self.press("ana", "First word…")
        await self.press("ana", "Write the line…")
        await self.fill("ana", {"Text": self.w("We know about it. More at {channel}.")})
        await self.press("petr", "Read and approve…")
        await self.fill("petr", {})
        await self.press("ana", "First word…")
        await self.fill("ana", {"Where you will say more": self.w("news.teal.example")})
        await self.fill("ana", {"Link": self.w("https://x.example/word/1")})
        self.w("We know about it. More at news.teal.example.")

    async def registering(self) -> None:
        """
        Eva enters an account and two who get in, an outsider and Maja, who are asked; Maja says that one is not hers.
        """
        holder = self.secrets.planted.setdefault("register.holder", "Zxqjholder")
        await self.command("eva", "access")
        await self.opens("Add an account…")
        await self.fill("eva", {"Platform": "Mastodon", "Name": self.r("@teal"), "Owner": "U0ANA"})
        await self.opens("Add a way in…")
        mail = self.secrets.planted.setdefault("register.email", "zxqjmail")
        named = self.r(f"{holder} Agency")
        await self.fill("eva", {"Or a new name": named, "E-mail of the new name": self.r(f"{mail}@teal.example")})
        for means in ("Delegated role", "Shared password"):
            await self.opens("Add a way in…")
            path: dict[str, Typed] = {"Person in the chat": "U0MAJA", "Way in": self.s(means)}
            await self.fill("eva", path)
        await self.looking_up(named)
        await self.command("eva", "access @teal")
        await self.opens("Ask to confirm")
        for who in ("jana", "maja", "ana"):
            await self.command(who, "access @teal")
            await self.closes(who)
        await self.press("maja", "Not mine…")
        form = await self.person("maja").form() or {}
        first, *_others = options(page.field(form, self.s("Not mine"))[1])
        why = self.r("I gave it back in May")
        await self.fill("maja", {"Not mine": [first["text"]["text"]], "Why?": why})
        await self.press("maja", "Still right")
        await self.command("maja", "access")
        await self.press("maja", "Access you hold…")
        await self.closes("maja")
        await self.home("maja")

    async def looking_up(self, holder: str) -> None:
        """Eva enters a password, which has names of its own, and reads of it and of who holds access."""
        await self.closes("eva")
        secret = self.secrets.planted.setdefault("register.secret", "Zxqjsecret")
        vault = self.secrets.planted.setdefault("register.vault", "Zxqjvault")
        await self.command("eva", "access @teal")
        await self.opens("Add a password or key…")
        known: dict[str, Typed] = {"What is it called?": secret, "Vault link": f"op://{vault}/teal"}
        await self.fill("eva", known | {"Who is to know it?": ["U0PETR"]})
        for what in (self.s("Key: {name}", name=secret), self.s("Edit the person…")):
            await self.fill("eva", {"What next?": what})
            await self.closes("eva")
            await self.command("eva", f"access {holder}")
        await self.closes("eva")
        await self.command("eva", "access import")
        row = ",".join((self.r("inge@teal.example"), self.r("Inge Import")))
        people = await self.crisis.eva.upload("people.csv", f"{self.r('email,name')}\n{row}\n".encode())
        await self.fill("eva", {"Files": [people]})
        await self.fill("eva", {})
        self.r("people.csv")

    async def deciding(self) -> None:
        """
        The account in the register is touched: Ana is asked about access. Jana and Maja are called in to answer, Jana
        can't, and at last access is left as it is.
        """
        await self.press("petr", "Change…", "Accounts touched:")
        teal = self.r("@teal · Mastodon")
        await self.fill("petr", {"Accounts in the register": [teal]})
        await self.press("ana", "Look at the list…")
        await self.fill("ana", {"Is the list right?": self.s("Yes, all of it")})
        await self.press("ana", "Answer…", "Do we know how to shut others out?")
        assert (await self.crisis.ana.fill({teal: self.s("No")}))["ok"]  # the label is a name: of no language
        await self.pause(seconds=3)
        await self.press("ana", "Don't know yet", "If access closes: which one or two people keep it?")
        await self.press("ana", "Yes", "Could a former employee or an agency still log in?")
        await self.press("ana", "All hands…")
        await self.fill("ana", {"Who answers": ["U0JANA", "U0MAJA"]})
        await self.press("jana", "I can't…", "Whatever they do not cover: ask in the room first.")
        await self.fill("jana", {"One line": self.w("I am on the air")})
        await self.press("ana", "Leave as is…")
        await self.fill("ana", {"Why?": self.w("Nobody else is inside")})

    async def closing(self) -> None:
        await closing.closing(self)
        await closing.losing(self)
        await closing.restoration(self)

    async def opens(self, what: str) -> None:
        """Eva goes on in the register's form."""
        sent = await self.fill("eva", {"What next?": self.s(what)})
        assert sent["ok"], sent

    async def giving_roles(self) -> None:
        """Maja can't, Jana is late and hands over to Maja, Petr takes one and gives it up, Ana frees two."""
        await self.gives("ana", "Scribe", "U0MAJA")
        await self.press("maja", "I can't…")
        await self.fill("maja", {"One line": self.w("In a court room")})
        await self.gives("ana", "Author", "U0JANA")
        await self.pause(minutes=6)
        await self.gives("ana", "Approver", "U0JANA")
        await self.pause(minutes=5)
        await self.press("jana", "I'll do it", "you are asked to write statements")
        await self.gives("petr", "Monitoring lead", "U0PETR")
        await self.press("petr", "Give up…")
        await self.fill("petr", {"One line": self.w("My shift ends")})
        await self.press("jana", "Hand over…", "Author")
        await self.fill("jana", {"To whom": "U0MAJA", "Briefing": self.w("Two drafts, none sent")})
        await self.press("maja", "I'll do it")
        for role in ("Access lead", "Approver"):
            await self.gives("ana", role, "")

    async def handing_over(self) -> None:
        for _offer in range(2):
            await self.gives("ana", "Commander", "U0EVA")
            await self.fill(
                "ana", {"To whom": "U0EVA", "Open decisions": self.w("the union"), "Who must rest": ["U0PETR"]}
            )
            await self.pause(seconds=3)
            await self.press("eva", "I have command" if _offer else "Not now…")
            if not _offer:
                await self.fill("eva", {"One line": self.w("In a minute")})

    async def keeping_out(self) -> None:
        """Eva keeps out Karl, who is inside, and somebody who is not; Karl is removed, and it was another Karl."""
        karl, other = await self.add("Karl Weiss"), await self.add("Zxqjkept Out")
        self.secrets.planted["kept_out.person"] = "Zxqjkept"
        self.secrets.planted["naming_taken_back.reason"] = "Zxqjwhy"
        await self.crisis.petr.do("invite", channel=self.crisis.petr.place, users=[karl])
        await self.pause(seconds=3)
        await self.command("eva", "conflict")
        await self.fill("eva", {"Must not see this": [karl, other]})
        for who in ("eva", "maja", "petr", "jana"):
            await self.press(who, "Must not see this…", "Involved:")
            await self.closes(who)
        await self.press("eva", "Remove from the room")
        await self.press("eva", "Take it back…")
        await self.fill("eva", {"Why?": self.w("Zxqjwhy, it was another one")})

    async def visiting(self) -> None:
        """A guest and a stranger are let in; languages are asked for; Tom goes."""
        await self.crisis.petr.do("invite", channel=self.crisis.petr.place, users=["U0GUEST", "U0STRANGER"])
        await self.pause(seconds=3)
        await self.crisis.guest.go(self.crisis.petr.place)
        await self.press("guest", "Add to timeline…")
        await self.command("guest", "timeline")
        for who in ("guest", "stranger"):
            await self.home(who)
        await self.command("eva", "language")
        await self.command("eva", "language tlh")
        await self.crisis.tom.do("leave", channel=self.crisis.petr.place)
        await self.crisis.tom.go("C0GENERAL")
        await self.command("tom", "status 1")

    async def losing_sight(self) -> None:
        """Slack is out of reach for more than a minute while something is to be shown."""
        self.crisis.workspace.weather.set_preset("down")
        await self.command("eva", f"note fact: {self.w('calls are up')}")
        for _half in range(4):
            await self.pause(seconds=30)
        self.crisis.workspace.weather.set_preset("calm")
        await self.pause(seconds=31)
        await self.pause(seconds=3)

    async def resolving(self) -> None:
        await self.command("tom", "resolve 1")
        await self.press("eva", "Resolve…")
        await self.fill("eva", self.ending("ok"))
        await self.fill("eva", self.ending(self.w("all of it is gone")))

    def ending(self, because: str) -> dict[str, Typed]:
        day = self.crisis.clock.now + timedelta(days=3)
        ending: dict[str, Typed] = {"Outcome": self.s("Stopped"), "Review owner": "U0ANA", "Review date": day}
        if because:
            ending["Why resolve now?"] = because
        return ending | {
            "Still open, with owner": self.w("The union"),
            "Closing word: link, or why none": self.w("None was needed"),
        }

    async def reopening(self) -> None:
        await self.command("jana", f"reopen {self.w('it is back')}")
        await self.press("eva", "Reopen…")
        await self.fill("eva", {"What came back?": self.w("New posts")})

    async def ending_again(self) -> None:
        await self.press("eva", "Resolve…")
        await self.fill("eva", self.ending(self.w("it is over now")))

    async def leaving(self) -> None:
        """Two left, says Eva. Maja, who owns the account, closes what one holds, and Petr looks; the other stays."""
        gone = self.secrets.planted.setdefault("register.leaver", "Zxqjleaver")
        stays = self.secrets.planted.setdefault("register.denied", "Zxqjdenied")
        async with self.crisis.app.store.happened(register_id(TENANT), "two leave") as change:
            change.record(two_with_access(gone, stays))
        await self.pause(seconds=3)
        for name in (gone, stays):
            await self.command("eva", "access leaver")
            who: dict[str, Typed] = {"Or somebody else of the register": self.r(f"{name} Agency")}
            await self.fill("eva", who | {"Last day": BEGIN - timedelta(days=1)})
        await self.pointed_at("maja", "Not a leaver…", stays)
        await self.fill("maja", {"One line": self.r("she is here until May")})
        await self.pointed_at("maja", "Tomorrow", gone)
        role = self.s("{account}: {what}", account=self.r("@leaving"), what=MEANS[Means.delegated_role])
        await self.pointed_at("maja", "Close these…", gone)
        await self.fill("maja", {"Closed": [role]})
        await self.pointed_at("petr", "Verify…", gone)
        await self.fill("petr", {"What is done": [role], "What did you see?": self.r("the list has us two")})
        await self.command("petr", "ready")
        await self.press("petr", "Access details…")
        await self.press("petr", "Someone left…")
        await self.closes("petr")

    async def turning(self) -> None:
        """The whole room speaks another language for a while."""
        for language in ("qps", "en") if self.language == "en" else ():
            await self.command("eva", f"language {language}")
            await self.pause(seconds=3)
            self.turned.append(said(self.crisis, self.crisis.petr.place))


def two_with_access(*names: str) -> Iterator[Fact]:
    """An account of Maja's, whose other admin is Petr, and what these two hold there."""
    account = Account(id="a9", platform="x", handle="@leaving", owner="slack:U0MAJA", tier="dormant")
    yield AccountEntered(account=account)
    for n, name in enumerate(names):
        yield HolderEntered(holder=Holder(id=f"h9{n}", name=f"{name} Agency", employer="agency"))
        yield GrantEntered(grant=Grant(id=f"g9{n}", of="a9", holder=f"h9{n}", means=Means.delegated_role))
    for who, name in (("slack:U0MAJA", "Maja Babić"), ("slack:U0PETR", "Petr Novák")):
        yield HolderEntered(holder=Holder(id=who, name=name))
        yield GrantEntered(grant=Grant(id=f"g{who}", of="a9", holder=who, means=Means.native_login, level=Level.admin))


def said(crisis: Rehearsal, place: str) -> list[Json]:
    """The bot's messages that stand in a place, replies among them."""
    messages = crisis.workspace.places[place].messages.values()
    return [copy.deepcopy(m.as_slack()) for m in messages if m.user == BOT_USER and not m.subtype]
