"""The one table of methods the workspace has. What is not in it answers unknown_method."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api import auth, chat, conversations, files, history, membership, pins, users, views
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """
    One method.

    Attributes:
        takes_json: Slack takes JSON bodies for methods that write, forms for all of them
            (api.slack.com/changelog/2017-10-keeping-up-with-the-jsons). JSON for one that only reads is not looked at.
        token: "bot", "app", or "" for none.

    """

    run: Callable[[Workspace, Args], Json]
    takes_json: bool = True
    token: str = "bot"


def methods() -> dict[str, Method]:
    """Every method by its name."""
    return {
        "api.test": Method(auth.api_test, token=""),
        "auth.test": Method(auth.auth_test),
        "apps.connections.open": Method(auth.apps_connections_open, token="app"),
        "conversations.create": Method(conversations.create),
        "conversations.open": Method(conversations.open_direct),
        "conversations.info": Method(conversations.info, takes_json=False),
        "conversations.list": Method(conversations.listed, takes_json=False),
        "conversations.setTopic": Method(conversations.set_topic),
        "conversations.setPurpose": Method(conversations.set_purpose),
        "conversations.rename": Method(conversations.rename),
        "conversations.archive": Method(conversations.archive),
        "conversations.invite": Method(membership.invite),
        "conversations.kick": Method(membership.kick),
        "conversations.members": Method(membership.members, takes_json=False),
        "conversations.history": Method(history.history, takes_json=False),
        "conversations.replies": Method(history.replies, takes_json=False),
        "chat.postMessage": Method(chat.post_message),
        "chat.update": Method(chat.update),
        "chat.delete": Method(chat.delete),
        "chat.postEphemeral": Method(chat.post_ephemeral),
        "chat.getPermalink": Method(chat.get_permalink, takes_json=False),
        "pins.add": Method(pins.add),
        "users.list": Method(users.users_list, takes_json=False),
        "users.info": Method(users.users_info, takes_json=False),
        "views.open": Method(views.open_view),
        "views.push": Method(views.push),
        "views.update": Method(views.update),
        "views.publish": Method(views.publish),
        "files.info": Method(files.info, takes_json=False),
        "files.getUploadURLExternal": Method(files.get_upload_url, takes_json=False),
        "files.completeUploadExternal": Method(files.complete_upload),
    }
