"""What is installed is what was asked for, and nothing with a hole that is known."""

import re
import subprocess
import tomllib
import venv
from collections.abc import Callable, Iterable
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[3]
Record = Callable[[str, object], None]

FIXED = {
    "aiohttp": "3.13.3",  # CVE-2025-69223: a zip bomb in a request's body
    "jinja2": "3.1.6",  # CVE-2025-27516: out of the sandbox
    "h11": "0.16.0",  # CVE-2025-43859: chunked bodies read leniently
    "idna": "3.7",  # CVE-2024-3651: quadratic time
    "brotli": "1.2.0",  # CVE-2025-6176: output without bound
    "mako": "1.2.2",  # CVE-2022-40023: a regular expression without bound
    "certifi": "2024.7.4",  # CVE-2024-39689: roots that are trusted no more
    "urllib3": "2.5.0",  # CVE-2025-50181: redirects that were forbidden
    "lxml": "4.9.1",  # CVE-2022-2309: a null dereference
}
"""The first version without an advisory that concerned us, of whatever is locked."""


def asked() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = project["dependencies"] + project["optional-dependencies"]["postgres"]
    return [Requirement(each) for each in runtime]


def locked(name: str) -> dict[str, Version]:
    """What the lock has for this Python and platform."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = map(Requirement, re.findall(r"^(\S+==[^\\\n]+)", text, re.MULTILINE))
    return {
        canonicalize_name(pin.name): Version(str(pin.specifier).removeprefix("=="))
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


@pytest.mark.fault("I12")
def test_every_dependency_has_a_lower_bound_and_the_locks_keep_it() -> None:
    wanted = asked()
    unbounded = [each.name for each in wanted if ">=" not in str(each.specifier)]
    broken = [
        (lock, each.name)
        for lock in ("requirements.lock", "requirements-dev.lock")
        for each in wanted
        if locked(lock)[canonicalize_name(each.name)] not in each.specifier
    ]
    assert (unbounded, broken) == ([], [])


@pytest.mark.fault("I12")
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_locked_version_has_a_hole_that_is_known_here(
    lock: str, record_property: Record
) -> None:
    pins = locked(lock)
    holed = [
        name for name, fixed in FIXED.items() if pins.get(name, Version(fixed)) < Version(fixed)
    ]
    record_property("figure", f"known CVEs {len(holed)} of {len(FIXED)} in {len(pins)} packages")
    record_property("limit", "0")
    assert holed == []


@pytest.mark.fault("I12")
def test_what_is_installed_is_what_is_locked() -> None:
    pins = locked("requirements.lock")
    assert {name: version(name) for name in pins} == {name: str(pin) for name, pin in pins.items()}
    assert len(pins) > 40


IMPORT_ALL = """
import asyncio, pkgutil, sys
from importlib import import_module

import bot, storage

run_by_alembic = "storage.migrations.env"
for package in (bot, storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name not in (run_by_alembic, "bot.__main__"):
            import_module(module.name)

from storage.db.engine import database_url, make_engine
from storage.store import Store

async def main():
    make_engine(database_url("postgresql://isswire@db/isswire"))
    async with await Store.open(f"sqlite:///{sys.argv[1]}"):
        pass

asyncio.run(main())
"""


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("missing", "code"), [((), 0), (("greenlet",), 1)], ids=["all", "no greenlet"]
)
def test_what_is_locked_is_all_that_is_imported(
    tmp_path: Path, record_property: Record, missing: tuple[str, ...], code: int
) -> None:
    python = environment_of(tmp_path / "venv", locked("requirements.lock").keys() - set(missing))
    run = [str(python), "-I", "-c", IMPORT_ALL, str(tmp_path / "isswire.db")]
    done = subprocess.run(run, check=False, capture_output=True, text=True, timeout=120)
    record_property("figure", f"{''.join(missing) or 'nothing'} missing: exit {done.returncode}")
    record_property("limit", "exit 0, exit 1")
    assert done.returncode == code, done.stderr
    assert all(name in done.stderr for name in missing)


def environment_of(folder: Path, names: Iterable[str]) -> Path:
    """An environment in which exactly these distributions are installed, and the project."""
    venv.create(folder, symlinks=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "isswire.pth").write_text(str(ROOT))
    for name in names:
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            (site_packages / top).symlink_to(Path(str(found.locate_file(top))))
    return folder / "bin" / "python"
