"""What the chat refused of a surface is kept, so that anything else is tried at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; what was refused before is tried once more."""
    op.add_column("surface", sa.Column("refused", sa.Text()))
