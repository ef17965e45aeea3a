"""The arguments of one call, from JSON, a form or an address, read the way Slack reads them."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from bot.rehearsal.errors import SlackError, invalid_arguments
from bot.rehearsal.shapes import Json

T = TypeVar("T")
NOT_SET = ("", "0", "false", "False", "null", "None")


class Args:
    """Arguments by name. In a form everything is text, so lists and objects are JSON in it."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {key: value for key, value in given.items() if key != "token" and value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name, default)
        if isinstance(value, bool | dict | list):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def needed(self, name: str) -> str:
        """
        Raises:
            SlackError: invalid_arguments, it is missing.

        """
        if not (value := self.text(name)):
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        value = self.given.get(name, False)
        return value if isinstance(value, bool) else str(value) not in NOT_SET

    def number(self, name: str, default: int, most: int) -> int:
        """A number from 1 to *most*."""
        try:
            value = int(self.given.get(name, default))
        except (TypeError, ValueError):
            raise invalid_arguments(f"must be a number [json-pointer:/{name}]") from None
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def listed(self, name: str) -> list[str]:
        """Several values: a JSON list, or text with commas."""
        value = self.given.get(name, "")
        items = value if isinstance(value, list) else str(value).split(",")
        return [str(item).strip() for item in items if str(item).strip()]

    def shape(self, name: str) -> Any:
        """A list or an object; in a form it is JSON. None if it was not given."""
        value = self.given.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise invalid_arguments(f"must be valid JSON [json-pointer:/{name}]") from None
        return value

    def page(self, items: Sequence[T], default: int = 100, most: int = 1000) -> tuple[list[T], Json]:
        """One page of a list by `limit` and `cursor`, and the response_metadata that leads to the next."""
        limit, start = self.number("limit", default, most), self._start()
        end = start + limit
        cursor = base64.b64encode(f"from:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": cursor}

    def _start(self) -> int:
        if not (cursor := self.text("cursor")):
            return 0
        try:
            word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise SlackError("invalid_cursor") from None
        if word != "from" or not number.isdigit():
            raise SlackError("invalid_cursor")
        return int(number)
