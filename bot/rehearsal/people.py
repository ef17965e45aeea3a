"""The people of the workspace, and a person in the shape of Slack's user object."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rehearsal.shapes import Json


@dataclass
class Person:
    """
    One member of the workspace, a visitor of another organisation, or a bot.

    Attributes:
        locale: As Slack writes it: "cs-CZ".
        tint: One of the nine tints of the page, 1 to 9.
        updated: Seconds since 1970 of the last change, as Slack keeps it.

    """

    id: str
    name: str
    real_name: str
    job: str = ""
    locale: str = "en-GB"
    tz: str = "Europe/London"
    team_id: str = ""
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str = ""
    tint: int = 1
    updated: int = 0

    @property
    def badge(self) -> str | None:
        """What the page says beside the name, in the order of what matters most."""
        if self.is_bot:
            return "bot"
        if self.deleted:
            return "left"
        if self.is_stranger:
            return "other organisation"
        return "guest" if self.is_restricted or self.is_ultra_restricted else None

    @property
    def is_full_member(self) -> bool:
        """May read and join what is public; guests, strangers and those who left may not."""
        return not (self.deleted or self.is_restricted or self.is_ultra_restricted or self.is_stranger)

    def as_slack(self, at: datetime, *, with_locale: bool = False) -> Json:
        """Slack's user object; somebody deactivated has no rights and no zone in it, as there."""
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "profile": self._profile(),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.bot_id:
            user["profile"]["bot_id"] = self.bot_id
        if not self.deleted:
            user |= self._standing() | self._zone(at)
        if self.is_stranger:
            user["is_stranger"] = True
        return user | {"locale": self.locale} if with_locale else user

    def _profile(self) -> Json:
        return {
            "title": self.job,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": self.real_name.split(" ")[0],
            "last_name": self.real_name.partition(" ")[2],
            "team": self.team_id,
        }

    def _standing(self) -> Json:
        return {
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
        }

    def _zone(self, at: datetime) -> Json:
        offset = at.astimezone(ZoneInfo(self.tz)).utcoffset()
        seconds = int(offset.total_seconds()) if offset is not None else 0
        return {"tz": self.tz, "tz_label": self.tz, "tz_offset": seconds}
