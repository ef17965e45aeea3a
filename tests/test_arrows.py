"""Who may import whom: the table of ARCHITECTURE.md, held on the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FREE = {  # import nothing of ours but what is free, and all may import them
    *("bot.errors", "bot.text", "bot.blockkit", "bot.log"),
    "bot.chat.carried",  # ids and versions: no view
}
CORE = {
    *("bot.approval", "bot.capabilities", "bot.record", "bot.people", "bot.task"),
    *("bot.crisis", "bot.access", "bot.speech", "bot.learning"),
}
MAY = {
    **{part: CORE | {"bot.chat", "bot.room"} for part in CORE},  # by file name: see LAYER
    "bot.chat": CORE,
    "bot.report": CORE,
    "bot.views": CORE | {"bot.chat", "bot.report", "bot.room"},
    "bot.room": CORE | {"bot.chat", "bot.report", "bot.views"},
    "bot.store": CORE,
    "bot.playbooks": CORE,
    "bot.platforms": {
        "bot.chat",
        "bot.people.who",
        "bot.record.fact",
        "bot.crisis.evidence.facts",
    },  # never another platform: see part()
    "bot.reader": CORE | {"bot.store", "bot.chat"},
    "bot.gaps": CORE | {"bot.store"},
    "bot.dues": CORE | {"bot.store"},
    "bot.registrar": CORE | {"bot.store", "bot.room", "bot.dues"},
    "bot.connectors": CORE,
    "bot.closer": CORE | {"bot.store", "bot.connectors"},
    "bot.worker": CORE
    | {"bot.views"}
    | {"bot.store", "bot.room", "bot.chat", "bot.reader", "bot.registrar", "bot.closer", "bot.dues"},
    "handlers": CORE | {"bot.chat", "bot.store", "bot.room", "bot.views"},  # each handler is a part of its own
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


# facts ← state ← rules ← words ← cards, forms: by the name of the file, or of the folder it is in.
LAYER = {"facts": 0, "state": 1, "fold": 1, "rules": 2, "words": 3, "cards": 4, "forms": 4}
RULES, CARDS = LAYER["rules"], LAYER["cards"]
NOUNS = {  # what all of a record or a capability is made of; any other noun is a rule's
    **dict.fromkeys(("bot.record.fact", "bot.record.frozen", "bot.record.event", "bot.record.record"), 0),
    **dict.fromkeys(("bot.people.who", "bot.people.organisation", "bot.access.runbook", "bot.access.secrets"), 0),
    **dict.fromkeys((f"bot.access.register.{noun}" for noun in ("codes", "fields", "entities")), 0),
    **dict.fromkeys(
        (
            "bot.access.register.merging",
            "bot.record.becomes",
            "bot.record.kind",
            "bot.crisis.incident",
            "bot.crisis.playbook",
        ),
        1,
    ),
    **dict.fromkeys(("bot.record.say", "bot.record.entries", "bot.record.capability", "bot.capabilities"), 3),
}
ENGINES = {  # loop over all capabilities there are; no capability imports one of these but for its view
    *("bot.record.kind", "bot.record.chain", "bot.record.consequences", "bot.record.noise", "bot.crisis.fold"),
    "bot.crisis.resolving.rules",  # what is missing at the end is what each calls unfinished
}
NOT_YET = {  # arrows that still point the wrong way, and why; one that is not drawn any more goes from here
    ("bot.access.forms", "bot.crisis.questions.forms.answer"): "access questions are asked in the form of any question",
    ("bot.access.register.cards.expired", "bot.access.leavers.cards"): "expired access is told as a leaver's is",
    ("bot.access.restriction.cards.thread", "bot.access.restoration.cards"): "one message shows both, path by path",
    ("bot.crisis.resolving.rules", "bot.crisis.questions.words"): "what is missing is worded where it is found",
    ("bot.learning.cards", "bot.access.cards"): "how ready we are ends with how ready access is",
    ("bot.people.conflict.fold", "bot.access.restriction.keyholders"): "who is named there is looked up in its answers",
    ("bot.crisis.questions.fold", "bot.access.restriction.keyholders"): "who was named stays in those answers",
    ("bot.speech.cards", "bot.speech.holding_statement.cards"): "post 4 has so far the holding statement alone",
}


def layer(module: str) -> int:
    """How far a module of the core is from what happened."""
    for noun, rank in NOUNS.items():
        if module == noun or module.startswith(f"{noun}."):
            return rank
    for name in module.split(".")[2:]:
        if (suffix := name.rpartition("_")[2]) in LAYER:
            return LAYER[suffix]
    return RULES


def capability(module: str) -> str:
    """The folder of a capability: one of its own inside a subject, or the subject."""
    return ".".join(module.split(".")[:3]) if module.count(".") > 2 else part(module)


def is_layered(module: str, imported: str) -> bool:
    """Whether an arrow that begins in the core points from a view to what happened, and to no view of others."""
    if part(imported) in FREE or imported in FREE or (imported in CORE and imported != "bot.capabilities"):
        return True
    if imported == "bot.capabilities" and module in ENGINES:
        return True
    if part(imported) not in CORE:
        return layer(module) == CARDS
    if layer(imported) == CARDS and capability(imported) not in ("bot.task", capability(module)):
        return False  # but a kind of task hands its words to the views of all tasks
    return layer(imported) <= layer(module)


def test_in_a_capability_every_arrow_points_towards_what_happened() -> None:
    drawn = {(module, each) for module in MODULES if part(module) in CORE for each in imports(module)}

    assert {arrow for arrow in drawn if not is_layered(*arrow)} == set(NOT_YET)


KNOW_NO_CHAT = (  # no chat product
    *(each.replace(".", "/") for each in sorted(CORE)),
    *("bot/chat", "bot/room", "bot/approval.py", "handlers"),
)
NAMED = {  # file → words in which it may name one, and why
    "columns.py": {"SLACK", "Slack's"},  # headings of a list that people export there, as of other programs
}


def test_the_core_names_no_chat_product() -> None:
    """Nor does a comment of it: a number of Slack's is in ``platform.limits``, or its renderer sees to it."""
    files = [
        path
        for each in KNOW_NO_CHAT
        for path in ([ROOT / each] if each.endswith(".py") else (ROOT / each).rglob("*.py"))
    ]
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
