"""`isswire demo`: July 2022 replayed through the real bot into a local Telegram.

Rule 1: only the clock, the feeds' server and Telegram are stand-ins; everything between is real.
"""

import asyncio
import re
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.app.channels import settle_channels
from bot.app.intake import Manners
from bot.app.logs import start_logging
from bot.app.menus import set_menus
from bot.app.parts import Parts, Stage, opened
from bot.app.upkeep import close_quiet_stories
from bot.catalog import load_catalog
from bot.core.outbox import SendResult, Sent
from bot.core.pacing import Limits
from bot.core.types import Catalog, Channel, Delivery, DeliveryKind, DeliveryState
from bot.errors import ConfigError
from bot.local import server as local
from bot.local.replay import Replay, load_replay, serving_feeds
from bot.scheduler import Polled
from bot.settings import Settings

FEEDS = Path(__file__).parents[2] / "feeds.yaml"
"""Parties and topics are the shipped ones; only the feeds are the replay's."""

_UNHURRIED = Limits(
    gap=timedelta(), chat_gap=timedelta(milliseconds=1), group_gap=timedelta(milliseconds=1)
)
"""The local Telegram on this page is nobody's server."""

_LONGEST_PAUSE = 8.0
"""Seconds between two moments of the replay, however far they lie apart."""


class ReplayClock:
    """The replay's time: runs as real time does, and jumps ahead when told."""

    def __init__(self, start: datetime) -> None:
        self._base, self._since = start, monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=monotonic() - self._since)

    def jump(self, to: datetime) -> None:
        """Go on from `to`; never back."""
        self._base, self._since = max(to, self.now()), monotonic()


@dataclass
class Tally:
    """What the replay came to."""

    polls: list[Polled] = field(default_factory=list)
    sent: Counter[DeliveryKind] = field(default_factory=Counter)

    def count(self, delivery: Delivery, result: SendResult) -> None:
        if isinstance(result, Sent):
            self.sent[delivery.kind] += 1

    def summary(self, stories: int) -> str:
        read = sum(poll.new for poll in self.polls)
        matched = sum(poll.matched for poll in self.polls)
        return (
            f"{read} entries read, {matched} matched, {stories} stories, "
            f"{self.sent[DeliveryKind.POST]} posts, {self.sent[DeliveryKind.EDIT]} edits, "
            f"{self.sent[DeliveryKind.REPLY]} replies"
        )


def demo(*, speed: str, once: bool, port: int) -> int:
    """Replay at `speed` (replayed time per second, or max); raises ConfigError for a wrong one."""
    start_logging("WARNING")
    return asyncio.run(_demo(_pace(speed), once=once, port=port))


def _pace(speed: str) -> timedelta | None:
    """Replayed time per second; None is as fast as it goes."""
    if speed == "max":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", speed)
    if found is None:
        raise ConfigError("--speed: write replayed time per second, like 10m, 1h or 1d, or max")
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[found[2]]: int(found[1])})


async def _demo(pace: timedelta | None, *, once: bool, port: int) -> int:
    replay = load_replay()
    clock, tally = ReplayClock(replay.begins), Tally()
    async with (
        _telegram(port) as telegram,
        serving_feeds(replay, clock.now) as base,
        _bot(telegram, catalog_of(replay, base), clock, tally) as parts,
    ):
        print(f"The channel and the bot: {telegram.url}", flush=True)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(parts.pusher.push(parts.stop))
            tasks.create_task(parts.telegram.poll(parts.stop))
            telling = tasks.create_task(_tell(telegram, clock, parts.stop))
            await _replay(parts, replay, clock, pace)
            print(tally.summary(len(await parts.store.latest_stories(limit=1000))), flush=True)
            if once:
                parts.stop.set()
            else:
                print("The replay is over; the page stays. Type /latest there. Ctrl-C ends.")
            await parts.stop.wait()
            await telling
    return 0


@asynccontextmanager
async def _telegram(port: int) -> AsyncIterator[local.LocalTelegram]:
    try:
        async with local.serving(port=port) as telegram:
            yield telegram
    except OSError as error:
        raise ConfigError(f"--port: {port} is taken ({error.strerror}); try another") from error


@asynccontextmanager
async def _bot(
    telegram: local.LocalTelegram, catalog: Catalog, clock: ReplayClock, tally: Tally
) -> AsyncIterator[Parts]:
    stage = Stage(
        clock=clock.now,
        limits=_UNHURRIED,
        manners=Manners(timedelta(), at_once=16),
        watch_polls=tally.polls.append,
        watch_sends=tally.count,
    )
    with tempfile.TemporaryDirectory(prefix="isswire-demo-") as folder:
        settings = Settings(
            token=telegram.token,
            api_url=telegram.url,
            database_url=f"sqlite:///{folder}/demo.db",
            allow_private=True,
        )
        async with opened(settings, catalog, stage) as parts:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, parts.stop.set)
            await settle_channels(parts)
            await set_menus(parts)
            yield parts


def catalog_of(replay: Replay, base: str) -> Catalog:
    """The shipped parties and topics, the replay's feeds, and the channel of the page."""
    shipped = load_catalog(FEEDS)
    feeds = tuple(replace(feed, url=f"{base}/{feed.id}.xml") for feed in replay.feeds)
    topics = tuple(topic.id for topic in shipped.topics)
    return replace(shipped, feeds=feeds, channels=(Channel("@isswire", topics),))


async def _replay(
    parts: Parts, replay: Replay, clock: ReplayClock, pace: timedelta | None
) -> None:
    """Go from moment to moment: new items, then what was promised for later, until the end."""
    ahead = list(replay.moments())
    while not parts.stop.is_set():
        now = clock.now()
        if ahead and ahead[0] <= now:
            ahead.pop(0)
            await parts.polls.poll(parts.catalog.feeds)
            await close_quiet_stories(parts)
        await _delivered(parts)
        due = await _next_due(parts)
        coming = [moment for moment in (*ahead[:1], due) if moment is not None]
        if not coming:
            return
        await _pass_to(min(coming), clock, pace, parts.stop)


async def _pass_to(
    moment: datetime, clock: ReplayClock, pace: timedelta | None, stop: asyncio.Event
) -> None:
    """Let the replay's time come to `moment`, at the pace asked for."""
    if pace is not None:
        seconds = min((moment - clock.now()) / pace, _LONGEST_PAUSE)
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await stop.wait()
        except TimeoutError:
            pass
    clock.jump(moment)


async def _delivered(parts: Parts) -> None:
    """Until nothing that is due waits to be sent."""
    while not parts.stop.is_set():
        waiting = await parts.store.deliveries(*_UNDER_WAY, limit=1000)
        now = parts.clock()
        if all(each.state is DeliveryState.PENDING and each.not_before > now for each in waiting):
            return
        parts.polls.promised.set()
        await asyncio.sleep(0.01)


_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


async def _next_due(parts: Parts) -> datetime | None:
    waiting = await parts.store.deliveries(*_UNDER_WAY, limit=1000)
    return min((each.not_before for each in waiting), default=None)


async def _tell(telegram: local.LocalTelegram, clock: ReplayClock, stop: asyncio.Event) -> None:
    """Show in the terminal what goes out, as it goes out."""
    told = 0
    while True:
        ending = stop.is_set()
        calls = [call for call in telegram.journal.calls if call.accepted and call.text]
        for call in calls[told:]:
            print(f"\n{clock.now():%Y-%m-%d %H:%M}  {call.method}\n{call.text}", flush=True)
        told = len(calls)
        if ending:
            return
        await asyncio.sleep(0.05)
