"""JSON Lines for the line tools: one answer per line, in order, written at once.

Rule 1: a bad line is answered with an error that names it; the others are not affected.
"""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import TextIOWrapper
from typing import TextIO

from bot.errors import ConfigError

Line = dict[str, object]
"""One parsed line."""


class BadLine(Exception):
    """A line cannot be read; says what to write instead."""


def answer_lines(source: Iterable[bytes], sink: TextIO, answer: Callable[[Line], Line]) -> int:
    """Write one answer per line of `source`; `answer` raises BadLine for what it cannot read.
    Return how many could not be read.
    """
    bad = 0
    for number, raw in enumerate(source, 1):
        if raw.strip():
            answered = _answered(number, raw, answer)
            bad += "error" in answered
            sink.write(json.dumps(answered, ensure_ascii=False) + "\n")
            sink.flush()
    return bad


def one_line(source: Iterable[bytes]) -> Line:
    """Return the first line that is not blank. Raises ConfigError if it cannot be read."""
    for raw in source:
        if raw.strip():
            try:
                return _parsed(raw)
            except BadLine as error:
                raise ConfigError(f"line 1: {error}") from error
    raise ConfigError('nothing to explain; give --title "..." or one JSON line')


def standard_lines(answer: Callable[[Line], Line]) -> int:
    """Serve standard input to standard output; lone surrogates leave as JSON escapes. Return the
    exit code: 1 if a line could not be read.
    """
    _speak_utf8()
    bad = answer_lines(sys.stdin.buffer, sys.stdout, answer)
    return int(bad > 0)


def write_line(text: str) -> None:
    """Write a line to standard output, in UTF-8 whatever the locale."""
    _speak_utf8()
    sys.stdout.write(text + "\n")


def _speak_utf8() -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _answered(number: int, raw: bytes, answer: Callable[[Line], Line]) -> Line:
    name: object = None
    try:
        line = _parsed(raw)
        name = line.get("id")
        return {"id": name, **answer(line)}
    except BadLine as error:
        return {"id": name, "error": f"line {number}: {error}"}


def _parsed(raw: bytes) -> Line:
    try:
        line = json.loads(raw)
    except UnicodeDecodeError as error:
        raise BadLine("not UTF-8; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON ({error}); write one JSON object per line") from error
    if not isinstance(line, dict):
        raise BadLine('write one JSON object per line, like {"id": 1, "title": "..."}')
    return line


def text(line: Line, key: str, *, required: bool = False) -> str:
    """Return the text under `key`, "" if missing or null. Raises BadLine if it is no text."""
    value = line.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadLine(f'{key}: write a text, like "{key}": "..."')
    return value


def moment(line: Line, key: str) -> datetime | None:
    """Return the time under `key` as aware UTC; None if it cannot be read."""
    value = text(line, key)
    for read in (datetime.fromisoformat, parsedate_to_datetime, _american):
        try:
            read_time = read(value)
            aware = read_time if read_time.tzinfo else read_time.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _american(value: str) -> datetime:
    return datetime.strptime(value, "%B %d, %Y %I:%M %p").replace(tzinfo=UTC)
