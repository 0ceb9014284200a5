"""Reads Settings from the environment, once.

Rule 1: a wrong value is reported in one line: the variable and what to write. The value itself is
        never shown, since it may be a secret.
Rule 2: no `.env` file is read; only the process's own environment counts.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.errors import ConfigError
from bot.settings.setting_values import InvalidValue, Secret
from bot.settings.variables import SQLITE, TELEGRAM, VARIABLES, Variable

__all__ = ["VARIABLES", "Secret", "Settings", "Variable", "load_settings", "settings_table"]

WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Telegram calls no other ports: https://core.telegram.org/bots/api#setwebhook"""

_SHORTEST_SECRET = 6
"""A shorter password would mask half of every log line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a process; docs/settings.md has them in one table."""

    token: str = Secret()
    api_url: str = TELEGRAM
    database_url: str = Secret(SQLITE)
    feeds_file: Path = Path("feeds.yaml")
    admins: frozenset[int] = frozenset()
    webhook_url: str = ""
    webhook_secret: str = Secret()
    port: int = 8080
    listen: str = "127.0.0.1"
    log_level: str = "INFO"
    log_json: bool = False
    allow_private: bool = False
    host_gap: timedelta = timedelta(seconds=1)
    contact_url: str = ""
    feed_proxy: str = Secret()
    telegram_proxy: str = Secret()
    metrics_token: str = Secret()
    allow_ephemeral: bool = False
    public_url: str = ""
    translate_url: str = ""
    translate_key: str = Secret()
    translate_model: str = ""
    translate_budget: int = 50_000
    feed_variables: Mapping[str, str] = field(default_factory=dict)
    """The variables whose names begin with FEED_: what `${FEED_...}` in feeds.yaml stands for."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must not appear in a log, a page or an error."""
        addresses = (self.database_url, self.feed_proxy, self.telegram_proxy)
        passwords = [urlsplit(address).password or "" for address in addresses]
        known = (
            *(self.token, self.webhook_secret, self.metrics_token, self.translate_key),
            *(self.feed_proxy, self.telegram_proxy, *passwords, *map(unquote, passwords)),
            *self.feed_variables.values(),
            *(part for value in self.feed_variables.values() for part in value.split(":", 1)),
        )
        return tuple(str(each) for each in dict.fromkeys(known) if len(each) >= _SHORTEST_SECRET)


def load_settings(
    environment: Mapping[str, str], *, only: Container[str] | None = None
) -> Settings:
    """Load the settings. Raises ConfigError with a line for each wrong variable.

    `only` names the variables to read, for commands that need no others.
    """
    read: dict[str, object] = {}
    wrong: list[str] = []
    for variable in VARIABLES:
        given = environment.get(variable.name, "").strip()
        if given and (only is None or variable.name in only):
            try:
                read[variable.setting] = variable.read(given)
            except InvalidValue as error:
                wrong.append(f"{variable.name}: {error}")
    if not wrong:
        if read.get("webhook_url") or "port" in read:
            read.setdefault("listen", "0.0.0.0")  # noqa: S104  # a platform's router has to reach it
        read["feed_variables"] = _feed_variables(environment)
        settings = Settings(**read)  # type: ignore[arg-type]  # each was read for its setting
        wrong += _conflicts(settings, environment) if only is None else ()
    if wrong:
        raise ConfigError("\n".join(wrong))
    return settings


def _feed_variables(environment: Mapping[str, str]) -> dict[str, str]:
    known = {variable.name for variable in VARIABLES}
    return {
        name: Secret(value.strip())
        for name, value in environment.items()
        if name.startswith("FEED_") and name not in known and value.strip()
    }


def settings_table() -> str:
    """Write the table of docs/settings.md."""
    rows = [
        f"| `{each.name}` | {f'`{each.default}`' if each.default else '-'} | {each.meaning} |"
        for each in VARIABLES
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _conflicts(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each conflict between settings."""
    if settings.webhook_url:
        yield from _webhook_conflicts(settings)
    if settings.public_url and "." not in (urlsplit(settings.public_url).hostname or ""):
        yield (
            "PUBLIC_URL: write the full name at which readers find the pages, like "
            "https://news.example.org; Telegram takes no other behind a button"
        )
    sqlite = settings.database_url.startswith("sqlite")
    if "DYNO" in environment and sqlite and not settings.allow_ephemeral:
        yield (
            "DATABASE_URL: this platform's disk is lost at every restart; use a PostgreSQL "
            "address, or set ALLOW_EPHEMERAL_SQLITE=1 to accept the loss"
        )


def _webhook_conflicts(settings: Settings) -> Iterator[str]:
    parts = urlsplit(settings.webhook_url)
    own_server = settings.api_url != TELEGRAM and _is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not own_server:
        yield "WEBHOOK_URL: write the https:// address at which Telegram reaches this bot"
    elif not own_server and (parts.port or 443) not in WEBHOOK_PORTS:
        ports = ", ".join(map(str, WEBHOOK_PORTS))
        yield f"WEBHOOK_URL: Telegram calls the ports {ports} only; write one of them"
    if not settings.token:
        yield "WEBHOOK_URL: a webhook needs TELEGRAM_TOKEN as well"
    if not settings.webhook_secret:
        yield "WEBHOOK_SECRET: write 16 or more random letters and digits"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
