"""The settings: what is taken, what is refused and in which words, and that no secret is ever shown."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Listen, Settings, SettingsWrong

BOT = "xoxb-1234567890-abcdefghij"
APP = "xapp-1-A012345-67890-abcdef"
SIGNING = "0123456789abcdef0123456789abcdef"
GOOD = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}


def problems(**changed: str) -> str:
    """What is said about an environment that is right but for this."""
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({**GOOD, **changed})
    return str(wrong.value)


def test_two_tokens_are_enough_and_the_rest_has_defaults() -> None:
    settings = Settings.read({**GOOD, "PATH": "/usr/bin", "CRISIS_ADMINS": "  "})

    assert settings.socket_mode
    assert settings.slack_bot_token.get_secret_value() == BOT
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.listen == Listen("127.0.0.1", 3000)
    assert settings.database_url.get_secret_value() == "sqlite:///.crisis/crisis.db"
    assert settings.command == "/crisis"
    assert settings.admins == frozenset()
    assert (settings.evidence_folder, settings.evidence_mb) == (None, 25)


def test_without_an_app_token_the_signing_secret_means_http() -> None:
    settings = Settings.read({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING})

    assert not settings.socket_mode


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("SLACK_API_URL", "http://127.0.0.1:8001/api", "slack_api_url", "http://127.0.0.1:8001/api/"),
        ("SLACK_API_URL", "http://[::1]:8001/api/", "slack_api_url", "http://[::1]:8001/api/"),
        ("SLACK_API_URL", "https://slack-gov.com/api/", "slack_api_url", "https://slack-gov.com/api/"),
        ("CRISIS_LISTEN", "0.0.0.0:80", "listen", Listen("0.0.0.0", 80)),
        ("CRISIS_LISTEN", "[::1]:0", "listen", Listen("::1", 0)),
        ("CRISIS_DATABASE_URL", "sqlite:////var/lib/c.db", "database_url", SecretStr("sqlite:////var/lib/c.db")),
        ("CRISIS_DATABASE_URL", "postgresql:///crisis", "database_url", SecretStr("postgresql:///crisis")),
        ("CRISIS_COMMAND", "/crisis-test", "command", "/crisis-test"),
        ("CRISIS_EVIDENCE_FOLDER", "/var/lib/evidence", "evidence_folder", Path("/var/lib/evidence")),
        ("CRISIS_EVIDENCE_MB", "200", "evidence_mb", 200),
        ("CRISIS_ADMINS", "U012AB3CD, W0Z9 ,", "admins", frozenset({"U012AB3CD", "W0Z9"})),
    ],
)
def test_what_is_right_is_taken(variable: str, value: str, field: str, expected: object) -> None:
    settings = Settings.read({**GOOD, variable: f" {value} "})

    assert getattr(settings, field) == expected


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "", "is missing. Set it to the Bot User OAuth Token"),
        ("SLACK_BOT_TOKEN", APP, "holds an app-level token. Move that to SLACK_APP_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxp-123-hidden12", "holds a person's token. Set it to the Bot User OAuth Token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-hidden12", "switch token rotation off"),
        ("SLACK_BOT_TOKEN", "xoxb-", "is cut off or holds a sign that no token has"),
        ("SLACK_BOT_TOKEN", f"'{BOT}'", "stands in quotation marks. Take them off"),
        ("SLACK_BOT_TOKEN", "hidden12", "does not look like what belongs there (8 characters)"),
        ("SLACK_APP_TOKEN", BOT, "holds a bot token. Move that to SLACK_BOT_TOKEN"),
        ("SLACK_APP_TOKEN", SIGNING, "does not look like what belongs there (32 characters)"),
        ("SLACK_SIGNING_SECRET", BOT, "holds a bot token. Move that to SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRET", "hidden12", "does not look like what belongs there (8 characters)"),
        ("SLACK_APP_TOKEN", "", "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are missing; one is needed"),
        ("SLACK_API_URL", "http://chat.example/api/", "anybody on the way could read the token. Write https://"),
        ("SLACK_API_URL", "http://127.0.0.1.example/api/", "anybody on the way could read the token"),
        ("SLACK_API_URL", "slack.com/api", "is no web address"),
        ("SLACK_API_URL", "https://ana:hidden12@chat.example/", "holds more than an address"),
        ("SLACK_API_URL", "https://slack.com", "is not where Slack's API is"),
        ("CRISIS_LISTEN", "3000", "Write host:port, for example 127.0.0.1:3000"),
        ("CRISIS_LISTEN", "127.0.0.1:70000", "Write host:port"),
        ("CRISIS_LISTEN", "localhost:http", "Write host:port"),
        ("CRISIS_DATABASE_URL", "sqlite://", "names no file"),
        ("CRISIS_DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("CRISIS_DATABASE_URL", "mysql://root:hidden12@db/crisis", "names no database that is supported"),
        ("CRISIS_DATABASE_URL", "postgresql+psycopg://u:hidden12@db/crisis", "and no driver"),
        ("CRISIS_DATABASE_URL", "postgresql://u:hidden12#x@db/crisis", "cannot be read. In its password"),
        ("CRISIS_COMMAND", "crisis", "Write a slash"),
        ("CRISIS_COMMAND", "/" + "c" * 32, "up to 31 small letters"),
        ("CRISIS_EVIDENCE_FOLDER", "/etc/passwd", "names a file. Name a folder"),
        ("CRISIS_EVIDENCE_MB", "0", "Write whole megabytes from 1 to 200"),
        ("CRISIS_EVIDENCE_MB", "1000", "Write whole megabytes"),
        ("CRISIS_EVIDENCE_MB", "25 MB", "Write whole megabytes"),
        ("CRISIS_ADMINS", "U012AB3CD,ana", "is no member ID: ana"),
        ("CRISIS_ADMINS", "U012AB3CD, " + SIGNING, "is no member ID: 32 characters"),
        ("CRISIS_ADMINS", BOT, "is no member ID"),
        ("CRISIS_DATABSE_URL", "postgresql://u:hidden12@db/crisis", "Did you mean CRISIS_DATABASE_URL?"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do_and_without_the_secret(variable: str, value: str, said: str) -> None:
    message = problems(**{variable: value})

    assert said in message
    assert variable in message
    assert message.startswith("One setting is wrong")
    assert not [secret for secret in (BOT, APP, SIGNING, "hidden12") if secret in message]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({"SLACK_API_URL": "http://chat.example/", "CRISIS_LISTEN": "x", "CRISIS_ADMINS": "ana"})

    assert [each.split()[0] for each in wrong.value.problems] == [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
        "CRISIS_LISTEN",
        "CRISIS_ADMINS",
    ]
    assert wrong.value.__context__ is None


def test_a_wrong_app_token_is_not_told_as_a_missing_one_too() -> None:
    assert "missing" not in problems(SLACK_APP_TOKEN="hidden12")


def test_the_settings_show_no_secret_and_the_database_no_password() -> None:
    settings = Settings.read(
        {**GOOD, "SLACK_SIGNING_SECRET": SIGNING, "CRISIS_DATABASE_URL": "postgresql://ana:hidden12@db:5432/crisis"}
    )

    assert not [secret for secret in (BOT, APP, SIGNING, "hidden12") if secret in f"{settings!r} {settings}"]
    assert settings.database == "postgresql://ana:[redacted]@db:5432/crisis"


def test_a_stranger_of_a_like_name_is_let_be() -> None:
    """Kubernetes sets these for a service called crisis."""
    settings = Settings.read({**GOOD, "CRISIS_PORT": "tcp://10.0.0.1:3000", "CRISIS_SERVICE_HOST": "10.0.0.1"})

    assert settings.listen.port == 3000
