"""The doctor says what is fine, what is wrong and what to do, against a workspace that answers as Slack does."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML
from sqlalchemy.engine import make_url

from bot.check import check_all
from bot.doctor import Finding, examine, report
from bot.doctor.database import lock_finding, version_finding
from bot.doctor.organisation import setup
from bot.doctor.slack import scopes
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Someone
from bot.playbooks import load
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearsal.weather import Refusal
from bot.store.engine import parsed
from bot.store.migrate import migrate
from bot.store.store import Store
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]

APP = Path(__file__).resolve().parent.parent / "app.yaml"
ANA, EVA = Someone(id="slack:U0ANA", name="Ana Kovač"), Someone(id="slack:U0EVA", name="Eva Malá")
NOBODY_LISTENS = "http://127.0.0.1:9/api/"


def workspace(without: str = "", besides: str = "") -> AbstractAsyncContextManager[Running]:
    """One whose app was made from app.yaml, but for one scope."""
    manifest: dict[str, Any] = YAML(typ="safe", pure=True).load(APP.read_text("utf-8"))
    bot = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [*(scope for scope in bot if scope != without), *besides.split()]
    return serve(Workspace(manifest, seed=load_seed()))


@pytest.fixture
async def slack() -> AsyncIterator[Running]:
    async with workspace() as running:
        yield running


@pytest.fixture
def environ(slack: Running, tmp_path: Path) -> dict[str, str]:
    """Of a bot beside that workspace, its database not made yet."""
    return environ_for(slack, tmp_path)


def environ_for(slack: Running, folder: Path) -> dict[str, str]:
    tokens = slack.workspace.tokens
    return {
        "SLACK_BOT_TOKEN": tokens.bot,
        "SLACK_APP_TOKEN": tokens.app,
        "SLACK_API_URL": slack.api_url,
        "CRISIS_DATABASE_URL": f"sqlite:///{folder}/crisis.db",
        "CRISIS_ADMINS": "U0EVA",
    }


@pytest.fixture
def database(environ: dict[str, str]) -> Path:
    """The file, with tables of this version in it."""
    migrate(parsed(environ["CRISIS_DATABASE_URL"]))
    return Path(environ["CRISIS_DATABASE_URL"].removeprefix("sqlite:///"))


def wrong(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_failure]


def what(findings: list[Finding], word: str) -> str:
    return "\n".join(finding.what for finding in findings if finding.word == word)


async def test_a_fresh_and_right_installation_has_nothing_wrong(environ: dict[str, str], tmp_path: Path) -> None:
    findings = await examine(environ)

    assert wrong(findings) == []
    fine = what(findings, "fine")
    assert f"The database {tmp_path}/crisis.db is not there yet; it is made on start." in fine
    assert "The bot token has the 12 scopes of app.yaml and no other." in fine
    assert "The app token opens connections" in fine
    assert "The setup lacks responders" in what(findings, "note")
    assert list(tmp_path.iterdir()) == []


async def test_it_says_whose_token_it_is(environ: dict[str, str], slack: Running) -> None:
    fine = what(await examine(environ), "fine")

    assert f"in the workspace {slack.workspace.model.org}, {slack.url}/." in fine


async def test_it_takes_no_connection_from_a_bot_that_runs(environ: dict[str, str], slack: Running) -> None:
    await examine(environ)

    methods = [call.method for call in slack.workspace.calls]
    assert methods == ["api.test", "auth.test", "users.list", "apps.connections.open"]
    assert not slack.workspace.is_connected


async def test_a_list_of_people_that_slack_refuses_is_named(environ: dict[str, str], slack: Running) -> None:
    slack.workspace.weather.refuse_next("users.list", Refusal(error="access_denied"))

    (finding,) = wrong(await examine(environ))

    assert "does not list the workspace's people (access_denied)" in finding.what
    assert "users:read" in finding.way_on


async def test_all_that_is_wrong_with_the_settings_is_said_and_the_rest_is_looked_at(environ: dict[str, str]) -> None:
    del environ["SLACK_BOT_TOKEN"]

    findings = await examine(environ | {"CRISIS_ADMINS": "eva", "CRISIS_COMAND": "/krize"})

    assert [finding.what.split()[0] for finding in wrong(findings)] == [
        "CRISIS_COMAND",
        "SLACK_BOT_TOKEN",
        "CRISIS_ADMINS",
    ]
    assert "The app token opens connections" in what(findings, "fine")
    assert "Not looked at: the bot token, the setup." in what(findings, "note")
    assert "The command" not in what(findings, "fine")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"SLACK_BOT_TOKEN": "xapp-1-A1-0123456789", "SLACK_APP_TOKEN": "xoxb-1-0123456789"},
        {"SLACK_BOT_TOKEN": "xoxb-1-0123456789", "SLACK_APP_TOKN": "xapp-1-A1-0123456789"},
        {"SLACK_SIGNING_SECRET": "short", "CRISIS_DATABASE_URL": "mysql://x:geheim@y/z"},
    ],
)
async def test_no_settings_are_too_wrong_to_be_told(given: dict[str, str]) -> None:
    findings = await examine(given | {"SLACK_API_URL": NOBODY_LISTENS})

    assert wrong(findings)
    assert "geheim" not in report(findings)


async def test_a_token_slack_does_not_know(environ: dict[str, str]) -> None:
    findings = await examine(environ | {"SLACK_BOT_TOKEN": "xoxb-0123456789", "SLACK_APP_TOKEN": "xapp-0123456789"})

    bot, app = wrong(findings)
    assert bot.what.startswith("Slack does not know the bot token")
    assert "OAuth & Permissions" in bot.way_on
    assert app.what == "Slack does not know the app token."
    assert "Basic Information" in app.way_on


async def test_a_token_of_an_app_that_was_taken_out(environ: dict[str, str], slack: Running) -> None:
    slack.workspace.weather.refuse["auth.test"] = deque([Refusal("account_inactive")])

    (finding,) = wrong(await examine(environ))

    assert "Install App" in finding.way_on


@pytest.mark.parametrize("scope", ["pins:write", "reactions:read", "files:read"])
async def test_a_missing_scope_is_named_with_its_use(tmp_path: Path, scope: str) -> None:
    (line,) = (line for line in APP.read_text("utf-8").splitlines() if f"- {scope} " in line)
    use = line.partition("# ")[2]

    async with workspace(without=scope) as running:
        (finding,) = wrong(await examine(environ_for(running, tmp_path)))

    assert use and finding.what == f"The bot token lacks {scope} ({use})."
    assert "OAuth & Permissions" in finding.way_on


async def test_a_scope_too_many_is_a_note(tmp_path: Path) -> None:
    async with workspace(besides="channels:read") as running:
        findings = await examine(environ_for(running, tmp_path))

    assert wrong(findings) == []
    assert "scopes the bot does not need: channels:read." in what(findings, "note")


def test_where_slack_names_no_scopes_nothing_is_claimed() -> None:
    assert [finding.word for finding in scopes(None)] == ["note"]


async def test_slack_out_of_reach(environ: dict[str, str]) -> None:
    findings = await examine(environ | {"SLACK_API_URL": NOBODY_LISTENS})

    (finding,) = wrong(findings)
    assert (
        finding.what == f"Slack is out of reach at {NOBODY_LISTENS}: no connection to 127.0.0.1 (connection refused)."
    )
    assert "SLACK_API_URL" in finding.way_on
    assert "Not looked at: the bot token, the way from Slack to the bot, the setup." in what(findings, "note")


async def test_something_else_answers_there(environ: dict[str, str], slack: Running) -> None:
    (finding,) = wrong(await examine(environ | {"SLACK_API_URL": f"{slack.url}/"}))

    assert "what answers there is not Slack's API" in finding.what


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (Refusal(retry_after=30), "try again in 30 s"),
        (Refusal("x", status=503), "a fault of its own just now (HTTP 503)"),
    ],
)
async def test_slack_has_no_time(environ: dict[str, str], slack: Running, refusal: Refusal, says: str) -> None:
    slack.workspace.weather.refuse["auth.test"] = deque([refusal])

    (finding,) = wrong(await examine(environ))

    assert says in finding.what


async def test_by_http_it_says_what_to_set_as_request_url(environ: dict[str, str]) -> None:
    del environ["SLACK_APP_TOKEN"]

    findings = await examine(environ | {"SLACK_SIGNING_SECRET": "0123456789abcdef"})

    assert wrong(findings) == []
    (by_http,) = (finding for finding in findings if "HTTP" in finding.what)
    assert "https://<public address>/slack/events, and lead that to 127.0.0.1:3000" in by_http.way_on


async def test_a_command_that_app_yaml_does_not_name_is_a_note(environ: dict[str, str]) -> None:
    findings = await examine(environ | {"CRISIS_COMMAND": "/krize"})

    assert wrong(findings) == []
    assert "CRISIS_COMMAND is /krize, but app.yaml names /crisis." in what(findings, "note")


# the database


async def test_a_database_that_nobody_may_write_beside(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()

    findings = await examine(environ | {"CRISIS_DATABASE_URL": f"sqlite:///{tmp_path}/notes.txt/crisis.db"})

    (finding,) = wrong(findings)
    assert finding.what.endswith("cannot be made or opened: Not a directory.")
    assert "CRISIS_DATABASE_URL" in finding.way_on


async def test_a_file_that_is_no_database(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "crisis.db").write_text("shopping list " * 100)

    (finding,) = wrong(await examine(environ))

    assert "file is not a database" in finding.what


async def test_tables_of_this_version(environ: dict[str, str], database: Path) -> None:
    findings = await examine(environ)

    assert wrong(findings) == []
    assert "The tables are up to date." in what(findings, "fine")
    assert "running bot" not in what(findings, "fine")


async def test_a_running_bot_has_the_file_and_is_not_disturbed(environ: dict[str, str], database: Path) -> None:
    store = Store(environ["CRISIS_DATABASE_URL"])
    await store.start()

    findings = await examine(environ)

    await store.close()
    assert wrong(findings) == []
    assert "A running bot has the database now" in what(findings, "fine")


async def test_looking_leaves_the_file_free(environ: dict[str, str], database: Path) -> None:
    database.with_name("crisis.db.lock").touch()

    await examine(environ)

    with database.with_name("crisis.db.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert sorted(os.listdir(database.parent)) == ["crisis.db", "crisis.db.lock"]


async def test_tables_of_a_newer_version(environ: dict[str, str], database: Path) -> None:
    _claim_version(database, "9999")

    findings = await examine(environ)

    assert [finding.what for finding in wrong(findings)] == [
        "A newer version of Crisis Commander has changed the tables."
    ]
    assert "Not looked at: the setup." in what(findings, "note")


async def test_tables_of_0_1_and_what_to_do_about_them(environ: dict[str, str], database: Path) -> None:
    _claim_version(database, "0003")

    findings = await examine(environ)

    (finding,) = wrong(findings)
    assert "made by Crisis Commander 0.1" in finding.what
    assert "Name a new one in CRISIS_DATABASE_URL" in finding.way_on
    assert "Not looked at: the setup." in what(findings, "note")


def _claim_version(database: Path, version: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


@pytest.fixture
def served(postgres: Postgres) -> Iterator[str]:
    with postgres.fresh() as url:
        yield url


@pytest.mark.postgres
async def test_postgresql_that_is_as_it_should_be(environ: dict[str, str], served: str) -> None:
    findings = await examine(environ | {"CRISIS_DATABASE_URL": served})

    assert wrong(findings) == []
    fine = what(findings, "fine")
    assert "The database is within reach: PostgreSQL" in fine
    assert "The database can be written." in fine
    assert "The tables are up to date." in fine
    assert "The bot can hold its locks" in fine


@pytest.mark.postgres
async def test_postgresql_without_tables_yet(environ: dict[str, str], postgres: Postgres) -> None:
    with postgres.fresh(migrated=False) as url:
        findings = await examine(environ | {"CRISIS_DATABASE_URL": url})

    assert wrong(findings) == []
    assert "There are no tables yet; they are made on start." in what(findings, "fine")


@pytest.mark.postgres
async def test_postgresql_with_a_user_who_may_only_read(
    environ: dict[str, str], served: str, postgres: Postgres
) -> None:
    name = make_url(served).database or ""
    postgres.run("ALTER DATABASE {} SET default_transaction_read_only = on", name)

    (finding,) = wrong(await examine(environ | {"CRISIS_DATABASE_URL": served}))

    assert "cannot execute UPDATE in a read-only transaction" in finding.what


@pytest.mark.postgres
async def test_postgresql_with_a_user_who_may_make_no_tables(environ: dict[str, str], postgres: Postgres) -> None:
    with postgres.fresh(migrated=False) as url:
        role = make_url(url).database or ""  # a name nobody else has
        postgres.run("CREATE ROLE {} LOGIN", role)
        with psycopg.connect(url, autocommit=True) as session:
            session.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        address = make_url(url).set(username=role).render_as_string(hide_password=False)
        (finding,) = wrong(await examine(environ | {"CRISIS_DATABASE_URL": address}))
        postgres.run("DROP ROLE {}", role)

    assert finding.what == "The database's user may not make tables, so the bot would not start."


async def test_postgresql_out_of_reach_and_no_password_told(environ: dict[str, str]) -> None:
    findings = await examine(environ | {"CRISIS_DATABASE_URL": "postgresql://crisis:geheim@127.0.0.1:9/crisis"})

    (finding,) = wrong(findings)
    assert "Connection refused" in finding.what
    assert "geheim" not in report(findings)


@pytest.mark.parametrize(("version", "ok"), [("13.22", False), ("14.0 (Debian 14.0-1)", True), ("19beta1", True)])
def test_the_oldest_postgresql_that_will_do(version: str, ok: bool) -> None:
    assert version_finding(version).ok is ok


@pytest.mark.parametrize(
    ("pids", "silent_ms", "ok"),
    [
        (["7", "8", "7"], "3000", True),
        (["7", "7", "7"], "3000", False),  # both got the one connection a pooler keeps
        (["7", "8", "9"], "3000", False),  # each statement goes where there is room
        (["7", "8", "7"], "0", False),  # a pooler that leaves out what it does not know
    ],
)
def test_sessions_that_a_pooler_shares_out_are_noticed(pids: list[str], silent_ms: str, ok: bool) -> None:
    assert lock_finding(pids, silent_ms).ok is ok


# the setup


async def test_what_the_setup_of_this_workspace_lacks_is_a_note(environ: dict[str, str], database: Path) -> None:
    store = Store(environ.pop("CRISIS_ADMINS") and environ["CRISIS_DATABASE_URL"])
    kept = Organisation(responders=(Responder(person=ANA, deputy=EVA), Responder(person=EVA)), legal=ANA)
    await store.save_organisation("T0REHEARSAL", kept, Person(id=EVA.id, name=EVA.name))
    await store.close()

    findings = await examine(environ)

    assert wrong(findings) == []
    notes = what(findings, "note")
    assert "lacks a deputy for 1 of 2 responders, a person for HR, a channel to announce a crisis in." in notes
    assert "CRISIS_ADMINS is not set" in notes
    assert f"First lines are approved for 0 of {len(load().kinds)} kinds of crisis." in notes


def test_a_complete_setup_is_fine() -> None:
    whole = Organisation(responders=(Responder(person=ANA, deputy=EVA),), hr=EVA, legal=EVA, announce_in="C1")

    assert setup("/crisis", whole).word == "fine"


# the words


async def test_no_secret_and_no_word_of_blame_is_in_the_report(environ: dict[str, str], slack: Running) -> None:
    slack.workspace.weather.refuse["auth.test"] = deque([Refusal("token_expired")])

    said = report(await examine(environ))

    tokens = slack.workspace.tokens
    assert not [secret for secret in (tokens.bot, tokens.app) if secret in said]
    assert not [
        word for word in ("invalid", "error", "failed", "please", "successfully", "just ") if word in said.lower()
    ]


def test_a_name_from_the_chat_gives_the_terminal_no_orders() -> None:
    said = report([Finding(True, "The bot token is for crisis in the workspace Teal\x1b[2J\x9b1mKettle\u202e.")])

    assert said.startswith("fine   The bot token is for crisis in the workspace Teal[2J1mKettle.")


def test_the_report_has_a_word_for_each_state_and_counts_what_is_wrong() -> None:
    said = report([Finding(True, "One."), Finding(True, "Two.", "Do."), Finding(False, "Three.", "Mend it.")])

    assert said == ("fine   One.\nnote   Two.\n       → Do.\nwrong  Three.\n       → Mend it.\n\nOne thing is wrong.")


def test_the_report_breaks_no_address() -> None:
    address = "https://a-very-long-name.example/" + "-".join(["part"] * 30)

    assert address in report([Finding(True, f"Slack answers at {address}.")])


def test_the_products_own_playbooks_and_catalogues_are_whole() -> None:
    assert check_all() == []


def test_check_names_each_file_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "questions.yaml").write_text("questions: [")
    czech = tmp_path / "locale" / "cs" / "LC_MESSAGES"
    czech.mkdir(parents=True)
    (czech / "messages.po").write_text('msgid "Yes"\nmsgstr "Ano"\n')

    found = check_all(tmp_path / "playbooks", tmp_path / "locale")

    assert found[0].startswith("playbooks/questions.yaml:1: this is not YAML")
    assert found[1] == "playbooks/roles.yaml:1: this file is missing."
    assert found[2].startswith("locale/cs/LC_MESSAGES/messages.po: not translated: ")
