"""What a message costs: one story to many chats, by the real process over the real transport.

Usage: python -m benchmarks.sending [--chats 600] [--database sqlite|postgres] [--processes 1]
       [--limit 30] [--profile FILE]
The local Telegram of this process answers, and refuses what comes faster than `--limit` a second.
Prints CPU milliseconds, transactions and statements a message, messages a second beside the bound,
the fewest and most messages in any second, and how many were refused.
"""

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from benchmarks.answers import a_story, an_entry
from bot.core.types import Chat, ChatKind, Delivery, DeliveryKind, Subscription, SubscriptionKind
from bot.local import flood_limits
from bot.local.server import LocalTelegram, serving
from storage.store import Store
from tests import postgres

ROOT = Path(__file__).parents[1]
FIRST = 10_000
"""Id of the first chat."""
LANGUAGES = ("en", "ru")
UNTIL_DUE = timedelta(seconds=8)
"""Time for the process to start: what it costs is left out."""
_TICK = os.sysconf("SC_CLK_TCK")

CATALOG = """
parties:
  nasa:
    name: NASA
topics:
  iss:
    title: ISS
feeds:
  quiet:
    url: {url}
    title: A quiet feed
    language: en
    every: 10m
    role: press
    topics: [iss]
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """The figures of one run."""

    sent: int
    seconds: float
    cpu: float
    transactions: int
    statements: int
    refused: int
    densest: int
    plain: float
    """CPU milliseconds a message of a loop that remembers nothing."""

    @property
    def ratio(self) -> float:
        return 1000 * self.cpu / self.sent / self.plain

    def __str__(self) -> str:
        return (
            f"{1000 * self.cpu / self.sent:.2f} ms of CPU a message, "
            f"{self.ratio:.2f} of a plain loop's {self.plain:.2f}; "
            f"{self.transactions / self.sent:.2f} transactions, "
            f"{self.statements / self.sent:.1f} statements; "
            f"{self.sent:,} in {self.seconds:.1f} s: {self.sent / self.seconds:.2f} a second, "
            f"at most {self.densest} in any second, {self.refused} refused"
        )


async def promised(url: str, chats: int) -> None:
    """One story, promised to as many chats in two languages."""
    async with await Store.open(url) as store:
        story = a_story(1, [an_entry(number) for number in range(4)])
        due = datetime.now(UTC) + UNTIL_DUE
        await store.record_story(story)
        for number in range(FIRST, FIRST + chats):
            language = LANGUAGES[number % len(LANGUAGES)]
            await store.record_chat(Chat(number, ChatKind.PRIVATE, language=language))
            await store.subscribe(Subscription(number, 0, SubscriptionKind.TOPIC, "iss"))
        posts = [_post(story.id, number, due) for number in range(FIRST, FIRST + chats)]
        await store.record_deliveries(posts)


def _post(story: str, chat: int, due: datetime) -> Delivery:
    life = timedelta(hours=24)
    return Delivery(story, chat, 0, DeliveryKind.POST, 1, due, due, due + life, development=1)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """DATABASE_URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/isswire.db"
        return
    binaries = postgres.binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.server(binaries) as server:
        server.sql("CREATE DATABASE bench")
        yield server.url("bench")


@asynccontextmanager
async def quiet_feed() -> AsyncIterator[str]:
    async def unchanged(_: web.Request) -> web.Response:
        return web.Response(text='<rss version="2.0"><channel><title>q</title></channel></rss>')

    app = web.Application()
    app.router.add_get("/rss", unchanged)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/rss"
    await runner.cleanup()


async def started(telegram: LocalTelegram, url: str, folder: Path, profile: str | None) -> Process:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "DATABASE_URL": url,
        "FEEDS_FILE": str(folder / "feeds.yaml"),
        "ALLOW_PRIVATE_HOSTS": "1",
        "PORT": "0",
    }
    child = ["-m", "benchmarks.sending_child", "run"]
    if profile:
        child = ["-m", "cProfile", "-o", profile, *child]
    return await asyncio.create_subprocess_exec(
        sys.executable, *child, env=environment, cwd=ROOT, stdout=PIPE, stderr=STDOUT
    )


async def plain_loop(telegram: LocalTelegram) -> float:
    """CPU milliseconds a message where nothing is remembered; other chats than the bot's."""
    first, count = FIRST // 2, 200
    for number in range(first, first + count):
        telegram.world.add_person(number, f"person{number}")
    given = (telegram.url, telegram.token, str(first), str(count))
    loop = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sending_plain", *given, cwd=ROOT, stdout=PIPE
    )
    said, _ = await loop.communicate()
    telegram.journal.calls.clear()
    return float(said)


async def measured(
    telegram: LocalTelegram, processes: Sequence[Process], chats: int, plain: float
) -> Sending:
    """From the first message to the last."""
    posts = telegram.journal
    while not posts.messages():
        await _alive(processes)
        await asyncio.sleep(0.01)
    for process in processes:
        process.send_signal(signal.SIGUSR1)
    before, already = sum(map(_cpu, processes)), len(posts.messages())
    while (taken := len(posts.messages())) < chats:
        await _alive(processes)
        await asyncio.sleep(0.2)
    cpu = sum(map(_cpu, processes)) - before
    clocks = sorted(call.clock for call in posts.messages())
    said = "".join([await _ended(process) for process in processes])
    counts = re.findall(r"counted transactions=(\d+) statements=(\d+)", said)
    return Sending(
        sent=taken - already,
        seconds=clocks[-1] - clocks[already - 1],
        cpu=cpu,
        transactions=sum(int(each) for each, _ in counts),
        statements=sum(int(each) for _, each in counts),
        refused=posts.answered("429"),
        densest=_densest(clocks),
        plain=plain,
    )


async def _alive(processes: Sequence[Process]) -> None:
    for process in processes:
        if process.returncode is not None:
            sys.exit(f"a process has ended: {await _ended(process)}")


def _densest(clocks: Sequence[float]) -> int:
    first, most = 0, 0
    for last, clock in enumerate(clocks):
        while clocks[first] <= clock - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _cpu(process: Process) -> float:
    """CPU seconds of a process, without its children's."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


async def _ended(process: Process) -> str:
    if process.returncode is None:
        process.terminate()
    said, _ = await process.communicate()
    return said.decode()


def given(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=600)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--limit", type=int, default=30, help="messages a second Telegram takes")
    parser.add_argument("--profile", help="write a profile of the process to this file")
    return parser.parse_args(arguments)


def sending(wanted: argparse.Namespace) -> Sending:
    """Run it, and return the figures."""
    return asyncio.run(run(wanted))


async def run(given: argparse.Namespace) -> Sending:
    flood_limits.BOT_COUNT = given.limit
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(database(given.database, folder))
        async with serving() as telegram, quiet_feed() as feed:
            (folder / "feeds.yaml").write_text(CATALOG.format(url=feed), encoding="utf-8")
            for number in range(FIRST, FIRST + given.chats):
                telegram.world.add_person(number, f"person{number}")
            plain = await plain_loop(telegram)
            telegram.limits.enforced = True
            await promised(url, given.chats)
            processes = [
                await started(telegram, url, folder, given.profile) for _ in range(given.processes)
            ]
            return await measured(telegram, processes, given.chats, plain)


if __name__ == "__main__":
    print(sending(given()))
