"""The lock files: closed, so that installing them works out nothing and is the same on every day."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "the project"
PLACES = [
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": name,
        "os_name": "posix",
        "platform_machine": "x86_64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, name in (("linux", "Linux"), ("darwin", "Darwin"))
]


def test_the_locks_hold_what_is_needed_at_versions_that_fit_and_nothing_else() -> None:
    missing = [each for lock in ("requirements.lock", "requirements-test.lock") for each in open_ends(lock)]

    assert missing == []


@pytest.mark.parametrize(
    ("locked", "wanted", "said"),
    [
        ({"a": "1", "b": "1"}, {"a": ["b>=2", "b"]}, ["a wants b>=2"]),
        ({"a": "1"}, {"a": ["c"]}, ["a wants c"]),
        ({"a": "1", "b": "1"}, {"a": ["b[more]"], "b": ['d; extra == "more"']}, ["b wants d"]),
        ({"a": "1", "b": "1"}, {"a": ["b"], "b": ['d; extra == "more"']}, []),
        ({"a": "1"}, {"a": ['d; sys_platform == "win32"']}, []),
        ({"a": "1", "b": "1"}, {"a": []}, ["nobody wants b"]),
    ],
)
def test_an_open_end_is_found(locked: dict[str, str], wanted: dict[str, list[str]], said: list[str]) -> None:
    found = walk(locked, {PROJECT: ["a"], **wanted}, PLACES[0])

    assert [each.partition(";")[0].strip() for each in found] == said


def open_ends(lock: str) -> list[str]:
    """What *lock* lacks or holds for nothing on any of PLACES."""
    found: dict[str, None] = {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    roots = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    if lock.endswith("-test.lock"):
        roots += project["optional-dependencies"]["test"]
    for place in PLACES:
        locked = dict(held(lock, place))
        wanted = {PROJECT: roots, **{name: needs_of(name) for name in locked}}
        found |= dict.fromkeys(f"{lock}: {each}" for each in walk(locked, wanted, place))
    return list(found)


def held(lock: str, place: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and version of each package that *lock* installs at *place*."""
    for line in re.findall(r"^[a-z0-9][^\n\\]*==[^\n\\]*", (ROOT / lock).read_text(), re.MULTILINE):
        requirement = Requirement(line.strip())
        if requirement.marker is None or requirement.marker.evaluate(place):
            yield canonicalize_name(requirement.name), str(requirement.specifier).removeprefix("==")


def needs_of(name: str) -> list[str]:
    """What the installed *name* asks for; nothing where it is not installed here, being for another platform."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def walk(locked: dict[str, str], wanted: dict[str, list[str]], place: dict[str, str]) -> Iterator[str]:
    """From the project on, every need that is not met, then what nobody needs; packages with the extras asked."""
    extras: dict[str, set[str]] = {PROJECT: {""}}
    left = [PROJECT]
    while left:
        name = left.pop()
        for requirement in asked(wanted.get(name, []), extras[name], place):
            needed = canonicalize_name(requirement.name)
            if needed not in locked or not requirement.specifier.contains(locked[needed], prereleases=True):
                yield f"{name} wants {requirement}"
            elif not extras.get(needed, set()) >= {"", *requirement.extras}:
                extras.setdefault(needed, {""}).update(requirement.extras)
                left.append(needed)
    yield from (f"nobody wants {name}" for name in sorted(locked.keys() - extras.keys()))


def asked(needs: list[str], extras: set[str], place: dict[str, str]) -> Iterator[Requirement]:
    """Those of *needs* that hold at *place* for a package wanted with *extras* ("" is the package itself)."""
    for requirement in map(parsed, needs):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**place, "extra": extra}) for extra in extras):
            yield requirement


@cache
def parsed(requirement: str) -> Requirement:
    """Parsed once: the same few hundred are asked about for each place."""
    return Requirement(requirement)
