"""What ingest asks the store."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.alerts.audience import Subscriber
from bot.core.alerts.promises import Messages
from bot.core.editing.editor_actions import ActOutcome
from bot.core.planning.archive import Titled
from bot.core.planning.planner import Plan
from bot.core.reading.poll_result import FeedState
from bot.core.types import Entry, Placement, Story, StoryEvent
from bot.ingest.tracked_phrases import PhraseStore
from storage.outbox.leases import Lease


class IngestStore(PhraseStore, Protocol):
    """Planning and recording: all of the store that ingest needs."""

    async def known_keys(self, keys: Iterable[bytes]) -> dict[bytes, str]: ...
    async def titles_of(self, feed: str) -> tuple[Titled, ...]: ...
    async def placed_since(
        self, sequence: int, *, newest: int | None = None
    ) -> tuple[int, tuple[tuple[Entry, Placement], ...]]: ...
    async def story_ids(self, entries: Iterable[str]) -> dict[str, str]: ...
    async def stories_with_messages(
        self, ids: Sequence[str]
    ) -> tuple[dict[str, Story], Mapping[str, Messages]]: ...
    async def events_of(self, subjects: Sequence[str]) -> Mapping[str, tuple[StoryEvent, ...]]: ...
    async def audience(
        self, topics: Iterable[str], stories: Iterable[str] = ()
    ) -> tuple[Subscriber, ...]: ...
    async def promised_since(self, since: datetime) -> Mapping[tuple[int, int], int]: ...
    async def record_poll(
        self, state: FeedState, plan: Plan, *, now: datetime, lease: Lease | None = None
    ) -> bool: ...
    async def placed(self) -> int: ...
    async def record_acts(self, acted: ActOutcome, *, based_on: int) -> bool: ...
