"""The sender at the bot's own pace: no faster than Telegram allows, and no slower."""

import asyncio
from typing import Any

import pytest

from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import Refused, SendResult, Sent
from bot.core.delivery.pacing import LIMITS, Limits
from bot.core.reasons import verbatim
from bot.core.types import DeliveryState
from storage.outbox.claims import Fenced, Turn, Wait
from storage.store import Store
from tests.integration.promised import Figure, posts, promise, stories, with_chats
from tests.integration.pushed import Telegram, densest_second, fresh, pushing, settled


class Asked(Store):
    """Counts how often it was asked for the next delivery, while one was left to give; later an
    answer alone is a reason to ask, and how many come at once is for the machine to say.
    """

    left = 20
    claims = 0

    async def claim(self, *args: Any, **kwargs: Any) -> tuple[Turn, ...] | Wait | Fenced:
        self.claims += self.left > 0
        given = await super().claim(*args, **kwargs)
        self.left -= len(given) if isinstance(given, tuple) else 0
        return given


async def test_nothing_is_asked_for_before_its_turn(database: str) -> None:
    async with await Asked.open(database) as store:
        chats = list(range(1, 21))
        await with_chats(store, *chats, stories=stories(1))
        await promise(store, *(fresh(each) for each in posts(chats, 1)))
        async with pushing(store, Telegram(), limits=LIMITS):
            await settled(store, 20)
    assert (store.left, store.claims < 20) == (0, True)


@pytest.mark.fault("D13")
async def test_a_refused_token_is_not_tried_more_than_thrice_a_minute(
    store: Store, record_property: Figure
) -> None:
    async def refuse(outgoing: Outgoing) -> SendResult:
        return Refused(verbatim("401 Unauthorized"))

    chats = list(range(1, 21))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts(chats, 1)))
    telegram = Telegram(refuse)
    async with pushing(store, telegram, limits=Limits()):
        await asyncio.sleep(3)
    record_property("figure", f"calls={len(telegram.took)}")
    record_property("limit", "calls<=3")
    assert len(telegram.took) <= 3
    assert await store.queue_sizes() == {DeliveryState.PENDING: 20}


async def slowly(outgoing: Outgoing) -> SendResult:
    await asyncio.sleep(0.3)
    return Sent(1)


async def paced(store: Store, count: int) -> Telegram:
    """So many chats told at the bot's own pace, by a Telegram that takes 300 ms for each."""
    chats = list(range(1, count + 1))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts(chats, 1)))
    telegram = Telegram(slowly)
    async with pushing(store, telegram, limits=Limits()):
        await settled(store, count, seconds=60)
    return telegram


@pytest.mark.fault("D6")
async def test_no_second_holds_more_than_telegram_allows(
    store: Store, record_property: Figure
) -> None:
    telegram = await paced(store, 60)
    record_property("figure", f"{densest_second(telegram.at)}/s")
    record_property("limit", "29/s")
    assert telegram.most > 1
    assert densest_second(telegram.at) < 30


@pytest.mark.soak
@pytest.mark.fault("D6")
async def test_the_whole_pace_is_used_although_every_call_takes_300_ms(
    store: Store, record_property: Figure
) -> None:
    telegram = await paced(store, 1000)
    took = telegram.at[-1] - telegram.at[0]
    bound = 999 * LIMITS.gap.total_seconds()
    record_property("figure", f"{took / bound:.2f} of the bound")
    record_property("limit", "1.10")
    assert took < bound * 1.1
