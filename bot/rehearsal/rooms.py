"""The verbs of places: create, join, leave, topic, purpose, rename, archive, direct conversation."""

from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import SLACK_KIND, Kind, Note, Place
from bot.rehearsal.talk import announce
from bot.rehearsal.workspace import Workspace


def create(workspace: Workspace, name: str, creator: str, kind: Kind) -> Place:
    """A new place with its creator in it; the name was checked before."""
    place = Place(workspace.model.fresh_id("C"), name, kind, creator, workspace.seconds())
    workspace.places[place.id] = place
    join(workspace, place, creator)
    return place


def direct(workspace: Workspace, one: str, other: str) -> Place:
    """The direct conversation of two people, opened if there was none."""
    found = workspace.model.direct(one, other)
    if found is not None:
        return found
    place = Place(workspace.model.fresh_id("D"), "", "direct", one, workspace.seconds(), members=[one, other])
    workspace.places[place.id] = place
    changed(workspace, place)
    return place


def join(workspace: Workspace, place: Place, user: str, inviter: str = "") -> None:
    """Takes somebody in; what was said before counts as read."""
    place.members.append(user)
    place.read[user] = next(reversed(place.messages), "")
    said = {"inviter": inviter} if inviter else {}
    _tell_member(workspace, place, user, "member_joined_channel", **said)
    announce(workspace, place, user, "channel_join", f"<@{user}> has joined the channel", **said)
    changed(workspace, place)


def leave(workspace: Workspace, place: Place, user: str, by: str = "") -> None:
    """Lets somebody go, or has them removed *by* somebody; a private place is gone for them at once."""
    if user == BOT_USER:  # Slack: group_left goes to who left, while it still may
        workspace.tell({"type": "channel_left", "channel": place.id, "event_ts": workspace.next_ts()}, place)
    place.members.remove(user)
    _tell_member(workspace, place, user, "member_left_channel")
    words = f"<@{user}> was removed from the channel by <@{by}>" if by else f"<@{user}> has left the channel"
    announce(workspace, place, user, "channel_leave", words)
    workspace.stream.publish("places", frozenset({user}), channel=place.id)
    changed(workspace, place)


def set_topic(workspace: Workspace, place: Place, topic: str, by: str) -> None:
    place.topic = Note(topic, by, workspace.seconds())
    announce(workspace, place, by, "channel_topic", f"<@{by}> set the channel topic: {topic}", topic=topic)
    changed(workspace, place)


def set_purpose(workspace: Workspace, place: Place, purpose: str, by: str) -> None:
    place.purpose = Note(purpose, by, workspace.seconds())
    announce(workspace, place, by, "channel_purpose", f"<@{by}> set the channel purpose: {purpose}", purpose=purpose)
    changed(workspace, place)


def rename(workspace: Workspace, place: Place, name: str, by: str) -> None:
    old, place.name = place.name, name
    announce(workspace, place, by, "channel_name", f"<@{by}> renamed the channel", old_name=old, name=name)
    channel = {"id": place.id, "name": name, "created": place.created}
    workspace.tell({"type": "channel_rename", "channel": channel, "event_ts": workspace.next_ts()}, place)
    changed(workspace, place)


def archive(workspace: Workspace, place: Place, by: str) -> None:
    """Closes a place: it can be read, and nothing can be said in it any more."""
    announce(workspace, place, by, "channel_archive", f"<@{by}> archived the channel")
    place.archived = True
    event = {"type": "channel_archive", "channel": place.id, "user": by, "event_ts": workspace.next_ts()}
    workspace.tell(event, place)
    changed(workspace, place)


def unarchive(workspace: Workspace, place: Place, by: str) -> None:
    place.archived = False
    event = {"type": "channel_unarchive", "channel": place.id, "user": by, "event_ts": workspace.next_ts()}
    workspace.tell(event, place)
    changed(workspace, place)


def delete(workspace: Workspace, place: Place) -> None:
    """It is no more, and nothing of it can be read."""
    workspace.tell({"type": "channel_deleted", "channel": place.id, "event_ts": workspace.next_ts()}, place)
    del workspace.places[place.id]
    changed(workspace, place)


def changed(workspace: Workspace, place: Place) -> None:
    """Tells the pages of those who see a place to read their list of places again."""
    workspace.stream.publish("places", workspace.model.audience(place), channel=place.id)


def is_open_to_app(place: Place) -> bool:
    """Whether the app finds a place at all: a public one, or one it is in."""
    return place.kind == "channel" or BOT_USER in place.members


def _tell_member(workspace: Workspace, place: Place, user: str, kind: str, **said: str) -> None:
    event = {
        "type": kind,
        "user": user,
        "channel": place.id,
        "channel_type": SLACK_KIND[place.kind][0].upper(),
        "team": workspace.model.team_id,
        "event_ts": workspace.next_ts(),
    }
    workspace.tell(event | said, place)
