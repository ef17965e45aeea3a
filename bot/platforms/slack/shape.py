"""The shape of Slack's payloads, as far as it is read: what has another shape goes no further than this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

MOMENT: Final = r"^\d{1,12}(\.\d{1,9})?$"  # Slack: ts, seconds since 1970
Timestamp = Field(pattern=MOMENT)
Id = Annotated[str, Field(min_length=1)]


class Malformed(ValueError):
    """Something is missing in it, or of another kind than Slack sends. *str* names fields, never what was in them."""


class _Id(BaseModel):
    id: Id


class _Was(BaseModel):
    user: str | None = None
    bot_id: str | None = None


class _Option(BaseModel):
    value: str


class _File(BaseModel):
    id: str
    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    size: int | None = None


class _Message(BaseModel):
    ts: str = Timestamp
    text: str | None = None
    user: str | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    files: list[_File] | None = None
    attachments: list[dict[str, Any]] | None = None


class _Command(BaseModel):
    team_id: Id
    channel_id: Id
    user_id: Id
    trigger_id: Id
    text: str | None = None


class _Chosen(BaseModel):
    type: str
    action_id: Id
    action_ts: Id
    value: str | None = None
    selected_option: _Option | None = None

    @model_validator(mode="after")
    def _chose(self) -> _Chosen:
        if self.type in ("overflow", "static_select") and self.selected_option is None:
            raise ValueError("nothing was chosen")
        return self


class _Container(BaseModel):
    channel_id: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    view_id: str | None = None


class _Field(BaseModel):
    type: Literal[
        "plain_text_input",
        "number_input",
        "url_text_input",
        "static_select",
        "radio_buttons",
        "multi_static_select",
        "checkboxes",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "file_input",
    ]
    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None
    selected_conversation: str | None = None
    selected_date: date | None = None
    selected_date_time: Annotated[int, Field(ge=0, lt=10**11)] | None = None  # seconds since 1970
    files: list[_File] | None = None


class _State(BaseModel):
    values: dict[str, dict[str, _Field]] | None = None


class _Screen(BaseModel):
    type: str


class _View(_Screen):
    id: str
    hash: Id
    callback_id: Id
    private_metadata: str = ""
    state: _State | None = None
    blocks: list[dict[str, Any]] = []


class _Act(BaseModel):
    user: _Id
    team: _Id | None = None
    channel: _Id | None = None
    enterprise: _Id | None = None
    response_urls: list[dict[str, Any]] = []


class _Pressed(_Act):
    trigger_id: Id
    container: _Container
    actions: list[_Chosen] = Field(min_length=1)
    view: _Screen | None = None


class _Submitted(_Act):
    view: _View


class _Shortcut(_Act):
    callback_id: Id
    trigger_id: Id


class _OnMessage(_Shortcut):
    message: _Message
    channel: _Id


class _Authorization(BaseModel):
    team_id: str | None = None
    enterprise_id: str | None = None


class _Event(BaseModel):
    """What Bolt itself reads of any event."""

    type: str
    subtype: str | None = None
    channel: str | _Id | None = None
    user: str | _Id | None = None


class _Callback(BaseModel):
    event_id: Id
    team_id: str | None = None
    authorizations: list[_Authorization] | None = None
    event: dict[str, Any]


class _Any(BaseModel):
    type: str


class _Said(BaseModel):
    channel: Id
    ts: str = Timestamp
    text: str | None = None
    user: str | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    files: list[_File] | None = None


class _Changed(BaseModel):
    channel: Id
    message: _Message
    previous_message: _Was | None = None


class _Deleted(BaseModel):
    channel: Id
    deleted_ts: str = Timestamp
    previous_message: _Was | None = None


class _Moved(BaseModel):
    user: Id
    channel: Id


class _Item(BaseModel):
    type: str
    channel: str | None = None
    ts: str | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> _Item:
        if self.type == "message":
            _Said.model_validate({"channel": self.channel, "ts": self.ts})
        return self


class _Reaction(BaseModel):
    user: Id
    reaction: str
    item: _Item


class _Renamed(_Id):
    name: str | None = None


class _Place(BaseModel):
    channel: Id | _Renamed


class _Tokens(BaseModel):
    bot: list[str] | None = None


class _Revoked(BaseModel):
    tokens: _Tokens | None = None


class _Home(BaseModel):
    user: Id
    tab: str


class _Profile(BaseModel):
    real_name: str | None = None


class _Organisation(BaseModel):
    teams: list[str] | None = None


class _User(_Id):
    name: str | None = None
    real_name: str | None = None
    tz: str | None = None
    locale: str | None = None
    profile: _Profile | None = None
    enterprise_user: _Organisation | None = None


class _Known(BaseModel):
    user: _User


ACTS: Final[Mapping[str, type[BaseModel]]] = {
    "block_actions": _Pressed,
    "view_submission": _Submitted,
    "shortcut": _Shortcut,
    "message_action": _OnMessage,
    "event_callback": _Callback,
}
EVENTS: Final[Mapping[str, type[BaseModel]]] = {
    "member_joined_channel": _Moved,
    "member_left_channel": _Moved,
    "reaction_added": _Reaction,
    "reaction_removed": _Reaction,
    "app_home_opened": _Home,
    "group_archive": _Place,
    "group_unarchive": _Place,
    "group_deleted": _Place,
    "group_rename": _Place,
    "group_left": _Place,
    "tokens_revoked": _Revoked,
    "user_change": _Known,
    "team_join": _Known,
}
MESSAGES: Final[Mapping[str, type[BaseModel]]] = {"message_changed": _Changed, "message_deleted": _Deleted}


def check(body: object) -> None:
    """Raise Malformed unless *body* is what Slack sends of its kind. Kinds that nobody reads are let through."""
    try:
        if not isinstance(body, dict):
            raise Malformed("no object")
        if "command" in body:
            _Command.model_validate(body)
        elif "ssl_check" not in body:
            _check_act(body)
    except ValidationError as wrong:
        raise Malformed(", ".join(sorted({_place(error["loc"]) for error in wrong.errors()}))) from None


def _check_act(body: Mapping[str, Any]) -> None:
    kind = _Any.model_validate(body).type
    if kind in ACTS:
        ACTS[kind].model_validate(body)
    if kind == "event_callback":
        of = _Event.model_validate(body["event"])
        shape = MESSAGES.get(of.subtype or "", _Said) if of.type == "message" else EVENTS.get(of.type)
        if shape is not None:
            shape.model_validate(body["event"])


def _place(location: tuple[int | str, ...]) -> str:
    """Where it is wrong; the names under ``values`` may be anything, and so are left out."""
    return ".".join(str(part) for part in location[:2]) or "a choice"
