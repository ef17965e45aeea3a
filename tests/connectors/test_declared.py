"""Which connectors the environment declares, and in which words what is wrong with them is told, without a secret."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.connectors import connect
from bot.connectors.declared import BlueskyDeclared, ScimDeclared
from bot.settings import DatabaseSettings, Settings, SettingsWrong

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1234567890-abcdefghij", "SLACK_APP_TOKEN": "xapp-1-A012345-67890-abcdef"}
TOKEN = "hidden12345"
SCIM = {
    "CRISIS_CONNECTORS": "scim:publishing",
    "CRISIS_SCIM_PUBLISHING_URL": "https://scim.example/v2/",
    "CRISIS_SCIM_PUBLISHING_TOKEN": TOKEN,
    "CRISIS_SCIM_PUBLISHING_GROUP": "Publishing",
}
BLUESKY = {"CRISIS_BLUESKY_BRAND_EU_HANDLE": "@brand.example", "CRISIS_BLUESKY_BRAND_EU_PASSWORD": TOKEN}


def problems(**changed: str) -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({**GOOD, **SCIM, **changed})
    return wrong.value.problems


def test_connectors_are_declared_by_name_with_variables_of_their_own() -> None:
    both = {**SCIM, **BLUESKY, "CRISIS_CONNECTORS": "scim:publishing, bluesky:brand-eu,"}
    settings = Settings.read({**GOOD, **both, "CRISIS_SCIM_PUBLISHING_OWN": "Bot@brand.example, 17"})

    scim = ScimDeclared(
        "publishing", "https://scim.example/v2", SecretStr(TOKEN), "Publishing", frozenset({"bot@brand.example", "17"})
    )
    bluesky = BlueskyDeclared("brand-eu", "https://bsky.social", "brand.example", SecretStr(TOKEN))
    assert settings.connectors == (scim, bluesky)
    assert TOKEN not in f"{settings!r} {settings}"


def test_they_are_made_by_the_name_that_the_register_calls_them() -> None:
    made = connect(Settings.read({**GOOD, **SCIM}).connectors)

    assert {key: each.name for key, each in made.items()} == {"scim:publishing": "scim:publishing"}
    assert TOKEN not in repr(made)


def test_without_any_there_are_none_and_a_command_that_only_reads_asks_for_none() -> None:
    assert Settings.read(GOOD).connectors == ()
    assert DatabaseSettings.read({"CRISIS_CONNECTORS": "nonsense"}).database


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CRISIS_CONNECTORS", "hidden", "holds what is no connector: hidden. Write scim:name or bluesky:name"),
        ("CRISIS_CONNECTORS", "okta:staff", "holds what is no connector: okta:staff."),
        ("CRISIS_CONNECTORS", "scim:Publishing", "in small letters"),
        ("CRISIS_CONNECTORS", "x" * 40, "40 characters, not shown here"),
        ("CRISIS_CONNECTORS", "scim:publishing,scim:publishing", "names scim:publishing twice."),
        ("CRISIS_SCIM_PUBLISHING_TOKEN", "", "is missing. Set it to the bearer token"),
        ("CRISIS_SCIM_PUBLISHING_URL", "", "is missing. Set it to the address of the SCIM service"),
        ("CRISIS_SCIM_PUBLISHING_GROUP", "", "is missing. Set it to the id or name of the group"),
        ("CRISIS_SCIM_PUBLISHING_URL", "scim.example/v2", "is no web address. Write https://…"),
        ("CRISIS_SCIM_PUBLISHING_URL", "http://scim.example/v2", "anybody on the way could read the token"),
        ("CRISIS_SCIM_PUBLISHING_URL", f"https://ana:{TOKEN}@scim.example/", "holds more than an address"),
        ("CRISIS_SCIM_PUBLISHING_URL", "https://scim.example:port/", "is no web address"),
        ("CRISIS_SCIM_PUBLISHING_TOKEN", f'"{TOKEN}"', "stands in quotation marks. Take them off."),
        ("CRISIS_SCIM_PUBLISHING_TOKEN", f"{TOKEN}\u200b", "holds a sign that none has. Copy it again."),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do_and_without_the_secret(variable: str, value: str, said: str) -> None:
    (problem,) = problems(**{variable: value})

    assert problem.startswith(variable)
    assert said in problem
    assert TOKEN not in problem


def test_all_that_is_wrong_with_connectors_stands_in_the_one_list_of_the_settings() -> None:
    found = problems(
        CRISIS_CONNECTORS="scim:publishing,bluesky:brand", CRISIS_SCIM_PUBLISHING_TOKEN="", CRISIS_ADMINS="ana"
    )

    assert [problem.split()[0] for problem in found] == [
        "CRISIS_SCIM_PUBLISHING_TOKEN",
        "CRISIS_BLUESKY_BRAND_HANDLE",
        "CRISIS_BLUESKY_BRAND_PASSWORD",
        "CRISIS_ADMINS",
    ]


def test_a_group_is_never_left_out_by_accident() -> None:
    """Without one every user would be meant, and switched off: that is written as *."""
    everybody = Settings.read({**GOOD, **SCIM, "CRISIS_SCIM_PUBLISHING_GROUP": "*"}).connectors

    assert isinstance(everybody[0], ScimDeclared)
    assert everybody[0].group == "*"
