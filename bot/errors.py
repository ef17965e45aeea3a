"""
What can go wrong, by what it means for the person or for the work at hand. The docstring of a class is the sentence.

    CrisisError
    ├── Refused          a rule said no; the person is told the words
    ├── Duplicate        the request was answered before; the stored answer is given again
    ├── StorageAway      the database cannot be reached or written; nothing was promised
    │   ├── StorageFull      its disk is full
    │   └── StorageReadOnly  it may be read alone
    ├── NewerFold        a newer version wrote the incident; this one must not write
    ├── TooOld           version 0.1 made the database, and nothing of 0.1 is read
    ├── Fenced           another replica has the incident now
    └── PlatformError    what the chat answered
        ├── Later        try again, after a while
        │   └── OutOfReach   it did not answer, or says that it is down
        ├── NotNow       refused, this one thing; the same at once is refused again
        │   └── Barred       whatever is asked is refused now: our token, our rights, the whole workspace
        ├── MessageGone  the message is no longer there
        └── NameTaken    the name of the room is taken
"""


class CrisisError(Exception):
    """Something went wrong in Crisis Commander."""

    def __str__(self) -> str:
        """What was raised with it; else the docstring, which is the sentence."""
        return super().__str__() or " ".join((self.__doc__ or "").split())


class Refused(CrisisError):
    """That is not possible now."""

    def __init__(self, words: object, field: str | None = None, code: str | None = None) -> None:
        """
        Args:
            words: A message id with its parameters; put into words at the edge, in the person's language.
            field: The field of the form that the refusal stands under.
            code: A stable name of the reason, for tests and for callers that act on it.
        """
        super().__init__(words)
        self.words = words
        self.field = field
        self.code = code


class Duplicate(CrisisError):
    """This was answered before."""

    def __init__(self, outcome: str | None) -> None:
        """
        Args:
            outcome: The answer as it was stored, JSON; None where the answer had no content.
        """
        super().__init__()
        self.outcome = outcome


class StorageAway(CrisisError):
    """The database cannot be used just now. Nothing was saved; please try again in a minute."""


class StorageFull(StorageAway):
    """The database's disk is full. Nothing was saved; make room on it, and it goes on by itself."""


class StorageReadOnly(StorageAway):
    """The database may be read, but not written. Nothing was saved; give the bot the right to write it."""


class NewerFold(CrisisError):
    """An upgrade is under way. Nothing was saved; please try again in a minute."""


class TooOld(CrisisError):
    """
    This database was made by Crisis Commander 0.1, and this version reads nothing of 0.1. It was left as it is, and 0.1
    can still export it. Name a new one in CRISIS_DATABASE_URL, which is made on start; a rehearsal starts over with
    --fresh.
    """


class Fenced(CrisisError):
    """Another replica works on this incident now."""


class PlatformError(CrisisError):
    """The chat did not do what it was asked."""


class Later(PlatformError):
    """The chat asks to try again later."""

    def __init__(self, after_s: float, unknown: bool = False) -> None:
        """
        Args:
            after_s: Seconds to wait before the next try.
            unknown: True where the call may have been carried out: look before doing it again.
        """
        super().__init__()
        self.after_s = after_s
        self.unknown = unknown


class OutOfReach(Later):
    """The chat did not answer, or answered that it is down: neither its pace nor what was asked is to blame."""


class NotNow(PlatformError):
    """The chat refused this."""

    def __init__(self, reason: str, is_final: bool = False) -> None:
        """
        Args:
            reason: The chat's own error code, for example `restricted_action`.
            is_final: True where only another content can change the answer: ours is too long, or malformed.
        """
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class Barred(NotNow):
    """The chat refuses us, whatever we ask: that passes, and nothing that was asked is to blame."""

    def __init__(self, reason: str, is_whole: bool = True) -> None:
        """
        Args:
            reason: The chat's own error code, for example `token_revoked`.
            is_whole: False where other methods may still be answered: a right is missing.
        """
        super().__init__(reason)
        self.is_whole = is_whole


class MessageGone(PlatformError):
    """The message is no longer there."""


class NameTaken(PlatformError):
    """A room of that name exists already."""
