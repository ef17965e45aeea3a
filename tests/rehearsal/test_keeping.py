"""A rehearsal survives a restart."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest
from pydantic import ValidationError

from bot.rehearsal import Workspace, load_seed, serve
from bot.rehearsal.keeping import keep, reload, written
from tests.rehearsal.conftest import MANIFEST, TestClock, client_of


async def test_everything_that_was_said_and_set_is_there_again(
    tmp_path: Path, clock: TestClock, session: aiohttp.ClientSession
) -> None:
    state = tmp_path / "kept" / "workspace.json"
    before = Workspace(MANIFEST, seed=load_seed(), clock=clock, state=state)
    async with serve(before) as running:
        api = client_of(running, session)
        channel = (await api.conversations_create(name="crisis-1", is_private=True))["channel"]["id"]
        mark = {"event_type": "crisis", "event_payload": {"key": "k"}}
        root = (await api.chat_postMessage(channel=channel, text="Board", metadata=mark))["ts"]
        await api.chat_postMessage(channel=channel, text="Reply", thread_ts=root)
        await api.files_upload_v2(channel=channel, filename="a.txt", content="abc")
        await api.pins_add(channel=channel, timestamp=root)

    after = Workspace(MANIFEST, seed=load_seed(), clock=clock, state=state)

    assert after.model == before.model
    assert after.tokens == before.tokens
    async with serve(after) as running:
        api = client_of(running, session)
        read = await api.conversations_replies(channel=channel, ts=root, include_all_metadata=True)
        later = (await api.chat_postMessage(channel=channel, text="Later"))["ts"]
    assert [message["text"] for message in read["messages"]] == ["Board", "Reply"]
    assert read["messages"][0]["metadata"]["event_payload"] == {"key": "k"}
    assert later > root


async def test_the_memory_is_written_while_it_runs(
    tmp_path: Path, clock: TestClock, session: aiohttp.ClientSession
) -> None:
    state = tmp_path / "workspace.json"
    workspace = Workspace(MANIFEST, seed=load_seed(), clock=clock, state=state)
    async with serve(workspace) as running:
        await client_of(running, session).conversations_create(name="crisis-1", is_private=True)
        async with asyncio.timeout(5):
            while not state.exists() or "crisis-1" not in state.read_text():
                await asyncio.sleep(0.02)

    assert json.loads(state.read_text())["org"] == "Teal Kettle"


async def test_a_memory_that_cannot_be_written_is_told_and_all_goes_on(
    tmp_path: Path, clock: TestClock, session: aiohttp.ClientSession
) -> None:
    folder = tmp_path / "kept"
    workspace = Workspace(MANIFEST, seed=load_seed(), clock=clock, state=folder / "workspace.json")
    folder.write_text("a file where the folder should be")
    async with serve(workspace) as running:
        told = workspace.stream.listen("U0PETR", f"{workspace.stream.run}-0")
        async with asyncio.timeout(5):
            while "not_saved" not in await anext(told):
                pass
        assert (await client_of(running, session).auth_test())["ok"]
        folder.unlink()

    assert reload(folder / "workspace.json") == workspace.model


def test_a_file_that_is_no_memory_is_refused(tmp_path: Path, clock: TestClock) -> None:
    state = tmp_path / "workspace.json"
    state.write_text("{}")

    with pytest.raises(ValidationError):
        Workspace(MANIFEST, seed=load_seed(), clock=clock, state=state)


def test_the_file_is_for_its_owner_only(tmp_path: Path, clock: TestClock) -> None:
    """It holds the tokens and what people said."""
    state = tmp_path / "workspace.json"
    model = Workspace(MANIFEST, seed=load_seed(), clock=clock).model

    keep(written(model), state)

    assert state.stat().st_mode & 0o077 == 0
    assert reload(state) == model
