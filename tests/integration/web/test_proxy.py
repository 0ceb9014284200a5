"""The proxy of docs/deploy.md, word for word: Debian's nginx, on the ports that stand there."""

import asyncio
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest

from bot.web.connection_limit import PLACES
from bot.web.metrics import Metrics
from bot.web.web_server import Health, Webhook, serving
from tests.integration.promised import Figure
from tests.network import own_network
from tests.telegram import eventually

ROOT = Path(__file__).parents[3]
TLS = ROOT / "tests" / "data" / "tls"
SITE = "https://127.0.0.1"
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
TOKEN = "t0ken"
MAIN = """
user root;
pid nginx.pid;
error_log error.log;
daemon off;
events {{ worker_connections 768; }}
http {{
    access_log access.log;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
{site}
}}
"""
"""As Debian's nginx.conf, but that everything lies in one directory."""


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[None]:
    """In a network of the test's own, where nothing else listens on 443 and 8080."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("no nginx here: apt install nginx-light")
    (tmp_path / "nginx.conf").write_text(MAIN.format(site=printed_site()))
    with own_network():
        run = [program, "-p", str(tmp_path), "-c", "nginx.conf", "-e", "error.log"]
        process = subprocess.Popen(run, stderr=subprocess.PIPE)
        try:
            yield
        finally:
            process.terminate()
            _, said = process.communicate(timeout=10)
    assert said == b""


def printed_site() -> str:
    """The site as docs/deploy.md prints it; of the certificate alone we have another."""
    deploy = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    [site] = re.findall(r"^```nginx\n(.*?)^```$", deploy, re.MULTILINE | re.DOTALL)
    ours, changed = re.subn(r"/etc/letsencrypt/live/\S+\.pem", str(TLS / "server.pem"), site)
    assert changed == 2
    return ours


@asynccontextmanager
async def the_bot(*, metrics_token: str = TOKEN) -> AsyncIterator[list[object]]:
    """Where the proxy expects it; yields the updates it takes."""
    taken: list[object] = []

    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return Metrics().text()

    async def take(update: dict[str, object]) -> None:
        taken.append(update["update_id"])

    async with serving(
        host="127.0.0.1",
        port=8080,
        health=health,
        metrics=metrics,
        metrics_token=metrics_token,
        webhook=Webhook("/telegram", "s3cret", take),
    ):
        await eventually(answers)
        yield taken


def answers() -> bool:
    """nginx listens."""
    listening = Path("/proc/thread-self/net/tcp").read_text()
    return re.search(r":01BB \S+ 0A ", listening) is not None


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=TLS / "ca.pem")
    context.check_hostname = False  # good.example's, and the address is 127.0.0.1
    return context


@asynccontextmanager
async def a_client() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(ssl=trusting())
    async with aiohttp.ClientSession(
        SITE, connector=connector, headers={"Host": "bot.example.org"}
    ) as client:
        yield client


@pytest.mark.fault("I11")
async def test_the_printed_proxy_passes_on_what_is_the_bots_and_nothing_else(nginx: None) -> None:
    async with the_bot() as taken, a_client() as client:
        true = await client.post("/telegram", json={"update_id": 7}, headers=SECRET)
        forged = await client.post("/telegram", json={"update_id": 8})
        large = await client.post(
            "/telegram", data=BytesIO(b"x" * 1_100_000), headers=SECRET, expect100=True
        )
        health, other = await client.get("/health"), await client.get("/telegram/../.env")
    statuses = [each.status for each in (true, forged, large, health, other)]
    assert (statuses, taken) == ([200, 403, 413, 200, 404], [7])


@pytest.mark.fault("I11")
@pytest.mark.parametrize(
    ("set_token", "sent", "status"),
    [
        pytest.param(TOKEN, f"Bearer {TOKEN}", 200, id="the token"),
        pytest.param(TOKEN, "", 403, id="no token"),
        pytest.param("", "", 403, id="no token set"),
    ],
)
async def test_metrics_are_not_the_worlds_because_the_proxy_is_here(
    nginx: None, set_token: str, sent: str, status: int
) -> None:
    async with the_bot(metrics_token=set_token), a_client() as client:
        answer = await client.get("/metrics", headers={"Authorization": sent})
    assert answer.status == status


@pytest.mark.fault("I11")
async def test_slow_clients_are_the_proxys_and_lose_nothing(
    nginx: None, record_property: Figure
) -> None:
    """More than the bot has places for, each in the middle of an update; then forty at once end
    theirs, which is what Telegram opens.
    """
    async with the_bot() as taken, a_client() as client:
        slow = [
            [await halfway(f"127.0.0.{address}", f"{address}{each}") for each in range(10, 50)]
            for address in range(1, 5)
        ]
        began = time.monotonic()
        health = await client.get("/health")
        seconds = time.monotonic() - began
        before = len(taken)
        told = {status for forty in slow for status in await ended(forty)}
    record_property("figure", f"160 slow ones, /health in {seconds:.2f} s beside them")
    record_property("limit", f"more than {PLACES} at once, L=0, 1 s")
    assert (health.status, before, told, len(set(taken))) == (200, 0, {b"200"}, 160)
    assert seconds < 1


Caller = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def ended(callers: list[Caller]) -> list[bytes]:
    """The statuses, once each has sent its last byte."""
    for _, writer in callers:
        writer.write(b"}")
    told = [(await reader.readline()).split()[1] for reader, _ in callers]
    await closed(callers)
    return told


async def closed(callers: list[Caller]) -> None:
    """End the connections; their sockets are closed afterwards."""
    for _, writer in callers:
        writer.close()
    await asyncio.gather(*(each.wait_closed() for _, each in callers), return_exceptions=True)


async def halfway(address: str, number: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """An update without its last byte."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", 443, ssl=trusting(), server_hostname="bot", local_addr=(address, 0)
    )
    body = f'{{"update_id": {number}'
    writer.write(
        "POST /telegram HTTP/1.1\r\nHost: bot.example.org\r\n"
        "X-Telegram-Bot-Api-Secret-Token: s3cret\r\n"
        f"Content-Length: {len(body) + 1}\r\n\r\n{body}".encode()
    )
    return reader, writer


@pytest.mark.fault("I11")
async def test_an_address_has_no_more_than_its_share_of_the_proxy(nginx: None) -> None:
    async with the_bot():
        held = [await halfway("127.0.0.9", str(number)) for number in range(50)]
        reader, writer = await halfway("127.0.0.9", "51")
        refused = await reader.readline()
        async with a_client() as client:
            health = await client.get("/health")
        await closed([*held, (reader, writer)])
    assert (refused.split()[1], health.status) == (b"503", 200)
