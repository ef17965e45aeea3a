"""Alembic's entry: it runs the migrations on the connection it was given, or on the one named by ``-x url=``."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from bot.store.tables import Row


def run() -> None:
    """Run what Alembic was asked to, in one transaction with whoever gave the connection."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _on(given)
        return
    engine = create_engine(context.get_x_argument(as_dictionary=True)["url"], poolclass=NullPool)
    with engine.begin() as connection:
        _on(connection)


def _on(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name Alembic gives it; a plain import does nothing
    run()
