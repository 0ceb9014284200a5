"""The reading half of the bot between real feeds and a real database, at a time of its own."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.feed_reader import Manners
from bot.app.intake import Intake, opened_intake
from bot.catalog import load_catalog
from bot.core.renderer.digest import CONSIDERED, digest_stories
from bot.core.types import (
    Chat,
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionKind,
)
from bot.ingest.poll import Polled
from bot.settings import Settings
from storage.store import Store
from tests.build import NOON
from tests.e2e.feeds import Feeds, headlines, item, serving
from tests.shipped import compiled_once
from tests.sqlite_files import migrated

ADMIN, READER = 99, 7
BULLETIN = "role: press\n    topics: [iss]"


@dataclass
class Newsroom:
    """Feeds, a database, and the polls that were made of them."""

    feeds: Feeds
    folder: Path
    url: str = ""
    """DATABASE_URL; without it an SQLite file in the folder."""
    now: datetime = NOON
    polled: list[Polled] = field(default_factory=list)
    edit: Callable[[str], str] = str
    """What the editors change in feeds.yaml."""
    titles: Iterator[str] = field(default_factory=headlines)

    @property
    def database(self) -> Path:
        return self.folder / "isswire.db"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Intake]:
        """One process's life: started, and ended."""
        file = self.folder / "feeds.yaml"
        file.write_text(self.edit(self.feeds.catalog("10m")), encoding="utf-8")
        settings = Settings(
            database_url=self.url or migrated(self.database),
            allow_private=True,
            admins=frozenset({ADMIN}),
        )
        async with AsyncExitStack() as stack:
            intake = await opened_intake(
                stack,
                settings,
                load_catalog(file, allow_private=True),
                polled=self.polled.append,
                clock=lambda: self.now,
                manners=Manners(timedelta()),
            )
            intake.ingest.ruleset = compiled_once(intake.ingest.ruleset)
            yield intake

    def publish(self, count: int = 1, *, old: timedelta = timedelta(minutes=5)) -> list[str]:
        """So many items, each a story of its own; their titles."""
        told = [next(self.titles) for _ in range(count)]
        for title in told:
            news = item("bulletin", title, at=self.now - old)
            self.feeds.items["bulletin"].insert(0, news)
        return told

    def forward(self, **span: int) -> None:
        self.now += timedelta(**span)

    async def poll(self, intake: Intake, *, after: timedelta = timedelta(minutes=15)) -> Polled:
        """Every feed, so much later; what the last of them came to."""
        self.now += after
        await intake.polls.poll(intake.catalog.feeds)
        return self.polled[-1]


@asynccontextmanager
async def a_newsroom(folder: Path, url: str = "") -> AsyncIterator[Newsroom]:
    """One feed with an item that is known already, and a reader who wants everything."""
    async with serving(Feeds()) as feeds:
        room = Newsroom(feeds, folder, url)
        feeds.add("bulletin", BULLETIN)
        room.publish()
        async with room.opened() as intake:
            await with_reader(intake.store)
            await room.poll(intake)
        yield room


async def with_reader(store: Store) -> None:
    await store.record_chat(Chat(id=READER, kind=ChatKind.PRIVATE))
    await store.subscribe(Subscription(READER, 0, SubscriptionKind.TOPIC, "iss"))


async def promised(store: Store, kind: DeliveryKind = DeliveryKind.POST) -> list[Delivery]:
    while await store.unpack():
        pass
    found = await store.deliveries(*DeliveryState, limit=10_000)
    return [each for each in found if each.kind is kind]


async def in_a_digest(store: Store, now: datetime) -> int:
    """Stories that a digest would weigh now."""
    stories = await store.latest_stories(limit=CONSIDERED)
    since = now - timedelta(days=1)
    told = digest_stories(stories, parties=(), failing=frozenset(), since=since, now=now)
    return len(told)
