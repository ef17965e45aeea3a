"""Cards become blocks that Slack takes, and a person's words stay letters in them."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blockkit import check_message
from bot.chat.card import (
    Button,
    Card,
    Confirm,
    Divider,
    Goto,
    Lines,
    Menu,
    More,
    Option,
    Part,
    Quote,
    Row,
    Small,
    Title,
)
from bot.chat.outcome import Reply
from bot.platforms.slack.markup import is_read
from bot.platforms.slack.render import FaultyBlocks, render, reply
from bot.text import Joined, Link, Moment, Name, Span, Strong, Words, _, clean, raw, translator

Json = dict[str, Any]

ENGLISH = translator("en")
AT = datetime(2026, 11, 21, 14, 21, tzinfo=UTC)
SURE = Confirm(_("Resolve?"), _("This ends the crisis."), _("Resolve"), _("Keep open"))


def blocks(*parts: Part, links: dict[str, str] | None = None) -> list[Json]:
    payload = render(Card(_("Board"), parts), ENGLISH, links or {})
    return json.loads(json.dumps(payload["blocks"]))  # type: ignore[no-any-return]  # JSON


def line(words: Words) -> str:
    [block] = blocks(Lines((words,)))
    return str(block["text"]["text"])


def rich(words: Words) -> list[Json]:
    [block] = blocks(Lines((words,)))
    assert block["type"] == "rich_text"
    return list(block["elements"][0]["elements"])


def test_lines_are_one_section_that_slack_adds_nothing_to() -> None:
    shown = blocks(Lines((_("Commander: nobody yet"), _("Accounts: not known yet"))))

    assert shown == [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Commander: nobody yet\nAccounts: not known yet", "verbatim": True},
        }
    ]


def test_the_three_signs_are_escaped_in_our_words_and_in_theirs() -> None:
    assert line(_("Q & A: {text}", text="<b> & <!channel>")) == "Q &amp; A: &lt;b&gt; &amp; &lt;!channel&gt;"


def test_a_time_is_drawn_by_slack_in_the_readers_zone() -> None:
    assert line(_("due {at}", at=Moment(AT))) == "due <!date^1795270860^{time}|14:21 UTC>"
    assert line(_("due {at}", at=Moment(AT, "day"))) == "due Sat 21 Nov"
    token = "<!date^1795270860^{date_num}, {time}|Sat 21 Nov, 14:21 UTC>"
    assert line(_("due {at}", at=Moment(AT, "date_time"))) == f"due {token}"


def test_a_day_is_said_in_the_language_of_its_sentence() -> None:
    """Slack's own words for months are in its reader's language: "30. stu 2026." inside an English sentence."""
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # the next day in Zagreb
    words = _("left on {day}", day=Moment(late, "date"))
    shown = json.dumps(render(Card(words), translator("en", zone="Europe/Zagreb"), {}))

    assert shown.count("left on 1 Dec 2026") == 2 and "<!date" not in shown


def test_what_nobody_reads_in_their_own_zone_is_in_that_of_the_room_and_says_so() -> None:
    """Notifications, labels, the names a screen reader says, and the words that stand in for a token."""
    due = _("due {at}", at=Moment(AT))
    button = Button("a.b", _("Go"), "i1", name=due)
    shown = json.dumps(render(Card(due, (Lines((due,)), Row((button,)))), translator("en", zone="Europe/Zagreb"), {}))

    assert shown.count("15:21 CET") == 3 and "UTC" not in shown


def test_a_time_that_slack_has_no_token_for_is_written_out() -> None:
    assert line(_("since {at}", at=Moment(datetime(1999, 1, 1, tzinfo=UTC)))) == "since 00:00 UTC"


def test_only_a_mention_alerts_a_person() -> None:
    assert line(_("{who} commands", who=Name("slack:U0ANA", "Ana Kovač"))) == "Ana Kovač commands"
    assert line(_("{who} commands", who=Name("slack:U0ANA", "Ana Kovač", mention=True))) == "<@U0ANA> commands"


def test_a_link_leads_somewhere_or_is_its_label() -> None:
    to_board = _("See {it}.", it=Link(_("the board"), to="board"))
    address = "https://acme.slack.com/archives/G1/p1?thread_ts=1.1&cid=G1"

    [known] = blocks(Lines((to_board,)), links={"board": address})

    assert known["text"]["text"] == f"See <{address.replace('&', '&amp;')}|the board>."
    assert line(to_board) == "See the board."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.com", "", "https://", "C:\\x", "/etc/passwd"])
def test_an_address_that_is_no_web_page_is_not_linked(url: str) -> None:
    assert line(_("See {it}", it=Link("proof", url=url))) == "See proof"


def test_an_address_cannot_end_the_markup_around_it() -> None:
    shown = line(_("See {it}", it=Link("proof", url="https://example.com/a|b> <!channel>")))

    assert shown == "See <https://example.com/a%7Cb%3E%20%3C!channel%3E|proof>"


def test_strong_words_are_bold_line_by_line() -> None:
    assert line(_("Next: {what}", what=Strong("save it\nnow"))) == "Next: *save it*\n*now*"


@pytest.mark.parametrize(
    "text", ["*bold*", "_italic_", "~struck~", "`code`", "```block", ":smile:", "x\n> y", "2 * 3 * 4"]
)
def test_a_sign_that_slack_would_read_stays_a_letter(text: str) -> None:
    """Slack has no escape for these, so the line goes into rich text, where nothing is read."""
    assert "".join(run["text"] for run in rich(_("Title: {text}", text=text))) == f"Title: {text}"


@pytest.mark.parametrize("text", ["@acme_cz", "https://x.com/acme_cz/status/1", "snake_case_name", "14:21", "a - b"])
def test_what_slack_does_not_read_stays_in_a_section(text: str) -> None:
    assert line(_("Account: {text}", text=text)) == f"Account: {text}"


def test_a_message_of_empty_lines_is_looked_at_at_once() -> None:
    """A message has up to 40,000 signs, and everybody waits while one is drawn: this took seconds."""
    began = time.process_time()

    assert not is_read([[Span("text", "\n" * 40_000)]])
    assert is_read([[Span("text", "\n \n  > quoted")]])
    assert time.process_time() - began < 0.5


def test_two_runs_that_would_make_one_sign_together_are_seen() -> None:
    assert [run["text"] for run in rich(_("{name}: late", name=":fire"))] == [":fire", ": late"]


def test_rich_text_has_the_same_runs() -> None:
    who = Name("slack:U0ANA", "Ana", mention=True)
    words = _(
        "{who} *{what}* {at} {it}", who=who, what=Strong("x"), at=Moment(AT), it=Link("l", url="https://a.example")
    )

    assert rich(words) == [
        {"type": "user", "user_id": "U0ANA"},
        {"type": "text", "text": " *"},
        {"type": "text", "text": "x", "style": {"bold": True}},
        {"type": "text", "text": "* "},
        {"type": "date", "timestamp": 1795270860, "format": "{time}", "fallback": "14:21 UTC"},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://a.example", "text": "l"},
    ]


def test_a_quote_is_to_the_letter_and_at_full_length() -> None:
    text = "*We* know <!channel> :smile:\n" * 300

    [block] = blocks(Quote(text))

    quoted = block["elements"][0]
    assert quoted["type"] == "rich_text_quote"
    assert "".join(run["text"] for run in quoted["elements"]) == text


def test_long_lines_become_several_sections_with_nothing_lost() -> None:
    lines = tuple(_("{n}: {text}", n=n, text="x & y " * 60) for n in range(30))

    shown = blocks(Lines(lines))

    assert len(shown) > 1
    together = "\n".join(block["text"]["text"] for block in shown)
    assert together == "\n".join(f"{n}: {'x &amp; y ' * 60}" for n in range(30))


def test_a_title_is_a_header_and_a_longer_one_stands_in_bold_at_full_length() -> None:
    long = "x" * 200

    assert blocks(Title(_("Crisis {n}", n=12)))[0]["type"] == "header"
    [block] = blocks(Title(raw(long)))
    assert block["text"]["text"] == f"*{long}*"


def test_small_type_is_a_context() -> None:
    [block] = blocks(Small((_("Opened by {who}", who="Petr"), _("updated {at}", at=Moment(AT)))))

    assert block["type"] == "context"
    assert block["elements"][0]["text"] == "Opened by Petr\nupdated <!date^1795270860^{time}|14:21 UTC>"


def test_small_type_with_a_sign_is_plain() -> None:
    [block] = blocks(Small((_("Opened by {who}, {at}", who="*Petr*", at=Moment(AT)),)))

    assert block["elements"] == [{"type": "plain_text", "text": "Opened by *Petr*, 14:21 UTC", "emoji": False}]


def test_a_button_is_its_action_and_carries_its_value() -> None:
    button = Button("board.resolve", _("Resolve"), "in1 7", "x", "danger", SURE, name=_("Resolve crisis 12"))

    [row] = blocks(Row((button,)))

    assert row["elements"] == [
        {
            "type": "button",
            "action_id": "board.resolve:x",
            "text": {"type": "plain_text", "text": "Resolve", "emoji": False},
            "value": "in1 7",
            "style": "danger",
            "accessibility_label": "Resolve crisis 12",
            "confirm": {
                "title": {"type": "plain_text", "text": "Resolve?", "emoji": False},
                "text": {"type": "plain_text", "text": "This ends the crisis.", "emoji": False},
                "confirm": {"type": "plain_text", "text": "Resolve", "emoji": False},
                "deny": {"type": "plain_text", "text": "Keep open", "emoji": False},
                "style": "danger",
            },
        }
    ]


def test_a_way_to_somewhere_appears_once_it_is_known() -> None:
    row = Row((Goto(_("Board"), "board", primary=True), Goto(_("Room"), "place")))

    assert blocks(row, Divider()) == [{"type": "divider"}]
    [shown] = blocks(row, links={"board": "https://a.example/1", "place": "https://a.example/2"})
    assert [(item["action_id"], item["url"]) for item in shown["elements"]] == [
        ("goto.open:board", "https://a.example/1"),
        ("goto.open:place", "https://a.example/2"),
    ]


def test_menus_carry_their_value_in_each_choice() -> None:
    menu = Menu("roles.choose", _("Role"), (Option("comms", _("Comms")), Option("it", _("IT"))), "in1 4", initial="it")
    more = More("board.more", (Option("resolve.form", _("Resolve…")),), "in1 7")

    [row] = blocks(Row((menu, more)))

    select, overflow = row["elements"]
    assert [choice["value"] for choice in select["options"]] == ["comms in1 4", "it in1 4"]
    assert select["initial_option"]["value"] == "it in1 4"
    assert overflow["options"][0]["value"] == "resolve.form in1 7"


def test_a_choice_with_a_space_beside_a_value_is_a_mistake() -> None:
    menu = Menu("roles.choose", _("Role"), (Option("a b", _("A")),), "in1")

    with pytest.raises(ValueError, match="no space"):
        blocks(Row((menu,)))


def test_the_same_card_gives_the_same_blocks_and_another_row_another_id() -> None:
    row, other = Row((Button("a", _("A"), "in1 1"),)), Row((Button("a", _("A"), "in1 2"),))

    assert blocks(row) == blocks(row)
    assert blocks(row)[0]["block_id"] != blocks(other)[0]["block_id"]


def test_the_text_of_a_message_makes_sense_alone_and_calls_nobody() -> None:
    text = render(Card(_("{who}: {what}", who=Name("slack:U0ANA", "Ana", True), what="<!channel>")), ENGLISH, {})[
        "text"
    ]

    assert text == "Ana: &lt;!channel&gt;"


def test_a_text_that_is_too_long_for_a_notification_is_cut_to_be_seen() -> None:
    text = str(render(Card(raw("&" * 3_000)), ENGLISH, {})["text"])

    assert len(text) <= 4_000
    assert text.endswith("&amp;…")


def test_a_card_without_parts_shows_its_text() -> None:
    payload = render(Card(_("Due {at}", at=Moment(AT))), ENGLISH, {})

    assert "<!date^" in json.dumps(payload["blocks"])


def test_a_faulty_card_is_not_made() -> None:
    too_long = Card(_("Board"), (Row((Button("a", raw("x" * 76)),)),))

    with pytest.raises(FaultyBlocks, match="rule 17"):
        render(too_long, ENGLISH, {})


def test_a_reply_has_its_lines_as_text_too() -> None:
    said = reply(Reply((_("Nothing was changed."), _("Ask {who}.", who="Ana")), (Button("a", _("Help")),)), ENGLISH, {})

    assert said["text"] == "Nothing was changed.\nAsk Ana."


nasty = st.text(
    st.one_of(st.characters(), st.sampled_from("*_~`:<>&|@!#\n\t\u202e\x00 ")), max_size=400
) | st.sampled_from(
    ["<!channel>", "<@U0ANA>", "@here", "<https://a.example|b>", "&lt;", ":smile:", "*x*", "\ud800", "_" * 50]
)


def read(block: Json) -> Iterator[str]:
    """What a reader sees of our runs: the letters of text elements, and of sections without their escapes."""
    if block["type"] == "section":
        yield block["text"]["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if block["type"] == "rich_text":
        yield from (run["text"] for run in block["elements"][0]["elements"])


@given(nasty, nasty)
def test_any_words_give_blocks_that_slack_takes(first: str, second: str) -> None:
    link, strong = Link(first, url=second), Strong(second)
    words = _("A {a} {b} {c} {d}", a=first, b=strong, c=link, d=Joined((second, Name("slack:U1", first))))
    card = Card(
        _("Card {a}", a=first),
        (
            Title(_("T {a}", a=first)),
            Lines((words, strong)),
            Quote(second),
            Small((words,)),
            Row((Button("a", _("A")),)),
        ),
    )

    payload = render(card, ENGLISH, {})

    assert check_message(payload) == []
    json.dumps(payload).encode()
    assert "<!channel>" not in str(payload["text"])


@given(nasty)
def test_any_words_stay_to_the_letter(text: str) -> None:
    shown = blocks(Lines((_("Said: {text}", text=text),)))

    assert "".join(letters for block in shown for letters in read(block)) == f"Said: {clean(text)}"
