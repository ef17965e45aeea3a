"""The catalogue of what is said: gathered from code and playbooks for translators, and held against what they wrote."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.text import LOCALE, misused

ROOT: Final = Path(__file__).parents[1]
TEMPLATE: Final = LOCALE / "messages.pot"
KEYWORDS: Final = {"_": None, "_n": (1, 2), "_p": ((1, "c"), 2)}
SPOKEN: Final = ("text", "why", "title", "label", "hint")

# No date and no version: the same words give the same file.
_HEADER: Final = r"""# What Crisis Commander says, in English.
msgid ""
msgstr ""
"Project-Id-Version: Crisis Commander\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def extract(root: Path = ROOT) -> str:
    """
    The .pot of all that is said in the code and the playbooks under *root*, which babel.cfg lists.

    A comment that begins "Translators:" above a call goes with its message.
    """
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel gives it no types
    words = extract_from_dir(root, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    catalogue = Catalog(charset="utf-8")
    for name, line, msgid, comments, context in words:
        catalogue.add(msgid, None, [(name, line)], auto_comments=comments, context=context)
    written = BytesIO()
    write_po(written, catalogue, width=120, omit_header=True, include_lineno=False)
    return _HEADER + written.getvalue().decode()


def words_of_playbook(
    file: IO[bytes], _keywords: Collection[str], _tags: Collection[str], options: Mapping[str, object]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """
    What a playbook says, for Babel: each string at or under a key that is, or ends after "_" in, one of `SPOKEN`, or
    one of those the option *also* names.

    The message id is the string as YAML reads it, to the direct message (the round-trip reader would mark folds with a
    BEL).
    """
    spoken = {*SPOKEN, *str(options.get("also", "")).split()}
    for node in _strings(YAML(typ="safe", pure=True).compose(file), spoken):
        yield node.start_mark.line + 1, "_", node.value, []


def _strings(node: Node | None, keys: Collection[str], spoken: bool = False) -> Iterator[ScalarNode]:
    match node:
        case MappingNode():
            for key, value in node.value:
                yield from _strings(value, keys, spoken or str(key.value).rpartition("_")[2] in keys)
        case SequenceNode():
            for value in node.value:
                yield from _strings(value, keys, spoken)
        case ScalarNode() if spoken and node.tag == "tag:yaml.org,2002:str" and node.value.strip():
            yield node


def faults(catalogue: IO[bytes], template: str) -> list[str]:
    """What keeps a language from being complete: one sentence each; [] if every word of *template* is translated."""
    translated = read_po(catalogue, abort_invalid=True)
    found = []
    for message in read_po(BytesIO(template.encode()), abort_invalid=True):
        if not message.id:
            continue
        answer = translated.get(message.id, message.context)
        if answer is None or not answer.string or not all(answer.string):
            found.append(f"not translated: {message.id!r}")
        elif answer.fuzzy:
            found.append(f"not checked by a person: {message.id!r}")
        else:
            found += misused(message.id, answer.string)
    return found
