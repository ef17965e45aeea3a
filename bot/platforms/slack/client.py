"""The Platform on Slack's Web API. Ids of people go in and out as ours; places and messages keep Slack's names."""

from __future__ import annotations

import asyncio
import html
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog

from bot.chat.card import Card
from bot.chat.incoming import Message
from bot.chat.platform import PLACE_GONE, Links, Payload, Posted
from bot.crisis.evidence.facts import FileRef
from bot.errors import Barred, Later, MessageGone, NotNow
from bot.people.who import Person, Standing
from bot.platforms.slack.limits import LIMITS
from bot.platforms.slack.markup import escape
from bot.platforms.slack.messages import files
from bot.platforms.slack.messages import message as ours
from bot.platforms.slack.pace import POST, Urgency
from bot.platforms.slack.people import is_person, person, to_ours, to_slack
from bot.platforms.slack.render import render
from bot.platforms.slack.wire import Answer, BarredCall, RefusedCall, Wire, refusal
from bot.record.fact import MessageRef
from bot.text import Words, translator

log = structlog.get_logger(__name__)

PERSON_S: Final = 1.0  # an unknown person must not use up the three seconds of a click
PAGE: Final = 200  # Slack: pagination page: no more than 200 is recommended
LOOK_PAGE: Final = 15  # Slack: rate-limits page: what history gives at most to some apps
LOOK_PAGES: Final = 20
INVITES: Final = 100  # Slack: conversations.invite: too_many_users beyond 100
EVENT: Final = "crisis"
UNSEEN: Final = frozenset({"user_not_found", "user_not_visible"})  # Slack: users.info
INSIDE: Final = frozenset({"already_in_channel", "cant_invite_self"})


@dataclass(frozen=True, slots=True)
class Me:
    """Who the token is, as auth.test says."""

    user: str
    bot: str | None
    team: str
    url: str


class Client:
    """Slack, as one bot in one workspace. Needs ``introduce`` before it knows the workspace's address."""

    name: Final = "slack"
    limits: Final = LIMITS

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.me: Me | None = None
        self.known: dict[str, Person] = {}  # by our id
        self._direct: dict[str, str] = {}  # person → the channel of their direct messages

    async def introduce(self) -> Me:
        """Ask who we are. Raises Later or NotNow (invalid_auth, account_inactive …)."""
        answer = await self.wire.call("auth.test", {}, urgency=Urgency.click)
        self.me = Me(
            user=answer["user_id"],
            bot=answer.get("bot_id"),
            team=answer["team_id"],
            url=answer["url"],
        )
        return self.me

    def render(self, card: Card, language: str, links: Links, zone: str = "UTC") -> Payload:
        return render(card, translator(language, zone=zone), links)

    def words(self, words: Words, language: str, limit: int, zone: str = "UTC") -> str:
        """Plain words for a topic or purpose; *limit* counts Slack's escapes too, and a cut shows as "…"."""
        text = " ".join(translator(language, zone=zone).plain(words).split())
        if len(escape(text)) <= limit:
            return text
        while len(escape(text)) > limit - 1:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def link(self, place: str, ref: str | None = None, thread: str | None = None) -> str:
        address = f"{self.me.url if self.me else 'https://slack.com/'}archives/{place}"
        if ref is None:
            return address
        address = f"{address}/p{ref.replace('.', '')}"
        if thread is None or thread == ref:
            return address
        return f"{address}?{urlencode({'thread_ts': thread, 'cid': place})}"

    # places

    async def create(self, name: str) -> str:
        """The purpose is a call of its own (``describe``): a room is there one call earlier without."""
        answer = await self.wire.call("conversations.create", {"name": name, "is_private": True})
        return str(answer["channel"]["id"])

    async def find_place(self, name: str, mark: str) -> str | None:
        me = self.me or await self.introduce()
        args = {"types": "private_channel", "exclude_archived": True}
        async for page in self._pages("conversations.list", args):
            for channel in page["channels"]:
                set_to = html.unescape((channel.get("purpose") or {}).get("value") or "")
                if channel["name"] == name and channel.get("creator") == me.user and (not set_to or mark in set_to):
                    return str(channel["id"])
        return None

    async def describe(self, place: str, purpose: str) -> None:
        await self.wire.call("conversations.setPurpose", {"channel": place, "purpose": escape(purpose)}, place)

    async def topic(self, place: str, topic: str) -> None:
        args = {"channel": place, "topic": escape(topic)}
        await self.wire.call("conversations.setTopic", args, place, Urgency.pin)

    async def invite(self, place: str, people: Sequence[str]) -> Mapping[str, NotNow]:
        refused: dict[str, NotNow] = {}
        for start in range(0, len(people), INVITES):
            refused.update(await self._invite(place, people[start : start + INVITES]))
        return refused

    async def _invite(self, place: str, people: Sequence[str]) -> Mapping[str, NotNow]:
        """
        All at once; where Slack names those it will not have, all the others at once again; else each alone.

        Without *force*: with it Slack's answer does not have to say whom it left out, and without it nobody is in yet.
        """
        refused: dict[str, NotNow] = {}
        left = list(people)
        while left:
            args = {"channel": place, "users": ",".join(map(to_slack, left))}
            try:
                await self.wire.call("conversations.invite", args, place, Urgency.alarm)
                break
            except (RefusedCall, BarredCall) as answer:
                if answer.reason in PLACE_GONE:
                    raise
                named = _named(answer, left)
                if not named:
                    return refused | await self._one_by_one(place, left, answer)
            refused.update({one: why for one, why in named.items() if why.reason not in INSIDE})
            left = [one for one in left if one not in named]
        return refused

    async def _one_by_one(self, place: str, people: Sequence[str], answer: NotNow) -> dict[str, NotNow]:
        """Who is refused alone, whatever the reason. Raises Barred where each is, and no reason is about a person."""
        if len(people) == 1:
            if isinstance(answer, Barred):
                raise answer
            return {} if answer.reason in INSIDE else {people[0]: answer}
        refused: dict[str, NotNow] = {}
        for one in people:
            try:
                refused.update(await self._invite(place, [one]))
            except Barred as barred:
                refused[one] = barred
        if len(refused) == len(people) and all(isinstance(why, Barred) for why in refused.values()):
            raise answer
        return refused

    async def remove(self, place: str, person: str) -> None:
        args = {"channel": place, "user": to_slack(person)}
        try:
            await self.wire.call("conversations.kick", args, place, Urgency.alarm)
        except NotNow as refused:
            if refused.reason != "not_in_channel":
                raise

    async def members(self, place: str) -> Sequence[str]:
        me = self.me or await self.introduce()
        members: list[str] = []
        async for page in self._pages("conversations.members", {"channel": place}, place):
            members.extend(to_ours(user) for user in page["members"] if user != me.user)
        return members

    # messages

    async def post(self, place: str, thread: str | None, payload: Payload, key: str, urgent: bool = False) -> Posted:
        args = {
            **payload,
            "channel": to_slack(place),
            "metadata": {"event_type": EVENT, "event_payload": {"key": key}},
            # Not documented as an argument; errors name it. A second belt beside the look-up.
            "client_msg_id": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
            "unfurl_links": False,
            "unfurl_media": False,
            **({"thread_ts": thread} if thread else {}),
        }
        answer = await self.wire.call(POST, args, place, _urgency(urgent))
        return Posted(str(answer["channel"]), str(answer["ts"]))

    async def update(self, place: str, ref: str, payload: Payload, urgent: bool = False) -> None:
        channel = await self._channel(place)
        await self.wire.call("chat.update", {**payload, "channel": channel, "ts": ref}, place, _urgency(urgent))

    def held_up(self, place: str) -> float:
        """Seconds until a message in *place* may be shown anew, after Slack asked for it to be slower; 0: now."""
        return self.wire.held_up("chat.update", place)

    async def delete(self, place: str, ref: str) -> None:
        try:
            await self.wire.call("chat.delete", {"channel": await self._channel(place), "ts": ref}, place)
        except MessageGone:
            return

    async def find(self, place: str, thread: str | None, key: str, since: datetime) -> Sequence[Posted]:
        channel = await self._channel(place)
        found = [
            Posted(channel, str(message["ts"]))
            async for message in self._own_messages(channel, thread, since)
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key
        ]
        return sorted(found, key=lambda posted: posted.ref)

    async def read(self, source: MessageRef) -> Message:
        """
        One call, by the message's own ref: Slack's replies take that of a root, of a reply, or of a message alone.

        Where that gives nothing, its address is asked for, which names the thread: a reaction does not (Slack:
        reaction_added page).
        """
        found = await self._replied(source, source.thread or source.ref)
        if found is None and source.thread is None:
            where = {"channel": source.place, "message_ts": source.ref}
            answer = await self.wire.call("chat.getPermalink", where, source.place, Urgency.alarm)
            if root := parse_qs(urlsplit(str(answer["permalink"])).query).get("thread_ts"):
                found = await self._replied(source, root[0])
        if found is None or found.get("subtype") == "tombstone":
            raise MessageGone
        thread = found.get("thread_ts") if found.get("thread_ts") != source.ref else None
        whole = source.model_copy(update={"thread": thread})
        return ours(whole, found, self.known, self.link(source.place, source.ref, thread))

    async def _replied(self, source: MessageRef, root: str) -> Mapping[str, Any] | None:
        """The message among what stands under *root*; None where it is not."""
        only = {"oldest": source.ref, "latest": source.ref, "inclusive": True, "limit": 2}
        args = {"channel": source.place, "ts": root, **only}
        try:
            answer = await self.wire.call("conversations.replies", args, source.place, Urgency.alarm)
        except MessageGone:  # no such root
            return None
        return next((message for message in answer["messages"] if message["ts"] == source.ref), None)

    async def pin(self, place: str, ref: str) -> None:
        args = {"channel": await self._channel(place), "timestamp": ref}
        await self.wire.call("pins.add", args, place, Urgency.pin)

    async def _own_messages(
        self, channel: str, thread: str | None, since: datetime
    ) -> AsyncIterator[Mapping[str, Any]]:
        me = self.me or await self.introduce()
        args: Answer = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "include_all_metadata": True}
        method = "conversations.replies" if thread else "conversations.history"
        try:
            async for page in self._pages(method, {**args, **({"ts": thread} if thread else {})}, channel, LOOK_PAGE):
                for message in page["messages"]:
                    if message.get("user") == me.user or (me.bot and message.get("bot_id") == me.bot):
                        yield message
        except MessageGone:  # the thread's root is gone, and with it what was said in it
            return

    async def _pages(
        self, method: str, args: Answer, place: str = "", limit: int = PAGE
    ) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        for _page in range(LOOK_PAGES if limit == LOOK_PAGE else 1_000):
            page = await self.wire.call(
                method, {**args, "limit": limit, **({"cursor": cursor} if cursor else {})}, place
            )
            yield page
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _channel(self, place: str) -> str:
        """The channel of a place; for a person, that of their direct messages with us."""
        if not is_person(place):
            return place
        if place not in self._direct:
            answer = await self.wire.call("conversations.open", {"users": to_slack(place)}, place)
            self._direct[place] = str(answer["channel"]["id"])
        return self._direct[place]

    # files

    async def upload(self, place: str, thread: str | None, name: str, title: str, text: str) -> Posted | None:
        content = text.encode()
        where = await self.wire.call("files.getUploadURLExternal", {"filename": name, "length": len(content)}, place)
        await self.wire.send(where["upload_url"], content)
        channel = await self._channel(place)
        args = {
            "files": [{"id": where["file_id"], "title": title}],
            "channel_id": channel,
            **({"thread_ts": thread} if thread else {}),
        }
        await self.wire.call("files.completeUploadExternal", args, place)
        return None  # Slack shares the file a moment later; its message is found by its title

    async def find_upload(self, place: str, title: str, since: datetime, thread: str | None = None) -> Posted | None:
        channel = await self._channel(place)
        async for message in self._own_messages(channel, thread, since):
            if any(html.unescape(file.get("title") or "") == title for file in message.get("files") or ()):
                return Posted(channel, str(message["ts"]))
        return None

    async def look_up(self, file: FileRef) -> FileRef:
        answer = await self.wire.call("files.info", {"file": file.id}, urgency=Urgency.alarm)
        return next(iter(files((answer["file"] | {"id": file.id},))), file)

    async def download(self, file: FileRef, limit: int, owner: str | None = None) -> bytes:
        if file.size > limit:
            raise NotNow("too_big")
        answer = await self.wire.call("files.info", {"file": file.id}, urgency=Urgency.alarm)
        if owner is not None and to_ours(str(answer["file"].get("user") or "")) != owner:
            raise NotNow("file_not_found")
        return await self.wire.fetch(str(answer["file"].get("url_private_download") or ""), limit)

    # people

    async def person(self, id: str) -> Person:
        try:
            async with asyncio.timeout(PERSON_S):
                me = self.me or await self.introduce()
                args = {"user": to_slack(id), "include_locale": True}
                try:
                    answer = await self.wire.call("users.info", args, urgency=Urgency.click)
                except NotNow as refused:
                    return self._unknown(id, refused.reason)
        except TimeoutError:
            raise Later(PERSON_S) from None
        return self.keep(answer["user"], me.team)

    def _unknown(self, id: str, reason: str) -> Person:
        """Somebody whom Slack does not show: what they do is known, and they may nothing."""
        person = Person(id=id, name=to_slack(id), standing=Standing.unknown)
        if reason in UNSEEN:  # it stays so until Slack tells of them; after any other refusal they are asked for again
            self.known[id] = person
        log.warning("person.unknown", person=id, reason=reason)
        return person

    def keep(self, user: Mapping[str, Any], team: str) -> Person:
        """Remember a person as Slack describes them."""
        kept = person(user, team)
        self.known[kept.id] = kept
        return kept

    async def people(self) -> AsyncIterator[list[Person]]:
        """Everybody in the workspace, page by page; each is remembered."""
        me = self.me or await self.introduce()
        async for page in self._pages("users.list", {"include_locale": True}):
            yield [self.keep(user, me.team) for user in page["members"]]

    # to one person

    async def private_reply(
        self, id: str, place: str | None, payload: Payload, thread: str | None = None, only_there: bool = False
    ) -> None:
        """
        Tell one person: unseen by others in *place*, else (they are not in it, or there is none) directly.

        What is told *only_there* is for who is in that place: raises NotNow where they are not.
        """
        if place and not is_person(place):
            args = {**payload, "channel": place, "user": to_slack(id), **({"thread_ts": thread} if thread else {})}
            try:
                await self.wire.call("chat.postEphemeral", args, place, Urgency.click)
            except NotNow:
                if only_there:
                    raise
                # they are not in it, or we are not: a direct message reaches them
            else:
                return
        args = {**payload, "channel": to_slack(id), "unfurl_links": False, "unfurl_media": False}
        await self.wire.call(POST, args, id, Urgency.click)

    async def open_view(self, trigger: str, view: Payload) -> None:
        """Open a modal. Raises NotNow("expired_trigger_id") three seconds after the press."""
        await self.wire.call("views.open", {"trigger_id": trigger, "view": view}, urgency=Urgency.click)

    async def publish(self, id: str, home: Payload) -> None:
        """Show a person their Home."""
        await self.wire.call("views.publish", {"user_id": to_slack(id), "view": home}, urgency=Urgency.click)


def _named(refused: RefusedCall | BarredCall, people: Sequence[str]) -> dict[str, NotNow]:
    """Who was refused, and why; {} where Slack names nobody."""
    errors = refused.answer.get("errors") or ()
    named = {to_ours(error["user"]): str(error.get("error") or refused.reason) for error in errors if error.get("user")}
    return {one: refusal(reason, {}) for one, reason in named.items() if one in people}


def _urgency(urgent: bool) -> Urgency:
    """Somebody waits for it, or it is one of the room's cards."""
    return Urgency.click if urgent else Urgency.card
