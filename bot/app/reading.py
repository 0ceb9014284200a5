"""Reading feeds for as long as this process may: alone while it leads, or its share of them.

Rule 1: where there can be several processes (PostgreSQL), each reads what it has claimed.
"""

import asyncio
from datetime import timedelta
from functools import partial
from random import random

from bot.app.beats import Beats, either
from bot.app.parts import Parts

BEAT = timedelta(seconds=1)

RECALL = timedelta(minutes=1)
"""Between two looks at what other processes have polled: posts are worded by it."""

LOOK_AGAIN = timedelta(seconds=0.5)
"""Whether others see this process again."""


async def share(parts: Parts, beats: Beats) -> None:
    """Read a share of the feeds as long as other processes see that this one runs."""
    while not parts.stop.is_set():
        if parts.witness.lost.is_set():
            await either(parts.stop, within=LOOK_AGAIN)
            continue
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(read(parts, beats, ended))
            tasks.create_task(beats.beat(RECALL, parts.recall, ended))
            await either(parts.stop, parts.witness.lost)
            ended.set()


async def read(parts: Parts, beats: Beats, ended: asyncio.Event) -> None:
    """Poll what is due until `ended`; polls under way then are repeated by whoever reads next."""
    async with asyncio.TaskGroup() as tasks:
        await beats.beat(BEAT, partial(_begin, parts, tasks), ended)
        parts.polls.halt()
    await parts.polls.remember()
    await parts.polls.let_go()


async def _begin(parts: Parts, tasks: asyncio.TaskGroup) -> None:
    """Start the polls whose time has come and that are ours; they end in their own time."""
    if parts.store.is_shared:  # whose beat came just before another's would leave it nothing
        await asyncio.sleep(BEAT.total_seconds() * random())  # noqa: S311  # guards nothing
    await parts.polls.remember()
    parts.polls.start(await parts.polls.claim(), tasks)
