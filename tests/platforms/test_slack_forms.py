"""Forms become modals, and what is filled in comes back by the names of the fields."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.chat.card import Option
from bot.chat.form import (
    Asks,
    Attaches,
    Chooses,
    ChoosesPlace,
    ChoosesSeveral,
    Dates,
    Days,
    Field,
    Form,
    Picks,
    PicksSeveral,
    Says,
)
from bot.platforms.slack.forms import carried, fields, given, refused, view
from bot.platforms.slack.render import FaultyBlocks
from bot.text import Strong, Words, _, raw, translator

Json = dict[str, Any]

ENGLISH = translator("en")
AT = datetime(2026, 11, 21, 14, 21, tzinfo=UTC)
TWO = (Option("a", _("A")), Option("b", _("B")))


def modal(*shown: Field, **more: Any) -> Json:
    form = Form("timeline.add", _("Add to timeline"), _("Add"), shown, **more)
    return json.loads(json.dumps(view(form, ENGLISH, "G0ROOM")))  # type: ignore[no-any-return]  # JSON


def element(field: Field) -> Json:
    [block] = modal(field)["blocks"]
    return {key: value for key, value in block["element"].items() if key != "action_id"}


def test_a_form_is_a_modal_that_carries_what_it_was_opened_with() -> None:
    made = modal(Asks("what", _("What happened?"), hint=_("One sentence")), carried="in1 4")

    assert (made["type"], made["callback_id"]) == ("modal", "timeline.add")
    assert [made[key]["text"] for key in ("title", "submit", "close")] == ["Add to timeline", "Add", "Cancel"]
    assert carried(made) == ("in1 4", "G0ROOM")
    [block] = made["blocks"]
    assert (block["block_id"], block["element"]["action_id"], block["optional"]) == ("what", "what", False)
    assert block["hint"]["text"] == "One sentence"
    assert fields(made) == {"what"}


@pytest.mark.parametrize(
    ("field", "made"),
    [
        (Asks("x", _("X")), {"type": "plain_text_input"}),
        (
            Asks("x", _("X"), long=True, max_chars=500, initial="a\nb"),
            {"type": "plain_text_input", "multiline": True, "max_length": 500, "initial_value": "a\nb"},
        ),
        (
            Asks("x", _("X"), kind="number", initial="3"),
            {"type": "number_input", "is_decimal_allowed": True, "initial_value": "3"},
        ),
        (Asks("x", _("X"), kind="address"), {"type": "url_text_input"}),
        (Picks("x", _("X"), initial=("slack:U0ANA",)), {"type": "users_select", "initial_user": "U0ANA"}),
        (
            PicksSeveral("x", _("X"), initial=("slack:U0ANA", "slack:U0TOM")),
            {"type": "multi_users_select", "initial_users": ["U0ANA", "U0TOM"]},
        ),
        (Dates("x", _("X"), initial=AT), {"type": "datetimepicker", "initial_date_time": 1795270860}),
        (
            Days("x", _("X"), initial=date(2026, 11, 21)),
            {"type": "datepicker", "initial_date": "2026-11-21"},
        ),
        (Days("x", _("X")), {"type": "datepicker"}),
        (
            ChoosesPlace("x", _("X"), initial="C1"),
            {
                "type": "conversations_select",
                "filter": {
                    "include": ["public", "private"],
                    "exclude_bot_users": True,
                    "exclude_external_shared_channels": True,
                },
                "initial_conversation": "C1",
            },
        ),
    ],
)
def test_each_kind_of_field_has_its_element(field: Field, made: Json) -> None:
    assert element(field) == made


@pytest.mark.parametrize(
    ("style", "many", "kind", "initial"),
    [
        ("menu", False, "static_select", "initial_option"),
        ("menu", True, "multi_static_select", "initial_options"),
        ("list", False, "radio_buttons", "initial_option"),
        ("list", True, "checkboxes", "initial_options"),
    ],
)
def test_a_choice_is_a_menu_or_a_list_for_one_or_for_many(style: Any, many: bool, kind: str, initial: str) -> None:
    made = element((ChoosesSeveral if many else Chooses)("x", _("X"), TWO, style=style, initial=("b",)))

    assert made["type"] == kind
    chosen = made[initial][0] if many else made[initial]
    assert chosen == made["options"][1]


def choices(n: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{i}", raw(f"Option {i}")) for i in range(n))


def test_a_list_with_more_choices_than_boxes_is_a_menu() -> None:
    assert [element(Chooses("x", _("X"), choices(n), style="list"))["type"] for n in (10, 11)] == [
        "radio_buttons",
        "static_select",
    ]


def test_of_more_choices_than_a_menu_takes_those_made_before_stay_and_the_rest_is_counted() -> None:
    [block] = modal(ChoosesSeveral("x", _("X"), choices(130), hint=_("Tick."), initial=("o3", "o129")))["blocks"]

    values = [each["value"] for each in block["element"]["options"]]
    assert values == ["o3", "o129", "o0", "o1", "o2", *(f"o{i}" for i in range(4, 99))]
    assert [each["value"] for each in block["element"]["initial_options"]] == ["o3", "o129"]
    assert block["hint"]["text"] == "Tick. 30 more are not listed."


def test_what_was_chosen_and_does_not_fit_is_not_chosen() -> None:
    made = element(ChoosesSeveral("x", _("X"), choices(130), initial=tuple(f"o{i}" for i in range(130))))

    assert len(made["initial_options"]) == len(made["options"]) == 100


def test_a_label_that_is_too_long_for_a_choice_shows_that_it_is_cut() -> None:
    made = element(Chooses("x", _("X"), (Option("a", raw("é" * 75)), Option("b", raw("é" * 76)))))

    assert [each["text"]["text"] for each in made["options"]] == ["é" * 75, "é" * 67 + "…"]


def test_no_field_takes_more_files_or_signs_than_slack() -> None:
    assert element(Attaches("x", _("X"), many=30))["max_files"] == 10
    assert element(Asks("x", _("X"), max_chars=9_000))["max_length"] == 3_000


def test_a_choice_that_was_made_before_and_is_none_of_the_options_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        modal(Chooses("x", _("X"), TWO, initial=("c",)))


def test_text_stands_between_the_fields() -> None:
    made = modal(Says((Strong(_("Evidence first.")), _("Then delete."))), Asks("x", _("X"), required=False))

    assert made["blocks"][0]["text"]["text"] == "*Evidence first.*\nThen delete."
    assert made["blocks"][1]["optional"] is True


def test_a_title_that_is_too_long_for_slack_is_a_mistake() -> None:
    with pytest.raises(FaultyBlocks, match="title"):
        view(Form("a", _("A title of more than 24 signs"), _("Add"), (Asks("x", _("X")),)), ENGLISH)


@pytest.mark.parametrize(
    ("state", "held"),
    [
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "plain_text_input", "value": "  \n"}, None),
        ({"type": "plain_text_input", "value": " a\u202e\x00b "}, "ab"),
        ({"type": "static_select", "selected_option": None}, None),
        ({"type": "checkboxes", "selected_options": []}, ()),
        ({"type": "multi_static_select", "selected_options": [{"value": "a"}]}, ("a",)),
        ({"type": "users_select", "selected_user": None}, None),
        ({"type": "multi_users_select", "selected_users": []}, ()),
        ({"type": "datepicker", "selected_date": None}, None),
        ({"type": "datetimepicker", "selected_date_time": None}, None),
        ({"type": "conversations_select", "selected_conversation": "C1"}, "C1"),
    ],
)
def test_a_field_gives_what_it_holds_or_nothing(state: Json, held: object) -> None:
    assert given({"x": {"x": state}}) == {"x": held}


def test_a_refusal_keeps_every_field_and_names_each_error() -> None:
    sent = modal(Asks("what", _("What")), carried="in1") | {"id": "V1", "hash": "h", "state": {"values": {}}}
    errors: dict[str, Words] = {"what": _("Say what."), "gone": _("Choose.")}

    again = refused(sent, _("Not saved."), errors, ENGLISH)

    shown: Any = again["blocks"]
    assert shown[0]["text"]["text"] == "*Not saved.*\nSay what.\nChoose."
    assert shown[1:] == sent["blocks"]
    assert set(again) == {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"}


def test_a_menu_with_headings_puts_what_is_too_many_under_one_once_more() -> None:
    """Slack takes a hundred options under each heading."""
    options = tuple(Option(f"a{n}", raw(f"@brand {n}"), raw("X" if n else "Bluesky")) for n in range(102))
    shown = element(ChoosesSeveral("accounts", _("Accounts"), options, initial=("a101",)))

    assert [(group["label"]["text"], len(group["options"])) for group in shown["option_groups"]] == [
        ("Bluesky", 1),
        ("X", 100),
        ("X", 1),
    ]
    assert "options" not in shown
    assert shown["initial_options"][0]["value"] == "a101"
