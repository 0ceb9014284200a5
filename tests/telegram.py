"""A line between the bot's side and the local Telegram, for tests of either end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.chats.telegram import Telegram, everyone, talking
from bot.core.delivery.messages import Answer, Update
from bot.local.server import LocalTelegram, serving

OnUpdate = Callable[[Update], Awaitable[Answer | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """Both ends, the updates that came through, and why polling had to end."""

    local: LocalTelegram
    telegram: Telegram
    updates: list[Update]
    fatal: list[str]


@asynccontextmanager
async def a_line(
    on_update: OnUpdate | None = None,
    *,
    admits: Callable[[Update], bool] = everyone,
    read: float = 5.0,
    connect: float = 2.0,
) -> AsyncIterator[Line]:
    updates: list[Update] = []
    fatal: list[str] = []

    async def taken(update: Update) -> Answer | None:
        updates.append(update)
        return await on_update(update) if on_update else None

    async with (
        serving() as local,
        talking(
            token=local.token,
            api_url=local.url,
            on_update=taken,
            admits=admits,
            on_fatal=fatal.append,
            read=timedelta(seconds=read),
            connect=timedelta(seconds=connect),
        ) as telegram,
    ):
        yield Line(local, telegram, updates, fatal)


@asynccontextmanager
async def polling(line: Line) -> AsyncIterator[None]:
    """Updates are taken while the block runs."""
    stop = asyncio.Event()
    task = asyncio.create_task(line.telegram.poll(stop))
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
