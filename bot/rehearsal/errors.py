"""What goes wrong: refusals in Slack's own words for the app, and refusals for the person on the page."""

from typing import Any


class SlackError(Exception):
    """A Web API call that is answered with `ok: false`, an error name of Slack's and what goes with it."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


class NotPossible(Exception):
    """What a person tried on the page cannot be done; *text* says why in words."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.status = status


def invalid_arguments(*messages: str) -> SlackError:
    """Slack's refusal of arguments that are missing or have the wrong form."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {text}" for text in messages]})
