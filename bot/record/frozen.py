"""The one kind of model the domain uses, immutable; and a string that does not print."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, SerializationInfo
from pydantic_core import CoreSchema, core_schema

REVEAL = {"reveal": True}
"""Serialisation context that writes restricted values in full: the store's own, and nobody else's."""


class Frozen(BaseModel):
    """An immutable value. Unknown fields are ignored, so that older code reads what newer code wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Restricted:
    """
    The name of a person involved, or anything else only a few may read: it prints as ``[restricted]``.

    Only ``reveal()`` gives the value; call it in forms, private replies and direct messages to those allowed, nowhere
    else.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for a reader whose right was checked."""
        return self._value

    def __str__(self) -> str:
        return "[restricted]"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Restricted) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.union_schema(
            [
                core_schema.is_instance_schema(cls),
                core_schema.no_info_after_validator_function(cls, core_schema.str_schema()),
            ],
            serialization=core_schema.plain_serializer_function_ser_schema(
                cls._dump, info_arg=True, return_schema=core_schema.str_schema()
            ),
        )

    @staticmethod
    def _dump(value: Restricted, info: SerializationInfo) -> str:
        return value.reveal() if (info.context or {}).get("reveal") else str(value)
