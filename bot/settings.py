"""The settings, read from the environment once. All that is wrong is told in one message; no secret is ever shown."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from bot.connectors.declared import Declared, declare
from bot.errors import CrisisError
from bot.log import redacted

WHERE_IS = {
    "SLACK_BOT_TOKEN": "the Bot User OAuth Token (xoxb-…) from the app's page OAuth & Permissions",
    "SLACK_APP_TOKEN": "an app-level token (xapp-…) with connections:write from the app's page Basic Information",
    "SLACK_SIGNING_SECRET": "the Signing Secret from the app's page Basic Information",
}
# What Slack's tokens begin with, and which setting they belong to.
TOKEN_KINDS = {
    "xoxb-": ("a bot token", "SLACK_BOT_TOKEN"),
    "xapp-": ("an app-level token", "SLACK_APP_TOKEN"),
    "xoxp-": ("a person's token", None),
    "xoxe.": ("a rotating token (switch token rotation off in the app)", None),
    "xoxe-": ("a refresh token", None),
    "xoxc-": ("a browser's token", None),
    "xoxd-": ("a browser's cookie", None),
}
MOST_MB = 200  # of one file of evidence, which is in memory whole while it is saved
CONNECTORS = "CRISIS_CONNECTORS"
OPENLY = 12  # characters: longer than a member ID in use, shorter than any secret


class SettingsWrong(CrisisError):
    """The settings are wrong."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """
        Args:
            problems: One sentence or two for each, beginning with the name of the variable; free of secrets.
        """
        count = "One setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        super().__init__("\n".join([f"{count} wrong; nothing was started.", *(f"- {each}" for each in problems)]))
        self.problems = problems


class Listen(NamedTuple):
    """Where the bot's own HTTP routes are; port 0 takes any free one."""

    host: str
    port: int


class DatabaseSettings(BaseModel):
    """Where everything is kept: all that a command needs which only reads it."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, hide_input_in_errors=True)

    database_url: SecretStr = Field(default=SecretStr("sqlite:///.crisis/crisis.db"), alias="CRISIS_DATABASE_URL")
    evidence_folder: Path | None = Field(default=None, alias="CRISIS_EVIDENCE_FOLDER")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """
        The settings of this environment; an empty variable counts as not set.

        Raises:
            SettingsWrong: With everything that is wrong.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        aliases = {name: field.alias or name for name, field in cls.model_fields.items()}
        problems = _misspelt(given, [field.alias or name for name, field in Settings.model_fields.items()])
        connectors, amiss = declare(given) if "connectors" in cls.model_fields else ((), [])
        problems += amiss
        try:
            settings = cls.model_validate({**given, CONNECTORS: connectors}, by_alias=True, by_name=False)
        except ValidationError as wrong:
            for error in wrong.errors(include_input=False, include_url=False):
                # The location is the alias where a value was given, and the field's name where a default was checked.
                place = str(error["loc"][0])
                variable = aliases.get(place, place)
                what = "is missing. Set it to " + WHERE_IS[variable] if error["type"] == "missing" else error["msg"]
                problems.append(f"{variable} {what.removeprefix('Value error, ')}.")
        if problems:
            raise SettingsWrong(tuple(problems))
        return settings

    @field_validator("evidence_folder", mode="after")
    @classmethod
    def _evidence_folder(cls, value: Path | None) -> Path | None:
        if value is not None and value.exists() and not value.is_dir():
            raise ValueError("names a file. Name a folder, which is made if it is not there")
        return value

    @property
    def database(self) -> str:
        """The database URL as it may be shown: without its password."""
        return redacted(self.database_url.get_secret_value())

    @field_validator("database_url", mode="after")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        parts = _split(value.get_secret_value())
        if parts is None:
            raise ValueError(
                "cannot be read. In its password, write @ : / ? # [ ] and % as %40 %3A %2F %3F %23 %5B %5D %25"
            )
        if parts.scheme == "sqlite" and (parts.netloc or parts.path in ("", "/") or ":memory:" in parts.path):
            raise ValueError(
                "names no file. Write sqlite:///crisis.db, or with a whole path sqlite:////var/lib/crisis.db"
            )
        if parts.scheme not in ("sqlite", "postgresql"):
            raise ValueError("names no database that is supported. Write sqlite:///… or postgresql://… and no driver")
        return value


class Settings(DatabaseSettings):
    """What the environment says; a field's alias is the name of its variable."""

    slack_bot_token: SecretStr = Field(alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, alias="SLACK_SIGNING_SECRET", validate_default=True)
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    listen: Listen = Field(default=Listen("127.0.0.1", 3000), alias="CRISIS_LISTEN")
    command: str = Field(default="/crisis", alias="CRISIS_COMMAND")
    admins: frozenset[str] = Field(default=frozenset(), alias="CRISIS_ADMINS")
    hosts: frozenset[str] = Field(default=frozenset(), alias="CRISIS_HOSTS")
    evidence_mb: int = Field(default=25, alias="CRISIS_EVIDENCE_MB")
    connectors: tuple[Declared, ...] = Field(default=(), alias=CONNECTORS)  # each has variables of its own

    @property
    def socket_mode(self) -> bool:
        """Whether the bot calls Slack (an app token is there) instead of being called over HTTP."""
        return self.slack_app_token is not None

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", mode="after")
    @classmethod
    def _secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        variable = str(info.field_name).upper()
        if value is not None:
            _check_secret(variable, value.get_secret_value())
        elif variable == "SLACK_SIGNING_SECRET" and info.data.get("slack_app_token", ...) is None:
            raise ValueError(
                f"and SLACK_APP_TOKEN are missing; one is needed. For Socket Mode set SLACK_APP_TOKEN to "
                f"{WHERE_IS['SLACK_APP_TOKEN']}. For HTTP set SLACK_SIGNING_SECRET to {WHERE_IS[variable]}"
            )
        return value

    @field_validator("slack_api_url", mode="after")
    @classmethod
    def _api_url(cls, value: str) -> str:
        parts = _split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no web address. Leave it out for Slack itself")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("holds more than an address. Take out what stands before an @ and after a ? or #")
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise ValueError("begins with http://, so anybody on the way could read the token. Write https://")
        if parts.hostname == "slack.com" and parts.path.rstrip("/") != "/api":
            raise ValueError("is not where Slack's API is. Leave it out, or write https://slack.com/api/")
        return value.rstrip("/") + "/"

    @field_validator("listen", mode="before")
    @classmethod
    def _listen(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        host, _, port = value.rpartition(":")
        host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
        if not re.fullmatch(r"[0-9A-Za-z.:-]+", host) or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
            raise ValueError("is no address to listen on. Write host:port, for example 127.0.0.1:3000")
        return Listen(host, int(port))

    @field_validator("command", mode="after")
    @classmethod
    def _command(cls, value: str) -> str:
        # 32 characters with the slash: Slack's limit for a slash command.
        if not re.fullmatch(r"/[a-z0-9_-]{1,31}", value):
            raise ValueError("is no command. Write a slash and up to 31 small letters or digits, for example /crisis")
        return value

    @field_validator("evidence_mb", mode="before")
    @classmethod
    def _evidence_mb(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(r"[0-9]{1,3}", value) or not 1 <= int(value) <= MOST_MB:
            raise ValueError(f"is no size of a file. Write whole megabytes from 1 to {MOST_MB}, for example 25")
        return int(value)

    @field_validator("hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = [each.strip().lower() for each in value.split(",") if each.strip()]
        if not all(re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?", each) for each in names):
            raise ValueError("holds what is no host name. Write names without a port, for example crisis.monitoring")
        return frozenset(names)

    @field_validator("admins", mode="before")
    @classmethod
    def _owners(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = [each.strip() for each in value.split(",") if each.strip()]
        wrong = [_shown(each) for each in ids if not re.fullmatch(r"[UW][A-Z0-9]{2,20}", each)]
        if wrong:
            raise ValueError(
                f"holds what is no member ID: {', '.join(wrong)}. In Slack, open the person's profile, "
                "press ⋮ and Copy member ID (U…), and separate several by commas"
            )
        return frozenset(ids)


def _check_secret(variable: str, secret: str) -> None:
    kind, belongs = next((TOKEN_KINDS[start] for start in TOKEN_KINDS if secret.startswith(start)), (None, None))
    if belongs == variable and re.fullmatch(r"[A-Za-z0-9-]{8,}", secret):
        return
    if variable == "SLACK_SIGNING_SECRET" and kind is None and re.fullmatch(r"[A-Za-z0-9_-]{16,}", secret):
        return
    if secret[0] in "\"'" or secret[-1] in "\"'":
        problem = "stands in quotation marks. Take them off"
    elif belongs == variable:
        problem = "is cut off or holds a sign that no token has. Copy it again"
    elif belongs:
        problem = f"holds {kind}. Move that to {belongs}, and set {variable} to {WHERE_IS[variable]}"
    elif kind:
        problem = f"holds {kind}. Set it to {WHERE_IS[variable]}"
    else:
        problem = f"does not look like what belongs there ({len(secret)} characters). Set it to {WHERE_IS[variable]}"
    raise ValueError(problem)


def _shown(id: str) -> str:
    """What stands in the place of a member ID, unless it is as long as a secret."""
    return id if len(id) <= OPENLY else f"{len(id)} characters, not shown here"


def _misspelt(given: Mapping[str, str], known: list[str]) -> list[str]:
    """Only near misses: others may have good reasons, as Kubernetes has with CRISIS_PORT for a service of that name."""
    near = {name: get_close_matches(name, known, 1, 0.85) for name in given if name.startswith(("CRISIS_", "SLACK_"))}
    return [
        f"{name} is not a setting. Did you mean {near[name][0]}?" for name in near if name not in known and near[name]
    ]


def _split(url: str) -> SplitResult | None:
    """The parts; None where there are none. A port that is no number is read as well: it may be half a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
