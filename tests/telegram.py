"""A line between the bot's side and the local Telegram, for tests of either end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.chats.telegram import Telegram, talking
from bot.chats.updates import AnswerUpdate, Updates, everyone
from bot.core.delivery.messages import Answer, Update
from bot.local.server import LocalTelegram, serving


@dataclass(frozen=True, slots=True)
class Line:
    """Both ends, the updates that came through, and why polling had to end."""

    local: LocalTelegram
    telegram: Telegram
    updates: list[Update]
    taking: Updates
    fatal: list[str]

    async def poll(self, stop: asyncio.Event, **patience: timedelta) -> None:
        """Take updates until `stop`; where polling ended for good, the reason is in `fatal`."""
        if fatal := await self.taking.poll(stop, **patience):
            self.fatal.append(fatal)


@asynccontextmanager
async def a_line(
    on_update: AnswerUpdate | None = None,
    *,
    admits: Callable[[Update], bool] = everyone,
    read: float = 5.0,
    connect: float = 2.0,
) -> AsyncIterator[Line]:
    updates: list[Update] = []

    async def taken(update: Update) -> Answer | None:
        updates.append(update)
        return await on_update(update) if on_update else None

    async with (
        serving() as local,
        talking(
            token=local.token,
            api_url=local.url,
            read=timedelta(seconds=read),
            connect=timedelta(seconds=connect),
        ) as telegram,
    ):
        taking = Updates(telegram, taken, admits=admits)
        yield Line(local, telegram, updates, taking, [])


@asynccontextmanager
async def polling(line: Line) -> AsyncIterator[None]:
    """Updates are taken while the block runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(line.poll(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def eventually(holds: Callable[[], bool], *, within: float = 5.0) -> None:
    """Wait until `holds`; TimeoutError when it does not come true."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  # the far end has no event to wait for
            await asyncio.sleep(0.01)


async def heard(line: Line, count: int = 1) -> list[Update]:
    """The first updates, polled for."""
    async with polling(line):
        await eventually(lambda: len(line.updates) >= count)
    return line.updates
