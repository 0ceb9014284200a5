"""People who ask too much: alerts go out as ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import Commands
from bot.core.messages import Outgoing, Update
from bot.core.outbox import SendResult, Sent
from bot.core.pacing import Limits
from storage.store import Store
from tests.conversation import a_desk
from tests.integration.promised import Figure, posts, promise, stories, with_chats
from tests.integration.test_pusher import Telegram, fresh, pushing, settled

CHATS = list(range(1, 26))


def wish(number: int, user: int, words: str = "latest") -> Update:
    return Update(
        id=number,
        chat_id=user,
        chat_kind="private",
        user_id=user,
        text=f"/{words}",
        command=words,
    )


async def nobody(commands: Commands) -> int:
    await asyncio.sleep(3600)
    return 0


async def one_script(commands: Commands) -> int:
    """A hundred wishes a second of one person; how many are answered."""
    answered = 0
    for number in range(10_000):
        answered += await commands.answer(wish(number, 5001)) is not None
        await asyncio.sleep(0.01)
    return answered


async def a_thousand_people(commands: Commands) -> int:
    """Everybody asks within a few seconds, some twice."""
    for number in range(10_000):
        await commands.answer(wish(number, 5000 + number % 1000))
        await asyncio.sleep(0.002)
    return 0


async def latency(
    store: Store, numbers: range, flood: Callable[[Commands], Awaitable[int]]
) -> float:
    """Seconds from promise to request, the p99 of 75 alerts at the bot's own pace."""
    took: list[float] = []

    async def answer(outgoing: Outgoing) -> SendResult:
        took.append(time.monotonic() - began)
        return Sent(1)

    flooding = asyncio.ensure_future(flood(Commands(a_desk(store, now=lambda: datetime.now(UTC)))))
    wanted = [each for each in posts(CHATS, numbers[-1]) if int(each.story, 16) in numbers]
    began = time.monotonic()
    await promise(store, *map(fresh, wanted))
    async with pushing(store, Telegram(answer), limits=Limits()):
        await settled(store, len(CHATS) * numbers[-1])
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)
    return sorted(took)[int(len(took) * 0.99)]


@pytest.mark.fault("I8")
@pytest.mark.parametrize("flood", [one_script, a_thousand_people], ids=lambda f: f.__name__)
async def test_a_flood_of_wishes_delays_no_alert(
    tmp_path: Path, record_property: Figure, flood: Callable[[Commands], Awaitable[int]]
) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        await with_chats(store, *CHATS, stories=stories(6))
        alone = await latency(store, range(1, 4), nobody)
        beside = await latency(store, range(4, 7), flood)
    record_property("figure", f"p99 {alone:.2f} s alone, {beside:.2f} s beside")
    record_property("limit", "+10 % and 0.5 s for a busy machine")
    assert beside <= alone * 1.1 + 0.5
