"""A Slack-compatible workspace on this machine, for rehearsals and tests. It knows nothing of the app it hosts."""

from bot.rehearsal.seed import Seed, load_seed
from bot.rehearsal.serve import Running, serve
from bot.rehearsal.weather import Refusal
from bot.rehearsal.workspace import Workspace

__all__ = ["Refusal", "Running", "Seed", "Workspace", "load_seed", "serve"]
