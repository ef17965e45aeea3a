"""The organisation a new workspace begins with, read from a YAML file when asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.rehearsal.manifest import Manifest
from bot.rehearsal.model import BOT_ID, BOT_USER, SLACKBOT, Model, Tokens
from bot.rehearsal.people import Person
from bot.rehearsal.places import Message, Note, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.words import as_typed, rich_text

FIRST_RUN = Path(__file__).with_name("seed.yaml")


@dataclass(frozen=True)
class Said:
    """
    A message from before: in which place, by whom, how many minutes ago.

    Attributes:
        name: A word of the seed's own, by which replies name their root in *under*.
        reactions: Who reacted, by the reaction's name.

    """

    channel: str
    by: str
    text: str
    minutes_ago: float
    name: str = ""
    under: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Seed:
    """An organisation, its people, places and the first words in them. Places are given as the YAML has them."""

    org: str
    team_id: str
    domain: str
    people: tuple[Person, ...]
    places: tuple[Json, ...] = ()
    said: tuple[Said, ...] = ()
    first_steps: Json | None = field(default=None)


@cache
def load_seed(path: Path = FIRST_RUN) -> Seed:
    """
    Reads a seed file, each once a process; without a path the one a first run begins with.

    Raises:
        OSError, KeyError, TypeError: it is not there, lacks something, or has something unknown.

    """
    raw: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    home = raw["organisation"]
    people = [Person(**{"team_id": home["id"], "tint": n % 9 + 1} | row) for n, row in enumerate(raw["people"])]
    return Seed(
        org=home["name"],
        team_id=home["id"],
        domain=home["domain"],
        people=tuple(people),
        places=tuple(raw["places"]),
        said=tuple(Said(**row) for row in raw.get("said") or []),
        first_steps=raw.get("first_steps"),
    )


def plant(seed: Seed, manifest: Manifest, key: str, now: datetime) -> Model:
    """A new memory: the seed's organisation, with the app as one more member."""
    model = Model(seed.org, seed.team_id, seed.domain, Tokens.fresh(), key, first_steps=seed.first_steps)
    for person in (*seed.people, _slackbot(seed), _app(seed, manifest)):
        model.people[person.id] = Person(**vars(person) | {"updated": int(now.timestamp())})
    begun = int((now - timedelta(days=400)).timestamp())
    for row in seed.places:
        place = Place(row["id"], row["name"], row.get("kind", "channel"), row["creator"], begun)
        place.members = _members(row, model)
        place.topic = Note(row.get("topic", ""), row["creator"], begun)
        place.purpose = Note(row.get("purpose", ""), row["creator"], begun)
        model.places[place.id] = place
    _talk(seed, model, now)
    return model


def _talk(seed: Seed, model: Model, now: datetime) -> None:
    """Says what was said before; everybody has read it."""
    roots: dict[str, str] = {}
    for said in sorted(seed.said, key=lambda s: -s.minutes_ago):
        ts = roots[said.name] = model.next_ts(now - timedelta(minutes=said.minutes_ago))
        place = model.places[said.channel]
        text = as_typed(model, said.text)
        message = Message(ts, said.by, text, rich_text(text), roots[said.under] if said.under else "")
        message.reactions = {name: list(users) for name, users in said.reactions.items()}
        place.add(message)
        place.read = dict.fromkeys(place.members, ts)


def _members(row: Json, model: Model) -> list[str]:
    if row["members"] == "everybody":
        return [
            person.id
            for person in model.people.values()
            if person.id == BOT_USER or (person.is_full_member and not person.is_bot and person.id != SLACKBOT)
        ]
    return list(row["members"])


def _slackbot(seed: Seed) -> Person:
    return Person(SLACKBOT, "slackbot", "Slackbot", team_id=seed.team_id)


def _app(seed: Seed, manifest: Manifest) -> Person:
    name = manifest.bot_name
    return Person(BOT_USER, name.lower().replace(" ", "_"), name, team_id=seed.team_id, is_bot=True, bot_id=BOT_ID)
