"""`isswire doctor`: checks what the bot depends on; says what is wrong and what to do.

Rule 1: checks are independent: one that fails hides no other.
Rule 2: it changes only what every start changes: it brings the database to this version. With
`--chat` it posts one message, which it deletes.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.app.feed_reader import opened_reader
from bot.app.finding import Finding
from bot.app.logs import redacted, start_logging
from bot.app.posting_rights import hindrances
from bot.app.trial_message import tried
from bot.catalog import load_catalog
from bot.chats.telegram import API_URL, Telegram, talking
from bot.core.reading.poll_result import Failed
from bot.core.reading.schedule import first_state
from bot.core.reasons import english
from bot.core.types import DeliveryState
from bot.errors import BotError, ConfigError
from bot.settings import Settings, load_settings
from storage.store import Store

CLOCK_OFF = timedelta(seconds=30)
"""If the clock is off by more, news seems older or newer than it is."""

LATE = timedelta(minutes=10)

ROOM = 200 * 2**20
"""Free bytes: enough for the weeks until somebody looks again."""


def doctor(environment: Mapping[str, str], *, chat: str = "") -> tuple[int, str]:
    """Run all checks; return the exit code (1 if something is wrong) and the report. `chat`: also
    try a message there.
    """
    try:
        settings = load_settings(environment)
    except ConfigError as error:
        return 1, Finding("settings", str(error), "mend that variable, then ask again").line()
    start_logging("ERROR", secrets=settings.secrets)
    findings = [
        Finding("settings", "every variable can be read"),
        *asyncio.run(_checks(settings, chat)),
    ]
    report = "\n".join(redacted(each.line(), settings.secrets) for each in findings)
    return int(any(each.bad for each in findings)), report


async def _checks(settings: Settings, chat: str) -> list[Finding]:
    feeds, proxy, (database, its_clock), (telegram, telegrams_clock) = await asyncio.gather(
        _feeds(settings), _proxy(settings), _database(settings), _telegram(settings, chat)
    )
    clocks = _clocks(its_clock, telegrams_clock) if telegrams_clock is not None else []
    return [*feeds, *proxy, *database, *telegram, *clocks]


async def _feeds(settings: Settings) -> list[Finding]:
    try:
        catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    except ConfigError as error:
        return [Finding("feeds", str(error), "mend feeds.yaml; `isswire check` says it again")]
    said = f"{len(catalog.feeds)} feeds, {len(catalog.channels)} channels"
    return [Finding("feeds", said)]


async def _proxy(settings: Settings) -> list[Finding]:
    """Try FEED_PROXY on the first feed that goes through it."""
    if not settings.feed_proxy:
        return []
    try:
        catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    except ConfigError:
        return []  # `_feeds` says so
    feed = next((feed for feed in catalog.feeds if not feed.access.proxy), None)
    if feed is None:
        return [Finding("proxy", "no feed goes through FEED_PROXY")]
    now = datetime.now(UTC)
    async with opened_reader(settings) as reader:
        result = await reader.read(feed, first_state(feed, now), now)
    if isinstance(result, Failed) and result.kind in _NO_WAY:
        said = f"feeds.{feed.id}: {english(result.error)}"
        return [Finding("proxy", said, "mend FEED_PROXY, or take it out")]
    return [Finding("proxy", f"feeds.{feed.id} answers through FEED_PROXY")]


_NO_WAY = frozenset({"proxy", "connect", "timeout", "protocol"})
"""Kinds of failures that a proxy can be the reason of."""


async def _database(settings: Settings) -> tuple[list[Finding], timedelta | None]:
    """Check the database; also return how far its clock is ahead, if processes go by it."""
    ahead = None
    try:
        async with await Store.open(settings.database_url) as store:
            damage = await store.damage()
            sizes = await store.queue_sizes()
            oldest = await store.oldest_pending(now=datetime.now(UTC))
            room = store.room()
            if store.is_shared:
                ahead = await store.time() - datetime.now(UTC)
    except BotError as error:
        return [Finding("database", str(error), "the bot cannot start until it opens")], None
    if damage:
        restore = "stop the bot, keep a copy, restore a backup"
        return [Finding("database", f"damaged: {damage}", restore)], None
    waiting = sizes.get(DeliveryState.PENDING, 0)
    healthy = Finding("database", "opens, this version, undamaged")
    return [healthy, *_disk(room), _queue(waiting, oldest)], ahead


def _disk(room: int | None) -> list[Finding]:
    """Check the disk of an SQLite file; a PostgreSQL server's disk cannot be seen from here."""
    if room is None:
        return []
    advice = "make room: below 16 MB nothing is polled any more" if room < ROOM else ""
    return [Finding("disk", f"{room / 1e6:,.0f} MB free beside the database", advice)]


def _queue(waiting: int, oldest: datetime | None) -> Finding:
    late = oldest is not None and datetime.now(UTC) - oldest > LATE
    said = f"{waiting} deliveries wait"
    advice = "some for over 10 minutes: is the bot running? its log says why" if late else ""
    return Finding("queue", said, advice)


async def _telegram(settings: Settings, chat: str) -> tuple[list[Finding], timedelta | None]:
    """Check Telegram; also return how far its clock is ahead of ours, if its answer says so."""
    if not settings.token:
        said = "no TELEGRAM_TOKEN: only `isswire run --local` can start"
        untried = [Finding("chat", f"{chat} not tried", "set TELEGRAM_TOKEN")] if chat else []
        return [Finding("telegram", said), *untried], None
    try:
        async with talking(
            token=settings.token, api_url=settings.api_url, proxy=settings.telegram_proxy
        ) as telegram:
            name, date = telegram.username, telegram.date
            more = await _rights(telegram, settings, chat) if name else []
    except BotError as error:
        return [Finding("telegram", str(error), "put the right token into TELEGRAM_TOKEN")], None
    if not name:
        where = "" if settings.api_url == API_URL else " (TELEGRAM_API_URL)"
        where += " and the proxy (TELEGRAM_PROXY)" if settings.telegram_proxy else ""
        return [Finding("telegram", "cannot be reached", f"check the network{where}")], None
    accepted = [Finding("telegram", f"the token is @{name}'s: https://t.me/{name}"), *more]
    if date is None:
        return [*accepted, Finding("clock", "not compared: Telegram sent no Date")], None
    return accepted, date - datetime.now(UTC)


async def _rights(telegram: Telegram, settings: Settings, chat: str) -> list[Finding]:
    """Check whether the bot may post to its channels, and can write to its admins."""
    try:
        channels = load_catalog(settings.feeds_file, allow_private=settings.allow_private).channels
    except ConfigError:
        channels = ()  # `_feeds` says what is wrong
    found = [
        Finding("channel", name if hindered else f"{name}: the bot may post there", hindered)
        for name, hindered in await hindrances(telegram, channels)
    ]
    for admin in sorted(settings.admins):
        if await telegram.chat(admin) is None:
            advice = "they have to write /start to the bot once"
            found.append(Finding("admin", f"{admin} cannot be written to", advice))
    if not settings.admins:
        found.append(Finding("admin", "none: ADMIN_IDS is not set, nobody is told of trouble"))
    return [*found, *(await tried(telegram, chat) if chat else ())]


def _clocks(database: timedelta | None, telegram: timedelta) -> list[Finding]:
    """Compare this machine's and the database's clock with Telegram's; arguments are how far each
    is ahead of ours.
    """
    ours = _clock("clock", telegram, "set it, by NTP: alerts, leases and digests go by it")
    if database is None:
        return [ours]
    advice = "set the clock of the database's machine, by NTP: all processes of this bot go by it"
    return [ours, _clock("db clock", telegram - database, advice)]


def _clock(whose: str, off: timedelta, advice: str) -> Finding:
    said = f"{abs(off).total_seconds():.0f} s from Telegram's"
    return Finding(whose, said, advice if abs(off) > CLOCK_OFF else "")
