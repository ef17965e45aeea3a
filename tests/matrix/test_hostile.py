"""Whatever people type, and whatever anybody posts to the bot: a clear answer or the right status, nothing lost."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest

from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.timeline.facts import Noted
from bot.rehearsal.shapes import Json
from bot.text import clean
from tests.conversation import Rehearsal, rehearsal
from tests.matrix.record import logged

HOSTILE = {
    "long": "lorem ipsum dolor " * 167,
    "emoji": "🔥🔥🤬",
    "everybody": "<!channel> @channel <!here> <!everyone>",
    "a mention": "<@U0ANA> <@U0TOM> @Ana Kovač",
    "a link": "<https://evil.example|our bank> https://evil.example/a?b=c&d=<e>",
    "right to left": "\u202egnp.exe\u202c منشور مسيء \u2066x\u2069",
    "direct_messages": "čćžšđ ČĆŽŠĐ ěščřžýáíéůň",
    "a template": "{title} {n} {{}} {0} %s %(name)s ${HOME}",
    "SQL": "'; DROP TABLE event; -- \\ \" `",
    "markup": "*bold* _it_ ~no~ `code` ```block``` & &amp; > quote :smile:",
    "control": "a\x00b\x07c\x1b[31md\u200be",
    "lines": "one\ntwo\r\n\r\nthree\n> four",
}
LOUD = ("<!channel", "<!here", "<!everyone", "<!subteam", "<@U0TOM", "<@U0ANA")


async def test_a_hostile_title_opens_a_crisis_like_any_other(crisis: Rehearsal) -> None:
    """In the form, so that it arrives as it was typed; of it nothing is lost, and it alerts nobody."""
    petr = crisis.petr
    for number, (name, hostile) in enumerate(HOSTILE.items(), 1):
        title = f"{number} {hostile}"[:2900]
        await petr.command("/crisis open")
        sent = await petr.fill({"What are people seeing?": title})
        await crisis.later(seconds=5)
        await petr.go_to_room()

        assert sent["ok"], name
        incident, events = await crisis.incident(number), await crisis.events(number)
        notes = [_line(event.fact.text) for event in events if isinstance(event.fact, Noted)]
        assert _line(clean(title)) in (incident.opening.title, *notes), name
        assert _line(clean(title))[:60] in _shown((await crisis.board(petr))["blocks"][0]), name
    assert alerts(crisis) == []
    assert crisis.workspace.refused_answers == []


async def test_hostile_words_are_kept_to_the_direct_message(crisis: Rehearsal) -> None:
    """As a note, an answer in a form, a reason, a reply; each is kept and shown, and alerts nobody."""
    petr, book = await crisis.opened(), crisis.app.book
    question = book.question("accounts")
    whose, names = question.field("whose"), question.field("accounts")
    with logged() as log:
        for name, hostile in HOSTILE.items():
            words = clean(hostile).strip()
            await petr.press("Add to timeline…")
            assert (await petr.fill({"What happened?": hostile[:500]}))["ok"], name
            answered = "accounts" in (await crisis.incident()).questions.answers
            await petr.press("Change…" if answered else "Answer…", on=question.name if answered else None)
            assert (await petr.fill({whose.label: whose.choices[0].label, names.label: hostile[: names.max_chars]}))[
                "ok"
            ]
            await crisis.later(seconds=3)
            await petr.command("/crisis timeline")
            await petr.command("/crisis status")

            facts = [event.fact for event in await crisis.events()]
            assert words[:500].strip() in [fact.text for fact in facts if isinstance(fact, Noted)], name
            answers = [fact.answer.values.get(names.name) for fact in facts if isinstance(fact, QuestionAnswered)]
            assert words[: names.max_chars].strip() in answers, name
        await petr.press("Resolve…")
        open_still = "\n".join(HOSTILE.values())[:600]
        ended = {
            "Outcome": "Stopped",
            "Still open, with owner": open_still,
            "Why resolve now?": HOSTILE["SQL"] + " all over",
        }
        assert (await petr.fill(ended))["ok"]
        await crisis.later(seconds=5)

    assert (await crisis.incident()).is_resolved
    assert alerts(crisis) == []
    assert crisis.workspace.refused_answers == []
    assert "request.failed" not in log.getvalue() and "worker.fault" not in log.getvalue()


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(block: Json) -> str:
    """The words of a heading, be it a header, a section, or rich text."""
    if "elements" in block:
        return "".join(_shown(element) if "elements" in element else element["text"] for element in block["elements"])
    text: str = block["text"]["text"]
    return html.unescape(text) if block["text"]["type"] == "mrkdwn" else text


def alerts(crisis: Rehearsal) -> list[str]:
    """What in any call would alert everybody, or Tom and Ana, who are only named in people's words."""
    sent = [call.args for call in crisis.workspace.calls if call.method.startswith(("chat.", "conversations.set"))]
    read = [text for args in sent for text in _read_by_slack(args)]
    return [text for text in read if any(sign in text for sign in LOUD)]


def _read_by_slack(node: Any, key: str = "") -> Iterator[str]:
    """What Slack would read as markup, and the parts of rich text that alert."""
    if isinstance(node, dict):
        if node.get("type") in ("broadcast", "user"):
            yield f"<@{node.get('user_id')}" if node["type"] == "user" else "<!channel"
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for name, value in node.items():
            if not (name == "text" and node.get("type") in ("text", "plain_text", "mrkdwn")):
                yield from _read_by_slack(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from _read_by_slack(item, key)
    elif isinstance(node, str) and key in ("text", "topic", "purpose"):
        yield node


async def test_a_title_without_a_word_opens_its_form(crisis: Rehearsal) -> None:
    """Only emoji say nothing: the form opens with what was typed in it."""
    await crisis.petr.command("/crisis open 🔥🔥")

    assert "🔥🔥" in json.dumps(await crisis.petr.form(), ensure_ascii=False)
    assert await crisis.app.store.incident_numbered("T0REHEARSAL", 1) is None


async def test_a_form_that_opens_too_late_is_told(crisis: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trigger has expired: nothing was lost, and the words say what to do."""
    petr = await crisis.opened()
    use = crisis.workspace.triggers.use

    def late(trigger: str) -> str:
        crisis.clock.forward(seconds=4)
        return use(trigger)

    monkeypatch.setattr(crisis.workspace.triggers, "use", late)
    await petr.press("Add to timeline…")
    await crisis.later(seconds=1)

    assert "That form opened too late. Nothing was lost. Press the button again." in await crisis.read(petr)
    assert await petr.form() is None


# what anybody may post to the address of the bot


class Post:
    """Posts to /slack/events, signed as Slack signs unless told otherwise."""

    def __init__(self, crisis: Rehearsal, http: httpx.AsyncClient) -> None:
        self.crisis = crisis
        self.http = http

    async def __call__(
        self, body: bytes, *, stamp: str = "", secret: str = "", kind: str = "application/json"
    ) -> httpx.Response:
        at = stamp or str(int(self.crisis.clock.now.timestamp()))
        key = (secret or self.crisis.workspace.tokens.signing_secret).encode()
        digest = hmac.new(key, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
        return await self.http.post("/slack/events", content=body, headers=headers)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with rehearsal(tmp_path, transport="http") as crisis:
        transport = httpx.ASGITransport(app=crisis.app.asgi())
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as http:
            yield Post(crisis, http)


COMMAND = {
    "command": "/crisis",
    "text": "open Hacked",
    "user_id": "U0PETR",
    "channel_id": "C0GENERAL",
    "team_id": "T0REHEARSAL",
}
OPEN = urlencode({**COMMAND, "trigger_id": "1.2.3"}).encode()
FORM = "application/x-www-form-urlencoded"


async def test_a_command_that_slack_signed_opens(post: Post) -> None:
    """So that the refusals below are for what is wrong with them."""
    answer = await post(OPEN, kind=FORM)

    assert answer.status_code == 200 and "Crisis 1 is open" in answer.text


async def test_a_time_stamp_that_is_not_now_is_not_slacks(post: Post) -> None:
    """Five minutes at most, either way, and a number."""
    now = int(post.crisis.clock.now.timestamp())
    for stamp in (str(now - 301), str(now + 301), "not a number", " ", "9" * 40, "1e9", "-1", f"{now}.5", "0"):
        answer = await post(OPEN, stamp=stamp, kind=FORM)

        assert (answer.status_code, answer.text) == (401, "not signed by Slack"), stamp
    assert await post.crisis.app.store.incident_numbered("T0REHEARSAL", 1) is None


async def test_a_wrong_signature_opens_nothing(post: Post) -> None:
    answer = await post(OPEN, secret="guessed", kind=FORM)

    assert (answer.status_code, answer.text) == (401, "not signed by Slack")
    assert await post.crisis.app.store.incident_numbered("T0REHEARSAL", 1) is None


MALFORMED = (
    *(b"", b"{", b"[]", b"null", b"payload=", b"payload=%7B", b"payload=[]", b"payload=null", b"{}"),
    *(b"%ff%fe=%00", b"\xff\xfe", b"a=b&&c", b"[" * 100_000, b'{"a": ' * 100_000),
)
SIGNED_NONSENSE = (
    b'{"type": "event_callback"}',
    b'{"type": "block_actions", "actions": []}',
    b'{"type": "view_submission", "view": {}}',
    b'{"type": []}',
    b'{"a": 1}',
)


async def test_a_malformed_body_is_refused(post: Post) -> None:
    """Whatever it says it is: a 4xx and a word, never a traceback."""
    for body in MALFORMED:
        for kind in ("application/json", FORM, "text/plain", ""):
            answer = await post(body, kind=kind)

            assert 400 <= answer.status_code < 500, (body[:30], kind, answer.status_code)
            assert len(answer.text) < 100, (body[:30], kind)


async def test_nonsense_that_slack_signed_ends_in_an_error_without_a_trace(post: Post) -> None:
    """Only Slack's own secret gets so far. It is not taken for done, and the answer says nothing of our code."""
    for body in SIGNED_NONSENSE:
        answer = await post(body)

        assert answer.status_code >= 400, body
        assert "Traceback" not in answer.text and 'File "' not in answer.text and len(answer.text) < 300, body


async def test_a_huge_body_is_too_large(post: Post) -> None:
    answer = await post(b"a=" + b"x" * 1_100_000, kind=FORM)

    assert (answer.status_code, answer.text) == (413, "too large")


async def test_there_is_nothing_but_a_post(post: Post) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert (await post.http.request(method, "/slack/events")).status_code == 405
