"""What people and files are called, and what is typed, without Slack's own signs: no id stands in the record."""

from __future__ import annotations

import pytest

from bot.people.who import Person
from bot.platforms.slack.messages import files, unmarked
from bot.platforms.slack.people import person

ANA = {"slack:U1": Person(id="slack:U1", name="Ana Kovač")}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("see <#C0PRESS|>", "see a channel (https://slack.com/app_redirect?channel=C0PRESS)"),
        ("see <#C0PRESS>", "see a channel (https://slack.com/app_redirect?channel=C0PRESS)"),
        ("see <#C0PRESS|press>", "see #press"),
        ("ask <!subteam^S0PR>", "ask @a group"),
        ("ask <!subteam^S0PR|@pr>", "ask @pr"),
        ("ask <@U0NOBODY>", "ask @somebody"),
        ("ask <@U0NOBODY|ana>", "ask @ana"),
        ("ask <@U1>", "ask @Ana Kovač"),
        ("<!here> and <!channel|channel>", "@here and channel"),
        ("since <!date^1700000000^{time}|22:13>", "since 22:13"),
        ("since <!date^1700000000^{time}>", "since 2023-11-14 22:13 UTC"),
        ("since <!date^soon^{time}>", "since a date"),
        ("write <mailto:a@example.org|a@example.org>", "write a@example.org"),
        ("write <mailto:a@example.org|to us>", "write to us (a@example.org)"),
        ("call <tel:+38511234>", "call +38511234"),
        ("<https://example.org|example.org>", "https://example.org"),
    ],
)
def test_what_is_typed_is_kept_as_it_is_read(typed: str, kept: str) -> None:
    assert unmarked(typed, ANA) == kept


NOTHING = ("\u200b", " \u3164 ", "\u2800", "\u202e\u2066", "\u0301", "\u115f\u1160", "\ufe0f\u200d", "")


@pytest.mark.parametrize("name", NOTHING)
def test_a_name_nobody_can_see_gives_way_to_another(name: str) -> None:
    """The display name, else the handle, else the id."""
    profile = {"real_name": name, "display_name": "ana.k"}

    assert person({"id": "U1", "name": "ana", "profile": profile}, "T1").name == "ana.k"
    assert person({"id": "U1", "name": "ana", "profile": {"real_name": name}}, "T1").name == "ana"
    assert person({"id": "U1", "name": name, "profile": {"real_name": name, "display_name": name}}, "T1").name == "U1"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u200b Ana\u202e Kovač\u200f", "Ana Kovač"),
        ("\u3164 Ana", "Ana"),
        ("👩\u200d🚒 Ana", "👩\u200d🚒 Ana"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_of_a_name_all_that_can_be_seen_is_kept(name: str, shown: str) -> None:
    assert person({"id": "U1", "profile": {"real_name": name}}, "T1").name == shown


@pytest.mark.parametrize(
    "told",
    [
        {"id": "F1", "file_access": "check_file_info"},
        {"id": "F1", "mode": "file_access", "file_access": "check_file_info", "name": None, "mimetype": None},
        {"id": "F1", "name": "", "title": None, "size": None},
    ],
)
def test_a_file_told_by_its_id_alone_is_a_file(told: dict[str, object]) -> None:
    (file,) = files([told])

    assert (file.id, file.name, file.mime, file.size) == ("F1", "file", "", 0)
