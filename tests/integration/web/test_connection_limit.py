"""What strangers on the network can do to the bot's own port: nothing, and learn nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest

from bot.web.connection_limit import SHARE
from bot.web.metrics import Metrics
from bot.web.web_server import PATIENCE, Health, Webhook, serving
from tests.integration.feeds.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.promised import Figure

Take = Callable[[dict[str, object]], Awaitable[None]]
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


@asynccontextmanager
async def a_server(
    taken: list[dict[str, object]] | None = None,
    *,
    take: Take | None = None,
    patience: float = PATIENCE,
    metrics_token: str = "",
    on_broken: Callable[[], None] = lambda: None,
) -> AsyncIterator[int]:
    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return Metrics().text()

    async def keep(update: dict[str, object]) -> None:
        (taken if taken is not None else []).append(update)

    async with serving(
        host="127.0.0.1",
        port=0,
        health=health,
        metrics=metrics,
        metrics_token=metrics_token,
        webhook=Webhook("/telegram", "s3cret", take or keep),
        on_broken=on_broken,
        patience=patience,
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


NEVER_ENDS = b"GET /health HTTP/1.1\r\nX-A: "
COMPLETE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connected(
    port: int, count: int, said: bytes, address: str = "127.0.0.1", *, pause: float = 0.3
) -> list[Connection]:
    """Connections that have said this, and stay."""
    come = [
        await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        for _ in range(count)
    ]
    for _, writer in come:
        with suppress(ConnectionError):
            writer.write(said)
    await asyncio.sleep(pause)
    return come


async def staying(come: list[Connection]) -> int:
    async def ended(reader: asyncio.StreamReader) -> bool:
        try:
            await asyncio.wait_for(reader.read(), 0.3)
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True

    return (await asyncio.gather(*(ended(reader) for reader, _ in come))).count(False)


@pytest.mark.fault("I11")
@pytest.mark.parametrize(("said", "kind"), [(NEVER_ENDS, "silent"), (COMPLETE, "keep-alive")])
async def test_nobody_is_kept_out_by_who_was_there_first(
    said: bytes, kind: str, record_property: Figure
) -> None:
    async with a_server() as port:
        come = [
            each
            for address in ("127.0.0.1", "127.0.0.2", "127.0.0.3")
            for each in await connected(port, 100, said, address)
        ]
        began = time.monotonic()
        async with aiohttp.ClientSession() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/health")
        seconds = time.monotonic() - began
        stay = [await staying(come[at : at + 100]) for at in (0, 100, 200)]
        for _, writer in come:
            writer.close()
    record_property("figure", f"{stay} of 300 {kind} ones stay, answered in {seconds:.2f} s")
    record_property("limit", "100 stay, 50 of one address")
    assert answer.status == 200
    assert seconds < 1
    assert (sum(stay), max(stay)) == (99, SHARE)


@pytest.mark.fault("I11")
async def test_a_request_that_is_being_answered_is_not_cut_off_for_another() -> None:
    came, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(update: dict[str, object]) -> None:
        came.set()
        await goes_on.wait()

    async with a_server(take=slow) as port, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{port}/telegram"
        asked = asyncio.ensure_future(client.post(url, json={"update_id": 1}, headers=SECRET))
        await came.wait()
        come = await connected(port, 200, COMPLETE)
        goes_on.set()
        answer = await asked
        for _, writer in come:
            writer.close()
    assert answer.status == 200


@pytest.mark.fault("I11")
@pytest.mark.parametrize("said", [b"", NEVER_ENDS, COMPLETE, COMPLETE + NEVER_ENDS])
async def test_a_head_that_does_not_come_is_not_waited_for(said: bytes) -> None:
    async with a_server(patience=0.3) as port:
        (reader, writer), *_ = await connected(port, 1, said)
        began = time.monotonic()
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 5)
        waited = time.monotonic() - began
        writer.close()
    assert waited < 2


BROKEN = [
    b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 9000 + b"\r\n\r\n",
    b"GET /health HTTP/1.1\r\n" + b"X-A: a\r\n" * 300 + b"\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    b"SSH-2.0-x\r\n\r\n",
    b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
    b"POST /telegram HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /telegram HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"POST /telegram HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    b"POST /telegram HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\n"
    b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    b"GET /health HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGARBAGE",
]


@pytest.mark.fault("I11")
async def test_broken_requests_are_counted_and_are_no_errors(
    caplog: pytest.LogCaptureFixture, record_property: Figure
) -> None:
    counted: list[None] = []
    caplog.set_level("DEBUG", "bot.web.web_server")
    async with a_server(on_broken=lambda: counted.append(None)) as port:
        for said in BROKEN * 20:
            (reader, writer), *_ = await connected(port, 1, said, pause=0)
            await asyncio.wait_for(reader.read(), 5)
            writer.close()
    lines = sum(record.message.count("\n") + 1 for record in caplog.records)
    record_property("figure", f"{lines} lines for {len(counted)} broken requests")
    record_property("limit", "one each, none above DEBUG, no traceback")
    assert (lines, len(counted)) == (300, 300)
    assert {record.levelname for record in caplog.records} == {"DEBUG"}
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.fault("I11")
async def test_a_caller_that_leaves_in_the_middle_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    head = b"POST /telegram HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\n"
    async with a_server() as port:
        come = await connected(port, 10, head + b"Content-Length: 100\r\n\r\nabc")
        for _, writer in come:
            writer.close()
        await asyncio.sleep(0.2)
    assert caplog.records == []


@pytest.mark.fault("I11")
@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        pytest.param("", {}, 200, id="this machine"),
        pytest.param("", {"X-Forwarded-For": "127.0.0.1"}, 403, id="through a proxy here"),
        pytest.param("", {"Forwarded": "for=127.0.0.1"}, 403, id="through another"),
        pytest.param("", {"Authorization": "Bearer "}, 200, id="an empty token"),
        pytest.param("t0ken", {}, 403, id="no token"),
        pytest.param("t0ken", {"Authorization": "Bearer guess"}, 403, id="a wrong one"),
        pytest.param("t0ken", {"Authorization": "Bearer t0ken"}, 200, id="the token"),
    ],
)
async def test_metrics_want_the_token_where_one_is_set(
    token: str, headers: dict[str, str], status: int
) -> None:
    async with a_server(metrics_token=token) as port, aiohttp.ClientSession() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics", headers=headers)
    assert answer.status == status


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
