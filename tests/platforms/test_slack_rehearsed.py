"""The whole of Slack's side against a workspace that is as strict as Slack: Socket Mode, Web API, signed HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from bot.chat.card import Button, Card, Lines, Menu, Option, Quote, Row, Small, Title
from bot.chat.form import Asks, Attaches, Chooses, ChoosesPlace, ChoosesSeveral, Dates, Form, PicksSeveral
from bot.chat.incoming import Commanded, Pinned, Pressed, Reacted, Said, Shortcut, Submitted
from bot.chat.outcome import FieldErrors, OpenForm, Reply, ShowHome
from bot.crisis.evidence.facts import FileRef
from bot.errors import MessageGone, NameTaken, NotNow
from bot.people.who import Someone
from bot.platforms.slack import Slack
from bot.record.fact import MessageRef
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.text import Link, Moment, Name, _
from tests.conversation import manifest
from tests.platforms.conftest import COMMANDS, Heard

Json = dict[str, Any]

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2001, 9, 10, tzinfo=UTC)
CARD = Card(
    _("Crisis {n}", n=12),
    (
        Title(_("Crisis {n} · {title}", n=12, title="*Bold* <!channel>")),
        Lines((_("First word due {at}", at=Moment(NOW)), _("Commander: {who}", who=Name("slack:U0ANA", "Ana", True)))),
        Quote("They said: `rm -rf` & <b>"),
        Row(
            (
                Button("board.take", _("Take command"), "in1", style="primary"),
                Menu("roles.choose", _("Role"), (Option("comms", _("Comms")), Option("it", _("IT"))), "in1 4"),
            )
        ),
        Small((_("Opened by {who}", who="Petr_N_"), _("See {it}", it=Link(_("board"), to="board")))),
    ),
)


@dataclass
class Rehearsed:
    """A workspace, the bot's side of it, and people who act in it."""

    running: Running
    slack: Slack
    heard: Heard
    http: aiohttp.ClientSession

    @property
    def platform(self) -> Any:
        return self.slack.platform

    async def does(self, user: str, what: str, **body: Any) -> Json:
        url = f"{self.running.url}/control/as/{user}/{what}"
        async with self.http.post(url, json=body, headers={"Authorization": f"Bearer {self.running.key}"}) as answer:
            return dict(await answer.json())

    async def sees(self, user: str, path: str) -> Any:
        url = f"{self.running.url}/control/as/{user}/{path}"
        async with self.http.get(url, headers={"Authorization": f"Bearer {self.running.key}"}) as answer:
            return await answer.json()

    async def puts_in(self, user: str, name: str, content: bytes) -> str:
        """The id of a file that person took up from their own device."""
        url = f"{self.running.url}/control/as/{user}/upload?name={name}"
        async with self.http.post(url, data=content, headers={"Authorization": f"Bearer {self.running.key}"}) as answer:
            return str((await answer.json())["file"]["id"])

    async def direct_messages(self, user: str) -> list[Json]:
        direct = self.running.workspace.model.direct("U0APP", user)
        return list((await self.sees(user, f"places/{direct.id}"))["messages"]) if direct else []

    async def room(self) -> str:
        place = str(await self.slack.platform.create("crisis-12-ab12"))
        assert await self.slack.platform.invite(place, ["slack:U0PETR"]) == {}
        return place

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(5):
            while not true():
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def _connected() -> AsyncIterator[Rehearsed]:
    workspace = Workspace(manifest(), seed=load_seed())
    async with serve(workspace) as running, aiohttp.ClientSession() as http:
        heard = Heard()
        tokens = workspace.tokens
        slack = Slack(tokens.bot, tokens.app, api_url=running.api_url, registry=CollectorRegistry())
        await slack.start(heard.ears(), COMMANDS)
        rehearsed = Rehearsed(running, slack, heard, http)
        await slack.ready.wait()
        await rehearsed.until(lambda: heard.gaps)
        try:
            yield rehearsed
        finally:
            await slack.close()


@pytest.fixture
async def rehearsed() -> AsyncIterator[Rehearsed]:
    async with _connected() as connected:
        yield connected


async def test_a_command_is_heard_and_answered(rehearsed: Rehearsed) -> None:
    rehearsed.heard.outcome = Reply((_("Crisis {n} is open.", n=12),))

    answer = await rehearsed.does("U0PETR", "command", channel="C0SOCIAL", text="/crisis open Bad post by @Ana Kovač")

    assert answer["error"] is None
    assert answer["text"] == "Crisis 12 is open."
    assert isinstance(rehearsed.heard.last, Commanded)
    assert (rehearsed.heard.last.action, rehearsed.heard.last.words) == ("command.open", "Bad post by @Ana Kovač")
    assert rehearsed.heard.last.by.id == "slack:U0PETR"


async def test_a_card_stands_as_it_was_meant_and_its_buttons_work(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    links = {"board": rehearsed.platform.link(place, "1.000100")}

    posted = await rehearsed.platform.post(place, None, rehearsed.platform.render(CARD, "en", links), "key-1")
    await rehearsed.does("U0PETR", "press", channel=place, ts=posted.ref, action_id="board.take")
    first = rehearsed.heard.last
    await rehearsed.does("U0PETR", "press", channel=place, ts=posted.ref, action_id="roles.choose", value="it in1 4")

    assert isinstance(first, Pressed)
    assert (first.action, first.value, first.place, first.ref) == ("board.take", "in1", place, posted.ref)
    chosen = rehearsed.heard.last
    assert isinstance(chosen, Pressed)
    assert (chosen.chosen, chosen.value) == (("it",), "in1 4")


async def test_a_form_opens_keeps_what_was_typed_when_refused_and_gives_it_back(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    posted = await rehearsed.platform.post(place, None, rehearsed.platform.render(CARD, "en", {}), "key-1")
    fields = (
        Asks("what", _("What"), long=True, max_chars=500),
        Chooses("kind", _("Type"), (Option("fact", _("Fact")), Option("action", _("Action"))), initial=("fact",)),
        ChoosesSeveral("signs", _("Signs"), (Option("a", _("A")), Option("b", _("B"))), required=False, style="list"),
        PicksSeveral("who", _("Who"), initial=("slack:U0ANA",)),
        Dates("at", _("When"), initial=NOW),
        ChoosesPlace("place", _("Where")),
    )
    rehearsed.heard.outcome = OpenForm(Form("timeline.add", _("Add to timeline"), _("Add"), fields, carried="in1 4"))

    await rehearsed.does("U0PETR", "press", channel=place, ts=posted.ref, action_id="board.take")
    await rehearsed.until(lambda: rehearsed.running.workspace.views.of("U0PETR"))
    [view] = await rehearsed.sees("U0PETR", "views")
    rehearsed.heard.outcome = FieldErrors({}, top=_("Not saved: {why}", why="wait"))
    typed = {"what": {"what": {"type": "plain_text_input", "value": "The post is down."}}}
    refused = await rehearsed.does("U0PETR", "submit", view_id=view["id"], values=typed)
    rehearsed.heard.outcome = Reply((_("Added."),))
    accepted = await rehearsed.does("U0PETR", "submit", view_id=view["id"], values={})

    [kept] = refused["views"]
    assert kept["blocks"][0]["text"]["text"] == "*Not saved: wait*"
    assert accepted["views"] == []
    sent = rehearsed.heard.last
    assert isinstance(sent, Submitted)
    assert (sent.carried, sent.place) == ("in1 4", place)
    assert sent.given == {
        "what": "The post is down.",
        "kind": "fact",
        "signs": (),
        "who": ("slack:U0ANA",),
        "at": NOW,
        "place": None,
    }
    await rehearsed.until(lambda: any(c.method == "chat.postEphemeral" for c in rehearsed.running.workspace.calls))


async def test_what_is_said_in_the_room_is_heard_and_what_the_bot_says_is_not(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    root = await rehearsed.platform.post(place, None, rehearsed.platform.render(CARD, "en", {}), "key-1")

    said = await rehearsed.does("U0PETR", "say", channel=place, thread_ts=root.ref, text="at 14:20 & <later>")
    await rehearsed.does("U0PETR", "edit", channel=place, ts=said["ts"], text="at 14:30")
    await rehearsed.until(lambda: len(rehearsed.heard.incoming) == 2)

    first, second = rehearsed.heard.incoming
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert (first.text, first.thread, first.edited) == ("at 14:20 & <later>", root.ref, False)
    assert (second.text, second.edited, second.ref) == ("at 14:30", True, said["ts"])


async def test_a_deleted_message_of_ours_is_heard_of(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    posted = await rehearsed.platform.post(place, None, rehearsed.platform.render(CARD, "en", {}), "key-1")

    await rehearsed.platform.invite(place, ["slack:U0ANA"])
    await rehearsed.does("U0ANA", "delete", channel=place, ts=posted.ref)  # she administers the workspace
    await rehearsed.until(lambda: rehearsed.heard.deleted)

    assert (rehearsed.heard.deleted[0].place, rehearsed.heard.deleted[0].ref) == (place, posted.ref)


async def test_who_joins_is_heard_of(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    await rehearsed.until(lambda: rehearsed.heard.moved)

    joined = rehearsed.heard.moved[0]
    assert (joined.action, joined.by.id, joined.place) == ("joined", "slack:U0PETR", place)
    assert set(await rehearsed.platform.members(place)) >= {"slack:U0PETR"}


async def test_a_post_is_found_by_its_key_at_the_top_in_a_thread_and_in_a_direct_message(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()
    card = platform.render(CARD, "en", {})

    root = await platform.post(place, None, card, "key-root")
    reply = await platform.post(place, root.ref, card, "key-reply")
    direct_message = await platform.post("slack:U0TOM", None, card, "key-letter")

    assert await platform.find(place, None, "key-root", LONG_AGO) == [root]
    assert await platform.find(place, root.ref, "key-reply", LONG_AGO) == [reply]
    assert await platform.find("slack:U0TOM", None, "key-letter", LONG_AGO) == [direct_message]
    assert await platform.find(place, None, "key-other", LONG_AGO) == []
    assert await platform.find(place, None, "key-root", datetime.now(UTC) + timedelta(hours=1)) == []


async def test_a_room_whose_name_is_taken_is_found_only_if_it_is_ours(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()

    with pytest.raises(NameTaken):
        await platform.create("crisis-12-ab12")
    assert await platform.find_place("crisis-12-ab12", "in1") == place
    await platform.describe(place, "Kept: what is captured & more · in1")
    assert await platform.find_place("crisis-12-ab12", "in1") == place
    assert await platform.find_place("crisis-12-ab12", "in2") is None
    assert await platform.find_place("crisis-99", "in1") is None


async def test_topic_pin_update_and_delete_can_be_repeated(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()
    posted = await platform.post(place, None, platform.render(CARD, "en", {}), "key-1")

    for _again in range(2):
        await platform.topic(place, "Serious · Ana commands")
        await platform.pin(place, posted.ref)
        await platform.update(place, posted.ref, platform.render(Card(_("Changed")), "en", {}))
        await platform.invite(place, ["slack:U0PETR", "slack:U0ANA"])
    for _again in range(2):
        await platform.delete(place, posted.ref)


async def test_who_cannot_be_invited_is_named_and_the_others_are_in(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()

    refused = await platform.invite(place, ["slack:U0ANA", "slack:U0LEFT", "slack:U0TOM"])

    assert set(refused) == {"slack:U0LEFT"}
    assert set(await platform.members(place)) >= {"slack:U0ANA", "slack:U0TOM"}


async def test_a_file_is_sent_and_found_by_its_title(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()
    root = await platform.post(place, None, platform.render(CARD, "en", {}), "key-1")

    await platform.upload(place, root.ref, "timeline.md", "timeline.md · ab12cd34", "# Timeline\nčas & věc")

    assert await platform.find_upload(place, "timeline.md · ab12cd34", LONG_AGO, root.ref) is not None
    assert await platform.find_upload(place, "timeline.md · other", LONG_AGO, root.ref) is None


async def test_the_scopes_of_the_token_are_known(rehearsed: Rehearsed) -> None:
    granted = rehearsed.platform.wire.granted or ""
    assert {"commands", "chat:write", "groups:write"} <= set(granted.split(","))


async def test_a_dropped_socket_comes_back_and_the_gap_is_told(rehearsed: Rehearsed) -> None:
    url = f"{rehearsed.running.url}/control/socket/drop"
    async with rehearsed.http.post(url, json={}, headers={"Authorization": f"Bearer {rehearsed.running.key}"}):
        pass
    async with asyncio.timeout(15):
        while rehearsed.heard.gaps < 2:
            await asyncio.sleep(0.05)

    answer = await rehearsed.does("U0PETR", "command", channel="C0SOCIAL", text="/crisis status")

    assert answer["error"] is None


async def test_a_pin_on_a_reply_leads_to_its_words(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    root = await rehearsed.platform.post(place, None, rehearsed.platform.render(CARD, "en", {}), "key-1")
    said = await rehearsed.does("U0PETR", "say", channel=place, thread_ts=root.ref, text="They quote the post")

    await rehearsed.does("U0PETR", "react", channel=place, ts=said["ts"], name="eyes")
    await rehearsed.does("U0PETR", "react", channel=place, ts=said["ts"], name="pushpin")
    await rehearsed.does("U0PETR", "unreact", channel=place, ts=said["ts"], name="pushpin")
    await rehearsed.until(lambda: len(rehearsed.heard.incoming) == 4)

    _said, other, pinned, unpinned = rehearsed.heard.incoming
    assert isinstance(other, Reacted)
    assert "eyes" not in repr(other)
    assert isinstance(pinned, Pinned)
    assert (pinned.action, unpinned.action) == ("timeline.pin", "timeline.unpin")
    found = await rehearsed.platform.read(MessageRef(place=place, ref=pinned.ref or ""))
    assert (found.text, found.source.thread, found.author.id) == ("They quote the post", root.ref, "slack:U0PETR")


async def test_a_message_at_the_top_a_root_and_a_deleted_one_are_read_too(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    alone = (await rehearsed.does("U0PETR", "say", channel=place, text="Alone"))["ts"]
    root = (await rehearsed.does("U0PETR", "say", channel=place, text="A root"))["ts"]
    await rehearsed.does("U0PETR", "say", channel=place, thread_ts=root, text="Its reply")

    for ref, text in ((alone, "Alone"), (root, "A root")):
        found = await rehearsed.platform.read(MessageRef(place=place, ref=ref))
        assert (found.text, found.source.thread) == (text, None)
    for ref in (alone, root):
        await rehearsed.does("U0PETR", "delete", channel=place, ts=ref)
        with pytest.raises(MessageGone):
            await rehearsed.platform.read(MessageRef(place=place, ref=ref))


async def test_every_deleted_message_of_a_room_is_told(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    root = (await rehearsed.does("U0PETR", "say", channel=place, text="A root"))["ts"]
    reply = (await rehearsed.does("U0PETR", "say", channel=place, thread_ts=root, text="Its reply"))["ts"]
    file = await rehearsed.puts_in("U0PETR", "shot.png", b"PNG")
    shared = (await rehearsed.does("U0PETR", "say", channel=place, files=[file]))["ts"]

    for ref in (root, reply, shared):
        await rehearsed.does("U0PETR", "delete", channel=place, ts=ref)
    await rehearsed.until(lambda: len(rehearsed.heard.deleted) == 3)

    assert [(lost.place, lost.ref) for lost in rehearsed.heard.deleted] == [(place, r) for r in (root, reply, shared)]
    assert {lost.by.id for lost in rehearsed.heard.deleted} == {"slack:U0PETR"}


async def test_a_shared_file_is_heard_and_its_bytes_are_read(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()
    file = await rehearsed.puts_in("U0PETR", "shot.png", b"PNG")

    await rehearsed.does("U0PETR", "say", channel=place, files=[file])
    await rehearsed.until(lambda: rehearsed.heard.incoming)

    said = rehearsed.heard.last
    assert isinstance(said, Said)
    assert said.files == (FileRef(id=file, name="shot.png", mime="image/png", size=3),)
    assert await rehearsed.platform.download(said.files[0], 3) == b"PNG"
    with pytest.raises(NotNow, match="too_big"):
        await rehearsed.platform.download(said.files[0].model_copy(update={"size": 0}), 2)


async def test_a_shortcut_on_a_message_elsewhere_opens_a_form_that_takes_a_file(rehearsed: Rehearsed) -> None:
    ts = (await rehearsed.does("U0JANA", "say", channel="C0LEADS", text="Have you seen this?"))["ts"]
    rehearsed.heard.outcome = OpenForm(Form("open.submit", _("Open"), _("Open"), (Attaches("shot", _("Screenshot")),)))

    await rehearsed.does("U0ANA", "shortcut", callback_id="open.from_message", channel="C0LEADS", ts=ts)
    await rehearsed.until(lambda: rehearsed.running.workspace.views.of("U0ANA"))
    chosen = rehearsed.heard.last
    [view] = await rehearsed.sees("U0ANA", "views")
    file = await rehearsed.puts_in("U0ANA", "shot.png", b"PNG")
    rehearsed.heard.outcome = Reply((_("Opened."),))
    typed = {"shot": {"shot": {"type": "file_input", "files": [file]}}}
    assert (await rehearsed.does("U0ANA", "submit", view_id=view["id"], values=typed))["ok"]
    await rehearsed.slack.quiet()

    assert isinstance(chosen, Shortcut)
    assert chosen.message is not None
    assert (chosen.message.text, chosen.message.author) == (
        "Have you seen this?",
        Someone(id="slack:U0JANA", name="Jana Horvat"),
    )
    sent = rehearsed.heard.last
    assert isinstance(sent, Submitted)
    assert await rehearsed.platform.download(sent.files["shot"][0], 3) == b"PNG"
    [direct_message] = [
        m for m in await rehearsed.direct_messages("U0ANA") if m["text"] == "Opened."
    ]  # the bot is not in #leads
    assert not direct_message["ephemeral"]


async def test_home_is_shown_and_shown_anew_after_a_press_in_it(rehearsed: Rehearsed) -> None:
    row = Row((Button("home.catch_up", _("Catch me up"), "in1"),))
    rehearsed.heard.outcome = ShowHome(Card(_("Crises"), (Title(_("Open crises")), row)))
    await rehearsed.does("U0ANA", "home")
    await rehearsed.until(lambda: rehearsed.running.workspace.model.homes)
    [home] = await rehearsed.sees("U0ANA", "views")

    await rehearsed.does("U0ANA", "press", view_id=home["id"], action_id="home.catch_up")
    await rehearsed.slack.quiet()

    assert [incoming.action for incoming in rehearsed.heard.incoming] == ["home.opened", "home.catch_up", "home.opened"]
    assert home["blocks"][0]["text"]["text"] == "Open crises"
    assert await rehearsed.sees("U0PETR", "views") == []


async def test_who_is_removed_is_out_and_is_out_already_the_second_time(rehearsed: Rehearsed) -> None:
    place = await rehearsed.room()

    for _again in range(2):
        await rehearsed.platform.remove(place, "slack:U0PETR")
    await rehearsed.until(lambda: len(rehearsed.heard.moved) == 2)

    assert await rehearsed.platform.members(place) == []
    assert [moved.action for moved in rehearsed.heard.moved] == ["joined", "left"]
    rehearsed.running.workspace.removal_allowed = False
    await rehearsed.platform.invite(place, ["slack:U0TOM"])
    with pytest.raises(NotNow, match="restricted_action"):
        await rehearsed.platform.remove(place, "slack:U0TOM")
