"""What an address says of the kind of its source, and how a Telegram channel is addressed."""

import re

from bot.core.types import SourceKind

_NAME = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
_CHANNEL = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?(?:\?.*)?"
)
_SPACEFLIGHT_NEWS = re.compile(r"https?://(?:\w+\.)?spaceflightnewsapi\.net/v4/")
_LAUNCH_LIBRARY = re.compile(r"https?://ll(?:dev)?\.thespacedevs\.com/\d")
_NO_CHANNELS = frozenset({"share", "proxy", "socks", "addstickers", "joinchat", "iv", "login"})


def address_of(written: str) -> str:
    """Return the address to ask: of `@name` and `t.me/name` the page t.me/s/name."""
    found = _CHANNEL.fullmatch(written)
    if _NAME.fullmatch(written):
        return f"https://t.me/s/{written[1:]}"
    if found and found[1].lower() not in _NO_CHANNELS:
        return f"https://t.me/s/{found[1]}"
    return written


def guessed_kind(url: str) -> SourceKind:
    """Return the kind of source at an address; most are feeds."""
    if _CHANNEL.fullmatch(url):
        return SourceKind.TELEGRAM
    if _LAUNCH_LIBRARY.match(url):
        return SourceKind.CALENDAR
    return SourceKind.JSON if _SPACEFLIGHT_NEWS.match(url) else SourceKind.FEED
