"""Replays news through the real bot; only the clock, the feeds' server and Telegram are stand-ins.
The demo shows it to people, the acceptance scenes check what it sends.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.app.channels import settle_channels
from bot.app.feed_reader import Manners
from bot.app.housekeeping import close_quiet_stories
from bot.app.menus import set_menus
from bot.app.runtime import Runtime, Stage, opened
from bot.catalog import load_catalog
from bot.core.delivery.outbox import SendResult, Sent
from bot.core.delivery.pacing import Limits
from bot.core.ledger.ledger import closing_time
from bot.core.types import Alerts, Catalog, Channel, Delivery, DeliveryKind, DeliveryState
from bot.ingest.poll import Polled
from bot.local.replay import Replay
from bot.local.server import LocalTelegram
from bot.locale import FOLDER
from bot.settings import Settings

FEEDS = Path(__file__).parents[2] / "feeds.yaml"
"""The shipped parties and topics are used; only the feeds are the replay's."""

_UNHURRIED = Limits(
    gap=timedelta(),
    chat_gap=timedelta(milliseconds=1),
    group_gap=timedelta(milliseconds=1),
    lead=timedelta(),
    least_gap=timedelta(),
)
"""No pauses: the local Telegram is on this machine."""

_LONGEST_PAUSE = 8.0
"""Longest wait in seconds between two moments of the replay, however far apart they are."""


class ReplayClock:
    """The replay's time: runs at real speed, and jumps ahead on demand."""

    def __init__(self, start: datetime) -> None:
        self._base, self._since = start, monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=monotonic() - self._since)

    def jump(self, to: datetime) -> None:
        """Continue from `to`; never goes back."""
        self._base, self._since = max(to, self.now()), monotonic()


@dataclass
class Tally:
    """Counts of what the replay brought."""

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


@asynccontextmanager
async def bot_replaying(
    telegram: LocalTelegram,
    catalog: Catalog,
    clock: ReplayClock,
    tally: Tally,
    languages: Path = FOLDER,
    public_url: str = "",
) -> AsyncIterator[Runtime]:
    """Open the whole bot on a new SQLite file, with its channels; the caller runs its tasks."""
    stage = Stage(
        clock=clock.now,
        limits=_UNHURRIED,
        manners=Manners(timedelta(), at_once=16),
        watch_polls=tally.polls.append,
        watch_sends=tally.count,
        languages=languages,
    )
    with tempfile.TemporaryDirectory(prefix="isswire-replay-") as folder:
        settings = Settings(
            token=telegram.token,
            api_url=telegram.url,
            database_url=f"sqlite:///{folder}/replay.db",
            allow_private=True,
            public_url=public_url,
        )
        async with opened(settings, catalog, stage) as runtime:
            await settle_channels(runtime)
            await set_menus(runtime)
            yield runtime


def catalog_of(
    replay: Replay,
    base: str,
    language: str = "en",
    alerts: Alerts = Alerts.ALL,
    feeds_file: Path = FEEDS,
) -> Catalog:
    """Build a catalog: a file's parties and topics, the replay's feeds, the page's channel."""
    shipped = load_catalog(feeds_file)
    feeds = tuple(replace(feed, url=f"{base}/{feed.id}.xml") for feed in replay.feeds)
    topics = tuple(topic.id for topic in shipped.topics)
    channel = Channel("@isswire", topics, language=language, alerts=alerts)
    return replace(shipped, feeds=feeds, channels=(channel,))


async def replay_through(
    runtime: Runtime, replay: Replay, clock: ReplayClock, pace: timedelta | None = None
) -> None:
    """Go from moment to moment - new items, closings, deliveries promised for later - until the
    last one is delivered.

    `pace`: replayed time per second; None is as fast as possible. The sender has to be running.
    """
    ahead, read = list(replay.moments()), None
    feeds = {feed.id: feed for feed in runtime.catalog.feeds}
    while not runtime.stop.is_set():
        now = clock.now()
        if ahead and ahead[0] <= now:
            ahead = [moment for moment in ahead if moment > now]
            await runtime.polls.poll([feeds[id] for id in replay.news(read, now)])
            read = now
        await close_quiet_stories(runtime)
        await _wait_until_sent(runtime)
        if not (coming := await _coming(runtime, ahead)):
            return
        await _pass_to(min(coming), clock, pace, runtime.stop)


async def _coming(runtime: Runtime, ahead: list[datetime]) -> list[datetime]:
    """Return the moments at which there is work; closings only while there are items ahead."""
    due = await _next_due(runtime)
    closings = [closing_time(story) for story in await runtime.store.open_stories()]
    return [*ahead[:1], *([due] if due else []), *(closings if ahead else [])]


async def _pass_to(
    moment: datetime, clock: ReplayClock, pace: timedelta | None, stop: asyncio.Event
) -> None:
    """Advance the replay's time to `moment`, at the given pace."""
    if pace is not None:
        seconds = min((moment - clock.now()) / pace, _LONGEST_PAUSE)
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await stop.wait()
        except TimeoutError:
            pass
    clock.jump(moment)


async def _wait_until_sent(runtime: Runtime) -> None:
    """Wait until every delivery that is due has been sent."""
    while not runtime.stop.is_set():
        waiting = await runtime.store.deliveries(*_UNDER_WAY, limit=1000)
        now = runtime.clock()
        if all(each.state is DeliveryState.PENDING and each.not_before > now for each in waiting):
            return
        runtime.polls.promised.set()
        await asyncio.sleep(0.01)


_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


async def _next_due(runtime: Runtime) -> datetime | None:
    waiting = await runtime.store.deliveries(*_UNDER_WAY, limit=1000)
    return min((each.not_before for each in waiting), default=None)
