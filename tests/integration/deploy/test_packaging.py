"""What an installation brings along."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.fault("F10")
def test_sqlalchemy_is_asked_for_with_asyncio_and_greenlet_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(each.startswith("sqlalchemy[asyncio]") for each in project["dependencies"])
    assert "greenlet==" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_migrations_lie_inside_the_package_that_is_shipped() -> None:
    migrations = ROOT / "storage" / "migrations"
    shipped = {path.name for path in migrations.rglob("*") if path.is_file()}
    assert {"env.py", "script.py.mako", "0001_first_schema.py"} <= shipped


@pytest.mark.parametrize("recipe", ["docs/deploy.md", "deploy/Dockerfile"])
def test_the_documented_installation_has_an_isswire_command(recipe: str, tmp_path: Path) -> None:
    text = (ROOT / recipe).read_text(encoding="utf-8")
    [options] = set(re.findall(r"pip install (.*--no-build-isolation .*[.])", text))
    aside = ["--no-index", "--ignore-installed", f"--prefix={tmp_path}"]
    install = [sys.executable, "-m", "pip", "install", *aside, *options.split()]
    subprocess.run(install, cwd=ROOT, check=True, capture_output=True, timeout=120)
    run = [str(tmp_path / "bin" / "isswire"), "--help"]
    said = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
    assert "usage: isswire" in said.stdout
