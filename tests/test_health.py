"""What the bot's own routes say: to whom, and what is missing."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import httpx2 as httpx
import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from bot.app import App
from bot.errors import StorageAway, StorageFull, StorageReadOnly
from bot.rehearsal import Refusal, Workspace, load_seed, serve
from bot.store.engine import storage
from bot.store.store import Store
from tests.conversation import Rehearsal, manifest, rehearsal, settings_for
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]

OPERATING = Path(__file__).resolve().parent.parent / "docs/connect-slack.md"


async def asked(app: Starlette, path: str, host: str = "127.0.0.1:3000") -> httpx.Response:
    """The answer under that name."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
        return await http.get(path, headers={"host": host})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:3000", 200),
        ("LOCALHOST.", 200),
        ("127.0.0.1", 200),
        ("[::1]:3000", 200),
        ("10.1.2.3:3000", 200),  # an address is no name that can be made to lead elsewhere
        ("crisis.monitoring:3000", 200),  # CRISIS_HOSTS
        ("evil.example", 403),
        ("evil.example:3000", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("localhost@evil.example", 403),
    ],
)
async def test_only_a_known_name_is_answered(tmp_path: Path, host: str, status: int) -> None:
    async with rehearsal(tmp_path, CRISIS_HOSTS="crisis.monitoring") as crisis:
        for path in ("/readyz", "/metrics"):
            assert (await asked(crisis.app.asgi(), path, host)).status_code == status
        assert (await asked(crisis.app.asgi(), "/healthz", host)).status_code == 200  # it has nothing to tell


async def test_the_host_it_listens_on_is_known(tmp_path: Path) -> None:
    async with rehearsal(tmp_path, CRISIS_LISTEN="Crisis.internal:0") as crisis:
        assert (await asked(crisis.app.asgi(), "/readyz", "crisis.internal:3000")).status_code == 200


async def test_nothing_is_missing_and_the_answer_is_as_the_page_about_operating_has_it(crisis: Rehearsal) -> None:
    (told,) = re.findall(r'`({"ready".+?})`', OPERATING.read_text(encoding="utf-8"))

    answer = (await asked(crisis.app.asgi(), "/readyz")).json()

    assert answer == json.loads(told) == {"ready": True, "waits_for": [], "missing": []}


@pytest.mark.parametrize("reason", ["missing_scope", "access_denied", "not_allowed_token_type", "something_new"])
async def test_people_refused_for_good_are_named_and_it_is_ready(crisis: Rehearsal, reason: str) -> None:
    """A fact of users.list alone: everything else works."""
    slack = crisis.app.slack
    slack.ready.clear()
    crisis.workspace.weather.refuse_next("users.list", Refusal(error=reason))

    await slack.read_through(crisis.app.ears)
    answer = await asked(crisis.app.asgi(), "/readyz")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    (missing,) = answer.json()["missing"]
    assert reason in missing and "people" in missing

    await slack.read_through(crisis.app.ears)  # the next sweep is not refused
    assert (await asked(crisis.app.asgi(), "/readyz")).json()["missing"] == []


async def test_a_scope_that_the_token_lacks_is_named_until_it_is_given(crisis: Rehearsal) -> None:
    """Any answer of Slack's says what the token may: it need not be asked for."""
    wire = crisis.app.slack.platform.wire
    assert wire.granted is not None
    wire.granted = wire.granted.replace("pins:write", "")

    answer = await asked(crisis.app.asgi(), "/readyz")

    assert answer.status_code == 200
    (missing,) = answer.json()["missing"]
    assert missing == "The bot token lacks pins:write (pin the board). See: crisis doctor"

    await crisis.app.slack.read_through(crisis.app.ears)
    assert (await asked(crisis.app.asgi(), "/readyz")).json()["missing"] == []


async def test_a_workspace_that_gave_less_is_known_at_the_start(tmp_path: Path) -> None:
    less = copy.deepcopy(manifest())
    less["oauth_config"]["scopes"]["bot"].remove("files:read")
    async with serve(Workspace(less, seed=load_seed())) as running:
        app = App(settings_for(running, tmp_path, "socket"))
        await app.start()
        try:
            readiness = await app.readiness()
        finally:
            await app.close()

    assert any("lacks files:read (keep a file as evidence" in each for each in readiness.missing)


async def test_scopes_that_slack_did_not_say_are_not_missed(crisis: Rehearsal) -> None:
    crisis.app.slack.platform.wire.granted = None

    assert (await asked(crisis.app.asgi(), "/readyz")).json()["missing"] == []


async def test_what_passes_is_waited_for(crisis: Rehearsal) -> None:
    crisis.app.slack.ready.clear()

    answer = await asked(crisis.app.asgi(), "/readyz")

    assert answer.status_code == 503
    assert answer.json()["waits_for"] == ["Slack has not listed the workspace's people yet."]


async def test_a_refused_token_is_not_ready_and_says_why(crisis: Rehearsal) -> None:
    crisis.app.slack.refused = "token_revoked"

    answer = await asked(crisis.app.asgi(), "/readyz")

    assert answer.status_code == 503
    assert answer.json()["waits_for"] == ["Slack refuses the bot token (token_revoked)."]


async def test_a_full_disk_is_not_ready_said_once_and_over_when_there_is_room(
    crisis: Rehearsal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    petr = await crisis.opened()
    await crisis.settled()
    async with crisis.app.store.database.writer.connect() as connection:
        await connection.exec_driver_sql("ROLLBACK")
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    capsys.readouterr()

    for n in range(40):
        await petr.command(f"/crisis note {n} " + "What a customer said on the telephone. " * 20)
    answer = await asked(crisis.app.asgi(), "/readyz")

    assert answer.status_code == 503
    assert answer.json()["waits_for"] == [str(StorageFull())]
    log = capsys.readouterr().out
    assert log.count("storage.away") == 1
    assert "Traceback" not in log

    async with crisis.app.store.database.writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert (await asked(crisis.app.asgi(), "/readyz")).status_code == 200
    assert capsys.readouterr().out.count("storage.back") == 1


async def test_a_start_on_a_database_that_cannot_be_written_names_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)

    with pytest.raises(StorageFull, match="disk is full"):
        await Store(f"sqlite:///{tmp_path}/folder/crisis.db").start()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("53100", StorageFull),  # disk_full
        ("25006", StorageReadOnly),  # read_only_sql_transaction
        ("42501", StorageReadOnly),  # insufficient_privilege
        ("53000", StorageAway),  # insufficient_resources
        ("53200", StorageAway),  # out_of_memory
        ("53300", StorageAway),  # too_many_connections
        ("53400", StorageAway),  # configuration_limit_exceeded
        ("58030", StorageAway),  # io_error
        ("57P03", StorageAway),  # cannot_connect_now
        ("XX001", StorageAway),  # data_corrupted
    ],
)
def test_what_postgresql_says_is_told_by_its_kind(state: str, why: type[StorageAway]) -> None:
    said = psycopg.errors.lookup(state)("…")
    with pytest.raises(StorageAway) as told, storage():
        raise DBAPIError.instance("INSERT", {}, said, psycopg.Error)

    assert told.type is why


@pytest.mark.parametrize("state", ["42601", "23505"])  # syntax_error, unique_violation
def test_a_mistake_of_ours_is_not_said_to_be_the_database_s(state: str) -> None:
    with pytest.raises(DBAPIError), storage():
        raise DBAPIError.instance("INSERT", {}, psycopg.errors.lookup(state)("…"), psycopg.Error)


@pytest.mark.postgres
async def test_a_server_that_may_only_be_read_is_said_and_over_when_it_may_be_written(postgres: Postgres) -> None:
    with postgres.fresh() as url:
        store = Store(url)
        await store.start()
        name = make_url(url).database or ""
        try:
            postgres.run("ALTER DATABASE {} SET default_transaction_read_only = on", name)
            await store.database.writer.dispose()  # whoever connects now is told so
            with pytest.raises(StorageReadOnly, match="may be read"):
                await store.ping()
            postgres.run("ALTER DATABASE {} RESET default_transaction_read_only", name)
            await store.database.writer.dispose()
            await store.ping()
            assert not store.database.trouble.is_there
        finally:
            await store.close()


@pytest.mark.parametrize(("number", "why"), [(28, StorageFull), (30, StorageReadOnly), (13, StorageReadOnly)])
def test_what_the_system_says_is_told_by_its_kind(number: int, why: type[StorageAway]) -> None:
    with pytest.raises(why), storage(OSError):
        raise OSError(number, "…")
