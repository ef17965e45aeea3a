"""Which account is meant, by its handle or by the address of its page: the same one, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from bot.access.platforms import platform_of
from bot.access.register.entities import Account
from bot.access.runbook import Runbook
from bot.people.spelling import spelled

MOST_CHARS: Final = 2_000
ADDRESS: Final = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,}\.?)(?::\d{1,5})?([/?]\S*)", re.IGNORECASE)
BEFORE_NAME: Final = frozenset(
    ("profile", "company", "school", "showcase", "in", "user", "users", "c", "channel", "u", "stories", "add", "web")
)
BEFORE_ID: Final = frozenset(("people", "pages"))  # /people/Brand/1000…: the number is the account
NO_NAME: Final = frozenset(
    (
        "p",
        "reel",
        "reels",
        "tv",
        "watch",
        "hashtag",
        "search",
        "status",
        "intent",
        "i",
        "share",
        "sharer",
        "explore",
        "groups",
        "events",
        "feed",
        "posts",
        "embed",
        "shorts",
        "playlist",
        "tag",
        "tags",
        "home",
        "login",
        "settings",
        "photo",
        "video",
        "videos",
        "story.php",
        "photo.php",
        "permalink.php",
    )
)
"""What a path begins with that leads to a post or a list, not to an account."""
PLAIN_ID: Final = re.compile(r"\d+|UC[\w-]{22}|r/.*")  # numbers, YouTube's channels, subreddits: no @ before them
HOME: Final = {"bluesky": ".bsky.social"}  # what follows a name there that is written without a server
WITH_SERVER: Final = ("mastodon",)  # names of the same sound on two servers are two accounts


@dataclass(frozen=True, slots=True)
class Profile:
    """An account's page: the host of its address, and the account's name there, without @."""

    host: str
    name: str

    def handle(self, platform: str) -> str:
        """As people write it on that platform."""
        name = self.name
        if platform in WITH_SERVER and "@" not in name:
            name = f"{name}@{self.host}"
        return name if PLAIN_ID.fullmatch(name) else f"@{name}"

    def platform(self, runbooks: Iterable[Runbook]) -> str | None:
        """The id of its runbook, by the last two parts of the host or the one before the last."""
        labels = self.host.split(".")
        runbooks = tuple(runbooks)
        return platform_of(".".join(labels[-2:]), runbooks) or platform_of(labels[-2], runbooks)

    def is_on(self, platform: str, runbooks: Iterable[Runbook]) -> bool:
        """Whether it may be a page of that platform: by its host, where that is known; its servers are many on some."""
        runbooks = tuple(runbooks)
        there = self.platform(runbooks)
        if there or platform in WITH_SERVER:
            return there in (platform, None)
        return all(platform != each.id for each in runbooks) and platform.casefold() in self.host.split(".")


def profile_at(text: str) -> Profile | None:
    """The account an address leads to, with ``https://`` or without; None for what is no address, or of no account."""
    if len(text) > MOST_CHARS:
        return None
    found = ADDRESS.fullmatch(spelled(text).strip("<>").rstrip(".,;)"))
    if found is None:
        return None
    name = _name(found[2]).lstrip("@")
    host = found[1].casefold().removeprefix("www.").rstrip(".")
    return Profile(host, name) if name else None


def handle_of(text: str, platform: str) -> str:
    """A handle as it is kept: an address becomes the name in it; all else stays as it is."""
    found = profile_at(text)
    return found.handle(platform) if found else text


def account_key(platform: str, handle: str) -> tuple[str, str]:
    """What an account is known by: neither capitals, a leading @ nor the form of its address make another."""
    site = platform.casefold()
    name = spelled(handle_of(handle, site)).casefold().removeprefix("acct:").strip("/").removeprefix("u/").lstrip("@")
    return site, name.removesuffix(HOME.get(site, "")) or name


def leads_to(page: Profile, account: Account, runbooks: Iterable[Runbook]) -> bool:
    """Whether an account's page is this one."""
    if not page.is_on(account.platform, runbooks):
        return False
    return account_key(account.platform, account.handle) == account_key(account.platform, page.handle(account.platform))


def _name(rest: str) -> str:
    """The account's name in the path and query of an address; "" where it names none."""
    address = urlsplit(f"//host{rest.replace('#!/', '')}")
    asked = {key: values[0] for key, values in parse_qs(address.query).items()}
    path = [unquote(part) for part in address.path.split("/") if part]
    if path == ["profile.php"]:
        return asked.get("id", "")
    first, more = path[0].casefold() if path else "", path[1:]
    if first in NO_NAME or not path:
        return asked.get("screen_name", "")
    if first == "r":
        return f"r/{more[0]}" if more else ""
    if first in BEFORE_ID:
        return more[-1] if more else ""
    if first in BEFORE_NAME:
        return more[0] if more else ""
    return path[0]
