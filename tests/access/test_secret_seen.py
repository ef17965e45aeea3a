"""What looks like a password or key, and what only talks of one."""

from __future__ import annotations

import pytest

from bot.access.secrets.secret_seen import CODE, holds_secret, must_hold_no_secret
from bot.errors import Refused

ORDINARY = """
Staff are posting about lay-offs from @brand
Post went out at 14:21 and was deleted at 14:40
https://x.com/brand/status/1723456789012345678
https://www.facebook.com/permalink.php?story_fbid=pfbid02abcDEF1234567890ghijkLMNop&id=100064567890123
https://www.instagram.com/p/CxYz1AbCdEf/?igshid=MzRlODBiNWFlZA==
https://youtu.be/dQw4w9WgXcQ?t=42
https://www.tiktok.com/@brand/video/7289123456789012345
https://bsky.app/profile/brand.example/post/3kabcdefgh2x
at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3kabcdefgh2x
#BrandFail is trending in Zagreb, 2,400 posts an hour
@brand_hr and @brand.official are touched
Platform case number 0512-8837-441029
Meta ticket 123456789012345, opened 14:33
op://Marketing/brand-x/password
op://vault-7xk2p/item-9f8e7d6c5b4a/password
Password: op://Marketing/brand-x/password
bitwarden://collections/marketing/brand
https://vault.bitwarden.com/#/vault?itemId=3f2504e0-4f89-11d3-9a0c-0305e82c3301
Password is in the vault, under Marketing
The password is not known
The password was changed at 14:29 by Jana
Password: changed 14:29
lozinka je promijenjena u 14:29
heslo bylo změněno ve 14.29
heslo: změněno 2.2.2026
Password last changed 2 Feb; 1 left since
Who knows the password? Ana, Petr and the agency
password: Marketing vault
password: see 1Password
Two-factor code goes to Ivo's phone
recovery e-mail social@brand.example
The intern's name is Ivo Marić, last day 2026-03-12
SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
Crisis 12, evidence 3, see the screenshot IMG_20261121_142233.png
UTM link https://brand.example/sale?utm_source=x&utm_campaign=bf2026&gclid=Cj0KCQiA1ZGcBhCoARIsAGQ0kkqPLLpUpEHo
Customer says order 4471-AB-99812 never arrived
fact: the union quotes the post, 3:14 pm
Decision: close access, replies approved lines only
Call +385 91 555 0123 or Petr at home
IBAN HR1210010051863000160 was in the screenshot
invoice 2026/1183, VAT HR12345678901
Message id 1732175473.123456 in C0GENERAL
commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad broke the feed
PIN: pinned post must go
Ad account act_1028374655647382 still spends
Page ID 104837562947261, business 998877665544332
token of appreciation for all staff
secret santa party post went viral
API key was rotated by Jana, the app is Zapier
Backup codes are in the safe, 3rd floor
""".strip().splitlines()

# In pieces, so that nobody who searches this repository for keys finds one.
SECRETS = (
    "gh" + "p_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx",
    "here it is: xox" + "b-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "AKI" + "ATXZ6X5AO6U4DPHRS",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACDk\n-----END OPENSSH " + "PRIVATE KEY-----",
    "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "AIz" + "aSyD-9tSrke72PouQMnMXa7eZSW0jkFMBWYs",
    "EA" + "AG" + "d8bU0bWwJacl7mU" * 8,
    "A" * 22 + "zK9xQ2" * 12,
    "app password: " + "k3x7-bq2m-p5ra-w6nd",
    "otp" + "auth://totp/brand?sec" + "ret=JBSWY3DPEHPK3PXP",
    "https://social:Tr0ub4dor@example.com/",
    "password: Sommer2013!",
    "Password:\nSommer2013!",
    "the password is hunter2-Xy.",
    "password changed to Sommer2014!",
    "new password Sommer2014!",
    "lozinka: Ljeto2013!",
    "nova lozinka je Marketing#1",
    "heslo: Praha2026",
    "Passwort = geheim99",
    "pwd: 48291734",
    "PIN je 4829",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_of_a_crisis_pass(text: str) -> None:
    assert not holds_secret(text)


@pytest.mark.parametrize("text", SECRETS)
def test_a_password_token_or_key_is_seen(text: str) -> None:
    assert holds_secret(text)
    assert holds_secret(f"fact: Jana wrote “{text}” in the chat")


def test_there_are_forty_ordinary_sentences_at_least() -> None:
    assert len(ORDINARY) >= 40


def test_the_refusal_stands_under_its_field_and_says_nothing_of_it() -> None:
    with pytest.raises(Refused) as refused:
        must_hold_no_secret({"handle": "@brand", "vault": "password: Sommer2013!"})

    assert (refused.value.field, refused.value.code) == ("vault", CODE)
    assert "Sommer" not in str(refused.value)
