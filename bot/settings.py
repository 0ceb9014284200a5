"""Environment to Settings: every variable the bot knows, read once.

Rule 1: a wrong value is one line that names the variable and what to write; the value itself is
never shown, it may be a secret.
Rule 2: no `.env` file is read: what holds is what the process was started with.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ConfigError

SQLITE = "sqlite:///var/isswire.db"
TELEGRAM = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment asks for; docs/settings.md says it in one table."""

    token: str = field(default="", repr=False)
    api_url: str = TELEGRAM
    database_url: str = field(default=SQLITE, repr=False)
    feeds_file: Path = Path("feeds.yaml")
    admins: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    port: int = 8080
    log_level: str = "INFO"
    log_json: bool = False
    allow_private: bool = False
    host_gap: timedelta = timedelta(seconds=1)
    contact_url: str = ""
    metrics_token: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown in a log, a page or an error."""
        password = urlsplit(self.database_url).password or ""
        every = (self.token, self.webhook_secret, self.metrics_token, password)
        return tuple(secret for secret in every if secret)


class _Wrong(Exception):
    """What to write instead."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: the setting it makes, how it is read, and a line for the operator."""

    name: str
    setting: str
    read: Callable[[str], object]
    default: str
    meaning: str


def load_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this process; raises ConfigError naming the first variable that is wrong."""
    values: dict[str, object] = {}
    for variable in VARIABLES:
        given = environment.get(variable.name, "").strip()
        if given:
            try:
                values[variable.setting] = variable.read(given)
            except _Wrong as error:
                raise ConfigError(f"{variable.name}: {error}") from None
    settings = Settings(**values)  # type: ignore[arg-type]  # each was read for its setting
    _check_together(settings, environment)
    return settings


def _check_together(settings: Settings, environment: Mapping[str, str]) -> None:
    if settings.webhook_url and not settings.token:
        raise ConfigError("WEBHOOK_URL: a webhook needs TELEGRAM_TOKEN as well")
    if settings.webhook_url and not settings.webhook_secret:
        raise ConfigError("WEBHOOK_SECRET: write 16 or more random letters and digits")
    ephemeral = "DYNO" in environment and settings.database_url.startswith("sqlite")
    if ephemeral and environment.get("ALLOW_EPHEMERAL_SQLITE", "") != "1":
        raise ConfigError(
            "DATABASE_URL: this platform's disk is lost at every restart; use a PostgreSQL "
            "address, or set ALLOW_EPHEMERAL_SQLITE=1 to accept the loss"
        )


def _token(given: str) -> str:
    if not re.fullmatch(r"[0-9]{5,}:[A-Za-z0-9_-]{10,}", given):
        raise _Wrong("write the token as @BotFather gave it, like 123456:ABC...")
    return given


def _address(given: str) -> str:
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        raise _Wrong("write an address like https://example.org") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Wrong("write an address like https://example.org")
    return given.rstrip("/")


def _public_address(given: str) -> str:
    if not given.startswith("https://"):
        raise _Wrong("write the https:// address at which Telegram reaches this bot")
    return _address(given)


def _secret(given: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", given):
        raise _Wrong("write 16 to 256 letters, digits, _ or -")
    return given


def _database(given: str) -> str:
    if not re.match(r"(sqlite(\+aiosqlite)?:///|postgres(ql)?(\+asyncpg)?://)", given):
        raise _Wrong("write sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return given


def _admins(given: str) -> frozenset[int]:
    try:
        return frozenset(int(each) for each in re.split(r"[,\s]+", given) if each)
    except ValueError:
        raise _Wrong(
            "write numeric Telegram user ids with commas between, like 1001,1002"
        ) from None


def _port(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", given) or int(given) > 65535:
        raise _Wrong("write a number from 0 to 65535")
    return int(given)


def _level(given: str) -> str:
    if given.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise _Wrong("write DEBUG, INFO, WARNING or ERROR")
    return given.upper()


def _switch(given: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if given.lower() not in known:
        raise _Wrong("write 1 or 0")
    return known[given.lower()]


def _gap(given: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?s", given):
        raise _Wrong("write seconds, like 1s or 0.5s")
    return timedelta(seconds=float(given[:-1]))


VARIABLES = (
    Variable(
        "TELEGRAM_TOKEN",
        "token",
        _token,
        "",
        "The bot's token from @BotFather. Without it the bot talks to a local Telegram page.",
    ),
    Variable(
        "TELEGRAM_API_URL",
        "api_url",
        _address,
        TELEGRAM,
        "Where the Bot API is; a stand-in or an own Bot API server.",
    ),
    Variable(
        "DATABASE_URL",
        "database_url",
        _database,
        SQLITE,
        "SQLite file or PostgreSQL database.",
    ),
    Variable("FEEDS_FILE", "feeds_file", Path, "feeds.yaml", "The editors' file."),
    Variable(
        "ADMIN_IDS",
        "admins",
        _admins,
        "",
        "Numeric Telegram user ids of the bot's admins, with commas between.",
    ),
    Variable(
        "WEBHOOK_URL",
        "webhook_url",
        _public_address,
        "",
        "The https:// address at which Telegram reaches this bot; without it: long polling.",
    ),
    Variable(
        "WEBHOOK_SECRET",
        "webhook_secret",
        _secret,
        "",
        "What Telegram has to say with every webhook call; required with WEBHOOK_URL.",
    ),
    Variable("PORT", "port", _port, "8080", "Of the webhook, /health, /metrics and local page."),
    Variable("LOG_LEVEL", "log_level", _level, "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Variable("LOG_JSON", "log_json", _switch, "0", "1: one JSON object per log line."),
    Variable(
        "ALLOW_PRIVATE_HOSTS",
        "allow_private",
        _switch,
        "0",
        "1: feeds on private, loopback and link-local addresses are read too.",
    ),
    Variable("HOST_GAP", "host_gap", _gap, "1s", "Between two requests to one host."),
    Variable(
        "CONTACT_URL",
        "contact_url",
        _address,
        "",
        "Sent to feeds' servers in the User-Agent, so that they can reach you.",
    ),
    Variable(
        "METRICS_TOKEN",
        "metrics_token",
        _secret,
        "",
        "Bearer token for /metrics; without it only this machine may read them.",
    ),
)
"""In the order of docs/settings.md, whose table is tested against this."""
