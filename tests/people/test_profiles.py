"""An account is one, whatever the form of its handle or of its page's address."""

from __future__ import annotations

import pytest

from bot.access.platforms import platform_in, platform_of
from bot.access.register.entities import Account
from bot.access.register.finding import accounts_called
from bot.access.register.meant import meant
from bot.access.register.state import Register
from bot.people.profiles import account_key, profile_at
from bot.playbooks import load

BOOK = load()
EMPTY = Register(id="register-T1", tenant="T1", number=0)
SAME = {
    "x": (
        "@brewery",
        "Brewery",
        "\u200b@brewery",
        "＠ｂｒｅｗｅｒｙ",
        "https://x.com/brewery",
        "http://www.x.com/Brewery/",
        "x.com/brewery",
        "https://twitter.com/brewery?lang=hr",
        "https://mobile.twitter.com/brewery",
        "https://twitter.com/#!/brewery",
        "https://x.com/brewery/status/1850000000000000000",
        "https://twitter.com/intent/user?screen_name=brewery",
        "<https://x.com/brewery>",
        "https://x.com/@brewery.",
    ),
    "instagram": ("@brewery", "https://www.instagram.com/brewery/?hl=en", "instagram.com/stories/brewery/123"),
    "facebook": (
        "brewery",
        "https://m.facebook.com/brewery",
        "https://fb.com/brewery/",
        "https://hr-hr.facebook.com/brewery",
    ),
    "linkedin": ("brewery", "https://hr.linkedin.com/company/brewery/about/", "linkedin.com/showcase/brewery"),
    "youtube": (
        "@brewery",
        "https://www.youtube.com/@brewery/videos",
        "youtube.com/c/brewery",
        "youtube.com/user/brewery",
    ),
    "tiktok": ("@brewery", "https://www.tiktok.com/@brewery?is_from_webapp=1", "tiktok.com/@brewery/video/1"),
    "bluesky": ("@brewery.bsky.social", "brewery", "https://bsky.app/profile/brewery.bsky.social"),
    "mastodon": (
        "@brewery@mastodon.social",
        "brewery@mastodon.social",
        "acct:brewery@mastodon.social",
        "https://mastodon.social/@brewery",
        "https://mastodon.social/users/brewery",
    ),
    "threads": ("@brewery", "https://www.threads.net/@brewery", "https://threads.com/@brewery/"),
    "reddit": ("u/brewery", "brewery", "https://old.reddit.com/user/brewery/", "https://www.reddit.com/u/brewery"),
}
ONES = [(platform, text) for platform, forms in SAME.items() for text in forms]


@pytest.mark.parametrize(("platform", "text"), ONES)
def test_every_form_of_a_handle_is_the_same_account(platform: str, text: str) -> None:
    assert account_key(platform, text) == account_key(platform, SAME[platform][0])


@pytest.mark.parametrize(("platform", "text"), [each for each in ONES if profile_at(each[1])])
def test_an_address_says_its_platform(platform: str, text: str) -> None:
    page = profile_at(text)
    assert page and page.platform(BOOK.runbooks) == platform


@pytest.mark.parametrize(
    ("platform", "one", "other"),
    [
        ("mastodon", "@brewery@mastodon.social", "@brewery@mstdn.social"),
        ("mastodon", "https://mastodon.social/@brewery", "https://mstdn.social/@brewery"),
        ("reddit", "https://reddit.com/r/brewery", "https://reddit.com/u/brewery"),
        ("facebook", "https://facebook.com/profile.php?id=100", "https://facebook.com/profile.php?id=200"),
        ("facebook", "https://facebook.com/people/Brewery/100", "https://facebook.com/people/Brewery/200"),
        ("bluesky", "brewery.hr", "brewery.bsky.social"),
        ("x", "@brewery", "@brewery_hr"),
        ("youtube", "https://youtube.com/channel/UC1234567890123456789012", "https://youtube.com/@brewery"),
    ],
)
def test_what_is_another_account_stays_another(platform: str, one: str, other: str) -> None:
    assert account_key(platform, one) != account_key(platform, other)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.instagram.com/p/Cxyz/",
        "https://x.com/",
        "x.com",
        "brewery.bsky.social",
        "r/brewery",
        "@brewery",
        "https://youtube.com/watch?v=1",
        "https://x.com:99999999/a",
        "https://[/a",
        "https://facebook.com/profile.php",
    ],
)
def test_what_leads_to_no_account_is_read_as_none(text: str) -> None:
    assert profile_at(text) is None


def test_an_address_in_an_answer_and_in_a_command_finds_the_account() -> None:
    accounts = {
        "a1": Account(id="a1", platform="x", handle="@brewery"),
        "a2": Account(id="a2", platform="instagram", handle="@brewery"),
        "a3": Account(id="a3", platform="mastodon", handle="@brewery@social.brewery.hr"),
    }
    register = EMPTY.model_copy(update={"accounts": accounts})

    assert meant(register, BOOK, "https://twitter.com/Brewery") == ("a1",)
    assert meant(register, BOOK, "https://social.brewery.hr/@brewery") == ("a3",)
    found = accounts_called(register, "https://social.brewery.hr/@brewery", BOOK.runbooks)
    assert [each.id for each in found] == ["a3"]
    assert [each.id for each in accounts_called(register, "＠brewery", BOOK.runbooks)] == ["a1", "a2"]


@pytest.mark.parametrize(
    "word", ["Metro", "Instant", "Metal", "Meteo", "Instance", "Youtuber", "Redditor", "Buffet", "—", "", "…"]
)
def test_a_word_that_only_begins_like_a_platform_is_none(word: str) -> None:
    assert platform_of(word, BOOK.runbooks) is platform_in(word, BOOK.runbooks) is None


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("Linked-In", "linkedin"),
        ("You Tube", "youtube"),
        ("X / Twitter", "x"),
        ("X (formerly Twitter)", "x"),
        ("x.com", "x"),
        ("facebook page", "facebook"),
        ("INSTA", "instagram"),
    ],
)
def test_a_name_is_known_without_its_spaces_and_signs(word: str, platform: str) -> None:
    assert platform_of(word, BOOK.runbooks) == platform


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("Instagramu", "instagram"),
        ("Twitteru", "x"),
        ("Twitterom", "x"),
        ("Facebookem", "facebook"),
        ("Mastodonu", "mastodon"),
        ("Bluesky-ju", "bluesky"),
        ("Instě", "instagram"),
        ("Meti", "facebook"),
        ("YouTubeu", "youtube"),
    ],
)
def test_a_word_of_a_sentence_may_have_an_ending(word: str, platform: str) -> None:
    assert platform_in(word, BOOK.runbooks) == platform
    assert platform_of(word, BOOK.runbooks) is None
