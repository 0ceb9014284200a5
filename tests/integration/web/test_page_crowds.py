"""Two hundred requests at once for pages, and what is left for the webhook and the rest."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
import pytest

from bot.core.pages.addresses import Address, address_of
from bot.web.public_pages import PublicPages
from bot.web.templating import Rendered
from bot.web.web_server import Health, Webhook, serving

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
CROWD = 200


async def made(address: Address | None) -> Rendered:
    """A page that takes 20 ms of work."""

    def work() -> None:
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass

    await asyncio.to_thread(work)
    return Rendered(b"x" * 30_000)


@asynccontextmanager
async def a_server(taken: list[dict[str, object]]) -> AsyncIterator[str]:
    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return b""

    async def take(update: dict[str, object]) -> None:
        taken.append(update)

    pages = PublicPages(
        prefix="", find=lambda path, query: address_of(path, query, ("en",)), make=made
    )
    async with serving(
        host="127.0.0.1",
        port=0,
        health=health,
        metrics=metrics,
        webhook=Webhook("/telegram", "s3cret", take),
        pages=pages,
    ) as port:
        yield f"http://127.0.0.1:{port}"


async def visit(url: str, address: str, statuses: list[int | str]) -> None:
    connector = aiohttp.TCPConnector(local_addr=(address, 0), force_close=True)
    try:
        async with aiohttp.ClientSession(connector=connector) as client, client.get(url) as page:
            await page.read()
            statuses.append(page.status)
    except aiohttp.ClientError as error:
        statuses.append(type(error).__name__)


async def telegram(url: str, updates: int) -> list[float]:
    """Post updates one after the other, as Telegram does each again until it is taken; return how
    long each took.
    """
    took = []
    async with aiohttp.ClientSession(headers=SECRET) as client:
        for number in range(updates):
            began = time.monotonic()
            for attempt in count():
                await asyncio.sleep(0.01 * min(attempt, 1))
                if await _is_taken(client, f"{url}/telegram", number):
                    break
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
    return took


async def _is_taken(client: aiohttp.ClientSession, url: str, number: int) -> bool:
    try:
        async with client.post(url, json={"update_id": number}) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def lags(stop: asyncio.Event, found: list[float]) -> None:
    while not stop.is_set():
        began = time.monotonic()
        await asyncio.sleep(0.01)
        found.append(time.monotonic() - began - 0.01)


def one() -> Iterator[str]:
    while True:
        yield "127.0.0.1"


def many() -> Iterator[str]:
    yield from (f"127.0.1.{n}" for n in range(1, CROWD + 1))


@pytest.mark.parametrize("addresses", [one, many])
@pytest.mark.parametrize("pages", ["/s/{n}", "/s/1"], ids=["each another", "all the same"])
async def test_a_crowd_at_the_pages_starves_neither_webhook_nor_loop(
    addresses: Callable[[], Iterator[str]], pages: str
) -> None:
    taken: list[dict[str, object]] = []
    statuses: list[int | str] = []
    found: list[float] = []
    stop = asyncio.Event()
    source = addresses()
    async with a_server(taken) as url:
        watch = asyncio.ensure_future(lags(stop, found))
        crowd = [
            visit(url + pages.format(n=n), next(source), statuses) for n in range(1, CROWD + 1)
        ]
        took, _ = await asyncio.gather(telegram(url, 20), asyncio.gather(*crowd))
        stop.set()
        await watch
    assert len(taken) == 20
    assert max(took) < 2
    assert sorted(found)[int(len(found) * 0.95)] < 0.25
    assert statuses.count(200) >= 24
