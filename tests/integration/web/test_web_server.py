"""The bot's own pages, over a real socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.errors import StorageError
from bot.web.metrics import Metrics
from bot.web.web_server import MAX_UPDATE, Health, Webhook, serving
from tests.build import NOON


@asynccontextmanager
async def a_server(
    state: Health | None = None, taken: list[dict[str, object]] | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    metrics = Metrics()
    metrics.polled("changed", new=3, matched=1, stories=1)

    async def health() -> Health:
        return state or Health(live=True)

    async def text() -> bytes:
        return metrics.text()

    async def take(update: dict[str, object]) -> None:
        (taken if taken is not None else []).append(update)

    webhook = Webhook("/telegram", "s3cret", take)
    async with (
        serving(host="127.0.0.1", port=0, health=health, metrics=text, webhook=webhook) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def test_health_says_what_is_missing_and_turns_red() -> None:
    async with a_server(Health(live=True, reasons=("feed nasa failing",))) as client:
        ready, live = await client.get("/health"), await client.get("/health?live")
        assert (ready.status, live.status) == (503, 200)
        assert (await ready.json())["reasons"] == ["feed nasa failing"]


async def test_metrics_are_in_prometheus_text() -> None:
    async with a_server() as client:
        page = await (await client.get("/metrics")).text()
    assert 'isswire_polls_total{outcome="changed"} 1.0' in page
    assert "isswire_entries_total 3.0" in page


def test_a_state_without_rows_and_a_feed_taken_out_are_shown_no_more() -> None:
    metrics = Metrics()
    metrics.queued({"pending": 5, "sent": 1}, timedelta(seconds=3))
    metrics.queued({"sent": 6}, timedelta())
    metrics.feeds({"gone": None, "tass": NOON}, NOON)
    metrics.feeds({"tass": NOON}, NOON)
    page = metrics.text().decode()
    assert 'state="pending"' not in page
    assert 'isswire_deliveries{state="sent"} 6.0' in page
    assert 'feed="gone"' not in page


SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


@pytest.mark.fault("I7")
@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param({}, b'{"update_id": 1}', 403, id="no secret"),
        pytest.param(
            {"X-Telegram-Bot-Api-Secret-Token": "guess"}, b'{"update_id": 1}', 403, id="wrong"
        ),
        pytest.param(
            {"X-Telegram-Bot-Api-Secret-Token": "s3cret" * 900}, b"{}", 403, id="long secret"
        ),
        pytest.param(SECRET, b"not json", 400, id="not JSON"),
        pytest.param(SECRET, b"[" * 100_000, 400, id="depth of 100,000"),
        pytest.param(SECRET, b"[]", 400, id="not an object"),
        pytest.param(SECRET, b"x" * (MAX_UPDATE + 1), 413, id="too large"),
    ],
)
async def test_a_forged_webhook_call_is_refused(
    headers: dict[str, str], body: bytes, status: int
) -> None:
    taken: list[dict[str, object]] = []
    async with a_server(taken=taken) as client:
        answer = await client.post("/telegram", headers=headers, data=body)
    assert answer.status == status
    assert taken == []


@pytest.mark.fault("I7")
async def test_a_replayed_update_is_taken_once() -> None:
    taken: list[dict[str, object]] = []
    async with a_server(taken=taken) as client:
        for _ in range(3):
            answer = await client.post("/telegram", headers=SECRET, json={"update_id": 9})
            assert answer.status == 200
    assert taken == [{"update_id": 9}]


@pytest.mark.fault("I7")
async def test_an_update_that_could_not_be_taken_is_taken_when_it_comes_again() -> None:
    taken: list[dict[str, object]] = []

    class Stubborn(list[dict[str, object]]):
        def append(self, update: dict[str, object]) -> None:
            taken.append(update)
            if len(taken) == 1:
                raise StorageError("the database is away")

    async with a_server(taken=Stubborn()) as client:
        for status in (500, 200, 200):
            answer = await client.post("/telegram", headers=SECRET, json={"update_id": 9})
            assert answer.status == status
    assert len(taken) == 2


async def test_a_webhook_cannot_be_read() -> None:
    async with a_server() as client:
        assert (await client.get("/telegram", headers=SECRET)).status == 405
