"""Who may import whom: the table of ARCHITECTURE.md, held on the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FREE = {"bot.errors", "bot.text", "bot.blockkit", "bot.log"}  # import nothing of ours, and all may import them
MAY = {
    "bot.domain": {"bot.task", "bot.access", "bot.crisis"},
    "bot.task": {"bot.domain", "bot.chat", "bot.room"},
    "bot.crisis": {"bot.domain", "bot.chat", "bot.room", "bot.task"},
    "bot.access": {"bot.domain", "bot.chat", "bot.room", "bot.task"},
    "bot.chat": {"bot.domain"},
    "bot.report": {"bot.domain"},
    "bot.room": {"bot.domain", "bot.chat", "bot.report", "bot.task", "bot.access", "bot.crisis"},
    "bot.store": {"bot.domain"},
    "bot.playbooks": {"bot.domain"},
    "bot.platforms": {"bot.chat", "bot.domain.people", "bot.domain.events"},  # never another platform: see part()
    "bot.reader": {"bot.domain", "bot.store", "bot.chat"},
    "bot.gaps": {"bot.domain", "bot.store"},
    "bot.dues": {"bot.domain", "bot.store"},
    "bot.registrar": {"bot.domain", "bot.store", "bot.room", "bot.dues"},
    "bot.connectors": {"bot.domain"},
    "bot.closer": {"bot.domain", "bot.store", "bot.connectors"},
    "bot.worker": {
        *("bot.domain", "bot.store", "bot.room", "bot.chat"),
        *("bot.reader", "bot.registrar", "bot.closer", "bot.dues"),
    },
    "handlers": {
        "bot.domain",
        "bot.chat",
        "bot.store",
        "bot.room",
        "bot.task",
        "bot.access",
    },  # each handler is a part of its own
    "bot.rehearsal": {"bot.blockkit"},  # and not even what is free: it knows nothing of the bot
    "bot.__main__": set[str](),  # nor this: it runs before anything is installed
}
JOINS = {"bot.app", "bot.cli"}  # may import all
# What has no line here is a command's own (serve, suite …): no part above imports it, and it imports no handler.
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("bot", "handlers", "playbooks")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def part(module: str) -> str:
    """What a module belongs to: its folder in bot, a single platform, a single handler."""
    return ".".join(module.split(".")[: 3 if module.startswith("bot.platforms.") else 2])


def imports(module: str) -> Iterator[str]:
    """The modules of ours that it imports, at the top, inside a function or for types alone."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names = [each if (each := f"{node.module}.{name}") in MODULES else str(node.module) for name in names]
        yield from (name for name in names if name.split(".")[0] in ("bot", "handlers", "playbooks"))


def may(module: str, imported: str) -> bool:
    """Whether the arrow between two modules points the right way."""
    ours, theirs = part(module), part(imported)
    if ours == theirs or ours in JOINS:
        return True
    if ours in FREE:
        return False
    rule = next((each for each in MAY if ours == each or ours.startswith(f"{each}.")), None)
    if rule is None:
        return theirs != "bot.cli" and not theirs.startswith("handlers")
    granted = MAY[rule] if rule in ("bot.rehearsal", "bot.__main__") else MAY[rule] | FREE
    return any(imported == each or imported.startswith(f"{each}.") for each in granted)


def test_every_import_points_the_way_it_may() -> None:
    wrong = [f"{module} imports {each}" for module in MODULES for each in imports(module) if not may(module, each)]

    assert wrong == []


CORE = (  # what knows no chat product; a folder that is not there yet has nothing to look at
    *(f"bot/{part}" for part in ("domain", "chat", "room", "record", "people", "task", "crisis", "access", "speech")),
    *("bot/learning", "bot/approval.py", "handlers"),
)
NAMED = {  # file → words in which it may name one, and why
    "columns.py": {"SLACK", "Slack's"},  # headings of a list that people export there, as of other programs
}


def test_the_core_names_no_chat_product() -> None:
    """Nor does a comment of it: a number of Slack's is in ``platform.limits``, or its renderer sees to it."""
    files = [path for part in CORE for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))]
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in files
        if path.exists()
        for word in re.findall(r"[\w']*slack[\w']*", path.read_text(encoding="utf-8"), re.IGNORECASE)
        if word not in NAMED.get(path.name, ())
    ]

    assert found == []
    assert len(files) > 200


THEIRS = {"_mapping", "_serve", "_execute", "_split_scope"}  # of SQLAlchemy, uvicorn and xdist


def test_no_test_reaches_into_what_is_private() -> None:
    """What a test needs of another module is a public verb there."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in THEIRS
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    ]

    assert found == []
