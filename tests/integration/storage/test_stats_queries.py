"""Daily figures: counted by both databases, drawn, and accepted by a strict Telegram."""

from datetime import date, timedelta

import pytest

from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Sent
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.renderer.daily_stats import SPAN, Day, every_day
from bot.core.types import DeliveryKind, Placement, Relation, Verdict
from bot.local.server import CHANNEL_ID
from bot.locale.loading import load_texts
from bot.plots import drawn, is_possible
from storage.store import Store
from tests.build import NOON, a_delivery, a_story, an_entry
from tests.integration.promised import a_lease, all_claimed, record, with_chats
from tests.telegram import a_line

TODAY = NOON.date()
POLLED = FeedState(feed="tass", url="https://tass.example", next_poll=NOON)


def an_item(number: int, relation: Relation | None) -> PlannedEntry:
    id = f"{number:032x}"
    entry = an_entry(str(number), id=id, keys=(bytes.fromhex(id),))
    placement = Placement("5" * 16, relation) if relation else None
    return PlannedEntry(entry, Verdict(("iss",) if relation else (), ()), placement)


async def test_days_count_what_was_read_folded_and_told(store: Store) -> None:
    relations = (Relation.NEW, Relation.JOINS, Relation.SAME, None)
    items = tuple(an_item(number, relation) for number, relation in enumerate(relations, 1))
    assert await store.record_poll(POLLED, Plan(entries=items), now=NOON)
    await with_chats(store, 7, 8, stories=[a_story(number=None)])
    card = a_delivery(kind=DeliveryKind.CARD, chat_id=9)
    await store.record_deliveries([a_delivery(), a_delivery(chat_id=8), card])
    lease = await a_lease(store)
    took = {7: timedelta(seconds=30), 8: timedelta(minutes=11), 9: timedelta(0)}
    for sending in await all_claimed(store, lease):
        await record(store, sending, Sent(1), lease, now=NOON + took[sending.chat_id])
    told = {"alerts": 1, "messages": 2, "chats": 2, "prompt": 1, "late": 1}
    read = {"entries": 4, "placed": 3, "stories": 1, "same": 1}
    today = Day(TODAY, **read, **told)
    assert await store.days(NOON - SPAN, NOON) == (today,)
    assert await store.days(NOON - SPAN, NOON + timedelta(days=2)) == (today,)


def test_a_day_without_entries_is_a_day_too() -> None:
    days = every_day([Day(TODAY, entries=3)], NOON)
    assert (len(days), days[-1], days[0].day) == (30, Day(TODAY, entries=3), date(2022, 6, 27))


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_picture_is_small_and_telegram_takes_it(language: str) -> None:
    if not is_possible():
        pytest.skip("the plots extra is not installed")
    days = every_day([Day(TODAY, entries=30, placed=9, messages=20, late=2)], NOON)
    picture = drawn(days, load_texts()[language])
    async with a_line() as line:
        wanted = Send(CHANNEL_ID, Message("<b>30 days</b>", picture=picture))
        assert await line.telegram.send(wanted) == Sent(1)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 100_000
