"""Places (channels, private channels, direct messages) and the messages in them, with the shapes Slack gives them."""

from dataclasses import dataclass, field
from typing import Literal

from bot.rehearsal.shapes import Json

Kind = Literal["channel", "private", "direct"]
SLACK_KIND: dict[str, str] = {"channel": "channel", "private": "group", "direct": "im"}
SCOPE_KIND: dict[str, str] = {"channel": "channels", "private": "groups", "direct": "im"}


@dataclass
class Message:
    """
    One message. A private reply (Slack's ephemeral message) is one with *to*: only that person sees it.

    Attributes:
        ts: Slack's id of a message, "seconds.micros", unique in the workspace.
        thread_ts: The root's ts, for a reply; empty on the top level.
        said: What belongs to a system message alone: inviter, topic, purpose.

    """

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    bot_id: str = ""
    subtype: str = ""
    metadata: Json | None = None
    edited_by: str = ""
    edited_ts: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    client_msg_id: str = ""
    to: str = ""
    broadcast: bool = False
    said: Json = field(default_factory=dict)

    @property
    def is_top_level(self) -> bool:
        return not self.thread_ts or self.broadcast

    def as_slack(self, *, with_metadata: bool = False) -> Json:
        """The message as events and history carry it; the thread's summary is the place's to add."""
        shape: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        optional = {
            "subtype": "thread_broadcast" if self.broadcast else self.subtype,
            "bot_id": self.bot_id,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "files": self.files,
            "client_msg_id": self.client_msg_id,
        }
        shape |= {key: value for key, value in optional.items() if value} | self.said
        if self.edited_ts:
            shape["edited"] = {"user": self.edited_by, "ts": self.edited_ts}
        if self.reactions:
            shape["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if with_metadata and self.metadata:
            shape["metadata"] = self.metadata
        return shape


@dataclass
class Note:
    """A topic or a purpose: what it says, who set it and when (seconds since 1970)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def as_slack(self) -> Json:
        return {"value": self.value, "creator": self.creator, "last_set": self.last_set}


@dataclass
class Place:
    """A channel, a private channel or a direct conversation, and everything said in it, oldest first."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    archived: bool = False
    pins: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    private_replies: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def add(self, message: Message) -> None:
        """Takes a message in, under its root if it is a reply."""
        self.messages[message.ts] = message
        if message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, message: Message) -> None:
        """Takes a message out; what was pinned is no longer pinned."""
        self.messages.pop(message.ts, None)
        if message.thread_ts in self.threads:
            self.threads[message.thread_ts].remove(message.ts)
        if message.ts in self.pins:
            self.pins.remove(message.ts)

    def replies(self, root_ts: str) -> list[Message]:
        """The replies under a root, oldest first."""
        return [self.messages[ts] for ts in self.threads.get(root_ts, [])]

    def shape_of(self, message: Message, *, with_metadata: bool = False) -> Json:
        """Slack's message, with the summary of its thread if it is a root."""
        shape = message.as_slack(with_metadata=with_metadata)
        if message.ts in self.pins:
            shape["pinned_to"] = [self.id]
        if message.thread_ts and (root := self.messages.get(message.thread_ts)):
            shape["parent_user_id"] = root.user
        if replies := self.threads.get(message.ts):
            users = list(dict.fromkeys(self.messages[ts].user for ts in replies))
            shape |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": users[:5],
                "reply_users_count": len(users),
                "latest_reply": replies[-1],
                "is_locked": False,
            }
        return shape

    def as_slack(self, *, seen_by: str) -> Json:
        """Slack's channel object for the app's user."""
        if self.kind == "direct":
            others = [member for member in self.members if member != seen_by]
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_archived": self.archived,
                "is_org_shared": False,
                "user": others[0] if others else seen_by,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.archived,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": seen_by in self.members,
            "created": self.created,
            "creator": self.creator,
            "topic": self.topic.as_slack(),
            "purpose": self.purpose.as_slack(),
            "previous_names": [],
            "num_members": len(self.members),
        }
