"""The whole of Slack's side against a workspace that is as strict as Slack: Socket Mode, Web API, signed HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry
from ruamel.yaml import YAML

from bot.chat.card import Button, Card, Lines, Menu, Option, Quote, Row, Small, Title
from bot.chat.form import Asks, Chooses, ChoosesPlace, Dates, Form, Picks
from bot.chat.incoming import Commanded, Pressed, Said, Submitted
from bot.chat.outcome import FieldErrors, OpenForm, Reply
from bot.errors import NameTaken
from bot.platforms.slack import Slack
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.text import Link, Moment, Name, _
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
    manifest = YAML(typ="safe").load((Path(__file__).parents[2] / "app.yaml").read_text())
    workspace = Workspace(manifest, seed=load_seed())
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
        Chooses(
            "signs", _("Signs"), (Option("a", _("A")), Option("b", _("B"))), required=False, many=True, style="list"
        ),
        Picks("who", _("Who"), many=True, initial=("slack:U0ANA",)),
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


async def test_a_post_is_found_by_its_key_at_the_top_in_a_thread_and_in_a_letter(rehearsed: Rehearsed) -> None:
    platform, place = rehearsed.platform, await rehearsed.room()
    card = platform.render(CARD, "en", {})

    root = await platform.post(place, None, card, "key-root")
    reply = await platform.post(place, root.ref, card, "key-reply")
    letter = await platform.post("slack:U0TOM", None, card, "key-letter")

    assert await platform.find(place, None, "key-root", LONG_AGO) == [root]
    assert await platform.find(place, root.ref, "key-reply", LONG_AGO) == [reply]
    assert await platform.find("slack:U0TOM", None, "key-letter", LONG_AGO) == [letter]
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
    assert {"commands", "chat:write", "groups:write"} <= rehearsed.platform.me.scopes


async def test_a_dropped_socket_comes_back_and_the_gap_is_told(rehearsed: Rehearsed) -> None:
    url = f"{rehearsed.running.url}/control/socket/drop"
    async with rehearsed.http.post(url, json={}, headers={"Authorization": f"Bearer {rehearsed.running.key}"}):
        pass
    async with asyncio.timeout(15):
        while rehearsed.heard.gaps < 2:
            await asyncio.sleep(0.05)

    answer = await rehearsed.does("U0PETR", "command", channel="C0SOCIAL", text="/crisis status")

    assert answer["error"] is None
