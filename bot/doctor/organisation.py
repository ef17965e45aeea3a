"""What the setup lacks, and what was not prepared. A crisis opens without all of it, so nothing here is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from bot.access.register.state import Register
from bot.crisis.playbook import Book
from bot.doctor.finding import Finding, fine, note, wrong
from bot.errors import StorageAway
from bot.learning.readiness import Prepared, prepared
from bot.people.organisation import Organisation
from bot.settings import Settings
from bot.store.store import Store


async def examine(settings: Settings, team: str | None, book: Book | None) -> list[Finding]:
    """
    The setup of the workspace *team*, and what was prepared.

    Args:
        team: None where the database has no tables yet, so that nothing is set up.
        book: None where the playbooks cannot be used: nothing is counted by them.
    """
    try:
        organisation, register = await _kept(settings, team) if team else (Organisation(), None)
    except StorageAway:
        return [wrong("The database went out of reach while it was looked at.", "Run crisis doctor again.")]
    counted = _prepared(settings.command, prepared(register, book)) if book and register else ()
    return [_owners(settings, organisation), setup(settings.command, organisation), *counted]


async def _kept(settings: Settings, team: str) -> tuple[Organisation, Register]:
    store = Store(settings.database_url.get_secret_value())
    try:
        return await store.organisation(team), await store.register(team)
    finally:
        await store.close()


def _owners(settings: Settings, organisation: Organisation) -> Finding:
    if settings.admins:
        return fine(f"CRISIS_ADMINS names who keeps the setup: {', '.join(sorted(settings.admins))}.")
    who = "who sent the setup form first keeps it" if organisation.admins else "who sends the setup form first keeps it"
    return note(f"CRISIS_ADMINS is not set: {who}.", "Set CRISIS_ADMINS to the member IDs (U…) of two people or more.")


def setup(command: str, organisation: Organisation) -> Finding:
    """What nobody has filled in yet."""
    lacks = list(_lacks(organisation))
    if lacks:
        return note(f"The setup lacks {', '.join(lacks)}.", f"An admin fills that in with {command} setup.")
    return fine(f"The setup is complete: {len(organisation.responders)} in the order they are called, with deputies.")


def _lacks(organisation: Organisation) -> Iterator[str]:
    alone = sum(responder.deputy is None for responder in organisation.responders)
    if not organisation.responders:
        yield "responders (nobody is called when a crisis opens)"
    elif alone:
        yield f"a deputy for {alone} of {len(organisation.responders)} responders"
    if organisation.hr is None:
        yield "a person for HR"
    if organisation.legal is None:
        yield "a person for legal questions"
    if organisation.announce_in is None:
        yield "a channel to announce a crisis in"


def _prepared(command: str, made: Prepared) -> Iterator[Finding]:
    """What ``/crisis ready`` counts, by the same rule."""
    (done, kinds), (tested, platforms) = made.lines, made.runbooks
    if done < kinds:
        what = f"First lines are approved for {done} of {kinds} kinds of crisis."
        yield note(what, f"Have the others approved with {command} say.")
    if tested < platforms:
        what = f"Runbooks are tested for {tested} of {platforms} platforms in the register."
        yield note(what, "Try the others on the live platform, and note the day in playbooks/runbooks.")
