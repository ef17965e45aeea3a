"""What a person does with the app: commands, shortcuts, presses, forms, its Home. Each waits for the app's answer."""

from bot.rehearsal import forms, payloads, rooms, talk
from bot.rehearsal.control.asked import Asked
from bot.rehearsal.control.looking import message_shape, views
from bot.rehearsal.control.talking import member_place
from bot.rehearsal.delivery import Answer
from bot.rehearsal.elements import CHOSEN, PRESSED_ONLY, action_of, find_control
from bot.rehearsal.errors import NotPossible, SlackError
from bot.rehearsal.model import BOT_ID, BOT_USER
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.views import View
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.blocks import MAX_POST_CHARS, checked_content
from bot.rehearsal.words import as_typed_in_command


async def command(asked: Asked) -> Json:
    """Runs a typed command and shows the app's answer: to this person alone, or to everybody if it says so."""
    place, workspace = member_place(asked), asked.workspace
    name, _, rest = asked.text("text").strip().partition(" ")
    known = workspace.manifest.commands.get(name)
    if known is None:
        raise NotPossible("unknown_command", f"{name} is not a command here.", 404)
    text = as_typed_in_command(workspace.model, rest.strip(), should_escape=known.should_escape)
    answer = await workspace.ask("slash_commands", payloads.command(workspace, asked.user, place, name, text))
    if answer.error:
        return {"ok": False, "answer": None, "error": answer.error, "text": _failed(name, answer)}
    try:
        said = _answer_message(asked, place, answer.payload)
    except SlackError as refused:
        why = workspace.refuse_answer(asked.user, name, refused)
        return {"ok": False, "answer": None, "error": refused.code, "text": why}
    return {"ok": True, "answer": said, "error": None, "text": said["text"] if said else ""}


def _answer_message(asked: Asked, place: Place, answer: Json) -> Json | None:
    if not answer.get("text") and not answer.get("blocks"):
        return None
    workspace = asked.workspace
    text, blocks = checked_content(workspace, Args(answer), MAX_POST_CHARS)
    message = Message(workspace.next_ts(), BOT_USER, text, blocks, bot_id=BOT_ID)
    if answer.get("response_type") == "in_channel":
        talk.post(workspace, place, message)
    else:
        message.to = asked.user
        talk.private_reply(workspace, place, message)
    return message_shape(workspace, place, message, asked.user)


async def shortcut(asked: Asked) -> Json:
    """Runs a shortcut of the manifest: a global one, or one on a message (then with channel and ts)."""
    workspace, callback_id = asked.workspace, asked.text("callback_id")
    if not workspace.manifest.interactivity:
        raise NotPossible("interactivity_disabled", "This app's manifest has interactivity off.", 403)
    known = next((s for s in workspace.manifest.shortcuts if s.callback_id == callback_id), None)
    if known is None:
        raise NotPossible("unknown_shortcut", "There is no such shortcut.", 404)
    if known.kind == "global":
        payload = payloads.global_shortcut(workspace, asked.user, callback_id)
    else:
        place, message = workspace.model.seen_message(asked.user, asked.text("channel"), asked.text("ts"))
        if message.to or message.subtype == "tombstone":
            raise NotPossible("no_such_control", "This message has no menu.", 403)
        payload = payloads.message_shortcut(workspace, asked.user, callback_id, place, message)
    return _outcome(known.name, await workspace.ask("interactive", payload))


async def press(asked: Asked) -> Json:
    """Presses a button or changes a menu, on a message or in a form, exactly as it stands there."""
    if not asked.workspace.manifest.interactivity:
        raise NotPossible("interactivity_disabled", "This app's manifest has interactivity off.", 403)
    if asked.optional("view_id"):
        return await _press_in_view(asked, _view(asked))
    place, message = asked.workspace.model.seen_message(asked.user, asked.text("channel"), asked.text("ts"))
    if message.user != BOT_USER:
        raise NotPossible("no_such_control", "This message is not the app's.", 404)
    block, element = find_control(message.blocks, asked.optional("block_id"), asked.text("action_id"))
    action = action_of(block, element, asked.body, asked.workspace.next_ts())
    typed = asked.workspace.touched.setdefault((asked.user, message.ts), {})
    _remember(typed, action)
    payload = payloads.pressed(asked.workspace, asked.user, place, message, action, typed)
    return _outcome("", await asked.workspace.ask("interactive", payload))


async def _press_in_view(asked: Asked, view: View) -> Json:
    block, element = find_control(view.body["blocks"], asked.optional("block_id"), asked.text("action_id"))
    forms.type_in(asked.workspace, view, asked.body.get("values") or {})
    action = action_of(block, element, asked.body, asked.workspace.next_ts())
    _remember(view.typed, action)
    payload = payloads.pressed_in_view(asked.workspace, asked.user, view, action)
    return _outcome("", await asked.workspace.ask("interactive", payload)) | {"views": await views(asked)}


def _view(asked: Asked) -> View:
    """An open form of that person, or their Home."""
    home = asked.workspace.model.homes.get(asked.user)
    if home is not None and home.id == asked.text("view_id"):
        return home
    return forms.open_form(asked.workspace, asked.user, asked.text("view_id"))


def _remember(typed: Json, action: Json) -> None:
    """A menu keeps what was chosen in it, for the state of later presses."""
    kind = action["type"]
    if kind in CHOSEN and kind not in PRESSED_ONLY:
        key = CHOSEN[kind]
        typed.setdefault(action["block_id"], {})[action["action_id"]] = {"type": kind, key: action[key]}


async def submit(asked: Asked) -> Json:
    """Sends the top form with what is typed."""
    view = forms.open_form(asked.workspace, asked.user, asked.text("view_id"))
    if view is not asked.workspace.views.of(asked.user)[-1]:
        raise NotPossible("not_on_top", "Another form lies over this one.", 409)
    forms.type_in(asked.workspace, view, asked.body.get("values") or {})
    sent = await forms.submit(asked.workspace, asked.user, view)
    return {
        "ok": sent.ok,
        "errors": sent.errors or None,
        "error": sent.error or None,
        "text": sent.text,
        "views": await views(asked),
    }


async def close(asked: Asked) -> Json:
    view = forms.open_form(asked.workspace, asked.user, asked.text("view_id"))
    await forms.close(asked.workspace, asked.user, view)
    return {"ok": True, "views": await views(asked)}


async def home(asked: Asked) -> Json:
    """Opens the app's Home; the app hears of it and may publish a new one, which the stream tells."""
    workspace = asked.workspace
    if not workspace.manifest.home_tab:
        raise NotPossible("not_enabled", "This app has no Home.", 404)
    place = rooms.direct(workspace, asked.user, BOT_USER)
    shown = workspace.model.homes.get(asked.user)
    event = {
        "type": "app_home_opened",
        "user": asked.user,
        "channel": place.id,
        "tab": "home",
        "event_ts": workspace.next_ts(),
    }
    workspace.tell(event | ({"view": workspace.view_shape(shown)} if shown else {}))
    return {"ok": True, "view": workspace.view_shape(shown) if shown else None}


def _outcome(what: str, answer: Answer) -> Json:
    if not answer.error:
        return {"ok": True, "error": None, "warning": None}
    return {"ok": False, "error": answer.error, "warning": _failed(what, answer)}


def _failed(what: str, answer: Answer) -> str:
    """The line a person reads; the platform names its error in it."""
    subject = what or "That"
    if answer.error == "operation_timeout":
        return f"{subject} failed: the app did not answer within 3 seconds ({answer.error})."
    return f"{subject} failed: the app could not be reached ({answer.error})."
