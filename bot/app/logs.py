"""Logging: one line per event, with secrets removed before anything is written."""

import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
"""Matches any bot token, ours or not."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def start_logging(level: str, *, secrets: tuple[str, ...] = (), as_json: bool = False) -> None:
    """Send every logger's lines to standard error, redacted; httpx and aiohttp stay quiet."""
    handler = logging.StreamHandler(sys.stderr)
    on_terminal = sys.stderr.isatty() and not as_json
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _one_line
    )
    if on_terminal:
        render = _short_line
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(
                    fmt="%H:%M:%SZ" if on_terminal else "iso", utc=True
                ),
            ],
            processors=[
                *([_fields] if as_json else []),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _Redaction(secrets),
                render,
            ],
            pass_foreign_args=as_json,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "aiohttp.access", "apscheduler", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@contextmanager
def counted_errors(count: Callable[[str], None]) -> Iterator[None]:
    """Call `count` with the logger's name for every error that is logged."""
    counting = _Counting(count)
    logging.getLogger().addHandler(counting)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(counting)


class _Counting(logging.Handler):
    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        self._count(record.name)


def redacted(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Remove every secret, and anything shaped like a bot token, from `text`."""
    for secret in secrets:
        text = text.replace(secret, "<secret>")
    return _TOKEN.sub("<token>", text)


class _Redaction:
    def __init__(self, secrets: tuple[str, ...]) -> None:
        self.secrets = tuple(secret for secret in secrets if secret)

    def __call__(
        self, logger: object, method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        return {
            key: redacted(value, self.secrets) if isinstance(value, str) else value
            for key, value in event.items()
        }


_FIELD = re.compile(r"\s?(\w+)=%[sdr]")


def _fields(
    logger: object, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Split a line for machines: `polled feed=%s new=%d` is event `polled` with two fields."""
    template, given = str(event["_record"].msg), event.pop("positional_args", ())
    names = _FIELD.findall(template)
    if names and len(names) == len(given):
        values = (each if isinstance(each, int | float) else str(each) for each in given)
        event.update(zip(names, values, strict=True))
        event["event"] = _FIELD.sub("", template)
    return event


def _short_line(logger: object, method: str, event: Mapping[str, object]) -> str:
    """Write a line for somebody who looks on: no date, no logger's name, a level if it matters."""
    level = str(event.get("level"))
    said = _CONTROL.sub(" ", str(event.get("event", "")))
    mark = "" if level == "info" else f"{level}: "
    trace = event.get("exception")
    line = f"{event.get('timestamp')} {mark}{said}"
    return f"{line}\n{trace}" if trace else line


def _one_line(logger: object, method: str, event: Mapping[str, object]) -> str:
    trace = event.get("exception")
    said = _CONTROL.sub(" ", str(event.get("event", "")))
    line = f"{event.get('timestamp')} {event.get('level')} {event.get('logger')} {said}"
    return f"{line}\n{trace}" if trace else line
