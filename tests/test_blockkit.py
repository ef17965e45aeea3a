"""Every Block Kit rule lets pass what stands at its limit and refuses one more."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blockkit import RULES, Fault, check_message, check_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: object) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(name: str = "go", **more: object) -> Json:
    return {"type": "button", "action_id": name, "text": plain("Go"), **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def buttons(count: int, **more: object) -> list[Json]:
    return [button(f"go_{place}", **more) for place in range(count)]


def days(count: int) -> list[Json]:
    return [{"type": "datepicker", "action_id": f"day_{place}"} for place in range(count)]


def option(value: str = "yes", text: str = "Yes", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(f"v{place}") for place in range(count)]


def menu(kind: str = "static_select", **more: object) -> Json:
    return {"type": kind, "action_id": "choose", **more}


def groups(count: int) -> list[Json]:
    return [{"label": plain("Team"), "options": [option(f"v{place}")]} for place in range(count)]


def confirm(**more: object) -> Json:
    return {"title": plain("t"), "text": plain("t"), "confirm": plain("c"), "deny": plain("d"), **more}


def field(**more: object) -> Json:
    return {"type": "plain_text_input", "action_id": "typed", **more}


def asked(element: Json | None = None, **more: object) -> Json:
    return {"type": "input", "label": plain("What"), "element": element or field(), **more}


def picture(**more: object) -> Json:
    return {"type": "image", "alt_text": "a post", "image_url": "https://example.com/a.png", **more}


def rich(*runs: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def message(*blocks: Json, **more: object) -> Json:
    return {"text": "words", "blocks": list(blocks), **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: object) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def without(payload: Json, key: str) -> Json:
    return {name: value for name, value in payload.items() if name != key}


def faults(payload: Mapping[str, object]) -> list[Fault]:
    return check_view(payload) if payload.get("type") in ("modal", "home") else check_message(payload)


class Case(NamedTuple):
    rule: int
    passes: Json
    breaks: Json


def of_element(rule: int, passes: Json, breaks: Json) -> Case:
    return Case(rule, message(actions(passes)), message(actions(breaks)))


def of_input(rule: int, passes: Json, breaks: Json) -> Case:
    return Case(rule, modal(asked(passes)), modal(asked(breaks)))


def large(size: int) -> Json:
    """A modal of exactly *size* bytes."""
    blocks = [section("š" * 1_200) for _place in range(100)]
    view = modal(*blocks)
    missing = size - len(repr(view).replace("'", '"').encode())
    for block in blocks:
        more = min(missing, 600)
        block["text"]["text"] += "x" * more
        missing -= more
    return view


def meta(**more: object) -> Json:
    return message(metadata={"event_type": "shown", "event_payload": {"ref": "a1"}, **more})


CASES = [
    Case(1, message(*[section()] * 50), message(*[section()] * 51)),
    Case(1, modal(*[section()] * 100), modal(*[section()] * 101)),
    Case(1, home(section()), home()),
    Case(1, home(*[section()] * 100), home(*[section()] * 101)),
    Case(2, message(text="x" * 4_000), message(text="x" * 4_001)),
    Case(2, message(text="x"), message(text="")),
    Case(2, message(text="x"), message(text=" \n")),
    Case(2, message(text="x"), {"blocks": [section()]}),
    Case(3, message(section("x")), message(section(""))),
    Case(3, message(section()), message({"type": "section", "text": {"type": "mrkdwn"}})),
    Case(
        3,
        message({"type": "context", "elements": [mrkdwn("x" * 3_000)]}),
        message({"type": "context", "elements": [mrkdwn("x" * 3_001)]}),
    ),
    Case(3, message(rich({"type": "text", "text": "x"})), message(rich({"type": "text", "text": ""}))),
    Case(4, message(section("x" * 3_000)), message(section("x" * 3_001))),
    Case(5, message({"type": "section", "fields": [mrkdwn("x")]}), message({"type": "section"})),
    Case(6, message(section(fields=[mrkdwn("x")] * 10)), message(section(fields=[mrkdwn("x")] * 11))),
    Case(6, message(section(fields=[mrkdwn("x")])), message(section(fields=[]))),
    Case(7, message(section(fields=[mrkdwn("x" * 2_000)])), message(section(fields=[mrkdwn("x" * 2_001)]))),
    Case(
        8,
        message({"type": "header", "text": plain("x" * 150)}),
        message({"type": "header", "text": plain("x" * 151)}),
    ),
    Case(9, message({"type": "header", "text": plain("x")}), message({"type": "header", "text": mrkdwn("x")})),
    of_element(9, button(), button(text=mrkdwn("Go"))),
    Case(9, modal(asked()), modal(asked(label=mrkdwn("What")))),
    Case(9, modal(section()), modal(section(), title=mrkdwn("Title"))),
    Case(10, message(actions(*days(25))), message(actions(*days(26)))),
    Case(10, message(actions(button())), message(actions())),
    Case(11, modal(asked()), modal(actions(field()))),
    Case(11, message(section(accessory=button())), message(section(accessory=field()))),
    Case(11, modal(asked(menu("users_select"))), modal(asked(button()))),
    Case(11, modal(asked(menu("file_input"))), message(asked(menu("file_input")))),
    Case(11, modal(asked(menu("file_input"))), home(asked(menu("file_input")))),
    Case(11, modal(actions(menu("datetimepicker"))), home(actions(menu("datetimepicker")))),
    Case(
        12,
        message({"type": "context", "elements": [plain("x")] * 10}),
        message({"type": "context", "elements": [plain("x")] * 11}),
    ),
    Case(12, message({"type": "context", "elements": [picture()]}), message({"type": "context", "elements": []})),
    of_element(13, button("x" * 255), button("x" * 256)),
    Case(13, message(section(block_id="x" * 255)), message(section(block_id="x" * 256))),
    Case(14, message(actions(button("a"), button("b"))), message(actions(button("a"), button("a")))),
    Case(14, message(actions(button("a")), actions(button("a"))), message(actions(button("a"), *days(1), button("a")))),
    Case(
        15,
        message(section(block_id="a"), section(block_id="b")),
        message(section(block_id="a"), section(block_id="a")),
    ),
    of_element(16, button(), without(button(), "action_id")),
    of_input(16, field(), {"type": "plain_text_input"}),
    of_element(17, button(text=plain("x" * 75)), button(text=plain("x" * 76))),
    of_element(17, button(), without(button(), "text")),
    of_element(17, button(value="x" * 2_000), button(value="x" * 2_001)),
    of_element(17, button(url="https://" + "x" * 2_992), button(url="https://" + "x" * 2_993)),
    of_element(17, button(url="https://example.com"), button(url="javascript:alert(1)")),
    of_element(17, button(style="primary"), button(style="secondary")),
    of_element(17, button(accessibility_label="x" * 75), button(accessibility_label="x" * 76)),
    of_element(18, button(confirm=confirm(title=plain("x" * 100))), button(confirm=confirm(title=plain("x" * 101)))),
    of_element(18, button(confirm=confirm(text=plain("x" * 300))), button(confirm=confirm(text=plain("x" * 301)))),
    of_element(18, button(confirm=confirm(deny=plain("x" * 30))), button(confirm=confirm(deny=plain("x" * 31)))),
    of_element(18, button(confirm=confirm(confirm=plain("x" * 30))), button(confirm=confirm(confirm=plain("x" * 31)))),
    of_element(18, button(confirm=confirm(style="danger")), button(confirm=without(confirm(), "deny"))),
    of_element(19, menu(options=[option(text="x" * 75)]), menu(options=[option(text="x" * 76)])),
    of_element(19, menu(options=[option("x" * 150)]), menu(options=[option("x" * 151)])),
    of_element(19, menu(options=[option()]), menu(options=[option("")])),
    of_element(
        20,
        menu(options=[option(description=plain("x" * 75))]),
        menu(options=[option(description=plain("x" * 76))]),
    ),
    of_element(21, menu(options=options(100)), menu(options=options(101))),
    of_element(21, menu(options=options(1)), menu(options=[])),
    of_element(21, menu(options=options(1)), menu()),
    of_element(21, menu(option_groups=groups(100)), menu(option_groups=groups(101))),
    of_element(21, menu(option_groups=groups(1)), menu(option_groups=groups(1), options=[option("other")])),
    of_element(
        21,
        menu(option_groups=[{"label": plain("x" * 75), "options": options(1)}]),
        menu(option_groups=[{"label": plain("x" * 76), "options": options(1)}]),
    ),
    of_element(
        22, menu("users_select", placeholder=plain("x" * 150)), menu("users_select", placeholder=plain("x" * 151))
    ),
    of_element(
        23,
        menu(options=options(2), initial_option=option("v1")),
        menu(options=options(2), initial_option=option("v2")),
    ),
    of_element(
        23,
        menu("multi_static_select", option_groups=groups(2), initial_options=[option("v1")]),
        menu("multi_static_select", option_groups=groups(2), initial_options=[option("v1"), option("v2")]),
    ),
    of_element(23, menu(options=options(2)), menu(options=[option("a"), option("a", text="Other")])),
    of_element(24, menu("radio_buttons", options=options(10)), menu("radio_buttons", options=options(11))),
    of_element(24, menu("checkboxes", options=options(10)), menu("checkboxes", options=options(11))),
    of_element(24, menu("checkboxes", options=options(1)), menu("checkboxes", options=[])),
    of_element(25, menu("overflow", options=options(5)), menu("overflow", options=options(6))),
    of_element(25, menu("overflow", options=options(1)), menu("overflow")),
    of_element(26, menu("datepicker", initial_date="2028-02-29"), menu("datepicker", initial_date="2027-02-29")),
    of_element(26, menu("datepicker", initial_date="2026-11-20"), menu("datepicker", initial_date="20261120")),
    of_element(
        26,
        menu("datetimepicker", initial_date_time=1_628_633_820),
        menu("datetimepicker", initial_date_time=1_628_633_820_000),
    ),
    of_input(27, field(max_length=3_000), field(max_length=3_001)),
    of_input(27, field(initial_value="x" * 3_000), field(initial_value="x" * 3_001)),
    of_input(27, field(initial_value="xx", max_length=2), field(initial_value="xxx", max_length=2)),
    of_input(28, field(min_length=5, max_length=5), field(min_length=6, max_length=5)),
    of_input(29, menu("file_input", max_files=10), menu("file_input", max_files=11)),
    of_input(29, menu("file_input", max_files=1), menu("file_input", max_files=0)),
    Case(30, modal(asked(label=plain("x" * 2_000))), modal(asked(label=plain("x" * 2_001)))),
    Case(30, modal(asked(hint=plain("x" * 2_000))), modal(asked(hint=plain("x" * 2_001)))),
    Case(30, modal(asked()), modal(without(asked(), "label"))),
    Case(31, message(picture(alt_text="x" * 2_000)), message(picture(alt_text="x" * 2_001))),
    Case(31, message(picture()), message(without(picture(), "alt_text"))),
    Case(31, message(picture()), message(without(picture(), "image_url"))),
    Case(31, message(picture()), message(picture(slack_file={"id": "F1"}))),
    Case(
        31,
        message(picture(image_url="https://" + "x" * 2_992)),
        message(picture(image_url="https://" + "x" * 2_993)),
    ),
    Case(
        31,
        message(section(accessory={"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}})),
        message(section(accessory={"type": "image", "alt_text": "x", "slack_file": {}})),
    ),
    Case(42, modal(section(), title=plain("x" * 24)), modal(section(), title=plain("x" * 25))),
    Case(42, modal(section(), submit=plain("x" * 24)), modal(section(), submit=plain("x" * 25))),
    Case(42, modal(section(), close=plain("x" * 24)), modal(section(), close=plain("x" * 25))),
    Case(42, modal(section()), without(modal(section()), "title")),
    Case(43, modal(asked()), without(modal(asked()), "submit")),
    Case(43, home(asked()), without(modal(section(), asked()), "submit")),
    Case(44, modal(section(), private_metadata="x" * 3_000), modal(section(), private_metadata="x" * 3_001)),
    Case(44, modal(section(), callback_id="x" * 255), modal(section(), callback_id="x" * 256)),
    Case(45, modal(section(), external_id="x" * 255), modal(section(), external_id="x" * 256)),
    Case(46, home(section()), home(section(), submit=plain("Send"))),
    Case(46, modal(section()), home(section(), title=plain("Home"))),
    Case(
        47,
        modal(asked(field(focus_on_load=True)), asked(field(focus_on_load=False))),
        modal(asked(field(focus_on_load=True)), asked(field(focus_on_load=True))),
    ),
    Case(49, large(250_000), large(250_001)),
    Case(50, message({"type": "divider"}), message({"type": "dividr"})),
    Case(50, message(section()), message(section(blockid="a"))),
    Case(50, message(section(block_id="a")), message(section(block_id=1))),
    of_element(50, button(), button(colour="red")),
    of_element(50, button(), menu("external_select")),
    Case(50, message(section()), message(section(), attachments=[])),
    Case(50, message(section()), message(section(), link_names=True)),
    Case(50, message(section()), {"text": "words", "blocks": {"type": "divider"}}),
    Case(50, modal(section()), modal(section(), submit_text="Send")),
    Case(50, message(section()), message({"type": "section", "text": {**mrkdwn("x"), "emoji": True}})),
    of_element(50, menu(options=[option()]), menu(options=[{**option(), "type": "option"}])),
    of_input(50, menu("number_input", is_decimal_allowed=False), menu("number_input")),
    Case(51, message(actions(*buttons(5))), message(actions(*buttons(6)))),
    Case(
        51,
        message(actions(button("a", style="primary"), button("b"))),
        message(actions(button("a", style="primary"), button("b", style="primary"))),
    ),
    of_element(51, button(style="danger", confirm=confirm()), button(style="danger")),
    Case(51, message(section("&lt;!channel&gt; <@U1>")), message(section("<!channel> see here"))),
    Case(51, message(section("<!date^1628633820^{time}|14:21 UTC>")), message(section("<!here|here>"))),
    Case(51, message(text="everyone"), message(text="<!everyone>")),
    Case(
        51,
        message(section(fields=[plain("<!channel>")])),
        message({"type": "context", "elements": [mrkdwn("<!everyone>")]}),
    ),
    Case(
        51,
        message(rich({"type": "text", "text": "<!channel>"})),
        message(rich({"type": "broadcast", "range": "channel"})),
    ),
    of_element(51, button(text=plain("✅ Done")), button(text=plain("✅"))),
    of_element(51, button(text=plain("⬅️"), accessibility_label="Back"), button(text=plain(":arrow_left:"))),
    Case(51, message({"type": "header", "text": plain("Ž")}), message({"type": "header", "text": plain("🔴")})),
    Case(52, meta(event_type="x" * 50), meta(event_type="x" * 51)),
    Case(52, meta(event_payload={"one": {"two": 1}}), meta(event_payload={"one": {"two": {"three": 1}}})),
    Case(52, meta(event_payload={"one": True}), meta(event_payload={"one": [1]})),
    Case(52, meta(event_payload={"x": "x" * 7_949}), meta(event_payload={"x": "x" * 7_950})),
    Case(52, meta(), message(metadata={"event_type": "shown"})),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"rule_{case.rule}")
def test_what_stands_at_the_limit_passes(case: Case) -> None:
    """At its limit nothing is wrong."""
    assert faults(case.passes) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"rule_{case.rule}")
def test_one_more_breaks_that_rule_alone(case: Case) -> None:
    """One past the limit breaks that rule, and only that one."""
    assert {fault.rule for fault in faults(case.breaks)} == {case.rule}


def test_the_table_is_whole() -> None:
    """The 52 rules are all there, and each one that is checked has its cases."""
    assert list(RULES) == list(range(1, 53))
    assert {case.rule for case in CASES} == {number for number, rule in RULES.items() if rule.checked}


UNUSED = ["alert", "call", "card", "carousel", "container", "context_actions", "data_table", "data_visualization"]
UNUSED += ["file", "markdown", "plan", "table", "task_card", "video"]


@pytest.mark.parametrize("kind", UNUSED)
def test_a_kind_we_do_not_send_is_refused(kind: str) -> None:
    """A block that is not checked is not sent."""
    assert [fault.rule for fault in faults(message({"type": kind}))] == [50]


def test_a_fault_says_where_and_what() -> None:
    """A fault leads to its place."""
    found = faults(message(section(), actions(button(), button("b", value="x" * 2_001))))

    assert found == [
        Fault(17, "blocks[1].elements[1].value", "This has 2001 characters; 0 to 2000 are allowed."),
    ]


RICH = {
    "type": "rich_text",
    "block_id": "quoted",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Ana", "style": {"bold": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://example.com", "text": "the post"},
                {"type": "emoji", "name": "fire"},
                {"type": "date", "timestamp": 1_628_633_820, "format": "{time}", "fallback": "14:21 UTC"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "🔥"}]},
        {"type": "rich_text_preformatted", "border": 0, "elements": [{"type": "text", "text": "code"}]},
    ],
}
INPUTS = [
    menu("users_select", initial_user="U1", placeholder=plain("Who")),
    menu("multi_users_select", initial_users=["U1", "U2"], max_selected_items=3),
    menu("conversations_select", initial_conversation="C1", filter={"include": ["public"], "exclude_bot_users": True}),
    menu("url_text_input", initial_value="https://example.com"),
    menu("number_input", is_decimal_allowed=False, min_value="0", max_value="10", initial_value="3"),
    menu("file_input", filetypes=["png", "pdf"], max_files=3),
    menu("radio_buttons", options=options(2), initial_option=option("v0")),
    menu("checkboxes", options=options(2), initial_options=options(2), confirm=confirm()),
    field(
        multiline=True, placeholder=plain("Words"), dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}
    ),
]


def test_all_that_we_send_is_known() -> None:
    """A message and a modal with every kind we use are without fault."""
    assert faults(message(RICH, {"type": "divider"}, section(accessory=menu("overflow", options=options(2))))) == []
    assert (
        faults(modal(RICH, *[asked(one, optional=True, block_id=f"b{place}") for place, one in enumerate(INPUTS)]))
        == []
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn) -> Json:
    """A good payload in which some values, at any depth, are replaced by anything."""
    good = draw(
        st.sampled_from(
            [*(case.passes for case in CASES if case.rule not in (1, 49)), message(RICH), modal(*map(asked, INPUTS))]
        )
    )

    def damage(value: Any) -> Any:
        if draw(st.integers(0, 9)) == 0:
            return draw(JSON)
        if isinstance(value, dict):
            return {key: damage(part) for key, part in value.items()}
        return [damage(part) for part in value[:3]] if isinstance(value, list) else value

    return {key: damage(part) for key, part in good.items()}


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4) | damaged())
def test_no_json_can_make_it_fail(payload: Json) -> None:
    """Whatever is given, the answer is a list of faults with known rules."""
    found = [*check_message(payload), *check_view(payload)]

    assert all(fault.rule in RULES and RULES[fault.rule].checked for fault in found)
