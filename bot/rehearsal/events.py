"""Which events the app gets: those its manifest subscribes to, with the scope they need, from places it is in."""

from dataclasses import dataclass

from bot.rehearsal.manifest import Manifest
from bot.rehearsal.model import APP_ID, BOT_USER, Model
from bot.rehearsal.places import SCOPE_KIND, SLACK_KIND, Place
from bot.rehearsal.shapes import Json

# Slack: reference/events. {} stands for channels, groups or im; a place's kind fills it in.
SUBSCRIPTION = {"message": "message.{}"}
OF_A_PLACE = ("channel_rename", "channel_archive", "channel_unarchive", "channel_deleted", "channel_left")
RENAMED = {(kind, "private"): kind.replace("channel", "group") for kind in OF_A_PLACE}
SCOPE = {
    "message": "{}:history",
    "member_joined_channel": "{}:read",
    "member_left_channel": "{}:read",
    **dict.fromkeys(OF_A_PLACE, "{}:read"),
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "app_mention": "app_mentions:read",
    "user_change": "users:read",
    "team_join": "users:read",
}


@dataclass(frozen=True)
class Wanted:
    """Whether an event goes out, and under which name."""

    name: str
    is_sent: bool


def wanted(manifest: Manifest, event: Json, place: Place | None) -> Wanted:
    """Decides on one event; *place* is where it happened, if anywhere."""
    kind: str = event["type"]
    name = RENAMED.get((kind, place.kind), kind) if place else kind
    if place is not None and BOT_USER not in place.members and event.get("user") != BOT_USER:
        return Wanted(name, False)
    scope_kind = SCOPE_KIND[place.kind] if place else ""
    subscription = SUBSCRIPTION.get(kind, name).format(scope_kind)
    scope = SCOPE.get(kind, "").format(scope_kind)
    return Wanted(name, subscription in manifest.events and (not scope or manifest.grants(scope)))


def callback(model: Model, event: Json, place: Place | None, event_time: int) -> Json:
    """The event in the envelope the Events API gives it."""
    shared = place is not None and any(model.people[member].is_stranger for member in place.members)
    return {
        "token": "rehearsal",
        "team_id": model.team_id,
        "context_team_id": model.team_id,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": model.fresh_id("Ev"),
        "event_time": event_time,
        "is_ext_shared_channel": shared,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": model.team_id,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def channel_type(place: Place) -> str:
    return SLACK_KIND[place.kind]
