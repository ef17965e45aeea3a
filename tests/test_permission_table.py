"""Who may do what is one table: the router's. docs/permissions.md shows it; `python -m tests.test_permission_table`."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.app import App
from bot.chat.outcome import Done, Outcome
from bot.chat.router import Request, Route
from bot.people.who import Right
from bot.settings import Settings

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/permissions.md"
HEAD = """# Who may do what

Every action people can take, with the right it needs. What is not in this table nobody may do: a route cannot be made
without a right, and an action without a route is refused. Guests, people of other organisations, bots and those who
left may do only what *anyone* may. A person involved in a crisis may do nothing in it. Rules narrow this further: the
setup is for its admins; the register for who keeps the setup, and one account of it for its owner and for who leads
access in a crisis that touches it; nobody verifies what they did themselves; a call is answered by who was called,
*Open another* is for who opened the first, and removing somebody who must not see a crisis is for its commander, or for
the admins where the commander is who was named.

| right | who has it |
|---|---|
| anyone | whoever can reach the bot: help and Home, which tell only what is theirs |
| staff | a full member of the workspace |
| inside | a full member who is in the room of the crisis |
| asked | who is inside and was asked this; the rule itself checks whom |
| commander | who commands, or acts as commander while nobody does |
| access | the commander, and who leads access: by role, or of a closing that goes on |

| action | right | about one crisis |
|---|---|---|
"""
NAME = re.compile(r"[a-z]+\.[a-z_]+")
SAID = "said"  # a message: no button or form has its name
# Features of the chat: a handler, its rules, its view and the first half of its actions' names.
FEATURES = {
    *("command", "open", "board", "question", "ask", "severity", "roles"),
    *("access", "timeline", "evidence", "resolve", "help", "setup", "language", "home", "ready", "conflict", "undo"),
    *("pause", "statements", "posture", "restriction", "restore", "task", "audiences"),
}


def routes() -> dict[str, Route]:
    """As the running bot has them."""
    with TemporaryDirectory() as folder:
        environ = {
            "SLACK_BOT_TOKEN": "xoxb-none",
            "SLACK_APP_TOKEN": "xapp-none",
            "CRISIS_DATABASE_URL": f"sqlite:///{folder}/none.db",
        }
        return App(Settings.read(environ)).router.routes


def table(known: dict[str, Route]) -> str:
    """The document."""
    rows = (
        f"| `{r.action}` | {r.right.value} | {'yes' if r.about else 'no'} |" for _action, r in sorted(known.items())
    )
    return HEAD + "\n".join(rows) + "\n"


async def nothing(_request: Request) -> Outcome:
    return Done()


def test_the_document_is_the_table_of_the_router() -> None:
    """If this fails: `python -m tests.test_permission_table > docs/permissions.md`, and look at what changed."""
    assert DOCUMENT.read_text(encoding="utf-8") == table(routes())


def test_every_right_that_is_used_is_explained() -> None:
    explained = set(re.findall(r"^\| (\w+) \| ", HEAD, re.MULTILINE)) - {"right", "action"}

    assert {route.right.value for route in routes().values()} <= explained <= {right.value for right in Right}


def test_no_route_is_made_without_a_right() -> None:
    with pytest.raises(TypeError, match="right"):
        Route("open.anything", run=nothing)  # type: ignore[call-arg]  # that is the point


def test_every_action_is_called_feature_and_verb() -> None:
    names = set(routes()) - {SAID}

    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert {name.partition(".")[0] for name in names} <= FEATURES


def test_only_help_and_home_are_for_anyone() -> None:
    """A Home has to say something to whoever opens it."""
    anyone = {action for action, route in routes().items() if route.right is Right.anyone}

    assert anyone == {"command.help", "help.show", "home.opened"}


if __name__ == "__main__":
    print(table(routes()), end="")
