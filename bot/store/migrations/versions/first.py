"""The first tables, and triggers by which the database itself refuses to change the timeline and its evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0201"  # 0.1 had 0001 to 0003: see TOO_OLD in migrate.py
down_revision = None

TIME = sa.DateTime(timezone=True)

FINAL = "events are never changed or deleted"
EVIDENCE_FINAL = "evidence is never changed, and deleted only when it was erased"
STANDS = "EXISTS (SELECT 1 FROM event WHERE incident = OLD.incident AND seq = OLD.seq AND data IS NOT NULL)"

SQLITE = (
    # The one change let through takes the words and their salt away, and nothing else.
    f"""
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    WHEN NOT (
        OLD.data IS NOT NULL AND NEW.data IS NULL AND NEW.salt IS NULL
        AND (NEW.incident, NEW.seq, NEW.tenant, NEW.key, NEW.at, NEW.happened_at, NEW.kind, NEW.v, NEW.by, NEW.place,
             NEW.digest, NEW.prev_hash, NEW.hash)
         IS (OLD.incident, OLD.seq, OLD.tenant, OLD.key, OLD.at, OLD.happened_at, OLD.kind, OLD.v, OLD.by, OLD.place,
             OLD.digest, OLD.prev_hash, OLD.hash)
    )
    BEGIN SELECT RAISE(ABORT, '{FINAL}'); END
    """,
    f"CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, '{FINAL}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""
    CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE incident = NEW.incident AND (seq = NEW.seq OR key = NEW.key))
    BEGIN SELECT RAISE(ABORT, '{FINAL}'); END
    """,
    f"""
    CREATE TRIGGER exhibit_is_never_changed BEFORE UPDATE ON exhibit
    BEGIN SELECT RAISE(ABORT, '{EVIDENCE_FINAL}'); END
    """,
    f"""
    CREATE TRIGGER exhibit_is_never_deleted BEFORE DELETE ON exhibit WHEN {STANDS}
    BEGIN SELECT RAISE(ABORT, '{EVIDENCE_FINAL}'); END
    """,
    f"""
    CREATE TRIGGER exhibit_is_never_replaced BEFORE INSERT ON exhibit
    WHEN EXISTS (SELECT 1 FROM exhibit WHERE incident = NEW.incident AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, '{EVIDENCE_FINAL}'); END
    """,
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_LEVEL = 'ROW' THEN
            IF OLD.data IS NOT NULL AND NEW.data IS NULL AND NEW.salt IS NULL
                AND to_jsonb(NEW) - 'data' - 'salt' = to_jsonb(OLD) - 'data' - 'salt'
            THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION '{FINAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event "
    "FOR EACH ROW EXECUTE FUNCTION event_is_final()",
    "CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event EXECUTE FUNCTION event_is_final()",
    f"""
    CREATE FUNCTION exhibit_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
            IF NOT {STANDS} THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION '{EVIDENCE_FINAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "CREATE TRIGGER exhibit_is_never_changed BEFORE UPDATE OR DELETE ON exhibit "
    "FOR EACH ROW EXECUTE FUNCTION exhibit_is_final()",
    "CREATE TRIGGER exhibit_is_never_emptied BEFORE TRUNCATE ON exhibit EXECUTE FUNCTION exhibit_is_final()",
)


def upgrade() -> None:
    """Make everything."""
    _incidents()
    _evidence()
    _work()
    _people()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["incident"], ["incident.id"], name=f"fk_{table}_incident")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _incidents() -> None:
    op.create_table("counter", _text("tenant"), _number("n"), _key("counter", "tenant"))
    op.create_table(
        "incident",
        _text("id"),
        _text("tenant"),
        *(_number(name) for name in ("number", "fold", "seq")),
        _text("checksum"),
        sa.Column("is_resolved", sa.Boolean(), nullable=False),
        _number("state_seq"),
        _number("size"),
        _text("state"),
        _key("incident", "id"),
        sa.UniqueConstraint("tenant", "number", name="uq_incident_tenant_number"),
    )
    op.create_table(
        "event",
        _text("incident"),
        _number("seq"),
        _text("tenant"),
        _text("key", nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("happened_at", TIME, nullable=False),
        _text("kind"),
        _number("v"),
        _text("by"),
        *(_text(name, nullable=True) for name in ("place", "data", "salt")),
        *(_text(name) for name in ("digest", "prev_hash", "hash")),
        _key("event", "incident", "seq"),
        _of("event"),
        sa.UniqueConstraint("incident", "key", name="uq_event_incident_key"),
    )
    op.create_table("inside", _text("incident"), _text("person"), _key("inside", "incident", "person"), _of("inside"))
    op.create_index("ix_inside_person", "inside", ["person"])


def _evidence() -> None:
    op.create_table(
        "exhibit",
        _text("incident"),
        _number("seq"),
        _text("sha256"),
        _number("size"),
        sa.Column("data", sa.LargeBinary()),
        _key("exhibit", "incident", "seq"),
        _of("exhibit"),
    )


def _work() -> None:
    op.create_table(
        "work",
        _text("incident"),
        _number("asked"),
        _text("owner", nullable=True),
        sa.Column("wake_at", TIME),
        _key("work", "incident"),
        _of("work"),
    )
    op.create_index("ix_work_wake_at", "work", ["wake_at"])
    op.create_table(
        "seen",
        _text("key"),
        sa.Column("at", TIME, nullable=False),
        _text("outcome", nullable=True),
        _key("seen", "key"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])
    op.create_table(
        "surface",
        *(_text(name) for name in ("incident", "key", "platform")),
        *(_text(name, nullable=True) for name in ("place", "thread", "ref", "hash")),
        _text("state"),
        _number("attempts"),
        *(sa.Column(name, TIME) for name in ("first_at", "shown_at", "not_before")),
        _number("generation"),
        _text("refused", nullable=True),
        _key("surface", "incident", "key"),
        _of("surface"),
        sa.CheckConstraint("state IN ('new', 'sending', 'sent')", name="ck_surface_state"),
    )
    op.create_index("ix_surface_platform_place_ref", "surface", ["platform", "place", "ref"])
    op.create_table(
        "place",
        *(_text(name) for name in ("platform", "tenant", "ref", "incident")),
        _key("place", "platform", "tenant", "ref"),
        _of("place"),
    )


def _people() -> None:
    op.create_table(
        "person",
        *(_text(name) for name in ("tenant", "id", "platform", "name", "standing", "zone", "language")),
        sa.Column("checked_at", TIME, nullable=False),
        _key("person", "tenant", "id"),
    )
    op.create_table(
        "organisation",
        _number("id"),
        _text("tenant"),
        sa.Column("at", TIME, nullable=False),
        *(_text(name) for name in ("by", "data")),
        _key("organisation", "id"),
    )
    op.create_index("ix_organisation_tenant", "organisation", ["tenant"])
