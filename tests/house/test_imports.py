"""Which room may import which library: whatever is not in these tables fails.

So a new room has no library, a new library no room, and core nothing of the outside, until
somebody writes it down here. Which room may import which room is in pyproject.toml (importlinter).
"""

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LIBRARIES = {
    "ahocorasick": {"bot.core"},
    "aiohttp": {"bot.chats", "bot.feeds", "bot.local", "bot.translate", "bot.web"},
    "aiohttp_socks": {"bot.chats", "bot.feeds"},
    "aiosqlite": {"storage"},
    "alembic": {"storage"},
    "apscheduler": {"bot.app"},
    "babel": {"bot.locale"},
    "backports": {"bot.feeds"},
    "brotli": {"bot.feeds"},
    "feedparser": {"bot.feeds"},
    "jinja2": {"bot.web"},
    "matplotlib": {"bot.plots"},
    "multidict": {"bot.feeds"},
    "prometheus_client": {"bot.web"},
    "pydantic": {"bot.catalog", "bot.locale"},
    "pydantic_core": {"bot.catalog", "bot.locale"},
    "pymorphy3": {"bot.rules"},
    "rapidfuzz": {"bot.core"},
    "ruamel": {"bot.catalog"},
    "selectolax": {"bot.feeds"},
    "sqlalchemy": {"storage"},
    "sqlmodel": {"storage"},
    "structlog": {"bot.app"},
    "telegram": {"bot.chats"},
    "trafilatura": {"bot.feeds"},
    "yarl": {"bot.feeds", "bot.local"},
}

_PURE = """
base64 collections dataclasses datetime enum functools hashlib html ipaddress itertools math
operator re string typing unicodedata urllib.parse zoneinfo
"""
PURE = frozenset(_PURE.split())
"""What core takes from the standard library: nothing that waits, logs, or reads the outside."""

CLOCKS = {"now", "today", "utcnow"}
OUTSIDE = {"open", "print", "input", "breakpoint", "exec", "eval", "__import__"}

Imported = tuple[str, str]
"""A room, and a module it imports."""


def rooms() -> dict[str, list[Path]]:
    """By room: its files. A room is `storage`, or a package or module of `bot`."""
    found: dict[str, list[Path]] = {"storage": sorted((ROOT / "storage").rglob("*.py"))}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        top = path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")
        if top != "__init__":
            found.setdefault(f"bot.{top}", []).append(path)
    return found


def imported_by(source: str) -> Iterator[str]:
    """Every module imported anywhere in a source, also for types alone and inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def imports() -> set[Imported]:
    return {
        (room, module)
        for room, files in rooms().items()
        for path in files
        for module in imported_by(path.read_text(encoding="utf-8"))
    }


def libraries(found: set[Imported]) -> dict[str, set[str]]:
    """By library that is neither ours nor Python's: the rooms that import it."""
    known = sys.stdlib_module_names | {"bot", "storage", "_typeshed", "compression"}  # 3.14's
    used: dict[str, set[str]] = {}
    for room, module in found:
        if (top := module.partition(".")[0]) not in known:
            used.setdefault(top, set()).add(room)
    return used


def impurities(source: str) -> set[str]:
    """What core may not do: modules it imports, clocks and doors to the outside it calls."""
    modules = {each for each in imported_by(source) if not _is_pure(each)}
    calls = [each.func for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)]
    attributes = {each.attr for each in calls if isinstance(each, ast.Attribute)}
    names = {each.id for each in calls if isinstance(each, ast.Name)}
    return modules | (attributes & CLOCKS) | (names & OUTSIDE)


def _is_pure(module: str) -> bool:
    top = module.partition(".")[0]
    ours = top in ("bot", "__future__") or "bot.core" in LIBRARIES.get(top, ())
    return ours or module in PURE or (top in PURE and top != "urllib")


def test_every_library_is_imported_in_its_rooms_and_no_other() -> None:
    assert libraries(imports()) == LIBRARIES


def test_core_takes_nothing_of_the_outside() -> None:
    files = rooms()["bot.core"]
    found = {path.name: impurities(path.read_text(encoding="utf-8")) for path in files}
    assert {name: each for name, each in found.items() if each} == {}


def test_every_room_has_its_layer() -> None:
    whole, core, _ = contracts()
    assert rooms_of(whole) == set(rooms())
    packages = {
        f"bot.core.{path.parent.name}" for path in (ROOT / "bot/core").glob("*/__init__.py")
    }
    assert rooms_of(core) == packages


def test_every_module_of_core_is_in_a_package() -> None:
    assert [path.name for path in (ROOT / "bot/core").glob("*.py")] == ["__init__.py"]


def test_no_file_name_is_used_for_two_nouns() -> None:
    files = [path for room in ("bot", "storage") for path in (ROOT / room).rglob("*.py")]
    names = Counter(path.name for path in files if path.name != "__init__.py")
    assert {name: count for name, count in names.items() if count > 1} == {}


def contracts() -> list[dict[str, list[str]]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, list[str]]] = project["tool"]["importlinter"]["contracts"]
    return found


def rooms_of(contract: dict[str, list[str]]) -> set[str]:
    return {room for layer in contract["layers"] for room in layer.split(" | ")}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os", {"os"}),
        ("from pathlib import Path", {"pathlib"}),
        ("from urllib.request import urlopen", {"urllib.request"}),
        ("def late():\n    import socket", {"socket"}),
        ("import aiohttp", {"aiohttp"}),
        ("from datetime import datetime, UTC\nat = datetime.now(UTC)", {"now"}),
        ("open('feeds.yaml')", {"open"}),
        ("from urllib.parse import urlsplit\nimport collections.abc", set()),
    ],
)
def test_what_core_may_not_do_is_seen(source: str, found: set[str]) -> None:
    assert impurities(source) == found


def test_a_library_in_a_new_room_is_seen() -> None:
    assert libraries({("bot.new", "telegram.ext"), ("bot.new", "os")}) == {"telegram": {"bot.new"}}
