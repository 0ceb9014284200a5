"""No secret leaves through a log line, and no log line can be forged."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.app.logs import redacted, start_logging


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


TOKEN = "123456789:AAE-canary-canary-canary-canary-xx"


def test_anything_shaped_like_a_bot_token_is_removed() -> None:
    assert redacted(f"GET /bot{TOKEN}/getMe") == "GET /bot<token>/getMe"


@pytest.mark.fault("I4")
def test_secrets_are_removed_from_lines_and_tracebacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    start_logging("INFO", secrets=("hunter2-webhook",))
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/sendMessage hunter2-webhook")
    except RuntimeError:
        logging.getLogger("bot.chats").exception("sending to %s failed", TOKEN)
    said = capsys.readouterr().err
    assert "<token>" in said
    assert "<secret>" in said
    assert "canary" not in said
    assert "hunter2" not in said


def test_control_characters_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO")
    logging.getLogger("bot.feeds").info("title %s", "x\r\n2026 error forged \x1b[31m")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_a_migration_adds_no_lines_to_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO")
    logging.getLogger("alembic.runtime.plugins").info("setup plugin")
    assert capsys.readouterr().err == ""


def test_a_line_for_machines_has_fields(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO", as_json=True, secrets=("hunter2",))
    log = logging.getLogger("bot.ingest.poll")
    log.info("polled feed=%s new=%d held=%s", "tass\nx", 3, None)
    log.warning("feeds.yaml refused: %s", "line 1: hunter2")
    log.error("loop died name=%s error=%s", "sending", "hunter2 is wrong")
    polled, refused, died = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (polled["event"], polled["feed"], polled["new"]) == ("polled", "tass\nx", 3)
    assert (polled["level"], polled["logger"]) == ("info", "bot.ingest.poll")
    assert refused["event"] == "feeds.yaml refused: line 1: <secret>"
    assert (died["event"], died["error"]) == ("loop died", "<secret> is wrong")
