"""What is installed is what was asked for, and nothing with a hole that is known."""

import re
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
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
