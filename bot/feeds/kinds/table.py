"""Which reader reads which kind of source; `feed` is read by `bot.feeds.feed_document`."""

from collections.abc import Callable

from bot.core.types import SourceKind
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.kinds.json_paths import read_json_paths
from bot.feeds.kinds.launch_library import read_calendar
from bot.feeds.kinds.listing_page import read_listing
from bot.feeds.kinds.telegram_channel import read_channel

READERS: dict[str, Callable[[bytes, Order], Document | Unreadable]] = {
    SourceKind.TELEGRAM: read_channel,
    SourceKind.JSON: read_json_paths,
    SourceKind.PAGE: read_listing,
    SourceKind.CALENDAR: read_calendar,
}
