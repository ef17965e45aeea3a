"""Forms as Slack's modals, and back: what was filled in, and a refusal on top of the same modal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, assert_never

from bot.blockkit import check_view, rules
from bot.chat.card import Option
from bot.chat.form import (
    Asked,
    Asks,
    Attaches,
    Chooses,
    ChoosesPlace,
    ChoosesSeveral,
    Dates,
    Days,
    Field,
    Form,
    Picks,
    PicksSeveral,
    Says,
)
from bot.chat.incoming import Given
from bot.crisis.evidence.facts import FileRef
from bot.platforms.slack.limits import LIMITS
from bot.platforms.slack.markup import Block, lines, plain
from bot.platforms.slack.messages import files
from bot.platforms.slack.people import to_ours, to_slack
from bot.platforms.slack.render import FaultyBlocks, option
from bot.text import Strong, Translator, Words, _, _n, clean

TOP: Final = "top"  # the block that says why a form was refused
KINDS: Final = {"text": "plain_text_input", "number": "number_input", "address": "url_text_input"}


def view(form: Form, translator: Translator, place: str | None = None) -> dict[str, object]:
    """
    The form as a modal. *place* is the channel it belongs to, which Slack does not tell when the form is sent.

    Raises:
        FaultyBlocks: A label is too long, a name stands twice …
    """
    modal: dict[str, object] = {
        "type": "modal",
        "callback_id": form.action,
        "title": plain(translator.plain(form.title)),
        "submit": plain(translator.plain(form.submit)),
        "close": plain(translator.plain(form.close or _("Cancel"))),
        "private_metadata": json.dumps([form.carried, place], separators=(",", ":")),
        "blocks": [block for field in form.fields for block in _field(field, translator, form.begins)],
    }
    if faults := check_view(modal):
        raise FaultyBlocks(faults)
    return modal


def carried(sent: Mapping[str, Any]) -> tuple[str, str | None]:
    """What a view carries: the form's burden, and the channel it belongs to."""
    burden, place = json.loads(sent["private_metadata"])
    return burden, place


def given(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Given]:
    """What was filled in, by the field's name. A moment is aware UTC; what was left empty is None or ()."""
    return {name: _given(element) for name, elements in state.items() for element in elements.values()}


def attached(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, tuple[FileRef, ...]]:
    """The files that were put in, by the field's name; fields without one are left out."""
    found = {name: files(e.get("files") or ()) for name, elements in state.items() for e in elements.values()}
    return {name: some for name, some in found.items() if some}


def refused(sent: Mapping[str, Any], top: Words, fields: Mapping[str, Words], translator: Translator) -> Block:
    """
    The same modal with the refusal above its fields, for a ``response_action`` update: what was typed stays.

    Slack takes errors under fields or an update, not both, so the fields' errors join the line above.
    """
    said = lines(translator, (Strong(top), *fields.values()), {})
    for number, block in enumerate(said):
        block["block_id"] = f"{TOP}{number or ''}"
    kept = [block for block in sent["blocks"] if not str(block.get("block_id", "")).startswith(TOP)]
    same = {key: sent[key] for key in ("type", "callback_id", "title", "submit", "close", "private_metadata")}
    return {**same, "blocks": [*said, *kept]}


def fields(sent: Mapping[str, Any]) -> frozenset[str]:
    """The names of the fields a view asks for; Slack refuses an error for any other."""
    return frozenset(block["block_id"] for block in sent["blocks"] if block["type"] == "input")


def _field(field: Field, translator: Translator, begins: str = "") -> list[Block]:
    """Slack keeps what was filled in where both ids stay as they were; a field is known by its block's alone."""
    if isinstance(field, Says):
        return lines(translator, field.lines, {})
    if field.name.startswith(TOP):
        raise ValueError(f"a field's name does not begin with {TOP!r}: {field.name!r}")
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(translator.plain(field.label)),
        "optional": not field.required,
        "element": {"action_id": f"{field.name}:{begins}" if begins else field.name, **_element(field, translator)},
    }
    hint = _hint(field, translator)
    return [{**block, "hint": plain(hint)} if hint else block]


def _hint(field: Asked, translator: Translator) -> str:
    """The field's own, and how many of its choices are not there."""
    said = [field.hint] if field.hint else []
    if isinstance(field, Chooses | ChoosesSeveral) and (left := len(field.options) - len(_kept(field))):
        said.append(_n("{n} more is not listed.", "{n} more are not listed.", left))
    return " ".join(translator.plain(words) for words in said)


def _element(field: Asked, translator: Translator) -> Block:
    match field:
        case Asks():
            return _asks(field)
        case Chooses() | ChoosesSeveral():
            return _chooses(field, translator)
        case Picks():
            return {"type": "users_select", **({"initial_user": to_slack(field.initial[0])} if field.initial else {})}
        case PicksSeveral():
            ids = [to_slack(person) for person in field.initial]
            return {"type": "multi_users_select", **({"initial_users": ids} if ids else {})}
        case Dates():
            return _moment(field)
        case Days():
            day = field.initial
            return {"type": "datepicker", **({"initial_date": day.isoformat()} if day else {})}
        case ChoosesPlace():
            channels = {
                "include": ["public", "private"],
                "exclude_bot_users": True,
                "exclude_external_shared_channels": True,  # other organisations need not hear that there is a crisis
            }
            first = {"initial_conversation": field.initial} if field.initial else {}
            return {"type": "conversations_select", "filter": channels, **first}
        case Attaches():
            return {"type": "file_input", "max_files": min(field.many, LIMITS.files)}
        case _:
            assert_never(field)


def _asks(field: Asks) -> Block:
    element: Block = {"type": KINDS[field.kind]}
    if field.kind == "number":
        element["is_decimal_allowed"] = True
    if field.kind == "text" and field.long:
        element["multiline"] = True
    if field.kind == "text" and field.max_chars:
        element["max_length"] = min(field.max_chars, LIMITS.field_chars)
    return {**element, "initial_value": field.initial} if field.initial else element


def _chooses(field: Chooses | ChoosesSeveral, translator: Translator) -> Block:
    several = isinstance(field, ChoosesSeveral)
    kept = _kept(field)
    options = {entry.value: option(entry, translator) for entry in kept}
    initial = [options[value] for value in _begins(field, kept)]
    is_list = field.style == "list" and len(kept) <= LIMITS.boxes  # what is too much to stand there all at once: a menu
    if is_list:
        kind = "checkboxes" if several else "radio_buttons"
    else:
        kind = "multi_static_select" if several else "static_select"
    listed = {"options": list(options.values())} if is_list else _listed(kept, options, translator)
    element: Block = {"type": kind, **listed}
    if not initial:
        return element
    return {**element, "initial_options": initial} if several else {**element, "initial_option": initial[0]}


def _kept(field: Chooses | ChoosesSeveral) -> tuple[Option, ...]:
    """As many choices as a menu takes, those chosen at first before all; under headings there is room for all."""
    if len(field.options) <= LIMITS.options or all(each.group for each in field.options):
        return field.options
    return tuple(sorted(field.options, key=lambda each: each.value not in field.initial)[: LIMITS.options])


def _begins(field: Chooses | ChoosesSeveral, kept: Sequence[Option]) -> tuple[str, ...]:
    """What is chosen at first; of what did not fit nothing is."""
    cut = {each.value for each in field.options} - {each.value for each in kept}
    return tuple(value for value in field.initial if value not in cut)


def _listed(kept: Sequence[Option], options: Mapping[str, Block], translator: Translator) -> Block:
    """The options of a menu, under their headings; what is too many for one heading follows under it once more."""
    groups: dict[str, list[Block]] = {}
    for entry in kept:
        if entry.group is None:
            return {"options": list(options.values())}
        groups.setdefault(translator.plain(entry.group), []).append(options[entry.value])
    parted = [
        {"label": plain(name), "options": some[start : start + rules.MAX_OPTIONS]}
        for name, some in groups.items()
        for start in range(0, len(some), rules.MAX_OPTIONS)
    ]
    return {"option_groups": parted[: rules.MAX_GROUPS]} if parted else {"options": []}


def _moment(field: Dates) -> Block:
    if field.initial is None:
        return {"type": "datetimepicker"}
    if field.initial.tzinfo is None:
        raise ValueError(f"{field.name} begins with a moment that has a time zone")
    return {"type": "datetimepicker", "initial_date_time": int(field.initial.timestamp())}


def _given(element: Mapping[str, Any]) -> Given:
    match element["type"]:
        case "plain_text_input" | "number_input" | "url_text_input":
            return clean(element.get("value") or "").strip() or None
        case "static_select" | "radio_buttons":
            chosen = element.get("selected_option")
            return chosen["value"] if chosen else None
        case "multi_static_select" | "checkboxes":
            return tuple(chosen["value"] for chosen in element.get("selected_options") or ())
        case "users_select":
            user = element.get("selected_user")
            return to_ours(user) if user else None
        case "multi_users_select":
            return tuple(to_ours(user) for user in element.get("selected_users") or ())
        case "conversations_select":
            return element.get("selected_conversation") or None
        case "datepicker":
            day = element.get("selected_date")
            return date.fromisoformat(day) if day else None
        case "datetimepicker":
            stamp = element.get("selected_date_time")
            return datetime.fromtimestamp(stamp, UTC) if stamp else None
        case "file_input":
            return None  # see attached
        case other:
            raise ValueError(f"no field of ours is a {other}")
