"""What rendering asks the store."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.types import Delivery, MissionEvent, Post, Story, Subscription
from storage.posts import Background


class ComposeStore(Protocol):
    """Chats, stories and messages, to be read as they stand now."""

    async def background(self, deliveries: Sequence[Delivery]) -> Background: ...
    async def stories(self, ids: Iterable[str]) -> dict[str, Story]: ...
    async def messages_in(self, story: str, chat_id: int, thread_id: int) -> tuple[Post, ...]: ...
    async def catch_up_with(
        self, delivery: Delivery, *, now: datetime
    ) -> tuple[Delivery, ...]: ...
    async def subscriptions(
        self, chat_id: int, thread_id: int = 0
    ) -> tuple[Subscription, ...]: ...
    async def mission_event(self, id: str) -> MissionEvent | None: ...
    async def reminder_in(self, event: str, chat_id: int, thread_id: int) -> Post | None: ...
    async def objections(self, of: str | None = None) -> tuple[Subscription, ...]: ...


async def never_answered(feed: str) -> datetime | None:
    """Know no answer: the default without polls."""
    return None
