"""Forms and Homes: what each person has open, in the shape Slack gives views."""

import hashlib
import json
from dataclasses import dataclass, field

from bot.rehearsal.elements import merged_state
from bot.rehearsal.errors import SlackError
from bot.rehearsal.shapes import Json

MAX_STACK = 3  # Slack: one open view and two pushed ones, else push_limit_reached (surfaces/modals)


@dataclass
class View:
    """
    One view of one person.

    Attributes:
        body: What the app sent, its ids filled in.
        typed: What the person has put in so far, as state.values.

    """

    id: str
    owner: str
    body: Json
    hash: str
    root_id: str
    previous_id: str = ""
    typed: Json = field(default_factory=dict)

    def show(self, body: Json, at: float) -> None:
        """Shows something else in the same place; what was typed into fields that stay is kept."""
        self.body, self.hash = body, hash_of(body, at)

    @property
    def values(self) -> Json:
        return merged_state(self.body["blocks"], self.typed)

    def as_slack(self, app_id: str, bot_id: str, team_id: str) -> Json:
        """Slack's view object."""
        body = self.body
        return {
            "id": self.id,
            "team_id": team_id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": body.get("title"),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "submit_disabled": bool(body.get("submit_disabled")),
            "previous_view_id": self.previous_id or None,
            "root_view_id": self.root_id,
            "external_id": body.get("external_id", ""),
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }


class Views:
    """The open forms of everybody, each person's stack with the top one last. They do not outlive the run."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}

    def of(self, user: str) -> list[View]:
        return self.stacks.setdefault(user, [])

    def find(self, view_id: str, external_id: str = "") -> View | None:
        """The open view of that id, or of the app's own external id."""
        for stack in self.stacks.values():
            for view in stack:
                if (view_id and view.id == view_id) or (external_id and view.body.get("external_id") == external_id):
                    return view
        return None

    def open(self, view: View) -> None:
        """Opens a form in the place of whatever the person had open."""
        self.stacks[view.owner] = [view]

    def push(self, view: View) -> None:
        """
        Lays a form over those that are open.

        Raises:
            SlackError: push_limit_reached.

        """
        stack = self.of(view.owner)
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)

    def close(self, view: View) -> None:
        """Closes that form and those over it."""
        stack = self.of(view.owner)
        if view in stack:
            del stack[stack.index(view) :]


def hash_of(body: Json, at: float) -> str:
    """Changes with every showing, as Slack's: a time and a digest."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:8]
    return f"{at:.6f}.{digest}"
