"""Passwords, log-ins, PINs and codes that people write beside a word for them, and what only talks of such."""

from __future__ import annotations

import pytest

from bot.access.secrets.password_said import says_password
from bot.access.secrets.place_said import is_bare_secret, looks_secret
from bot.access.secrets.secret_seen import holds_secret

SAID = (
    "pw: hunter2hunter2",
    "PW hunter2hunter2",
    "login Summer2013!",
    "Login: Summer2013!",
    "login brand / Summer2013!",
    "login for @brand is Summer2013!",
    "the pass is hunter22",
    "pass: hunter22",
    "PIN 4711",
    "pin: 4711",
    "PIN=4711",
    "PIN is 4711",
    "the PIN for Ivo's phone is 4711",
    "PIN code 4711",
    "PIN 47 11",
    "password Tr0ub4dor&3",
    "password hunter22",
    "password for instagram: hunter22",
    "the password for our Instagram is Summer2013!",
    "password of @brand: hunter22",
    "passwords: hunter22, Summer13",
    "new pw → hunter22",
    "password - hunter22",
    "password – “hunter22”",
    "password = hunter22",
    "the password has been changed to Sommer14",
    "раssword: hunter22",
    "pаsswоrd hunter22",
    "ｐａｓｓｗｏｒｄ：ｈｕｎｔｅｒ２２",
    "pass\u200bword: hunter22",
    "pa\xadssword: hunter22",
    "p@ssw0rd: hunter22",
    "lozinka: hunter22",
    "lozinka je hunter22",
    "Lozinka za Instagram je Ljeto2013!",
    "nova lozinka Ljeto2013!",
    "šifra: ljeto2013",
    "sifra je ljeto2013",
    "zaporka je ljeto2013",
    "heslo: praha26",
    "heslo je Praha2026",
    "heslo k Instagramu: Praha2026",
    "nové heslo Praha2026!",
    "hasło: lato2013",
    "пароль: qwerty12",
    "лозинка је leto2013",
    "contraseña: verano13",
    "Zugangsdaten: brand / Sommer2013!",
    "backup codes: Xk29-ff82-Pq11-77aa",
    "backup code 48219930",
    "recovery codes: 4821 9930 1187 2765",
    "2FA code 482913",
    "verification code is 482913",
    "OTP 482913",
    "sigurnosni kod 482913",
    "záložní kódy: 4821 9930",
    "credentials: brand / Summer2013!",
    "creds: Summer2013!",
    "API key: a8f3k2m9x1",
    "Password:\nhunter22",
    'password is "hunter22".',
    "Password(hunter22)",
    "password:hunter22",
    "pw:hunter22",
    "pwd=hunter22",
    "psw: hunter22",
    "user: brand pass: Summer13",
    "Password: hunter22, changed 14:29",
)

FREE = (
    "Password leaked",
    "Passwords leaked online",
    "PIN codes of customers leaked",
    "login page is down",
    "Login page down since 14:30",
    "Login is broken for 4500 customers",
    "Heslo uniklo",
    "Hesla uniklá na web v roce 2026",
    "Lozinka procurila",
    "Lozinke 4500 kupaca procurile su",
    "Password leak: 4500 customers affected",
    "Password leaked, 12th customer complains",
    "Password reset e-mails sent to 20000 people",
    "Password for the Instagram account is known to the agency",
    "PIN: pinned post must go",
    "pin 2026 recap to the top",
    "We pin 3 posts",
    "press pass 2026 post went viral",
    "login to Office365 is down",
    "login: Office365 down",
    "Login via 2FA fails since 09:30",
    "The password is known to 12 people",
    "Password: @jana knows it",
    "Password: jana@brand.hr has it",
    "password: ask Jana",
    "Password screenshot IMG_20261121_142233.png posted",
    "Backup codes are in the safe, 3rd floor",
    "backup codes leaked in 2026",
    "Discount code SUMMER20 leaked",
    "promo code: SUMMER20",
    "code of conduct 2026 criticised",
    "Verification codes by SMS do not arrive",
    "Two-factor code goes to Ivo's phone",
    "token of appreciation for all staff",
    "API key was rotated by Jana, the app is Zapier",
    "šifra artikla je procurila",
    "Pass rate 2026 criticised",
    "Boarding pass QR of a customer posted",
    "The pass is valid for 24h",
    "password changed at 14:29 on 2026-11-21",
    "heslo změněno ve 14.29",
    "Password policy 2026-11 published",
    "Password was reset by IT-Support24",
    "Our login was used from 185.12.44.3",
    "Login from 10.0.0.12:8080 at 14:30",
    "PIN of the ATM filmed, 3500 views",
    "Password? Ask Petr",
    "Who has the password? Agency24",
    "1Password was hacked",
    "LastPass breach 2022 comes up again",
    "Password managers: Top10 article names us",
    "Key visual 2026 criticised",
    "keynote 2026 at 14:30",
    "Passwort geleakt",
    "Passwortliste im Netz",
    "Passwort wurde um 14:29 geändert",
    "Mot de passe divulgué",
    "Contraseña filtrada",
    "Пароль утёк в сеть",
    "Login-Seite down",
    "PIN-ovi kupaca procurili",
    "Token2049 sponsor post backfires",
)

NO_PLACE = (
    "Xk29-ff82-Pq11-77aa",
    "4821 9930 1187 2765",
    "4821-9930-1187-2765",
    "48219930",
    "4821 9930",
    "4821-9930, 1187-2765",
    "1. 4821 9930 2. 1187 2765",
    "48219930, 11872765",
    "48219930; 11872765",
    "a1b2c-d3e4f g5h6i-j7k8l",
    "a1b2c-d3e4f",
    "abcd1234efgh",
    "abcd1234efgh ijkl5678mnop",
    "in the safe: Xk29-ff82-Pq11-77aa",
    "codes 4821 9930 1187 2765",
    "Codes: Xk29-ff82-Pq11-77aa, Aa12-bb34-Cc56-dd78",
    "zxcv qwrt plmn okjh",
    "hunter22",
    "Summer2013!",
    "the code is hunter22!x",
    "４８２１ ９９３０ １１８７",
    "1Password: 4821 9930 1187 2765",
    "Tr0ub4dor&3",
    "in the drawer: 4821 9930",
    "JBSWY3DPEHPK3PXP",
    "A1B2-C3D4",
    "4711",
)

PLACES = (
    "op://Marketing/brand-x/codes",
    "1Password",
    "1Password, vault Marketing",
    "Bitwarden item 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "safe, 3rd floor",
    "Safe 3, floor 2",
    "in Ivo's drawer, room 4711",
    "Ilica 4821, 10000 Zagreb",
    "(lambda *a:None)ed, in the safe of the Zagreb office",
    "https://vault.bitwarden.com/#/vault?itemId=3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "Marketing/brand-x",
    "sealed envelope no. 12, HR safe",
    "Trezor, soba 214",
    "u trezoru",
    "v trezoru, 3. patro",
    "KeePass file marketing-2026.kdbx",
    "LastPass",
    "Ask Jana, phone +385 91 555 0123",
    "blue safe west wing",
    "safe",
    "B2-104 cabinet",
    "vault-7xk2p",
    "Shared drive Z, folder 2026-04",
    "with the notary since 2025-11-03",
    "Room B-214-C",
)

NAMES = (
    "social@brand.example",
    "+385 91 555 0123",
    "091-555-0123",
    "385911234567",
    "partner@meta.com, ticket 0512-8837-441029",
    "@brand2",
    "hootsuite-2026",
    "Brand password 2026",
    "Meta rep +1 555-0100-2000",
    "0911 555 0123",
    "Marketing#1 key",
)


@pytest.mark.parametrize("text", SAID)
def test_a_password_beside_a_word_for_it_is_seen(text: str) -> None:
    assert holds_secret(text)
    assert holds_secret(f"fact: Jana wrote “{text}” in the chat")


@pytest.mark.parametrize("text", FREE)
def test_what_only_talks_of_passwords_stays_free(text: str) -> None:
    assert not holds_secret(text)


@pytest.mark.parametrize("text", NO_PLACE)
def test_codes_or_a_password_are_no_place(text: str) -> None:
    assert is_bare_secret(text)


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_a_place(text: str) -> None:
    assert not is_bare_secret(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_a_phone_and_a_contact_stay_free(text: str) -> None:
    assert not looks_secret(text)


@pytest.mark.parametrize("text", ["Xk29-ff82-Pq11-77aa", "4821 9930 1187 2765", "Summer2013!"])
def test_a_code_is_no_name(text: str) -> None:
    assert looks_secret(text)


def test_a_word_for_a_secret_ends_with_its_sentence() -> None:
    assert not says_password("Who leaked the password? Summer2026! is our sale")
