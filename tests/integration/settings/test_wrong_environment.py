"""A wrong environment ends the real process at once, with one line that names the variable."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOKEN = "123456:hunter2-hunter2"
SECONDS = 2.0


def ended(arguments: str, **environment: str) -> tuple[int, str, float]:
    """Run the process; return exit code, output and seconds."""
    command = [sys.executable, "-m", "bot", *arguments.split()]
    started = time.monotonic()
    ran = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={"PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.returncode, ran.stdout + ran.stderr, time.monotonic() - started


@pytest.mark.fault("H7")
@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        ("run", "TELEGRAM_TOKEN", "hunter2"),
        ("run", "DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("run", "DYNO", "worker.1"),
        ("run", "WEBHOOK_URL", "http://hunter2.example"),
        ("poll", "HOST_GAP", "hunter2"),
        ("migrate", "DATABASE_URL", "hunter2"),
        ("check", "FEEDS_FILE", "/nowhere/feeds.yaml"),
    ],
)
def test_a_wrong_variable_ends_the_process_with_a_line(
    arguments: str, name: str, value: str, record_property: Callable[[str, object], None]
) -> None:
    environment = {"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_SECRET": "hunter2-hunter2-hunter2"}
    code, said, seconds = ended(arguments, **{**environment, name: value})
    record_property("figure", f"{seconds:.1f} s, {len(said.splitlines())} line")
    record_property("limit", f"{SECONDS:.0f} s, 1 line")
    told = "DATABASE_URL" if name == "DYNO" else name
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(f"{told}: ")
    assert "hunter2" not in said
    assert seconds < SECONDS


@pytest.mark.fault("H7")
def test_a_folder_that_cannot_be_written_is_reported_in_a_line() -> None:
    code, said, _ = ended("migrate", DATABASE_URL="sqlite:////proc/nowhere/isswire.db")
    assert (code, said.count("\n")) == (1, 1)
    assert "DATABASE_URL" in said


def test_the_line_tools_need_no_token_and_no_database() -> None:
    broken = {"TELEGRAM_TOKEN": "broken", "DATABASE_URL": "broken", "DYNO": "run.1"}
    assert ended("check", **broken)[0] == 0
    assert ended("match", **broken)[0] == 0


def test_the_demo_opens_the_port_it_is_told_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said, _ = ended("demo --once", PORT=port)
        assert (code, f"{port} is taken" in said) == (2, True)
    code, said, _ = ended("demo --once", PORT="hunter2")
    assert (code, said.startswith("PORT: ")) == (2, True)
