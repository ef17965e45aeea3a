"""Direct messages: who gets one, what it says, and how to get out of it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.card import Button, Card, Goto, Lines, Quote, Row, Small, Title
from bot.crisis.command.rules import accept, claim, decline, offer
from bot.crisis.incident import Incident
from bot.crisis.paging.cards import VIEW
from bot.crisis.paging.rules import PAGE
from bot.crisis.playbook import Book
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.room.facts import StepRefused, StepRetried
from bot.people.organisation import Responder
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact
from bot.room.direct_messages import direct_messages
from bot.room.surface import Surface
from bot.task.cards import messages
from bot.task.rules import due
from bot.text import Name, Strong, Translator, Words
from bot.views import staged
from tests.record.story import ANA, EVA, JANA, NOON, PETR, TOM, Story

BOOK = Book()
LANGUAGE = Translator()


def said(words: Words | Strong) -> str:
    return LANGUAGE.plain(words if isinstance(words, Words) else Words("{of}", {"of": words}))


def found(story: Story, *people: Person) -> dict[str, Surface]:
    """What stands, by key; what is to be taken away is left out."""
    scene = staged(incident=story.incident, book=BOOK, people={person.id: person for person in people})
    surfaces = [*direct_messages(scene), *messages(scene, VIEW)]
    assert len({surface.key for surface in surfaces}) == len(surfaces)
    return {surface.key: surface for surface in surfaces if not surface.removed}


def text(surface: Surface) -> list[str]:
    """The direct message, line by line, its buttons last."""
    assert isinstance(surface.card, Card)
    lines: list[str] = []
    for part in surface.card.parts:
        match part:
            case Title():
                lines.append(said(part.words))
            case Quote():
                lines.append(f"> {part.text}")
            case Lines() | Small():
                lines += [said(line) for line in part.lines]
            case Row():
                buttons = [i for i in part.items if isinstance(i, Button | Goto)]
                primary = [i.primary if isinstance(i, Goto) else i.style == "primary" for i in buttons]
                assert sum(primary) <= 1
                lines.append(" ".join(f"[{said(button.label)}]" for button in buttons))
            case _:
                raise AssertionError(f"a letter has no {part}")
    return lines


def commanded() -> Story:
    story = Story().joined(ANA, JANA, EVA)
    return story.then(claim(story.incident, ANA, story.now), ANA)


def test_the_opener_is_led_to_the_room() -> None:
    direct_message = found(Story())[f"direct_message/opener/{PETR.id}"]

    assert (direct_message.to, direct_message.later) == (PETR.id, True)
    assert text(direct_message) == [
        "Crisis 12 is open. Your private room: crisis-12-a7c2.",
        "First: save screenshots and links.",
        "Why you: you opened it, 12:00 UTC.",
        "[Go to room]",
    ]


def test_a_refused_room_is_told_to_the_opener_at_once() -> None:
    """What happened, what is safe, what to do; nothing waits for a room that is not there."""
    story = Story().then([StepRefused(step="place", reason="restricted_action")])

    direct_message = found(story)[f"direct_message/refused/{PETR.id}"]

    assert not direct_message.later
    assert f"direct_message/opener/{PETR.id}" not in found(story)
    assert text(direct_message) == [
        "Slack did not allow a private room. Crisis 12 is saved and nothing public was made.",
        "Ask an administrator of Slack to allow it, then press Try again.",
        "Ref restricted_action",
        "[Try again]",
    ]


def test_a_room_that_is_gone_is_not_said_to_be_forbidden() -> None:
    story = Story().then([StepRefused(step="place", reason="is_archived")])

    assert text(found(story)[f"direct_message/refused/{PETR.id}"])[0] == (
        "The room of Crisis 12 was archived. Everything recorded is safe."
    )


def test_after_trying_again_the_refusal_is_taken_away() -> None:
    """No old button is left beside the new direct message."""
    story = Story().then([StepRefused(step="place", reason="restricted_action")])
    story.then([StepRetried(step="place", by=PETR)], PETR)

    surfaces = {surface.key: surface for surface in direct_messages(staged(incident=story.incident, book=BOOK))}

    assert surfaces[f"direct_message/refused/{PETR.id}"].removed
    assert f"direct_message/opener/{PETR.id}" in found(story)


def test_a_responder_is_told_what_it_is_and_why_them() -> None:
    story = Story(Responder(person=ANA, deputy=JANA))

    assert text(found(story)[f"direct_message/task/page/{ANA.id}/{ANA.id}"]) == [
        "Crisis 12 · you are asked to come",
        "> Offensive post",
        "Contained (SEV3, provisional) · nobody commands yet",
        "Please answer by 12:05 UTC. After that Jana Horvat is asked.",
        "Why you: responder, called when Petr Novák opened it, 12:00 UTC.",
        "[I'm coming] [I can't…] [Go to room]",
    ]


def test_who_is_coming_can_still_get_out_of_it() -> None:
    story = Story(Responder(person=ANA))
    story.answers_page(ANA)

    lines = text(found(story)[f"direct_message/task/page/{ANA.id}/{ANA.id}"])

    assert lines[3] == "You said: I'm coming. Next: go to the room."
    assert lines[-1] == "[Go to room] [I can't…]"


def test_who_cannot_come_learns_who_was_asked() -> None:
    story = Story(Responder(person=ANA, deputy=JANA), Responder(person=EVA))
    story.answers_page(ANA, "could_not", "on a train").answers_page(EVA, "could_not", "ill")

    ana, eva = (text(found(story)[f"direct_message/task/page/{who.id}/{who.id}"]) for who in (ANA, EVA))

    assert ana[3] == "You said that you can't. Jana Horvat was asked."
    assert eva[3] == "You said that you can't. The others go on without you."
    assert ana[-1] == "[I'm coming] [Go to room]"


def test_the_deputy_is_told_for_whom_they_stand_in() -> None:
    story = Story(Responder(person=ANA, deputy=JANA)).later(5)
    story.then(due(PAGE, story.incident)[0].facts)

    ana, jana = (
        found(story)[f"direct_message/task/page/{ANA.id}/{ANA.id}"],
        found(story)[f"direct_message/task/page/{JANA.id}/{JANA.id}"],
    )

    assert text(jana)[3:6] == [
        "Ana Kovač has not answered since 12:00 UTC.",
        "Next: press I'm coming, or say that you can't.",
        "Why you: deputy of Ana Kovač, asked 12:05 UTC.",
    ]
    assert text(ana)[3] == "Jana Horvat is asked too. You can still do it, then press I'm coming."
    story.answers_page(ANA)
    assert text(found(story)[f"direct_message/task/page/{JANA.id}/{JANA.id}"])[3] == "Ana Kovač is coming after all."


def test_a_direct_message_is_in_the_language_of_its_reader() -> None:
    story = Story(Responder(person=ANA))
    ana = Person(id=ANA.id, name=ANA.name, language="hr-HR")

    direct_message = found(story, ana)[f"direct_message/task/page/{ANA.id}/{ANA.id}"]

    assert direct_message.language == "hr-HR"
    assert found(story)[f"direct_message/opener/{PETR.id}"].language is None


def test_a_person_involved_gets_no_direct_message() -> None:
    """What they got before is left as it is: a change would tell."""
    story = Story(Responder(person=ANA)).involves(ANA)

    assert f"direct_message/task/page/{ANA.id}/{ANA.id}" not in found(story)


def test_direct_messages_lose_their_buttons_when_it_is_resolved() -> None:
    story = Story(Responder(person=ANA)).then([Resolved(by=PETR, outcome=Outcome.faded)], PETR)

    assert text(found(story)[f"direct_message/task/page/{ANA.id}/{ANA.id}"]) == [
        "Crisis 12 · you are asked to come",
        "Crisis 12 is resolved. Thank you; there is nothing more to do.",
    ]


def test_a_handover_reaches_the_successor_twice_and_mentions_them_once() -> None:
    """In the thread of the board, where the mention is, and as a direct message."""
    story = commanded().later(1)
    story.then(offer(story.incident, ANA, JANA, "answer the union (by 15:00)", [PETR]), ANA)

    surfaces = found(story)
    reply = next(surface for surface in surfaces.values() if surface.thread == "board")
    direct_message = next(surface for surface in surfaces.values() if surface.to == JANA.id)

    assert text(direct_message) == [
        "Command of Crisis 12 · Ana Kovač → Jana Horvat",
        "Contained (SEV3, provisional) · finding out",
        "Open decisions: answer the union (by 15:00)",
        "Resting: Petr Novák",
        "Ana stays in command until you press.",
        "Why you: Ana Kovač offers you command, 12:01 UTC.",
        "[I have command] [Not now…] [Go to room]",
    ]
    assert text(reply) == [*text(direct_message)[:5], "[I have command] [Not now…]"]
    assert isinstance(reply.card, Card)
    (lines, _row) = reply.card.parts
    assert isinstance(lines, Lines)
    assert isinstance(lines.lines[0], Words)
    assert lines.lines[0].params["to"] == Name(JANA.id, JANA.name, mention=True)
    assert said(reply.card.text) == (
        "Command of Crisis 12 · Ana Kovač → Jana Horvat. Ana stays in command until you press."
    )


def test_an_answered_handover_says_how_it_ended_and_has_no_buttons() -> None:
    """The direct message and the reply in the thread alike; old buttons do not stay in sight."""
    story = commanded()
    for answer in (accept, decline_driving):
        story.later(1).then(offer(story.incident, story.incident.command.commander or ANA, JANA_OR_EVA[answer], "none"))
        story.later(1).then(answer(story.incident, JANA_OR_EVA[answer]))

    texts = [text(surface) for key, surface in found(story).items() if "handover" in key]

    kept = "Eva Malá can't take command now, 12:04 UTC. Jana kept command."
    assert texts == [
        ["Command of Crisis 12 · Ana Kovač → Jana Horvat", "Jana Horvat has command since 12:02 UTC."],
        ["Command of Crisis 12 · Ana Kovač → Jana Horvat", "Jana Horvat has command since 12:02 UTC."],
        ["Command of Crisis 12 · Jana Horvat → Eva Malá", kept],
        ["Command of Crisis 12 · Jana Horvat → Eva Malá", kept],
    ]


def decline_driving(incident: Incident, by: Someone) -> list[Fact]:
    return decline(incident, by, "driving")


JANA_OR_EVA = {accept: JANA, decline_driving: EVA}


def test_an_offer_made_again_is_a_direct_message_of_its_own() -> None:
    """Edits make no sound, so a second offer must be a new message."""
    story = commanded()
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)
    before = set(found(story))
    story.later(5).then(offer(story.incident, ANA, JANA, "none"), ANA)

    assert len({key for key in set(found(story)) - before if "handover" in key}) == 2


def test_the_commander_is_told_of_an_outsider() -> None:
    story = commanded().joined(TOM, standing=Standing.outsider)

    direct_message = found(story)[f"direct_message/outsider-{TOM.id}/{ANA.id}"]

    assert text(direct_message) == [
        "Tom Reed, from another organisation, joined the room of Crisis 12.",
        "They can read everything there. They can change nothing.",
        "Next: you decide. Remove them from the room, or let them stay.",
        "Why you: you command this crisis.",
        "[Go to room] [Hand over…]",
    ]


def test_until_somebody_commands_the_opener_is_told_of_a_guest() -> None:
    story = Story().joined(TOM, standing=Standing.guest)

    lines = text(found(story)[f"direct_message/outsider-{TOM.id}/{PETR.id}"])

    assert lines[0] == "Tom Reed, who has no full account, joined the room of Crisis 12."
    assert lines[3] == "Why you: you act as commander."


def test_no_direct_message_but_the_offered_ones_mentions_anybody() -> None:
    """A direct message is heard by itself."""
    story = commanded().joined(TOM, standing=Standing.guest)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA).then(accept(story.incident, JANA), JANA)

    for surface in found(story).values():
        assert isinstance(surface.card, Card)
        for part in surface.card.parts:
            if isinstance(part, Lines):
                assert not any(_mentions(line) for line in part.lines)


def _mentions(line: Words | Strong) -> bool:
    return isinstance(line, Words) and any(isinstance(p, Name) and p.mention for p in line.params.values())


def test_who_owns_the_review_hears_it_and_nothing_of_what_happened() -> None:
    """They need not be in the room: the number, the day and whom to ask, not the title."""
    story = commanded()
    day = NOON.date() + timedelta(days=2)
    story.then([Resolved(by=ANA, outcome=Outcome.stopped, review_owner=EVA, review_on=day)], ANA)

    direct_message = found(story)[f"direct_message/review-1/{EVA.id}"]

    assert text(direct_message) == [
        "You own the review of Crisis 12. Meet by Wed 4 Mar.",
        "Ask Ana Kovač for the room and the timeline.",
        "Why you: named by Ana Kovač, 12:00 UTC.",
    ]
