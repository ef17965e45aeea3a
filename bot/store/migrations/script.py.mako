"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
# A batch operation on "event" makes SQLite's table anew, and its triggers go with the old one: make them again.

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
