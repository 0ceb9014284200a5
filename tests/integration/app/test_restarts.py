"""A process restarted a hundred times in two hours polls no feed early and no command twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.chats import talking
from bot.chats.updates import Updates
from bot.core.delivery.messages import Answer, Update
from bot.local.server import PERSON_ID, serving
from tests.integration.newsroom import a_newsroom, promised
from tests.integration.promised import Figure
from tests.telegram import eventually

RESTARTS = 108
TWO_HOURS = timedelta(hours=2)


@pytest.mark.fault("E12")
@pytest.mark.fault("A17")
async def test_a_hundred_restarts_poll_no_feed_too_early(
    tmp_path: Path, record_property: Figure
) -> None:
    asked, unconditional = [], 0
    async with a_newsroom(tmp_path) as room:
        for number in range(RESTARTS):
            room.now += TWO_HOURS / RESTARTS
            if number % 20 == 0:
                room.publish()
            async with room.opened() as intake:
                due = intake.polls.due()
                before = room.feeds.unchanged["bulletin"], room.feeds.asked["bulletin"]
                await intake.polls.poll(due)
                asked += [room.now] * len(due)
                posts = await promised(intake.store)
            polled = room.feeds.asked["bulletin"] - before[1]
            unconditional += polled - (room.feeds.unchanged["bulletin"] - before[0])
    early = sum(later - one < timedelta(minutes=10) for one, later in pairwise(asked))
    record_property(
        "figure", f"Q too_early={early} of {len(asked)} polls in {RESTARTS} restarts, D=0"
    )
    record_property("limit", "Q too_early=0 D=0")
    assert (early, len(posts), len({each.story for each in posts})) == (0, 6, 6)
    assert len(asked) >= 9
    assert unconditional <= 7  # one for each thing that was news


@pytest.mark.fault("E12")
async def test_a_hundred_restarts_answer_every_command_once(record_property: Figure) -> None:
    heard: Counter[str] = Counter()

    async def taken(update: Update) -> Answer | None:
        heard[update.text] += 1
        return None

    async with serving() as local:
        for number in range(RESTARTS):
            stop = asyncio.Event()
            async with talking(token=local.token, api_url=local.url) as telegram:
                polling = asyncio.create_task(Updates(telegram, taken).poll(stop))
                if number % 4 == 0:
                    local.people.say(PERSON_ID, PERSON_ID, f"/latest {number}")
                    await eventually(lambda said=f"/latest {number}": heard[said] > 0)  # type: ignore[misc]
                stop.set()
                await polling
    record_property("figure", f"D={heard.total() - len(heard)} of {len(heard)} commands")
    record_property("limit", "D=0")
    assert len(heard) == RESTARTS / 4
    assert set(heard.values()) == {1}
