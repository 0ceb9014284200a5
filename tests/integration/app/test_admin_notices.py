"""Feeds that die, fall silent or come back: admins hear of each once, also across restarts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.delivery.outbox import Worded
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.reasons import english
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Chat, ChatKind, DeliveryKind
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from tests.integration.newsroom import ADMIN, Newsroom, a_newsroom, promised
from tests.integration.promised import Figure

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def fails(request: web.Request) -> web.StreamResponse:
    return web.Response(status=503)


async def gone(request: web.Request) -> web.StreamResponse:
    return web.Response(status=410)


async def lived(room: Newsroom, polls: int, every: timedelta) -> list[str]:
    """Make each poll in a process of its own; return all notices promised so far."""
    for _ in range(polls):
        async with room.opened() as intake:
            await room.poll(intake, after=every)
    async with room.opened() as intake:
        notices = await promised(intake.store, DeliveryKind.NOTICE)
        ordered = sorted(notices, key=lambda each: each.created)
        return [english(line) for each in ordered for line in each.says]


def died(room: Newsroom) -> None:
    room.feeds.broken["bulletin"] = fails


def left(room: Newsroom) -> None:
    room.feeds.broken["bulletin"] = gone


def kept_quiet(room: Newsroom) -> None:
    """Let the feed answer with nothing new."""


ENDS: dict[str, tuple[Callable[[Newsroom], None], int, timedelta, str, str]] = {
    "dead": (died, 20, 4 * HOUR, "has been failing for a day", "can be read again"),
    "gone": (left, 3, HOUR, "is gone (410)", "can be read again"),
    "silent": (kept_quiet, 20, 2 * DAY, "nothing new for a month", "has news again"),
}


@pytest.mark.fault("A15")
@pytest.mark.fault("A13")
@pytest.mark.parametrize("how", ENDS)
async def test_admins_are_told_once_and_once_when_it_is_over(
    tmp_path: Path, record_property: Figure, how: str
) -> None:
    ended, polls, every, bad, good = ENDS[how]
    async with a_newsroom(tmp_path) as room:
        ended(room)
        told = await lived(room, polls, every)
        assert [bad in each for each in told] == [True]
        room.feeds.broken.clear()
        room.publish()
        told = await lived(room, 4, HOUR)
    record_property("figure", f"notices {len(told)}")
    record_property("limit", "2")
    assert [bad in told[0], good in told[-1], len(told)] == [True, True, 2]


UNAVAILABLE = FeedFailure.STATUS(status="503 Service Unavailable")


async def test_an_admin_reads_it_in_the_language_of_the_chat(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        await intake.store.record_chat(Chat(ADMIN, ChatKind.PRIVATE, language="ru"))
        told = Notice("bulletin", NoticeKind.FAILING, UNAVAILABLE)
        [notice] = notice_deliveries([told], feed="bulletin", admins=[ADMIN], now=room.now)
        composer = Composer(
            store=intake.store,
            catalog=lambda: intake.catalog,
            texts=load_texts(),
            failing=intake.polls.failing_parties,
            bot=str,
        )
        worded = await composer.worded(notice, room.now)
    assert isinstance(worded, Worded)
    assert worded.outgoing.message.html == (
        "Лента bulletin уже сутки не читается: отвечает: 503 Service Unavailable. "
        "Она по-прежнему опрашивается."
    )
