"""The rehearsal workspace: its memory, its clock, and all that is joined to them."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.rehearsal.calls import CallLog
from bot.rehearsal.delivery import ANSWER_WITHIN_S, Answer, Delivery, Envelope, Kind
from bot.rehearsal.errors import SlackError
from bot.rehearsal.events import callback, wanted
from bot.rehearsal.keeping import reload
from bot.rehearsal.manifest import read_manifest
from bot.rehearsal.model import APP_ID, BOT_ID, Tokens
from bot.rehearsal.people import Person
from bot.rehearsal.places import Message, Place
from bot.rehearsal.seed import Seed, plant
from bot.rehearsal.shapes import Clock, Json, utc_now
from bot.rehearsal.signed import Signed
from bot.rehearsal.sockets import Sockets
from bot.rehearsal.stream import Stream
from bot.rehearsal.triggers import Triggers
from bot.rehearsal.views import View, Views, hash_of
from bot.rehearsal.weather import Weather


class Workspace:
    """
    One organisation with one app.

    Args:
        manifest: The parsed app.yaml: what it does not name, the app does not get.
        seed: The organisation, unless *state* already holds one.
        clock: Aware UTC; decides message ids, triggers and redelivery.
        state: Where the memory is kept; None keeps it in this process alone.
        answer_within_s: How long the app has for an answer, by the event loop's clock.

    Attributes:
        private_channels_allowed: False makes conversations.create answer restricted_action.
        removal_allowed: False makes conversations.kick answer restricted_action.
        calls: Every Web API call there was.

    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        seed: Seed,
        clock: Clock = utc_now,
        state: Path | None = None,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self.manifest = read_manifest(manifest)
        self.clock = clock
        self.state = state
        self.url = ""
        self.private_channels_allowed = True
        self.removal_allowed = True
        self.unwelcome: dict[str, str] = {}  # user → Slack's error for every invitation of theirs, which names nobody
        kept = state is not None and state.exists()
        self.model = reload(state) if state and kept else plant(seed, self.manifest, secrets.token_urlsafe(16), clock())
        self.views = Views()
        self.triggers = Triggers(clock)
        self.stream = Stream()
        self.weather = Weather()
        self.calls = CallLog()
        self.refused_answers: list[str] = []
        self.touched: dict[tuple[str, str], Json] = {}  # (user, ts) -> what they chose in that message's menus
        self.sockets = Sockets(self._connection_changed)
        self.delivery = Delivery(clock, answer_within_s, self.sockets)
        self.sockets.delivery = self.delivery

    @property
    def tokens(self) -> Tokens:
        return self.model.tokens

    @property
    def people(self) -> dict[str, Person]:
        return self.model.people

    @property
    def places(self) -> dict[str, Place]:
        return self.model.places

    @property
    def is_connected(self) -> bool:
        """Whether an app is there to talk to."""
        return self.delivery.line.is_connected

    def deliver_http(self, url: str) -> None:
        """From now on everything is posted, signed, to *url*; open sockets are closed."""
        self.sockets.drop()
        if isinstance(self.delivery.line, Signed):
            self.delivery.line.url = url
        else:
            self.delivery.line = Signed(url, self.tokens.signing_secret, self.delivery)
        self._connection_changed()

    def next_ts(self) -> str:
        return self.model.next_ts(self.clock())

    def seconds(self) -> int:
        return int(self.clock().timestamp())

    def tell(self, event: Json, place: Place | None = None) -> None:
        """Tells the app of an event, if it may know and wants to."""
        want = wanted(self.manifest, event, place)
        if not want.is_sent:
            return
        payload = callback(self.model, event | {"type": want.name}, place, self.seconds())
        envelope = Envelope(self.model.fresh_id("E"), "events_api", payload)
        self.delivery.tell(envelope)
        if self.weather.doubles():
            self.delivery.tell_again(envelope)

    async def ask(self, kind: Kind, payload: Json) -> Answer:
        """Brings the app a command or an interaction and waits for its answer."""
        return await self.delivery.ask(Envelope(self.model.fresh_id("E"), kind, payload))

    def show(self, place: Place, message: Message, kind: str) -> None:
        """
        Tells the pages that a message came ("message"), "changed" or was "deleted"; a private reply only its reader.
        """
        if message.to:
            audience = frozenset({message.to})
            kind = "private_reply" if kind == "message" else kind
        else:
            audience = self.model.audience(place)
        self.stream.publish(kind, audience, channel=place.id, ts=message.ts, thread_ts=message.thread_ts or None)

    def new_view(self, owner: str, body: Json) -> View:
        """A view that is not shown yet."""
        view_id = self.model.fresh_id("V")
        return View(view_id, owner, body, hash_of(body, self.clock().timestamp()), view_id)

    def view_shape(self, view: View) -> Json:
        return view.as_slack(APP_ID, BOT_ID, self.model.team_id)

    def refuse_answer(self, user: str, asked: str, fault: SlackError) -> str:
        """Notes and shows that the app's answer to what *user* did could not be used; the words that say so."""
        messages = (fault.extra.get("response_metadata") or {}).get("messages") or []
        why = " ".join(["The app's answer could not be used:", fault.code, *messages])
        self.refused_answers.append(f"{asked}: {why}")
        self.stream.publish("toast", frozenset({user}), error=fault.code, text=why)
        return why

    def _connection_changed(self) -> None:
        self.stream.publish("app", connected=self.is_connected)
