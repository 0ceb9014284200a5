"""Long polling through outages, second pollers and unreadable updates."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.messages import Answer, Update
from bot.errors import ConfigError, StorageError
from bot.local import faults
from bot.local.server import PERSON_ID
from tests.telegram import a_line, eventually, heard, polling


@pytest.mark.fault("I13")
async def test_an_update_nobody_can_read_is_acknowledged_and_holds_nothing_up(
    caplog: pytest.LogCaptureFixture, record_property: Callable[[str, object], None]
) -> None:
    async with a_line() as line:
        line.local.world.updates.push_raw({"message": {"message_id": "?", "chat": 7}})
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        began = time.monotonic()
        await heard(line)
        record_property("figure", f"commands delayed {time.monotonic() - began:.2f} s")
        record_property("limit", "10 s")
        assert line.local.world.updates.pending == []
        assert time.monotonic() - began < 10
    assert "update skipped" in caplog.text


async def test_updates_taken_are_not_taken_again_after_a_restart() -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await heard(line)
        line.updates.clear()
        line.local.people.say(PERSON_ID, PERSON_ID, "/latest")
        assert [update.command for update in await heard(line)] == ["latest"]


async def test_a_database_that_fails_ends_the_polling_and_keeps_the_update() -> None:
    async def failing(update: Update) -> Answer:
        raise StorageError("the disk is gone")

    async with a_line(failing) as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        with pytest.raises(ExceptionGroup) as ended:
            await line.poll(asyncio.Event())
        assert isinstance(ended.value.exceptions[0], StorageError)
        assert len(line.local.world.updates.pending) == 1


async def test_telegram_away_at_the_start_is_waited_for() -> None:
    async with a_line() as line:
        for method in ("deleteWebhook", "getUpdates"):
            line.local.faults.add(replace(faults.dropped_before(), method=method))
        assert not await line.telegram.drop_webhook()
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        assert [update.command for update in await heard(line)] == ["start"]


async def test_a_webhook_telegram_refuses_is_a_wrong_setting() -> None:
    async with a_line() as line:
        with pytest.raises(ConfigError, match="WEBHOOK_URL"):
            await line.telegram.use_webhook("https://example.org/hook", "s3cret")
        line.local.faults.add(faults.dropped_before())
        assert not await line.telegram.use_webhook("http://127.0.0.1:1/hook", "s3cret")


async def test_stopping_does_not_wait_for_the_long_poll() -> None:
    async with a_line() as line:
        began = time.monotonic()
        async with polling(line):
            await eventually(lambda: line.local.world.updates.polled)
        assert time.monotonic() - began < 2


async def test_stopping_does_not_wait_long_for_an_answer_under_way() -> None:
    async def hanging(update: Update) -> Answer:
        await asyncio.sleep(60)
        return Answer()

    async with a_line(hanging) as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        async with polling(line):
            await eventually(lambda: len(line.updates) == 1)
            began = time.monotonic()
        assert time.monotonic() - began < 8


async def test_a_second_poller_ends_polling_with_one_clear_line() -> None:
    async with a_line() as line:
        words = "Conflict: terminated by other getUpdates request"
        line.local.faults.add(replace(faults.refused(409, words), method="getUpdates"))
        await line.poll(asyncio.Event())
    assert line.fatal == ["another process polls Telegram with this token: stop one of the two"]


@pytest.mark.fault("E5")
async def test_a_second_poller_that_is_ending_is_waited_out() -> None:
    async with a_line() as line:
        line.local.faults.add(
            replace(faults.refused(409, "Conflict: terminated"), method="getUpdates")
        )
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        stop = asyncio.Event()
        patience = timedelta(seconds=30)
        task = asyncio.create_task(line.poll(stop, conflict_patience=patience))
        await eventually(lambda: len(line.updates) == 1)
        stop.set()
        await task
    assert line.fatal == []


@pytest.mark.fault("D13")
async def test_a_token_revoked_while_polling_is_reported_once() -> None:
    async with a_line() as line:
        line.local.faults.add(replace(faults.unauthorized(), method="getUpdates", times=None))
        await line.poll(asyncio.Event())
    assert len(line.fatal) == 1
    assert "TELEGRAM_TOKEN" in line.fatal[0]


async def test_polling_outlasts_an_outage() -> None:
    async with a_line() as line:
        line.local.faults.add(replace(faults.dropped_before(), method="getUpdates"))
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        assert [update.command for update in await heard(line)] == ["start"]


async def test_updates_of_a_webhook_are_taken_alike() -> None:
    async with a_line() as line:
        await line.telegram.use_webhook("http://127.0.0.1:1/hook", "s3cret")
        assert line.local.world.updates.webhook is not None
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await line.taking.take_update(line.local.world.updates.pending[0])
        assert line.updates[0].command == "start"
        await line.telegram.drop_webhook()
        assert line.local.world.updates.webhook is None
