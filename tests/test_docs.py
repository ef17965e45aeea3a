"""What the documents say of the code is true: settings, commands, paths, links."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli import app
from bot.doctor.database import OLDEST
from bot.settings import Listen, Settings
from bot.stopping import CUT_OFF_S

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
BLANKET = ("Exception", "BaseException")
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs/connect-slack.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def shown(default: object) -> str:
    """A setting's default as the table writes it."""
    match default:
        case SecretStr():
            return f"`{default.get_secret_value()}`"
        case Listen():
            return f"`{default.host}:{default.port}`"
        case str() | int():
            return f"`{default}`"
    return "–"


def test_the_table_of_settings_has_every_setting_with_its_default() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", README, re.MULTILINE))

    fields = Settings.model_fields.values()
    assert told == {str(field.alias): "required" if field.is_required() else shown(field.default) for field in fields}


def test_the_table_of_commands_has_every_command_of_crisis() -> None:
    told = set(re.findall(r"^\| `crisis ([a-z]+)", README, re.MULTILINE))

    assert told == {each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands}


def test_the_table_of_what_people_type_has_every_command_of_the_chat() -> None:
    told = set(re.findall(r"^\| `/crisis ([a-z]+)", README, re.MULTILINE))

    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers").rglob("*.py"))
    assert told == set(re.findall(r'Route\(\s*"command\.([a-z_]+)"', code)) - {"unknown"}


def test_the_page_about_operating_has_the_times_and_the_database_of_the_code() -> None:
    told = " ".join(OPERATING.split())

    assert f"cut off after {CUT_OFF_S} seconds" in told
    assert f"PostgreSQL {OLDEST} or newer" in told


def test_the_page_about_operating_names_only_settings_there_are() -> None:
    told = set(re.findall(r"\b(?:CRISIS|SLACK)_[A-Z_]+\b", OPERATING))

    assert told <= {str(field.alias) for field in Settings.model_fields.values()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_picture_of_the_house_has_only_what_is_there() -> None:
    house = ARCHITECTURE.split("## The house")[1].split("```")[1]
    named = re.findall(r"^(  )?([a-z_]+(?:/|\.[a-z]+))  ", house, re.MULTILINE)

    paths = [("bot/" if inner else "") + name for inner, name in named]
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def swallows(node: ast.AST) -> bool:
    """Whether this takes whatever is raised and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler) or (node.type and ast.unparse(node.type) not in BLANKET):
        return False
    return not (isinstance(last := node.body[-1], ast.Raise) and last.exc is None)


def test_the_blanket_excepts_are_the_two_that_are_named() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("bot", "handlers")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if swallows(node)
    ]

    named = ARCHITECTURE.split("## The blanket excepts")[1].split("\n## ")[0]
    assert found == sorted(re.findall(r"^- `(bot/\S+\.py)`", named, re.MULTILINE))
