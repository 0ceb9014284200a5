"""`isswire demo`: replays July 2022 through the real bot into a local Telegram.

Rule 1: only the clock, the feeds' server and Telegram are stand-ins; everything between is real.
"""

import asyncio
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.app.health import health_of
from bot.app.logs import start_logging
from bot.app.public_site import public_pages
from bot.app.replay_run import ReplayClock, Tally, bot_replaying, catalog_of, replay_through
from bot.app.runtime import Runtime
from bot.core.types import Catalog
from bot.errors import ConfigError
from bot.local import server as local
from bot.local.replay import load_replay, serving_feeds
from bot.web.web_server import serving


def demo(*, speed: str, once: bool, port: int) -> int:
    """Replay at `speed`: replayed time per second, or max. Raises ConfigError for another one."""
    start_logging("WARNING")
    return asyncio.run(_demo(_pace(speed), once=once, port=port))


def _pace(speed: str) -> timedelta | None:
    """Return replayed time per second; None is as fast as possible."""
    if speed == "max":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", speed)
    if found is None:
        raise ConfigError("--speed: write replayed time per second, like 10m, 1h or 1d, or max")
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[found[2]]: int(found[1])})


async def _demo(pace: timedelta | None, *, once: bool, port: int) -> int:
    replay = load_replay()
    clock, tally = ReplayClock(replay.begins), Tally()
    async with (
        _telegram(port, clock) as telegram,
        serving_feeds(replay, clock.now) as base,
        _bot(telegram, catalog_of(replay, base), clock, tally) as runtime,
    ):
        _end_on_signals(runtime)
        telegram.world.from_start = True
        telegram.world.say_of_itself(f"{replay.begins:%-d %B %Y}, replayed · try /start")
        print(f"The channel and the bot: {telegram.url}", flush=True)
        print(f"Its story pages: {runtime.settings.public_url}/", flush=True)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(runtime.sender.push(runtime.stop))
            tasks.create_task(runtime.updates.poll(runtime.stop))
            printing = tasks.create_task(_print_messages(telegram, clock, runtime.stop))
            await replay_through(runtime, replay, clock, pace)
            summary = tally.summary(len(await runtime.store.latest_stories(limit=1000)))
            telegram.world.say_of_itself(f"Replayed: {summary} · try /start")
            print(summary, flush=True)
            if once:
                runtime.stop.set()
            else:
                over = "The replay is over; the page stays. Type /latest there. Ctrl-C ends."
                print(over, flush=True)
            await runtime.stop.wait()
            await printing
    return 0


@asynccontextmanager
async def _bot(
    telegram: local.LocalTelegram, catalog: Catalog, clock: ReplayClock, tally: Tally
) -> AsyncIterator[Runtime]:
    """Open the bot, and its pages on a free port."""
    with socket.socket() as free:
        free.bind((_HERE, 0))
        port = free.getsockname()[1]
    url = f"http://{_HERE}:{port}"
    async with bot_replaying(telegram, catalog, clock, tally, public_url=url) as runtime:
        pages = public_pages(runtime, fresh=1)
        async with serving(
            host=_HERE,
            port=port,
            health=partial(health_of, runtime),
            metrics=_no_metrics,
            pages=pages,
        ):
            yield runtime


async def _no_metrics() -> bytes:
    return b""


_HERE = "127.0.0.1"


@asynccontextmanager
async def _telegram(port: int, clock: ReplayClock) -> AsyncIterator[local.LocalTelegram]:
    try:
        async with local.serving(port=port, clock=clock.now) as telegram:
            yield telegram
    except OSError as error:
        raise ConfigError(f"--port: {port} is taken ({error.strerror}); try another") from error


def _end_on_signals(runtime: Runtime) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, runtime.stop.set)


async def _print_messages(
    telegram: local.LocalTelegram, clock: ReplayClock, stop: asyncio.Event
) -> None:
    """Print messages to the terminal as they are sent."""
    printed = 0
    while True:
        ending = stop.is_set()
        calls = [call for call in telegram.journal.calls if call.accepted and call.text]
        for call in calls[printed:]:
            print(f"\n{clock.now():%Y-%m-%d %H:%M}  {call.method}\n{call.plain}", flush=True)
        printed = len(calls)
        if ending:
            return
        await asyncio.sleep(0.05)
