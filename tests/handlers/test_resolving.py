"""Resolving, the summary and opening again."""

from __future__ import annotations

from datetime import timedelta

from bot.crisis.resolving.facts import Resolved
from bot.rehearsal.acting import Actor, Typed
from tests.conversation import Rehearsal
from tests.handlers.captured import with_question


async def resolved(
    crisis: Rehearsal, petr: Actor, because: str = "nobody else is awake", review: str = "U0EVA"
) -> None:
    await petr.press("Resolve…")
    day = crisis.clock.now + timedelta(days=3)
    fields: dict[str, Typed] = {
        "Outcome": "Stopped",
        "Review owner": review,
        "Review date": day,
        "Why resolve now?": because,
    }
    sent = await petr.fill(fields)
    assert sent["ok"], sent
    await crisis.settled()


async def test_the_form_says_what_is_missing_before_anyone_types(crisis: Rehearsal) -> None:
    """Nobody in command and six questions without an answer: seven things, each on its line."""
    petr = await crisis.opened()

    await petr.press("Resolve…")

    form = str(await petr.form())
    assert "Not ready to resolve · 7 things are missing" in form
    assert "Nobody has taken command" in form and "Was a mistake made?" in form


async def test_without_a_reason_it_is_refused_in_the_form(crisis: Rehearsal) -> None:
    """The form stays open with an error under the reason."""
    petr = await crisis.opened()
    await petr.press("Resolve…")

    sent = await petr.fill({"Outcome": "Stopped", "Why resolve now?": "ok"})

    assert "Say why" in str(sent["errors"])
    assert not (await crisis.incident()).is_resolved


async def test_resolving_asks_whether_it_still_goes_on(crisis: Rehearsal) -> None:
    """It was answered while it burnt; said anew in the form, it is an answer like others."""
    petr = await with_question(crisis, "mistake")

    await petr.press("Resolve…")
    form = str(await petr.form())
    fields: dict[str, Typed] = {
        "Outcome": "Stopped",
        "Is it still happening?": "No",
        "Why resolve now?": "it is late now",
    }
    sent = await petr.fill(fields)
    await crisis.settled()

    incident = await crisis.incident()
    assert "Still answered: Is it still happening? Yes" in form
    assert sent["ok"]
    assert incident.questions.answers["live"].answer.values == {"live": "no"}
    assert incident.resolving.ending is not None and "against/live" not in incident.resolving.ending.missing


async def test_resolved_as_stopped_while_it_goes_on_says_so(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "mistake")

    await resolved(crisis, petr)

    incident = await crisis.incident()
    assert incident.resolving.ending is not None and incident.resolving.ending.missing[-1] == "against/live"


async def test_resolving_posts_summary_timeline_and_file(either: Rehearsal) -> None:
    """The board, the topic, the summary, the timeline under it and the file all say so."""
    petr = await either.opened()
    await petr.command("/crisis note fact: two posts, both deleted")

    await resolved(either, petr)

    room, seen = await petr.room(), await either.read(petr)
    assert room is not None and "RESOLVED" in room["topic"]
    assert "Crisis 1 resolved" in seen and "What happened: two posts, both deleted" in seen
    assert "Resolved with things open, by Petr Novák, because “nobody else is awake”" in seen
    assert "Timeline · " in seen
    files = [file for message in await petr.everything() for file in message.get("files") or []]
    assert [file["name"] for file in files] == ["crisis-1.md"]
    assert "Review: Eva Malá" in seen


async def test_a_summary_without_a_fact_says_where_the_answer_is(crisis: Rehearsal) -> None:
    """What is only reported stands on the timeline; "not known" would be untrue."""
    petr = await with_question(crisis, "what_happened")
    await petr.say("A joke went out", under="What exactly went wrong?")
    await crisis.settled()

    await resolved(crisis, petr)

    assert "What happened: not confirmed. What was reported is on the timeline" in await crisis.read(petr)


async def test_what_was_missing_stays_on_the_timeline(crisis: Rehearsal) -> None:
    """The override is recorded with its reason and what it went over."""
    petr = await crisis.opened()

    await resolved(crisis, petr)

    fact = next(event.fact for event in await crisis.events() if isinstance(event.fact, Resolved))
    assert "commander" in fact.missing and fact.because == "nobody else is awake"


async def test_a_resolved_room_has_no_buttons_but_those_of_its_end(crisis: Rehearsal) -> None:
    """Questions lose theirs; the board keeps Reopen and Timeline."""
    petr = await crisis.opened()

    await resolved(crisis, petr)
    await crisis.later(seconds=5)

    seen = await crisis.read(petr)
    assert "Don't know yet" not in seen and "Take command" not in seen
    assert "[Reopen…] [Timeline]" in seen


async def test_reopening_changes_the_summary_and_a_second_end_edits_it(crisis: Rehearsal) -> None:
    """One summary for ever: reopened it says so, resolved again it is the newest."""
    petr = await crisis.opened()
    await resolved(crisis, petr)

    await petr.press("Reopen…")
    sent = await petr.fill({"What came back?": "new posts appeared"})
    await crisis.later(seconds=5)
    reopened = await crisis.read(petr)
    await resolved(crisis, petr, "now it is over")
    await crisis.later(seconds=5)

    posts = [m for m in await petr.messages() if m["author"]["bot"] and not m["ephemeral"]]
    top = [m for m in posts if not m.get("subtype")]
    assert sent["ok"] and "was opened again" in reopened
    assert len(top) == 3  # board, questions, summary
    assert "now it is over" in await crisis.read(petr)
    files = [file["name"] for message in await petr.everything() for file in message.get("files") or []]
    assert files == ["crisis-1.md", "crisis-1-2.md"]


async def test_only_the_commander_resolves(crisis: Rehearsal) -> None:
    """Somebody else inside is told whom to ask."""
    petr = await crisis.opened()
    room = await petr.room()
    assert room is not None
    await petr.do("invite", channel=room["id"], users=["U0TOM"])
    await crisis.settled()
    await crisis.tom.go_to_room()

    answer = await crisis.tom.command("/crisis resolve")

    assert "Only the commander can do this" in answer["text"] and "Petr Novák" in answer["text"]
