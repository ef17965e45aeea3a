"""The command `crisis`. Thin: each command reads its options and calls the part that does the work."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import CrisisError
from bot.suite import Part, run_suite

CHECKOUT = Path(__file__).resolve().parent.parent

app = typer.Typer(
    name="crisis",
    help="Commands the response to a social-media crisis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def crisis() -> None:
    """Commands the response to a social-media crisis."""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    only: Annotated[Part | None, typer.Option(help="Run this part alone.")] = None,
) -> None:
    """Run ruff, mypy and pytest; what else is given goes to pytest."""
    if not (CHECKOUT / "tests").is_dir() or find_spec("pytest") is None:
        raise typer.BadParameter("start it in the source checkout with: python3 -m bot test")
    raise typer.Exit(run_suite(CHECKOUT, only, context.args, os.environ))


def main() -> None:
    """The console script; what we know to be wrong is a sentence, not a traceback."""
    try:
        app()
    except CrisisError as wrong:
        sys.exit(str(wrong))
