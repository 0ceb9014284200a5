"""Reading the feeds for as long as this process leads."""

import asyncio
from datetime import timedelta
from functools import partial

from bot.app.runtime import Parts
from bot.app.ticker import Beats

BEAT = timedelta(seconds=1)


async def read(parts: Parts, beats: Beats, ended: asyncio.Event) -> None:
    """Poll what is due until `ended`; polls under way then are repeated by whoever reads next."""
    async with asyncio.TaskGroup() as tasks:
        await beats.beat(BEAT, partial(_begin, parts, tasks), ended)
        parts.polls.halt()
    await parts.polls.remember()


async def _begin(parts: Parts, tasks: asyncio.TaskGroup) -> None:
    """Start the polls whose time has come; they end in their own time."""
    await parts.polls.remember()
    feeds = parts.polls.due()
    if feeds and await parts.polls.may_read():
        parts.polls.start(feeds, tasks)
