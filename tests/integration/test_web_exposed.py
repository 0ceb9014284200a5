"""What strangers on the network can do to the bot's own port: nothing, and learn nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest

from bot.web.door import Door
from bot.web.metrics import Metrics
from bot.web.server import Health, Webhook, serving
from tests.integration.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.promised import Figure

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


@asynccontextmanager
async def a_server(taken: list[dict[str, object]] | None = None) -> AsyncIterator[int]:
    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return Metrics().text()

    async def take(update: dict[str, object]) -> None:
        (taken if taken is not None else []).append(update)

    hook = Webhook("/telegram", "s3cret", take)
    async with serving(
        host="127.0.0.1", port=0, health=health, metrics=metrics, webhook=hook
    ) as port:
        yield port


ELSEWHERE = ("127.0.0.2", 0)
PATHS = ["/", "/..", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/health/../metrics/x",
         "/static/x", "//health", "/metrics%00", "/.env", "/telegram/", "/health/x"]  # fmt: skip


@pytest.mark.fault("I11")
async def test_strangers_see_only_whether_the_bot_is_well(record_property: Figure) -> None:
    elsewhere = aiohttp.TCPConnector(local_addr=ELSEWHERE)
    async with a_server() as port, aiohttp.ClientSession(connector=elsewhere) as client:
        base = f"http://127.0.0.1:{port}"
        found = {path: await client.get(f"{base}{path}") for path in PATHS}
        metrics = await client.get(f"{base}/metrics")
        forged = await client.get(f"{base}/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
        health = await client.get(f"{base}/health", headers={"Host": "evil.example"})
        said = await health.json()
    answered = [path for path, answer in found.items() if answer.status != 404]
    record_property("figure", f"leaked fields {len(set(said) - SAID)}, paths {answered}")
    record_property("limit", "0")
    assert (answered, metrics.status, forged.status) == ([], 403, 403)
    assert set(said) <= SAID
    assert "evil" not in str(health.headers)
    assert health.headers["Server"] == "isswire"


@pytest.mark.fault("I7")
@pytest.mark.parametrize("asked", [b"GET /metrics", b"POST /telegram"])
async def test_a_secret_that_is_no_utf8_is_wrong_and_nothing_worse(asked: bytes) -> None:
    secrets = b"Authorization: Bearer \xff\r\nX-Telegram-Bot-Api-Secret-Token: \xff\r\n"
    head = asked + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + secrets + b"\r\n"
    async with a_server() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=ELSEWHERE)
        writer.write(head)
        status = (await reader.read()).split()[1]
        writer.close()
    assert status == b"403"


SAID = {"live", "ready", "reasons", "notes"}


@pytest.mark.fault("I11")
async def test_connections_that_say_nothing_keep_nobody_out(record_property: Figure) -> None:
    async with a_server() as port:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
        for _, writer in slow:
            with suppress(ConnectionError):
                writer.write(b"GET /health HTTP/1.1\r\nX-A: ")
        began = time.monotonic()
        async with aiohttp.ClientSession() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/health")
        seconds = time.monotonic() - began
        await asyncio.sleep(0.2)
        left = sum(not (reader.at_eof() or reader.exception()) for reader, _ in slow)
        for _, writer in slow:
            writer.close()
    record_property("figure", f"{left} of 300 silent ones stay, answered in {seconds:.2f} s")
    record_property("limit", "100 stay")
    assert (answer.status, left <= 100) == (200, True)


@pytest.mark.fault("I11")
async def test_a_head_that_does_not_end_is_not_waited_for() -> None:
    door = Door(asyncio.Protocol, places=3, patience=0.2)
    server = await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nX-A: b\r\n")
        began = time.monotonic()
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 5)
        waited = time.monotonic() - began
        writer.close()
    assert waited < 2
    assert door.open == 0


@pytest.mark.fault("I7")
async def test_a_thousand_forged_calls_take_no_memory_and_no_time(
    record_property: Figure,
) -> None:
    taken: list[dict[str, object]] = []
    bodies = [b"[" * 100_000, b"{}", b"x" * 900_000, b'{"update_id": 1}']
    wrong = {"X-Telegram-Bot-Api-Secret-Token": "s3creT"}
    async with a_server(taken) as port, aiohttp.ClientSession() as client:
        url, before = f"http://127.0.0.1:{port}/telegram", mb_from_now()

        async def forge(number: int) -> int:
            body, headers = bodies[number % 4], (wrong, {})[number % 2]
            try:
                async with client.post(url, data=body, headers=headers) as answer:
                    return answer.status
            except aiohttp.ClientConnectionError:
                return 403  # refused before the body was read

        async with Stalls() as stalls:
            statuses = {
                status
                for at in range(0, 1000, 50)
                for status in await asyncio.gather(*map(forge, range(at, at + 50)))
            }
        true = await client.post(url, json={"update_id": 7}, headers=SECRET)
    grown, longest = peak_mb() - before, max(stalls) * 1000
    record_property(
        "figure", f"accepted {len(taken) - 1} of 1000, M {grown:.0f} MB, S {longest:.0f} ms"
    )
    record_property("limit", "accepted 0, M 64 MB, S 100 ms")
    assert (statuses, true.status, taken) == ({403}, 200, [{"update_id": 7}])
    assert grown <= 64
    assert longest <= 100


@pytest.mark.fault("I7")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/telegram", 405), ("PUT", "/telegram", 405), ("POST", "/telegram/x", 404),
     ("POST", "/Telegram", 404), ("POST", "/", 404), ("POST", "/health", 405)],
)  # fmt: skip
async def test_a_call_in_another_way_or_place_is_none(method: str, path: str, status: int) -> None:
    taken: list[dict[str, object]] = []
    async with a_server(taken) as port, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{port}{path}"
        answer = await client.request(method, url, headers=SECRET, json={"update_id": 1})
    assert (answer.status, taken) == (status, [])
