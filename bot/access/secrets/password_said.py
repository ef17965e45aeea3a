"""
A password that people chose, known by the word before it: "pw: hunter2", "the new password is …", "PIN 4711".

The text is walked once, word by word. After a word for a secret only the next few are looked at, up to the next such
word, so the work is in proportion to the text whatever it holds. Letters that only look like Latin ones, wide letters
and signs nobody sees count as what they look like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

FEWEST: Final = 4  # signs of a password; a shorter word says nothing
BARE_FEWEST: Final = 6  # of one that stands beside the word without "is" or a colon
REACH: Final = 2  # words of a sentence that may stand between
SIGNS: Final = frozenset("!$%^*_+?=&#~§")  # what people put behind a password to make it strong
KEPT_ELSEWHERE: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|<?https?:|(?:1password|bitwarden|keepass\w{0,9}|lastpass|vault)\b)", re.IGNORECASE
)

Noun = Literal["password", "login", "pin", "code"]
"""What a word says is meant: the weaker it is, the more the word after it has to look like a password."""

_LOOKS_LIKE: Final = str.maketrans(
    "аеорсухіјѕԁԛԝһӏкмтвнАВЕКМНОРСТУХІЈЅαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧıłøđ",
    "aeopcyxijsdqwhlkmtbhABEKMHOPCTYXIJSaopvikABEZHIKMNOPTYXilod",
)


class _Shown(dict[int, str]):
    """What a letter looks like, found when it is first met; of a sign that stands for a sentence (U+FDFA) a little."""

    def __missing__(self, letter: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(letter))[:3]
        seen = (char for char in apart if unicodedata.category(char) not in ("Mn", "Cf", "Me"))
        self[letter] = "".join(seen).translate(_LOOKS_LIKE)
        return self[letter]


def plain(text: str) -> str:
    """The text as it looks: wide and accented letters and those of other alphabets become the Latin ones they show."""
    return text if text.isascii() else text.translate(_Shown())


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(word).casefold() for word in text.split())


_PASSWORD: Final = _words(
    "password passwords passwort kennwort passphrase passcode passwd passwrd pwd psw pw pword pswd p/w "
    "lozinka lozinke lozinku lozinki lozinkom zaporka zaporke zaporku šifra šifre šifru heslo hesla heslu heslem "
    "hasło geslo jelszó contraseña senha wachtwoord lösenord adgangskode passord salasana parola şifre parolă "
    "пароль пароля лозинка лозинке шифра парола passwörter passwordul p@ssword p@ssw0rd passw0rd pa$$word pa$$w0rd"
)
_LOGIN: Final = _words(
    "pass login logins logon log-in credentials credential creds token tokens api-key apikey "
    "zugangsdaten prijava přihlášení pristup anmeldung identifiants credenziali"
)
_PIN: Final = _words("PIN pincode pinkod пин")
_CODE: Final = _words("OTP TOTP TAN mTAN 2FA-code backup-codes backup-code recovery-codes recovery-code")
_CODES: Final = _words(
    "code codes kod kodovi kodove kodova kód kódy kode codice codici código códigos код коды key keys"
)
_OF_CODES: Final = _words(
    "backup back-up recovery two-factor security verification authentication access 2FA MFA SMS one-time onetime "
    "emergency reserve rescue login sign-in pin PIN app authenticator sigurnosni pričuvni rezervni záložní "
    "bezpečnostní ověřovací Sicherheits verifikacijski api secret"
)
_MEANT: Final[tuple[tuple[Noun, frozenset[str]], ...]] = (
    ("login", _LOGIN),
    ("code", _CODE),
    ("pin", _PIN),
    ("password", _PASSWORD),
)
_NOUNS: Final[Mapping[str, Noun]] = {word: noun for noun, words in _MEANT for word in words}
_SAYS: Final = _words(
    "is are was were be now set je su sada ist lautet est es è jest glasi zní bylo byla bude postala "
    "equals has been new nova novo nové"
)
_CHANGED: Final = _words("changed set reset now updated promijenjena promijenjeno změněno geändert changé")
_ONWARD: Final = _words("to in u na auf à en")  # "changed to Sommer2014!"
_ABOUT: Final = _words("for of on to to at with by za od na pro ke k für von auf zu pour per")
_KNOWN: Final = _words(
    "office365 microsoft365 m365 oauth2 oauth1 sha256 base64 auth0 log4j windows11 windows10 iphone15"
)

_WORD: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://\S*"  # an address is one word
    r"|\d{1,2}:\d{2}\S*"  # so is a time of the day
    r"|\n+|[:=→]+|[^\s:=→]+",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"[-/(]")
_ABOUT_SIGNS: Final = "\"'“”„‘’`´()<>[]{}«»‹›,;"
_SHOWN: Final = _ABOUT_SIGNS + ".?!…"
_COUNTED: Final = re.compile(r"\d{1,3}[^\W\d_]{1,3}\.?")  # 12th, 30min, 500k, 2FA
_FILE: Final = re.compile(r"[\w-]{1,80}\.(?:png|jpe?g|gif|pdf|csv|docx?|xlsx?|mp4|mov|txt|zip)", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass
class _After:
    """Where the walk stands behind a word for a secret."""

    noun: Noun
    loud: bool = False  # PIN in capitals: never the verb
    said: bool = False  # "is" or a colon stands right before
    beside: bool = True  # nothing but that, or what it is the password of, stands between
    turned: bool = False  # "changed", after which "to" leads to it
    passed: int = 0  # other words since
    digits: str = ""  # of a code in groups
    of: bool = False  # the next word says what it is the password of


def says_password(text: str) -> bool:
    """Whether a word for a password, log-in, PIN or code is followed by one."""
    after: _After | None = None
    before = ""
    for word in walk(plain(text)):
        bare = word.strip(_SHOWN).casefold()
        if noun := _noun(bare, before):
            after = None if _ends(word) else _After(noun, loud=word.strip(_ABOUT_SIGNS).isupper())
        elif after is not None and word[0] == "\n":
            after = after if after.said else None
        elif after is not None:
            if _is_given(word, after):
                return True
            after = _further(word, bare, after)
        before = bare if word not in (":", "=") else before
    return False


def walk(text: str) -> Iterator[str]:
    """Word by word; what hangs on a word for a secret, as in "PIN-4711", is a word of its own."""
    for word in _WORD.findall(text):
        joined = _JOINED.search(word)
        head = word[: joined.start()].lstrip(_ABOUT_SIGNS) if joined else ""
        if joined and _noun(head.casefold(), "") and not _noun(word.casefold(), ""):
            yield head
            word = word[joined.end() :]
        if word:
            yield word


def is_password(word: str) -> bool:
    """Letters with digits or signs among them, or digits alone; not a word, a time, a date or where it is kept."""
    word = word.strip(_ABOUT_SIGNS)
    bare = word.rstrip(".?!…:")
    if len(bare) < FEWEST or KEPT_ELSEWHERE.match(word) or word[0] in "@#" or _COUNTED.fullmatch(bare):
        return False
    if _EMAIL.fullmatch(bare) or _FILE.fullmatch(bare) or bare.casefold() in _KNOWN:
        return False
    if bare.isdigit():
        return True
    has_letter, has_digit = any(map(str.isalpha, bare)), any(map(str.isdigit, bare))
    has_sign = any(not char.isalnum() and char not in "-–—'’./&" for char in bare)
    return has_letter and (has_digit or has_sign)


def is_strong(word: str) -> bool:
    """Letters, digits and a sign: nothing that stands in a sentence by chance."""
    word = word.strip(_ABOUT_SIGNS)
    return (
        is_password(word)
        and len(word) >= BARE_FEWEST
        and any(map(str.isalpha, word))
        and any(map(str.isdigit, word))
        and not SIGNS.isdisjoint(word)
    )


def _noun(bare: str, before: str) -> Noun | None:
    return _NOUNS.get(bare) or ("code" if bare in _CODES and before in _OF_CODES else None)


def _is_given(word: str, after: _After) -> bool:
    """Whether this word is the password that the one before speaks of."""
    word = word.strip(_ABOUT_SIGNS)
    is_pin = after.noun == "pin" and after.said
    if (after.beside or is_pin) and (digits := word.rstrip(".,;!?").replace("-", "")).isdigit():
        return _are_digits(digits, after)
    if after.passed or after.of:
        return after.passed <= REACH and (after.said or after.noun != "code") and is_strong(word)
    if not is_password(word):
        return False
    if after.said:
        return after.noun in ("password", "pin") or len(word.rstrip(".?!")) >= BARE_FEWEST
    return is_strong(word) or (after.noun in ("password", "code") and _is_mixed(word))


def _is_mixed(word: str) -> bool:
    """Letters and digits in one word, long enough for a password: "hunter22" beside "password"."""
    bare = word.rstrip(".?!…")
    return len(bare) >= BARE_FEWEST and any(map(str.isdigit, bare)) and any(map(str.isalpha, bare)) and "/" not in bare


def _are_digits(digits: str, after: _After) -> bool:
    """Digits alone, in one piece or in groups."""
    after.digits += digits
    many = len(after.digits)
    if after.noun in ("pin", "code"):
        is_year = _YEAR.fullmatch(after.digits) is not None
        return many >= FEWEST and (after.said or after.loud or not is_year)
    return after.said and many >= (FEWEST if after.noun == "password" else BARE_FEWEST)


def _further(word: str, bare: str, after: _After) -> _After | None:
    """What is known once this word, which is no password, has passed; None where the sentence goes elsewhere."""
    if bare in _SAYS or not any(map(str.isalnum, word)):
        after.said, after.of = True, False
        after.turned |= bare in _CHANGED
        return after
    if bare in _CHANGED:
        after.turned = True
        return after
    if after.turned and bare in _ONWARD:
        after.said = True
        return after
    if bare.replace("-", "").isdigit() and after.beside:
        return after
    if _ends(word):
        return None
    if bare in _ABOUT and not after.of:
        after.said, after.of = False, True
        return after
    if not after.of:  # what it is the password of does not count
        after.passed, after.beside = after.passed + 1, False
    after.said, after.of, after.digits = False, False, ""
    return after if after.passed <= REACH else None


def _ends(word: str) -> bool:
    return word.rstrip(_ABOUT_SIGNS)[-1:] in (".", "?", "!", "…")
