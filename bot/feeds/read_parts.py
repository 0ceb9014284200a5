"""Tells answers that are no feeds apart by what is read of them: counters, tokens and scripts
differ at every poll.

Rule 1: only what is never read is left out. Whatever else differs makes another answer, and that
is parsed.
"""

from collections.abc import Iterable

from bot.core.types import Feed, SourceKind
from bot.feeds.known_items import LOOKED_AT, check_of


def check_of_read(feed: Feed, body: bytes) -> bytes:
    """Return the check of what is read of an answer; b"" where that cannot be told."""
    if len(body) > LOOKED_AT:
        return b""
    match feed.kind:
        case SourceKind.TELEGRAM:
            return _of_channel(body)
        case SourceKind.JSON | SourceKind.CALENDAR:
            return _of_json(body)
        case SourceKind.PAGE:
            return _of_page(body, feed.find)
        case _:
            return b""


_WRAP = b'<div class="tgme_widget_message_wrap'
_UNREAD_OF_POST = (
    (b' data-view="', b'"'),
    (b' style="', b'"'),
    (b' src="', b'"'),
    (b'_views">', b"<"),
    (b'<div class="tgme_widget_message_reactions', b"</div>"),
)
"""Tokens and addresses that are new at every poll, views, reactions: how each begins and ends."""


def _of_channel(body: bytes) -> bytes:
    """Look at the posts of a Telegram channel's page."""
    start, end = body.find(_WRAP), body.rfind(b"</section>")
    if not 0 <= start < end:
        return b""
    return check_of(_without(body[start:end], _UNREAD_OF_POST))


_NUMBERS = b"0123456789 \t\r\n"


def _of_json(body: bytes) -> bytes:
    """Look at the lists of JSON, and at what stands around them but for numbers: counts, times."""
    start, end = body.find(b"["), body.rfind(b"]")
    if not 0 <= start < end:
        return b""
    around = (body[:start] + body[end:]).translate(None, _NUMBERS)
    return check_of(memoryview(body)[start:end]) + check_of(around)


_UNREAD_OF_PAGE = ((b"<script", b"</script>"), (b"<!--", b"-->"))


def _of_page(body: bytes, find: Iterable[tuple[str, str]]) -> bytes:
    """Look at a page without its scripts and comments, unless items are looked for in scripts."""
    in_scripts = any("script" in selector for _, selector in find)
    return check_of((body if in_scripts else _without(body, _UNREAD_OF_PAGE)).rstrip())


def _without(text: bytes, unread: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Leave out what is between each beginning and the next end; what does not end stays."""
    for begins, ends in unread:
        head, *parts = text.split(begins)
        text = head + b"".join([begins + part[max(part.find(ends), 0) :] for part in parts])
    return text
