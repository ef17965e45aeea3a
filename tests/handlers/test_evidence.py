"""Evidence, as people meet it: a screenshot or a link in the questions' thread, the form, the list."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from bot.crisis.resolving.facts import Outcome, Resolved
from bot.rehearsal.acting import Actor
from bot.rehearsal.weather import Refusal
from tests.conversation import Rehearsal

PNG = b"\x89PNG\r\n what Petr saw"
ROOT = "Questions ·"
LINK = "https://x.example/post/1"


async def says(crisis: Rehearsal, who: Actor, text: str) -> None:
    """A message in the questions' thread."""
    await who.say(text, under=ROOT)
    await crisis.later(seconds=5)  # a message is shown anew every two seconds at most


async def posts(crisis: Rehearsal, who: Actor, name: str, text: str = "", data: bytes = PNG) -> None:
    """A file in the questions' thread."""
    await who.say(text, under=ROOT, files=[await who.upload(name, data)])
    await crisis.later(seconds=5)


async def joins(crisis: Rehearsal, who: Actor) -> Actor:
    """Petr lets somebody in."""
    await crisis.petr.do("invite", channel=crisis.petr.place, users=[who.user])
    await crisis.settled()
    who.place = crisis.petr.place
    return who


async def facts(crisis: Rehearsal) -> list[str]:
    """What was recorded of evidence, by kind."""
    return [k for event in await crisis.events() if (k := event.fact.kind).startswith(("evidence", "entry_struck"))]


async def test_a_screenshot_in_the_questions_thread_is_kept(either: Rehearsal) -> None:
    """Posted, numbered, hashed, kept, listed: on both transports, without a press."""
    petr = await either.opened()

    await posts(either, petr, "shot.png", "Lay-offs on our account")

    [exhibit] = (await either.incident()).evidence.exhibits
    assert (exhibit.n, exhibit.shows, exhibit.state) == (1, "Lay-offs on our account", "kept")
    assert exhibit.sha256 == hashlib.sha256(PNG).hexdigest()
    assert await either.app.store.exhibit((await either.incident()).id, exhibit.seq) == PNG
    seen = await either.read(petr)
    assert "Known 0 · Not confirmed 0 · Evidence 1\n" in seen
    assert "1 · “Lay-offs on our account” · Petr, 03:00 CET · saved" in seen
    assert "They are kept as evidence: 1 so far." in seen
    assert "Evidence 1: shot.png (1 kB)" in seen  # said in a private reply


async def test_the_first_evidence_is_the_first_step_done(crisis: Rehearsal) -> None:
    """Until then the board asks for screenshots and links."""
    petr = await crisis.opened()
    assert "Next: save screenshots and links (Petr)" in await crisis.read(petr)

    await says(crisis, petr, LINK)

    assert "Next: answer question 1 (Petr)" in await crisis.read(petr)


async def test_a_link_is_kept_as_its_address_and_says_so(either: Rehearsal) -> None:
    petr = await either.opened()

    await says(either, petr, f"The post, still up: {LINK}")

    [exhibit] = (await either.incident()).evidence.exhibits
    assert (exhibit.state, exhibit.link, exhibit.shows) == ("link", LINK, "The post, still up")
    assert "Only the address of a link is kept. Save a screenshot too." in await either.read(petr)


async def test_a_reply_that_is_an_answer_and_has_a_link_is_both(crisis: Rehearsal) -> None:
    """One message, one change: the words are the answer's, the link is evidence."""
    petr = await crisis.opened()
    for press in ("Don't know yet", "No", "Others say so"):
        await petr.press(press)
        await crisis.later(seconds=5)

    await says(crisis, petr, f"A customer, here: {LINK}")

    incident = await crisis.incident()
    assert incident.questions.answers["rumour"].answer.values["claim"] == f"A customer, here: {LINK}"
    assert [(x.link, x.shows) for x in incident.evidence.exhibits] == [(LINK, LINK)]


async def test_a_reply_with_names_keeps_the_file_and_not_the_words(crisis: Rehearsal) -> None:
    """The question about names is open: what is written may hold one, whoever writes it."""
    petr = await crisis.opened()
    ana = await joins(crisis, crisis.ana)
    for press in ("Don't know yet", "No", "No"):
        await petr.press(press)
        await crisis.later(seconds=5)

    await posts(crisis, petr, "one.png", "It was Zxqj Quill")
    await posts(crisis, ana, "two.png", "No, Zxqj Quill's friend", b"other")

    assert [x.shows for x in (await crisis.incident()).evidence.exhibits] == ["one.png", "two.png"]
    assert "Zxqj" not in str([event.fact.model_dump() for event in await crisis.events()])
    assert "Names go in the form, so your reply was not taken and not stored." in await crisis.read(petr)


async def test_a_screenshot_without_words_is_called_by_its_name_and_asked_about(crisis: Rehearsal) -> None:
    """The private reply offers to say what it shows; the list says it then."""
    petr = await crisis.opened()
    await posts(crisis, petr, "IMG_2041.png")

    await petr.press("What it shows…")
    await petr.fill({"What it shows": "The first post, with 40 replies"})
    await crisis.later(seconds=5)

    assert "1 · “The first post, with 40 replies” · Petr" in await crisis.read(petr)
    assert await facts(crisis) == ["evidence_added", "evidence_kept", "evidence_described"]


async def test_several_files_at_once_are_asked_about_in_a_menu(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    files = [await petr.upload(f"{n}.png", b"%d" % n) for n in range(1, 4)]
    await petr.say("", under=ROOT, files=files)
    await crisis.later(seconds=5)

    await petr.choose("What it shows…", "2 · 2.png")
    await petr.fill({"What it shows": "The second"})
    await crisis.settled()

    assert [x.shows for x in (await crisis.incident()).evidence.exhibits] == ["1.png", "The second", "3.png"]


async def test_the_same_link_is_one_exhibit(crisis: Rehearsal) -> None:
    """The second mention is told, and noted on the timeline."""
    petr = await crisis.opened()
    ana = await joins(crisis, crisis.ana)
    await says(crisis, petr, LINK)

    await says(crisis, ana, f"look at {LINK} too")

    assert "That is evidence 1 already. It is noted that you put it in once more." in await crisis.read(ana)
    assert await facts(crisis) == ["evidence_added", "evidence_repeated"]


async def test_the_same_file_is_one_exhibit(crisis: Rehearsal) -> None:
    """Another upload of the same bytes, under another name."""
    petr = await crisis.opened()
    await posts(crisis, petr, "a.png")

    await posts(crisis, petr, "copy of a.png")

    seen = await crisis.read(petr)
    assert "They are kept as evidence: 1 so far." in seen
    assert "2 · “copy of a.png” · Petr, 03:00 CET · the same as 1" in seen


async def test_an_edit_that_adds_a_link_puts_it_in(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await says(crisis, petr, f"the post {LINK}")

    await petr.edit(f"the post {LINK}", f"the posts {LINK} and {LINK}2")
    await crisis.later(seconds=5)

    assert [x.link for x in (await crisis.incident()).evidence.exhibits] == [LINK, f"{LINK}2"]
    assert await facts(crisis) == ["evidence_added", "evidence_added"]


async def test_talk_elsewhere_in_the_room_is_not_evidence(crisis: Rehearsal) -> None:
    """People may talk: only the questions' thread is kept by itself."""
    petr = await crisis.opened()

    await petr.say(f"our wiki: {LINK}")
    await petr.say(f"under the board: {LINK}", under="Commander: nobody yet")
    await crisis.later(seconds=5)

    assert await facts(crisis) == []


async def test_a_file_elsewhere_in_the_room_is_kept_by_one_press(either: Rehearsal) -> None:
    """Nobody is to believe wrongly that it is kept: who posted it is told, and offered to."""
    petr = await either.opened()
    await petr.say("look at this", files=[await petr.upload("shot.png", PNG)])
    await either.later(seconds=5)
    assert await facts(either) == []
    assert "This file is not evidence yet." in await either.read(petr)

    await petr.press("Keep as evidence")
    await either.later(seconds=5)

    [exhibit] = (await either.incident()).evidence.exhibits
    assert (exhibit.state, exhibit.shows, exhibit.file and exhibit.file.name) == ("kept", "look at this", "shot.png")


async def test_a_captured_message_has_its_files_kept(crisis: Rehearsal) -> None:
    """A pin on somebody's screenshot wants all of it kept; what is evidence already is not noted again."""
    petr = await crisis.opened()
    ana = await joins(crisis, crisis.ana)
    await petr.say("the union quotes it", files=[await petr.upload("quote.png", PNG)])
    await crisis.settled()

    await ana.react("the union quotes it")
    await crisis.later(seconds=5)
    await posts(crisis, petr, "second.png", "the second", b"second")
    await ana.react("the second")
    await crisis.later(seconds=5)

    exhibits = (await crisis.incident()).evidence.exhibits
    assert [(x.by.name, x.shows, x.state) for x in exhibits] == [
        ("Ana Kovač", "the union quotes it", "kept"),
        ("Petr Novák", "the second", "kept"),
    ]
    assert "evidence_repeated" not in await facts(crisis)


async def test_the_form_takes_a_link_and_files(either: Rehearsal) -> None:
    """When it was seen may be earlier than now."""
    petr = await either.opened()
    seen = either.clock.now - timedelta(minutes=40)
    await petr.press("Add evidence…")
    shot = await petr.upload("shot.png", PNG)

    answer = await petr.fill({"Link": LINK, "Files": [shot], "What it shows": "The first post", "Seen at": seen})
    await either.later(seconds=5)

    assert answer["ok"]
    exhibits = (await either.incident()).evidence.exhibits
    assert [(x.shows, x.state, x.seen_at) for x in exhibits] == [
        ("The first post", "link", seen),
        ("The first post", "kept", seen),
    ]


async def test_the_form_says_what_is_missing(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.press("Add evidence…")

    neither = await petr.fill({"What it shows": "The first post"})
    future = await petr.fill(
        {"Link": LINK, "What it shows": "The first post", "Seen at": crisis.clock.now + timedelta(days=1)}
    )

    assert neither["errors"] == {"link": "Give a link or a file."}
    assert future["errors"]["at"].startswith("This is in the future")
    assert await facts(crisis) == []


async def test_the_command_takes_a_link_with_what_it_shows(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    answer = await petr.command(f"/crisis evidence {LINK} the union quotes it")
    await crisis.settled()

    assert "Evidence 1: " in answer["text"] and "Save a screenshot too." in answer["text"]
    assert [(x.link, x.shows) for x in (await crisis.incident()).evidence.exhibits] == [(LINK, "the union quotes it")]


async def test_the_command_alone_opens_the_form(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    await petr.command("/crisis evidence")
    await crisis.settled()

    assert (await petr.form() or {})["title"]["text"] == "Add evidence"


async def test_a_file_slack_does_not_give_is_asked_for_again(crisis: Rehearsal) -> None:
    """The room says that it is being saved, until it is."""
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("files.info", *[Refusal(error="internal_error")] * 2)

    await posts(crisis, petr, "shot.png", "the post")
    waiting = await crisis.read(petr)
    await crisis.later(seconds=10)
    await crisis.later(seconds=10)

    assert "“the post” · Petr, 03:00 CET · being saved" in waiting
    assert "“the post” · Petr, 03:00 CET · saved" in await crisis.read(petr)


async def test_a_file_that_is_gone_is_said_with_what_to_do(crisis: Rehearsal) -> None:
    """On the board, in the thread's root, on the list; put in again it is kept."""
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("files.info", Refusal(error="file_not_found"))

    await posts(crisis, petr, "shot.png", "the post")

    seen = await crisis.read(petr)
    assert "Evidence 0 (1 not saved)" in seen
    assert "1 was not saved: add it again." in seen
    assert "not saved: deleted before it was read. Add it again, smaller or as a link" in seen
    await posts(crisis, petr, "shot.png", "the post")
    assert "Evidence 1 (1 not saved)" in await crisis.read(petr)


async def test_a_file_that_is_too_big_is_said(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    crisis.app.reader.limit = 10

    await posts(crisis, petr, "film.mp4", "the film", b"x" * 11)

    assert "“the film” · Petr, 03:00 CET · not saved: too big." in await crisis.read(petr)


async def test_a_crisis_whose_bot_was_away_keeps_what_waits(crisis: Rehearsal) -> None:
    """Added is on the record; the bytes are read by whoever looks next, a long time later."""
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("files.info", Refusal(status=503, error=""))
    await posts(crisis, petr, "shot.png")
    crisis.app.reader.waits.clear()  # what only a process knew

    await crisis.later(hours=2)

    assert [x.state for x in (await crisis.incident()).evidence.exhibits] == ["kept"]


async def test_the_list_shows_all_with_hashes(crisis: Rehearsal) -> None:
    """To anyone inside who asks for it, whole."""
    petr = await crisis.opened()
    ana = await joins(crisis, crisis.ana)
    await posts(crisis, petr, "shot.png", "the post")
    await says(crisis, petr, LINK)

    await ana.press("Show with hashes")
    await crisis.settled()

    seen = await crisis.read(ana)
    assert f"shot.png (1 kB) · SHA-256 {hashlib.sha256(PNG).hexdigest()[:12]}…" in seen
    assert f"{LINK} · SHA-256 {hashlib.sha256(LINK.encode()).hexdigest()[:12]}…" in seen


async def test_what_was_put_in_wrongly_is_struck_and_stays(crisis: Rehearsal) -> None:
    """On the list and the timeline, struck; it counts no more, and its bytes are still there."""
    petr = await crisis.opened()
    await posts(crisis, petr, "wrong.png", "the canteen menu")
    await petr.press("Evidence")
    await crisis.settled()

    await petr.press("Change evidence…")
    await petr.fill({"Put in wrongly? Say why": "Wrong window"})
    await crisis.later(seconds=5)

    incident = await crisis.incident()
    assert [x.struck for x in incident.evidence.exhibits] == [True]
    assert await crisis.app.store.exhibit(incident.id, incident.evidence.exhibits[0].seq) == PNG
    seen = await crisis.read(petr)
    assert "Evidence 0" in seen and "“the canteen menu” · Petr, 03:00 CET · struck" in seen.replace("~", "")


async def test_others_than_who_put_it_in_and_the_commander_change_nothing(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    ana = await joins(crisis, crisis.ana)
    await posts(crisis, petr, "IMG_1.png")
    await petr.press("Evidence")
    await ana.press("Evidence")
    await crisis.settled()

    assert "[Change evidence…]" in await crisis.read(petr)
    assert "[Change evidence…]" not in await crisis.read(ana)


async def test_guests_and_outsiders_put_nothing_in(crisis: Rehearsal) -> None:
    """They are in the room, and can do nothing but read."""
    await crisis.opened()
    for who in (crisis.guest, crisis.stranger):
        await joins(crisis, who)
        await posts(crisis, who, "shot.png", f"look: {LINK}")
        refused = await who.press("Add evidence…")
        assert refused["ok"] and await who.form() is None

    assert await facts(crisis) == []


async def test_after_the_end_nothing_is_put_in(crisis: Rehearsal) -> None:
    """And the list stays to be read."""
    petr = await crisis.opened()
    await says(crisis, petr, LINK)
    incident = await crisis.incident()
    assert incident.opening.opener is not None
    async with crisis.app.store.happened(incident.id, "end") as change:
        change.record([Resolved(by=incident.opening.opener, outcome=Outcome.stopped)])
    await crisis.later(seconds=5)

    await says(crisis, petr, f"{LINK}2")
    told = await petr.command(f"/crisis evidence {LINK}3")

    assert "resolved" in told["text"]
    assert len((await crisis.incident()).evidence.exhibits) == 1
    assert "[Show with hashes]" in await crisis.read(petr) and "[Add evidence…]" not in await crisis.read(petr)


async def test_no_name_and_no_word_of_evidence_is_logged(crisis: Rehearsal, capsys: pytest.CaptureFixture[str]) -> None:
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("files.info", Refusal(error="internal_error"))

    await posts(crisis, petr, "zxqjname.png", "zxqjwords")
    await crisis.later(seconds=10)

    logged = capsys.readouterr()
    assert "zxqj" not in logged.out + logged.err
