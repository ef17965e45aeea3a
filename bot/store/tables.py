"""Dumb rows: what stands in the database, for SQLite and PostgreSQL alike. Rules live in the domain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC and given back as UTC. SQLite would otherwise forget the zone without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = cast(datetime, value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Line(TypeDecorator[str]):
    """Text without NUL, which PostgreSQL refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value.replace("\x00", "") if value else value


class Row(SQLModel):
    """What all tables share: text without NUL, and names for constraints, so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _incident(*, primary_key: bool = False) -> Any:
    return Field(sa_type=Line, sa_column_args=[ForeignKey("incident.id")], primary_key=primary_key)


def _line(*, primary_key: bool = False) -> Any:
    return Field(sa_type=Line, primary_key=primary_key)


def _some_line() -> Any:
    return Field(default=None, sa_type=Line)


def _moment() -> Any:
    return Field(sa_type=cast(Any, UTCDateTime))


def _some_moment() -> Any:
    return Field(default=None, sa_type=cast(Any, UTCDateTime))


class IncidentRow(Row, table=True):
    """
    A record, and its state as it was after event *state_seq*; what came since is in its events. *size* is the length of
    that state, *fold* the version of the fold that made it.
    """

    __tablename__ = "incident"
    __table_args__ = (UniqueConstraint("tenant", "number"),)

    id: str = _line(primary_key=True)
    tenant: str = _line()
    number: int
    fold: int
    seq: int
    checksum: str = _line()
    is_resolved: bool
    state_seq: int
    size: int
    state: str = _line()


class EventRow(Row, table=True):
    """A link of the chain: see record/chain.py. Triggers refuse every change but an erasure."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("incident", "key"),)

    incident: str = _incident(primary_key=True)
    seq: int = Field(primary_key=True)
    tenant: str = _line()
    key: str | None = _some_line()
    at: datetime = _moment()
    happened_at: datetime = _moment()
    kind: str = _line()
    v: int
    by: str = _line()
    place: str | None = _some_line()
    data: str | None = _some_line()
    salt: str | None = _some_line()
    digest: str = _line()
    prev_hash: str = _line()
    hash: str = _line()


class InsideRow(Row, table=True):
    """Who is in the room of an incident: taken from the snapshot, so that a person's incidents are found at once."""

    __tablename__ = "inside"

    incident: str = _incident(primary_key=True)
    person: str = Field(sa_type=Line, primary_key=True, index=True)


class WorkRow(Row, table=True):
    """
    What wants attention. *asked* is raised by everything that does; *wake_at* is the only schedule there is.

    *owner* names the session that works on it, or the last one that did: whoever is not named there may not write.
    """

    __tablename__ = "work"

    incident: str = _incident(primary_key=True)
    asked: int
    owner: str | None = _some_line()
    wake_at: datetime | None = Field(default=None, sa_type=cast(Any, UTCDateTime), index=True)


class SeenRow(Row, table=True):
    """A request that was accepted, and its answer as JSON."""

    __tablename__ = "seen"

    key: str = _line(primary_key=True)
    at: datetime = Field(sa_type=cast(Any, UTCDateTime), index=True)
    outcome: str | None = _some_line()


class SurfaceRow(Row, table=True):
    """One message, direct message or step of a room, and how far it got."""

    __tablename__ = "surface"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'sending', 'sent')", name="state"),
        Index(None, "platform", "place", "ref"),
    )

    incident: str = _incident(primary_key=True)
    key: str = _line(primary_key=True)
    platform: str = _line()
    place: str | None = _some_line()
    thread: str | None = _some_line()
    ref: str | None = _some_line()
    hash: str | None = _some_line()
    state: str = _line()
    attempts: int
    first_at: datetime | None = _some_moment()
    shown_at: datetime | None = _some_moment()
    not_before: datetime | None = _some_moment()
    generation: int
    refused: str | None = _some_line()


class ExhibitRow(Row, table=True):
    """The bytes of the evidence that event *seq* added; without *data* they are a file of the folder."""

    __tablename__ = "exhibit"

    incident: str = _incident(primary_key=True)
    seq: int = Field(primary_key=True)
    sha256: str = _line()
    size: int
    data: bytes | None = Field(default=None, sa_type=LargeBinary)


class PlaceRow(Row, table=True):
    """Which incident a place belongs to: one at most."""

    __tablename__ = "place"

    platform: str = _line(primary_key=True)
    tenant: str = _line(primary_key=True)
    ref: str = _line(primary_key=True)
    incident: str = _incident()


class PersonRow(Row, table=True):
    """A person as one workspace knows them: the same id may be a member here and an outsider there."""

    __tablename__ = "person"

    tenant: str = _line(primary_key=True)
    id: str = _line(primary_key=True)
    platform: str = _line()
    name: str = _line()
    standing: str = _line()
    zone: str = _line()
    language: str = _line()
    checked_at: datetime = _moment()


class OrganisationRow(Row, table=True):
    """One saving of a workspace's setup; the newest counts, the older ones are its history."""

    __tablename__ = "organisation"

    id: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(sa_type=Line, index=True)
    at: datetime = _moment()
    by: str = _line()
    data: str = _line()


class CounterRow(Row, table=True):
    """The last number given, by tenant."""

    __tablename__ = "counter"

    tenant: str = _line(primary_key=True)
    n: int


def _table(row: type[Row]) -> Table:
    return Row.metadata.tables[str(row.__tablename__)]


incident, event, inside = _table(IncidentRow), _table(EventRow), _table(InsideRow)
work, seen, counter = _table(WorkRow), _table(SeenRow), _table(CounterRow)
surface, place, exhibit = _table(SurfaceRow), _table(PlaceRow), _table(ExhibitRow)
person, organisation = _table(PersonRow), _table(OrganisationRow)
