"""`isswire run`: the bot, from its start to a graceful end.

Rule 1: every loop obeys `stop`; the process ends within 10 s of SIGTERM.
Rule 2: when the machine's clock was corrected, the bot starts over by it, in the same process.
Rule 3: a loop that dies is restarted a few times; if that does not help, the process ends, and the
platform starts it again.
"""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bot.app.channels import settle_channels
from bot.app.clock import SteadyClock
from bot.app.digests import Digests
from bot.app.feed_loop import read
from bot.app.health import health_of, measured
from bot.app.housekeeping import (
    close_quiet_stories,
    mind_clock,
    mind_disk,
    prune,
    remind,
    tell_admins,
)
from bot.app.intake import refused_catalog
from bot.app.leading import keep_lead, take_lead
from bot.app.local_run import bind_page_channel, with_local_telegram
from bot.app.logs import start_logging
from bot.app.menus import set_menus
from bot.app.public_site import public_pages
from bot.app.runtime import Runtime, Stage, opened
from bot.app.start_words import say_start
from bot.app.supervisor import Loop
from bot.app.ticker import Ticker, Work
from bot.app.waiting import either
from bot.catalog import load_catalog
from bot.catalog.watching import watching
from bot.core.chat.callback_data import phrase_key
from bot.core.reasons import english
from bot.core.types import Catalog, Reason
from bot.errors import ConfigError
from bot.settings import Settings
from bot.web.hub_callbacks import hub_routes
from bot.web.web_server import Webhook, serving

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=9)
"""From SIGTERM until tasks still running are cancelled, so that the process ends within ten
seconds. The sender's drain is shorter: what it gives up is settled as unknown before the end.
"""

EMPTY = (
    "the database is new: every feed is read quietly once, then what is new is told; if there was "
    "a database before, this one is not it"
)

WEBHOOK = "/telegram"
"""Path of the webhook, appended to WEBHOOK_URL's own."""

STANDBY = timedelta(seconds=0.5)
"""Time between a standby's attempts to take the lead."""

RECALL = timedelta(minutes=1)
"""How often a process reads the database's clock and what the leader has polled: the wording of
posts depends on which feeds fail, and the next leader must ask no feed early.
"""

_ASK_AGAIN = timedelta(seconds=4)
"""Pause after Telegram did not accept the webhook."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

CONFLICT = timedelta(seconds=30)
"""How long another process may still poll Telegram: the old one of a deploy, while it ends."""


def run(settings: Settings, *, local: bool = False) -> int:
    """Run until SIGTERM or SIGINT; `local`: with a Telegram page on this machine. Raises
    ConfigError or StorageError if an operator must act.
    """
    start_logging(settings.log_level, secrets=settings.secrets, as_json=settings.log_json)
    return asyncio.run(_run(settings, local=local))


async def _run(settings: Settings, *, local: bool) -> int:
    async with AsyncExitStack() as stack:
        if local:
            settings = await with_local_telegram(stack, settings)
        while await _ran(settings, local=local):
            logger.warning("the clock has stayed as it was set: starting over by it")
    return 0


async def _ran(settings: Settings, *, local: bool) -> bool:
    """Work until stopped; return True if the reason was a corrected clock."""
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    async with opened(settings, catalog, Stage(clock=SteadyClock())) as runtime:
        gc.freeze()  # else each full collection looks at what stays: 50 ms in which all waits
        if not runtime.polls.states:
            logger.info(EMPTY)
        if local:
            await bind_page_channel(runtime)
        await work(runtime)
        if runtime.supervisor.fatal:
            raise runtime.supervisor.fatal
    if runtime.starts_over:
        for number in _SIGNALS:  # until the next start a signal ends the process, as by default
            asyncio.get_running_loop().remove_signal_handler(number)
    return runtime.starts_over


async def work(runtime: Runtime) -> None:
    """Run all loops of the bot until `runtime.stop`."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, runtime.end_for_good)
    ticker = Ticker()
    try:
        async with asyncio.timeout(None) as limit:
            async with asyncio.TaskGroup() as tasks:
                for name, flow in _loops(runtime, ticker):
                    tasks.create_task(runtime.supervisor.keep(name, flow))
                await runtime.stop.wait()
                limit.reschedule(loop.time() + GRACE.total_seconds())
    except TimeoutError:
        logger.warning("ended before everything had; what was under way is settled at the start")
    finally:
        ticker.end()


def _loops(runtime: Runtime, ticker: Ticker) -> list[tuple[str, Loop]]:
    return [
        ("leading", partial(_lead, runtime, ticker)),
        ("recalling", partial(ticker.beat, RECALL, runtime.recall, runtime.stop)),
        ("sending", partial(runtime.sender.push, runtime.stop)),
        ("following feeds.yaml", partial(_follow_catalog, runtime)),
        ("serving", partial(_serve, runtime)),
        ("minding the clock", partial(mind_clock, runtime)),
    ]


async def _lead(runtime: Runtime, ticker: Ticker) -> None:
    """Take the lead whenever it is free; while leading, read, listen and keep house."""
    standing_by = False
    while not runtime.stop.is_set():
        lease = await take_lead(runtime)
        if lease is None:
            if not standing_by:
                logger.info("standing by: another process leads; this one takes over when it ends")
            standing_by = True
            await either(runtime.stop, within=STANDBY)
            continue
        standing_by = False
        logger.info("leading fence=%d", lease.fence)
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_lead(runtime, lease, ended, runtime.stop))
            tasks.create_task(say_start(runtime))
            for name, duty in _duties(runtime, ticker, ended):
                tasks.create_task(runtime.supervisor.keep(name, duty))
        await runtime.store.give_lease(lease, now=runtime.clock())


def _duties(runtime: Runtime, ticker: Ticker, ended: asyncio.Event) -> Iterator[tuple[str, Loop]]:
    yield "listening", partial(_listen, runtime, ended)
    yield "reading", partial(read, runtime, ticker, ended)
    if runtime.settings.public_url:
        yield "subscribing to hubs", partial(runtime.hubs.keep, ticker, ended)
    duties: list[tuple[str, timedelta, Work]] = [
        ("minding the disk", timedelta(seconds=5), partial(mind_disk, runtime)),
        ("settling channels", timedelta(minutes=1), partial(settle_channels, runtime)),
        ("digests", timedelta(minutes=1), Digests(runtime).send),
        ("reminders", timedelta(seconds=20), partial(remind, runtime)),
        ("closing stories", timedelta(minutes=10), partial(close_quiet_stories, runtime)),
        ("pruning", timedelta(hours=6), partial(prune, runtime)),
    ]
    for name, every, work in duties:
        yield name, partial(ticker.beat, every, work, ended)


async def _listen(runtime: Runtime, ended: asyncio.Event) -> None:
    """Set the menu of commands and receive updates, by webhook or long polling."""
    settings = runtime.settings
    await set_menus(runtime)
    if settings.webhook_url:
        address = settings.webhook_url + WEBHOOK
        while not await runtime.telegram.use_webhook(address, settings.webhook_secret):
            if await either(ended, within=_ASK_AGAIN):
                return
        await ended.wait()
    else:
        if fatal := await runtime.updates.poll(ended, conflict_patience=CONFLICT):
            runtime.end(fatal)


async def _follow_catalog(runtime: Runtime) -> None:
    """Take over valid edits of feeds.yaml; report invalid ones and keep the catalog in force."""
    settings = runtime.settings
    edits = watching(
        settings.feeds_file,
        runtime.stop,
        allow_private=settings.allow_private,
        current=runtime.catalog,
    )
    async for edit in edits:
        runtime.catalog_refused = not isinstance(edit, Catalog)
        if isinstance(edit, Catalog):
            lines = await runtime.take_over(edit)
            logger.info("%s", english(lines[0]))
            await _tell_of_catalog(runtime, lines)
        else:
            logger.error("feeds.yaml refused, the old one stays in force: %s", edit)
            changed = await asyncio.to_thread(_changed_at, settings.feeds_file)
            await _tell_of_catalog(runtime, refused_catalog(edit), changed)


async def _tell_of_catalog(runtime: Runtime, lines: Sequence[Reason], changed: str = "") -> None:
    """Tell the admins of an edit, once though every process does, and each edit of an hour."""
    # The notice's key has a hash of its words, and of a mistake the file's time: equal notices of
    # two processes are one, and the same mistake made again is told again.
    words = "\n".join((*map(english, lines), changed))
    await tell_admins(runtime, f"feeds.yaml {phrase_key(words)}", lines)


def _changed_at(file: Path) -> str:
    try:
        return str(int(file.stat().st_mtime))
    except OSError:
        return ""


async def _serve(runtime: Runtime) -> None:
    """Serve health, metrics, the webhook and the public pages until the process stops."""
    settings = runtime.settings
    webhook = None
    if settings.webhook_url:
        path = urlsplit(settings.webhook_url).path + WEBHOOK
        webhook = Webhook(path, settings.webhook_secret, runtime.updates.take_update)

    public = settings.public_url
    hubs = hub_routes(urlsplit(public).path, runtime.hubs) if public else ()

    async def metrics() -> bytes:
        await measured(runtime)
        return runtime.metrics.text()

    try:
        async with serving(
            host=settings.listen,
            port=settings.port,
            health=partial(health_of, runtime),
            metrics=metrics,
            metrics_token=settings.metrics_token,
            webhook=webhook,
            hubs=hubs,
            pages=public_pages(runtime) if settings.public_url else None,
            on_broken=runtime.metrics.broken_request,
        ) as port:
            logger.info("serving /health and /metrics port=%d", port)
            if settings.public_url:
                logger.info("the story pages are at %s/", settings.public_url)
            await runtime.stop.wait()
    except OSError as error:
        where, why = f"{settings.listen}:{settings.port}", os.strerror(error.errno or 0)
        raise ConfigError(f"PORT: {where} cannot be opened ({why})") from error
