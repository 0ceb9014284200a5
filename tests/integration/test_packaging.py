"""What an installation brings along."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.fault("F10")
def test_sqlalchemy_is_asked_for_with_asyncio_and_greenlet_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(each.startswith("sqlalchemy[asyncio]") for each in project["dependencies"])
    assert "greenlet==" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_migrations_lie_inside_the_package_that_is_shipped() -> None:
    migrations = ROOT / "storage" / "migrations"
    shipped = {path.name for path in migrations.rglob("*") if path.is_file()}
    assert {"env.py", "script.py.mako", "0001_first_schema.py"} <= shipped
