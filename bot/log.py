"""The log: structlog on stderr, key=value in a terminal and JSON otherwise, with every secret taken out on its way."""

import logging
import re
import secrets
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Read aloud, each is itself: no 0 O Q, 1 I L, 5 S, 2 Z, 6 G, 8 B, U V; and no vowel, so no word.
REFERENCE_SIGNS = "23456789CDFHJKMNPRTWXY"

GONE = "[redacted]"
OURS = ("bot", "handlers")  # the loggers that are this product's own

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Slack's tokens: xoxb-, xoxp-, xoxe.xoxb-, xapp- …
    (re.compile(r"\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[A-Za-z0-9.-]+"), GONE),
    # Where a response_url and an incoming webhook point: whoever has the address may write.
    (re.compile(r"(?:https?://)?hooks\.slack(?:-gov)?\.com/[^\s\"'<>)\]}]*"), GONE),
    # The password of scheme://user:password@host; a password may hold any sign but a blank, so up to the last @.
    # Bounded, so that no text takes long: no name has 100 signs and no password 500.
    (re.compile(r"(?<=[a-z0-9+.-])(://[^\s:/@]{0,100}):[^\s]{0,500}@", re.IGNORECASE), rf"\1:{GONE}@"),
    (re.compile(r"(\bBearer\s+)[^\s\"']+", re.IGNORECASE), rf"\1{GONE}"),
    (
        re.compile(
            r"""(["']?\b(?:response_url|\w*password|\w*secret|\w*token|ticket)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,&;}]+)""",
            re.IGNORECASE,
        ),
        rf"\1{GONE}",
    ),
)
# What libraries put of a row or of an input into the text of their exceptions: people's own words.
_PEOPLES_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), f"[parameters: {GONE}]"),  # SQLAlchemy
    (re.compile(r"(DETAIL:\s+)[^\n]*"), rf"\1{GONE}"),  # PostgreSQL: "Failing row contains (…)"
    (re.compile(r"input_value=[^\n]*(?=, input_type=)"), f"input_value={GONE}"),  # pydantic, each on one line
)
_SECRET_KEYS = re.compile(r"response_url|password|secret|token|authorization", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text without tokens, response URLs and passwords, and without what libraries quote of people's words."""
    for pattern, replacement in (*_SECRETS, *_PEOPLES_WORDS):
        text = pattern.sub(replacement, text)
    return text


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The structlog processor that takes secrets out of every value; it comes after tracebacks have become text."""
    return {str(key): _clean(str(key), value) for key, value in event.items()}


def _clean(key: str, value: object) -> object:
    if isinstance(value, Mapping):
        return {str(k): _clean(str(k), v) for k, v in value.items()}
    if _SECRET_KEYS.search(key) and value not in (None, ""):
        return GONE
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(key, item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted(str(value))


def reference() -> str:
    """
    A short name for a fault, for example `7K2F`: the person reads it, the log has it beside the traceback.

    Four of 22 signs, 234,256 names: enough to find a line in the log of some days.
    """
    return "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(4))


def fault(event: str, **ids: object) -> str:
    """
    Log the exception being handled with its traceback under a new reference.

    Args:
        event: What failed, as a fixed phrase.
        ids: What it failed for: ids only, never text a person wrote.

    Returns:
        The reference to show to the person.
    """
    name = reference()
    structlog.get_logger().exception(event, ref=name, **ids)
    return name


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """
    Send structlog and the standard library's logging (slack-bolt, uvicorn, SQLAlchemy, Alembic) the same way.

    Args:
        stream: Where lines go, stderr by default; a terminal gets key=value, anything else JSON, one object a line.
        level: The lowest level written. Of what libraries say nothing below INFO is, whatever it is: there they write
            statements and payloads out, with people's words in them (aiosqlite, uvicorn's sockets).
    """
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, _renderer(stream)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.INFO))
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False)
