"""What is known of the migrations without Alembic, which a start does not load where there is nothing to do."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.store.migrate import HERE, REVISIONS


def test_the_revisions_are_those_of_the_files_in_their_order() -> None:
    scripts = ScriptDirectory.from_config(Config(HERE / "alembic.ini"))

    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS
