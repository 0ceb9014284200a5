"""People who ask too much do not delay alerts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import Commands
from bot.core.chat.rate_limit import BURST
from bot.core.delivery.messages import Answer, Outgoing, Update
from bot.core.delivery.outbox import SendResult, Sent
from bot.core.delivery.pacing import Limits
from bot.local.server import GROUP_ID, PERSON_ID
from storage.store import Store
from tests.conversation import services
from tests.integration.promised import Figure, posts, promise, stories, with_chats
from tests.integration.pushed import Telegram, fresh, pushing, settled
from tests.sqlite_files import migrated
from tests.telegram import a_line, eventually, polling

SECOND_ID = PERSON_ID + 1
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
    """Ask a hundred times a second as one person; return how many were answered."""
    answered = 0
    for number in range(10_000):
        if commands.admits(asked := wish(number, 5001)):
            answered += await commands.answer(asked) is not None
        await asyncio.sleep(0.01)
    return answered


async def a_thousand_people(commands: Commands) -> int:
    """Let everybody ask within a few seconds, some twice."""
    for number in range(10_000):
        if commands.admits(asked := wish(number, 5000 + number % 1000)):
            await commands.answer(asked)
        await asyncio.sleep(0.002)
    return 0


async def latency(
    store: Store, numbers: range, flood: Callable[[Commands], Awaitable[int]]
) -> float:
    """Return the p99 of 50 alerts, in seconds from promise to request, at the bot's own pace."""
    took: list[float] = []

    async def answer(outgoing: Outgoing) -> SendResult:
        took.append(time.monotonic() - began)
        return Sent(1)

    flooding = asyncio.ensure_future(
        flood(Commands(services(store, now=lambda: datetime.now(UTC))))
    )
    wanted = [each for each in posts(CHATS, numbers[-1]) if int(each.story, 16) in numbers]
    began = time.monotonic()
    await promise(store, *map(fresh, wanted))
    async with pushing(store, Telegram(answer), limits=Limits()):
        await settled(store, len(CHATS) * numbers[-1])
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)
    return sorted(took)[int(len(took) * 0.99)]


async def test_a_busy_group_does_not_refill_a_rate_limit_while_requests_wait(
    tmp_path: Path,
) -> None:
    """How many are answered is decided on arrival, even if answering them is slow."""
    store = await Store.open(migrated(tmp_path / "isswire.db"))
    commands = Commands(services(store, now=lambda: datetime.now(UTC)))
    answered: list[str] = []

    async def answer(update: Update) -> Answer | None:
        await asyncio.sleep(0.3)
        answered.append(update.command)
        return await commands.answer(update)

    async with store, a_line(answer, admits=commands.admits) as line, polling(line):
        line.local.world.add_person(SECOND_ID, "Boris", started=False)
        line.local.world.place(GROUP_ID).members[SECOND_ID] = "member"
        for _ in range(12):
            line.local.people.say(GROUP_ID, PERSON_ID, "/help")
        line.local.people.say(GROUP_ID, SECOND_ID, "/privacy")
        await eventually(lambda: "privacy" in answered, within=10)
    assert answered == ["help"] * int(BURST) + ["privacy"]


@pytest.mark.fault("I8")
@pytest.mark.parametrize("flood", [one_script, a_thousand_people], ids=lambda f: f.__name__)
async def test_a_flood_of_requests_delays_no_alert(
    tmp_path: Path, record_property: Figure, flood: Callable[[Commands], Awaitable[int]]
) -> None:
    async with await Store.open(migrated(tmp_path / "isswire.db")) as store:
        await with_chats(store, *CHATS, stories=stories(12))
        alone, beside = list[float](), list[float]()
        for first in (1, 5, 9):
            alone.append(await latency(store, range(first, first + 2), nobody))
            beside.append(await latency(store, range(first + 2, first + 4), flood))
    record_property("figure", f"p99 {min(alone):.2f} s alone, {min(beside):.2f} s beside")
    record_property("limit", "+10 %, in the least disturbed of three runs each")
    assert min(beside) <= min(alone) * 1.1
