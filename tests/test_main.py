"""The first start: Python alone is enough, a second start installs nothing, and what fails says what to do."""

import ast
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from bot import __main__ as first_start

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "bot/__main__.py"

# A build backend that needs nothing: its editable wheel is a console script that prints its arguments.
BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    info = "tiny_checkout-1.dist-info/"
    with zipfile.ZipFile(folder + "/tiny_checkout-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_checkout.py", "import sys, locked\\ndef main(): print(locked.VERSION, *sys.argv[1:])")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny-checkout\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\ncrisis = tiny_checkout:main\\n")
        wheel.writestr(info + "RECORD", "")
    return "tiny_checkout-1-py3-none-any.whl"
"""
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


class Checkout:
    """A checkout of a project as small as can be (its path has a blank), with a folder of wheels as its index."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.wheels = wheels
        (root / "bot").mkdir(parents=True)
        (root / "bot/__init__.py").touch()
        shutil.copy(SOURCE, root / "bot/__main__.py")
        (root / "backend.py").write_text(BACKEND)
        (root / "pyproject.toml").write_text(PYPROJECT)
        self.lock("1.0")

    def lock(self, version: str, digest: str | None = None) -> None:
        """Lock another version of the one package; the tests need nothing more."""
        wheel = self.wheels / f"locked-{version}-py3-none-any.whl"
        info = f"locked-{version}.dist-info/"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("locked.py", f"VERSION = {version!r}")
            archive.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: locked\nVersion: {version}\n")
            archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(info + "RECORD", "")
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        for name in ("requirements.lock", "requirements-test.lock"):
            (self.root / name).write_text(f"locked=={version} \\\n    --hash=sha256:{digest}\n")

    def start(self, *arguments: str, python: Path | str = sys.executable) -> subprocess.CompletedProcess[str]:
        """What a person types, with no network."""
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.root), "PIP_CONFIG_FILE": os.devnull}
        environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_NO_CACHE_DIR": "1"}
        return subprocess.run(
            [python, "-m", "bot", *arguments], cwd=self.root, env=environ, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was started once."""
    checkout = Checkout(tmp_path_factory.mktemp("start") / "a checkout", tmp_path_factory.mktemp("wheels"))
    first = checkout.start("rehearse", "--fresh")
    assert (first.returncode, first.stdout) == (0, "1.0 rehearse --fresh\n"), first.stderr
    assert first.stderr.splitlines() == ["Making .venv …", "Installing 1 packages, about a minute …", "Ready."]
    return checkout


@pytest.fixture
def checkout(installed: Checkout) -> Checkout:
    """The same, with its first lock; .venv is as the test before left it."""
    installed.lock("1.0")
    return installed


def test_a_second_start_installs_nothing_and_says_nothing(checkout: Checkout) -> None:
    checkout.start("serve")

    second = checkout.start("serve", "-x", "a b")

    assert (second.returncode, second.stdout, second.stderr) == (0, "1.0 serve -x a b\n", "")


def test_what_the_tests_need_is_installed_once_and_is_enough_for_the_rest(checkout: Checkout) -> None:
    checkout.lock("1.5")

    test, again, other = checkout.start("test"), checkout.start("test"), checkout.start("serve")

    assert "Installing" in test.stderr
    assert (again.stderr, other.stderr) == ("", "")


def test_a_changed_lock_is_installed_into_the_same_venv(checkout: Checkout) -> None:
    checkout.lock("2.0")

    changed = checkout.start("serve")

    assert changed.stdout == "2.0 serve\n"
    assert "Making" not in changed.stderr


def test_an_install_that_was_cut_off_is_begun_anew_even_by_the_python_in_it(checkout: Checkout) -> None:
    for finished in (checkout.root / ".venv").glob("*.stamp"):
        finished.unlink()
    (checkout.root / ".venv/unfinished").touch()

    again = checkout.start("serve", python=checkout.root / ".venv/bin/python")

    assert "Making .venv" in again.stderr
    assert again.stdout == "1.0 serve\n"
    assert not (checkout.root / ".venv/unfinished").exists()


def test_a_moved_checkout_is_installed_where_it_is_now(checkout: Checkout) -> None:
    checkout.start("serve")
    checkout.root = checkout.root.rename(checkout.root.with_name("another place"))

    started = checkout.start("serve")

    assert started.stdout == "1.0 serve\n", started.stderr


def test_a_package_that_differs_is_not_installed_and_the_way_on_is_told(checkout: Checkout) -> None:
    checkout.lock("3.0", digest="0" * 64)

    refused = checkout.start("serve")

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "A package differs from the locked one and was not installed." in refused.stderr
    assert first_start.AGAIN in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_package_without_a_hash_is_not_installed(checkout: Checkout) -> None:
    checkout.lock("5.0")
    (checkout.root / "requirements.lock").write_text("locked==5.0\n")

    assert checkout.start("serve").returncode == 1


def test_a_package_that_is_not_to_be_had_is_told_and_the_next_start_goes_on(checkout: Checkout) -> None:
    checkout.lock("4.0")
    wheel = next(checkout.wheels.glob("locked-4.0*"))
    hidden = wheel.rename(wheel.with_suffix(".hidden"))

    refused = checkout.start("serve")
    hidden.rename(wheel)
    again = checkout.start("serve")

    assert refused.returncode == 1
    assert "Connect to the network" in refused.stderr
    assert again.stdout == "4.0 serve\n"


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("NewConnectionError(…): Temporary failure in name resolution", "could not be fetched"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "PIP_CERT"),
        ("[Errno 13] Permission denied: '.venv'", "may not be written"),
        ("error: something new", "What was printed may tell why."),
    ],
)
def test_a_failure_says_why_and_how_to_go_on(printed: str, said: str) -> None:
    sentence = first_start.explain("install the packages", f"first line\n{printed}")

    assert sentence.startswith("Could not install the packages.")
    assert printed in sentence
    assert said in sentence
    assert sentence.endswith(first_start.AGAIN)


def test_an_older_python_can_read_the_file_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse(SOURCE.read_text(), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.10\.\n.*python3\.11 -m bot"):
        runpy.run_path(str(SOURCE), run_name="__main__")


def test_the_first_start_needs_the_standard_library_alone() -> None:
    tree = ast.parse(SOURCE.read_text())

    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_without_venv_root_on_debian_installs_it_and_another_is_told_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(first_start.CannotInstallError, match=f"sudo apt-get install {package}"):
        first_start.install_venv_module()
    assert not (tmp_path / "asked").exists()

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    first_start.install_venv_module()
    assert (tmp_path / "asked").read_text().splitlines() == [
        "-qq update",
        f"-qq install -y --no-install-recommends {package}",
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_holds_versions_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    packages = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(packages) > 40
    assert not [each for each in packages if not re.match(r"[a-z0-9-]+==[^\s;]+( ;[^\\]+)? \\\n +--hash=sha256:", each)]
    assert not re.search(r"://|index|find-links|\.(?:org|com|net)\b", text)


def test_the_locks_agree_with_each_other_and_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    running, testing = (
        set(re.findall(r"^[a-z0-9-]+==[^\s]+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-test.lock")
    )

    assert running < testing
    assert set(project["build-system"]["requires"]) <= running
    locked = {each.split("==")[0] for each in running}
    assert {re.split(r"[\[>=<]", each)[0] for each in project["project"]["dependencies"]} <= locked
