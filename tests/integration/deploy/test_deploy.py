"""What operators copy works: the Procfile, the container, the unit, the list of dependencies."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.settings import settings_table

ROOT = Path(__file__).parents[3]
ENDS = {"Restart": "on-failure", "RestartPreventExitStatus": "2", "TimeoutStopSec": "20"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def unit() -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", read("deploy/isswire.service"), re.MULTILINE))


def test_the_procfile_calls_commands_that_exist() -> None:
    processes = dict(line.split(": ", 1) for line in read("Procfile").splitlines())
    assert set(processes) == {"release", "worker", "web"}
    for command in processes.values():
        program, *arguments = command.split()
        assert program == "python"
        run = [sys.executable, *arguments, "--help"]
        assert subprocess.run(run, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_platforms_install_the_locked_versions() -> None:
    wanted = [line for line in read("requirements.txt").splitlines() if not line.startswith("#")]
    assert wanted == ["-r requirements.lock"]


def test_the_lock_has_hashes_and_no_address_of_an_index() -> None:
    lock = read("requirements.lock")
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def test_the_container_copies_what_is_there_and_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", read("deploy/Dockerfile"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    shown = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert names == shown
    assert all((ROOT / name).exists() for name in names)


@pytest.mark.fault("E9")
def test_the_unit_restarts_after_a_crash_but_not_after_a_wrong_setting() -> None:
    assert unit().items() >= ENDS.items()


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd-analyze here")
    text = read("deploy/isswire.service").replace("/opt/isswire/.venv/bin/python", sys.executable)
    copy = tmp_path / "isswire.service"
    copy.write_text(re.sub(r"^(User|Group)=.*$", "", text, flags=re.MULTILINE))
    run = [verify, "verify", "--man=no", str(copy)]
    said = subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)
    assert "isswire.service:" not in said.stderr


def test_the_operators_table_of_settings_is_the_codes() -> None:
    assert settings_table() in read("docs/settings.md")


def test_every_dependency_has_its_line_in_the_decisions() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = [one for each in project["optional-dependencies"].values() for one in each]
    names = [re.split(r"[\[<>=]", one)[0] for one in project["dependencies"] + extras]
    table = read("docs/decisions/0001-dependencies.md")
    assert [name for name in names if not re.search(rf"(?<!\w){re.escape(name)}", table)] == []
