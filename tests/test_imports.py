"""Nothing happens on import: no setting is read, no file written, nobody called."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Alembic itself loads what is in migrations/, with a database at hand.
PROGRAM = """
import importlib, os, pkgutil, sys

DEEDS = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.system", "socket.bind", "socket.connect",
         "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen", "tempfile.mkdtemp", "tempfile.mkstemp")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
importing = ""

def watch(event, arguments):
    if event in DEEDS or event == "open" and arguments[2] & WRITES:
        print(f"{importing} does {event} {arguments!r:.200}")

sys.path.insert(0, sys.argv[1])
names = [name for top in ("bot", "handlers", "playbooks")
         for name in (top, *(each.name for each in pkgutil.walk_packages([f"{sys.argv[1]}/{top}"], f"{top}.")))
         if not name.startswith("bot.store.migrations.")]
sys.addaudithook(watch)
for importing in names:
    importlib.import_module(importing)
print(len(names), "imported")
"""


def test_every_module_imports_with_an_empty_environment_and_does_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-X", "utf8", "-W", "error", "-c", PROGRAM, str(ROOT)]

    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False)

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1, done.stdout
    assert int(done.stdout.split()[0]) > 100
    assert list(tmp_path.iterdir()) == []
