"""A calendar on loopback, the bot's reading half and its sender, at a time of their own."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.feed_reader import Manners
from bot.app.intake import Intake, opened_intake
from bot.catalog import load_catalog
from bot.core.delivery.messages import Edit, Outgoing
from bot.core.delivery.outbox import Never, SendResult, Sent, Worded
from bot.core.types import (
    Chat,
    ChatKind,
    Delivery,
    DeliveryState,
    Subscription,
    SubscriptionKind,
)
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from bot.settings import Settings
from tests.integration.feeds.feed_server import FeedServer, Request, an_answer, serving
from tests.integration.pushed import Telegram, pushing
from tests.shipped import compiled_once
from tests.sqlite_files import migrated

T0 = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)
READER = 7
FILE = """\
feeds:
  launches:
    {{url: "{url}/launches/upcoming/", title: Launches, language: en, role: aggregator,
      every: 20m, kind: calendar}}
  events:
    {{url: "{url}/events/upcoming/", title: Events, language: en, role: aggregator,
      every: 30m, kind: calendar}}
topics: {{iss: {{title: ISS}}, roscosmos: {{title: Roscosmos}}}}
"""


def a_launch(
    id: str = "crew-13",
    name: str = "Falcon 9 Block 5 | Crew-13",
    *,
    at: datetime = T0,
    status: str = "Go",
    precision: str = "Minute",
    program: str = "International Space Station",
) -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "net": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "net_precision": {"name": precision},
        "status": {"abbrev": status},
        "launch_service_provider": {"name": "SpaceX"},
        "mission": {"description": "A crew flies to the station.", "type": "Human Exploration"},
        "program": [{"name": program}],
        "pad": {"location": {"name": "Cape Canaveral"}},
        "vid_urls": [{"url": "https://video.example/live"}],
    }


def a_docking(
    id: int = 1519, name: str = "Progress MS-35 Docking", *, at: datetime = T0
) -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "type": {"name": "Docking"},
        "date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date_precision": {"name": "Minute"},
        "location": "International Space Station",
        "description": "The ship docks to the International Space Station.",
    }


@dataclass
class Desk:
    """What the calendar says, the time, and what chats were sent and have."""

    server: FeedServer
    folder: Path
    now: datetime = T0 - timedelta(hours=26)
    launches: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    down: bool = False
    intake: Intake | None = None
    telegram: Telegram = field(default_factory=Telegram)
    edits: list[str] = field(default_factory=list)

    @property
    def open(self) -> Intake:
        assert self.intake is not None
        return self.intake

    async def answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        found = self.launches if "launches" in request.path else self.events
        body = json.dumps({"count": len(found), "next": None, "results": [*found.values()]})
        said = an_answer(body.encode(), content_type="application/json")
        writer.write(an_answer(status="503 Down") if self.down else said)

    def launch(self, launch: dict[str, Any]) -> None:
        self.launches[launch["id"]] = launch

    def dock(self, event: dict[str, Any]) -> None:
        self.events[event["id"]] = event

    async def wants(self, event: str, chat: int = READER, language: str = "en") -> None:
        store = self.open.store
        await store.record_chat(Chat(id=chat, kind=ChatKind.PRIVATE, language=language))
        await store.subscribe(Subscription(chat, 0, SubscriptionKind.REMINDER, event))

    async def pass_time(self, **span: int) -> None:
        """Let time pass, as the running bot would spend it."""
        await self.until(self.now + timedelta(**span))

    async def until(self, when: datetime) -> None:
        while self.now < when:
            near = any(abs(start - self.now) < timedelta(hours=2) for start in self._starts())
            step = timedelta(minutes=5 if near else 20)
            self.now = min(self.now + step, when)
            await self.tick()

    def _starts(self) -> list[datetime]:
        said = [each["net"] for each in self.launches.values()]
        said += [each["date"] for each in self.events.values()]
        return [datetime.fromisoformat(each) for each in said]

    async def tick(self) -> None:
        await self.open.polls.poll(self.open.polls.all_due())
        await self.open.calendar.remind(self.now)
        await self.send()

    async def send(self) -> None:
        """Send all that is due."""
        if not await self._waiting():
            return
        store, composer = self.open.store, self.composer()

        async def word(deliveries: Sequence[Delivery]) -> list[Worded | Never | None]:
            wording = await composer.wording(deliveries, self.now)
            return [await wording.worded(each) for each in deliveries]

        self.telegram.answer = self._took
        async with pushing(store, self.telegram, word, clock=lambda: self.now):
            async with asyncio.timeout(30):
                while await self._waiting():  # noqa: ASYNC110  # what is sent is in the store
                    await asyncio.sleep(0.005)

    async def _waiting(self) -> bool:
        live = (DeliveryState.PENDING, DeliveryState.SENDING)
        found = await self.open.store.deliveries(*live, limit=10_000)
        return any(each.not_before <= self.now < each.expires for each in found)

    async def _took(self, outgoing: Outgoing) -> SendResult:
        if isinstance(outgoing, Edit):
            self.telegram.took.pop()
            self.edits.append(outgoing.message.plain)
            return Sent(outgoing.message_id)
        return Sent(len(self.telegram.took) + 100)

    def composer(self) -> Composer:
        intake = self.open

        async def nobody() -> frozenset[str]:
            return frozenset()

        return Composer(
            intake.store,
            lambda: intake.catalog,
            load_texts(),
            nobody,
            lambda: "wire_bot",
            answered=intake.polls.answered,
        )

    @property
    def told(self) -> list[str]:
        """The first line of each message sent, edits left out."""
        return [html.partition("\n")[0] for _, html in self.telegram.took]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """One process's life."""
        file = self.folder / "feeds.yaml"
        await asyncio.to_thread(file.write_text, FILE.format(url=self.server.url("")))
        settings = Settings(database_url=migrated(self.folder / "isswire.db"), allow_private=True)
        async with AsyncExitStack() as stack:
            intake = await opened_intake(
                stack,
                settings,
                load_catalog(file, allow_private=True),
                polled=lambda _: None,
                clock=lambda: self.now,
                manners=Manners(timedelta(), spare_own=False),
            )
            intake.ingest.ruleset = compiled_once(intake.ingest.ruleset)
            self.intake = intake
            yield


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    desks: list[Desk] = []

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        await desks[0].answer(request, writer)

    async with serving(script) as server:
        desks.append(Desk(server, folder))
        yield desks[0]
