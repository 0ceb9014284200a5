"""Reads the value of each variable; errors say what to write without showing the value."""

import re
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

LARGEST_ID = 1 << 52
"""Telegram's ids have at most 52 significant bits."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}", re.ASCII)
"""What Telegram accepts as a webhook's secret, and long enough to be one."""


class InvalidValue(Exception):
    """A variable's value is invalid; says what to write instead."""


class Secret(str):
    """A text whose repr hides it, in settings and in tracebacks with locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<secret>'" if self else "''"


def token(given: str) -> Secret:
    if not re.fullmatch(r"[0-9]{5,}:[A-Za-z0-9_-]{10,}", given, re.ASCII):
        raise InvalidValue("write the token as @BotFather gave it, like 123456:ABC...")
    return Secret(given)


def secret(given: str) -> Secret:
    if not _SECRET.fullmatch(given):
        raise InvalidValue("write 16 to 256 letters, digits, _ or -")
    return Secret(given)


def address(given: str) -> str:
    """Read a base address: no user, no query, nothing that could break out of a header."""
    parts = _parts(given)
    if parts is None or parts[0] not in ("http", "https") or parts[1]:
        raise InvalidValue("write an address like https://example.org")
    return given.rstrip("/")


def proxy(given: str) -> Secret:
    """Read a proxy's address, perhaps with user and password."""
    try:
        parts = urlsplit(given)
        known = parts.scheme in PROXIES and parts.hostname and (parts.port or True)
    except ValueError:
        known = False
    if not known or not given.isprintable() or re.search(r"\s", given):
        raise InvalidValue("write an address like socks5://user:password@proxy.example:1080")
    return Secret(given)


PROXIES = ("http", "https", "socks5", "socks5h")


def contact(given: str) -> str:
    """Read the contact for the User-Agent: a web address or mailto:."""
    if re.fullmatch(r"mailto:[\w.+-]+@[\w.-]+", given, re.ASCII):
        return given
    parts = _parts(given)
    if parts is None or parts[0] not in ("http", "https") or parts[1] or not given.isascii():
        raise InvalidValue("write an address like https://example.org or mailto:me@example.org")
    return given


def database(given: str) -> Secret:
    form = r"(sqlite(\+aiosqlite)?:///.|postgres(ql)?(\+asyncpg)?://.)"
    try:
        well_formed = bool(re.match(form, given)) and (urlsplit(given).port or True)
    except ValueError:
        well_formed = False
    if not well_formed or not given.isprintable():
        raise InvalidValue(
            "write sqlite:///path/to/file.db or postgresql://user:password@host/name"
        )
    return Secret(given)


def path(given: str) -> Path:
    return Path(given)


def people(given: str) -> frozenset[int]:
    """Read user ids. No @names: one can be given up and taken by a stranger."""
    words = [word for word in re.split(r"[,;\s]+", given) if word]
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", word, re.ASCII) for word in words):
        raise InvalidValue("write numeric Telegram user ids with commas between, like 1001,1002")
    ids = frozenset(map(int, words))
    if max(ids, default=0) >= LARGEST_ID:
        raise InvalidValue("write numeric Telegram user ids; one of these is too large for one")
    return ids


def port(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", given, re.ASCII) or int(given) > 65535:
        raise InvalidValue("write a number from 0 to 65535")
    return int(given)


def host(given: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f:.]{2,45}|localhost", given, re.ASCII):
        raise InvalidValue("write an address of this machine, like 127.0.0.1 or 0.0.0.0")
    return given


def level(given: str) -> str:
    return _one_of(given.upper(), ("DEBUG", "INFO", "WARNING", "ERROR"))


def switch(given: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if given.lower() not in known:
        raise InvalidValue("write 1 or 0")
    return known[given.lower()]


def seconds(given: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,3})?s", given, re.ASCII):
        raise InvalidValue("write seconds, like 1s or 0.5s")
    return timedelta(seconds=float(given[:-1]))


def word(given: str) -> Secret:
    """Read a name or key of somebody else's making: anything that fits into a header."""
    if not re.fullmatch(r"[!-~]{1,400}", given, re.ASCII):
        raise InvalidValue("write it without spaces, in ASCII")
    return Secret(given)


def count(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", given, re.ASCII):
        raise InvalidValue("write a number, like 50000")
    return int(given)


def _one_of(given: str, words: Collection[str]) -> str:
    if given not in words:
        raise InvalidValue(f"write one of {', '.join(words)}")
    return given


def _parts(given: str) -> tuple[str, bool] | None:
    """Return the scheme, and whether there is a user, password, query or fragment.

    None if it is no address.
    """
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        return None
    if not parts.hostname or not given.isprintable() or re.search(r"[\s\\<>\"]", given):
        return None
    return parts.scheme, bool(parts.username or parts.password or parts.query or parts.fragment)
