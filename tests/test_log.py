"""No secret and no word a person wrote reaches the log."""

import io
import json
import logging

import pytest
import structlog

from bot import log

SECRETS = [
    ("xoxb-123-456-AbCdEf", "a bot token"),
    ("xoxe.xoxb-1-AbCdEf", "a rotating token"),
    ("xapp-1-A0B1-222-deadbeef", "an app token"),
    ("https://hooks.slack.com/commands/T1/22/s3cr3t", "a response URL"),
    ("hooks.slack.com/services/T1/B1/s3cr3t", "a webhook without its scheme"),
    ("Bearer s3cr3t", "an authorization header"),
    ("postgresql://crisis:s3cr3t@db.example/crisis", "a password in a URL"),
    ("postgresql://crisis:s3/c@r3t@db.example/crisis", "a password with signs that end a URL's parts"),
    ('{"response_url": "https://example.org/s3cr3t"}', "a response URL of a workspace that is not Slack's"),
    ("SLACK_SIGNING_SECRET=s3cr3t", "a signing secret from the environment"),
    ("password='s3cr3t and more'", "a quoted password with blanks"),
    ("url='wss://wss.slack.example/link/?ticket=s3cr3t&app_id=1'", "the ticket of a connection"),
]
TELLTALES = ("s3cr3t", "s3/c", "r3t", "AbCdEf", "deadbeef", "and more")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("text", "what"), SECRETS, ids=[what for _, what in SECRETS])
def test_a_secret_is_taken_out_wherever_it_stands(text: str, what: str) -> None:
    """In the event, in a value, in a nested value, in a traceback, and through the standard library's logging."""
    stream = io.StringIO()
    log.set_up(stream)

    structlog.get_logger().info(f"before {text} after", value=text, nested={"deep": [text]})
    log_exception(text)
    logging.getLogger("slack_bolt").warning("from a library: %s", text)

    written = stream.getvalue()
    assert len(written.splitlines()) == 3
    assert log.GONE in written
    assert not [part for part in TELLTALES if part in written], what


@pytest.mark.parametrize("key", ["token", "SLACK_BOT_TOKEN", "response_url", "password", "signing_secret"])
def test_a_value_is_taken_out_for_its_name_alone(key: str) -> None:
    stream = io.StringIO()
    log.set_up(stream)

    structlog.get_logger().info("connected", **{key: "whatever"})

    assert "whatever" not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "(sqlite3.IntegrityError) failed\n[SQL: INSERT INTO event]\n[parameters: ('Petr did [it]', 3)]\n(Background)",
        'null value in column "x"\nDETAIL:  Failing row contains (1, Petr did it).',
        "1 validation error for Note\n  Input should be [type=x, input_value='Petr did it', input_type=str]",
        "1 validation error for Note\n  Input [type=x, input_value='a, input_type=Petr did it', input_type=str]",
    ],
    ids=["SQLAlchemy", "PostgreSQL", "pydantic", "pydantic quoting itself"],
)
def test_what_libraries_quote_of_peoples_words_is_taken_out(text: str) -> None:
    left = log.redacted(text)

    assert "Petr" not in left


def test_at_its_lowest_level_it_is_the_product_that_speaks() -> None:
    """At DEBUG libraries write whole statements and payloads; none of that is wanted, whatever level is asked for."""
    stream = io.StringIO()
    log.set_up(stream, logging.DEBUG)

    structlog.get_logger("bot.worker").debug("taken up")
    logging.getLogger("aiosqlite").debug("executing INSERT ('Petr did it')")

    assert "taken up" in stream.getvalue()
    assert "Petr" not in stream.getvalue()


def test_what_is_no_secret_stays() -> None:
    kept = (
        "incident 12 at 12:30 in C024BE91L: see https://example.org/a?b=c, postgresql://db.example/crisis, a@b.example"
    )

    assert log.redacted(kept) == kept


def test_a_fault_is_found_by_the_reference_the_person_reads() -> None:
    stream = io.StringIO()
    log.set_up(stream)

    name = log_exception("no such room")

    entry = json.loads(stream.getvalue())
    assert entry["ref"] == name
    assert "no such room" in entry["exception"]
    assert entry["incident"] == "a1"
    assert len(name) == 4
    assert set(name) <= set(log.REFERENCE_SIGNS)


def test_a_terminal_gets_key_value_and_anything_else_json() -> None:
    terminal, pipe = Terminal(), io.StringIO()

    for stream in (terminal, pipe):
        log.set_up(stream)
        structlog.get_logger().info("ready", port=3000)

    assert "ready" in terminal.getvalue()
    assert "port" in terminal.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(terminal.getvalue())
    assert json.loads(pipe.getvalue())["port"] == 3000


def log_exception(text: str) -> str:
    try:
        raise RuntimeError(text)
    except RuntimeError:
        return log.fault("the room could not be made", incident="a1")
