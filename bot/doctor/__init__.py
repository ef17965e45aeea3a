"""`crisis doctor`: looks at all the bot needs before it is needed, and says what to do about what is wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import TextWrapper
from typing import Final

from bot.crisis.playbook import Book
from bot.doctor import connectors, organisation, slack
from bot.doctor.database import examine as database
from bot.doctor.finding import Finding, fine, note, wrong
from bot.playbooks import PlaybooksWrong, load
from bot.settings import Settings, SettingsWrong
from bot.store.migrate import Tables
from bot.text import clean

__all__ = ["Finding", "examine", "report"]

WIDTH: Final = 100  # columns of a terminal
VARIABLE: Final = re.compile(r"\b(?:SLACK|CRISIS)_[A-Z_]+")
OF_CONNECTORS: Final = ("CRISIS_SCIM_", "CRISIS_BLUESKY_")
# Stand for settings that are wrong, so that the others can be read; they are sent nowhere.
STAND_INS: Final = {
    "SLACK_BOT_TOKEN": "xoxb-none-given",
    "SLACK_APP_TOKEN": "xapp-none-given",
    "SLACK_SIGNING_SECRET": "none-given-none-given",
}


async def examine(environ: Mapping[str, str]) -> list[Finding]:
    """Everything, in order. What cannot be looked at because of something before it is named at the end."""
    settings, doubtful, findings = _settings(environ)
    tables, team = Tables.unknown, None
    skipped = []
    if "CRISIS_DATABASE_URL" in doubtful:
        skipped.append("the database")
    else:
        found, tables = await asyncio.to_thread(database, settings.database_url.get_secret_value())
        findings += found
    reached = None if "SLACK_API_URL" in doubtful else await slack.reach(settings.slack_api_url)
    findings += [reached] if reached else []
    if "SLACK_BOT_TOKEN" in doubtful or not (reached and reached.ok):
        skipped.append("the bot token")
    else:
        found, team = await slack.bot_token(settings)
        findings += [*found, *([await slack.people(settings)] if team else [])]
    if doubtful & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} or not (reached and reached.ok):
        skipped.append("the way from Slack to the bot")
    else:
        findings.append(await slack.way_in(settings))
    findings.append(slack.private_rooms())
    if "CRISIS_COMMAND" not in doubtful:
        findings.append(slack.command(settings.command))
    playbooks, book = _playbooks()
    if team and tables in (Tables.current, Tables.none):
        findings += await organisation.examine(settings, team if tables is Tables.current else None, book)
    else:
        skipped.append("the setup")
    if "CRISIS_CONNECTORS" in doubtful:
        skipped.append("the connectors")
    else:
        findings += await connectors.examine(settings.connectors)
    return [*findings, playbooks, *_skipped(skipped)]


def report(findings: Sequence[Finding]) -> str:
    """The findings as text for a terminal; how much is wrong stands last."""
    lines = [line for finding in findings for line in _lines(finding)]
    amiss = sum(finding.is_failure for finding in findings)
    counted = {0: "Nothing is wrong.", 1: "One thing is wrong."}.get(amiss, f"{amiss} things are wrong.")
    return "\n".join([*lines, "", counted])


def _lines(finding: Finding) -> Iterator[str]:
    # Never within a word: addresses and names of variables are copied from here.
    wrapped = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
    for text, first in ((finding.what, f"{finding.word:5}  "), (finding.way_on, "       → ")):
        wrapped.initial_indent, wrapped.subsequent_indent = first, " " * len(first)
        yield from wrapped.wrap(clean(text))  # names come from the chat, and a terminal obeys some signs


def _settings(environ: Mapping[str, str]) -> tuple[Settings, frozenset[str], list[Finding]]:
    """The settings, and which of them say nothing because they are wrong or may have been meant otherwise."""
    try:
        return Settings.read(environ), frozenset(), [fine("The settings are complete.")]
    except SettingsWrong as all_wrong:
        problems = all_wrong.problems
    parts = [problem.partition(". ") for problem in problems]
    doubtful = frozenset(VARIABLE.findall(" ".join(problems)))
    if any(problem.startswith(OF_CONNECTORS) for problem in problems):
        doubtful |= {"CRISIS_CONNECTORS"}
    good = {name: value for name, value in environ.items() if name not in doubtful}
    stand_ins = {name: value for name, value in STAND_INS.items() if name in doubtful}
    findings = [wrong(f"{what.removesuffix('.')}.", way_on) for what, _, way_on in parts]
    return Settings.read(good | stand_ins), doubtful, findings


def _playbooks() -> tuple[Finding, Book | None]:
    try:
        book = load()
    except PlaybooksWrong as unusable:
        first, more = unusable.mistakes[0], len(unusable.mistakes) - 1
        what = f"The playbooks cannot be used: {first}" + (f" And {more} more." if more else "")
        return wrong(what, "Run crisis check: it lists every mistake with its file and line."), None
    return fine(f"The playbooks are whole: {len(book.kinds)} kinds and {len(book.questions)} questions."), book


def _skipped(parts: Sequence[str]) -> list[Finding]:
    way_on = "See to what stands above, then run crisis doctor again."
    return [note(f"Not looked at: {', '.join(parts)}.", way_on)] if parts else []
