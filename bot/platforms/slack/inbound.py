"""From Slack's payloads to the router, and from its outcome to the acknowledgement. One catch-all listener a kind."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped, warning_token_skipped
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.address import given_back
from bot.chat.card import Goto, Row
from bot.chat.incoming import Incoming
from bot.chat.outcome import FieldErrors, OpenForm, Outcome, Reply, ShowHome
from bot.chat.platform import Links
from bot.errors import Later, NotNow, PlatformError, StorageAway
from bot.people.who import Person, Standing
from bot.platforms.slack import forms, payload
from bot.platforms.slack.background import Background
from bot.platforms.slack.client import Client
from bot.platforms.slack.ears import Ears
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.installation import ours_alone
from bot.platforms.slack.once import Once
from bot.platforms.slack.payload import Body
from bot.platforms.slack.people import to_ours
from bot.platforms.slack.render import GOTO, home, reply
from bot.platforms.slack.sorry import logged, told
from bot.text import Translator, Words, _, translator

log = structlog.get_logger(__name__)

ANY: Final = re.compile("")
TOO_LATE: Final = frozenset({"expired_trigger_id", "trigger_expired"})
OPEN_ALREADY: Final = "exchanged_trigger_id"  # the same request came twice, and the first one opened it

Make = Callable[[Person], Incoming]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer: their language, what the answer's buttons can lead to, and to which act it is one."""

    translator: Translator
    links: Links
    act: str  # key of what is answered: the same for every delivery of it


Answer = Callable[[Outcome, Reader], Awaitable[None]]
Sorry = Callable[[Words], Awaitable[Outcome]]


async def _plainly(said: Words) -> Outcome:
    """What a fault is told as, where nothing was typed that could be given back."""
    return Reply((said,))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody did something: a private reply goes there."""

    user: str
    place: str | None = None
    thread: str | None = None
    only_there: bool = False  # who has left meanwhile is told nothing of it
    trigger: str = ""  # names the act where nothing else can: who did it is not known


class Inbound:
    """
    The Bolt app. It answers after the router has: a request is acknowledged once what it asks is saved.

    *commands* are the words after the slash command that have a route.
    """

    def __init__(
        self,
        client: Client,
        token: str,
        ears: Ears,
        commands: Collection[str],
        later: Background,
        logger: logging.Logger,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._ears = ears
        self._commands = frozenset(commands)
        self._later = later
        self._homes = Homes(client, later)
        self._once = Once(clock, ears.claims)
        logger.addFilter(_is_news)
        self.bolt = AsyncApp(
            name="crisis",
            logger=logger,
            client=AsyncWebClient(base_url=client.wire.web.base_url, retry_handlers=[], logger=logger),
            # With a token of its own Bolt would ask auth.test on the first request.
            authorize=_authorized(client, token),
            process_before_response=True,
            ignoring_self_events_enabled=False,  # else a message of ours that somebody deletes is kept from us
            request_verification_enabled=False,  # web.py checks the signature before anything is parsed
        )
        self.bolt.middleware(ours_alone(client))
        self.bolt.action(ANY)(self._action)
        self.bolt.event(ANY)(self._event)
        self.bolt.view(ANY)(self._view)
        self.bolt.command(ANY)(self._command)
        self.bolt.shortcut(ANY)(self._shortcut)
        self.bolt.view_closed(ANY)(self._nothing)

    async def _nothing(self, ack: AsyncAck) -> None:
        await ack()

    # what people do

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        spot = Spot(body["user_id"], body["channel_id"], trigger=body["trigger_id"])

        async def answer(outcome: Outcome, reader: Reader) -> None:
            match outcome:
                case Reply():
                    await ack({**reply(outcome, reader.translator, reader.links), "response_type": "ephemeral"})
                case OpenForm():
                    self._open(body["trigger_id"], spot, outcome, reader)
                    await ack()
                case _:
                    await ack()

        def make(by: Person) -> Incoming:
            return payload.commanded(body, by, self._commands, self._client.known)

        async def sorry(said: Words) -> Outcome:
            return Reply((said, *await given_back(payload.typed(body, self._client.known))))

        await self._act(spot, make, answer, sorry)

    async def _action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        if body["actions"][0]["action_id"].startswith(f"{GOTO}."):
            await ack()
            return
        where = body["container"]
        thread = where.get("thread_ts") if where.get("thread_ts") != where.get("message_ts") else None
        spot = Spot(body["user"]["id"], where.get("channel_id"), thread, trigger=body["trigger_id"])

        await self._act(spot, lambda by: payload.pressed(body, by), self._beside(ack, body, spot))
        if payload.is_home(body):
            self._refresh(body, spot.user)

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        message = body.get("message") or {}
        thread = message.get("thread_ts") if message.get("thread_ts") != message.get("ts") else None
        place = (body.get("channel") or {}).get("id")
        spot = Spot(body["user"]["id"], place, thread, trigger=body["trigger_id"])
        await self._meet(message.get("user"))
        client = self._client

        def make(by: Person) -> Incoming:
            return payload.shortcut(body, by, client.known, client.link)

        await self._act(spot, make, self._beside(ack, body, spot))

    def _beside(self, ack: AsyncAck, body: Body, spot: Spot) -> Answer:
        """Answers an act whose acknowledgement can carry nothing."""

        async def answer(outcome: Outcome, reader: Reader) -> None:
            match outcome:
                case OpenForm():
                    self._open(body["trigger_id"], spot, outcome, reader)
                case Reply():
                    self._private_reply(spot, outcome, reader)
                case ShowHome():
                    self._show_home(spot.user, outcome, reader)
            await ack()

        return answer

    async def _view(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        _burden, place = forms.carried(view)
        spot = Spot(body["user"]["id"], place, trigger=str(body.get("trigger_id") or view["id"]))

        async def answer(outcome: Outcome, reader: Reader) -> None:
            match outcome:
                case FieldErrors():
                    await ack(**_refused(view, outcome, reader.translator))
                case OpenForm():
                    await ack(response_action="update", view=forms.view(outcome.form, reader.translator, place))
                case Reply():
                    self._private_reply(spot, outcome, reader)
                    await ack()
                case _:
                    await ack()

        async def sorry(said: Words) -> Outcome:
            return FieldErrors({}, top=said)

        await self._act(spot, lambda by: payload.submitted(body, by), answer, sorry)
        if place is None and self._homes.has(spot.user):  # the form may have been opened there
            self._refresh(body, spot.user)

    async def _act(self, spot: Spot, make: Make, answer: Answer, sorry: Sorry = _plainly) -> None:
        """Route what *spot*'s person did and answer it; a fault is answered too, with a reference to the log."""
        reader, incoming, outcome = translator(None), None, None
        try:
            by = await self._person(spot.user)
            reader = translator(by.language, zone=by.zone)
            incoming = make(by)
            outcome = await self._ears.router(incoming)
            await answer(outcome, await self._reader(incoming, outcome))
        except Exception as fault:  # noqa: BLE001 - whatever broke, the person waits for words, and Slack for an answer
            saved = await self._is_saved(incoming, outcome)
            await answer(
                await sorry(told(fault, saved)), Reader(reader, {}, incoming.key if incoming else spot.trigger)
            )

    async def _is_saved(self, incoming: Incoming | None, outcome: Outcome | None) -> bool | None:
        """Whether an act was recorded, where only its answer is missing; None where that can't be told."""
        if incoming is None or outcome is None or isinstance(outcome, FieldErrors):
            return False
        try:
            saved = await self._ears.saved(incoming.key, incoming.by)
        except StorageAway:
            return None
        if saved or isinstance(outcome, OpenForm | ShowHome):
            return saved
        return None  # the setup is saved without a key

    async def _reader(self, incoming: Incoming, outcome: Outcome) -> Reader:
        by, links = incoming.by, await self._ears.links(incoming) if _leads(outcome) else {}
        return Reader(translator(by.language, zone=by.zone), links, incoming.key)

    async def _person(self, user: str) -> Person:
        known = self._client.known.get(to_ours(user))
        if known is not None:
            return known
        person = await self._client.person(to_ours(user))
        await self._ears.people((person,))
        return person

    async def _meet(self, user: str | None) -> None:
        """Learn a writer's name if it can be had now; without it their id stands in its place."""
        try:
            if user:
                await self._person(user)
        except PlatformError as error:
            log.info("writer.unknown", person=user, reason=str(error))

    # what happens

    async def _event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What is raised here is answered 500 by Bolt, so that Slack delivers the event again."""
        event = body["event"]
        match event["type"]:
            case "message":
                await self._message(body, event)
            case "member_joined_channel" | "member_left_channel" if not self._is_me(event["user"]):
                moved = payload.moved(body, await self._person(event["user"]))
                spot = Spot(event["user"], moved.place, only_there=True)
                await self._answer_event(spot, moved, await self._ears.moved(moved))
            case kind if kind in payload.PLACES:
                await self._ears.changed(payload.place_changed(body))
            case "tokens_revoked" | "app_uninstalled" if payload.is_of_the_bot(event):
                log.error(
                    "slack.token_dead", event_type=event["type"], do="Install the app again and set its new token."
                )
            case "reaction_added" | "reaction_removed" if payload.is_pin(event) and not self._is_me(event["user"]):
                pinned = payload.pinned(body, await self._person(event["user"]), self._client.link)
                await self._answer_event(Spot(event["user"], pinned.place), pinned, await self._ears.router(pinned))
            case "reaction_added" | "reaction_removed" if not self._is_me(event["user"]):
                await self._ears.router(payload.reacted(body, await self._person(event["user"])))
            case "app_home_opened" if event["tab"] == "home":
                came = payload.came_home(body, await self._person(event["user"]), f"event:{body['event_id']}")
                await self._answer_event(Spot(event["user"]), came, await self._ears.router(came))
            case "user_change" | "team_join" if self._client.me:
                await self._ears.people((self._client.keep(event["user"], self._client.me.team),))
        await ack()

    async def _message(self, body: Body, event: Body) -> None:
        if ref := payload.deleted_ref(event):
            await self._ears.deleted(payload.deleted(body, ref, self._author(event.get("previous_message") or {})))
            return
        user = payload.writer(event)
        if user is None or self._is_me(user):
            return
        by = await self._person(user)
        said = payload.said(body, by, self._client.known)
        await self._answer_event(Spot(user, said.place, said.thread), said, await self._ears.router(said))

    async def _answer_event(self, spot: Spot, incoming: Incoming, outcome: Outcome) -> None:
        """Nobody waits for it, so it comes beside the acknowledgement; *spot*'s person alone sees it."""
        if isinstance(outcome, Reply):
            self._private_reply(spot, outcome, await self._reader(incoming, outcome))
        elif isinstance(outcome, ShowHome):
            self._show_home(spot.user, outcome, await self._reader(incoming, outcome))

    def _is_me(self, user: str) -> bool:
        return self._client.me is not None and user == self._client.me.user

    def _author(self, message: Body) -> Person:
        """Whose message was deleted; ours, unless it is somebody known."""
        user = str(message.get("user") or message.get("bot_id") or "")
        return self._client.known.get(to_ours(user)) or Person(id=to_ours(user), name="", standing=Standing.bot)

    # what takes a call of our own: after the acknowledgement, or beside it

    def _private_reply(self, spot: Spot, outcome: Reply, reader: Reader) -> None:
        said = reply(outcome, reader.translator, reader.links)
        self._later.start(self._say(spot, said, reader.act), "private_reply")

    async def _say(self, spot: Spot, said: dict[str, object], act: str) -> None:
        if not await self._once.may_say(act):
            return
        try:
            await self._client.private_reply(to_ours(spot.user), spot.place, said, spot.thread, spot.only_there)
        except PlatformError as error:  # a private reply is said once or not at all
            log.warning("private_reply.lost", reason=str(error))

    def _show_home(self, user: str, outcome: ShowHome, reader: Reader) -> None:
        self._homes.show(user, home(outcome.card, reader.translator, reader.links))

    def _refresh(self, body: Body, user: str) -> None:
        """Show somebody's Home anew after what they did."""
        self._later.start(self._came_again(body, user), "home")

    async def _came_again(self, body: Body, user: str) -> None:
        came = payload.came_home(body, await self._person(user), f"home:{user}:{body['trigger_id']}")
        await self._answer_event(Spot(user), came, await self._ears.router(came))

    def _open(self, trigger: str, spot: Spot, outcome: OpenForm, reader: Reader) -> None:
        view = forms.view(outcome.form, reader.translator, spot.place)
        self._later.start(self._show(trigger, spot, view, reader), "open form")

    async def _show(self, trigger: str, spot: Spot, view: dict[str, object], reader: Reader) -> None:
        try:
            await self._client.open_view(trigger, view)
        except (Later, NotNow) as error:
            if isinstance(error, NotNow) and error.reason == OPEN_ALREADY:
                return
            late = isinstance(error, Later) or error.reason in TOO_LATE
            log.warning("form.not_opened", reason=str(error), form=view["callback_id"])
            if not late:
                said = _("That form did not open. Nothing was lost. Ref {ref}", ref=logged(error))
            else:
                said = _("That form opened too late. Nothing was lost. Press the button again.")
            await self._say(spot, reply(Reply((said,)), reader.translator, {}), reader.act)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt looks for SLACK_BOT_TOKEN by itself, and warns at each start that it does not need what it found."""
    return record.getMessage() not in (warning_client_prioritized_and_token_skipped(), warning_token_skipped())


def _authorized(client: Client, token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        user = client.me.user if client.me else None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=user, bot_token=token)

    return authorize  # a plain function: Bolt takes a method's self for an argument to fill


def _leads(outcome: Outcome) -> bool:
    """Whether it has a button that leads somewhere."""
    match outcome:
        case Reply():
            return any(isinstance(item, Goto) for item in outcome.items)
        case ShowHome():
            rows = [part for part in outcome.card.parts if isinstance(part, Row)]
            return any(isinstance(item, Goto) for row in rows for item in row.items)
    return False


def _refused(view: Body, errors: FieldErrors, translator: Translator) -> dict[str, Any]:
    """Under the fields where they can be, else as a line above them: Slack takes one or the other."""
    if errors.top is None and errors.fields and errors.fields.keys() <= forms.fields(view):
        under = {name: translator.plain(words) for name, words in errors.fields.items()}
        return {"response_action": "errors", "errors": under}
    top = errors.top or next(iter(errors.fields.values()), _("Not saved. Check what you wrote."))
    below = {} if errors.top is None and len(errors.fields) < 2 else errors.fields
    return {"response_action": "update", "view": forms.refused(view, top, below, translator)}
