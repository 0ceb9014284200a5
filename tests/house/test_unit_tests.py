"""The unit tests stay what they are: pure, and with nothing to load that reaches outside."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

OUTSIDE = (
    "aiohttp aiosqlite alembic apscheduler asyncpg feedparser httpx sqlalchemy sqlmodel telegram"
)
"""A rule needs none of them; SQLAlchemy alone takes 0.25 s to load."""

SHIPPED = {"bot.rules", "tests.shipped"}
"""Files are read there: what is tried with the rules as shipped lies in tests/rules."""

LOADED = """
import sys
from importlib import import_module
from pkgutil import walk_packages
import tests.unit
for module in walk_packages(tests.unit.__path__, "tests.unit."):
    import_module(module.name)
print(*sys.modules)
"""


def test_the_unit_tests_load_no_library_that_reaches_outside() -> None:
    asked = [sys.executable, "-c", LOADED]
    loaded = subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert "bot.core.renderer.post" in loaded.split()
    assert (SHIPPED | set(OUTSIDE.split())) & set(loaded.split()) == set()
