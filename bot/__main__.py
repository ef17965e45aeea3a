"""
The first start, with nothing but Python: makes .venv, installs the locked packages and hands over to `crisis` in it.

Any Python 3 can read this file, so that one that is too old says so in a sentence.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older one gets as far as here, and is told
    sys.exit(
        "Crisis Commander needs Python 3.11 or newer; {} is {}.{}.\n"
        "Where a newer one is installed, start with its name, for example: python3.11 -m bot rehearse".format(
            sys.executable, *sys.version_info[:2]
        )
    )

AGAIN = "Then start again with the same command."
# A part of what venv, pip and apt print when they fail, and the sentence for it; the first that fits.
FAILURES = (
    ("No space left on device", "The disk is full. Make room, about 500 MB."),
    (
        "DO NOT MATCH THE HASHES",
        "A package differs from the locked one and was not installed. Use another index.",
    ),
    ("CERTIFICATE_VERIFY", "Something on the way changes the connection. Give pip its certificate, by PIP_CERT."),
    ("Read-only file system", "The checkout cannot be written. Copy it to where you may write."),
    ("Permission denied", "A file or folder may not be written. Give yourself the right to write in the checkout."),
    ("onnection", "The packages could not be fetched. Connect to the network."),
    ("name resolution", "The packages could not be fetched. Connect to the network."),
    ("No matching distribution", "A package was not to be had. Connect to the network, or to an index that has it."),
)


class CannotInstallError(Exception):
    """A step of the first start failed; the text says what to do."""


def main(root: Path, arguments: list[str]) -> None:
    """Make or bring up to date what the command needs, and become it."""
    lock = root / ("requirements-test.lock" if arguments[:1] == ["test"] else "requirements.lock")
    crisis = root / ".venv/bin/crisis"
    try:
        if not is_ready(root, lock):
            install(root, lock)
    except CannotInstallError as reason:
        sys.exit(str(reason))
    except OSError as reason:
        sys.exit(explain("prepare .venv", str(reason)))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    os.execv(crisis, [str(crisis), *arguments])


def is_ready(root: Path, lock: Path) -> bool:
    """Whether .venv was finished with this lock, at this place, and its Python is still there."""
    if not (root / ".venv/bin/python").exists() or not (root / ".venv/bin/crisis").exists():
        return False
    # What the tests need contains what running needs: after `test`, `rehearse` has nothing to install.
    return any(
        stamp(root, each).exists() and stamp(root, each).read_text() == fingerprint(root, each)
        for each in {lock, root / "requirements-test.lock"}
    )


def stamp(root: Path, lock: Path) -> Path:
    """The file that says with which lock .venv was finished."""
    return root / ".venv" / (lock.stem + ".stamp")


def fingerprint(root: Path, lock: Path) -> str:
    """The place too: scripts in .venv hold its whole path, and a checkout may be moved."""
    parts = [str(root).encode(), (root / "pyproject.toml").read_bytes(), lock.read_bytes()]
    if lock.stem.endswith("-test"):
        parts.append((root / "requirements.lock").read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(root: Path, lock: Path) -> None:
    """Make .venv where there is none that works, and install into it; a second start at the same time waits."""
    place = os.open(root, os.O_RDONLY)
    try:
        wait_for_turn(place)
        if is_ready(root, lock):
            return
        unfinished = root / ".venv/unfinished"
        if unfinished.exists() or not has_pip(root):
            make_venv(root)
        unfinished.touch()
        for old in (root / ".venv").glob("*.stamp"):
            old.unlink()
        install_packages(root, lock)
        stamp(root, lock).write_text(fingerprint(root, lock))
        unfinished.unlink()
    finally:
        os.close(place)


def wait_for_turn(place: int) -> None:
    """Hold the checkout until its descriptor is closed."""
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another start is installing; waiting for it …")
        fcntl.flock(place, fcntl.LOCK_EX)


def has_pip(root: Path) -> bool:
    """Whether the Python of .venv runs, is new enough and has pip."""
    python = root / ".venv/bin/python"
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0


def make_venv(root: Path) -> None:
    """Make .venv from nothing, out of the Python that this one (in a venv or not) was made from."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        install_venv_module()
    say("Making .venv …")
    base = getattr(sys, "_base_executable", sys.executable)
    run("make .venv", [base, "-m", "venv", "--clear", str(root / ".venv")])


def install_venv_module() -> None:
    """Debian keeps venv in a package of its own; root installs it, anyone else is told the command."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if shutil.which("apt-get") is None:
        raise CannotInstallError(
            "This Python has no venv. Install the package of your system that brings it (often python3-venv). " + AGAIN
        )
    if os.geteuid() != 0:
        raise CannotInstallError(f"This Python has no venv. Run: sudo apt-get install {package}\n{AGAIN}")
    say(f"Installing {package} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("read the list of packages", ["apt-get", "-qq", "update"], quiet)
    run("install " + package, ["apt-get", "-qq", "install", "-y", "--no-install-recommends", package], quiet)


def install_packages(root: Path, lock: Path) -> None:
    """
    The locked packages with their hashes, then the project itself, in place.

    The lock names every package, so that pip has nothing to work out (`--no-deps`): pip before 23.1 and some after it
    look for a newer release of `name[extra]` than the locked one, and then refuse it for having no hash.
    """
    pip = [
        str(root / ".venv/bin/python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-input",
    ]
    count = len(re.findall(r"^[a-z0-9][^\n;]*==(?!.*(?:win32|emscripten))", lock.read_text(), re.MULTILINE))
    say(f"Installing {count} packages, about a minute …")
    run("install the packages", [*pip, "--no-deps", "--require-hashes", "-r", str(lock)])
    run("install Crisis Commander", [*pip, "--no-deps", "--no-build-isolation", "-e", str(root)])
    say("Ready.")


def run(what: str, command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run quietly; a failure becomes a sentence and the last lines of what was printed."""
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise CannotInstallError(explain(what, done.stdout))


def explain(what: str, output: str) -> str:
    """What failed, why and the way on."""
    reason = next((sentence for part, sentence in FAILURES if part in output), "What was printed may tell why.")
    last = "".join(f"  | {line[:160]}\n" for line in output.strip().splitlines()[-6:])
    return f"Could not {what}.\n{last}{reason} {AGAIN}"


def say(sentence: str) -> None:
    """On stderr, so that what a command prints stays clean."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent, sys.argv[1:])
