"""Reads the feeds for as long as this process leads."""

import asyncio
from datetime import timedelta
from functools import partial

from bot.app.runtime import Runtime
from bot.app.ticker import Ticker

BEAT = timedelta(seconds=1)


async def read(runtime: Runtime, ticker: Ticker, ended: asyncio.Event) -> None:
    """Poll what is due until `ended`; the next leader repeats the polls under way then."""
    async with asyncio.TaskGroup() as tasks:
        await ticker.beat(BEAT, partial(_begin, runtime, tasks), ended)
        runtime.polls.halt()
    await runtime.polls.remember()


async def _begin(runtime: Runtime, tasks: asyncio.TaskGroup) -> None:
    """Record what has ended, and start the polls that are due, without waiting for them."""
    await runtime.polls.remember()
    feeds = runtime.polls.due()
    if feeds and await runtime.polls.may_read():
        runtime.polls.start(feeds, tasks)
