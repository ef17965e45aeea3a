"""The bytes of evidence, which the database itself refuses to change, and to delete before their words are erased."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FINAL = "evidence is never changed, and deleted only when it was erased"
STANDS = "EXISTS (SELECT 1 FROM event WHERE incident = OLD.incident AND seq = OLD.seq AND data IS NOT NULL)"

SQLITE = (
    f"CREATE TRIGGER exhibit_is_never_changed BEFORE UPDATE ON exhibit BEGIN SELECT RAISE(ABORT, '{FINAL}'); END",
    f"""
    CREATE TRIGGER exhibit_is_never_deleted BEFORE DELETE ON exhibit WHEN {STANDS}
    BEGIN SELECT RAISE(ABORT, '{FINAL}'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""
    CREATE TRIGGER exhibit_is_never_replaced BEFORE INSERT ON exhibit
    WHEN EXISTS (SELECT 1 FROM exhibit WHERE incident = NEW.incident AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, '{FINAL}'); END
    """,
)

POSTGRESQL = (
    f"""
    CREATE FUNCTION exhibit_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
            IF NOT {STANDS} THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION '{FINAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "CREATE TRIGGER exhibit_is_never_changed BEFORE UPDATE OR DELETE ON exhibit "
    "FOR EACH ROW EXECUTE FUNCTION exhibit_is_final()",
    "CREATE TRIGGER exhibit_is_never_emptied BEFORE TRUNCATE ON exhibit EXECUTE FUNCTION exhibit_is_final()",
)


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "exhibit",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("incident", "seq", name="pk_exhibit"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_exhibit_incident"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
