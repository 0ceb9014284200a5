"""`isswire run`: the bot, from its start to a graceful end.

Rule 1: every loop obeys `stop`; the process ends within 10 s of SIGTERM.
Rule 2: where the machine's clock was put right, the bot starts over by it, in the same process.
Rule 3: a loop that dies is started again, a few times; what will not be mended by that ends the
process, and the platform starts it again.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from bot.app.channels import settle_channels
from bot.app.clock import SteadyClock, wall_clock
from bot.app.digests import Digests
from bot.app.feed_loop import read
from bot.app.health import health_of, measured
from bot.app.housekeeping import (
    close_quiet_stories,
    mind_clock,
    mind_disk,
    prune,
    tell_admins,
)
from bot.app.leading import keep_lead, take_lead
from bot.app.logs import start_logging
from bot.app.menus import set_menus
from bot.app.runtime import Parts, Stage, opened, refused_catalog
from bot.app.supervisor import Loop
from bot.app.ticker import Beats, Work, either
from bot.catalog import load_catalog
from bot.catalog.watching import watching
from bot.core.chat.callback_data import phrase_key
from bot.core.reasons import english
from bot.core.types import Catalog, Reason
from bot.errors import ConfigError
from bot.local import server as local
from bot.settings import Settings
from bot.web.web_server import Webhook, serving

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=9)
"""From SIGTERM until whatever still runs is given up, so that the process ends within ten. The
pusher's drain is shorter: what it gives up is settled as unknown before the end.
"""

EMPTY = (
    "the database is empty: every feed is read quietly once, and nobody has subscribed; was it "
    "there before, its disk is lost"
)

WEBHOOK = "/telegram"
"""Path of the webhook, after WEBHOOK_URL's own."""

STANDBY = timedelta(seconds=0.5)
"""Between two looks whether the leader still leads."""

RECALL = timedelta(minutes=1)
"""Between two looks at the database's clock, and at what the leader has polled: posts are worded
by which feeds fail, and whoever leads next asks no feed early.
"""

_ASK_AGAIN = timedelta(seconds=4)
"""After Telegram did not take the webhook."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

CONFLICT = timedelta(seconds=30)
"""How long another process may still be asking Telegram: the old one of a deploy, ending."""


def run(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT. Raises ConfigError or StorageError for what must be mended."""
    start_logging(settings.log_level, secrets=settings.secrets, as_json=settings.log_json)
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    async with AsyncExitStack() as stack:
        if not settings.token:
            settings = await _with_local_telegram(stack, settings)
        while await _ran(settings):
            logger.warning("the clock has stayed as it was set: starting over by it")
    return 0


async def _ran(settings: Settings) -> bool:
    """Work until told to stop; True where that was because the clock was put right."""
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    async with opened(settings, catalog, Stage(clock=SteadyClock())) as parts:
        if not parts.polls.states:
            logger.warning(EMPTY)
        await work(parts)
        if parts.keeper.fatal:
            raise parts.keeper.fatal
    if parts.starts_over:
        for number in _SIGNALS:  # as before the start: nothing swallows one now
            asyncio.get_running_loop().remove_signal_handler(number)
    return parts.starts_over


async def _with_local_telegram(stack: AsyncExitStack, settings: Settings) -> Settings:
    """No token: real feeds, and a Telegram of this machine's own."""
    later_than_any_before = int(wall_clock().timestamp())
    telegram = await stack.enter_async_context(
        local.serving(port=settings.port, first_id=later_than_any_before)
    )
    print(f"no TELEGRAM_TOKEN: read and talk to the bot at {telegram.url}", flush=True)  # noqa: T201
    return replace(settings, token=telegram.token, api_url=telegram.url, port=0)


async def work(parts: Parts) -> None:
    """Everything a bot does side by side, until `parts.stop`."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, parts.end_for_good)
    beats = Beats()
    try:
        async with asyncio.timeout(None) as limit:
            async with asyncio.TaskGroup() as tasks:
                for name, flow in _loops(parts, beats):
                    tasks.create_task(parts.keeper.keep(name, flow))
                await parts.stop.wait()
                limit.reschedule(loop.time() + GRACE.total_seconds())
    except TimeoutError:
        logger.warning("ended before everything had; what was under way is settled at the start")
    finally:
        beats.end()


def _loops(parts: Parts, beats: Beats) -> list[tuple[str, Loop]]:
    return [
        ("leading", partial(_lead, parts, beats)),
        ("recalling", partial(beats.beat, RECALL, parts.recall, parts.stop)),
        ("sending", partial(parts.pusher.push, parts.stop)),
        ("following feeds.yaml", partial(_follow_catalog, parts)),
        ("serving", partial(_serve, parts)),
        ("minding the clock", partial(mind_clock, parts)),
    ]


async def _lead(parts: Parts, beats: Beats) -> None:
    """Do what only one process may, whenever this is the one: read, listen, keep house."""
    while not parts.stop.is_set():
        lease = await take_lead(parts)
        if lease is None:
            await either(parts.stop, within=STANDBY)
            continue
        logger.info("leading fence=%d", lease.fence)
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_lead(parts, lease, ended, parts.stop))
            for name, duty in _duties(parts, beats, ended):
                tasks.create_task(parts.keeper.keep(name, duty))
        await parts.store.give_lease(lease, now=parts.clock())


def _duties(parts: Parts, beats: Beats, ended: asyncio.Event) -> Iterator[tuple[str, Loop]]:
    yield "listening", partial(_listen, parts, ended)
    yield "reading", partial(read, parts, beats, ended)
    duties: list[tuple[str, timedelta, Work]] = [
        ("minding the disk", timedelta(seconds=5), partial(mind_disk, parts)),
        ("settling channels", timedelta(minutes=1), partial(settle_channels, parts)),
        ("digests", timedelta(minutes=1), Digests(parts).send),
        ("closing stories", timedelta(minutes=10), partial(close_quiet_stories, parts)),
        ("pruning", timedelta(hours=6), partial(prune, parts)),
    ]
    for name, every, work in duties:
        yield name, partial(beats.beat, every, work, ended)


async def _listen(parts: Parts, ended: asyncio.Event) -> None:
    """Take updates, by webhook or by long polling, and show people the menu of commands."""
    settings = parts.settings
    await set_menus(parts)
    if settings.webhook_url:
        address = settings.webhook_url + WEBHOOK
        while not await parts.telegram.use_webhook(address, settings.webhook_secret):
            if await either(ended, within=_ASK_AGAIN):
                return
        await ended.wait()
    else:
        await parts.telegram.poll(ended, conflict_patience=CONFLICT)


async def _follow_catalog(parts: Parts) -> None:
    """Take good edits of feeds.yaml over; tell of bad ones and keep the catalog in force."""
    settings = parts.settings
    editions = watching(
        settings.feeds_file,
        parts.stop,
        allow_private=settings.allow_private,
        current=parts.catalog,
    )
    async for edition in editions:
        parts.catalog_refused = not isinstance(edition, Catalog)
        if isinstance(edition, Catalog):
            told = await parts.take_over(edition)
            logger.info("%s", english(told[0]))
            await _tell_of_catalog(parts, told)
        else:
            logger.error("feeds.yaml refused, the old one stays in force: %s", edition)
            await _tell_of_catalog(parts, refused_catalog(edition))


async def _tell_of_catalog(parts: Parts, told: Sequence[Reason]) -> None:
    """By its words: every process tells of an edit, and two edits in an hour are two."""
    words = "\n".join(map(english, told))
    await tell_admins(parts, f"feeds.yaml {phrase_key(words)}", told)


async def _serve(parts: Parts) -> None:
    """Health, metrics and the webhook's door, until the process stops."""
    settings = parts.settings
    webhook = None
    if settings.webhook_url:
        path = urlsplit(settings.webhook_url).path + WEBHOOK
        webhook = Webhook(path, settings.webhook_secret, parts.telegram.feed_update)

    async def metrics() -> bytes:
        await measured(parts)
        return parts.metrics.text()

    try:
        async with serving(
            host=settings.listen,
            port=settings.port,
            health=partial(health_of, parts),
            metrics=metrics,
            metrics_token=settings.metrics_token,
            webhook=webhook,
            on_broken=parts.metrics.broken_request,
        ) as port:
            logger.info("serving /health and /metrics port=%d", port)
            await parts.stop.wait()
    except OSError as error:
        where, why = f"{settings.listen}:{settings.port}", os.strerror(error.errno or 0)
        raise ConfigError(f"PORT: {where} cannot be opened ({why})") from error
