"""Who somebody is to us, and what a right is called. Whether a person may do a thing is decided in permission.py."""

from __future__ import annotations

from enum import StrEnum

from bot.record.frozen import Frozen


class Standing(StrEnum):
    """What a person is in the workspace. Only a member may do anything."""

    member = "member"
    guest = "guest"
    outsider = "outsider"  # from another organisation, in a shared channel
    bot = "bot"
    gone = "gone"  # the account was deactivated
    unknown = "unknown"  # the chat does not show who it is


class Someone(Frozen):
    """A person as the timeline remembers them: the name stays what it was when it was recorded."""

    id: str  # says where it comes from: "chat:U123"
    name: str


class Person(Frozen):
    """A person as the chat knows them now."""

    id: str
    name: str
    standing: Standing = Standing.member
    zone: str = "UTC"  # IANA name
    language: str = "en"  # BCP 47, as the chat gives it: "hr-HR"

    @property
    def someone(self) -> Someone:
        """As it is recorded."""
        return Someone(id=self.id, name=self.name)


class Right(StrEnum):
    """Who may: every route names one. What is not named here nobody may."""

    anyone = "anyone"  # even a guest: only for help that reveals nothing
    staff = "staff"  # any full member
    inside = "inside"  # member of the room, not a person involved
    commander = "commander"  # or who acts as commander
    access = "access"  # commander or access lead
    asked = "asked"  # the person asked or called; the rule itself checks which
